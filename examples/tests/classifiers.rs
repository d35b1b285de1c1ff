//! Classifiers among the example networks beside torchvision's, and DCGAN beside that of PyTorch's tutorial: their
//! parameters, their multiply-adds, and activations for the same weights and the same picture.
//!
//! `networks/make_classifiers.py` writes what they are compared with.

use std::fs;

use netweave::prelude::*;

#[path = "../networks/convnext.rs"]
mod convnext;
#[path = "../networks/dcgan.rs"]
mod dcgan;
#[path = "../networks/densenet.rs"]
mod densenet;
#[path = "../networks/efficientnet.rs"]
mod efficientnet;
#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/inception_v3.rs"]
mod inception_v3;
#[path = "../networks/shufflenet_v2.rs"]
mod shufflenet_v2;

use convnext::{ConvNextT, conv_next_t};
use dcgan::{Discriminator, Generator, discriminator, generator};
use densenet::{DenseNet121, dense_net121};
use efficientnet::{EfficientNetB0, efficient_net_b0};
use expected::{Expected, drawn, folder, uniform};
use inception_v3::{InceptionV3, inception_v3 as inception};
use shufflenet_v2::{ShuffleNetV2, shuffle_net_v2};

#[test]
fn convnext() {
    let (net, image) = network::<ConvNextT, Rank4<1, 3, 224, 224>>("convnext_tiny");
    let expected = Expected::open("convnext_tiny");
    expected.compare("features.3", &net.end_point(conv_next_t::end_point::stage2_2, &image));
    expected.compare("classifier", &net.forward(image));
}

#[test]
fn efficientnet() {
    let (net, image) = network::<EfficientNetB0, Rank4<1, 3, 224, 224>>("efficientnet_b0");
    let expected = Expected::open("efficientnet_b0");
    expected.compare("features.3", &net.end_point(efficient_net_b0::end_point::stage3, &image));
    expected.compare("classifier", &net.forward(image));
}

#[test]
fn shufflenet_v2() {
    let (net, image) = network::<ShuffleNetV2, Rank4<1, 3, 224, 224>>("shufflenet_v2");
    let expected = Expected::open("shufflenet_v2");
    expected.compare("stage3", &net.end_point(shuffle_net_v2::end_point::stage3, &image));
    expected.compare("fc", &net.forward(image));
}

#[test]
fn inception_v3() {
    let (net, image) = network::<InceptionV3, Rank4<1, 3, 299, 299>>("inception_v3");
    let expected = Expected::open("inception_v3");
    expected.compare("Mixed_5d", &net.end_point(inception::end_point::mixed5d, &image));
    expected.compare("Mixed_7a", &net.end_point(inception::end_point::mixed7a, &image));
    expected.compare("fc", &net.forward(image));
}

#[test]
fn densenet() {
    let (net, image) = network::<DenseNet121, Rank4<1, 3, 224, 224>>("densenet121");
    let expected = Expected::open("densenet121");
    expected.compare("features.denseblock2", &net.end_point(dense_net121::end_point::block2, &image));
    expected.compare("classifier", &net.forward(image));
}

#[test]
fn dcgan() {
    let (net, noise) = network::<Generator, Rank2<1, 100>>("dcgan_generator");
    let expected = Expected::open("dcgan_generator");
    expected.compare("6", &net.end_point(generator::end_point::up1, &noise));
    expected.compare("14", &net.forward(noise));
    let (net, image) = network::<Discriminator, Rank4<1, 3, 64, 64>>("dcgan_discriminator");
    let expected = Expected::open("dcgan_discriminator");
    expected.compare("4", &net.end_point(discriminator::end_point::down1, &image));
    expected.compare("13", &net.forward(image));
}

/// A network that counts what its line of `classifiers.csv` says, and a picture. The elements of a variable are drawn
/// from its place.
fn network<N, S>(case: &str) -> (N, Tensor<S, f32, Cpu>)
where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
    S: Shape + Default,
{
    let file = fs::read_to_string(folder().join("classifiers.csv")).expect("a file of counts");
    let line = file.lines().find_map(|line| line.strip_prefix(case)?.strip_prefix(','));
    assert_eq!(line.expect("a line of this network"), format!("{},{}", N::PARAMETERS, N::MULTIPLY_ADDS));
    let device = Cpu::default();
    let mut net: N = N::build_on_device(&device);
    for (index, variable) in net.variables("").iter().enumerate() {
        let (_, last) = variable.name.rsplit_once('/').expect("a variable of a layer");
        let values = drawn(&format!("{index}.{last}"), &variable.shape);
        net.set_variable(&variable.name, &values).expect("a variable that is there");
    }
    let shape = S::default();
    let image = uniform("image", shape.num_elements()).map(|value| value as f32).collect();
    (net, device.tensor_from_vec(image, shape))
}
