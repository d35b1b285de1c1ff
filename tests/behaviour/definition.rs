//! Sizes that need tiles, tails and threads, against the definition of the layer in plain loops.

use dfdx::dtypes::Dtype;
use dfdx::prelude::{Device, SumTo};
use dfdx::shapes::{ReduceShapeTo, Shape};
use dfdx::tensor::{Gradients, OwnedTape};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Subject, Values, from_f64, magnitude, read};

network! {
    network Wide(input: [20, 33, 29]) -> [37, 33, 29] {
        input -> conv: conv2d(37, kernel = 3, padding = 1)
    }

    network Strided(input: [24, 37, 41]) -> [32, 19, 20] {
        input -> conv: conv2d(32, kernel = [3, 5], stride = 2, padding = [1, 1], groups = 4)
    }

    network Pointwise(input: [65, 28, 27]) -> [49, 28, 27] {
        input -> conv: conv2d(49, kernel = 1)
    }

    network Dilated(input: [3, 64, 64]) -> [16, 56, 60] {
        input -> conv: conv2d(16, kernel = [5, 3], dilation = 2)
    }

    network Depthwise(input: [40, 31, 31]) -> [40, 31, 31] {
        input -> conv: conv2d(40, kernel = 5, padding = 2, groups = 40)
    }

    network Dense(input: [301]) -> [130] {
        input -> conv: linear(130)
    }

    network Fused(input: [8, 30, 31]) -> [24, 30, 31] {
        input -> conv: conv2d(24, kernel = 3, padding = 1) -> norm: batch_norm -> relu
    }

    // The same, with an end point between any two layers.
    network Apart(input: [8, 30, 31]) -> (output: [24, 30, 31], edges: [24, 30, 31], normal: [24, 30, 31]) {
        let edges = input -> conv: conv2d(24, kernel = 3, padding = 1);
        let normal = edges -> norm: batch_norm;
        let output = normal -> relu;
        (output, edges, normal)
    }
}

/// A convolution of a batch, with the gradients for the output's gradient `dy`.
struct Convolution {
    batch: usize,
    groups: usize,
    channels: [usize; 2],
    input: [usize; 2],
    output: [usize; 2],
    kernel: [usize; 2],
    stride: usize,
    padding: [usize; 2],
    dilation: usize,
}

impl Convolution {
    /// `y`, `dx`, `dw`, `db`
    fn run(&self, x: &[f64], w: &[f64], b: &[f64], dy: &[f64]) -> [Vec<f64>; 4] {
        let Self { batch, groups, channels: [ins, outs], input: [h, w_], output: [oh, ow], kernel: [kh, kw], .. } =
            *self;
        let (per_group, outs_per_group) = (ins / groups, outs / groups);
        let mut y = vec![0.0; dy.len()];
        let (mut dx, mut dw, mut db) = (vec![0.0; x.len()], vec![0.0; w.len()], vec![0.0; b.len()]);
        for n in 0..batch {
            for o in 0..outs {
                for (row, column) in (0..oh).flat_map(|row| (0..ow).map(move |column| (row, column))) {
                    let at_y = ((n * outs + o) * oh + row) * ow + column;
                    let mut sum = b[o];
                    db[o] += dy[at_y];
                    for (i, ky) in (0..per_group).flat_map(|i| (0..kh).map(move |ky| (i, ky))) {
                        let from_row = (row * self.stride + ky * self.dilation).wrapping_sub(self.padding[0]);
                        if from_row >= h {
                            continue;
                        }
                        for kx in 0..kw {
                            let from = (column * self.stride + kx * self.dilation).wrapping_sub(self.padding[1]);
                            if from >= w_ {
                                continue;
                            }
                            let channel = o / outs_per_group * per_group + i;
                            let at_x = ((n * ins + channel) * h + from_row) * w_ + from;
                            let at_w = ((o * per_group + i) * kh + ky) * kw + kx;
                            sum += w[at_w] * x[at_x];
                            dx[at_x] += w[at_w] * dy[at_y];
                            dw[at_w] += x[at_x] * dy[at_y];
                        }
                    }
                    y[at_y] = sum;
                }
            }
        }
        [y, dx, dw, db]
    }
}

