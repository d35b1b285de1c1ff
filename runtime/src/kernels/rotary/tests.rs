use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, Rotary};

const SMALL: Geometry = Geometry { batch: 2, places: 3, heads: 2, depth: 4, base: 100.0 };

fn forward(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.forward(g, x, &mut y);
    y
}

#[test]
fn values_follow_the_formula() {
    // More rows than a thread takes at once.
    for g in [SMALL, Geometry { places: 3001, ..SMALL }] {
        let x: Vec<f64> = values(1, g.elements());
        let y = forward(&g, &x);
        for (index, head) in y.chunks_exact(4).enumerate() {
            let place = (index / g.heads % g.places) as f64;
            let x = &x[index * 4..];
            for pair in 0..2 {
                let angle = place * [1.0, 0.1][pair];
                let (a, b) = (x[pair], x[pair + 2]);
                let expected = [a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()];
                assert_close(&[head[pair], head[pair + 2]], &expected, 1e-12);
            }
        }
    }
}

#[test]
fn gradients_are_added() {
    let x: Vec<f64> = values(1, SMALL.elements());
    let (dy, before): (Vec<f64>, Vec<f64>) = (values(2, x.len()), values(3, x.len()));
    let mut dx = before.clone();
    Cpu.backward(&SMALL, &dy, &mut dx);
    assert_close(&dx, &added(&before, &differences(&x, |x| dot(&forward(&SMALL, x), &dy))), 1e-7);
}

/// What two places have in common depends on how far they are apart alone.
#[test]
fn products_depend_on_distances() {
    let g = Geometry { batch: 1, places: 9, heads: 1, depth: 6, base: 10_000.0 };
    let [query, key]: [Vec<f64>; 2] = [values(1, 6), values(2, 6)];
    let [queries, keys] = [query, key].map(|row| forward(&g, &row.repeat(9)));
    let product = |from: usize, to: usize| dot(&queries[from * 6..][..6], &keys[to * 6..][..6]);
    assert_close(&[product(7, 3), product(4, 4)], &[product(4, 0), product(8, 8)], 1e-12);
    assert!((product(7, 3) - product(7, 4)).abs() > 1e-6);
}
