//! The kernels of layers at three sizes each, forward and backward: what shows which of them is slow.

use std::time::{Duration, Instant};

use netweave::kernels::attention::{self, Attention, Triple};
use netweave::kernels::batch_norm::{self, Affine, BatchNorm};
use netweave::kernels::conv2d::{self, Conv2d};
use netweave::kernels::layer_norm::{self, LayerNorm};
use netweave::kernels::linear::{self, Linear};
use netweave::kernels::pool2d::{self, Pool2d};
use netweave::kernels::softmax::{self, Softmax};
use netweave::kernels::unary::{Operation, Unary};
use netweave::kernels::{Cpu, upsample, warp};
use upsample::Upsample;
use warp::Warp;

/// Which way a layer is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From its input to its output.
    Forward,
    /// From the gradient of its output to those of its input and its variables.
    Backward,
}

/// A layer with its data.
pub struct Layer {
    /// What it is and how large.
    pub name: String,
    /// Runs it once, and returns how long that took.
    pub run: Box<dyn FnMut(Way) -> Duration>,
}

/// All of them, each made when it is asked for.
pub fn layers() -> impl Iterator<Item = Layer> {
    let sizes = [1 << 14, 1 << 18, 1 << 22];
    let functions = FUNCTIONS.iter().flat_map(move |function| sizes.map(|len| unary(*function, len)));
    let kinds = [("softmax", softmax::Operation::Softmax), ("log_softmax", softmax::Operation::LogSoftmax)];
    let softmax =
        kinds.into_iter().flat_map(|kind| [[64, 1000], [4096, 64], [128, 32_000]].map(|size| softmax(kind, size)));
    let layer_norm = [[128, 256], [4096, 512], [8192, 1024]].into_iter().map(layer_norm);
    let batch_norm = [[16, 512, 16], [16, 64, 1024], [32, 128, 3136]].into_iter().map(batch_norm);
    let linear = [[1, 512, 512], [128, 784, 512], [512, 1024, 1024], [32, 25_088, 512]].into_iter().map(linear);
    let convolutions = CONVOLUTIONS.into_iter().map(convolution);
    let pools = [[8, 16, 28], [16, 64, 56], [16, 64, 112]]
        .into_iter()
        .flat_map(|size| [true, false].map(|max| pool(max, size)));
    let attention = [[32, 4, 32, 16], [8, 8, 128, 32], [1, 12, 512, 64]].into_iter().map(attention);
    let upsample = [[8, 16, 28], [8, 64, 56], [16, 64, 112]].into_iter().map(upsample);
    let warp = [[4, 3, 56], [4, 3, 224], [8, 16, 112]].into_iter().map(warp);
    functions
        .chain(softmax)
        .chain(layer_norm)
        .chain(batch_norm)
        .chain(linear)
        .chain(convolutions)
        .chain(pools)
        .chain(attention)
        .chain(upsample)
        .chain(warp)
}

/// What a function of one value knows when it goes back.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Input,
    Output,
}

type Function = (&'static str, Operation, Known);

const FUNCTIONS: [Function; 14] = [
    ("relu", Operation::Relu, Known::Output),
    ("leaky_relu", Operation::LeakyRelu(0.1), Known::Input),
    ("gelu", Operation::Gelu, Known::Input),
    ("sigmoid", Operation::Sigmoid, Known::Output),
    ("tanh", Operation::Tanh, Known::Output),
    ("elu", Operation::Elu(1.0), Known::Input),
    ("silu", Operation::Silu, Known::Input),
    ("softplus", Operation::Softplus(1.0), Known::Input),
    ("exp", Operation::Exp, Known::Output),
    ("ln", Operation::Ln, Known::Input),
    ("sqrt", Operation::Sqrt, Known::Output),
    ("square", Operation::Square, Known::Input),
    ("abs", Operation::Abs, Known::Input),
    ("clamp", Operation::Clamp { min: -1.0, max: 1.0 }, Known::Input),
];

/// Batch, channels in and out, side, kernel, stride, groups.
const CONVOLUTIONS: [[usize; 7]; 16] = [
    [16, 64, 64, 32, 3, 1, 1],
    [16, 256, 256, 8, 3, 1, 1],
    [16, 512, 512, 4, 3, 1, 1],
    [32, 3, 32, 32, 3, 1, 1],
    [32, 64, 128, 16, 3, 2, 1],
    [16, 256, 512, 8, 3, 2, 1],
    [1, 96, 24, 56, 1, 1, 1],
    [8, 64, 256, 56, 1, 1, 1],
    [16, 256, 1024, 14, 1, 1, 1],
    [1, 96, 96, 112, 3, 2, 96],
    [8, 144, 144, 56, 3, 1, 144],
    [1, 576, 576, 14, 3, 1, 576],
    [1, 960, 960, 7, 3, 1, 960],
    [8, 64, 64, 56, 3, 1, 4],
    [8, 128, 128, 28, 3, 1, 32],
    [4, 64, 64, 112, 5, 1, 1],
];

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Numbers from −2 to 2.
fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|index| (index * 7919 % 1000) as f32 / 250.0 - 2.0).collect()
}

