//! The example transformers beside PyTorch's: their parameters, and the activations of small ones for the same weights.
//!
//! `networks/make_transformers.py` writes what they are compared with.

use std::fs;

use netweave::prelude::*;

#[path = "../networks/bert.rs"]
mod bert;
#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/gpt2.rs"]
mod gpt2;
#[path = "../networks/llama.rs"]
mod llama;
#[path = "../networks/vit.rs"]
mod vit;

use bert::{Bert, TinyBert};
use expected::{Expected, drawn, folder, uniform};
use gpt2::{Gpt2, TinyGpt2, tiny_gpt2};
use llama::{Llama3, TinyLlama, tiny_llama};
use vit::{TinyVit, VitB16};

#[test]
fn gpt2() {
    counts::<Gpt2>("gpt2");
    counts::<TinyGpt2>("tiny_gpt2");
    let net: TinyGpt2 = network(|name| layer_name(&name.replace("wpe/value", "wpe")));
    let tokens = tokens(&Cpu::default());
    let expected = Expected::open("tiny_gpt2");
    expected.compare("h", &net.end_point(tiny_gpt2::end_point::h_1, &tokens));
    expected.compare("logits", &net.forward(tokens));
}

#[test]
fn bert() {
    counts::<Bert>("bert");
    counts::<TinyBert>("tiny_bert");
    let net: TinyBert = network(|name| layer_name(&name.replace("position/value", "position")));
    let device = Cpu::default();
    let segments = device.tensor_from_vec((0..16).map(|place| usize::from(place >= 8)).collect(), (1, Const::<16>));
    let mask =
        device.tensor_from_vec((0..16).map(|place| if place < 11 { 1.0 } else { 0.0 }).collect(), (1, Const::<16>));
    let outputs = net.forward(tokens(&device), segments, mask);
    let expected = Expected::open("tiny_bert");
    expected.compare("hidden", &outputs.hidden);
    expected.compare("pooled", &outputs.pooled);
}

#[test]
fn llama() {
    counts::<Llama3>("llama3");
    counts::<TinyLlama>("tiny_llama");
    let net: TinyLlama = network(|name| {
        let name = name.replace("attn/in_proj_weight", "qkv/weight").replace("attn/out_proj", "out");
        name.replace('/', ".")
    });
    let device = Cpu::default();
    let tokens = device.tensor_from_vec(tokens(&device).as_vec(), (1, 16));
    let expected = Expected::open("tiny_llama");
    expected.compare("layer.0", &net.end_point(tiny_llama::end_point::layer_0, &tokens));
    expected.compare("head", &net.forward(tokens));
}

#[test]
fn vit() {
    counts::<VitB16>("vit");
    counts::<TinyVit>("tiny_vit");
    let net: TinyVit = network(vit_name);
    let image = uniform("image", 3 * 32 * 32).map(|value| value as f32).collect();
    let image = Cpu::default().tensor_from_vec(image, (1, Const::<3>, Const::<32>, Const::<32>));
    Expected::open("tiny_vit").compare("head", &net.forward(image));
}

/// `h/0/attn/in_proj_weight` is `h.0.self_attn.in_proj_weight` of PyTorch's `TransformerEncoderLayer`.
fn layer_name(name: &str) -> String {
    let words = name.split('/').map(|word| match word {
        "attn" => "self_attn",
        "ln_1" => "norm1",
        "ln_2" => "norm2",
        "up" => "linear1",
        "down" => "linear2",
        other => other,
    });
    words.collect::<Vec<_>>().join(".")
}

/// torchvision's names.
fn vit_name(name: &str) -> String {
    let words: Vec<&str> = name.split('/').collect();
    match words[..] {
        ["patch", variable] => format!("conv_proj.{variable}"),
        ["token", "value"] => "class_token".to_owned(),
        ["positions", "value"] => "encoder.pos_embedding".to_owned(),
        ["ln", variable] => format!("encoder.ln.{variable}"),
        ["head", variable] => format!("heads.head.{variable}"),
        ["layer", index, ref inside @ ..] => {
            let inside = inside.join(".");
            let inside = inside.replace("attn", "self_attention").replace("up", "mlp.0").replace("down", "mlp.3");
            format!("encoder.layers.encoder_layer_{index}.{inside}")
        }
        _ => panic!("`{name}` is no variable of the vision transformer"),
    }
}

fn tokens(device: &Cpu) -> Tensor<(usize, Const<16>), usize, Cpu> {
    device.tensor_from_vec((0..16).map(|place| (place * 37 + 11) % 100).collect(), (1, Const))
}

/// Compares the number of parameters with the line of `transformers.csv`.
fn counts<N: Network>(case: &str) {
    let file = fs::read_to_string(folder().join("transformers.csv")).expect("a file of counts");
    let line = file.lines().find_map(|line| line.strip_prefix(case)?.strip_prefix(','));
    assert_eq!(line.expect("a line of this network"), N::PARAMETERS.to_string());
}

/// A network whose variables are drawn from their names in PyTorch.
fn network<N>(pytorch: impl Fn(&str) -> String) -> N
where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
{
    let mut net: N = N::build_on_device(&Cpu::default());
    for variable in net.variables("") {
        let values = drawn(&pytorch(&variable.name), &variable.shape);
        net.set_variable(&variable.name, &values).expect("a variable that is there");
    }
    net
}
