//! Fully convolutional networks: images of any height and width.

use netweave::prelude::*;

use crate::Dev;
use crate::language_model::close;

macro_rules! networks {
    ($($network:ident $([$($parameter:ident),*])? of $height:tt $width:tt;)*) => {
        network! {
            template block(x; channels) {
                x -> conv: conv2d(channels, kernel = 3, padding = 1) -> norm: batch_norm -> relu
            }

            $(
                /// A small U-Net.
                network $network $(<$($parameter),*>)? (image: [3, $height, $width]) -> (mask: [2, $height, $width], score: [4]) {
                    let large = image -> down1: block(4);
                    let middle = large -> max_pool2d(2) -> down2: block(6);
                    let small = middle -> conv3: conv2d(8, kernel = 3, stride = 2, padding = 1) -> relu;
                    let score = small -> same: conv2d(4, kernel = 3, stride = 2, padding = same) -> global_avg_pool -> fc: linear(4);
                    let up = small -> upsample(scale = 2) -> up2: conv2d(6, kernel = 3, padding = 1);
                    let middle = concat(up, middle, axis = 0) -> both2: block(6);
                    let up = middle -> up1: conv_transpose2d(4, kernel = 2, stride = 2);
                    let mask = concat(up, large, axis = 0) -> both1: block(4) -> out: conv2d(2, kernel = 1);
                    loss fit(wanted: [2, $height, $width]) = l1(mask, wanted) + 0.1 * total_variation(mask);
                    (mask, score)
                }
            )*
        }
    };
}

networks! {
    Unet [height, width] of height width;
    Small of 8 12;
    Large of 16 4;
}

type Net = Unet<f64, Dev>;

macro_rules! compare {
    ($fixed:ident, $height:literal, $width:literal, $net:expr, $device:expr, $batch:literal) => {{
        let (net, device) = ($net, $device);
        let mut fixed = $fixed::<f64, Dev>::build(device);
        for variable in net.variables("") {
            fixed.set_variable(&variable.name, &variable.values).expect("a variable of this name");
        }
        let own: Tensor<(usize, Const<3>, usize, usize), f64, _> =
            device.sample_normal_like(&($batch, Const, $height, $width));
        let other =
            device.tensor_from_vec(own.as_vec(), (Const::<$batch>, Const::<3>, Const::<$height>, Const::<$width>));
        let wanted: Tensor<(usize, Const<2>, usize, usize), f64, _> =
            device.sample_normal_like(&($batch, Const, $height, $width));
        let same =
            device.tensor_from_vec(wanted.as_vec(), (Const::<$batch>, Const::<2>, Const::<$height>, Const::<$width>));
        let (found, expected) = (net.forward(&own), fixed.forward(&other));
        close(&found.mask.as_vec(), &expected.mask.as_vec());
        close(&found.score.as_vec(), &expected.score.as_vec());
        let (mut sgd, mut twin) = (Sgd::new(0.05), Sgd::new(0.05));
        let pass = net.training().fit(&own, &wanted).expect("a pass");
        let other = fixed.training().fit(&other, &same).expect("a pass");
        close(&[pass.value()], &[other.value()]);
        let gradients = sgd.compute_gradients(pass).expect("gradients");
        let others = twin.compute_gradients(other).expect("gradients");
        sgd.apply_gradients(net, gradients).expect("a step");
        twin.apply_gradients(&mut fixed, others).expect("a step");
        for (own, other) in net.variables("").iter().zip(fixed.variables("")) {
            close(&own.values, &other.values);
        }
    }};
}

#[test]
fn any_size_is_that_size_written_out() {
    let device = Dev::default();
    let mut net = Net::build(&device);
    compare!(Small, 8, 12, &mut net, &device, 2);
    compare!(Large, 16, 4, &mut net, &device, 1);
    compare!(Small, 8, 12, &mut net, &device, 3);
}

#[test]
fn what_does_not_meet_again_is_one_error() {
    let device = Dev::default();
    let net = Unet::<f32, Dev>::build(&device);
    let image = |height, width| -> Tensor<(usize, Const<3>, usize, usize), f32, _> {
        device.zeros_like(&(1, Const, height, width))
    };
    assert!(net.try_forward(image(4, 20)).is_ok());
    let tall = net.try_forward(image(10, 8)).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(tall.contains("where `height` is 10") && tall.ends_with("sizes that are multiples of 4 fit"), "{tall}");
    let wide = net.try_forward(image(8, 9)).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(wide.contains("`width` is 9") && wide.ends_with("sizes that are multiples of 4 fit"), "{wide}");
}

#[test]
fn an_end_point_has_the_size_that_is_left() {
    let device = Dev::default();
    let net = Unet::<f32, Dev>::build(&device);
    let image: Tensor<(usize, Const<3>, usize, usize), f32, _> = device.zeros_like(&(1, Const, 12, 8));
    let small: Tensor<(usize, Const<8>, usize, usize), f32, _> = net.end_point(unet::end_point::small, &image);
    assert_eq!(*small.shape(), (1, Const, 3, 2));
}
