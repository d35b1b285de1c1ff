use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Attention, Dropout, Geometry, Given, Gradients, Projection, Triple};

const SELF: Geometry =
    Geometry { batch: 2, heads: 3, kv_heads: 3, queries: 7, keys: 7, width: 12, causal: false, scale: 0.5, half: None };
const CAUSAL: Geometry = Geometry { causal: true, ..SELF };
const GROUPED: Geometry = Geometry { heads: 6, kv_heads: 2, queries: 5, keys: 8, width: 18, scale: 0.7, ..SELF };
/// More queries than are taken together, and sizes that fill no panel.
const CROSS: Geometry = Geometry { batch: 1, heads: 2, kv_heads: 2, queries: 53, keys: 37, width: 38, ..SELF };

fn inputs(g: &Geometry) -> [Vec<f64>; 3] {
    let (queries, keys) = (g.batch * g.queries * g.width, g.batch * g.keys * g.kv_width());
    [values(1, queries), values(2, keys), values(3, keys)]
}

fn triple([queries, keys, values]: [&[f64]; 3]) -> Triple<&[f64]> {
    Triple { queries, keys, values }
}

/// A mask that leaves of the last sample no key, and of the others every third away.
fn mask(g: &Geometry) -> Vec<f64> {
    let places = (0..g.batch * g.keys).map(|place| (place / g.keys, place % g.keys));
    places.map(|(sample, key)| if sample + 1 == g.batch || key % 3 == 1 { 0.0 } else { 1.0 }).collect()
}

fn forward(g: &Geometry, inputs: [&[f64]; 3]) -> (Vec<f64>, Vec<f64>) {
    attend(g, inputs, Given::NOTHING)
}

fn attend(g: &Geometry, inputs: [&[f64]; 3], given: Given<&[f64], &[usize]>) -> (Vec<f64>, Vec<f64>) {
    let mut y = vec![f64::NAN; g.batch * g.queries * g.width];
    let mut probabilities = vec![f64::NAN; g.probabilities()];
    Cpu.attend(g, triple(inputs), given, Some(&mut probabilities), &mut y);
    (y, probabilities)
}

/// Adds the gradients of `sum(y * dy)` to those of queries, keys, values and bias.
fn backward(g: &Geometry, inputs: [&[f64]; 3], given: Given<&[f64], &[usize]>, dy: &[f64], gradients: [&mut [f64]; 4]) {
    let (_, probabilities) = attend(g, inputs, given);
    let [queries, keys, values, bias] = gradients;
    let gradients = Gradients { inputs: Triple { queries, keys, values }, bias: given.bias.map(|_| bias) };
    let adds = Triple { queries: true, keys: true, values: true };
    Cpu.attend_backward(g, triple(inputs), &probabilities, given.dropout, dy, adds, gradients);
}

/// By the formula, head by head and place by place.
fn formula(g: &Geometry, [queries, keys, values]: [&[f64]; 3], mask: Option<&[f64]>, bias: Option<&[f64]>) -> Vec<f64> {
    let depth = g.width / g.heads;
    let mut y = vec![0.0; g.batch * g.queries * g.width];
    for (sample, head) in (0..g.batch).flat_map(|sample| (0..g.heads).map(move |head| (sample, head))) {
        for query in 0..g.queries {
            let at = (sample * g.queries + query) * g.width + head * depth;
            let row = |key: usize| (sample * g.keys + key) * g.kv_width() + head / (g.heads / g.kv_heads) * depth;
            let seen = if g.causal { query + 1 } else { g.keys };
            let weights: Vec<f64> = (0..seen)
                .map(|key| {
                    let place = ((sample * g.heads + head) * g.queries + query) * g.keys + key;
                    let score = g.scale * dot(&queries[at..at + depth], &keys[row(key)..row(key) + depth])
                        + bias.map_or(0.0, |bias| bias[place]);
                    if mask.is_some_and(|mask| mask[sample * g.keys + key] == 0.0) { 0.0 } else { score.exp() }
                })
                .collect();
            if weights.iter().all(|weight| *weight == 0.0) {
                continue;
            }
            let total: f64 = weights.iter().sum();
            for (key, weight) in weights.iter().enumerate() {
                for column in 0..depth {
                    y[at + column] += weight / total * values[row(key) + column];
                }
            }
        }
    }
    y
}