fn unary((name, operation, known): Function, len: usize) -> Layer {
    let mut x = numbers(len);
    if matches!(operation, Operation::Ln | Operation::Sqrt) {
        x.iter_mut().for_each(|x| *x = x.abs() + 0.1);
    }
    let (mut y, incoming) = (vec![0.0; len], numbers(len));
    Unary::forward(&Cpu, operation, &x, &mut y);
    let (known, mut dy) = (if known == Known::Input { x.clone() } else { y.clone() }, incoming.clone());
    let run = move |way| match way {
        Way::Forward => timed(|| Unary::forward(&Cpu, operation, &x, &mut y)),
        Way::Backward => {
            // What is done in place would grow without end, or vanish.
            dy.copy_from_slice(&incoming);
            timed(|| Unary::backward(&Cpu, operation, Some(&known), &mut dy))
        }
    };
    Layer { name: format!("{name} {len}"), run: Box::new(run) }
}

fn softmax((name, operation): (&str, softmax::Operation), [rows, columns]: [usize; 2]) -> Layer {
    let geometry = softmax::Geometry { rows, columns };
    let (x, mut y, incoming) = (numbers(rows * columns), vec![0.0; rows * columns], numbers(rows * columns));
    let mut dy = incoming.clone();
    Softmax::forward(&Cpu, &geometry, operation, &x, &mut y);
    let known = y.clone();
    let run = move |way| match way {
        Way::Forward => timed(|| Softmax::forward(&Cpu, &geometry, operation, &x, &mut y)),
        Way::Backward => {
            dy.copy_from_slice(&incoming);
            timed(|| Softmax::backward(&Cpu, &geometry, operation, &known, &mut dy))
        }
    };
    Layer { name: format!("{name} {rows}×{columns}"), run: Box::new(run) }
}

fn layer_norm([rows, channels]: [usize; 2]) -> Layer {
    let geometry = layer_norm::Geometry { rows, groups: 1, channels, spatial: 1, epsilon: 1e-5 };
    let (x, mut y, incoming) = (numbers(rows * channels), vec![0.0; rows * channels], numbers(rows * channels));
    let (weight, bias, mut dy) = (numbers(channels), numbers(channels), incoming.clone());
    let (mut dweight, mut dbias) = (vec![0.0; channels], vec![0.0; channels]);
    let (mut mean, mut scale) = (vec![0.0; rows], vec![0.0; rows]);
    let run = move |way| match way {
        Way::Forward => {
            let statistics = layer_norm::Statistics { mean: &mut mean[..], scale: &mut scale[..] };
            let affine = Affine { weight: &weight[..], bias: &bias[..] };
            timed(|| LayerNorm::forward(&Cpu, &geometry, &x, Some(affine), &mut y, statistics))
        }
        Way::Backward => {
            dy.copy_from_slice(&incoming);
            let statistics = layer_norm::Statistics { mean: &mean[..], scale: &scale[..] };
            let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
            timed(|| LayerNorm::backward(&Cpu, &geometry, &x, statistics, &mut dy, Some((&weight, gradients))))
        }
    };
    Layer { name: format!("layer_norm {rows}×{channels}"), run: Box::new(run) }
}

