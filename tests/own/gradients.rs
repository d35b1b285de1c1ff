//! Gradients of layers that are written over netweave's operations, against finite differences.

use netweave::prelude::*;

use crate::Dev;
use crate::layers::{Film, Gated, Mixing, Swish};

network! {
    network Layers(image: [2, 3, 4]) -> [3] {
        let seen = image -> conv: conv2d(2, kernel = 3, padding = 1) -> film: layer(Film<2>) -> swish: layer(Swish);
        let mixed = seen -> reshape([6, 4]) -> fc1: linear(4) -> mixing: layer(Mixing<6, 4>) -> [4];
        let y = mixed -> gated: layer(Gated<4, 5>) -> [5] -> fc2: linear(3);
        loss fit(t: [3]) = l2(y, t);
        y
    }
}

/// Half the distance of the two points.
const STEP: f64 = 1e-5;

/// Compares the gradient of each element of each variable with `(f(h) − f(−h)) / 2h`.
pub(crate) fn check<N: Network<Dtype = f64, Device = Dev>>(
    net: &mut N,
    gradients: &[netweave::Variable<f64>],
    loss: impl Fn(&N) -> f64,
) {
    for gradient in gradients {
        let own = net.variable(&gradient.name).unwrap().values;
        assert_eq!(own.len(), gradient.values.len(), "{}", gradient.name);
        for (index, analytic) in gradient.values.iter().enumerate() {
            let [up, down] = [STEP, -STEP].map(|offset| {
                let mut values = own.clone();
                values[index] += offset;
                net.set_variable(&gradient.name, &values).unwrap();
                loss(net)
            });
            net.set_variable(&gradient.name, &own).unwrap();
            let numeric = (up - down) / (2.0 * STEP);
            assert!(
                (analytic - numeric).abs() <= 1e-7 * numeric.abs().max(1.0),
                "the gradient of {}[{index}] is {analytic:e}, but differences give {numeric:e}",
                gradient.name
            );
        }
    }
}

#[test]
fn they_are_those_of_differences() {
    let device = Dev::seed_from_u64(5);
    let mut net = Layers::<f64, Dev>::build(&device);
    let images: Tensor<Rank4<3, 2, 3, 4>, f64, Dev> = device.sample_normal();
    let targets: Tensor<Rank2<3, 3>, f64, Dev> = device.sample_normal();
    let sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().fit(&images, &targets).unwrap()).unwrap();
    let gradients = gradients.variables("").unwrap();
    assert!(gradients.iter().all(|gradient| gradient.values.iter().any(|value| *value != 0.0)), "{gradients:?}");
    check(&mut net, &gradients, |net| net.training().fit(&images, &targets).unwrap().value());
}

/// Towards dfdx the gradients of the input are asked for, too.
#[test]
fn the_input_has_one() {
    let device = Dev::seed_from_u64(6);
    let mut net = Layers::<f64, Dev>::build(&device);
    let images: Tensor<Rank4<1, 2, 3, 4>, f64, Dev> = device.sample_normal();
    let sum = |net: &mut Layers<f64, Dev>, values: &[f64]| {
        let mut images = images.clone();
        images.copy_from(values);
        net.forward(&images).as_vec().iter().sum::<f64>()
    };
    let output = net.forward_mut(images.leaky_trace());
    let gradients = dfdx::tensor_ops::SumTo::sum::<Rank0, _>(output).backward();
    let own = images.as_vec();
    for (index, analytic) in gradients.get(&images).as_vec().into_iter().enumerate() {
        let [up, down] = [STEP, -STEP].map(|offset| {
            let mut values = own.clone();
            values[index] += offset;
            sum(&mut net, &values)
        });
        let numeric = (up - down) / (2.0 * STEP);
        assert!((analytic - numeric).abs() <= 1e-7 * numeric.abs().max(1.0), "{index}: {analytic:e} {numeric:e}");
    }
}
