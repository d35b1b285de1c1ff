//! What the tests of the kernels compare with: reproducible values, and finite differences.

use super::Float;

/// `len` values spread over −2..2, the same for the same seed.
pub(super) fn values<E: Float>(seed: u64, len: usize) -> Vec<E> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..len).map(|_| E::of(4.0 * draw() - 2.0)).collect()
}

/// Fails unless every element is within `tolerance` of what is expected, relative to that or to 1. NaN equals NaN.
#[track_caller]
pub(super) fn assert_close<E: Float>(actual: &[E], expected: &[f64], tolerance: f64) {
    assert_eq!(actual.len(), expected.len(), "the lengths differ");
    for (i, (actual, &expected)) in actual.iter().zip(expected).enumerate() {
        let actual = actual.to_f64().unwrap();
        let near = (actual - expected).abs() <= tolerance * expected.abs().max(1.0);
        assert!(
            near || actual == expected || actual.is_nan() && expected.is_nan(),
            "element {i} is {actual}, not {expected}"
        );
    }
}

/// The gradient of `f` at `x` by central differences.
pub(super) fn differences(x: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let step = 1e-5;
    let mut x = x.to_vec();
    (0..x.len())
        .map(|i| {
            let at = x[i];
            x[i] = at + step;
            let after = f(&x);
            x[i] = at - step;
            let before = f(&x);
            x[i] = at;
            (after - before) / (2.0 * step)
        })
        .collect()
}

/// `Σ a · b`: a loss whose gradient to `a` is `b`.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// What a gradient must be after `change` was added to it.
pub(super) fn added(before: &[f64], change: &[f64]) -> Vec<f64> {
    before.iter().zip(change).map(|(before, change)| before + change).collect()
}
