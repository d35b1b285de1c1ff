//! The example taggers beside PyTorch's: their parameters, and what small ones make of the weights in PyTorch's own files.
//!
//! `networks/make_taggers.py` writes what they are compared with.

use std::fs;

use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;

#[allow(dead_code, reason = "weights are in files here")]
#[path = "networks/expected.rs"]
mod expected;
#[path = "../networks/tagger.rs"]
mod tagger;

use expected::{Expected, folder};
use tagger::{GruTagger, LstmTagger, TinyGruTagger, TinyLstmTagger, tiny_gru_tagger};

#[test]
fn lstm() {
    counts::<LstmTagger>("lstm_tagger");
    counts::<TinyLstmTagger>("tiny_lstm_tagger");
    let outputs = loaded::<TinyLstmTagger>("tiny_lstm_tagger").forward(words());
    let expected = Expected::open("tiny_lstm_tagger");
    expected.compare("tags", &outputs.tags);
    expected.compare("hidden", &outputs.hidden);
    expected.compare("cell", &outputs.cell);
}

#[test]
fn gru() {
    counts::<GruTagger>("gru_tagger");
    counts::<TinyGruTagger>("tiny_gru_tagger");
    let net = loaded::<TinyGruTagger>("tiny_gru_tagger");
    let expected = Expected::open("tiny_gru_tagger");
    expected.compare("tags", &net.forward(words()));
    let encoder = net.end_point(tiny_gru_tagger::end_point::encoder, words()).as_vec();
    // Of the upper layer, what is left in the end is what it gives for the last step.
    let last: Tensor<Rank1<8>, f32, _> = Cpu::default().tensor_from_vec(encoder[15 * 8..].to_vec(), Rank1::default());
    expected.compare("hidden", &last);
}

fn words() -> Tensor<(usize, Const<16>), usize, Cpu> {
    Cpu::default().tensor_from_vec((0..16).map(|place| (place * 37 + 11) % 100).collect(), (1, Const))
}

/// Compares the number of parameters with the line of `taggers.csv`.
fn counts<N: Network>(case: &str) {
    let file = fs::read_to_string(folder().join("taggers.csv")).expect("a file of counts");
    let line = file.lines().find_map(|line| line.strip_prefix(case)?.strip_prefix(','));
    assert_eq!(line.expect("a line of this network"), N::PARAMETERS.to_string());
}

/// A network with the weights of a file that PyTorch has written.
fn loaded<N>(case: &str) -> N
where
    N: Network<Dtype = f32, Device = Cpu> + BuildOnDevice<Cpu, f32, Built = N>,
{
    let mut net: N = N::build_on_device(&Cpu::default());
    let file = folder().join(format!("{case}_weights.safetensors"));
    Weights::open(file).and_then(|file| file.keys(Keys::torch()).load(&mut net)).expect("a file that fits");
    net
}
