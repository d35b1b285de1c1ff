//! The language model of the book, beside the same with its length as a const generic.

use dfdx::nn::ZeroGrads;
use dfdx::optim::{Optimizer as _, Sgd as DfdxSgd, SgdConfig};
use dfdx::tensor_ops::{Backward, MeanTo};
use netweave::prelude::*;

use crate::Dev;

const VOCAB: usize = 11;
const WIDTH: usize = 8;
const MAX: usize = 16;

macro_rules! model {
    ($($network:ident [$($parameter:tt)*] $time:ident;)*) => {
        network! {
            template block(x; heads) {
                let x = x + (x -> ln1: layer_norm -> attn: attention(heads, causal = true));
                x + (x -> ln2: layer_norm -> up: linear(2 * WIDTH) -> gelu -> down: linear(WIDTH))
            }

            $(
                network $network<$($parameter)*>(tokens: [$time] of usize) -> [$time, VOCAB] {
                    let x = (tokens -> embed: embedding(VOCAB, WIDTH))
                        + (positions: variable([MAX, WIDTH], init = normal(0.5)) -> first($time));
                    let hidden = x -> repeat 2 h: block(2) -> ln_f: layer_norm;
                    let logits = hidden -> linear(VOCAB, weight = embed.weight);
                    loss fit(wanted: [$time, VOCAB]) = l2(logits, wanted) + 0.1 * huber(hidden, hidden * 0);
                    logits
                }
            )*
        }
    };
}

model! {
    Gpt [time] time;
    Fixed [const TIME: usize] TIME;
}

type Model = Gpt<f64, Dev>;

/// A network of a constant length with the variables of the other.
fn fixed<const TIME: usize>(model: &Model, device: &Dev) -> Fixed<TIME, f64, Dev> {
    let mut fixed = Fixed::<TIME, f64, Dev>::build(device);
    for variable in model.variables("") {
        fixed.set_variable(&variable.name, &variable.values).expect("a variable of this name");
    }
    fixed
}

fn tokens(batch: usize, time: usize) -> Vec<usize> {
    (0..batch * time).map(|index| (index * 7 + index / 3 + time) % VOCAB).collect()
}

pub(crate) fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{found} is not {expected}");
    }
}

/// Inference and a step of training at one length.
fn compare<const TIME: usize>(model: &mut Model, device: &Dev, batch: usize) {
    let mut fixed = fixed::<TIME>(model, device);
    let own: Tensor<(usize, usize), usize, _> = device.tensor_from_vec(tokens(batch, TIME), (batch, TIME));
    let other: Tensor<(usize, Const<TIME>), usize, _> = device.tensor_from_vec(tokens(batch, TIME), (batch, Const));
    close(&model.forward(&own).as_vec(), &fixed.forward(&other).as_vec());

    let wanted: Tensor<(usize, usize, Const<VOCAB>), f64, Dev> = device.sample_normal_like(&(batch, TIME, Const));
    let same = device.tensor_from_vec(wanted.as_vec(), (batch, Const::<TIME>, Const::<VOCAB>));
    let (mut sgd, mut twin) = (Sgd::new(0.1), Sgd::new(0.1));
    let pass = model.training().fit(&own, &wanted).expect("a pass");
    let twin_pass = fixed.training().fit(&other, &same).expect("a pass");
    close(&[pass.value()], &[twin_pass.value()]);
    close(&pass.output().as_vec(), &twin_pass.output().as_vec());
    let gradients = sgd.compute_gradients(pass).expect("gradients");
    let twins = twin.compute_gradients(twin_pass).expect("gradients");
    sgd.apply_gradients(model, gradients).expect("a step");
    twin.apply_gradients(&mut fixed, twins).expect("a step");
    for (own, other) in model.variables("").iter().zip(fixed.variables("")) {
        assert_eq!(own.name, other.name);
        close(&own.values, &other.values);
    }
}

#[test]
fn any_length_is_that_length_written_out() {
    let device = Dev::default();
    let mut model = Model::build(&device);
    compare::<3>(&mut model, &device, 2);
    compare::<7>(&mut model, &device, 2);
    compare::<16>(&mut model, &device, 1);
    compare::<3>(&mut model, &device, 3);
    compare::<1>(&mut model, &device, 2);
    compare::<7>(&mut model, &device, 2);
}

#[test]
fn in_f32_too() {
    let device = Dev::default();
    let model = Gpt::<f32, Dev>::build(&device);
    let logits = |time: usize| {
        let tokens = device.tensor_from_vec(tokens(1, time), (Const::<1>, time));
        model.forward(tokens).as_vec()
    };
    // What comes later changes nothing before: it is causal.
    let (short, long) = (logits(4), logits(4));
    assert_eq!(short, long);
    let whole: Vec<f32> = {
        let tokens = device.tensor_from_vec(tokens(1, 4).into_iter().chain([5, 6]).collect(), (Const::<1>, 6));
        model.forward(tokens).as_vec()
    };
    for (short, whole) in short.iter().zip(&whole) {
        assert!((short - whole).abs() < 1e-5, "{short} is not {whole}");
    }
}

#[test]
fn a_length_beyond_the_positions_is_one_error() {
    let device = Dev::default();
    let model = Model::build(&device);
    let long: Tensor<(usize, usize), usize, _> = device.tensor_from_vec(tokens(2, 17), (2, 17));
    let error = model.try_forward(&long).expect_err("an error");
    assert_eq!(
        error.to_string(),
        "`first` takes time places of `positions`, which is [16, 8], where `time` is 17: take 16 at most, or make \
         `positions` larger"
    );
    let wanted: Tensor<(usize, usize, Const<VOCAB>), f64, Dev> = device.sample_normal_like(&(2, 17, Const));
    assert_eq!(model.training().fit(&long, &wanted).err(), Some(error));
}

#[test]
fn dfdx_trains_it() {
    let device = Dev::default();
    let mut model = Model::build(&device);
    let mut sgd = DfdxSgd::new(&model, SgdConfig { lr: 0.05, momentum: None, weight_decay: None });
    let mut losses = Vec::new();
    for time in [5, 3, 5, 3, 5] {
        let tokens: Tensor<(usize, usize), usize, _> = device.tensor_from_vec(tokens(2, time), (2, time));
        let output = model.forward_mut(tokens.traced(model.alloc_grads()));
        let loss = output.square().mean::<(), _>();
        losses.push(loss.array());
        let gradients = loss.backward();
        sgd.update(&mut model, &gradients).expect("a step");
    }
    assert!(losses[2] < losses[0] && losses[4] < losses[2] && losses[3] < losses[1], "{losses:?}");
}
