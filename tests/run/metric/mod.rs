//! Metrics, held against their definitions on small numbers and against themselves in parts.

use netweave::Error;
use netweave::metric::{Accuracy, Confusion, EndPointError, MeanAbsoluteError, Psnr, TopK};
use netweave::prelude::*;

const NAN: f32 = f32::NAN;

fn close(left: f64, right: f64) {
    assert!((left - right).abs() < 1e-6, "{left} is not {right}");
}

#[test]
fn accuracy_counts_the_greatest_logit() {
    let device = Cpu::default();
    let mut accuracy = Accuracy::new();
    assert!(accuracy.value().is_nan());
    let logits = device.tensor([[0.1, 0.7, 0.2], [3.0, 1.0, 2.0], [1.0, 1.0, 0.0], [-2.0, -1.0, -3.0]]);
    let labels = device.tensor([[0.0, 1.0, 0.0], [0.2, 0.1, 0.7], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]);
    accuracy.add(&logits, &labels).unwrap();
    // The second is wrong, and of the equal logits of the third the first counts.
    assert_eq!(accuracy.value(), 0.5);
    let logits = device.tensor([[NAN, 0.0, 1.0], [NAN, NAN, NAN]]);
    let labels = device.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
    accuracy.add(&logits, &labels).unwrap();
    assert_eq!(accuracy.value(), 3.0 / 6.0);
}

#[test]
fn top_k_counts_ranks() {
    let device = Cpu::default();
    let logits = device.tensor([[0.4, 0.3, 0.2, 0.1]; 4]);
    let labels =
        device.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]);
    for (k, expected) in [(0, 0.0), (1, 0.25), (2, 0.5), (3, 0.75), (4, 1.0), (9, 1.0)] {
        let mut top = TopK::new(k);
        top.add::<_, _, 4, f64, _>(&logits, &labels).unwrap();
        assert_eq!(top.value(), expected, "top {k}");
    }
}

#[test]
fn confusion_counts_by_truth_and_answer() {
    let device = Cpu::default();
    let mut confusion = Confusion::<3>::new();
    let logits = device.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [NAN, NAN, NAN]]);
    let labels = device.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
    confusion.add(&logits, &labels).unwrap();
    assert_eq!(confusion.count(0, 2), 1);
    assert_eq!((confusion.count(0, 0), confusion.count(1, 1), confusion.count(2, 0)), (1, 1, 1));
    assert_eq!(confusion.samples(), 5);
    assert_eq!(confusion.accuracy(), 0.4);
    assert_eq!([0, 1, 2].map(|class| confusion.recall(class)), [0.5, 0.5, 0.0]);
    assert_eq!([0, 1, 2].map(|class| confusion.precision(class)), [0.5, 1.0, 0.0]);
}

#[test]
fn confusion_prints_as_a_table() {
    let device = Cpu::default();
    let mut confusion = Confusion::named(["a class with a name", "b", "c"]);
    let logits = device.tensor([[1.0, 0.0, 0.0]; 1234]);
    let labels = device.tensor([[1.0, 0.0, 0.0]; 1234]);
    confusion.add::<_, _, f32, _>(&logits, &labels).unwrap();
    confusion.add::<_, _, f32, _>(&device.tensor([[0.0, 1.0, 0.0]]), &device.tensor([[1.0, 0.0, 0.0]])).unwrap();
    let expected = "\
true \\ said         a class with a name     b c  recall
a class with a name                1234     1 0  99.9 %
b                                     0     0 0       –
c                                     0     0 0       –
precision                       100.0 % 0.0 % –  99.9 % of 1235
";
    assert_eq!(confusion.to_string(), expected, "\n{confusion}");
}

#[test]
fn mean_absolute_error_is_over_elements() {
    let device = Cpu::default();
    let mut error = MeanAbsoluteError::new();
    assert!(error.value().is_nan());
    error.add(&device.tensor([[1.0, 2.0], [3.0, -4.0]]), &device.tensor([[1.5, 2.0], [1.0, 4.0]])).unwrap();
    close(error.value(), (0.5 + 0.0 + 2.0 + 8.0) / 4.0);
    // A batch of another size weighs by its elements.
    error.add(&device.tensor([[0.0, 0.0]]), &device.tensor([[0.0, 1.5]])).unwrap();
    close(error.value(), 12.0 / 6.0);
}

#[test]
fn psnr_is_a_mean_over_images() {
    let device = Cpu::default();
    let mut psnr = Psnr::new(255.0);
    let truth = device.tensor([[[[10.0_f64, 20.0]]], [[[30.0, 40.0]]]]);
    let said = device.tensor([[[[11.0, 19.0]]], [[[40.0, 40.0]]]]);
    psnr.add(&said, &truth).unwrap();
    // 20 · log₁₀ 255 − 10 · log₁₀ of 1 and of 50.
    close(psnr.value(), 48.130_803_608_679_1 - 5.0 * 50.0_f64.log10());
    psnr.add(&truth, &truth).unwrap();
    assert_eq!(psnr.value(), f64::INFINITY);
}

#[test]
fn end_point_error_is_a_distance() {
    let device = Cpu::default();
    let mut error = EndPointError::new();
    let said = device.tensor([[[[3.0, 0.0]], [[4.0, 1.0]]]]);
    let truth = device.tensor([[[[0.0, 0.0]], [[0.0, 0.0]]]]);
    error.add(&said, &truth).unwrap();
    assert_eq!(error.value(), (5.0 + 1.0) / 2.0);
    error.add(&truth, &truth).unwrap();
    assert_eq!(error.value(), 6.0 / 4.0);
}

#[test]
fn batches_of_other_sizes_are_refused() {
    let device = Cpu::default();
    let one = device.tensor([[1.0, 0.0]]);
    let two = device.tensor([[1.0, 0.0], [0.0, 1.0]]);
    let expected = Error::Batch { input: "labels", found: 2, other: "logits", expected: 1 };
    assert_eq!(Accuracy::new().add::<_, _, 2, f32, _>(&one, &two), Err(expected.clone()));
    assert_eq!(Confusion::new().add(&one, &two), Err(expected));
    let expected = Error::Batch { input: "truth", found: 1, other: "said", expected: 2 };
    assert_eq!(MeanAbsoluteError::new().add(&two, &one), Err(expected.clone()));
    assert_eq!(Psnr::new(1.0).add(&two, &one), Err(expected));
}

/// In batches of any size, in f32 and f64, on broadcast tensors: the same as all at once.
#[test]
fn streaming_changes_nothing() {
    let device = Cpu::seed_from_u64(3);
    let logits: Tensor<Rank2<60, 5>, f64, Cpu> = device.sample_normal();
    let labels: Tensor<Rank2<60, 5>, f64, Cpu> = device.sample_uniform();
    let (mut whole, mut parts) = (Accuracy::new(), Accuracy::new());
    let (mut error, mut error_parts) = (MeanAbsoluteError::new(), MeanAbsoluteError::new());
    whole.add(&logits, &labels).unwrap();
    error.add(&logits, &labels).unwrap();
    let (logits, labels) = (logits.as_vec(), labels.as_vec());
    for rows in [0..7, 7..8, 8..60] {
        let part = |values: &[f64]| {
            device.tensor_from_vec(values[rows.start * 5..rows.end * 5].to_vec(), (rows.len(), Const::<5>))
        };
        parts.add(&part(&logits), &part(&labels)).unwrap();
        error_parts.add(&part(&logits), &part(&labels)).unwrap();
    }
    assert_eq!(whole, parts);
    close(error.value(), error_parts.value());
}
