use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [21, 5, 6]) -> [4, 5, 6] {
        let (image, offsets) = split(input, axis = 0, sizes = [3, 18]);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, padding = 1)
    }

    network Masked(input: [30, 5, 6]) -> [4, 5, 6] {
        let (image, offsets, seen) = split(input, axis = 0, sizes = [3, 18, 9]);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, mask = seen, padding = same)
    }

    network Groups(input: [58, 5, 6]) -> [6, 5, 6] {
        let (image, offsets, seen) = split(input, axis = 0, sizes = [4, 36, 18]);
        image -> conv: deform_conv2d(
            6, kernel = 3, mask = seen, offset = offsets, padding = 1, groups = 2, offset_groups = 2
        )
    }

    network Far(input: [20, 5, 6]) -> [4, 5, 6] {
        let (image, offsets) = split(input, axis = 0, sizes = [2, 18]);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, padding = 1)
    }

    network Dilation(input: [14, 5, 6]) -> [4, 5, 6] {
        let (image, offsets, seen) = split(input, axis = 0, sizes = [2, 8, 4]);
        image -> conv: deform_conv2d(4, kernel = 2, offset = offsets, mask = seen, padding = 1, dilation = 2)
    }

    network NoBiasRelu(input: [29, 5, 6]) -> [4, 5, 6] {
        let (image, offsets, seen) = split(input, axis = 0, sizes = [2, 18, 9]);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, mask = seen, padding = 1, bias = false) -> relu
    }

    network Made(input: [3, 5, 6]) -> [4, 3, 3] {
        defaults {
            conv2d(kernel = 3, stride = 2, padding = 1);
            deform_conv2d(kernel = 3, stride = 2, padding = 1)
        }
        let offsets = input -> offset: conv2d(18);
        let seen = input -> mask: conv2d(9) -> sigmoid;
        input -> conv: deform_conv2d(4, offset = offsets, mask = seen) -> norm: batch_norm -> relu
    }

    network Unmoved(image: [3, 5, 6]) -> (moved: [4, 5, 6], plain: [4, 5, 6]) {
        let plain = image -> conv: conv2d(4, kernel = 3, padding = 1);
        let moved = image -> moved: deform_conv2d(4, kernel = 3, offset = zeros([18, 5, 6]), padding = 1);
        (moved, plain)
    }

    /// What is moved may say by itself how far.
    network ByItself(input: [2, 4, 5]) -> [3, 4, 5] {
        input -> conv: deform_conv2d(3, kernel = 1, offset = input)
    }

    network OfAnySize<height, width>(image: [3, height, width]) -> [4, height, width] {
        let offsets = image -> offset: conv2d(18, kernel = 3, padding = 1);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, padding = 1)
    }

    network OfNormedWeight(image: [3, 5, 6]) -> [4, 5, 6] {
        let offsets = image -> offset: conv2d(18, kernel = 3, padding = 1);
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, padding = 1, norm = weight)
    }
}

#[test]
fn moved_by_offsets() {
    check::<Plain<f64>, Image<21, 5, 6>, Image<4, 5, 6>>("deform_conv2d_plain");
    check::<Far<f64>, Image<20, 5, 6>, Image<4, 5, 6>>("deform_conv2d_far");
}

#[test]
fn with_a_mask() {
    check::<Masked<f64>, Image<30, 5, 6>, Image<4, 5, 6>>("deform_conv2d_masked");
    check::<Dilation<f64>, Image<14, 5, 6>, Image<4, 5, 6>>("deform_conv2d_dilation");
    check::<NoBiasRelu<f64>, Image<29, 5, 6>, Image<4, 5, 6>>("deform_conv2d_no_bias_relu");
}

#[test]
fn in_groups() {
    check::<Groups<f64>, Image<58, 5, 6>, Image<6, 5, 6>>("deform_conv2d_groups");
}

#[test]
fn by_what_the_network_makes() {
    check::<Made<f64>, Image<3, 5, 6>, Image<4, 3, 3>>("deform_conv2d_made");
}

#[test]
fn it_costs_what_a_convolution_costs() {
    assert_eq!(Plain::PARAMETERS, 4 * 3 * 9 + 4);
    assert_eq!(Plain::MULTIPLY_ADDS, 4 * 3 * 9 * 30);
    assert_eq!(Groups::PARAMETERS, 6 * 2 * 9 + 6);
    assert_eq!(NoBiasRelu::PARAMETERS, 4 * 2 * 9);
}

#[test]
fn where_nothing_moves_it_is_a_convolution() -> Result<(), netweave::Error> {
    let device = crate::Dev::default();
    let mut net = device.build_module::<Unmoved, f32>();
    net.moved.weight = net.conv.weight.clone();
    net.moved.bias = net.conv.bias.clone();
    let image: Tensor<Rank4<2, 3, 5, 6>, f32, _> = device.sample_normal();
    let outputs = net.forward(image);
    for (moved, plain) in outputs.moved.as_vec().into_iter().zip(outputs.plain.as_vec()) {
        assert!((moved - plain).abs() < 1e-5, "{moved} is not {plain}");
    }
    Ok(())
}
