use super::super::Cpu;
use super::super::check::{assert_close, values};
use super::{Adam, Optimizer, Sgd};

/// Enough for several threads.
const LEN: usize = 200_001;

fn gradients() -> [Vec<f64>; 3] {
    [1, 2, 3].map(|seed| values(seed, LEN))
}

#[test]
fn sgd_follows_its_formula() {
    let step = Sgd { learning_rate: 0.1, momentum: 0.9 };
    let start: Vec<f64> = values(9, LEN);
    let mut p: Vec<f32> = start.iter().map(|&p| p as f32).collect();
    let mut velocity = vec![0.0_f32; LEN];
    let mut expected = start;
    let mut expected_velocity = vec![0.0; LEN];
    for g in gradients() {
        for ((p, v), g) in expected.iter_mut().zip(&mut expected_velocity).zip(&g) {
            *v = 0.9 * *v + g;
            *p -= 0.1 * *v;
        }
        let g: Vec<f32> = g.iter().map(|&g| g as f32).collect();
        Cpu.sgd(&step, &mut p, Some(&mut velocity), &g);
    }
    assert_close(&p, &expected, 1e-6);
    assert_close(&velocity, &expected_velocity, 1e-6);
}

#[test]
fn sgd_without_a_velocity_goes_down_the_gradient() {
    let mut p = [1.0, 2.0];
    Cpu.sgd(&Sgd { learning_rate: 0.5, momentum: 0.0 }, &mut p, None, &[1.0, -4.0]);
    assert_eq!(p, [0.5, 4.0]);
}

#[test]
fn adam_follows_its_formula() {
    let start: Vec<f64> = values(9, LEN);
    let (mut p, mut m, mut v) = (start.clone(), vec![0.0; LEN], vec![0.0; LEN]);
    let (mut expected, mut expected_m, mut expected_v) = (start, vec![0.0; LEN], vec![0.0; LEN]);
    for (t, g) in (1..).zip(gradients()) {
        for (((p, m), v), g) in expected.iter_mut().zip(&mut expected_m).zip(&mut expected_v).zip(&g) {
            *m = 0.9 * *m + 0.1 * g;
            *v = 0.999 * *v + 0.001 * g * g;
            let (m, v) = (*m / (1.0 - 0.9_f64.powi(t)), *v / (1.0 - 0.999_f64.powi(t)));
            *p -= 0.01 * m / (v.sqrt() + 1e-3);
        }
        let step = Adam { learning_rate: 0.01, betas: [0.9, 0.999], epsilon: 1e-3, step: t as u64 };
        Cpu.adam(&step, &mut p, &mut m, &mut v, &g);
    }
    assert_close(&p, &expected, 1e-12);
    assert_close(&m, &expected_m, 1e-12);
    assert_close(&v, &expected_v, 1e-12);
}

/// `torch.optim.Adam([p], lr=1e-3)` (PyTorch 2.15, float32) from 1, −2, 3 by these gradients.
#[test]
fn adam_agrees_with_pytorch() {
    let mut p = [1.0_f32, -2.0, 3.0];
    let (mut m, mut v) = ([0.0; 3], [0.0; 3]);
    for (step, g) in (1..).zip([[0.1, -0.2, 0.0], [0.3, 0.2, 1e-6], [-0.5, 0.1, 1e4]]) {
        Cpu.adam(&Adam { learning_rate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8, step }, &mut p, &mut m, &mut v, &g);
    }
    assert_close(&p, &PYTORCH, 1e-7);
}

const PYTORCH: [f64; 3] = [0.998243153, -1.999304056, 2.998627424];

#[test]
fn adam_stands_still_without_a_gradient() {
    let mut p = [1.0_f32];
    let step = Adam { learning_rate: 0.1, betas: [0.9, 0.999], epsilon: 1e-8, step: 1 };
    Cpu.adam(&step, &mut p, &mut [0.0], &mut [0.0], &[0.0]);
    assert_eq!(p, [1.0]);
}

#[test]
fn sums_of_gradients() {
    let x: Vec<f64> = values(1, LEN);
    let mut y = x.clone();
    Cpu.add(&x, &mut y);
    assert_close(&y, &x.iter().map(|x| x + x).collect::<Vec<_>>(), 0.0);
}

#[test]
fn of_nothing_is_nothing() {
    let step = Adam { learning_rate: 0.1, betas: [0.9, 0.999], epsilon: 1e-8, step: 1 };
    Cpu.adam(&step, &mut [0.0_f32; 0], &mut [], &mut [], &[]);
    Cpu.sgd(&Sgd { learning_rate: 0.5, momentum: 0.0 }, &mut [0.0_f32; 0], None, &[]);
    Cpu.add(&[], &mut [0.0_f32; 0]);
}
