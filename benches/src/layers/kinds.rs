//! Each kind of layer with its data.

use std::time::{Duration, Instant};

use netweave::kernels::attention::{self, Given, Gradients, Triple};
use netweave::kernels::batch_norm::{self, Affine};
use netweave::kernels::conv2d::{self, Conv2d};
use netweave::kernels::layer_norm::{self, LayerNorm};
use netweave::kernels::linear::{self, Linear};
use netweave::kernels::pool2d::{self, Pool2d};
use netweave::kernels::softmax::{self, Softmax};
use netweave::kernels::unary::{Known, Operation, Unary};
use netweave::kernels::{upsample, warp};
use upsample::Upsample;

use super::{Cost, Held, Holder, Layer, Way};

pub(super) type Function = (&'static str, Operation);

pub(super) const FUNCTIONS: [Function; 14] = [
    ("relu", Operation::Relu),
    ("leaky_relu", Operation::LeakyRelu(0.1)),
    ("gelu", Operation::Gelu),
    ("sigmoid", Operation::Sigmoid),
    ("tanh", Operation::Tanh),
    ("elu", Operation::Elu(1.0)),
    ("silu", Operation::Silu),
    ("softplus", Operation::Softplus(1.0)),
    ("exp", Operation::Exp),
    ("ln", Operation::Ln),
    ("sqrt", Operation::Sqrt),
    ("square", Operation::Square),
    ("abs", Operation::Abs),
    ("clamp", Operation::Clamp { min: -1.0, max: 1.0 }),
];

/// How long work takes if it is done so often, to its end on the device.
fn timed<K: Holder>(kernels: &K, times: u32, mut work: impl FnMut()) -> Duration {
    kernels.wait();
    let start = Instant::now();
    (0..times).for_each(|_| work());
    kernels.wait();
    start.elapsed()
}

/// Numbers from −2 to 2.
fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|index| (index * 7919 % 1000) as f32 / 250.0 - 2.0).collect()
}

fn zeros<K: Holder>(kernels: &K, len: usize) -> Held<K> {
    kernels.hold(&vec![0.0; len])
}

fn random<K: Holder>(kernels: &K, len: usize) -> Held<K> {
    kernels.hold(&numbers(len))
}

/// A layer that changes the gradient of its result in place: it begins anew before the clock starts, for it would grow without
/// end, or vanish.
struct Incoming<K: Holder> {
    values: Vec<f32>,
    now: Held<K>,
}

impl<K: Holder> Incoming<K> {
    fn new(kernels: &K, len: usize) -> Self {
        let values = numbers(len);
        Self { now: kernels.hold(&values), values }
    }

    fn anew(&mut self, kernels: &K) -> &mut Held<K> {
        self.now = kernels.hold(&self.values);
        &mut self.now
    }
}

pub(super) fn unary<K: Holder>((name, operation): Function) -> impl Fn(&K, usize) -> Layer {
    move |kernels, len| {
        let mut x = numbers(len);
        if matches!(operation, Operation::Ln | Operation::Sqrt) {
            x.iter_mut().for_each(|x| *x = x.abs() + 0.1);
        }
        let (k, x, mut y, mut dy) =
            (kernels.clone(), kernels.hold(&x), zeros(kernels, len), Incoming::new(kernels, len));
        Unary::forward(&k, operation, x.read(), y.write());
        let run = move |way, times| match way {
            Way::Forward => timed(&k, times, || Unary::forward(&k, operation, x.read(), y.write())),
            Way::Backward => {
                let dy = dy.anew(&k);
                let known = if operation.known() == Known::Input { x.read() } else { y.read() };
                timed(&k, times, || Unary::backward(&k, operation, Some(known), dy.write()))
            }
        };
        let costs = [Cost::of_elements(2 * len), Cost::of_elements(3 * len)];
        Layer { name: format!("{name} {len}"), costs, run: Box::new(run) }
    }
}

pub(super) const SOFTMAX: [(&str, softmax::Operation); 2] =
    [("softmax", softmax::Operation::Softmax), ("log_softmax", softmax::Operation::LogSoftmax)];