/// What a network computes for this input and this gradient of the output: the output, the gradient of the
/// input and those of the variables.
fn run<N, I, O, E>(network: &mut N, input: &[f64], cotangent: &[f64], shapes: (I, O)) -> (Vec<f64>, Vec<f64>, Values)
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    E: Dtype,
    Dev: Device<E>,
    N: Subject<I, O, E>,
{
    let device = Dev::default();
    let values = |values: &[f64]| values.iter().map(|&value| from_f64(value)).collect::<Vec<E>>();
    let input = device.tensor_from_vec(values(input), shapes.0);
    let cotangent = device.tensor_from_vec(values(cotangent), shapes.1);
    let output: Tensor<O, E, Dev, OwnedTape<E, Dev>> = network.forward_mut(input.trace(Gradients::leaky()));
    let wide = |values: Vec<E>| values.iter().map(|value| value.to_f64().expect("a float")).collect::<Vec<f64>>();
    let seen = wide(output.as_vec());
    let gradients = (output * cotangent).sum().backward();
    (seen, wide(gradients.get(&input).as_vec()), read(network, Some(&gradients)))
}

/// Values that need no seed: a chaotic sequence in (-1, 1).
fn noise(count: usize, start: f64) -> Vec<f64> {
    std::iter::successors(Some(start), |x| Some(1.0 - 1.99 * x * x)).take(count).collect()
}

fn assert_close(what: &str, actual: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(actual.len(), expected.len(), "the size of {what}");
    let scale = magnitude(expected);
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert!(
            (actual - expected).abs() <= tolerance * scale,
            "{what}[{index}] is {actual:e}, but by definition {expected:e} (of {scale:e})"
        );
    }
}

fn check<N, I, O>(geometry: &Convolution, shapes: (I, O))
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    N: BuildModule<Dev, f64> + Subject<I, O, f64>,
    N::To<f32, Dev>: Subject<I, O, f32>,
{
    let mut network = N::build(&Dev::seed_from_u64(1));
    let variables = read(&network, None);
    let x = noise(shapes.0.num_elements(), 0.3);
    let dy = noise(shapes.1.num_elements(), 0.4);
    let [y, dx, dw, db] = geometry.run(&x, &variables["conv.weight"], &variables["conv.bias"], &dy);
    let compare = |(output, input, variables): (Vec<f64>, Vec<f64>, Values), tolerance| {
        assert_close("the output", &output, &y, tolerance);
        assert_close("the gradient of the input", &input, &dx, tolerance);
        assert_close("the gradient of the weight", &variables["conv.weight"], &dw, tolerance);
        assert_close("the gradient of the bias", &variables["conv.bias"], &db, tolerance);
    };
    compare(run::<_, I, O, f32>(&mut network.to_dtype::<f32>(), &x, &dy, shapes), 1e-5);
    compare(run::<_, I, O, f64>(&mut network, &x, &dy, shapes), 1e-12);
}

#[test]
fn conv2d_wide() {
    check::<Wide<f64, Dev>, _, _>(
        &Convolution {
            batch: 3,
            groups: 1,
            channels: [20, 37],
            input: [33, 29],
            output: [33, 29],
            kernel: [3, 3],
            stride: 1,
            padding: [1, 1],
            dilation: 1,
        },
        ((3, Const::<20>, Const::<33>, Const::<29>), (3, Const::<37>, Const::<33>, Const::<29>)),
    );
}

