//! The example networks beside torchvision's and others in PyTorch: their parameters, their multiply-adds, and their activations at three
//! depths for the same weights and the same picture.
//!
//! `networks/make.py` writes what they are compared with, and says how the weights are drawn from their names.

use std::fs;

use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;
use safetensors::tensor::TensorView;

#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/mobilenet_v2.rs"]
mod mobilenet_v2;
#[path = "../networks/pointnet.rs"]
mod pointnet;
#[path = "../networks/resnet18.rs"]
mod resnet18;
#[path = "../networks/resnet50.rs"]
mod resnet50;
#[path = "../networks/unet.rs"]
mod unet;
#[path = "../networks/vgg19.rs"]
mod vgg19;
#[path = "../networks/video_resnet18.rs"]
mod video_resnet18;
#[path = "../networks/wavenet.rs"]
mod wavenet;

use expected::{Expected, drawn, folder, uniform};
use mobilenet_v2::{MobileNetV2, mobile_net_v2};
use pointnet::{PointNet, point_net};
use resnet18::{CifarResNet18, ResNet18, cifar_res_net18, res_net18};
use resnet50::{ResNet50, res_net50};
use unet::{UNet, unet as u_net};
use vgg19::{Vgg19, vgg19 as vgg};
use video_resnet18::{VideoResNet18, video_res_net18};
use wavenet::{WaveNet, wave_net};

#[test]
fn resnet18() {
    counts::<ResNet18>("resnet18");
    let (net, image) = network::<ResNet18, Rank4<1, 3, 224, 224>>(residual_name);
    keys_are_those_of(&net, &Keys::torchvision_resnet18(), residual_name);
    let expected = Expected::open("resnet18");
    expected.compare("maxpool", &net.end_point(res_net18::end_point::stem, &image));
    expected.compare("layer2.1", &net.end_point(res_net18::end_point::layer2, &image));
    expected.compare("fc", &net.forward(image));
}

#[test]
fn resnet18_for_cifar() {
    counts::<CifarResNet18>("resnet18_cifar");
    let (net, image) = network::<CifarResNet18, Rank4<1, 3, 32, 32>>(residual_name);
    let expected = Expected::open("resnet18_cifar");
    expected.compare("relu", &net.end_point(cifar_res_net18::end_point::stem, &image));
    expected.compare("layer3.1", &net.end_point(cifar_res_net18::end_point::layer3, &image));
    expected.compare("fc", &net.forward(image));
}

#[test]
fn resnet50() {
    counts::<ResNet50>("resnet50");
    let (net, image) = network::<ResNet50, Rank4<1, 3, 224, 224>>(residual_name);
    keys_are_those_of(&net, &Keys::torchvision_resnet50(), residual_name);
    let expected = Expected::open("resnet50");
    expected.compare("layer1.2", &net.end_point(res_net50::end_point::layer1, &image));
    expected.compare("layer3.5", &net.end_point(res_net50::end_point::layer3, &image));
    expected.compare("fc", &net.forward(image));
}

#[test]
fn vgg19() {
    counts::<Vgg19>("vgg19");
    let (mut net, image) = network::<Vgg19, Rank4<1, 3, 224, 224>>(vgg_name);
    let expected = Expected::open("vgg19");
    expected.compare("features.9", &net.end_point(vgg::end_point::block2, &image));
    // Before and after its ReLU, and pooled.
    expected.compare("features.25", &net.end_point(vgg::end_point::block4::conv4_4, &image));
    expected.compare("features.26", &net.end_point(vgg::end_point::block4::relu4_4, &image));
    expected.compare("features.27", &net.end_point(vgg::end_point::block4, &image));
    expected.compare("classifier.6", &net.forward(image));
    vgg19_by_other_names(&mut net);
}

