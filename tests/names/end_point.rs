//! Every named value and every layer's output can be asked for, with its own type.

use netweave::prelude::*;
use netweave::{EndPoint, Takes, Value};

use crate::{Digits, Siamese, digits, siamese};

fn close<S: Shape>(left: &Tensor<S, f64, Cpu>, right: &Tensor<S, f64, Cpu>) {
    let (left, right) = (left.as_vec(), right.as_vec());
    assert_eq!(left.len(), right.len());
    assert!(left.iter().zip(&right).all(|(l, r)| (l - r).abs() <= 1e-12), "{left:?}\n{right:?}");
}

fn network() -> (Cpu, Digits<f64, Cpu>, Tensor<Rank4<5, 1, 8, 8>, f64, Cpu>) {
    let device = Cpu::seed_from_u64(3);
    let mut net = Digits::<f64>::build(&device);
    let image: Tensor<Rank4<5, 1, 8, 8>, f64, _> = device.sample_normal();
    // Running statistics other than those of a new network.
    let _ = net.forward_mut(image.leaky_trace());
    (device, net, image)
}

#[test]
fn each_layer_gives_what_it_gives_when_it_is_applied() {
    let (device, net, image) = network();
    let padded =
        |stride| netweave::layer::Window { stride: [stride; 2], padding: [[1; 2]; 2], dilation: [1; 2], groups: 1 };
    type Images<const C: usize, const N: usize> = (Const<5>, Const<C>, Const<N>, Const<N>);
    type Made<const C: usize, const N: usize> = Tensor<Images<C, N>, f64, Cpu>;
    let made = Passes::default().forward(&device, 5, |pass| {
        let image = pass.untraced(&image)?;
        let conv1: Value<Images<16, 8>, f64, Cpu> = net.features.conv1.window(padded(1)).apply(&image, pass)?;
        let normalized = net.features.batch_norm.with(0.1, 1e-5).apply(&conv1, pass)?;
        let relu = netweave::layer::relu(&normalized, pass)?;
        let conv2: Value<Images<32, 4>, f64, Cpu> = net.features.conv2.window(padded(2)).apply(&relu, pass)?;
        let relu_2 = netweave::layer::relu(&conv2, pass)?;
        Ok(((conv1, normalized, relu), (conv2, relu_2)))
    });
    let ((conv1, normalized, relu), (conv2, relu_2)): (
        (Made<16, 8>, Made<16, 8>, Made<16, 8>),
        (Made<32, 4>, Made<32, 4>),
    ) = made.unwrap();

    use digits::end_point::features;
    // These are done as one operation with what follows, if nobody asks for them.
    close(&net.end_point(features::conv1, &image), &conv1);
    close(&net.end_point(features::batch_norm, &image), &normalized);
    close(&net.end_point(features::relu, &image), &relu);
    close(&net.end_point(features::conv2, &image), &conv2);
    close(&net.end_point(features::relu_2, &image), &relu_2);
    close(&net.end_point(digits::end_point::logits, &image), &net.forward(&image));
    close(&net.end_point(digits::end_point::image, &image), &image);
}

fn seen<P: EndPoint<Digits<f64, Cpu>>>(
    net: &Digits<f64, Cpu>,
    point: P,
    image: &Tensor<Rank4<5, 1, 8, 8>, f64, Cpu>,
) -> Tensor<P::Shape<Const<5>>, f64, Cpu> {
    net.end_point(point, image)
}

#[test]
fn a_function_may_be_given_one() {
    let (_, net, image) = network();
    close(&seen(&net, digits::end_point::fc, &image), &net.forward(&image));
}

/// A `let`, the scope and the last layer in it name the same value.
#[test]
fn a_value_has_all_of_its_names() {
    let (_, net, image) = network();
    let last = net.end_point(digits::end_point::features::relu_2, &image);
    close(&net.end_point(digits::end_point::features, &image), &last);
    close(&net.end_point(digits::end_point::fc, &image), &net.end_point(digits::end_point::logits, image));
    let names: Vec<&str> = Digits::END_POINTS.iter().map(|point| point.name).collect();
    let expected = [
        "image",
        "features/conv1",
        "features/batch_norm",
        "features/relu",
        "features/conv2",
        "features/relu_2",
        "features",
        "flatten",
        "fc",
        "logits",
    ];
    assert_eq!(names, expected);
    assert_eq!(Digits::END_POINTS[4].shape, [32, 4, 4]);
}

