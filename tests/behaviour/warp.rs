use dfdx::tensor_ops::SumTo;
use netweave::layer::{self, Interpolation, Padding};
use netweave::prelude::*;

use crate::Dev;
use crate::flow::{check, check_smooth};

network! {
    network Border(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        warp(image, flow)
    }

    network Zeros(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        image -> warp(flow, padding = zeros)
    }

    network Reflection(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        warp(image, flow, padding = reflection, mode = bilinear)
    }

    network Nearest(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        warp(image, flow, mode = nearest, padding = zeros)
    }

    // The flow that two flows are, one after the other.
    network Twice(flow: [2, 6, 7]) -> [2, 6, 7] {
        warp(flow, flow) + flow
    }
}

#[test]
fn beyond_the_border_is_the_border() {
    check_smooth::<Border<f64>>("warp_border_inside");
    check_smooth::<Border<f64>>("warp_border_across");
    check_smooth::<Border<f64>>("warp_border_far");
    check::<Border<f64>>("warp_border_integral");
    check::<Border<f64>>("warp_border_half");
}

#[test]
fn beyond_the_border_are_zeros() {
    check_smooth::<Zeros<f64>>("warp_zeros_inside");
    check_smooth::<Zeros<f64>>("warp_zeros_across");
    check_smooth::<Zeros<f64>>("warp_zeros_far");
    check::<Zeros<f64>>("warp_zeros_integral");
    check::<Zeros<f64>>("warp_zeros_half");
}

#[test]
fn beyond_the_border_is_a_mirror() {
    check_smooth::<Reflection<f64>>("warp_reflection_inside");
    check_smooth::<Reflection<f64>>("warp_reflection_across");
    check_smooth::<Reflection<f64>>("warp_reflection_far");
    check::<Reflection<f64>>("warp_reflection_integral");
    check::<Reflection<f64>>("warp_reflection_half");
}

#[test]
fn the_nearest_pixel() {
    for flow in ["inside", "across", "far", "integral", "half"] {
        check::<Nearest<f64>>(&format!("warp_nearest_{flow}"));
    }
}

/// The image is the flow, and it gets both gradients.
#[test]
fn a_flow_along_itself() {
    let device = Dev::default();
    let mut net = device.build_module::<Twice, f64>();
    // Away from whole numbers, and so small that no displacement leads from one cell into another.
    let flow: Tensor<Rank4<2, 2, 6, 7>, f64, _> = device.sample_uniform() * 0.6 + 0.2;
    let gradient: Vec<f64> = net.forward_mut(flow.leaky_trace()).square().sum().backward().get(&flow).as_vec();
    let values = flow.as_vec();
    for index in (0..values.len()).step_by(11) {
        let loss = |offset: f64| -> f64 {
            let mut moved = flow.clone();
            let mut values = values.clone();
            values[index] += offset;
            moved.copy_from(&values);
            net.forward(moved).as_vec().iter().map(|value| value * value).sum()
        };
        let numeric = (loss(1e-5) - loss(-1e-5)) / 2e-5;
        assert!((gradient[index] - numeric).abs() < 1e-6, "{index}: {} and {numeric}", gradient[index]);
    }
}

#[test]
fn a_batch_known_at_compile_time_and_no_displacement() {
    let device = Dev::default();
    let net = device.build_module::<Border, f32>();
    let image: Tensor<Rank4<4, 3, 5, 9>, f32, _> = device.sample_normal();
    assert_eq!(net.forward(image.clone(), device.zeros()).array(), image.array());
}

#[test]
#[should_panic(expected = "2 images, but 3 flows")]
fn a_flow_for_another_batch() {
    let device = Dev::default();
    let image: Tensor<(usize, Const<1>, Const<2>, Const<2>), f32, _> = device.zeros_like(&(2, Const, Const, Const));
    let flow: Tensor<(usize, Const<2>, Const<2>, Const<2>), f32, _> = device.zeros_like(&(3, Const, Const, Const));
    let _: Result<Tensor<_, f32, _>, _> = Passes::default().forward(&device, 2, |pass| {
        let (image, flow) = (pass.untraced(&image)?, pass.untraced(&flow)?);
        layer::warp(&image, &flow, Interpolation::Bilinear, Padding::Border, pass)
    });
}
