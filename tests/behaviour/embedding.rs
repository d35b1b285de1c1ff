use dfdx::nn::{Module, ModuleMut, ZeroGrads};
use dfdx::prelude::{Backward, SumTo};
use netweave::prelude::*;

use crate::Dev;
use crate::differences::{STEP, TOLERANCE, nudge};
use crate::golden::{DOUBLE, Golden, Vector, read};

network! {
    network Words(tokens: [3] of usize) -> [5] {
        let scores = tokens -> embed: embedding(7, 4) -> flatten -> fc: linear(5);
        loss fit(labels: [5]) = softmax_cross_entropy(scores, labels);
        scores
    }

    network Images(palette: [2, 2] of usize, weights: [2, 2, 3]) -> [2, 2, 3] {
        weights * (palette -> embedding(vocabulary = 4, dim = 3))
    }
}

const CASE: &str = "embedding_linear";
/// Those of `golden/layers.py`.
const TOKENS: [usize; 6] = [0, 3, 1, 2, 2, 6];

type Tokens = Tensor<Vector<3>, usize, Dev>;

fn tokens(values: [usize; 6]) -> Tokens {
    Dev::default().tensor_from_vec(values.to_vec(), (2, Const))
}

#[test]
fn rows_and_their_gradients() {
    let golden = Golden::open(CASE);
    let mut network: Words<f64, Dev> = golden.network();
    golden.assert_close("output", &network.forward(tokens(TOKENS)).as_vec(), DOUBLE);

    let tape = network.alloc_grads();
    let output = ModuleMut::forward_mut(&mut network, tokens(TOKENS).traced(tape));
    golden.assert_close("output", &output.as_vec(), DOUBLE);
    let gradients = (output * golden.tensor::<Vector<5>, f64>("cotangent")).sum().backward();
    for (name, gradient) in read(&network, Some(&gradients)) {
        golden.assert_close(&format!("gradient/{name}"), &gradient, DOUBLE);
    }
}

#[test]
fn gradients_are_differences() {
    let golden = Golden::open(CASE);
    let mut network: Words<f64, Dev> = golden.network();
    let loss = |network: &Words<f64, Dev>| {
        let output = network.forward(tokens(TOKENS)).as_vec();
        output.iter().zip(golden.values("cotangent")).map(|(output, cotangent)| output * cotangent).sum::<f64>()
    };
    for (index, gradient) in golden.values("gradient/embed.weight").iter().enumerate() {
        nudge(&mut network, "embed.weight", index, STEP);
        let above = loss(&network);
        nudge(&mut network, "embed.weight", index, -2.0 * STEP);
        let below = loss(&network);
        nudge(&mut network, "embed.weight", index, STEP);
        assert!((gradient - (above - below) / (2.0 * STEP)).abs() <= 10.0 * TOLERANCE);
    }
}

#[test]
fn indices_of_more_dimensions() {
    let device = Dev::default();
    let mut network = Images::<f32, Dev>::build(&device);
    let rows: Vec<f32> = (0..12).map(|row| row as f32).collect();
    network.embedding.weight = device.tensor(rows);
    let palette = device.tensor([[[0, 3], [1, 0]]]);
    let weights: Tensor<Rank4<1, 2, 2, 3>, f32, _> = device.ones();
    let rows = [[[0.0, 1.0, 2.0], [9.0, 10.0, 11.0]], [[3.0, 4.0, 5.0], [0.0, 1.0, 2.0]]];
    assert_eq!(network.forward(&palette, &weights).array(), [rows]);
}

#[test]
fn an_index_out_of_range_is_an_error() {
    let device = Dev::default();
    let mut network = Words::<f64, Dev>::build(&device);
    let outside = || tokens([0, 1, 2, 7, 9, 3]);
    let expected = Error::Index { input: "tokens", index: 7, vocabulary: 7 };
    assert_eq!(
        expected.to_string(),
        "`tokens` holds the index 7, but the embedding's vocabulary is 7: give indices below 7, or write a larger \
         vocabulary"
    );
    assert_eq!(network.try_forward(outside()).err(), Some(expected.clone()));
    assert_eq!(Module::try_forward(&network, outside()).err(), Some(expected.clone()));
    let labels: Tensor<Vector<5>, f64, Dev> = device.ones_like(&(2, Const));
    assert_eq!(refusal!(network.training().fit(outside(), &labels)), Some(expected.clone()));
    assert_eq!(network.try_end_point(words::end_point::embed, outside()).err(), Some(expected.clone()));
    let tape = network.alloc_grads();
    assert_eq!(ModuleMut::try_forward_mut(&mut network, outside().traced(tape)).err(), Some(expected));
}

#[test]
fn the_first_values_are_normally_distributed() {
    network! {
        network Many(tokens: [1] of usize) -> [1, 50] {
            tokens -> embedding(400, 50)
        }
    }
    let values = Many::<f32, Dev>::build(&Dev::default()).embedding.weight.as_vec();
    let count = values.len() as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "mean {mean}, variance {variance}");
}