#[test]
fn the_applications_of_a_scope_are_numbered() {
    let device = Cpu::seed_from_u64(4);
    let net = Siamese::<f64>::build(&device);
    let [left, right]: [Tensor<Rank4<2, 3, 32, 32>, f64, _>; 2] = [(); 2].map(|()| device.sample_normal());
    use siamese::end_point::{encoder, encoder_2};
    let l = net.end_point(encoder::conv2, &left, &right);
    let r = net.end_point(encoder_2::conv2, &left, &right);
    assert_ne!(l.as_vec(), r.as_vec());
    close(&net.end_point(encoder::conv2, &right, &left), &r);
    close(
        &net.end_point(siamese::end_point::l, &left, &right),
        &net.end_point(encoder::global_avg_pool, &left, &right),
    );
    close(&net.end_point(siamese::end_point::sigmoid, &left, &right), &net.forward(&left, &right));
}

#[test]
fn by_name() {
    let (_, net, image) = network();
    let conv2 = net.end_point(digits::end_point::features::conv2, &image);
    for name in ["features/conv2", "features.conv2"] {
        let found = net.end_point_by_name(name, &image).unwrap();
        assert_eq!(found.shape, [5, 32, 4, 4]);
        assert_eq!(found.values, conv2.as_vec());
    }
    for point in Digits::END_POINTS {
        let found = net.end_point_by_name(point.name, &image).unwrap();
        assert_eq!(found.shape[1..], *point.shape, "{}", point.name);
    }
    let error = net.end_point_by_name("features/conv3", &image).unwrap_err();
    assert_eq!(error.to_string(), "`Digits` has no end point `features/conv3`: did you mean `features/conv1`?");
    let error = net.end_point_by_name("generator", &image).unwrap_err();
    assert_eq!(error.to_string(), "`Digits` has no end point `generator`");
}

#[test]
fn batches_are_compared() {
    let device = Cpu::default();
    let net = Siamese::<f32>::build(&device);
    let two: Tensor<(usize, Const<3>, Const<32>, Const<32>), f32, _> = device.zeros_like(&(2, Const, Const, Const));
    let three = device.zeros_like(&(3, Const, Const, Const));
    let error = net.try_end_point(siamese::end_point::l, &two, &three).unwrap_err();
    assert_eq!(error, Error::Batch { input: "right", found: 3, other: "left", expected: 2 });
    let error = net.activation(siamese::end_point::l, &(two, three)).err().unwrap();
    assert_eq!(error, Error::Batch { input: "right", found: 3, other: "left", expected: 2 });
}

/// A function of any network and any of its end points, as a perceptual loss is one.
fn difference<N, I, P>(critic: &N, point: impl Fn() -> P, one: &I, other: &I) -> f64
where
    N: Takes<I, Dtype = f64, Device = Cpu>,
    P: EndPoint<N>,
{
    let [one, other] = [one, other].map(|image| critic.activation(point(), image).unwrap());
    one.as_vec().iter().zip(other.as_vec()).map(|(l, r)| (l - r).powi(2)).sum()
}

#[test]
fn code_may_be_generic_over_networks_and_end_points() {
    let (device, net, image) = network();
    let other: Tensor<Rank4<5, 1, 8, 8>, f64, _> = device.sample_normal();
    assert!(difference(&net, || digits::end_point::features::conv2, &image, &other) > 0.0);
    assert_eq!(difference(&net, || digits::end_point::features::conv2, &image, &image), 0.0);
}

