use super::super::Cpu;
use super::super::check::{assert_close, values};
use super::Dropout;

fn forward(seed: usize, probability: f64, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.forward(&[seed], probability, 1, x, &mut y);
    y
}

/// Which elements stay.
fn mask(seed: usize, probability: f64, len: usize) -> Vec<bool> {
    forward(seed, probability, &vec![1.0; len]).into_iter().map(|y| y != 0.0).collect()
}

#[test]
fn what_stays_is_scaled() {
    let x: Vec<f64> = values(1, 1000);
    for (y, x) in forward(7, 0.2, &x).into_iter().zip(x) {
        assert!(y == 0.0 || (y - x / 0.8).abs() < 1e-12, "{x} became {y}");
    }
}

#[test]
fn as_many_drop_as_the_probability_says() {
    let len = 1_000_000;
    for probability in [0.1, 0.5, 0.9] {
        let dropped = mask(3, probability, len).into_iter().filter(|stays| !stays).count() as f64;
        // Five standard deviations.
        let margin = 5.0 * (len as f64 * probability * (1.0 - probability)).sqrt();
        assert!((dropped - len as f64 * probability).abs() < margin, "{dropped} dropped at {probability}");
    }
}

/// Fails unless two masks of probability 0.5 agree on half of their elements.
#[track_caller]
fn assert_unrelated(left: &[bool], right: &[bool]) {
    let len = left.len().min(right.len()) as f64;
    let agree = left.iter().zip(right).filter(|(left, right)| left == right).count() as f64;
    assert!((agree - len / 2.0).abs() < 2.5 * len.sqrt(), "{agree} of {len} agree");
}

#[test]
fn neighbours_and_seeds_are_unrelated() {
    let len = 100_000;
    let this = mask(0, 0.5, len);
    for distance in [1, 2, 3, 8, 32, 1024] {
        assert_unrelated(&this, &this[distance..]);
    }
    for seed in [1, 2, 1 << 32, usize::MAX, 0x9E37_79B9_7F4A_7C15] {
        let other = mask(seed, 0.5, len);
        assert_unrelated(&this, &other);
        assert_unrelated(&this, &other[1..]);
        assert_unrelated(&this[1..], &other);
    }
}

#[test]
fn a_mask_is_independent_of_the_number_of_threads() {
    let masks = [1, 2, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| mask(11, 0.3, 123_457))
    });
    assert_eq!(masks[0], masks[1]);
    assert_eq!(masks[0], masks[2]);
    // An element's fate is that of its index, however long the tensor.
    assert_eq!(masks[0][..100], mask(11, 0.3, 100));
}

#[test]
fn the_gradient_goes_through_the_same_mask() {
    let x: Vec<f64> = values(5, 200_000);
    let mut dx = x.clone();
    Cpu.backward(&[9], 0.4, 1, &mut dx);
    assert_eq!(dx, forward(9, 0.4, &x));
}

#[test]
fn nothing_or_everything_drops() {
    let x: Vec<f64> = values(7, 1000);
    assert_eq!(forward(1, 0.0, &x), x);
    assert_eq!(forward(1, 1.0, &x), vec![0.0; 1000]);
    assert!(forward(1, 0.5, &[]).is_empty());
}

#[test]
fn runs_stay_or_go_together() {
    let (x, mut y) = (values::<f64>(9, 60_000), vec![f64::NAN; 60_000]);
    Cpu.forward(&[7], 0.25, 300, &x, &mut y);
    let mut dropped = 0;
    for (x, y) in x.chunks(300).zip(y.chunks(300)) {
        let factor = y[0] / x[0];
        assert!(factor == 0.0 || (factor - 4.0 / 3.0).abs() < 1e-12, "{factor}");
        dropped += usize::from(factor == 0.0);
        assert_close(y, &x.iter().map(|x| x * factor).collect::<Vec<_>>(), 1e-12);
    }
    assert!((20..80).contains(&dropped), "{dropped}");
    let mut dy = x.clone();
    Cpu.backward(&[7], 0.25, 300, &mut dy);
    assert_eq!(dy, y);
}
