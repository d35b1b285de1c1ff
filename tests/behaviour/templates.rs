//! Templates, repeated scopes and defaults: small networks with PyTorch's values and gradients.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Vector, check};

network! {
    /// Two convolutions and a way around them.
    template basic(x; channels) {
        let inner = x -> conv1: conv2d(channels) -> bn1: batch_norm -> relu -> conv2: conv2d(channels) -> bn2: batch_norm;
        inner + x -> relu
    }
    template down(x; channels, stride = 2) {
        defaults { batch_norm(momentum = 0.2) }
        let shortcut = x -> project: conv2d(channels, kernel = 1, stride = stride) -> batch_norm;
        let inner = x -> conv1: conv2d(channels, stride = stride) -> relu -> conv2: conv2d(channels);
        inner + shortcut -> relu
    }
    template stage(x; channels, blocks) {
        x -> first: down(channels) -> repeat (blocks - 1) rest: basic(channels)
    }

    network Residual(input: [2, 6, 6]) -> [3] {
        defaults { conv2d(kernel = 3, padding = same, bias = false) }
        input -> repeat 2 block: basic(2) -> layer2: stage(4, blocks = 3) -> global_avg_pool -> fc: linear(3)
    }
}

#[test]
fn residual() {
    check::<Residual<f64>, Image<2, 6, 6>, Vector<3>>("templates_residual");
}

/// Which template made what: the types of the fields.
#[test]
fn fields() {
    let network = Residual::<f32, Dev>::build(&Dev::default());
    let [first, second]: &[residual::Block<f32, Dev>; 2] = &network.block;
    assert_ne!(first.conv1.weight.as_vec(), second.conv1.weight.as_vec());
    let rest: &[residual::layer2::Rest<f32, Dev>; 2] = &network.layer2.rest;
    assert_eq!(rest[1].bn2.running_var.as_vec(), [1.0; 4]);
}

network! {
    template dense(x; grown) {
        concat(x, x -> conv: conv2d(grown) -> norm: batch_norm -> relu, axis = 0)
    }
    template down(x; channels, pool) {
        let x = if pool { x -> max_pool2d(2) } else { x };
        let y = x -> conv: conv2d(channels);
        if pool && channels > 2 { y -> norm: batch_norm -> relu } else { y -> relu }
    }
    template up(x, skip; channels) {
        concat(x -> upsample(scale = 2), skip, axis = 0) -> conv: conv2d(channels)
    }
    template turn(x; channels) {
        x + (x -> conv: conv2d(channels))
    }

    network Growth(input: [2, 4, 4]) -> [3] {
        defaults { conv2d(kernel = 3, padding = same, bias = false) }
        let (x, seen) = input -> repeat 2 as _ layer: dense(2) -> repeat 3 as i down: down(2 * 2 ^ i, pool = i > 0);
        let (_y, turned) = x -> repeat 2 as i up: up(seen[1 - i], 4 / 2 ^ i) -> repeat 2 turn: turn(2);
        let output = concat(turned, seen[0], axis = 0) -> reshape([3 * 4, 2 ^ 3]) -> flatten -> fc: linear(3);
        loss size = l2(output, 0.5 * output);
        output
    }
}

/// The scopes of a `repeat` that counts differ in their widths, and in what an `if` makes of them.
#[test]
fn growth() {
    check::<Growth<f64>, Image<2, 4, 4>, Vector<3>>("templates_growth");
}

/// They are fields of types of their own, and found by the same names as those of an array.
#[test]
fn places_of_growth() {
    let device = Dev::default();
    let mut network = Growth::<f32, Dev>::build(&device);
    let growth::Down(first, second, _): &growth::Down<f32, Dev> = &network.down;
    let (first, second): (&growth::Down0<f32, Dev>, &growth::Down1<f32, Dev>) = (first, second);
    assert_eq!(first.conv.weight.shape().concrete(), [2, 6, 3, 3]);
    assert_eq!(second.norm.running_var.as_vec(), [1.0; 4]);

    let names = network.variables("down/1/").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    let known = ["down/1/conv/weight", "down/1/norm/weight", "down/1/norm/bias"];
    assert!(known.iter().all(|name| names.iter().any(|other| other == name)), "{names:?}");
    assert_eq!(network.turn[1].conv.weight.shape().concrete(), [2, 2, 3, 3]);
    network.set_variable("layer/1/conv/weight", &[0.5; 2 * 4 * 9]).expect("a variable that is there");
    assert_eq!(network.layer.1.conv.weight.as_vec(), [0.5; 2 * 4 * 9]);

    // What a scope gives is that of its end point.
    let image = device.sample_normal::<Rank4<2, 2, 4, 4>>();
    let inner: Tensor<Rank4<2, 4, 2, 2>, f32, Dev> = network.end_point(growth::end_point::down_1, &image);
    let seen = network.end_point(growth::end_point::down_1::relu, &image);
    assert_eq!(inner.as_vec(), seen.as_vec());
    let rows = Growth::<f32, Dev>::END_POINTS.iter().map(|point| point.name).collect::<Vec<_>>();
    assert!(rows.contains(&"down/2/norm") && !rows.contains(&"down/0/norm"), "{rows:?}");

    // An optimizer tells them apart.
    let mut sgd = Sgd::new(0.1).freeze(Growth::<f32, Dev>::DOWN).freeze(Growth::<f32, Dev>::UP_1);
    let before = network.clone();
    let pass = network.training().size(&image).expect("a pass");
    let gradients = sgd.compute_gradients(pass).expect("gradients");
    sgd.apply_gradients(&mut network, gradients).expect("a step");
    assert_eq!(network.down.2.conv.weight.as_vec(), before.down.2.conv.weight.as_vec());
    assert_eq!(network.up.1.conv.weight.as_vec(), before.up.1.conv.weight.as_vec());
    assert_ne!(network.up.0.conv.weight.as_vec(), before.up.0.conv.weight.as_vec());
}
