use super::super::super::batch_norm::Blend;
use super::super::super::check::values;
use super::super::super::cuda::parity::{Bench, Held, parity};
use super::{ARRAYS, Adam, Optimizer, Piece, RmsProp, Sgd};

/// One is more than a chunk.
const SIZES: [usize; 5] = [0, 1, 77, 1537, 9001];

/// A list of variables with their arrays and gradients. Their settings are 0 and 1 in turn.
struct Variables<E, K: Bench<E>> {
    all: Vec<[Held<E, K>; 2 + ARRAYS]>,
    /// Running statistics, and what is blended into them.
    statistics: [[Held<E, K>; 2]; 2],
}

impl<E: crate::kernels::Float, K: Bench<E>> Variables<E, K> {
    fn new(kernels: &K) -> Self {
        let variables = (1..).zip(SIZES).map(|(seed, n)| {
            let zeros = || Held::new(kernels, &vec![E::zero(); n]);
            let [variable, gradient] = [2 * seed, 2 * seed + 1].map(|seed| Held::new(kernels, &values(seed, n)));
            [variable, gradient, zeros(), zeros(), zeros()]
        });
        let statistics = [[30, 5], [31, 300]]
            .map(|[seed, n]| [seed, seed + 2].map(|seed| Held::new(kernels, &values(seed, n as usize))));
        Self { all: variables.collect(), statistics }
    }

    /// Does a step of all, with those of the arrays that are wanted.
    fn step(&mut self, wanted: [bool; ARRAYS], step: impl FnOnce(&mut [Piece<'_, E, K>], &mut [Blend<'_, E, K>])) {
        let Self { all, statistics } = self;
        let pieces = all.iter_mut().enumerate().map(|(index, [variable, gradient, first, second, third])| {
            let [first, second, third] =
                [(first, 0), (second, 1), (third, 2)].map(|(array, number)| wanted[number].then(|| array.write()));
            Piece {
                variable: variable.write(),
                arrays: [first, second, third],
                gradient: gradient.read(),
                settings: index % 2,
            }
        });
        let mut blends = statistics.each_mut().map(|[running, statistic]| Blend {
            kept: 0.75,
            running: running.write(),
            weight: 0.5,
            statistic: statistic.read(),
        });
        step(&mut pieces.collect::<Vec<_>>(), &mut blends);
    }

    fn found(&self, what: &str, kernels: &K, found: &mut crate::kernels::cuda::parity::Findings<E>) {
        for (index, held) in self.all.iter().flatten().chain(self.statistics.iter().flatten()).enumerate() {
            found.add(format!("{what}: {index}"), kernels, held);
        }
    }
}

parity!(sgd: Optimizer, |kernels, found| {
    for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
        let step = Sgd { learning_rate: 0.1, weight_decay: 0.01, momentum, nesterov };
        let mut variables = Variables::new(kernels);
        for _ in 0..2 {
            let steps = [step, Sgd { learning_rate: 0.01, ..step }];
            variables.step([momentum > 0.0, false, false], |pieces, blends| kernels.sgd(&steps, pieces, blends));
        }
        variables.found(&format!("{step:?}"), kernels, found);
    }
});

parity!(adam: Optimizer, |kernels, found| {
    for (decoupled, step) in [(false, 1), (true, 1), (true, 1000)] {
        let mut adam =
            Adam { learning_rate: 0.01, weight_decay: 0.1, decoupled, betas: [0.9, 0.999], epsilon: 1e-8, step };
        let mut variables = Variables::new(kernels);
        for _ in 0..2 {
            let steps = [adam, Adam { step: 7, ..adam }];
            variables.step([true, true, false], |pieces, blends| kernels.adam(&steps, pieces, blends));
            adam.step += 1;
        }
        variables.found(&format!("{adam:?}"), kernels, found);
    }
});

