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

/// A pass that records gives gradients through what was needed, and leaves the rest alone.
#[test]
fn a_pass_that_records_gives_gradients() {
    let (device, net, image) = network();
    let (conv1, tape, updates): (Tensor<_, f64, Cpu>, _, _) = Passes::default()
        .forward_mut(&net, &device, 5, dfdx::tensor::OwnedTape::default(), |pass| {
            let image = pass.untraced(&image)?;
            let batch = *image.shape();
            let mut points = net.points(&image, batch.0, pass);
            points.get::<digits::end_point::features::conv1>(pass)
        })
        .unwrap();
    // Batch norm comes after it.
    assert!(updates.is_empty());
    let gradients = netweave_sum(conv1, tape);
    let weight = gradients.get(&net.features.conv1.weight).as_vec();
    let sums: Vec<f64> = weight.chunks(9).map(|kernel| kernel[4]).collect();
    let expected: f64 = image.as_vec().iter().sum();
    assert!(sums.iter().all(|sum| (sum - expected).abs() < 1e-9));
}

fn netweave_sum<S: Shape>(
    value: Tensor<S, f64, Cpu>,
    tape: dfdx::tensor::OwnedTape<f64, Cpu>,
) -> dfdx::tensor::Gradients<f64, Cpu> {
    use dfdx::tensor::PutTape;
    use dfdx::tensor_ops::{ReshapeTo, SumTo};
    let length = value.shape().num_elements();
    value.put_tape(tape).reshape_like(&(length,)).sum::<Rank0, _>().backward()
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