fn batch_norm([batch, channels, spatial]: [usize; 3]) -> Layer {
    let geometry = batch_norm::Geometry { batch, channels, spatial, epsilon: 1e-5, relu: true };
    let len = batch * channels * spatial;
    let (x, mut y, incoming) = (numbers(len), vec![0.0; len], numbers(len));
    let (weight, bias, mut dy) = (numbers(channels), numbers(channels), incoming.clone());
    let (mut dweight, mut dbias) = (vec![0.0; channels], vec![0.0; channels]);
    let (mut mean, mut variance) = (vec![0.0; channels], vec![0.0; channels]);
    let run = move |way| {
        let affine = Affine { weight: &weight[..], bias: &bias[..] };
        match way {
            Way::Forward => {
                let statistics = batch_norm::Statistics { mean: &mut mean[..], variance: &mut variance[..] };
                timed(|| Cpu.forward_training(&geometry, &x, affine, &mut y, statistics))
            }
            Way::Backward => {
                dy.copy_from_slice(&incoming);
                let statistics = batch_norm::Statistics { mean: &mean[..], variance: &variance[..] };
                let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
                timed(|| Cpu.backward_training(&geometry, &x, affine, statistics, &mut dy, gradients))
            }
        }
    };
    Layer { name: format!("batch_norm + relu {batch}×{channels}×{spatial}"), run: Box::new(run) }
}

fn linear([batch, inputs, outputs]: [usize; 3]) -> Layer {
    let geometry = linear::Geometry { batch, inputs, outputs };
    let (x, weight, bias) = (numbers(batch * inputs), numbers(inputs * outputs), numbers(outputs));
    let (mut y, dy, mut dx) = (vec![0.0; batch * outputs], numbers(batch * outputs), vec![0.0; batch * inputs]);
    let (mut dweight, mut dbias) = (vec![0.0; inputs * outputs], vec![0.0; outputs]);
    let run = move |way| match way {
        Way::Forward => timed(|| Linear::forward(&Cpu, &geometry, &x, &weight, Some(&bias), false, &mut y)),
        Way::Backward => timed(|| {
            Linear::backward_input(&Cpu, &geometry, &weight, &dy, &mut dx);
            Linear::backward_weight(&Cpu, &geometry, &x, &dy, &mut dweight, Some(&mut dbias));
        }),
    };
    Layer { name: format!("linear {batch}×{inputs}→{outputs}"), run: Box::new(run) }
}

fn convolution([batch, in_channels, out_channels, side, kernel, stride, groups]: [usize; 7]) -> Layer {
    let padding = kernel / 2;
    let geometry = conv2d::Geometry {
        batch,
        groups,
        in_channels,
        out_channels,
        input: [side; 2],
        output: [(side + 2 * padding - kernel) / stride + 1; 2],
        kernel: [kernel; 2],
        stride: [stride; 2],
        padding: [[padding; 2]; 2],
        dilation: [1; 2],
    };
    let (x, weight) =
        (numbers(batch * in_channels * side * side), numbers(out_channels * in_channels / groups * kernel * kernel));
    let (mut y, dy) = (vec![0.0; geometry.outputs()], numbers(geometry.outputs()));
    let (mut dx, mut dweight) = (vec![0.0; x.len()], vec![0.0; weight.len()]);
    let run = move |way| match way {
        Way::Forward => timed(|| Conv2d::forward(&Cpu, &geometry, &x, &weight, None, false, &mut y)),
        Way::Backward => timed(|| {
            Conv2d::backward_input(&Cpu, &geometry, &weight, &dy, &mut dx);
            Conv2d::backward_weight(&Cpu, &geometry, &x, &dy, &mut dweight, None);
        }),
    };
    let name =
        format!("conv2d {batch}×{in_channels}×{side}²→{out_channels} {kernel}×{kernel} /{stride} groups {groups}");
    Layer { name, run: Box::new(run) }
}

