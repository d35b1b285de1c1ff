use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Attention, Geometry, Projection, Triple};

const SELF: Geometry = Geometry { batch: 2, heads: 3, kv_heads: 3, queries: 7, keys: 7, width: 12, causal: false };
const CAUSAL: Geometry = Geometry { causal: true, ..SELF };
const GROUPED: Geometry = Geometry { batch: 2, heads: 6, kv_heads: 2, queries: 5, keys: 8, width: 18, causal: false };
/// More queries than are taken together, and sizes that fill no panel.
const CROSS: Geometry = Geometry { batch: 1, heads: 2, kv_heads: 2, queries: 53, keys: 37, width: 38, causal: false };

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
    masked(g, inputs, None)
}

fn masked(g: &Geometry, inputs: [&[f64]; 3], mask: Option<&[f64]>) -> (Vec<f64>, Vec<f64>) {
    let mut y = vec![f64::NAN; g.batch * g.queries * g.width];
    let mut probabilities = vec![f64::NAN; g.probabilities()];
    Cpu.attend(g, triple(inputs), mask, Some(&mut probabilities), &mut y);
    (y, probabilities)
}

/// By the formula, head by head and place by place.
fn formula(g: &Geometry, [queries, keys, values]: [&[f64]; 3], mask: Option<&[f64]>) -> Vec<f64> {
    let depth = g.width / g.heads;
    let mut y = vec![0.0; g.batch * g.queries * g.width];
    for (sample, head) in (0..g.batch).flat_map(|sample| (0..g.heads).map(move |head| (sample, head))) {
        for query in 0..g.queries {
            let at = (sample * g.queries + query) * g.width + head * depth;
            let row = |key: usize| (sample * g.keys + key) * g.kv_width() + head / (g.heads / g.kv_heads) * depth;
            let seen = if g.causal { query + 1 } else { g.keys };
            let weights: Vec<f64> = (0..seen)
                .map(|key| {
                    let score =
                        dot(&queries[at..at + depth], &keys[row(key)..row(key) + depth]) / (depth as f64).sqrt();
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
        let expected = formula(&g, [&q, &k, &v], None);
        let (y, _) = forward(&g, [&q, &k, &v]);
        assert_close(&y, &expected, 1e-12);
        let mut alone = vec![f64::NAN; y.len()];
        Cpu.attend(&g, triple([&q, &k, &v]), None, None, &mut alone);
        assert_eq!(alone, y);

        let single = |values: &[f64]| values.iter().map(|&value| value as f32).collect::<Vec<f32>>();
        let (q, k, v) = (single(&q), single(&k), single(&v));
        let mut y = vec![f32::NAN; expected.len()];
        Cpu.attend(&g, Triple { queries: &q[..], keys: &k, values: &v }, None, None, &mut y);
        assert_close(&y, &expected, 1e-5);
    }
}

#[test]
fn what_is_masked_is_not_asked() {
    for g in [SELF, CAUSAL, CROSS, GROUPED] {
        let [q, k, v] = inputs(&g);
        let mask = mask(&g);
        let (y, probabilities) = masked(&g, [&q, &k, &v], Some(&mask));
        assert_close(&y, &formula(&g, [&q, &k, &v], Some(&mask)), 1e-12);
        for (place, row) in probabilities.chunks_exact(g.keys).enumerate() {
            let mask = &mask[place / (g.heads * g.queries) * g.keys..][..g.keys];
            assert!(row.iter().zip(mask).all(|(likely, mask)| *mask > 0.0 || *likely == 0.0), "{row:?}");
        }
        if g == CROSS {
            continue;
        }
        let dy: Vec<f64> = values(4, q.len());
        let loss = |inputs: [&[f64]; 3]| dot(&masked(&g, inputs, Some(&mask)).0, &dy);
        let [mut dq, mut dk, mut dv] = [&q, &k, &v].map(|values| vec![0.0; values.len()]);
        let gradients = Triple { queries: &mut dq[..], keys: &mut dk[..], values: &mut dv[..] };
        Cpu.attend_backward(&g, triple([&q, &k, &v]), &probabilities, &dy, gradients);
        assert_close(&dq, &differences(&q, |q| loss([q, &k, &v])), 1e-7);
        assert_close(&dk, &differences(&k, |k| loss([&q, k, &v])), 1e-7);
        assert_close(&dv, &differences(&v, |v| loss([&q, &k, v])), 1e-7);
    }
}

#[test]
fn gradients_are_added() {
    for g in [SELF, CAUSAL, GROUPED, Geometry { queries: 5, keys: 3, ..SELF }] {
        let [q, k, v] = inputs(&g);
        let (_, probabilities) = forward(&g, [&q, &k, &v]);
        let dy: Vec<f64> = values(4, q.len());
        let loss = |inputs: [&[f64]; 3]| dot(&forward(&g, inputs).0, &dy);
        let before: Vec<f64> = values(5, q.len().max(k.len()));
        let (mut dq, mut dk, mut dv) =
            (before[..q.len()].to_vec(), before[..k.len()].to_vec(), before[..k.len()].to_vec());
        let gradients = Triple { queries: &mut dq[..], keys: &mut dk[..], values: &mut dv[..] };
        Cpu.attend_backward(&g, triple([&q, &k, &v]), &probabilities, &dy, gradients);
        assert_close(&dq, &added(&before[..q.len()], &differences(&q, |q| loss([q, &k, &v]))), 1e-7);
        assert_close(&dk, &added(&before[..k.len()], &differences(&k, |k| loss([&q, k, &v]))), 1e-7);
        assert_close(&dv, &added(&before[..k.len()], &differences(&v, |v| loss([&q, &k, v]))), 1e-7);
    }
}

#[test]
fn a_projection_is_a_part_of_a_weight() {
    let p = Projection { rows: 2, inputs: 2, outputs: 1, weight: 2, bias: 1 };
    let (weight, bias) = ([9.0, 9.0, 1.0, 10.0, 9.0, 9.0], [9.0, 0.5, 9.0]);
    let x = [1.0, 2.0, 3.0, 4.0];
    let mut y = [f64::NAN; 2];
    Cpu.project(&p, &x, &weight, &bias, &mut y);
    assert_eq!(y, [21.5, 43.5]);
    let (mut dx, mut dweight, mut dbias) = ([1.0; 4], [0.0; 6], [0.0; 3]);
    Cpu.project_backward_input(&p, &weight, &[1.0, 2.0], &mut dx);
    assert_eq!(dx, [2.0, 11.0, 3.0, 21.0]);
    Cpu.project_backward_weight(&p, &x, &[1.0, 2.0], &mut dweight, &mut dbias);
    assert_eq!((dweight, dbias), ([0.0, 0.0, 7.0, 10.0, 0.0, 0.0], [0.0, 3.0, 0.0]));
}

#[test]
fn threads_change_nothing() {
    let g = Geometry { batch: 3, heads: 4, kv_heads: 4, queries: 60, keys: 60, width: 64, causal: true };
    let [q, k, v] = inputs(&g);
    let passes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (y, probabilities) = forward(&g, [&q, &k, &v]);
            let (mut dq, mut dk, mut dv) = (vec![0.0; q.len()], vec![0.0; k.len()], vec![0.0; v.len()]);
            let gradients = Triple { queries: &mut dq[..], keys: &mut dk[..], values: &mut dv[..] };
            Cpu.attend_backward(&g, triple([&q, &k, &v]), &probabilities, &y, gradients);
            (y, dq, dk, dv)
        })
    };
    assert_eq!(passes(1), passes(3));
}

#[test]
fn of_nothing_is_nothing() {
    let g = Geometry { batch: 0, ..SELF };
    assert!(forward(&g, [&[], &[], &[]]).0.is_empty());
}