pub(super) fn softmax<K: Holder>(
    (name, operation): (&'static str, softmax::Operation),
) -> impl Fn(&K, [usize; 2]) -> Layer {
    move |kernels, [rows, columns]| {
        let geometry = softmax::Geometry { rows, columns };
        let len = rows * columns;
        let (k, x, mut y, mut dy) =
            (kernels.clone(), random(kernels, len), zeros(kernels, len), Incoming::new(kernels, len));
        Softmax::forward(&k, &geometry, operation, x.read(), y.write());
        let run = move |way, times| match way {
            Way::Forward => timed(&k, times, || Softmax::forward(&k, &geometry, operation, x.read(), y.write())),
            Way::Backward => {
                let dy = dy.anew(&k);
                timed(&k, times, || Softmax::backward(&k, &geometry, operation, y.read(), dy.write()))
            }
        };
        let costs = [Cost::of_elements(2 * len), Cost::of_elements(3 * len)];
        Layer { name: format!("{name} {rows}×{columns}"), costs, run: Box::new(run) }
    }
}

pub(super) fn layer_norm<K: Holder>(kernels: &K, [rows, channels]: [usize; 2]) -> Layer {
    let geometry = layer_norm::Geometry { rows, groups: 1, channels, spatial: 1, epsilon: 1e-5 };
    let (k, len) = (kernels.clone(), rows * channels);
    let (x, mut y, mut dy) = (random(kernels, len), zeros(kernels, len), Incoming::new(kernels, len));
    let [weight, bias] = [(); 2].map(|()| random(kernels, channels));
    let [mut dweight, mut dbias] = [(); 2].map(|()| zeros(kernels, channels));
    let [mut mean, mut scale] = [(); 2].map(|()| zeros(kernels, rows));
    let run = move |way, times| match way {
        Way::Forward => timed(&k, times, || {
            let statistics = layer_norm::Statistics { mean: mean.write(), scale: scale.write() };
            let affine = Affine { weight: weight.read(), bias: bias.read() };
            LayerNorm::forward(&k, &geometry, x.read(), Some(affine), y.write(), statistics);
        }),
        Way::Backward => {
            let dy = dy.anew(&k);
            timed(&k, times, || {
                let statistics = layer_norm::Statistics { mean: mean.read(), scale: scale.read() };
                let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
                LayerNorm::backward(&k, &geometry, x.read(), statistics, dy.write(), Some((weight.read(), gradients)));
            })
        }
    };
    let costs = [Cost::of_elements(2 * len), Cost::of_elements(3 * len)];
    Layer { name: format!("layer_norm {rows}×{channels}"), costs, run: Box::new(run) }
}

pub(super) fn batch_norm<K: Holder>(kernels: &K, [batch, channels, spatial]: [usize; 3]) -> Layer {
    let geometry = batch_norm::Geometry { batch, channels, spatial, epsilon: 1e-5, relu: true };
    let (k, len) = (kernels.clone(), batch * channels * spatial);
    let (x, mut y, mut dy) = (random(kernels, len), zeros(kernels, len), Incoming::new(kernels, len));
    let [weight, bias] = [(); 2].map(|()| random(kernels, channels));
    let [mut dweight, mut dbias, mut mean, mut variance] = [(); 4].map(|()| zeros(kernels, channels));
    let run = move |way, times| {
        let affine = Affine { weight: weight.read(), bias: bias.read() };
        match way {
            Way::Forward => timed(&k, times, || {
                let statistics = batch_norm::Statistics { mean: mean.write(), variance: variance.write() };
                k.forward_training(&geometry, x.read(), affine, y.write(), statistics);
            }),
            Way::Backward => {
                let dy = dy.anew(&k);
                timed(&k, times, || {
                    let statistics = batch_norm::Statistics { mean: mean.read(), variance: variance.read() };
                    let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
                    k.backward_training(&geometry, x.read(), affine, statistics, dy.write(), gradients);
                })
            }
        }
    };
    // The statistics are known when all has been read: each way reads everything twice.
    let costs = [Cost::of_elements(3 * len), Cost::of_elements(5 * len)];
    Layer { name: format!("batch_norm + relu {batch}×{channels}×{spatial}"), costs, run: Box::new(run) }
}

pub(super) fn linear<K: Holder>(kernels: &K, [batch, inputs, outputs]: [usize; 3]) -> Layer {
    let geometry = linear::Geometry { batch, inputs, outputs };
    let k = kernels.clone();
    let [x, weight, bias, dy] =
        [batch * inputs, inputs * outputs, outputs, batch * outputs].map(|len| random(kernels, len));
    let [mut y, mut dx, mut dweight, mut dbias] =
        [batch * outputs, batch * inputs, inputs * outputs, outputs].map(|len| zeros(kernels, len));
    let run = move |way, times| match way {
        Way::Forward => timed(&k, times, || {
            Linear::forward(&k, &geometry, x.read(), weight.read(), Some(bias.read()), false, y.write());
        }),
        Way::Backward => timed(&k, times, || {
            Linear::backward_input(&k, &geometry, weight.read(), dy.read(), true, dx.write());
            Linear::backward_weight(&k, &geometry, x.read(), dy.read(), dweight.write(), Some(dbias.write()));
        }),
    };
    let costs = products(batch * inputs, inputs * outputs, batch * outputs, batch * inputs * outputs);
    Layer { name: format!("linear {batch}×{inputs}→{outputs}"), costs, run: Box::new(run) }
}

/// The costs of a product and of its two gradients, which are added to what there is.
fn products(x: usize, weight: usize, y: usize, multiply_adds: usize) -> [Cost; 2] {
    let forward = Cost { multiply_adds, ..Cost::of_elements(x + weight + y) };
    let backward = Cost { multiply_adds: 2 * multiply_adds, ..Cost::of_elements(3 * x + 3 * weight + 2 * y) };
    [forward, backward]
}

pub(super) fn convolution<K: Holder>(
    kernels: &K,
    [batch, in_channels, out_channels, side, kernel, stride, groups]: [usize; 7],
) -> Layer {
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
    let k = kernels.clone();
    let inputs = batch * in_channels * side * side;
    let (weights, outputs) = (out_channels * in_channels / groups * kernel * kernel, geometry.outputs());
    let [x, weight, dy] = [inputs, weights, outputs].map(|len| random(kernels, len));
    let [mut y, mut dx, mut dweight] = [outputs, inputs, weights].map(|len| zeros(kernels, len));
    let run = move |way, times| match way {
        Way::Forward => timed(&k, times, || {
            Conv2d::forward(&k, &geometry, x.read(), weight.read(), None, false, y.write());
        }),
        Way::Backward => timed(&k, times, || {
            Conv2d::backward_input(&k, &geometry, weight.read(), dy.read(), dx.write());
            Conv2d::backward_weight(&k, &geometry, x.read(), dy.read(), dweight.write(), None);
        }),
    };
    let name =
        format!("conv2d {batch}×{in_channels}×{side}²→{out_channels} {kernel}×{kernel} /{stride} groups {groups}");
    Layer { name, costs: products(inputs, weights, outputs, geometry.multiply_adds()), run: Box::new(run) }
}

pub(super) fn pool<K: Holder>(kernels: &K, max: bool, [batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = pool2d::Geometry {
        batch,
        channels,
        input: [side; 2],
        output: [side / 2; 2],
        kernel: [2; 2],
        stride: [2; 2],
        padding: [[0; 2]; 2],
        dilation: [1; 2],
        counts_padding: true,
    };
    let (k, len) = (kernels.clone(), batch * channels * side * side);
    let [x, dy] = [len, len / 4].map(|len| random(kernels, len));
    let [mut y, mut dx] = [len / 4, len].map(|len| zeros(kernels, len));
    let run = move |way, times| match (way, max) {
        (Way::Forward, true) => timed(&k, times, || Pool2d::max_forward(&k, &geometry, x.read(), y.write())),
        (Way::Forward, false) => timed(&k, times, || Pool2d::average_forward(&k, &geometry, x.read(), y.write())),
        (Way::Backward, true) => {
            timed(&k, times, || Pool2d::max_backward(&k, &geometry, x.read(), dy.read(), dx.write()))
        }
        (Way::Backward, false) => timed(&k, times, || Pool2d::average_backward(&k, &geometry, dy.read(), dx.write())),
    };
    let kind = if max { "max_pool2d" } else { "avg_pool2d" };
    let backward = len / 4 + 2 * len + if max { len } else { 0 };
    let costs = [Cost::of_elements(len + len / 4), Cost::of_elements(backward)];
    Layer { name: format!("{kind} {batch}×{channels}×{side}²"), costs, run: Box::new(run) }
}

pub(super) fn attention<K: Holder>(kernels: &K, [batch, heads, length, depth]: [usize; 4]) -> Layer {
    let width = heads * depth;
    let geometry = attention::Geometry {
        batch,
        heads,
        kv_heads: heads,
        queries: length,
        keys: length,
        width,
        causal: false,
        scale: 1.0 / (depth as f64).sqrt(),
        half: None,
    };
    let (k, len) = (kernels.clone(), batch * length * width);
    let [queries, keys, values, dy] = [(); 4].map(|()| random(kernels, len));
    let (mut y, mut probabilities) = (zeros(kernels, len), zeros(kernels, geometry.probabilities()));
    let [mut dqueries, mut dkeys, mut dvalues] = [(); 3].map(|()| zeros(kernels, len));
    let run = move |way, times| {
        let inputs = Triple { queries: queries.read(), keys: keys.read(), values: values.read() };
        match way {
            Way::Forward => {
                timed(&k, times, || k.attend(&geometry, inputs, Given::NOTHING, Some(probabilities.write()), y.write()))
            }
            Way::Backward => timed(&k, times, || {
                let inputs_of = Triple { queries: dqueries.write(), keys: dkeys.write(), values: dvalues.write() };
                let gradients = Gradients { inputs: inputs_of, bias: None };
                let adds = Triple { queries: true, keys: true, values: true };
                k.attend_backward(&geometry, inputs, probabilities.read(), None, dy.read(), adds, gradients);
            }),
        }
    };
    let product = geometry.probabilities() * depth;
    let forward = Cost { multiply_adds: 2 * product, ..Cost::of_elements(4 * len + geometry.probabilities()) };
    let backward = Cost { multiply_adds: 4 * product, ..Cost::of_elements(10 * len + geometry.probabilities()) };
    let name = format!("attention {batch}×{heads}×{length}×{depth}");
    Layer { name, costs: [forward, backward], run: Box::new(run) }
}

pub(super) fn upsample<K: Holder>(kernels: &K, [batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = upsample::Geometry {
        planes: batch * channels,
        input: [side; 2],
        output: [2 * side; 2],
        method: upsample::Method::Bilinear { align_corners: false },
    };
    let (k, len) = (kernels.clone(), batch * channels * side * side);
    let [x, dy] = [len, 4 * len].map(|len| random(kernels, len));
    let [mut y, mut dx] = [4 * len, len].map(|len| zeros(kernels, len));
    let run = move |way, times| match way {
        Way::Forward => timed(&k, times, || Upsample::forward(&k, &geometry, x.read(), y.write())),
        Way::Backward => timed(&k, times, || Upsample::backward(&k, &geometry, dy.read(), dx.write())),
    };
    let costs = [Cost::of_elements(5 * len), Cost::of_elements(6 * len)];
    Layer { name: format!("upsample {batch}×{channels}×{side}²"), costs, run: Box::new(run) }
}

pub(super) fn warp<K: Holder>(kernels: &K, [batch, channels, side]: [usize; 3]) -> Layer {
    let geometry = warp::Geometry {
        batch,
        channels,
        size: [side; 2],
        interpolation: warp::Interpolation::Bilinear,
        padding: warp::Padding::Border,
    };
    let (k, len, area) = (kernels.clone(), batch * channels * side * side, batch * 2 * side * side);
    let [x, dy, flow] = [len, len, area].map(|len| random(kernels, len));
    let [mut y, mut dx, mut dflow] = [len, len, area].map(|len| zeros(kernels, len));
    let run = move |way, times| match way {
        Way::Forward => timed(&k, times, || k.warp(&geometry, x.read(), flow.read(), y.write())),
        Way::Backward => timed(&k, times, || {
            k.splat(&geometry, dy.read(), flow.read(), dx.write());
            k.flow_gradient(&geometry, x.read(), flow.read(), dy.read(), dflow.write());
        }),
    };
    // Backward, the image and its gradient, the incoming one twice, the flow twice and its gradient.
    let costs = [Cost::of_elements(2 * len + area), Cost::of_elements(5 * len + 4 * area)];
    Layer { name: format!("warp {batch}×{channels}×{side}²"), costs, run: Box::new(run) }
}
