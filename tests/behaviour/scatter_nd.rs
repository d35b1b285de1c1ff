use netweave::prelude::*;

use crate::Dev;
use crate::flow::check;

network! {
    network Scatter(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        scatter_nd(image, flow, size = [5, 9]) + warp(image, flow)
    }

    network Histogram(marks: [6]) -> [4] {
        scatter_nd(marks * 0 + 1, marks -> reshape([1, 6]), size = [4])
    }
}

#[test]
fn updates_are_added_at_places() {
    check::<Scatter<f64>>("scatter_nd_image");
}

#[test]
fn what_meets_is_counted() {
    let device = Dev::default();
    let net = device.build_module::<Histogram, f32>();
    let marks = device.tensor([[0.0, 1.0, 1.5, 3.0, 9.0, -2.0]]);
    assert_eq!(net.forward(marks).array(), [[2.0, 2.0, 0.0, 2.0]]);
}
