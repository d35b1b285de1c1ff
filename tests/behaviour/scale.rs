use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Sequence, check};

network! {
    network OfAnImage(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> scale
    }

    network OfFeatures(input: [4, 5]) -> [4, 5] {
        input -> scale(init = constant(0.1))
    }

    network OfPlaces(input: [4, 5]) -> [4, 5] {
        input -> scale(axis = 0)
    }
}

#[test]
fn a_factor_a_channel() {
    check::<OfAnImage<f64>, Image<3, 4, 5>, _>("scale_image");
    check::<OfFeatures<f64>, Sequence<4, 5>, _>("scale_last");
    check::<OfPlaces<f64>, Sequence<4, 5>, _>("scale_first");
}

#[test]
fn they_begin_with_one_or_what_is_said() {
    assert_eq!((OfAnImage::PARAMETERS, OfFeatures::PARAMETERS, OfPlaces::PARAMETERS), (3, 5, 4));
    let device = Dev::default();
    assert_eq!(OfAnImage::<f64, Dev>::build(&device).scale.weight.as_vec(), [1.0; 3]);
    assert_eq!(OfFeatures::<f64, Dev>::build(&device).scale.weight.as_vec(), [0.1; 5]);
}
