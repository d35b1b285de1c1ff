use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;

use super::{place, write};

#[test]
fn pytorch_keys_are_names() {
    let keys = Keys::torch();
    assert_eq!(keys.name("layer1.0.bn1.running_mean").as_deref(), Some("layer1.0.bn1.running_mean"));
    assert_eq!(keys.name("layer1.0.bn1.num_batches_tracked"), None);
}

#[test]
fn tensorflow_keys_are_translated() {
    let keys = Keys::slim();
    for (key, name) in [
        ("net/conv1/weights", "net.conv1.weight"),
        ("net/conv1/kernel:0", "net.conv1.weight"),
        ("net/conv1/biases", "net.conv1.bias"),
        ("net/conv1/bias:0", "net.conv1.bias"),
        ("net/dw/depthwise_weights", "net.dw.weight"),
        ("net/conv1/BatchNorm/gamma", "net.conv1.BatchNorm.weight"),
        ("net/conv1/BatchNorm/beta", "net.conv1.BatchNorm.bias"),
        ("net/conv1/BatchNorm/moving_mean", "net.conv1.BatchNorm.running_mean"),
        ("net/conv1/BatchNorm/moving_variance", "net.conv1.BatchNorm.running_var"),
    ] {
        assert_eq!(keys.name(key).as_deref(), Some(name), "{key}");
    }
    for key in ["global_step", "net/conv1/weights/Adam", "net/conv1/weights/Adam_1", "net/fc/biases/Momentum"] {
        assert_eq!(keys.name(key), None, "{key}");
    }
}

#[test]
fn whole_parts_are_renamed_and_ignored() {
    let keys = Keys::exact().rename("conv1", "first").rename("conv", "other").rename("model", "").ignore("head/old");
    assert_eq!(keys.name("conv1.weight").as_deref(), Some("first.weight"));
    assert_eq!(keys.name("conv10.weight").as_deref(), Some("conv10.weight"));
    assert_eq!(keys.name("conv.weight").as_deref(), Some("other.weight"));
    assert_eq!(keys.name("model.fc.weight").as_deref(), Some("fc.weight"));
    assert_eq!(keys.name("head.old.weight"), None);
    assert_eq!(keys.name("head.older.weight").as_deref(), Some("head.older.weight"));
    assert_eq!(Keys::exact().rename("", "critic").name("fc.weight").as_deref(), Some("critic.fc.weight"));
}

/// The indices of torchvision's convolutions: those of the layers of `vgg19().features` that are `Conv2d`.
#[test]
fn vgg19_has_sixteen_convolutions() {
    let indices = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34];
    let names = [
        "1.conv1_1",
        "1.conv1_2",
        "2.conv2_1",
        "2.conv2_2",
        "3.conv3_1",
        "3.conv3_2",
        "3.conv3_3",
        "3.conv3_4",
        "4.conv4_1",
        "4.conv4_2",
        "4.conv4_3",
        "4.conv4_4",
        "5.conv5_1",
        "5.conv5_2",
        "5.conv5_3",
        "5.conv5_4",
    ];
    let (torchvision, slim) = (Keys::torchvision_vgg19(), Keys::slim_vgg19());
    for (index, name) in indices.into_iter().zip(names) {
        let expected = format!("block{name}.weight");
        assert_eq!(torchvision.name(&format!("features.{index}.weight")), Some(expected.clone()));
        let (block, conv) = name.split_once('.').unwrap();
        assert_eq!(slim.name(&format!("vgg_19/conv{block}/{conv}/weights")), Some(expected));
    }
    for (index, name) in [(0, "fc6"), (3, "fc7"), (6, "fc8")] {
        assert_eq!(torchvision.name(&format!("classifier.{index}.bias")), Some(format!("{name}.bias")));
        assert_eq!(slim.name(&format!("vgg_19/{name}/biases")), Some(format!("{name}.bias")));
    }
    assert_eq!(slim.name("vgg_19/mean_rgb").as_deref(), Some("mean_rgb"));
}

#[test]
fn weights_of_tensorflow_are_turned() {
    network! {
        network Small(image: [2, 2, 3]) -> [2] {
            image -> conv: conv2d(4, kernel = [2, 3], bias = false)
                -> flatten -> fc: linear(3, bias = false) -> flat: linear(2, bias = false)
        }
    }
    let (_folder, file) = place("tensorflow.safetensors");
    let ramp = |length: usize| (0..length).map(|i| i as f32).collect::<Vec<_>>();
    write(
        &file,
        &[
            // [height, width, in, out]
            ("small/conv/kernel:0", &[2, 3, 2, 4], &ramp(48)),
            // [in, out]
            ("small/fc/kernel:0", &[4, 3], &ramp(12)),
            // A linear layer that was a convolution of the whole image.
            ("small/flat/weights", &[1, 1, 3, 2], &ramp(6)),
            ("global_step", &[1], &[7.0]),
        ],
    );
    let mut net = Cpu::default().build_module::<Small, f32>();
    Weights::open(&file).unwrap().keys(Keys::slim().rename("small", "")).load(&mut net).unwrap();
    let conv = net.conv.weight.array();
    for (out, input, row, column) in [(0, 0, 0, 0), (3, 1, 1, 2), (2, 0, 1, 1), (1, 1, 0, 2)] {
        let place = ((row * 3 + column) * 2 + input) * 4 + out;
        assert_eq!(conv[out][input][row][column], place as f32);
    }
    assert_eq!(net.fc.weight.array(), [[0.0, 3.0, 6.0, 9.0], [1.0, 4.0, 7.0, 10.0], [2.0, 5.0, 8.0, 11.0]]);
    assert_eq!(net.flat.weight.array(), [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]);
}

#[test]
fn depthwise_weights_of_tensorflow_are_turned() {
    network! {
        network Depthwise(image: [2, 2, 2]) -> [4, 1, 1] {
            image -> dw: conv2d(4, kernel = 2, groups = 2, bias = false)
        }
    }
    let (_folder, file) = place("tensorflow.safetensors");
    // [height, width, in, multiplier]
    write(&file, &[("dw/depthwise_kernel", &[2, 2, 2, 2], &(0..16).map(|i| i as f32).collect::<Vec<_>>())]);
    let mut net = Cpu::default().build_module::<Depthwise, f32>();
    Weights::open(&file).unwrap().keys(Keys::slim()).load(&mut net).unwrap();
    let weight = net.dw.weight.array();
    for (input, multiple, row, column) in [(0, 0, 0, 0), (1, 0, 0, 1), (0, 1, 1, 0), (1, 1, 1, 1)] {
        let place = ((row * 2 + column) * 2 + input) * 2 + multiple;
        assert_eq!(weight[input * 2 + multiple][0][row][column], place as f32);
    }
}

#[test]
fn two_keys_of_one_variable_are_refused() {
    let (_folder, file) = place("twice.safetensors");
    write(&file, &[("a.weight", &[1], &[1.0]), ("b.weight", &[1], &[1.0])]);
    let weights = Weights::open(&file).unwrap().keys(Keys::exact().rename("a", "b"));
    let error = weights.names().unwrap_err().to_string();
    assert_eq!(
        error,
        format!("{} does not fit:\n  twice: `b.weight`, as `a.weight` and as `b.weight`", file.display())
    );
}
