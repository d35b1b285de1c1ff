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

#[test]
fn patterns_functions_and_keys_after_keys() {
    let keys = Keys::torch().strip("module").then(
        Keys::exact()
            .rename("layer*.*.bn1", "layer*/*/norm1")
            .rename_with(|key| key.strip_suffix(".gamma").map(|layer| format!("{layer}.weight")))
            .ignore("**.attn.mask"),
    );
    for (key, name) in [
        ("module.layer2.0.bn1.weight", Some("layer2.0.norm1.weight")),
        ("module.layer2.0.bn1.num_batches_tracked", None),
        ("module.layer2.0.ln.gamma", Some("layer2.0.ln.weight")),
        ("module.h.3.attn.mask", None),
        ("layer2.0.bn2.weight", Some("layer2.0.bn2.weight")),
    ] {
        assert_eq!(keys.name(key).as_deref(), name, "{key}");
    }
    let three =
        Keys::exact().rename("a", "b").then(Keys::exact().rename("b", "c")).then(Keys::exact().rename("c", "d"));
    assert_eq!(three.name("a.weight").as_deref(), Some("d.weight"));
    // Slim's own translations are of what was renamed before.
    let slim = Keys::exact().strip("model").then(Keys::slim());
    assert_eq!(slim.name("model/fc/kernel:0").as_deref(), Some("fc.weight"));
}

#[test]
fn several_become_one() {
    network! {
        network Block(x: [3, 4]) -> [3, 4] {
            x -> attn: attention(2)
        }
    }
    let (_folder, file) = place("pieces.safetensors");
    let ramp = |from: usize, length: usize| (from..from + length).map(|i| i as f32).collect::<Vec<_>>();
    let projections = ["query", "key", "value"];
    let mut tensors: Vec<(String, Vec<usize>, Vec<f32>)> = Vec::new();
    for (at, projection) in projections.into_iter().enumerate() {
        tensors.push((format!("bert.self.{projection}.weight"), vec![4, 4], ramp(16 * at, 16)));
        tensors.push((format!("bert.self.{projection}.bias"), vec![4], ramp(4 * at, 4)));
    }
    tensors.push(("bert.output.dense.weight".to_owned(), vec![4, 4], ramp(0, 16)));
    tensors.push(("bert.output.dense.bias".to_owned(), vec![4], ramp(0, 4)));
    let keys = Keys::torch()
        .strip("bert")
        .then(
            Keys::exact()
                .merge(["self.query.weight", "self.key.weight", "self.value.weight"], "attn.in_proj_weight")
                .merge(["self.query.bias", "self.key.bias", "self.value.bias"], "attn.in_proj_bias"),
        )
        .then(Keys::exact().rename("output.dense", "attn.out_proj"));
    let save = |tensors: &[(String, Vec<usize>, Vec<f32>)]| {
        let all: Vec<(&str, &[usize], &[f32])> =
            tensors.iter().map(|(key, shape, values)| (key.as_str(), shape.as_slice(), values.as_slice())).collect();
        write(&file, &all);
        Weights::open(&file).unwrap().keys(keys.clone())
    };
    let mut net = Cpu::default().build_module::<Block, f32>();
    let weights = save(&tensors);
    weights.load(&mut net).unwrap();
    assert_eq!(net.attn.in_proj_weight.as_vec(), ramp(0, 48));
    assert_eq!(net.attn.in_proj_bias.as_vec(), ramp(0, 12));
    assert_eq!(weights.shape("attn.in_proj_weight"), Some(vec![12, 4]));
    assert_eq!(weights.values::<f32>("attn/in_proj_bias"), Some(ramp(0, 12)));

    tensors.retain(|(key, ..)| key != "bert.self.key.bias");
    tensors
        .iter_mut()
        .filter(|(key, ..)| key == "bert.self.value.weight")
        .for_each(|(_, shape, _)| *shape = vec![2, 8]);
    let error = save(&tensors).load(&mut net).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "{} does not fit:\n  \
             incomplete: `attn.in_proj_bias`, of whose pieces the file lacks `self.key.bias`\n  \
             wrong shape: `attn.in_proj_weight` is [2, 8], expected [12, 4]",
            file.display()
        )
    );
}

