//! What works along an axis, and what works beside it.

use netweave::prelude::*;

use crate::Dev;
use crate::language_model::close;

macro_rules! networks {
    ($($network:ident [$($parameter:tt)*] $time:ident;)*) => {
        network! {
            $(
                /// Everything that takes a sequence of numbers.
                network $network<$($parameter)*>(x: [$time, 6], mask: [$time], memory: [4, 6])
                    -> (pooled: [5], places: [$time, 6], mixed: [6, $time])
                {
                    let own = x -> norm: layer_norm -> attn: attention(1, rotary = true, mask = mask);
                    let crossed = own -> cross: attention(memory, heads = 3);
                    let places = crossed + (mask -> reshape([$time, 1]) -> sigmoid) * own;
                    let summed = places -> sum(axis = 0);
                    let largest = places -> max(axis = 0, keepdims = true);
                    let shifted = places - largest;
                    let pooled = shifted -> mean(axis = 0) -> fc: linear(5);
                    let mixed = shifted -> permute([1, 0]) -> softmax;
                    let gated = mixed * (summed -> reshape([6, 1]));
                    let tall = concat(gated, mixed, axis = 0);
                    let (low, high) = split(tall, axis = 0);
                    let wide = concat(places, x, axis = 1) -> tanh -> up: linear(3) -> relu -> dropout(0.0);
                    loss fit(wanted: [$time, 6]) = l2(places, wanted) + l1(low, high) + huber(wide, wide * 0);
                    (pooled, places, mixed)
                }
            )*
        }
    };
}

networks! {
    Free [time] time;
    Fixed [const TIME: usize] TIME;
}

type Net = Free<f64, Dev>;

fn compare<const TIME: usize>(net: &mut Net, device: &Dev, batch: usize) {
    let mut fixed = Fixed::<TIME, f64, Dev>::build(device);
    for variable in net.variables("") {
        fixed.set_variable(&variable.name, &variable.values).expect("a variable of this name");
    }
    let x: Tensor<(usize, usize, Const<6>), f64, _> = device.sample_normal_like(&(batch, TIME, Const));
    let mask: Tensor<(usize, usize), f64, _> = device.sample_normal_like(&(batch, TIME));
    // Every sample has a place that counts.
    let mut counts = mask.as_vec();
    counts.iter_mut().step_by(TIME).for_each(|first| *first = 1.0);
    let mask = device.tensor_from_vec(counts, (batch, TIME));
    let memory: Tensor<(usize, Const<4>, Const<6>), f64, _> = device.sample_normal_like(&(batch, Const, Const));
    let wanted: Tensor<(usize, usize, Const<6>), f64, _> = device.sample_normal_like(&(batch, TIME, Const));
    let own_x = device.tensor_from_vec(x.as_vec(), (batch, Const::<TIME>, Const::<6>));
    let own_mask = device.tensor_from_vec(mask.as_vec(), (batch, Const::<TIME>));
    let own_wanted = device.tensor_from_vec(wanted.as_vec(), (batch, Const::<TIME>, Const::<6>));

    let (found, expected) = (net.forward(&x, &mask, &memory), fixed.forward(&own_x, &own_mask, &memory));
    close(&found.pooled.as_vec(), &expected.pooled.as_vec());
    close(&found.places.as_vec(), &expected.places.as_vec());
    close(&found.mixed.as_vec(), &expected.mixed.as_vec());
    let (mut sgd, mut twin) = (Sgd::new(0.05), Sgd::new(0.05));
    let pass = net.training().fit(&x, &mask, &memory, &wanted).expect("a pass");
    let other = fixed.training().fit(&own_x, &own_mask, &memory, &own_wanted).expect("a pass");
    close(&[pass.value()], &[other.value()]);
    let gradients = sgd.compute_gradients(pass).expect("gradients");
    let others = twin.compute_gradients(other).expect("gradients");
    sgd.apply_gradients(net, gradients).expect("a step");
    twin.apply_gradients(&mut fixed, others).expect("a step");
    for (own, other) in net.variables("").iter().zip(fixed.variables("")) {
        close(&own.values, &other.values);
    }
}

#[test]
fn layers_work_on_any_length() {
    let device = Dev::default();
    let mut net = Net::build(&device);
    compare::<5>(&mut net, &device, 2);
    compare::<2>(&mut net, &device, 1);
    compare::<9>(&mut net, &device, 3);
    compare::<5>(&mut net, &device, 2);
    compare::<1>(&mut net, &device, 2);
}
