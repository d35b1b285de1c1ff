use super::super::batch_norm::Blend;
use super::super::check::{assert_close, values};
use super::super::{Cpu, Float, Memory};
use super::{ARRAYS, Adam, Optimizer, Piece, RmsProp, Sgd};

fn piece<'a, E: Float>(
    variable: &'a mut [E],
    arrays: [Option<&'a mut [E]>; ARRAYS],
    gradient: &'a [E],
) -> [Piece<'a, E, Cpu>; 1] {
    [Piece { variable, arrays, gradient, settings: 0 }]
}

fn sum_of_squares<E: Float>(x: &[E]) -> f64
where
    Cpu: Optimizer<E> + for<'a> Memory<E, Slice<'a> = &'a [E]>,
{
    Cpu.sum_of_squares(x, std::iter::once(0..x.len()))
}

/// Enough for several threads.
const LEN: usize = 200_001;

fn gradients() -> [Vec<f64>; 3] {
    [1, 2, 3].map(|seed| values(seed, LEN))
}

const SGD: Sgd = Sgd { learning_rate: 0.1, weight_decay: 0.0, momentum: 0.0, nesterov: false };
const ADAM: Adam =
    Adam { learning_rate: 0.1, weight_decay: 0.0, decoupled: false, betas: [0.9, 0.999], epsilon: 1e-8, step: 1 };
const RMS_PROP: RmsProp =
    RmsProp { learning_rate: 0.1, weight_decay: 0.0, smoothing: 0.99, epsilon: 1e-8, momentum: 0.0 };

#[test]
fn sgd_follows_its_formula() {
    let step = Sgd { momentum: 0.9, ..SGD };
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
        Cpu.sgd(&[step], &mut piece(&mut p, [Some(&mut velocity), None, None], &g), &mut []);
    }
    assert_close(&p, &expected, 1e-6);
    assert_close(&velocity, &expected_velocity, 1e-6);
}

#[test]
fn sgd_without_a_velocity_goes_down_the_gradient() {
    let mut p = [1.0, 2.0];
    Cpu.sgd(&[Sgd { learning_rate: 0.5, ..SGD }], &mut piece(&mut p, [None, None, None], &[1.0, -4.0]), &mut []);
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
        let step = Adam { learning_rate: 0.01, epsilon: 1e-3, step: t as u64, ..ADAM };
        Cpu.adam(&[step], &mut piece(&mut p, [Some(&mut m), Some(&mut v), None], &g), &mut []);
    }
    assert_close(&p, &expected, 1e-12);
    assert_close(&m, &expected_m, 1e-12);
    assert_close(&v, &expected_v, 1e-12);
}

/// Steps of many elements and of few are of the same bits: memory is gone through in another way.
#[test]
fn many_elements_are_changed_as_few_are() {
    const FEW: usize = 1_001;
    let lens = [3, 2 << 20, 64, 100_007];
    let repeated =
        |seed: u64, len: usize| -> Vec<f32> { values::<f32>(seed, FEW).into_iter().cycle().take(len).collect() };
    let step = Adam { learning_rate: 0.01, weight_decay: 0.1, ..ADAM };
    let run = |lens: &[usize]| {
        let gradients: Vec<_> = lens.iter().map(|&len| repeated(1, len)).collect();
        let mut all: Vec<_> = lens.iter().map(|&len| [repeated(2, len), repeated(3, len), vec![0.5; len]]).collect();
        let mut pieces: Vec<_> = all
            .iter_mut()
            .zip(&gradients)
            .flat_map(|([variable, m, v], gradient)| piece(variable, [Some(m), Some(v), None], gradient))
            .collect();
        Cpu.adam(&[step], &mut pieces, &mut []);
        all
    };
    let [few] = &run(&[FEW])[..] else { unreachable!("there is one") };
    for all in run(&lens) {
        for (all, few) in all.iter().zip(few) {
            assert!(all.iter().eq(few.iter().cycle().take(all.len())));
        }
    }
}