#[test]
fn one_becomes_several() {
    network! {
        network Heads(x: [4]) -> (a: [2], b: [6]) {
            (x -> query: linear(2), x -> rest: linear(6))
        }
    }
    let (_folder, file) = place("parts.safetensors");
    let ramp = |from: usize, length: usize| (from..from + length).map(|i| i as f32).collect::<Vec<_>>();
    let keys = Keys::torch().transpose("attn.c_attn").split("attn.c_attn", ["query", "rest"]);
    let open = || Weights::open(&file).unwrap().keys(keys.clone());
    // [in, out], as GPT-2 has it.
    write(&file, &[("attn.c_attn.weight", &[4, 8], &ramp(0, 32)), ("attn.c_attn.bias", &[8], &ramp(0, 8))]);
    let mut net = Cpu::default().build_module::<Heads, f32>();
    open().load(&mut net).unwrap();
    assert_eq!(net.query.weight.array(), [[0.0, 8.0, 16.0, 24.0], [1.0, 9.0, 17.0, 25.0]]);
    assert_eq!(net.rest.weight.array()[5], [7.0, 15.0, 23.0, 31.0]);
    assert_eq!((net.query.bias.as_vec(), net.rest.bias.as_vec()), (ramp(0, 2), ramp(2, 6)));
    // Without a network, the parts are taken to be alike.
    assert_eq!(open().shape("rest.bias"), Some(vec![4]));

    write(&file, &[("attn.c_attn.weight", &[4, 9], &ramp(0, 36)), ("attn.c_attn.bias", &[6], &ramp(0, 6))]);
    let error = open().load(&mut net).unwrap_err().to_string();
    for line in ["`query.bias` is [3], expected [2]", "`query.weight` is [9, 4], expected [2, 4]"] {
        assert!(error.contains(line), "{error}");
    }
}

#[test]
fn a_matrix_is_a_convolution_of_one_pixel() {
    network! {
        network Mix(image: [3, 2, 2]) -> [5, 2, 2] {
            image -> mix: conv2d(5, kernel = 1)
        }
    }
    let (_folder, file) = place("matrix.safetensors");
    let values: Vec<f32> = (0..15).map(|i| i as f32).collect();
    write(&file, &[("mix.weight", &[5, 3], &values), ("mix.bias", &[5], &[0.0; 5])]);
    let mut net = Cpu::default().build_module::<Mix, f32>();
    Weights::open(&file).unwrap().load(&mut net).unwrap();
    assert_eq!(net.mix.weight.as_vec(), values);
    // The same elements in another order are none.
    write(&file, &[("mix.weight", &[3, 5], &values), ("mix.bias", &[5], &[0.0; 5])]);
    Weights::open(&file).unwrap().load(&mut net).unwrap_err();
}