network! {
    network Inner(x: [4]) -> [4] { x -> a: linear(4) -> relu -> b: linear(4) }

    /// Values without numbers of their own among those that have one: indices, a variable, steps, another network; and values
    /// on the way to others, of each operation that has such.
    network Between(words: [3] of usize, x: [3, 4], image: [2, 4, 4]) -> [4] {
        let place = positions: variable([3, 4], init = normal(1.0));
        let read = (words -> embed: embedding(7, 4)) + place + x;
        let states = steps: scan row over read, carry (h = zeros([4])) {
            let h = concat(row, h, axis = 0) -> step: linear(4) -> tanh;
            h
        };
        let mixed = states -> mean(axis = 0) -> inner: Inner;
        let seen = mixed -> wide: linear(8) -> relu -> thin: linear(4);
        let drawn = image -> conv: conv2d(2, kernel = 3, padding = 1) -> batch_norm -> relu
            -> up: conv_transpose2d(2, kernel = 2, stride = 2) -> relu -> norm: batch_norm -> relu;
        seen + (drawn -> global_avg_pool -> last: linear(4))
    }
}

/// Each value is the one of its name, wherever those stand that nobody can ask for.
#[test]
fn every_value_is_found_by_its_name() {
    let device = Cpu::seed_from_u64(5);
    let mut net = Between::<f64>::build(&device);
    let words = device.tensor([[1, 0, 6], [2, 2, 5]]);
    let x: Tensor<Rank3<2, 3, 4>, f64, _> = device.sample_normal();
    let image: Tensor<Rank4<2, 2, 4, 4>, f64, _> = device.sample_normal();
    net.norm.running_mean = device.tensor([0.3, -0.2]);
    let at = |name: &str| net.end_point_by_name(name, &words, &x, &image).unwrap();
    for point in Between::END_POINTS {
        assert_eq!(at(point.name).shape[1..], *point.shape, "{}", point.name);
    }
    let values = |name: &str| at(name).values;
    let rectified = |name: &str| values(name).into_iter().map(|value| value.max(0.0)).collect::<Vec<_>>();
    assert_eq!(values("x"), x.as_vec());
    assert_eq!(values("image"), image.as_vec());
    let close = |left: &[f64], right: &[f64]| left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-12);
    let read = values("read");
    let (place, embed) = (net.positions.value.as_vec(), values("embed"));
    let sums = (0..24).map(|index| embed[index] + place[index % 12] + x.as_vec()[index]).collect::<Vec<_>>();
    assert!(close(&read, &sums), "{read:?} {sums:?}");
    let states = values("states");
    assert_eq!(values("steps"), states);
    let means = (0..8).map(|index| (0..3).map(|row| states[index / 4 * 12 + row * 4 + index % 4]).sum::<f64>() / 3.0);
    assert!(close(&values("mean"), &means.collect::<Vec<_>>()));
    let mean: Tensor<Rank2<2, 4>, f64, _> = device.tensor_from_vec(values("mean"), (Const, Const));
    assert!(close(&values("mixed"), &net.inner.forward(mean).as_vec()));
    for (before, after) in [("wide", "relu"), ("batch_norm", "relu_2"), ("up", "relu_3"), ("norm", "drawn")] {
        assert_eq!(rectified(before), values(after), "{before}");
        assert_ne!(values(before), values(after), "{before}");
    }
    let outputs = net.forward(&words, &x, &image).as_vec();
    let sums = values("seen").iter().zip(values("last")).map(|(l, r)| l + r).collect::<Vec<_>>();
    assert!(close(&outputs, &sums), "{outputs:?} {sums:?}");
}

network! {
    /// Names that are taken twice.
    network Names(x: [4, 6, 6]) -> (mean: [4], best: [4]) {
        let conv = x -> conv: conv2d(4, kernel = 1) -> relu;
        let same = conv;
        let twice = scope inner { same -> relu -> relu };
        reuse scope block(y) { y -> fc: linear(4) }
        let block_2 = twice -> global_avg_pool -> block;
        let third = block_2 -> block -> block;
        let inner = third + block_2;
        (third * 2, inner)
    }
}

/// A `let` comes before a layer, a layer before a kind; what is taken gets a number.
#[test]
fn names_that_are_taken() {
    let names: Vec<&str> = Names::END_POINTS.iter().map(|point| point.name).collect();
    let expected = [
        "x",
        "conv_2",
        "conv",
        "same",
        "inner/relu",
        "inner/relu_2",
        "twice",
        "global_avg_pool",
        "block/fc",
        "block_2",
        "block",
        "block_3/fc",
        "block_3",
        "block_4/fc",
        "third",
        "block_4",
        "best",
        "inner",
        "mean",
    ];
    assert_eq!(names, expected);
}