#[test]
fn values_follow_the_formula() {
    for g in [SELF, CAUSAL, CROSS, GROUPED] {
        let [q, k, v] = inputs(&g);
        let expected = formula(&g, [&q, &k, &v], None, None);
        let (y, _) = forward(&g, [&q, &k, &v]);
        assert_close(&y, &expected, 1e-12);
        let mut alone = vec![f64::NAN; y.len()];
        Cpu.attend(&g, triple([&q, &k, &v]), Given::NOTHING, None, &mut alone);
        assert_eq!(alone, y);

        let single = |values: &[f64]| values.iter().map(|&value| value as f32).collect::<Vec<f32>>();
        let (q, k, v) = (single(&q), single(&k), single(&v));
        let mut y = vec![f32::NAN; expected.len()];
        Cpu.attend(&g, Triple { queries: &q[..], keys: &k, values: &v }, Given::NOTHING, None, &mut y);
        assert_close(&y, &expected, 1e-5);
    }
}

#[test]
fn what_is_masked_is_not_asked() {
    for g in [SELF, CAUSAL, CROSS, GROUPED] {
        let [q, k, v] = inputs(&g);
        let mask = mask(&g);
        let given = Given { mask: Some(&mask[..]), ..Given::NOTHING };
        let (y, probabilities) = attend(&g, [&q, &k, &v], given);
        assert_close(&y, &formula(&g, [&q, &k, &v], given.mask, None), 1e-12);
        for (place, row) in probabilities.chunks_exact(g.keys).enumerate() {
            let mask = &mask[place / (g.heads * g.queries) * g.keys..][..g.keys];
            assert!(row.iter().zip(mask).all(|(likely, mask)| *mask > 0.0 || *likely == 0.0), "{row:?}");
        }
        if g != CROSS {
            gradients_are_differences(&g, given);
        }
    }
}

#[test]
fn a_bias_is_added_to_the_scores() {
    for g in [SELF, CAUSAL, CROSS, GROUPED] {
        let [q, k, v] = inputs(&g);
        let (mask, bias) = (mask(&g), values(6, g.probabilities()));
        for mask in [None, Some(&mask[..])] {
            let given = Given { mask, bias: Some(&bias[..]), ..Given::NOTHING };
            let (y, _) = attend(&g, [&q, &k, &v], given);
            assert_close(&y, &formula(&g, [&q, &k, &v], mask, given.bias), 1e-12);
            if g != CROSS {
                gradients_are_differences(&g, given);
            }
        }
    }
}

/// The probabilities are what they are without it; and each is a product with its value, or with nothing.
#[test]
fn dropout_is_of_probabilities() {
    for g in [SELF, CAUSAL, CROSS, GROUPED] {
        let [q, k, v] = inputs(&g);
        let dropout = Dropout { seed: &[7_usize][..], probability: 0.25 };
        let given = Given { dropout: Some(dropout), ..Given::NOTHING };
        let (y, probabilities) = attend(&g, [&q, &k, &v], given);
        assert_eq!(probabilities, forward(&g, [&q, &k, &v]).1);
        let mut kept = vec![f64::NAN; probabilities.len()];
        super::super::dropout::Dropout::forward(&Cpu, dropout.seed, 0.25, 1, &probabilities, &mut kept);
        let gone = kept.iter().zip(&probabilities).filter(|(kept, likely)| **kept == 0.0 && **likely > 0.0).count();
        assert!(gone > 0);
        let mut alone = vec![f64::NAN; y.len()];
        Cpu.attend(&g, triple([&q, &k, &v]), given, None, &mut alone);
        assert_eq!(alone, y);
        let depth = g.width / g.heads;
        for (index, y) in y.iter().enumerate() {
            let (row, column) = (index / g.width, index % g.width);
            let (sample, query, head) = (row / g.queries, row % g.queries, column / depth);
            let of_head = head / (g.heads / g.kv_heads) * depth + column % depth;
            let likely = &kept[((sample * g.heads + head) * g.queries + query) * g.keys..][..g.keys];
            let values = (0..g.keys).map(|key| v[(sample * g.keys + key) * g.kv_width() + of_head]);
            let expected: f64 = likely.iter().zip(values).map(|(likely, value)| likely * value).sum();
            assert!((y - expected).abs() < 1e-12, "{y} is not {expected}");
        }
        if g != CROSS {
            let bias = values(6, g.probabilities());
            gradients_are_differences(&g, Given { bias: Some(&bias), ..given });
        }
    }
}

fn gradients_are_differences(g: &Geometry, given: Given<&[f64], &[usize]>) {
    let [q, k, v] = inputs(g);
    let dy: Vec<f64> = values(4, q.len());
    let loss = |inputs: [&[f64]; 3], bias: Option<&[f64]>| dot(&attend(g, inputs, Given { bias, ..given }).0, &dy);
    let none: &[f64] = &[];
    let bias = given.bias.unwrap_or(none);
    let before: Vec<f64> = values(5, q.len().max(k.len()).max(bias.len()));
    let [mut dq, mut dk, mut dv, mut dbias] = [&q[..], &k, &v, bias].map(|values| before[..values.len()].to_vec());
    backward(g, [&q, &k, &v], given, &dy, [&mut dq, &mut dk, &mut dv, &mut dbias]);
    let check = |gradient: &[f64], differences: Vec<f64>| {
        assert_close(gradient, &added(&before[..gradient.len()], &differences), 1e-7);
    };
    check(&dq, differences(&q, |q| loss([q, &k, &v], given.bias)));
    check(&dk, differences(&k, |k| loss([&q, k, &v], given.bias)));
    check(&dv, differences(&v, |v| loss([&q, &k, v], given.bias)));
    check(&dbias, differences(bias, |bias| loss([&q, &k, &v], Some(bias))));
}