fn pool(max: bool, [batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = pool2d::Geometry {
        batch,
        channels,
        input: [side; 2],
        output: [side / 2; 2],
        kernel: [2; 2],
        stride: [2; 2],
        padding: [[0; 2]; 2],
        dilation: [1; 2],
    };
    let len = batch * channels * side * side;
    let (x, mut y, dy, mut dx) = (numbers(len), vec![0.0; len / 4], numbers(len / 4), vec![0.0; len]);
    let run = move |way| match (way, max) {
        (Way::Forward, true) => timed(|| Cpu.max_forward(&geometry, &x, &mut y)),
        (Way::Forward, false) => timed(|| Cpu.average_forward(&geometry, &x, &mut y)),
        (Way::Backward, true) => timed(|| Cpu.max_backward(&geometry, &x, &dy, &mut dx)),
        (Way::Backward, false) => timed(|| Cpu.average_backward(&geometry, &dy, &mut dx)),
    };
    let kind = if max { "max_pool2d" } else { "avg_pool2d" };
    Layer { name: format!("{kind} {batch}×{channels}×{side}²"), run: Box::new(run) }
}

fn attention([batch, heads, length, depth]: [usize; 4]) -> Layer {
    let width = heads * depth;
    let geometry = attention::Geometry { batch, heads, queries: length, keys: length, width, causal: false };
    let len = batch * length * width;
    let (queries, keys, values) = (numbers(len), numbers(len), numbers(len));
    let (mut y, dy, mut probabilities) = (vec![0.0; len], numbers(len), vec![0.0; batch * heads * length * length]);
    let mut gradients = [vec![0.0; len], vec![0.0; len], vec![0.0; len]];
    let run = move |way| {
        let inputs = Triple { queries: &queries[..], keys: &keys[..], values: &values[..] };
        match way {
            Way::Forward => timed(|| Cpu.attend(&geometry, inputs, Some(&mut probabilities), &mut y)),
            Way::Backward => {
                let [queries, keys, values] = &mut gradients;
                let gradients = Triple { queries: &mut queries[..], keys: &mut keys[..], values: &mut values[..] };
                timed(|| Cpu.attend_backward(&geometry, inputs, &probabilities, &dy, gradients))
            }
        }
    };
    Layer { name: format!("attention {batch}×{heads}×{length}×{depth}"), run: Box::new(run) }
}

fn upsample([batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = upsample::Geometry {
        planes: batch * channels,
        input: [side; 2],
        output: [2 * side; 2],
        method: upsample::Method::Bilinear { align_corners: false },
    };
    let len = batch * channels * side * side;
    let (x, mut y, dy, mut dx) = (numbers(len), vec![0.0; 4 * len], numbers(4 * len), vec![0.0; len]);
    let run = move |way| match way {
        Way::Forward => timed(|| Upsample::forward(&Cpu, &geometry, &x, &mut y)),
        Way::Backward => timed(|| Upsample::backward(&Cpu, &geometry, &dy, &mut dx)),
    };
    Layer { name: format!("upsample {batch}×{channels}×{side}²"), run: Box::new(run) }
}

fn warp([batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = warp::Geometry {
        batch,
        channels,
        size: [side; 2],
        interpolation: warp::Interpolation::Bilinear,
        padding: warp::Padding::Border,
    };
    let (len, area) = (batch * channels * side * side, batch * 2 * side * side);
    let (x, mut y, dy, flow) = (numbers(len), vec![0.0; len], numbers(len), numbers(area));
    let (mut dx, mut dflow) = (vec![0.0; len], vec![0.0; area]);
    let run = move |way| match way {
        Way::Forward => timed(|| Cpu.warp(&geometry, &x, &flow, &mut y)),
        Way::Backward => timed(|| {
            Cpu.splat(&geometry, &dy, &flow, &mut dx);
            Cpu.flow_gradient(&geometry, &x, &flow, &dy, &mut dflow);
        }),
    };
    Layer { name: format!("warp {batch}×{channels}×{side}²"), run: Box::new(run) }
}
