use super::super::Cpu;
use super::super::check::{added, assert_close, differences, values};
use super::super::cross_entropy;
use super::{Found, Geometry, SparseCrossEntropy, Weights};

const NONE: Weights<'_, &[f64]> = Weights { samples: None, classes: None };

/// A mean over what counts.
fn mean(rows: usize, classes: usize, places: usize) -> Geometry {
    Geometry { rows, classes, places, rows_of_sample: 1, scale: None, smoothing: 0.0, ignored: None }
}

/// The loss, and the gradient of one and a half of it added to `before`.
fn done(
    g: Geometry,
    indices: &[usize],
    logits: &[f64],
    weights: Weights<'_, &[f64]>,
    before: &[f64],
) -> (f64, Vec<f64>) {
    let [mut loss, mut scale] = [[f64::NAN]; 2];
    let [mut maxima, mut logarithms] = [0; 2].map(|_| vec![f64::NAN; g.indices()]);
    Cpu.forward(&g, indices, logits, weights, &mut loss, &mut scale, &mut maxima, &mut logarithms);
    let mut dlogits = before.to_vec();
    let found = Found { scale: &scale[..], maxima: &maxima[..], logarithms: &logarithms[..] };
    Cpu.backward(&g, indices, logits, weights, found, &[1.5], &mut dlogits);
    (loss[0], dlogits)
}

/// The same by one-hot labels of classes that lie side by side.
fn by_labels(g: Geometry, indices: &[usize], logits: &[f64], weights: Weights<'_, &[f64]>) -> f64 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for (at, &index) in indices.iter().enumerate() {
        if index >= g.classes || Some(index) == g.ignored {
            continue;
        }
        let (row, place) = (at / g.places, at % g.places);
        let logits: Vec<f64> =
            (0..g.classes).map(|class| logits[(row * g.classes + class) * g.places + place]).collect();
        let labels: Vec<f64> = (0..g.classes).map(|class| if class == index { 1.0 } else { 0.0 }).collect();
        let sample = weights.samples.map(|samples| [samples[row / g.rows_of_sample]]);
        let weights_of_row = Weights { samples: sample.as_ref().map(|sample| &sample[..]), classes: weights.classes };
        let one = cross_entropy::Geometry {
            rows: 1,
            columns: g.classes,
            rows_of_sample: 1,
            scale: 1.0,
            smoothing: g.smoothing,
        };
        let mut loss = [0.0];
        let mut probabilities = vec![0.0; g.classes];
        let of_labels = <Cpu as cross_entropy::CrossEntropy<f64>>::forward;
        of_labels(&Cpu, &one, &logits, &labels, weights_of_row, &mut loss, &mut probabilities);
        sum += loss[0];
        weight += weights.classes.map_or(1.0, |classes| classes[index]);
    }
    g.scale.unwrap_or(1.0 / weight) * sum
}

fn indices(g: Geometry) -> Vec<usize> {
    (0..g.indices()).map(|i| if i % 5 == 4 { usize::MAX } else { (i * i + i / 3) % g.classes }).collect()
}

/// Rows that lie side by side, a few places, more than a tile of them, and so many that they are shared out.
const SIZES: [[usize; 3]; 5] = [[6, 5, 1], [4, 3, 7], [2, 3, 300], [2, 3, 2100], [4, 300, 1]];

#[test]
fn it_is_the_cross_entropy_of_one_hot_labels() {
    for [rows, classes, places] in SIZES {
        let plain = mean(rows, classes, places);
        let (indices, logits) = (indices(plain), values::<f64>(1, plain.logits()));
        let samples = values::<f64>(2, rows / 2);
        let of_classes: Vec<f64> = values::<f64>(3, classes).iter().map(|weight| weight.abs()).collect();
        let all = Weights { samples: Some(&samples[..]), classes: Some(&of_classes[..]) };
        let settings = Geometry { rows_of_sample: 2, smoothing: 0.2, ignored: Some(1), ..plain };
        for (g, weights) in [(plain, NONE), (settings, all), (Geometry { scale: Some(0.3), ..settings }, all)] {
            let expected = by_labels(g, &indices, &logits, weights);
            let (loss, _) = done(g, &indices, &logits, weights, &vec![0.0; g.logits()]);
            assert_close(&[loss], &[expected], 1e-11);
        }
    }
}

