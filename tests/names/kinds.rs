//! Kinds of variables as constants of a network.

use dfdx::nn::modules::LayerNorm1D;
use netweave::prelude::*;

network! {
    network Inner(x: [4, 6]) -> [4, 6] {
        x -> fc: linear(6) -> norm: layer_norm
    }

    network Reader(words: [4] of usize) -> [4, 9] {
        template block(x) { x + (x -> ln: layer_norm -> attn: attention(2) -> fc: linear(6, bias = false)) }
        let x = (words -> embed: embedding(9, 6)) + variable([4, 6], init = zeros);
        let y = x -> repeat 2 block: block -> inner: Inner -> act: prelu;
        y -> head: linear(9, weight = embed.weight)
    }

    network Pictures(image: [2, 6, 6]) -> [3] {
        let x = image -> conv: conv2d(4, kernel = 3) -> norm: batch_norm -> up: conv_transpose2d(3, kernel = 2) -> bias;
        x -> global_avg_pool -> dfdx: module(LayerNorm1D<3>) -> [3]
    }

    network Recurrent(x: [5, 4]) -> [5, 6] {
        let x = x -> rnn: rnn(4, bias = false) -> gru: gru(3, bidirectional = true) -> lstm: lstm(2, layers = 2);
        x -> fc: linear(6)
    }

    network Taken(x: [4]) -> [4] {
        let x = scope biases { x -> fc: linear(4) };
        x -> fc: linear(4) -> fc_bias: linear(4)
    }
}

type Net = Reader<f32, Cpu>;

/// The trained variables of a network in a scope.
fn found<N: Network>(network: &N, scope: Scope<N>) -> Vec<String> {
    let variables = network.trainable_variables("").into_iter().map(|variable| variable.name);
    variables.filter(|name| scope.contains(name)).collect()
}

#[test]
fn every_variable_is_of_its_kind() {
    let net = Net::build(&Cpu::default());
    let weights = [
        "block/0/attn/in_proj_weight",
        "block/0/attn/out_proj/weight",
        "block/0/fc/weight",
        "block/1/attn/in_proj_weight",
        "block/1/attn/out_proj/weight",
        "block/1/fc/weight",
        "inner/fc/weight",
    ];
    assert_eq!(found(&net, Net::WEIGHTS), weights);
    let biases = [
        "block/0/attn/in_proj_bias",
        "block/0/attn/out_proj/bias",
        "block/1/attn/in_proj_bias",
        "block/1/attn/out_proj/bias",
        "inner/fc/bias",
        "head/bias",
    ];
    assert_eq!(found(&net, Net::BIASES), biases);
    let norms = ["block/0/ln/weight", "block/0/ln/bias", "block/1/ln/weight", "block/1/ln/bias"];
    assert_eq!(found(&net, Net::NORMS), [&norms[..], &["inner/norm/weight", "inner/norm/bias"]].concat());
    assert_eq!(found(&net, Net::EMBEDDINGS), ["embed/weight"]);
    let kinds = [Net::WEIGHTS, Net::BIASES, Net::NORMS, Net::EMBEDDINGS];
    let others = found(&net, Net::ALL).into_iter().filter(|name| kinds.iter().all(|kind| !kind.contains(name)));
    assert_eq!(others.collect::<Vec<_>>(), ["variable/value", "act/weight"]);
}

#[test]
fn convolutions_and_modules_of_dfdx() {
    type Net = Pictures<f32, Cpu>;
    let net = Net::build(&Cpu::default());
    assert_eq!(found(&net, Net::WEIGHTS), ["conv/weight", "up/weight"]);
    assert_eq!(found(&net, Net::BIASES), ["conv/bias", "up/bias", "bias/bias"]);
    assert_eq!(found(&net, Net::NORMS), ["norm/weight", "norm/bias", "dfdx/gamma", "dfdx/beta"]);
    assert!(Net::NORMS.contains("norm/running_mean"));
}

/// The numbers that are known when a program is compiled are those of the variables.
#[test]
fn parameters_by_kind() {
    let net = Net::build(&Cpu::default());
    let count = |scope: Scope<Net>| -> usize {
        let variables = net.trainable_variables("").into_iter().filter(|variable| scope.contains(&variable.name));
        variables.map(|variable| variable.values.len()).sum()
    };
    const BIASES: usize = Net::BIASES.parameters();
    assert_eq!(BIASES, 2 * (18 + 6) + 6 + 9);
    for scope in
        [Net::ALL, Net::WEIGHTS, Net::BIASES, Net::NORMS, Net::EMBEDDINGS, Net::BLOCK.weights(), Net::INNER.norms()]
    {
        assert_eq!(scope.parameters(), count(scope), "{scope:?}");
    }
    type Other = Pictures<f32, Cpu>;
    assert_eq!(Other::BIASES.parameters(), 4 + 3 + 3);
    assert_eq!(Other::WEIGHTS.parameters(), 4 * 2 * 9 + 4 * 3 * 4);
}

/// A recurrent layer adds two biases to its gates, in each layer and direction.
#[test]
fn recurrent_layers() {
    type Net = Recurrent<f32, Cpu>;
    let net = Net::build(&Cpu::default());
    let biases = [
        "gru/bias_ih",
        "gru/bias_hh",
        "gru/bias_ih_reverse",
        "gru/bias_hh_reverse",
        "lstm/bias_ih",
        "lstm/bias_hh",
        "lstm/upper/0/bias_ih",
        "lstm/upper/0/bias_hh",
        "fc/bias",
    ];
    assert_eq!(found(&net, Net::BIASES), biases);
    const BIASES: usize = Net::BIASES.parameters();
    assert_eq!(BIASES, 4 * 3 * 3 + 4 * 4 * 2 + 6);
    assert_eq!(Net::RNN.biases().parameters(), 0);
    assert_eq!(Net::LSTM_BIAS.parameters(), 32);
    for scope in [Net::ALL, Net::WEIGHTS, Net::BIASES, Net::GRU.weights(), Net::LSTM.biases()] {
        let variables = net.trainable_variables("").into_iter().filter(|variable| scope.contains(&variable.name));
        assert_eq!(scope.parameters(), variables.map(|variable| variable.values.len()).sum::<usize>(), "{scope:?}");
    }
}

#[test]
fn kinds_within_a_scope_and_the_bias_of_a_layer() {
    let net = Net::build(&Cpu::default());
    assert_eq!(found(&net, Net::BLOCK_1.norms()), ["block/1/ln/weight", "block/1/ln/bias"]);
    assert_eq!(found(&net, Net::HEAD_BIAS), ["head/bias"]);
    assert_eq!(found(&net, Net::BLOCK_0_ATTN_BIAS), ["block/0/attn/in_proj_bias", "block/0/attn/out_proj/bias"]);
    assert_eq!(found(&net, Net::NORMS.biases()), Vec::<String>::new());
    assert_eq!(format!("{:?} {:?}", Net::BLOCK.norms(), Net::ALL), "Reader::block[norms] Reader::");
}

#[test]
fn a_scope_of_the_user_comes_first() {
    type Net = Taken<f32, Cpu>;
    assert_eq!(Net::BIASES, Scope::new("biases"));
    assert_eq!(Net::FC_BIAS, Scope::new("fc_bias"));
    assert_eq!(Net::ALL.biases().parameters(), 3 * 4);
}