#[test]
fn gradients_are_added() {
    for g in [SELF, CAUSAL, GROUPED, Geometry { queries: 5, keys: 3, ..SELF }] {
        gradients_are_differences(&g, Given::NOTHING);
    }
}

#[test]
fn what_is_not_added_to_is_overwritten() {
    let empty = [Geometry { queries: 0, ..SELF }, Geometry { keys: 0, ..SELF }];
    for g in [SELF, CAUSAL, GROUPED, CROSS].into_iter().chain(empty) {
        let [q, k, v] = inputs(&g);
        let dy = values::<f64>(4, q.len());
        let [mut dq, mut dk, mut dv] = [&q, &k, &v].map(|input| vec![0.0; input.len()]);
        backward(&g, [&q, &k, &v], Given::NOTHING, &dy, [&mut dq, &mut dk, &mut dv, &mut []]);
        let (_, probabilities) = forward(&g, [&q, &k, &v]);
        let [mut queries, mut keys, mut values] = [&q, &k, &v].map(|input| vec![f64::NAN; input.len()]);
        let inputs = Triple { queries: &mut queries[..], keys: &mut keys, values: &mut values };
        let (adds, gradients) =
            (Triple { queries: false, keys: false, values: false }, Gradients { inputs, bias: None });
        Cpu.attend_backward(&g, triple([&q, &k, &v]), &probabilities, None, &dy, adds, gradients);
        assert_eq!([queries, keys, values], [dq, dk, dv], "{g:?}");
    }
}

#[test]
fn a_projection_is_a_part_of_a_weight() {
    let p = Projection { rows: 2, inputs: 2, outputs: 1, weight: 2, bias: 1 };
    let (weight, bias) = ([9.0, 9.0, 1.0, 10.0, 9.0, 9.0], [9.0, 0.5, 9.0]);
    let x = [1.0, 2.0, 3.0, 4.0];
    let mut y = [f64::NAN; 2];
    Cpu.project(&p, &x, &weight, Some(&bias), &mut y);
    assert_eq!(y, [21.5, 43.5]);
    let (mut dx, mut dweight, mut dbias) = ([1.0; 4], [0.0; 6], [0.0; 3]);
    Cpu.project_backward_input(&p, &weight, &[1.0, 2.0], true, &mut dx);
    assert_eq!(dx, [2.0, 11.0, 3.0, 21.0]);
    Cpu.project_backward_input(&p, &weight, &[1.0, 2.0], false, &mut dx);
    assert_eq!(dx, [1.0, 10.0, 2.0, 20.0]);
    Cpu.project_backward_weight(&p, &x, &[1.0, 2.0], &mut dweight, Some(&mut dbias));
    assert_eq!((dweight, dbias), ([0.0, 0.0, 7.0, 10.0, 0.0, 0.0], [0.0, 3.0, 0.0]));
    Cpu.project(&p, &x, &weight, None, &mut y);
    assert_eq!(y, [21.0, 43.0]);
    Cpu.project_backward_weight(&p, &x, &[1.0, 2.0], &mut dweight, None);
    assert_eq!(dweight, [0.0, 0.0, 14.0, 20.0, 0.0, 0.0]);
}

#[test]
fn threads_change_nothing() {
    let g = Geometry { batch: 3, heads: 4, kv_heads: 4, queries: 60, keys: 60, width: 64, ..CAUSAL };
    let bias: Vec<f64> = values(6, g.probabilities());
    let dropout = Some(Dropout { seed: &[5_usize][..], probability: 0.1 });
    let given = Given { mask: None, bias: Some(&bias[..]), dropout };
    let [q, k, v] = inputs(&g);
    let passes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (y, _) = attend(&g, [&q, &k, &v], given);
            let [mut dq, mut dk, mut dv, mut dbias] = [&q, &k, &v, &bias].map(|values| vec![0.0; values.len()]);
            backward(&g, [&q, &k, &v], given, &y, [&mut dq, &mut dk, &mut dv, &mut dbias]);
            (y, dq, dk, dv, dbias)
        })
    };
    assert_eq!(passes(1), passes(3));
}

#[test]
fn of_nothing_is_nothing() {
    let g = Geometry { batch: 0, ..SELF };
    assert!(forward(&g, [&[], &[], &[]]).0.is_empty());
}