/// The keys of torchvision and of slim are those of all variables, and a file of slim's is turned and read strictly.
fn vgg19_by_other_names(net: &mut Vgg19) {
    let slim_name = |name: &str| {
        let name = name.replace("block", "conv").replace("weight", "weights").replace("bias", "biases");
        format!("vgg_19/{name}")
    };
    assert_eq!(net.variables("").len(), 38);
    keys_are_those_of(net, &Keys::torchvision_vgg19(), vgg_name);
    keys_are_those_of(net, &Keys::slim_vgg19(), slim_name);

    // `[height, width, in, out]`, each element its place.
    let shapes: [(&str, &[usize]); 4] = [
        ("block1/conv1_1/weight", &[3, 3, 3, 64]),
        ("block1/conv1_1/bias", &[64]),
        ("block1/conv1_2/weight", &[3, 3, 64, 64]),
        ("block1/conv1_2/bias", &[64]),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let load = |net: &mut Vgg19, variables: &[(&str, &[usize])]| {
        let bytes = |shape: &[usize]| {
            let places = 0..shape.iter().product::<usize>();
            places.flat_map(|place| (place as f32).to_le_bytes()).collect::<Vec<u8>>()
        };
        let tensors: Vec<_> =
            variables.iter().map(|(name, shape)| (slim_name(name), shape.to_vec(), bytes(shape))).collect();
        let views = tensors.iter().map(|(name, shape, bytes)| {
            let view = TensorView::new(safetensors::Dtype::F32, shape.clone(), bytes).expect("a tensor");
            (name.as_str(), view)
        });
        let file = folder.path().join("slim.safetensors");
        fs::write(&file, safetensors::serialize(views, None).expect("a file")).expect("a file");
        Weights::open(&file)?.keys(Keys::slim_vgg19()).only("block1").load(net)
    };
    load(net, &shapes).expect("weights that fit");
    let weight = net.block1.conv1_2.weight.as_vec();
    let (out, input, row, column) = (5, 7, 1, 2);
    assert_eq!(
        weight[((out * 64 + input) * 3 + row) * 3 + column],
        (((row * 3 + column) * 64 + input) * 64 + out) as f32
    );
    let error = load(net, &shapes[..3]).expect_err("a variable is missing").to_string();
    assert!(error.contains("missing: `block1.conv1_2.bias` [64]"), "{error}");
}

#[test]
fn mobilenet_v2() {
    counts::<MobileNetV2>("mobilenet_v2");
    let (net, image) = network::<MobileNetV2, Rank4<1, 3, 224, 224>>(mobilenet_name);
    keys_are_those_of(&net, &Keys::torchvision_mobilenet_v2(), mobilenet_name);
    let expected = Expected::open("mobilenet_v2");
    expected.compare("features.3", &net.end_point(mobile_net_v2::end_point::stage2, &image));
    expected.compare("features.10", &net.end_point(mobile_net_v2::end_point::stage4, &image));
    expected.compare("classifier.1", &net.forward(image));
}

#[test]
fn unet() {
    counts::<UNet>("unet");
    let (net, image) = network::<UNet, Rank4<1, 3, 128, 128>>(unet_name);
    let expected = Expected::open("unet");
    expected.compare("down.1", &net.end_point(u_net::end_point::down_1, &image));
    expected.compare("bottom", &net.end_point(u_net::end_point::down_4, &image));
    expected.compare("head", &net.forward(image));
}

#[test]
fn pointnet() {
    counts::<PointNet>("pointnet");
    let (net, cloud) = network::<PointNet, Rank3<1, 3, 1024>>(pointnet_name);
    let expected = Expected::open("pointnet");
    expected.compare("feat.stn", &net.end_point(point_net::end_point::stn, &cloud));
    expected.compare("feat", &net.end_point(point_net::end_point::features, &cloud));
    expected.compare("fc3", &net.forward(cloud));
}

#[test]
fn video_resnet18() {
    counts::<VideoResNet18>("video_resnet18");
    let (net, film) = network::<VideoResNet18, Rank5<1, 3, 16, 112, 112>>(residual_name);
    let expected = Expected::open("video_resnet18");
    expected.compare("stem", &net.end_point(video_res_net18::end_point::stem, &film));
    expected.compare("layer2.1", &net.end_point(video_res_net18::end_point::layer2, &film));
    expected.compare("fc", &net.forward(film));
}

/// A multiply-add counts once for each sample.
#[test]
fn wavenet() {
    counts::<WaveNet>("wavenet");
    let (net, wave) = network::<WaveNet, Rank2<1, 600>>(|name| name.replace('/', "."));
    let samples = wave.as_vec().into_iter().map(|value| (128.0 + 128.0 * value) as usize).collect();
    let samples = Cpu::default().tensor_from_vec(samples, (1, 600));
    let expected = Expected::open("wavenet");
    expected.compare("stacks.0.d256.dilated", &net.end_point(wave_net::end_point::stacks_0::d256::dilated, &samples));
    expected.compare("mix", &net.end_point(wave_net::end_point::mix, &samples));
    expected.compare("head", &net.forward(samples));
}

/// What another library calls the variables is translated to our names.
fn keys_are_those_of<N: Network>(net: &N, keys: &Keys, theirs: impl Fn(&str) -> String) {
    for variable in net.variables("") {
        assert_eq!(keys.name(&theirs(&variable.name)), Some(variable.name.replace('/', ".")));
    }
}

/// `layer2/rest/0/downsample/conv/weight` is `layer2.1.downsample.0.weight`.
fn residual_name(name: &str) -> String {
    let mut words = Vec::new();
    let mut own = name.split('/');
    while let Some(word) = own.next() {
        words.push(match word {
            "first" => "0".to_owned(),
            "rest" => own.next().map_or_else(String::new, |index| after(index, 1)),
            "conv" => "0".to_owned(),
            "bn" => "1".to_owned(),
            other => other.to_owned(),
        });
    }
    words.join(".")
}

/// torchvision counts the layers of VGG, with those that hold nothing.
fn vgg_name(name: &str) -> String {
    const CONVOLUTIONS: [(&str, [usize; 4]); 5] = [
        ("conv1_", [0, 2, 0, 0]),
        ("conv2_", [5, 7, 0, 0]),
        ("conv3_", [10, 12, 14, 16]),
        ("conv4_", [19, 21, 23, 25]),
        ("conv5_", [28, 30, 32, 34]),
    ];
    let words: Vec<&str> = name.split('/').collect();
    match words[..] {
        ["fc6", variable] => format!("classifier.0.{variable}"),
        ["fc7", variable] => format!("classifier.3.{variable}"),
        ["fc8", variable] => format!("classifier.6.{variable}"),
        [_, layer, variable] => {
            let places = CONVOLUTIONS.iter().find_map(|(prefix, places)| {
                let place: usize = layer.strip_prefix(prefix)?.parse().ok()?;
                places.get(place - 1)
            });
            format!("features.{}.{variable}", places.expect("a convolution of VGG-19"))
        }
        _ => panic!("`{name}` is no variable of VGG-19"),
    }
}

/// torchvision counts the blocks of MobileNetV2, and the layers in each.
fn mobilenet_name(name: &str) -> String {
    let words: Vec<&str> = name.split('/').filter(|word| *word != "body").collect();
    let part = |layer: &str| if layer == "conv" { 0 } else { 1 };
    let block = |index: String, inside: &[&str]| match *inside {
        ["expand", layer, variable] => format!("features.{index}.conv.0.{}.{variable}", part(layer)),
        ["depthwise", layer, variable] => format!("features.{index}.conv.1.{}.{variable}", part(layer)),
        ["project", layer, variable] => format!("features.{index}.conv.{}.{variable}", 2 + part(layer)),
        _ => panic!("`{name}` is no variable of a block"),
    };
    let first = |stage: &str| match stage {
        "stage2" => 2,
        "stage3" => 4,
        "stage4" => 7,
        "stage5" => 11,
        "stage6" => 14,
        _ => panic!("`{name}` is in no stage of several blocks"),
    };
    match words[..] {
        ["fc", variable] => format!("classifier.1.{variable}"),
        ["stem", layer, variable] => format!("features.0.{}.{variable}", part(layer)),
        // The first block expands nothing.
        ["depthwise", layer, variable] => format!("features.1.conv.0.{}.{variable}", part(layer)),
        ["project", layer, variable] => format!("features.1.conv.{}.{variable}", 1 + part(layer)),
        ["head", layer, variable] => format!("features.18.{}.{variable}", part(layer)),
        ["stage7", ref inside @ ..] => block("17".to_owned(), inside),
        [stage, "first", ref inside @ ..] => block(first(stage).to_string(), inside),
        [stage, "rest", index, ref inside @ ..] => block(after(index, first(stage) + 1), inside),
        _ => panic!("`{name}` is no variable of MobileNetV2"),
    }
}

/// The blocks of the way down count from the picture, those of the way up from the bottom.
fn unet_name(name: &str) -> String {
    let double = |layer: &str| match layer {
        "conv1" => 0,
        "bn1" => 1,
        "conv2" => 3,
        "bn2" => 4,
        _ => panic!("`{name}` is in no double convolution"),
    };
    let words: Vec<&str> = name.split('/').collect();
    match words[..] {
        ["head", variable] => format!("head.{variable}"),
        ["down", "4", layer, variable] => format!("bottom.{}.{variable}", double(layer)),
        ["down", level, layer, variable] => format!("down.{level}.{}.{variable}", double(layer)),
        ["up", level, "up", variable] => format!("up.{level}.{variable}"),
        ["up", level, "merge", layer, variable] => format!("merge.{level}.{}.{variable}", double(layer)),
        _ => panic!("`{name}` is no variable of the U-Net"),
    }
}

/// The names of the authors' code for PyTorch.
fn pointnet_name(name: &str) -> String {
    let words: Vec<&str> = name.split('/').collect();
    match words[..] {
        [stn @ ("stn" | "fstn"), "fc3", variable] => format!("feat.{stn}.fc3.{variable}"),
        [stn @ ("stn" | "fstn"), layer, "bn", variable] => {
            let place = layer[layer.len() - 1..].parse::<usize>().expect("the number of a layer");
            let place = if layer.starts_with("fc") { place + 3 } else { place };
            format!("feat.{stn}.bn{place}.{variable}")
        }
        [stn @ ("stn" | "fstn"), layer, _, variable] => format!("feat.{stn}.{layer}.{variable}"),
        ["fc1", "bn", variable] => format!("bn1.{variable}"),
        ["fc1", "fc", variable] => format!("fc1.{variable}"),
        [layer @ ("fc2" | "fc3" | "bn2"), variable] => format!("{layer}.{variable}"),
        [layer @ ("conv3" | "bn3"), variable] => format!("feat.{layer}.{variable}"),
        [layer, "bn", variable] => format!("feat.bn{}.{variable}", &layer[layer.len() - 1..]),
        [layer, "conv", variable] => format!("feat.{layer}.{variable}"),
        _ => panic!("`{name}` is no variable of PointNet"),
    }
}

/// `index` counted from `start`.
fn after(index: &str, start: usize) -> String {
    (start + index.parse::<usize>().expect("the index of a repeated scope")).to_string()
}

/// Compares the constants of a network with the line of `counts.csv`.
fn counts<N: Network>(case: &str) {
    let file = fs::read_to_string(folder().join("counts.csv")).expect("a file of counts");
    let line = file.lines().find_map(|line| line.strip_prefix(case)?.strip_prefix(','));
    assert_eq!(line.expect("a line of this network"), format!("{},{}", N::PARAMETERS, N::MULTIPLY_ADDS));
}

/// The network and the picture, with elements drawn from their names in torchvision.
fn network<N, S>(torchvision: impl Fn(&str) -> String) -> (N, Tensor<S, f32, Cpu>)
where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
    S: Shape + Default,
{
    let device = Cpu::default();
    let mut net: N = N::build_on_device(&device);
    for variable in net.variables("") {
        let values = drawn(&torchvision(&variable.name), &variable.shape);
        net.set_variable(&variable.name, &values).expect("a variable that is there");
    }
    let shape = S::default();
    let image = uniform("image", shape.num_elements()).map(|value| value as f32).collect();
    (net, device.tensor_from_vec(image, shape))
}