#[test]
fn what_would_help_is_said() {
    network! {
        network Two(x: [4]) -> [4] {
            scope body { x -> one: linear(6) -> two: linear(4) }
        }
    }
    let (_folder, file) = place("help.safetensors");
    let mut net = Cpu::default().build_module::<Two, f32>();
    let mut help = |scope: &str, weight: &[usize]| {
        let keys = ["one.weight", "one.bias", "two.weight", "two.bias"].map(|name| format!("{scope}{name}"));
        let shapes: [&[usize]; 4] = [weight, &[6], &[4, 6], &[4]];
        let tensors = keys.iter().zip(shapes).map(|(key, shape)| (key.as_str(), shape, [0.0; 24]));
        let tensors: Vec<_> = tensors.collect();
        let tensors: Vec<(&str, &[usize], &[f32])> =
            tensors.iter().map(|(key, shape, values)| (*key, *shape, &values[..shape.iter().product()])).collect();
        write(&file, &tensors);
        let error = Weights::open(&file).unwrap().load(&mut net).err()?.to_string();
        error.rsplit_once("help: ").map(|(_, help)| help.to_owned())
    };
    assert_eq!(help("body.", &[6, 4]), None);
    let cases = [
        ("module.body.", "4 of the variables are found by `.strip(\"module\")` on the keys"),
        ("", "4 of the variables are found by `.rename(\"\", \"body\")` on the keys"),
        ("model.net.", "4 of the variables are found by `.rename(\"model.net\", \"body\")` on the keys"),
    ];
    for (scope, expected) in cases {
        assert_eq!(help(scope, &[6, 4]).as_deref(), Some(expected), "{scope}");
    }
    let turned = help("body.", &[4, 6]);
    assert_eq!(
        turned.as_deref(),
        Some("`body.one.weight` fits the other way round: see `Keys::transpose` and `Keys::slim`")
    );
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

/// A matrix that would fit as it is, is of another network.
#[test]
fn weights_that_do_not_fit_when_turned_are_refused() {
    network! {
        network Line(x: [3]) -> [4] {
            x -> fc: linear(4, bias = false)
        }
    }
    let (_folder, file) = place("tensorflow.safetensors");
    write(&file, &[("fc/kernel", &[4, 3], &[0.0; 12])]);
    let mut net = Cpu::default().build_module::<Line, f32>();
    let error = Weights::open(&file).unwrap().keys(Keys::slim()).load(&mut net).unwrap_err().to_string();
    assert!(error.contains("wrong shape: `fc.weight` is [3, 4], expected [4, 3]"), "{error}");
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
fn kernels_of_one_and_of_three_dimensions_are_turned() {
    network! {
        network Films(film: [2, 3, 4, 5], wave: [2, 6]) -> (film: [7, 1, 1, 1], wave: [7, 4]) {
            (film -> films: conv3d(7, kernel = [3, 4, 5], bias = false), wave -> waves: conv1d(7, kernel = 3, bias = false))
        }
    }
    let (_folder, file) = place("tensorflow.safetensors");
    let ramp = |length: usize| (0..length).map(|i| i as f32).collect::<Vec<_>>();
    // [depth, height, width, in, out] and [length, in, out]
    write(
        &file,
        &[("films/kernel", &[3, 4, 5, 2, 7], &ramp(3 * 4 * 5 * 2 * 7)), ("waves/kernel", &[3, 2, 7], &ramp(3 * 2 * 7))],
    );
    let mut net = Cpu::default().build_module::<Films, f32>();
    Weights::open(&file).unwrap().keys(Keys::slim()).load(&mut net).unwrap();
    let (films, waves) = (net.films.weight.as_vec(), net.waves.weight.array());
    for (out, input, depth, row, column) in [(0, 0, 0, 0, 0), (6, 1, 2, 3, 4), (2, 0, 1, 3, 2), (5, 1, 0, 1, 3)] {
        let place = (((depth * 4 + row) * 5 + column) * 2 + input) * 7 + out;
        assert_eq!(films[(((out * 2 + input) * 3 + depth) * 4 + row) * 5 + column], place as f32);
        assert_eq!(waves[out][input][depth], ((depth * 2 + input) * 7 + out) as f32);
    }
}

#[test]
fn a_model_in_several_files() {
    network! {
        network Two(x: [1]) -> [1] {
            x -> one: linear(1, bias = false) -> two: linear(1, bias = false)
        }
    }
    let (folder, first) = place("model-00001-of-00002.safetensors");
    let second = folder.path().join("model-00002-of-00002.safetensors");
    write(&first, &[("one.weight", &[1, 1], &[2.0])]);
    write(&second, &[("two.weight", &[1, 1], &[3.0])]);
    let mut net = Cpu::default().build_module::<Two, f32>();
    Weights::open(&first).unwrap().and(&second).unwrap().load(&mut net).unwrap();
    assert_eq!((net.one.weight.as_vec(), net.two.weight.as_vec()), (vec![2.0], vec![3.0]));
    let error = Weights::open(&first).unwrap().and(&first).unwrap_err().to_string();
    let file = first.display();
    assert_eq!(error, format!("{file}: `one.weight` is in {file} as well: leave one of them out"));
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
