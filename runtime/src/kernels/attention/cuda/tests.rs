use super::super::super::check::values;
use super::super::super::cuda::parity::{Held, parity};
use super::*;

const SELF: Geometry =
    Geometry { batch: 2, heads: 3, kv_heads: 3, queries: 7, keys: 7, width: 12, causal: false, scale: 0.5, half: None };
const SINGLE: Geometry = Geometry { batch: 1, heads: 1, kv_heads: 1, ..SELF };
const ORDERED: Geometry = Geometry { causal: true, ..SINGLE };

/// One tile and several, with and without order, more queries than keys and fewer, heads of several tiles of columns, and
/// of nothing.
const GEOMETRIES: [Geometry; 12] = [
    Geometry { queries: 1, keys: 1, width: 1, ..SINGLE },
    SELF,
    Geometry { causal: true, ..SELF },
    Geometry { batch: 1, heads: 2, kv_heads: 2, queries: 67, keys: 37, width: 38, ..SELF },
    Geometry { queries: 70, keys: 133, width: 5, ..SINGLE },
    Geometry { queries: 131, keys: 131, width: 3, ..ORDERED },
    Geometry { queries: 3, keys: 130, width: 66, ..ORDERED },
    Geometry { queries: 130, keys: 3, width: 66, ..ORDERED },
    Geometry { batch: 2, heads: 6, kv_heads: 2, queries: 9, keys: 70, width: 30, ..SELF },
    Geometry { heads: 4, kv_heads: 1, queries: 70, keys: 70, width: 12, ..ORDERED },
    Geometry { batch: 0, ..SELF },
    Geometry { keys: 0, ..SELF },
];

parity!(outputs: Attention, |kernels, found| {
    for g in GEOMETRIES {
        let [n, _, m, _, probabilities] = lengths(&g);
        let [q, k, v] = [(1, n), (2, m), (3, m)].map(|(seed, len)| Held::new(kernels, &values(seed, len)));
        for are_wanted in [true, false] {
            let mut likely = Held::new(kernels, &vec![E::nan(); probabilities]);
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            let inputs = Triple { queries: q.read(), keys: k.read(), values: v.read() };
            kernels.attend(&g, inputs, Given::NOTHING, are_wanted.then(|| likely.write()), y.write());
            found.add(format!("y of {g:?}, {are_wanted}"), kernels, &y);
            found.add(format!("probabilities of {g:?}, {are_wanted}"), kernels, &likely);
        }
    }
});

parity!(masked: Attention, |kernels, found| {
    for g in GEOMETRIES {
        let [n, _, m, _, probabilities] = lengths(&g);
        let [q, k, v] = [(1, n), (2, m), (3, m)].map(|(seed, len)| Held::new(kernels, &values(seed, len)));
        for every in [1, 3] {
            let mask: Vec<E> = (0..g.batch * g.keys).map(|key| E::of(f64::from(u8::from(key % every != 0)))).collect();
            let mask = Held::new(kernels, &mask);
            let mut likely = Held::new(kernels, &vec![E::nan(); probabilities]);
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            let inputs = Triple { queries: q.read(), keys: k.read(), values: v.read() };
            let given = Given { mask: Some(mask.read()), ..Given::NOTHING };
            kernels.attend(&g, inputs, given, Some(likely.write()), y.write());
            found.add(format!("y of {g:?}, {every}"), kernels, &y);
            found.add(format!("probabilities of {g:?}, {every}"), kernels, &likely);
        }
    }
});

parity!(biased_and_dropped: Attention with usize, |kernels, found| {
    let seed = Held::<usize, K>::new(kernels, &[77]);
    for g in GEOMETRIES {
        let [n, _, m, _, probabilities] = lengths(&g);
        let [q, k, v] = [(1, n), (2, m), (3, m)].map(|(seed, len)| Held::<E, K>::new(kernels, &values(seed, len)));
        let bias = Held::<E, K>::new(kernels, &values(8, probabilities));
        for are_wanted in [true, false] {
            let mut likely = Held::<E, K>::new(kernels, &vec![E::nan(); probabilities]);
            let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n]);
            let inputs = Triple { queries: q.read(), keys: k.read(), values: v.read() };
            let dropout = Some(Dropout { seed: seed.read(), probability: 0.3 });
            let given = Given { mask: None, bias: Some(bias.read()), dropout };
            kernels.attend(&g, inputs, given, are_wanted.then(|| likely.write()), y.write());
            found.add(format!("y of {g:?}, {are_wanted}"), kernels, &y);
            found.add(format!("probabilities of {g:?}, {are_wanted}"), kernels, &likely);
        }
    }
});

