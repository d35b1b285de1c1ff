//! Files that torchvision, timm and Hugging Face's transformers have written, in the example networks: small ones with their
//! weights, and the keys of those of full size.
//!
//! `imports/make.py` writes the files.

use std::fs;
use std::path::{Path, PathBuf};

use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;

#[path = "../networks/bert.rs"]
mod bert;
#[path = "../networks/convnext.rs"]
mod convnext;
#[path = "../networks/densenet.rs"]
mod densenet;
#[path = "../networks/efficientnet.rs"]
mod efficientnet;
#[allow(dead_code, reason = "weights are in files here")]
#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/gpt2.rs"]
mod gpt2;
#[path = "../networks/inception_v3.rs"]
mod inception_v3;
#[path = "../networks/llama.rs"]
mod llama;
#[path = "../networks/mobilenet_v2.rs"]
mod mobilenet_v2;
#[path = "../networks/resnet18.rs"]
mod resnet18;
#[path = "../networks/resnet50.rs"]
mod resnet50;
#[path = "../networks/shufflenet_v2.rs"]
mod shufflenet_v2;
#[path = "../networks/vgg19.rs"]
mod vgg19;
#[path = "../networks/video_resnet18.rs"]
mod video_resnet18;
#[path = "../networks/vit.rs"]
mod vit;

use bert::{Bert, TinyBert};
use convnext::{ConvNextT, TinyConvNext};
use densenet::{DenseNet121, TinyDenseNet};
use efficientnet::{EfficientNetB0, TinyEfficientNet};
use expected::{Expected, uniform};
use gpt2::{Gpt2, TinyGpt2};
use inception_v3::InceptionV3;
use llama::{Llama3, TinyLlama};
use mobilenet_v2::MobileNetV2;
use resnet18::ResNet18;
use resnet50::ResNet50;
use shufflenet_v2::{ShuffleNetV2, TinyShuffleNet};
use vgg19::Vgg19;
use video_resnet18::VideoResNet18;
use vit::{TinyVit, VitB16};

#[test]
fn every_key_of_the_networks_of_full_size_is_of_a_variable() {
    fits::<ConvNextT>("torchvision_convnext_tiny", Keys::torchvision_convnext());
    fits::<EfficientNetB0>("torchvision_efficientnet_b0", Keys::torchvision_efficientnet());
    fits::<ShuffleNetV2>("torchvision_shufflenet_v2", Keys::torchvision_shufflenet_v2());
    fits::<InceptionV3>("torchvision_inception_v3", Keys::torchvision_inception_v3());
    fits::<DenseNet121>("torchvision_densenet121", Keys::torchvision_densenet());
    fits::<VitB16>("torchvision_vit_b_16", Keys::torchvision_vit());
    fits::<VideoResNet18>("torchvision_r3d_18", Keys::torchvision_video_resnet18());
    fits::<ResNet18>("torchvision_resnet18", Keys::torchvision_resnet18());
    fits::<ResNet50>("torchvision_resnet50", Keys::torchvision_resnet50());
    fits::<MobileNetV2>("torchvision_mobilenet_v2", Keys::torchvision_mobilenet_v2());
    fits::<Vgg19>("torchvision_vgg19", Keys::torchvision_vgg19());
    fits::<ResNet18>("timm_resnet18", Keys::torchvision_resnet18());
    fits::<ResNet50>("timm_resnet50", Keys::torchvision_resnet50());
    fits::<DenseNet121>("timm_densenet121", Keys::torchvision_densenet());
    fits::<VitB16>("timm_vit_base_patch16_224", Keys::timm_vit());
    fits::<ConvNextT>("timm_convnext_tiny", Keys::timm_convnext());
    fits::<EfficientNetB0>("timm_efficientnet_b0", Keys::timm_efficientnet());
    fits::<Bert>("hugging_face_bert_base", Keys::hugging_face_bert());
    fits::<Gpt2>("hugging_face_gpt2", Keys::hugging_face_gpt2());
    fits::<VitB16>("hugging_face_vit_base", Keys::hugging_face_vit());
    fits::<Llama3>("hugging_face_llama3_8b", Keys::hugging_face_llama());
}