/// `torch.optim.Adam([p], lr=1e-3)` (PyTorch 2.15, float32) from 1, −2, 3 by these gradients.
#[test]
fn adam_agrees_with_pytorch() {
    let mut p = [1.0_f32, -2.0, 3.0];
    let (mut m, mut v) = ([0.0; 3], [0.0; 3]);
    for (step, g) in (1..).zip([[0.1, -0.2, 0.0], [0.3, 0.2, 1e-6], [-0.5, 0.1, 1e4]]) {
        let step = Adam { learning_rate: 1e-3, step, ..ADAM };
        Cpu.adam(&[step], &mut piece(&mut p, [Some(&mut m), Some(&mut v), None], &g), &mut []);
    }
    assert_close(&p, &PYTORCH, 1e-7);
}

const PYTORCH: [f64; 3] = [0.998243153, -1.999304056, 2.998627424];

#[test]
fn adam_stands_still_without_a_gradient() {
    let mut p = [1.0_f32];
    Cpu.adam(&[ADAM], &mut piece(&mut p, [Some(&mut [0.0]), Some(&mut [0.0]), None], &[0.0]), &mut []);
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
fn sgd_decays_and_looks_ahead() {
    let (mut p, mut velocity) = ([2.0], [1.0]);
    let step = Sgd { learning_rate: 0.5, weight_decay: 0.25, momentum: 0.5, nesterov: false };
    Cpu.sgd(&[step], &mut piece(&mut p, [None, None, None], &[0.5]), &mut []);
    assert_eq!(p, [1.5]); // 2 − ½ (½ + ¼ · 2)
    let step = Sgd { weight_decay: 0.0, ..step };
    Cpu.sgd(&[step], &mut piece(&mut p, [Some(&mut velocity), None, None], &[0.5]), &mut []);
    assert_eq!((p, velocity), ([1.0], [1.0])); // v = ½ · 1 + ½
    let step = Sgd { weight_decay: 0.25, nesterov: true, ..step };
    Cpu.sgd(&[step], &mut piece(&mut p, [Some(&mut velocity), None, None], &[0.25]), &mut []);
    assert_eq!((p, velocity), ([0.5], [1.0])); // g = ¼ + ¼ · 1, v = ½ · 1 + ½, a step of ½ (½ + ½ · 1)
}

#[test]
fn adam_decays_by_its_gradient_or_by_itself() {
    let step = Adam { epsilon: 0.0, weight_decay: 0.5, ..ADAM };
    // The first step is one of the learning rate, whatever the size of the gradient.
    let mut p = [2.0_f64];
    Cpu.adam(&[step], &mut piece(&mut p, [Some(&mut [0.0]), Some(&mut [0.0]), None], &[-0.5]), &mut []);
    assert_close(&p, &[2.0 - 0.1], 1e-12);
    let mut p = [2.0_f64];
    let step = Adam { decoupled: true, ..step };
    Cpu.adam(&[step], &mut piece(&mut p, [Some(&mut [0.0]), Some(&mut [0.0]), None], &[-0.5]), &mut []);
    assert_close(&p, &[2.0 * (1.0 - 0.1 * 0.5) + 0.1], 1e-12);
}

#[test]
fn rms_prop_follows_its_formula() {
    for (centred, momentum) in [(false, 0.0), (true, 0.0), (false, 0.9), (true, 0.9)] {
        let step = RmsProp { learning_rate: 0.01, weight_decay: 0.1, epsilon: 1e-3, momentum, ..RMS_PROP };
        let mut p: Vec<f64> = values(9, LEN);
        let (mut square, mut mean, mut velocity) = (vec![0.0; LEN], vec![0.0; LEN], vec![0.0; LEN]);
        let mut expected: Vec<[f64; 4]> = p.iter().map(|&p| [p, 0.0, 0.0, 0.0]).collect();
        for g in gradients() {
            for ([p, square, mean, velocity], g) in expected.iter_mut().zip(&g) {
                let g = g + 0.1 * *p;
                *square = 0.99 * *square + 0.01 * g * g;
                *mean = 0.99 * *mean + 0.01 * g;
                let variance = if centred { *square - *mean * *mean } else { *square };
                *velocity = momentum * *velocity + g / (variance.sqrt() + 1e-3);
                *p -= 0.01 * *velocity;
            }
            let mean = centred.then_some(mean.as_mut_slice());
            let velocity = (momentum > 0.0).then_some(velocity.as_mut_slice());
            Cpu.rms_prop(&[step], &mut piece(&mut p, [Some(&mut square), mean, velocity], &g), &mut []);
        }
        assert_close(&p, &expected.iter().map(|[p, ..]| *p).collect::<Vec<_>>(), 1e-12);
    }
}

/// Equal gradients have no variance, and rounding must not make it negative.
#[test]
fn centred_rms_prop_of_equal_gradients_is_finite() {
    let step = RmsProp { smoothing: 0.0, ..RMS_PROP };
    let (mut p, mut square, mut mean) = ([1.0_f32; 64], [0.0; 64], [0.0; 64]);
    let g = std::array::from_fn::<_, 64, _>(|i| 0.1 + i as f32 / 7.0);
    for _ in 0..3 {
        Cpu.rms_prop(&[step], &mut piece(&mut p, [Some(&mut square), Some(&mut mean), None], &g), &mut []);
    }
    assert!(p.iter().all(|p| p.is_finite()), "{p:?}");
}

#[test]
fn gradients_are_averaged_scaled_and_clipped() {
    let x: Vec<f64> = values(1, LEN);
    let start: Vec<f64> = values(2, LEN);
    let check = |y: &[f64], expected: &dyn Fn(f64, f64) -> f64| {
        let expected: Vec<f64> = x.iter().zip(&start).map(|(x, y)| expected(*x, *y)).collect();
        assert_close(y, &expected, 1e-15);
    };
    let mut y = start.clone();
    Cpu.average(&[0.75], &mut piece(&mut y, [None, None, None], &x));
    check(&y, &|x, y| 0.75 * y + 0.25 * x);
    let mut y = start.clone();
    Cpu.scale(-0.5, &mut y);
    check(&y, &|_, y| -0.5 * y);
    let mut y = start.clone();
    Cpu.clip(0.5, &mut y);
    check(&y, &|_, y| y.clamp(-0.5, 0.5));
}

#[test]
fn squares_of_large_numbers_are_summed() {
    let x: Vec<f32> = values(1, LEN);
    let expected: f64 = x.iter().map(|&x| f64::from(x).powi(2)).sum();
    assert_close(&[sum_of_squares(&x)], &[expected], 1e-12);
    assert_close(&[sum_of_squares(&[3e30_f32, 4e30]).sqrt()], &[f64::from(5e30_f32)], 1e-7);
    assert!(sum_of_squares(&[f64::NAN]).is_nan());
}

#[test]
fn what_is_not_finite_is_found() {
    let mut x: Vec<f32> = values(1, LEN);
    assert!(Cpu.is_finite(&x));
    for (place, value) in [(0, f32::NAN), (LEN / 2, f32::INFINITY), (LEN - 1, f32::NEG_INFINITY)] {
        let kept = std::mem::replace(&mut x[place], value);
        assert!(!Cpu.is_finite(&x), "{value} at {place}");
        x[place] = kept;
    }
}

#[test]
fn of_nothing_is_nothing() {
    let nothing = || [(); ARRAYS].map(|()| Some([0.0_f32; 0].as_mut_slice()));
    Cpu.adam(&[ADAM], &mut piece(&mut [], nothing(), &[]), &mut []);
    Cpu.sgd(&[SGD], &mut piece(&mut [], nothing(), &[]), &mut []);
    Cpu.rms_prop(&[RMS_PROP], &mut piece(&mut [], nothing(), &[]), &mut []);
    Cpu.adam(&[], &mut [] as &mut [Piece<'_, f32, Cpu>], &mut []);
    Cpu.add(&[], &mut [0.0_f32; 0]);
    assert_eq!(sum_of_squares(&[0.0_f32; 0]), 0.0);
    assert!(Cpu.is_finite(&[0.0_f32; 0]));
}

/// However the variables are shared out among threads, each has the same bits as alone.
#[test]
fn a_list_has_the_bits_of_its_variables_alone() {
    let lengths = [1, 40_000, 17, 0, 160_001, 1024, 1024, 99_999];
    let steps = [ADAM, Adam { step: 3, learning_rate: 0.02, ..ADAM }];
    let start: Vec<[Vec<f32>; 4]> =
        (0..).zip(lengths).map(|(i, n)| [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3].map(|seed| values(seed, n))).collect();
    let (mut alone, mut together) = (start.clone(), start);
    fn all(variables: &mut [[Vec<f32>; 4]]) -> Vec<Piece<'_, f32, Cpu>> {
        let pieces = variables.iter_mut().enumerate().map(|(index, [variable, first, second, gradient])| {
            second.iter_mut().for_each(|square| *square = square.abs());
            let arrays = [Some(first.as_mut_slice()), Some(second.as_mut_slice()), None];
            Piece { variable: &mut variable[..], arrays, gradient: &gradient[..], settings: index % 2 }
        });
        pieces.collect()
    }
    for _ in 0..2 {
        all(&mut alone).into_iter().for_each(|piece| Cpu.adam(&steps, &mut [piece], &mut []));
        Cpu.adam(&steps, &mut all(&mut together), &mut []);
    }
    assert_eq!(alone, together);
}

#[test]
fn parts_are_shortened_by_their_own_norms() {
    let mut y = [3.0_f32, 4.0, 9.0, 9.0, 0.3, 0.4, 30.0, 40.0];
    assert_eq!(
        Cpu.sum_of_squares(&y, [0..2, 4..6].into_iter()),
        25.0 + f64::from(0.3_f32).powi(2) + f64::from(0.4_f32).powi(2)
    );
    Cpu.shorten(1.0, &mut y, [0..2, 4..6, 6..8].into_iter());
    assert_close(&y, &[0.6, 0.8, 9.0, 9.0, 0.3, 0.4, 0.6, 0.8], 1e-7);
}

/// The sum of several parts is that of each alone, added up in order.
#[test]
fn sums_of_parts_have_the_bits_of_the_parts_alone() {
    let x: Vec<f32> = values(1, 3 * LEN);
    let parts = [0..1000, 1000..LEN + 1000, LEN + 1001..3 * LEN];
    let alone: f64 = parts.iter().map(|part| sum_of_squares(&x[part.clone()])).sum();
    assert_eq!(Cpu.sum_of_squares(&x, parts.iter().cloned()), alone);
}

#[test]
fn an_average_that_keeps_nothing_is_a_copy() {
    let (mut y, x) = ([1e9_f32, -3.0, f32::MIN_POSITIVE], [1e-9_f32, f32::MAX, -0.0]);
    Cpu.average(&[0.0], &mut piece(&mut y, [None, None, None], &x));
    assert_eq!(y.map(f32::to_bits), x.map(f32::to_bits));
}

#[test]
fn a_step_blends_running_statistics() {
    let [mut running, mut p] = [[1.0, 2.0], [3.0, 4.0]];
    let mut blends = [Blend { kept: 0.75, running: &mut running[..], weight: 0.5, statistic: &[10.0, 20.0][..] }];
    Cpu.sgd(&[SGD], &mut piece(&mut p, [None, None, None], &[10.0, 10.0]), &mut blends);
    assert_eq!((running, p), ([5.75, 11.5], [2.0, 3.0]));
}
