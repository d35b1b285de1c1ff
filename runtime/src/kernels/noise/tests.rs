use super::super::Cpu;
use super::super::check::values;
use super::Noise;

fn noise(seed: usize, deviation: f64, len: usize) -> Vec<f64> {
    let mut y = vec![f64::NAN; len];
    Cpu.add(&[seed], deviation, &vec![0.0; len], &mut y);
    y
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// The first moments, and the shares within one, two and three deviations, of a million numbers: within five standard errors.
#[test]
fn the_noise_is_normal() {
    let (noise, deviation) = (noise(3, 0.5, 1_000_000), 0.5);
    let standard: Vec<f64> = noise.iter().map(|noise| noise / deviation).collect();
    let power = |power: i32| mean(standard.iter().map(|n| n.powi(power)));
    for (moment, expected, error) in [(1, 0.0, 1e-3), (2, 1.0, 1.5e-3), (3, 0.0, 4e-3), (4, 3.0, 1e-2)] {
        assert!((power(moment) - expected).abs() < 5.0 * error, "moment {moment} is {}", power(moment));
    }
    for (reach, expected) in [(1.0, 0.682_689), (2.0, 0.954_500), (3.0, 0.997_300)] {
        let share = standard.iter().filter(|n| n.abs() < reach).count() as f64 / 1e6;
        assert!((share - expected).abs() < 0.0025, "{share} are within {reach}");
    }
    assert!(standard.iter().all(|n| n.is_finite()));
}

#[test]
fn neighbours_and_seeds_are_unrelated() {
    let this = noise(0, 1.0, 100_000);
    let correlation = |a: &[f64], b: &[f64]| mean(a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>().into_iter());
    for distance in [1, 2, 32, 1024] {
        assert!(correlation(&this, &this[distance..]).abs() < 0.017, "at a distance of {distance}");
    }
    for seed in [1, usize::MAX, 0x9E37_79B9_7F4A_7C15] {
        assert!(correlation(&this, &noise(seed, 1.0, 100_000)).abs() < 0.017, "of the seed {seed}");
    }
}

#[test]
fn it_is_added_on_any_number_of_threads() {
    let x: Vec<f64> = values(1, 123_457);
    let sums = [1, 2, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut y = vec![f64::NAN; x.len()];
        pool.install(|| Cpu.add(&[11], 0.25, &x, &mut y));
        y
    });
    assert_eq!(sums[0], sums[1]);
    assert_eq!(sums[0], sums[2]);
    let noise = noise(11, 0.25, x.len());
    assert!(sums[0].iter().zip(x.iter().zip(noise)).all(|(y, (x, noise))| *y == x + noise));
}