#[test]
fn a_key_too_many_or_too_few_is_told() {
    let list = listed("torchvision_r3d_18");
    let check = |list: Vec<(String, Vec<usize>)>| {
        let checked = Keys::torchvision_video_resnet18().check::<VideoResNet18>("r3d_18", list);
        checked.expect_err("a list that does not fit").to_string()
    };
    let error = check(list.iter().filter(|(key, _)| key != "layer3.0.conv2.0.weight").cloned().collect());
    assert_eq!(error, "r3d_18 does not fit:\n  missing: `layer3.first.conv2.conv.weight` [256, 256, 3, 3, 3]");
    let more = [("layer3.2.conv1.0.weight".to_owned(), vec![256, 256, 3, 3, 3])];
    let error = check(list.iter().cloned().chain(more).collect());
    assert_eq!(
        error,
        "r3d_18 does not fit:\n  unexpected: `layer3.2.conv1.0.weight` [256, 256, 3, 3, 3], taken for \
         `layer3.rest.1.conv1.conv.weight`"
    );
}

#[test]
fn torchvision_and_timm() {
    image::<TinyConvNext>("torchvision_convnext", Keys::torchvision_convnext(), |net, image| net.forward(image));
    image::<TinyConvNext>("timm_convnext", Keys::timm_convnext(), |net, image| net.forward(image));
    image::<TinyEfficientNet>("torchvision_efficientnet", Keys::torchvision_efficientnet(), |net, image| {
        net.forward(image)
    });
    image::<TinyEfficientNet>("timm_efficientnet", Keys::timm_efficientnet(), |net, image| net.forward(image));
    image::<TinyShuffleNet>("torchvision_shufflenet_v2", Keys::torchvision_shufflenet_v2(), |net, image| {
        net.forward(image)
    });
    image::<TinyDenseNet>("torchvision_densenet", Keys::torchvision_densenet(), |net, image| net.forward(image));
    image::<TinyVit>("torchvision_vit", Keys::torchvision_vit(), |net, image| net.forward(image));
    image::<TinyVit>("timm_vit", Keys::timm_vit(), |net, image| net.forward(image));
}

#[test]
fn hugging_face() {
    image::<TinyVit>("hugging_face_vit", Keys::hugging_face_vit(), |net, image| net.forward(image));

    let device = Cpu::default();
    let tokens = device.tensor_from_vec((0..16).map(|place| (place * 37 + 11) % 100).collect(), (1, Const::<16>));
    let (net, expected) = loaded::<TinyGpt2>("hugging_face_gpt2", Keys::hugging_face_gpt2());
    expected.compare("output", &net.forward(tokens.clone()));

    let (net, expected) = loaded::<TinyBert>("hugging_face_bert", Keys::hugging_face_bert());
    let flags = |of: fn(usize) -> bool| (0..16).map(move |place| usize::from(of(place)));
    let segments = device.tensor_from_vec(flags(|place| place >= 8).collect(), (1, Const::<16>));
    let mask = flags(|place| place < 11).map(|flag| flag as f32).collect();
    let outputs = net.forward(tokens.clone(), segments, device.tensor_from_vec(mask, (1, Const::<16>)));
    expected.compare("hidden", &outputs.hidden);
    expected.compare("pooled", &outputs.pooled);

    let (net, expected) = loaded::<TinyLlama>("hugging_face_llama", Keys::hugging_face_llama());
    expected.compare("output", &net.forward(device.tensor_from_vec(tokens.as_vec(), (1, 16))));
}

/// A file of another network is refused, and the report says what it takes its keys for.
#[test]
fn the_file_of_another_network() {
    let mut net = TinyVit::<f32, Cpu>::build(&Cpu::default());
    let weights = Weights::open(file("timm_vit.safetensors")).expect("a file").keys(Keys::torchvision_vit());
    let error = weights.load(&mut net).expect_err("a file of timm's is none of torchvision's").to_string();
    for line in [
        "missing: `layer.0.up.weight` [192, 48]",
        "unexpected: `blocks.0.mlp.fc1.weight` [192, 48]",
        "help: these keys are those of timm's vision transformers: `.keys(Keys::timm_vit())`",
    ] {
        assert!(error.contains(line), "{error}");
    }
}

