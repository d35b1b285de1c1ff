use netweave::prelude::*;

/// The side of an image.
const SIDE: usize = 8;
const WIDTH: usize = 3;
const CLASSES: usize = 5;

mod settings {
    pub(super) const HIDDEN: usize = 7;
}

network! {
    network Constants(image: [1, SIDE, SIDE]) -> [CLASSES] {
        let features = scope features {
            image
                -> conv1: conv2d(WIDTH, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(WIDTH, kernel = 3, stride = 2, padding = same)
                -> max_pool2d(kernel = 2)
        };
        let logits = features -> flatten -> hidden: linear(settings::HIDDEN) -> relu -> fc: linear(CLASSES);
        loss classification(labels: [CLASSES]) = softmax_cross_entropy(logits, labels);
        logits
    }

    network Decoder(image: [WIDTH, SIDE, SIDE]) -> [WIDTH, 35, 35] {
        image
            -> up: conv_transpose2d(WIDTH, kernel = settings::HIDDEN, stride = WIDTH, padding = 2, output_padding = 2)
            -> upsample(scale = 1.5)
            -> max_pool2d(kernel = 2, stride = 1, dilation = 4)
            -> same: conv_transpose2d(WIDTH, kernel = 1, padding = same)
    }

    // The two branches agree because the sums do.
    network Joined(left: [WIDTH], right: [SIDE]) -> [11] {
        concat(left, right, axis = 0)
    }
}

#[test]
fn const_items_are_dimensions() {
    let device = Cpu::default();
    let network = Constants::<f32>::build(&device);
    assert_eq!(network.features.conv2.weight.shape().concrete(), [WIDTH, WIDTH, 3, 3]);
    assert_eq!(network.hidden.weight.shape().concrete(), [settings::HIDDEN, WIDTH * 2 * 2]);

    let images: Tensor<Rank4<4, 1, SIDE, SIDE>, f32, _> = device.sample_normal();
    let logits: Tensor<Rank2<4, CLASSES>, f32, _> = network.forward(images.clone());
    assert_eq!(logits.shape().concrete(), [4, CLASSES]);

    let labels: Tensor<Rank2<4, CLASSES>, f32, _> = device.ones();
    let pass = network.training().classification(&images, &labels).unwrap();
    assert!(pass.value().is_finite());
}

#[test]
fn const_items_make_images_larger() {
    let device = Cpu::default();
    let network = Decoder::<f32>::build(&device);
    assert_eq!(network.up.weight.shape().concrete(), [WIDTH, WIDTH, settings::HIDDEN, settings::HIDDEN]);
    let images: Tensor<Rank4<2, WIDTH, SIDE, SIDE>, f32, _> = device.sample_normal();
    assert_eq!(network.forward(images).shape().concrete(), [2, WIDTH, 35, 35]);
}

#[test]
fn const_items_meet_literals() {
    let device = Cpu::default();
    let network = Joined::<f32>::build(&device);
    let left: Tensor<Rank2<2, WIDTH>, f32, _> = device.ones();
    let right: Tensor<Rank2<2, SIDE>, f32, _> = device.zeros();
    let joined = network.forward(left, right).as_vec();
    assert_eq!(joined.len(), 2 * 11);
    assert_eq!(joined.iter().sum::<f32>(), 6.0);
}