parity!(gradients: Attention with usize, |kernels, found| {
    let seed = Held::<usize, K>::new(kernels, &[77]);
    for g in GEOMETRIES {
        let [n, _, m, _, probabilities] = lengths(&g);
        let [q, k, v] = [(1, n), (2, m), (3, m)].map(|(seed, len)| Held::<E, K>::new(kernels, &values(seed, len)));
        let inputs = Triple { queries: q.read(), keys: k.read(), values: v.read() };
        let mut likely = Held::<E, K>::new(kernels, &vec![E::nan(); probabilities]);
        let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n]);
        kernels.attend(&g, inputs, Given::NOTHING, Some(likely.write()), y.write());
        let dy = Held::<E, K>::new(kernels, &values(4, n));
        for drops in [false, true] {
            let [mut dq, mut dk, mut dv, mut dbias] = [(5, n), (6, m), (7, m), (8, probabilities)]
                .map(|(seed, len)| Held::<E, K>::new(kernels, &values(seed, len)));
            let inputs_of = Triple { queries: dq.write(), keys: dk.write(), values: dv.write() };
            let gradients = Gradients { inputs: inputs_of, bias: drops.then(|| dbias.write()) };
            let dropout = drops.then(|| Dropout { seed: seed.read(), probability: 0.3 });
            let adds = Triple { queries: drops, keys: drops, values: drops };
            kernels.attend_backward(&g, inputs, likely.read(), dropout, dy.read(), adds, gradients);
            for (name, gradient) in [("queries", &dq), ("keys", &dk), ("values", &dv), ("bias", &dbias)] {
                found.add(format!("of the {name}, {g:?}, {drops}"), kernels, gradient);
            }
        }
    }
});

parity!(scores_that_are_not_numbers: Attention, |kernels, found| {
    let g = Geometry { queries: 3, keys: 70, width: 1, ..SINGLE };
    let q = Held::new(kernels, &[E::one(), -E::one(), E::nan()]);
    let v = Held::new(kernels, &values(3, 70));
    // The first tile may have nothing but minus infinity, or all of them.
    for (infinite, score) in [(64, f64::NEG_INFINITY), (70, f64::NEG_INFINITY), (1, f64::INFINITY), (1, f64::NAN)] {
        let mut k = values::<E>(2, 70);
        k[..infinite].fill(E::of(score));
        let k = Held::new(kernels, &k);
        let mut likely = Held::new(kernels, &[E::zero(); 210]);
        let mut y = Held::new(kernels, &[E::zero(); 3]);
        let inputs = Triple { queries: q.read(), keys: k.read(), values: v.read() };
        kernels.attend(&g, inputs, Given::NOTHING, Some(likely.write()), y.write());
        found.add(format!("probabilities, {score} {infinite} times"), kernels, &likely);
        found.add(format!("y, {score} {infinite} times"), kernels, &y);
    }
});

parity!(projections: Attention, |kernels, found| {
    let projections = [
        Projection { rows: 2, inputs: 2, outputs: 1, weight: 2, bias: 1 },
        Projection { rows: 33, inputs: 5, outputs: 7, weight: 35, bias: 7 },
        Projection { rows: 0, inputs: 5, outputs: 7, weight: 0, bias: 0 },
    ];
    for p in projections {
        let (weights, biases) = (p.weight + p.inputs * p.outputs + 3, p.bias + p.outputs + 2);
        let (x, dy) = (Held::new(kernels, &values(1, p.rows * p.inputs)), Held::new(kernels, &values(2, p.rows * p.outputs)));
        let (weight, bias) = (Held::new(kernels, &values(3, weights)), Held::new(kernels, &values(4, biases)));
        let mut y = Held::new(kernels, &vec![E::nan(); p.rows * p.outputs]);
        kernels.project(&p, x.read(), weight.read(), Some(bias.read()), y.write());
        found.add(format!("{p:?}"), kernels, &y);
        kernels.project(&p, x.read(), weight.read(), None, y.write());
        found.add(format!("without a bias, {p:?}"), kernels, &y);
        let mut dx = Held::new(kernels, &values(5, p.rows * p.inputs));
        kernels.project_backward_input(&p, weight.read(), dy.read(), true, dx.write());
        found.add(format!("of the input, {p:?}"), kernels, &dx);
        let (mut dweight, mut dbias) = (Held::new(kernels, &values(6, weights)), Held::new(kernels, &values(7, biases)));
        kernels.project_backward_weight(&p, x.read(), dy.read(), dweight.write(), Some(dbias.write()));
        found.add(format!("of the weight, {p:?}"), kernels, &dweight);
        found.add(format!("of the bias, {p:?}"), kernels, &dbias);
    }
});