#[test]
fn conv2d_strided_in_groups() {
    check::<Strided<f64, Dev>, _, _>(
        &Convolution {
            batch: 3,
            groups: 4,
            channels: [24, 32],
            input: [37, 41],
            output: [19, 20],
            kernel: [3, 5],
            stride: 2,
            padding: [1, 1],
            dilation: 1,
        },
        ((3, Const::<24>, Const::<37>, Const::<41>), (3, Const::<32>, Const::<19>, Const::<20>)),
    );
}

#[test]
fn conv2d_pointwise() {
    check::<Pointwise<f64, Dev>, _, _>(
        &Convolution {
            batch: 2,
            groups: 1,
            channels: [65, 49],
            input: [28, 27],
            output: [28, 27],
            kernel: [1, 1],
            stride: 1,
            padding: [0, 0],
            dilation: 1,
        },
        ((2, Const::<65>, Const::<28>, Const::<27>), (2, Const::<49>, Const::<28>, Const::<27>)),
    );
}

#[test]
fn conv2d_dilated() {
    check::<Dilated<f64, Dev>, _, _>(
        &Convolution {
            batch: 1,
            groups: 1,
            channels: [3, 16],
            input: [64, 64],
            output: [56, 60],
            kernel: [5, 3],
            stride: 1,
            padding: [0, 0],
            dilation: 2,
        },
        ((1, Const::<3>, Const::<64>, Const::<64>), (1, Const::<16>, Const::<56>, Const::<60>)),
    );
}

#[test]
fn conv2d_depthwise() {
    check::<Depthwise<f64, Dev>, _, _>(
        &Convolution {
            batch: 2,
            groups: 40,
            channels: [40, 40],
            input: [31, 31],
            output: [31, 31],
            kernel: [5, 5],
            stride: 1,
            padding: [2, 2],
            dilation: 1,
        },
        ((2, Const::<40>, Const::<31>, Const::<31>), (2, Const::<40>, Const::<31>, Const::<31>)),
    );
}

/// A linear layer is a convolution of an image of one pixel.
#[test]
fn linear() {
    check::<Dense<f64, Dev>, _, _>(
        &Convolution {
            batch: 67,
            groups: 1,
            channels: [301, 130],
            input: [1, 1],
            output: [1, 1],
            kernel: [1, 1],
            stride: 1,
            padding: [0, 0],
            dilation: 1,
        },
        ((67, Const::<301>), (67, Const::<130>)),
    );
}

/// One operation for three layers gives what three operations give.
#[test]
fn fusion() {
    let device = Dev::seed_from_u64(2);
    let mut fused = Fused::<f64, Dev>::build(&device);
    let mut apart = Apart::<f64, Dev>::build(&device);
    apart.conv = fused.conv.clone();
    apart.norm = fused.norm.clone();
    let input: Tensor<(usize, Const<8>, Const<30>, Const<31>), f64, _> =
        device.sample_normal_like(&(5, Const, Const, Const));
    let cotangent: Tensor<(usize, Const<24>, Const<30>, Const<31>), f64, _> =
        device.sample_normal_like(&(5, Const, Const, Const));

    let one = fused.forward(input.clone()).as_vec();
    assert_close("inference", &one, &apart.forward(input.clone()).output.as_vec(), 1e-12);

    let one = fused.forward_mut(input.trace(Gradients::leaky()));
    let three = apart.forward_mut(input.trace(Gradients::leaky())).output;
    assert_close("training", &one.as_vec(), &three.as_vec(), 1e-12);
    let one = (one * cotangent.clone()).sum::<Rank0, _>().backward();
    let three = (three * cotangent).sum::<Rank0, _>().backward();
    assert_close("the input", &one.get(&input).as_vec(), &three.get(&input).as_vec(), 1e-10);
    let three = read(&apart, Some(&three));
    for (name, one) in read(&fused, Some(&one)).iter().filter(|(name, _)| *name != "conv.bias") {
        assert_close(name, one, &three[name], 1e-10);
    }
    let three = read(&apart, None);
    for (name, one) in read(&fused, None) {
        assert_close(&name, &one, &three[&name], 1e-12);
    }
}
