//! The example PWC-Net beside the same network in PyTorch: its parameters and multiply-adds, activations, a loss and its gradients.
//!
//! `networks/make_flow.py` writes what it is compared with.

use std::fs;

use netweave::prelude::*;

#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/pwc.rs"]
mod pwc;

use expected::{Expected, drawn, folder, uniform};
use pwc::{Pwc, pwc as of};

type Frame = Tensor<Rank4<1, 3, 64, 64>, f32, Cpu>;
type Motion = Tensor<Rank4<1, 2, 64, 64>, f32, Cpu>;

/// The network and two frames, with elements drawn from their names.
fn network() -> (Pwc<f32, Cpu>, Frame, Frame) {
    let device = Cpu::default();
    let mut net = Pwc::build(&device);
    for variable in net.variables("") {
        let values = drawn(&theirs(&variable.name), &variable.shape);
        net.set_variable(&variable.name, &values).expect("a variable that is there");
    }
    let mut frames = uniform("image", 2 * 3 * 64 * 64).map(|value| value as f32);
    let mut frame = || device.tensor_from_vec(frames.by_ref().take(3 * 64 * 64).collect(), Rank4::default());
    let (first, second) = (frame(), frame());
    (net, first, second)
}

/// What the network in PyTorch calls a variable: `finer3/decode/conv1/conv/weight` is `decode3.conv1.conv.weight`.
fn theirs(name: &str) -> String {
    let words = name.split('/').collect::<Vec<_>>();
    let words = match words.as_slice() {
        ["pyramid", level, rest @ ..] => [&[*level, "level"], rest].concat(),
        ["decode4", "flow", rest @ ..] => [&["flow4", "conv"], rest].concat(),
        ["finer3", "decode", "flow", rest @ ..] => [&["flow3", "conv"], rest].concat(),
        ["finer2", "decode", "flow", rest @ ..] => [&["rough", "conv"], rest].concat(),
        ["finer3", "decode", rest @ ..] => [&["decode3"], rest].concat(),
        ["finer2", "decode", rest @ ..] => [&["decode2"], rest].concat(),
        ["finer3", "up", rest @ ..] => [&["up3", "conv"], rest].concat(),
        ["finer2", "up", rest @ ..] => [&["up2", "conv"], rest].concat(),
        ["finer3", "features", rest @ ..] => [&["features3", "conv"], rest].concat(),
        ["finer2", "features", rest @ ..] => [&["features2", "conv"], rest].concat(),
        ["context", "correction", rest @ ..] => [&["context", "correction", "conv"], rest].concat(),
        words => words.to_vec(),
    };
    words.join(".")
}

fn truth() -> Motion {
    let motion = uniform("truth", 2 * 64 * 64).map(|value| 8.0 * value as f32).collect();
    Cpu::default().tensor_from_vec(motion, Rank4::default())
}

#[test]
fn counts() {
    let file = fs::read_to_string(folder().join("flow.csv")).expect("a file of counts");
    let line = file.lines().find_map(|line| line.strip_prefix("pwc,"));
    assert_eq!(line, Some(format!("{},{}", Pwc::PARAMETERS, Pwc::MULTIPLY_ADDS).as_str()));
}

#[test]
fn activations() {
    let (net, first, second) = network();
    let expected = Expected::open("pwc");
    expected.compare("first3", &net.end_point(of::end_point::first3, &first, &second));
    expected.compare("costs3", &net.end_point(of::end_point::finer3::costs, &first, &second));
    expected.compare("flow4", &net.end_point(of::end_point::flow4, &first, &second));
    expected.compare("flow3", &net.end_point(of::end_point::flow3, &first, &second));
    expected.compare("flow2", &net.end_point(of::end_point::flow2, &first, &second));
    expected.compare("flow", &net.forward(first, second));
}

#[test]
fn the_loss_and_its_gradients() -> Result<(), Error> {
    let (net, first, second) = network();
    let expected = Expected::open("pwc");
    let device = Cpu::default();
    let adam = Adam::new(1e-4);
    let pass = net.training().supervised(&first, &second, &truth())?;
    expected.compare("loss", &device.tensor([pass.value() as f32]));
    let gradients = adam.compute_gradients(pass)?;
    for name in [
        "pyramid/level1/down/conv/weight",
        "pyramid/level4/conv2/conv/bias",
        "finer3/decode/conv1/conv/weight",
        "finer2/up/weight",
    ] {
        let gradient = gradients.variable(name)?.values;
        let shape = (gradient.len(),);
        let key = format!("gradient/{}", theirs(name));
        expected.compare(&key, &device.tensor_from_vec(gradient, shape));
    }
    Ok(())
}

/// The flow between two frames that it is shown again and again is found.
#[test]
fn it_learns() -> Result<(), Error> {
    let device = Cpu::seed_from_u64(0);
    let mut net = Pwc::build(&device);
    let (_, first, second) = network();
    let truth = truth();
    let mut adam = Adam::new(1e-3);
    let mut step = || -> Result<f64, Error> {
        let pass = net.training().supervised(&first, &second, &truth)?;
        let loss = f64::from(pass.value());
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(&mut net, gradients)?;
        Ok(loss)
    };
    let before = step()?;
    for _ in 0..8 {
        step()?;
    }
    let after = step()?;
    assert!(after < 0.9 * before, "{before} became {after}");
    Ok(())
}
