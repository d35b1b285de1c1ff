use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Vector, check};

const MEAN: [f64; 3] = [0.485, 0.456, 0.406];
const GREEN: f64 = 0.224;

mod iris {
    pub(super) const DEVIATION: [f64; 4] = [0.8, 0.4, 1.75, 0.75];
}

network! {
    network Imagenet(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> normalize(imagenet)
    }

    network WrittenOut(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> normalize(mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225])
    }

    network InConstants(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> normalize(mean = MEAN, deviation = [0.229, GREEN, 0.225])
    }

    network InATemplate(input: [3, 4, 5]) -> [3, 4, 5] {
        template standard(x; first, deviation) {
            x -> normalize(mean = [first, 0.456, 0.406], deviation = deviation)
        }
        input -> colors: standard(0.485, [0.229, 0.224, 0.225])
    }

    network Vgg(input: [3, 4, 5]) -> [3, 4, 5] {
        normalize(input, vgg, scale = 255)
    }

    network Caffe(input: [3, 4, 5]) -> [3, 4, 5] {
        defaults { normalize(scale = 255) }
        input -> normalize(caffe)
    }

    network One(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> normalize(mean = 0.5, deviation = 0.25)
    }

    network Scaled(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> normalize(mean = 1, deviation = 0.5, scale = 2)
    }

    network OfAVector(input: [4]) -> [4] {
        input -> normalize(mean = [5.8, 3, -3.7, 1.2], deviation = iris::DEVIATION)
    }

    network MeanAlone(input: [2]) -> [2] {
        input -> normalize(mean = [1, -1])
    }
}

#[test]
fn imagenet() {
    check::<Imagenet<f64>, Image<3, 4, 5>, _>("normalize_imagenet");
}

#[test]
fn written_out() {
    check::<WrittenOut<f64>, Image<3, 4, 5>, _>("normalize_imagenet");
}

#[test]
fn in_constants() {
    check::<InConstants<f64>, Image<3, 4, 5>, _>("normalize_imagenet");
}

#[test]
fn in_a_template() {
    check::<InATemplate<f64>, Image<3, 4, 5>, _>("normalize_imagenet");
}

#[test]
fn vgg_of_pictures_from_0_to_1() {
    check::<Vgg<f64>, Image<3, 4, 5>, _>("normalize_vgg");
}

#[test]
fn caffe_takes_blue_first() {
    check::<Caffe<f64>, Image<3, 4, 5>, _>("normalize_caffe");
}

#[test]
fn one_number_for_all_channels() {
    check::<One<f64>, Image<3, 4, 5>, _>("normalize_one");
}

#[test]
fn the_mean_is_that_of_scaled_values() {
    check::<Scaled<f64>, Image<3, 4, 5>, _>("normalize_one");
}

#[test]
fn vector() {
    check::<OfAVector<f64>, Vector<4>, _>("normalize_vector");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Imagenet<f64>, Rank4<2, 3, 4, 5>, _>("normalize_imagenet");
}

#[test]
fn a_mean_is_subtracted_and_no_more() {
    let device = Dev::default();
    let net = device.build_module::<MeanAlone, f32>();
    assert_eq!(net.forward(device.tensor([[3.0, 3.0]])).array(), [[2.0, 4.0]]);
    assert_eq!(MeanAlone::PARAMETERS, 0);
}
