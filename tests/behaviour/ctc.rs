use dfdx::nn::BuildModule;
use netweave::prelude::*;
use netweave::{Error, loss};

use crate::Dev;
use crate::golden::{Golden, Sequence};
use crate::loss::check;

fn indices<S: Shape>(case: &str, name: &str, shape: S) -> Tensor<S, usize, Dev> {
    let indices = Golden::open(case).values(name).iter().map(|index| *index as usize).collect();
    Dev::default().tensor_from_vec(indices, shape)
}

/// A case whose labels and lengths are in its file.
macro_rules! case {
    ($case:literal, $blank:literal, $zero_infinity:literal, |$weights:pat_param| $reduction:expr) => {{
        let labels = indices($case, "labels", (4, Const::<3>));
        let lengths = indices($case, "lengths", (4,));
        check!($case, Sequence<8, 5>, |x, _, $weights, pass| {
            loss::ctc(x, &labels, loss::Steps::of(&lengths), $blank, $zero_infinity, $reduction, pass)
        });
    }};
}

#[test]
fn all_steps() {
    let labels = indices("ctc_plain", "labels", (4, Const::<3>));
    check!("ctc_plain", Sequence<8, 5>, |x, _, _, pass| {
        loss::ctc(x, &labels, loss::Steps::all(), 0, false, loss::mean(), pass)
    });
}

#[test]
fn lengths() {
    case!("ctc_lengths", 0, false, |_| loss::mean());
}

#[test]
fn sum() {
    case!("ctc_sum", 0, false, |_| loss::sum());
}

#[test]
fn another_blank() {
    case!("ctc_blank", 4, false, |_| loss::sum());
}

#[test]
fn weights_of_samples() {
    case!("ctc_weighted", 0, false, |w| loss::mean().weights(w));
}

#[test]
fn labels_that_do_not_fit() {
    case!("ctc_impossible", 0, true, |_| loss::mean());
}

network! {
    network Reader<time>(sound: [time, 6]) -> [time, 5] {
        let logits = sound -> fc: linear(5);
        loss reading(labels: [3] of usize, frames: [] of usize) = ctc(logits, labels, lengths = frames);
        loss backwards(labels: [3] of usize, counts: []) =
            ctc(logits, labels, blank = 4, zero_infinity = true, reduction = sum, weights = counts);
        logits
    }
}

#[test]
fn in_a_network() {
    let device = Dev::seed_from_u64(0);
    let network = Reader::<f64, Dev>::build(&device);
    let sound: Tensor<(Const<2>, usize, Const<6>), f64, Dev> = device.sample_normal_like(&(Const, 7, Const));
    let labels = device.tensor([[1, 2, 0], [3, 3, 1]]);
    let value =
        |frames: [usize; 2]| network.training().reading(&sound, &labels, device.tensor(frames)).unwrap().value();
    assert!(value([7, 5]) > 0.0);
    assert_eq!(value([7, 3]), f64::INFINITY);
    let error = refusal!(network.training().reading(&sound, &labels, device.tensor([7, 8])));
    assert_eq!(error, Some(Error::Steps { length: 8, steps: 7 }));
    let unknown = device.tensor([[1, 2, 0], [3, 5, 1]]);
    let error = refusal!(network.training().reading(&sound, &unknown, device.tensor([7, 7])));
    assert_eq!(error, Some(Error::NoClass { class: 5, classes: 5 }));

    let [half, whole] = [[0.5, 0.0], [1.0, 0.0]]
        .map(|counts| network.training().backwards(&sound, &labels, device.tensor(counts)).unwrap().value());
    assert!(whole > 0.0 && (2.0 * half - whole).abs() < 1e-9, "{half} is not half of {whole}");
}