/// Whoever names no library is told which it is.
#[test]
fn the_library_is_known_by_its_keys() {
    network! {
        network Other(x: [7]) -> [1] {
            x -> own: linear(1)
        }
    }
    for (case, function) in [
        ("torchvision_convnext_tiny", "torchvision_convnext"),
        ("torchvision_efficientnet_b0", "torchvision_efficientnet"),
        ("torchvision_shufflenet_v2", "torchvision_shufflenet_v2"),
        ("torchvision_inception_v3", "torchvision_inception_v3"),
        ("torchvision_densenet121", "torchvision_densenet"),
        ("torchvision_vit_b_16", "torchvision_vit"),
        ("torchvision_r3d_18", "torchvision_video_resnet18"),
        ("torchvision_mobilenet_v2", "torchvision_mobilenet_v2"),
        ("timm_vit_base_patch16_224", "timm_vit"),
        ("timm_convnext_tiny", "timm_convnext"),
        ("timm_efficientnet_b0", "timm_efficientnet"),
        ("hugging_face_bert_base", "hugging_face_bert"),
        ("hugging_face_gpt2", "hugging_face_gpt2"),
        ("hugging_face_vit_base", "hugging_face_vit"),
        ("hugging_face_llama3_8b", "hugging_face_llama"),
    ] {
        let error = Keys::torch().check::<Other>(case, listed(case)).expect_err("another network").to_string();
        assert!(error.ends_with(&format!(": `.keys(Keys::{function}())`")), "{case}: {error}");
    }
    // ResNets are called alike by many.
    let error = Keys::torch().check::<Other>("resnet50", listed("timm_resnet50")).expect_err("another network");
    assert!(!error.to_string().contains("help"), "{error}");
}

/// The names that files had before.
#[test]
fn older_names() {
    for (keys, theirs, ours) in [
        (Keys::torchvision_densenet(), "features.denseblock4.denselayer16.norm.2.bias", "block4.layer.15.norm2.bias"),
        (Keys::torchvision_vit(), "encoder.layers.encoder_layer_3.mlp.linear_2.bias", "layer.3.down.bias"),
        (Keys::hugging_face_bert(), "bert.encoder.layer.7.output.LayerNorm.gamma", "layer.7.ln_2.weight"),
        (Keys::hugging_face_gpt2(), "h.3.mlp.c_fc.weight", "h.3.up.weight"),
        (Keys::hugging_face_vit(), "vit.layers.3.attention.k_proj.bias", "layer.3.attn.in_proj_bias"),
    ] {
        assert_eq!(keys.name(theirs).as_deref(), Some(ours), "{theirs}");
    }
    for (keys, ignored) in [
        (Keys::hugging_face_gpt2(), "h.3.attn.bias"),
        (Keys::hugging_face_gpt2(), "transformer.h.3.attn.masked_bias"),
        (Keys::hugging_face_gpt2(), "lm_head.weight"),
        (Keys::hugging_face_bert(), "bert.embeddings.position_ids"),
        (Keys::hugging_face_llama(), "model.layers.0.self_attn.rotary_emb.inv_freq"),
    ] {
        assert_eq!(keys.name(ignored), None, "{ignored}");
    }
}

/// Compares the keys of a file with a network that is not built.
fn fits<N: Network>(case: &str, keys: Keys) {
    if let Err(error) = keys.check::<N>(case, listed(case)) {
        panic!("{error}");
    }
}

/// The keys of a file and their shapes.
fn listed(case: &str) -> Vec<(String, Vec<usize>)> {
    let list = fs::read_to_string(file(&format!("keys/{case}.txt"))).expect("a list of keys");
    let lines = list.lines().map(|line| {
        let mut words = line.split(' ');
        let key = words.next().expect("a key").to_owned();
        (key, words.map(|size| size.parse().expect("a size")).collect())
    });
    lines.collect()
}

/// Has a small network classify a picture with the weights of a file.
fn image<N>(
    case: &str,
    keys: Keys,
    forward: impl Fn(N, Tensor<Rank4<1, 3, 32, 32>, f32, Cpu>) -> Tensor<Rank2<1, 10>, f32, Cpu>,
) where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
{
    let (net, expected) = loaded::<N>(case, keys);
    let image = uniform("image", 3 * 32 * 32).map(|value| value as f32).collect();
    expected.compare("output", &forward(net, Cpu::default().tensor_from_vec(image, Default::default())));
}

/// A network with the weights of a file, and what its library computes.
fn loaded<N>(case: &str, keys: Keys) -> (N, Expected)
where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
{
    let mut net: N = N::build_on_device(&Cpu::default());
    let weights = Weights::open(file(&format!("{case}.safetensors"))).expect("a file");
    weights.keys(keys).load(&mut net).expect("weights that fit");
    (net, Expected::read(file(&format!("{case}.out.safetensors"))))
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(name)
}
