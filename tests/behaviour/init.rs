//! Initialisers: moments and bounds of large weights for a fixed seed, and the constants exactly.

use netweave::prelude::*;

use crate::Dev;

network! {
    network Filled(x: [40, 4, 4]) -> [7] {
        defaults { conv2d(kernel = 3, padding = same); batch_norm(init = constant(0.5), bias_init = ones) }
        template conv(x; filler) { x -> conv2d(60, init = filler, bias_init = constant(-0.25)) }
        x -> conv2d(60, groups = 2) -> batch_norm
          -> he_normal: conv2d(60, init = he_normal, groups = 3)
          -> he_uniform: conv2d(60, init = he_uniform)
          -> glorot_normal: conv2d(80, init = glorot_normal)
          -> glorot_uniform: conv2d(60, init = glorot_uniform, bias_init = zeros)
          -> uniform: conv(uniform(-0.05, 2 * 0.05)) -> normal: conv(normal(1.5, 1e-2))
          -> global_avg_pool -> fc: linear(7, init = ones, bias = false)
    }
}

/// The mean, the standard deviation and the extremes of values.
struct Moments {
    mean: f64,
    deviation: f64,
    low: f64,
    high: f64,
}

fn moments(values: &[f32]) -> Moments {
    let count = values.len() as f64;
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let variance = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
    let low = values.iter().fold(f64::INFINITY, |low, value| low.min(f64::from(*value)));
    let high = values.iter().fold(f64::NEG_INFINITY, |high, value| high.max(f64::from(*value)));
    Moments { mean, deviation: variance.sqrt(), low, high }
}

fn network() -> Filled<f32, Dev> {
    Filled::build(&Dev::seed_from_u64(11))
}

/// Asks for a mean and a deviation up to what chance leaves of ten thousand values.
fn assert_moments(values: &[f32], mean: f64, deviation: f64) -> Moments {
    let found = moments(values);
    let bound = 5.0 * deviation / (values.len() as f64).sqrt();
    assert!((found.mean - mean).abs() < bound, "mean {} for {mean}", found.mean);
    assert!((found.deviation / deviation - 1.0).abs() < 0.03, "deviation {} for {deviation}", found.deviation);
    found
}

fn assert_uniform(values: &[f32], from: f64, to: f64) {
    let width = to - from;
    let found = assert_moments(values, (from + to) / 2.0, width / 12_f64.sqrt());
    assert!(found.low >= from - 1e-6 && found.low < from + 0.01 * width, "from {} for {from}", found.low);
    assert!(found.high <= to + 1e-6 && found.high > to - 0.01 * width, "to {} for {to}", found.high);
}

/// A normal distribution that is not cut off reaches beyond three deviations.
fn assert_normal(values: &[f32], mean: f64, deviation: f64) {
    let found = assert_moments(values, mean, deviation);
    assert!(found.high > mean + 3.0 * deviation && found.low < mean - 3.0 * deviation);
}

#[test]
fn by_fans() {
    let network = network();
    // Three groups: each output sums twenty inputs under nine taps.
    assert_normal(&network.he_normal.weight.as_vec(), 0.0, (2.0 / (20.0 * 9.0_f64)).sqrt());
    let bound = (6.0 / (60.0 * 9.0_f64)).sqrt();
    assert_uniform(&network.he_uniform.weight.as_vec(), -bound, bound);
    assert_normal(&network.glorot_normal.weight.as_vec(), 0.0, (2.0 / (140.0 * 9.0_f64)).sqrt());
    let bound = (6.0 / (140.0 * 9.0_f64)).sqrt();
    assert_uniform(&network.glorot_uniform.weight.as_vec(), -bound, bound);
    // What is not given stays what it was.
    let bound = 1.0 / (60.0 * 9.0_f64).sqrt();
    assert!(network.he_uniform.bias.as_vec().iter().all(|bias| f64::from(bias.abs()) <= bound && *bias != 0.0));
    let bound = 1.0 / (20.0 * 9.0_f64).sqrt();
    assert_uniform(&network.conv2d.weight.as_vec(), -bound, bound);
}

#[test]
fn by_numbers() {
    let network = network();
    assert_uniform(&network.uniform.conv2d.weight.as_vec(), -0.05, 0.1);
    assert_normal(&network.normal.conv2d.weight.as_vec(), 1.5, 0.01);
}

#[test]
fn constants_are_exact() {
    let network = network();
    assert_eq!(network.glorot_uniform.bias.as_vec(), [0.0; 60]);
    assert_eq!(network.uniform.conv2d.bias.as_vec(), [-0.25; 60]);
    assert_eq!(network.batch_norm.weight.as_vec(), [0.5; 60]);
    assert_eq!(network.batch_norm.bias.as_vec(), [1.0; 60]);
    assert_eq!(network.batch_norm.running_mean.as_vec(), [0.0; 60]);
    assert_eq!(network.fc.weight.as_vec(), [1.0; 7 * 60]);
    let double = Filled::<f64, Dev>::build(&Dev::seed_from_u64(11));
    assert_eq!(double.uniform.conv2d.bias.as_vec(), [-0.25; 60]);
}