#[test]
fn the_gradient_is_added() {
    for [rows, classes, places] in [[6, 5, 1], [4, 3, 7]] {
        let plain = mean(rows, classes, places);
        let (indices, logits) = (indices(plain), values::<f64>(4, plain.logits()));
        let (samples, of_classes) = (values::<f64>(5, rows / 2), [0.5, 1.0, 2.0, 0.0, 3.0]);
        let all = Weights { samples: Some(&samples[..]), classes: Some(&of_classes[..classes]) };
        let settings = Geometry { rows_of_sample: 2, smoothing: 0.2, ignored: Some(1), ..plain };
        for (g, weights) in [(plain, NONE), (settings, all)] {
            let before = values::<f64>(6, g.logits());
            let expected = differences(&logits, |logits| 1.5 * done(g, &indices, logits, weights, &before).0);
            assert_close(&done(g, &indices, &logits, weights, &before).1, &added(&before, &expected), 1e-8);
        }
    }
}

/// The same work in another order of the axes, where it is shared out by places.
#[test]
fn gradients_of_many_places() {
    let g = mean(2, 3, 2100);
    let (indices, logits) = (indices(g), values::<f64>(7, g.logits()));
    let (_, gradient) = done(g, &indices, &logits, NONE, &vec![0.0; g.logits()]);
    let in_rows = |values: &[f64]| -> Vec<f64> {
        let at = |row: usize, place: usize, class: usize| values[(row * 3 + class) * g.places + place];
        (0..2 * g.places).flat_map(|i| (0..3).map(move |class| at(i / g.places, i % g.places, class))).collect()
    };
    let flat = mean(2 * g.places, 3, 1);
    let (_, expected) = done(flat, &indices, &in_rows(&logits), NONE, &vec![0.0; g.logits()]);
    assert_close(&in_rows(&gradient), &expected, 1e-13);
}

#[test]
fn where_nothing_counts_there_is_no_loss() {
    let g = Geometry { ignored: Some(0), ..mean(2, 3, 1) };
    let (loss, gradient) = done(g, &[0, 0], &[1.0; 6], NONE, &[0.25; 6]);
    assert_eq!((loss, gradient), (0.0, vec![0.25; 6]));
}

#[test]
fn what_is_ignored_may_be_no_number() {
    for [places, width] in [[1, 2], [2, 1]] {
        let g = Geometry { ignored: Some(9), ..mean(width, 2, places) };
        let nan = f64::NAN;
        // The second row, or the second place.
        let logits = if places == 1 { [0.0, 0.0, nan, nan] } else { [0.0, nan, 0.0, nan] };
        let (loss, gradient) = done(g, &[1, 9], &logits, NONE, &[0.0; 4]);
        assert_close(&[loss], &[2_f64.ln()], 1e-12);
        assert_close(&gradient, &if places == 1 { [0.75, -0.75, 0.0, 0.0] } else { [0.75, 0.0, -0.75, 0.0] }, 1e-12);
    }
}

#[test]
fn far_from_zero_nothing_overflows() {
    let g = mean(1, 2, 2);
    let logits = [1e4_f32, -1e4, -1e4, 1e4];
    let [mut loss, mut scale] = [[0.0]; 2];
    let [mut maxima, mut logarithms] = [[0.0; 2]; 2];
    let none = Weights { samples: None, classes: None };
    Cpu.forward(&g, &[1, 1], &logits, none, &mut loss, &mut scale, &mut maxima, &mut logarithms);
    assert_eq!(loss, [1e4]);
    let mut dlogits = [0.0; 4];
    let found = Found { scale: &scale[..], maxima: &maxima[..], logarithms: &logarithms[..] };
    Cpu.backward(&g, &[1, 1], &logits, none, found, &[1.0], &mut dlogits);
    assert_eq!(dlogits, [0.5, 0.0, -0.5, 0.0]);
}