parity!(rms_prop: Optimizer, |kernels, found| {
    let step =
        RmsProp { learning_rate: 0.01, weight_decay: 0.1, smoothing: 0.9, epsilon: 1e-3, momentum: 0.8 };
    for (centred, moving) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut variables = Variables::new(kernels);
        for _ in 0..2 {
            let steps = [step, RmsProp { weight_decay: 0.0, ..step }];
            variables.step([true, centred, moving], |pieces, blends| kernels.rms_prop(&steps, pieces, blends));
        }
        variables.found(&format!("{centred}, {moving}"), kernels, found);
    }
    // The square of the mean is more than the mean of squares.
    let step = RmsProp { weight_decay: 0.0, momentum: 0.0, ..step };
    let (mut p, g) = (Held::new(kernels, &[E::one()]), Held::new(kernels, &[E::one()]));
    let (mut square, mut mean) = (Held::new(kernels, &[E::of(0.9)]), Held::new(kernels, &[E::one()]));
    let arrays = [Some(square.write()), Some(mean.write()), None];
    kernels.rms_prop(&[step], &mut [Piece { variable: p.write(), arrays, gradient: g.read(), settings: 0 }], &mut []);
    found.add("less than no variance".to_string(), kernels, &p);
});

parity!(averages: Optimizer, |kernels, found| {
    let mut variables = Variables::new(kernels);
    variables.step([false; ARRAYS], |pieces, _| kernels.average(&[0.9, 0.0], pieces));
    variables.found("average", kernels, found);
});

parity!(norms_of_parts: Optimizer, |kernels, found| {
    let mut y = Held::new(kernels, &values(1, 20_000));
    let parts = [0..5, 16..16, 16..9000, 9008..9009, 9100..20_000];
    found.add_number("all parts".to_string(), kernels.sum_of_squares(y.read(), parts.iter().cloned()));
    found.add_number("no parts".to_string(), kernels.sum_of_squares(y.read(), std::iter::empty()));
    kernels.shorten(1.5, y.write(), parts.iter().cloned());
    found.add("shortened".to_string(), kernels, &y);
});

parity!(changes_of_buffers: Optimizer, |kernels, found| {
    for n in SIZES {
        let x = Held::new(kernels, &values(1, n));
        let mut y = Held::new(kernels, &values(2, n));
        kernels.add(x.read(), y.write());
        found.add(format!("add, {n}"), kernels, &y);
        kernels.scale(-1.5, y.write());
        found.add(format!("scale, {n}"), kernels, &y);
        kernels.clip(0.3, y.write());
        found.add(format!("clip, {n}"), kernels, &y);
        for value in [0.1, 0.0] {
            kernels.fill(value, y.write());
            found.add(format!("fill, {value}, {n}"), kernels, &y);
        }
        kernels.copy(x.read(), y.write());
        found.add(format!("copy, {n}"), kernels, &y);
    }
    let mut y = Held::new(kernels, &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.1].map(E::of));
    kernels.clip(2.0, y.write());
    found.add("clip of what is not finite".to_string(), kernels, &y);
});

parity!(answers: Optimizer, |kernels, found| {
    for n in [0, 1, 77, 1537, 300_001] {
        let mut x = values::<E>(1, n);
        let held = Held::new(kernels, &x);
        found.add_number(format!("squares of {n}"), kernels.sum_of_squares(held.read(), std::iter::once(0..n)));
        found.add_number(format!("{n} are finite"), f64::from(u8::from(kernels.is_finite(held.read()))));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let Some(last) = x.last_mut() else { continue };
            *last = E::of(bad);
            let held = Held::new(kernels, &x);
            found.add_number(format!("{bad} in {n}"), f64::from(u8::from(kernels.is_finite(held.read()))));
            found.add_number(format!("squares of {bad}"), kernels.sum_of_squares(held.read(), std::iter::once(0..n)));
        }
    }
    let large = Held::new(kernels, &[E::of(1e30); 3]);
    found.add_number("squares of what is large".to_string(), kernels.sum_of_squares(large.read(), std::iter::once(0..3)).log10());
});

parity!(blends_alone: Optimizer, |kernels, found| {
    let mut variables = Variables::new(kernels);
    let step = Sgd { learning_rate: 0.1, weight_decay: 0.0, momentum: 0.0, nesterov: false };
    variables.step([false; ARRAYS], |_, blends| kernels.sgd(&[], &mut [], blends));
    variables.found("without settings", kernels, found);
    variables.step([false; ARRAYS], |_, blends| kernels.sgd(&[step], &mut [], blends));
    variables.found("without pieces", kernels, found);
});