network! {
    /// All other layers with variables, each filled with one number.
    network Constants(image: [4, 6, 6], memory: [6, 5], words: [4] of usize) -> (filled: [4, 6, 6], sequence: [4, 6]) {
        defaults {
            conv_transpose2d(kernel = 3, padding = same, init = constant(0.5));
            layer_norm(init = constant(0.5), bias_init = constant(0.5));
            attention(heads = 2, init = constant(0.5), bias_init = constant(0.5));
            instance_norm(init = constant(0.5), bias_init = constant(0.5));
        }
        let filled = image -> biased: conv_transpose2d(6, groups = 2, bias_init = constant(0.5))
            -> unbiased: conv_transpose2d(4, bias = false)
            -> group_norm(2, init = constant(0.5), bias_init = constant(0.5))
            -> instance_norm(affine = true)
            -> volume: layer_norm(axes = [0, 1, 2]) -> plane: layer_norm(axes = [1, 2])
            -> prelu(init = constant(0.5)) -> bias(init = constant(0.5));
        let sequence = words -> embedding(9, 6, init = constant(0.5)) -> line: layer_norm
            -> own: attention -> cross: attention(memory);
        (filled, sequence)
    }

    /// Weights by their fans, and what stays the layer's own beside them.
    network Fans(image: [40, 2, 2], memory: [100, 100], words: [100] of usize) -> (spread: [60, 2, 2], attended: [100, 150]) {
        defaults { conv_transpose2d(kernel = 3, padding = same); attention(heads = 5) }
        let spread = image -> he: conv_transpose2d(60, groups = 2, init = he_normal)
            -> glorot: conv_transpose2d(60, init = glorot_normal) -> prelu -> bias;
        let attended = words -> embedding(200, 150, init = he_normal)
            -> he_own: attention(init = he_normal) -> he_cross: attention(memory, init = he_normal)
            -> other: attention(memory, bias_init = ones);
        (spread, attended)
    }
}

#[test]
fn every_layer_with_variables_is_filled() {
    let network = Constants::<f64, Dev>::build(&Dev::seed_from_u64(3));
    let variables = network.trainable_variables("");
    assert_eq!(variables.len(), 3 + 2 * 5 + 2 + 1 + 4 + 6);
    for variable in variables {
        assert!(variable.values.iter().all(|value| *value == 0.5), "{} is not filled", variable.name);
    }
}

#[test]
fn fans_of_other_layers() {
    let network = Fans::<f32, Dev>::build(&Dev::seed_from_u64(7));
    // The convolution that is turned around has 30 inputs a group, and 40 outputs.
    assert_normal(&network.he.weight.as_vec(), 0.0, (2.0 / (30.0 * 9.0_f64)).sqrt());
    assert_normal(&network.glorot.weight.as_vec(), 0.0, (2.0 / (120.0 * 9.0_f64)).sqrt());
    assert_normal(&network.embedding.weight.as_vec(), 0.0, (2.0 / 200.0_f64).sqrt());
    let deviation = (2.0 / 150.0_f64).sqrt();
    assert_normal(&network.he_own.in_proj_weight.as_vec(), 0.0, deviation);
    assert_normal(&network.he_own.out_proj.weight.as_vec(), 0.0, deviation);
    assert_normal(&network.he_cross.q_proj_weight.as_vec(), 0.0, deviation);
    assert_normal(&network.he_cross.k_proj_weight.as_vec(), 0.0, (2.0 / 100.0_f64).sqrt());
    assert_normal(&network.he_cross.v_proj_weight.as_vec(), 0.0, (2.0 / 100.0_f64).sqrt());
    assert_eq!(network.he_own.in_proj_bias.as_vec(), [0.0; 450]);

    // What is not given stays what it was.
    let bound = (6.0 / 250.0_f64).sqrt();
    assert_uniform(&network.other.k_proj_weight.as_vec(), -bound, bound);
    let bound = 1.0 / 150.0_f64.sqrt();
    assert_uniform(&network.other.out_proj.weight.as_vec(), -bound, bound);
    assert_eq!(network.other.in_proj_bias.as_vec(), [1.0; 450]);
    assert_eq!(network.other.out_proj.bias.as_vec(), [1.0; 150]);
    assert_eq!(network.prelu.weight.as_vec(), [0.25; 60]);
    assert_eq!(network.bias.bias.as_vec(), [0.0; 60]);
}

mod numbers {
    pub(super) const DEVIATION: f64 = 0.02;
}
const LOW: f64 = 0.25;
const HIGH: f64 = 0.75;

network! {
    /// Numbers that have names, in a template, in defaults, in a scope and in a network that is generic in another number.
    network Named<const HIDDEN: usize>(x: [50]) -> [4] {
        defaults { linear(init = normal(numbers::DEVIATION), bias_init = constant(LOW)) }
        template layer(x; filler) { x -> fc: linear(HIDDEN, init = filler) }
        let inner = scope inner { x -> first: linear(HIDDEN) };
        inner -> uniform: layer(uniform(LOW, HIGH)) -> mixed: layer(normal(self::HIGH, 0)) -> out: linear(4)
    }
}

#[test]
fn numbers_with_names() {
    let device = Dev::seed_from_u64(9);
    let net = Named::<100, f32, Dev>::build(&device);
    let first = moments(&net.inner.first.weight.as_vec());
    assert!((first.deviation - 0.02).abs() < 1e-3 && first.mean.abs() < 1e-3, "{}", first.deviation);
    assert!(net.inner.first.bias.as_vec().iter().all(|bias| *bias == 0.25));
    let uniform = moments(&net.uniform.fc.weight.as_vec());
    assert!(uniform.low >= 0.25 && uniform.high <= 0.75 && (uniform.mean - 0.5).abs() < 0.01, "{}", uniform.mean);
    assert!(net.mixed.fc.weight.as_vec().iter().all(|weight| *weight == 0.75));
}
