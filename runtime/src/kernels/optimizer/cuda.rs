use super::super::Float;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::{Adam, Optimizer, RmsProp, Sgd};

static SOURCE: Source = Source { folder: "optimizer", text: include_str!("kernel.cu") };

for_floats!(Optimizer for Cuda {
    fn sgd(&self, step: &Sgd, p: SliceMut<'_, E>, velocity: Option<SliceMut<'_, E>>, g: Slice<'_, E>) {
        let n = common_length([g.len(), p.len(), length(&velocity, g.len())]);
        let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
        each::<E>(self, "sgd", n, &[&n, &rate, &decay, &momentum, &step.nesterov, &p, &velocity, &g]);
    }

    fn adam(&self, step: &Adam, p: SliceMut<'_, E>, m: SliceMut<'_, E>, v: SliceMut<'_, E>, g: Slice<'_, E>) {
        let n = common_length([g.len(), p.len(), m.len(), v.len()]);
        let t = step.step as f64;
        let [beta1, beta2] = step.betas;
        let size = E::of(step.learning_rate / (1.0 - beta1.powf(t)));
        let root = E::of(1.0 / (1.0 - beta2.powf(t)).sqrt());
        let [rest1, rest2] = step.betas.map(|beta| E::of(1.0 - beta));
        let (kept, decay) = match step.decoupled {
            true => (1.0 - step.learning_rate * step.weight_decay, 0.0),
            false => (1.0, step.weight_decay),
        };
        let [epsilon, beta2, kept, decay] = [step.epsilon, beta2, kept, decay].map(E::of);
        let arguments: [&dyn Argument; 13] =
            [&n, &size, &root, &epsilon, &rest1, &rest2, &beta2, &kept, &decay, &p, &m, &v, &g];
        each::<E>(self, "adam", n, &arguments);
    }

    fn rms_prop(
        &self,
        step: &RmsProp,
        p: SliceMut<'_, E>,
        square: SliceMut<'_, E>,
        mean: Option<SliceMut<'_, E>>,
        velocity: Option<SliceMut<'_, E>>,
        g: Slice<'_, E>,
    ) {
        let n = g.len();
        common_length([n, p.len(), square.len(), length(&mean, n), length(&velocity, n)]);
        let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
        let [smoothing, rest, epsilon] = [step.smoothing, 1.0 - step.smoothing, step.epsilon].map(E::of);
        let arguments: [&dyn Argument; 12] =
            [&n, &rate, &decay, &smoothing, &rest, &epsilon, &momentum, &p, &square, &mean, &velocity, &g];
        each::<E>(self, "rms_prop", n, &arguments);
    }

    fn fill(&self, value: f64, y: SliceMut<'_, E>) {
        each::<E>(self, "fill", y.len(), &[&y.len(), &E::of(value), &y]);
    }

    fn copy(&self, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        Cuda::copy(self, x, y);
    }

    fn add(&self, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        each::<E>(self, "add", n, &[&n, &x, &y]);
    }

    fn average(&self, kept: f64, y: SliceMut<'_, E>, x: Slice<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        each::<E>(self, "average", n, &[&n, &E::of(1.0 - kept), &y, &x]);
    }

    fn scale(&self, factor: f64, y: SliceMut<'_, E>) {
        each::<E>(self, "scale", y.len(), &[&y.len(), &E::of(factor), &y]);
    }

    fn clip(&self, limit: f64, y: SliceMut<'_, E>) {
        each::<E>(self, "clip", y.len(), &[&y.len(), &E::of(limit), &y]);
    }

    fn sum_of_squares(&self, x: Slice<'_, E>) -> f64 {
        // What a fault left uncounted must not be taken for a small gradient.
        total(self, "squares", x).unwrap_or(f64::NAN)
    }

    fn is_finite(&self, x: Slice<'_, E>) -> bool {
        total(self, "not_finite", x) == Some(0.0)
    }
});

/// Starts a kernel that changes elements one by one.
fn each<E: Element>(cuda: &Cuda, kernel: &'static str, n: usize, arguments: &[&dyn Argument]) {
    // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of all slices.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), arguments) }
}

/// The sum of what a kernel finds in `x`; `None` if there is a fault.
fn total<E: Element>(cuda: &Cuda, kernel: &'static str, x: Slice<'_, E>) -> Option<f64> {
    let grid = Grid::over(x.len());
    let blocks = grid.count();
    let mut total = None;
    cuda.with_temporary::<f64>(blocks, |sums| {
        cuda.with_temporary::<f64>(1, |result| {
            // SAFETY: a block writes its own element of `sums`, and then one adds them up into `result`.
            unsafe {
                cuda.launch::<E>(&SOURCE, kernel, grid, &[&x.len(), &x, &sums]);
                cuda.launch::<E>(&SOURCE, "total", Grid::blocks(1), &[&blocks, &sums, &result]);
            }
            total = cuda.scalar(result.read());
        });
    });
    total
}

/// The length of a slice that may be left out.
fn length<E>(slice: &Option<SliceMut<'_, E>>, otherwise: usize) -> usize {
    slice.as_ref().map_or(otherwise, SliceMut::len)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Adam, Optimizer, RmsProp, Sgd};

    const SIZES: [usize; 4] = [0, 1, 77, 1537];

    parity!(sgd: Optimizer, |kernels, found| {
        for n in SIZES {
            let g = Held::new(kernels, &values(1, n));
            for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
                let step = Sgd { learning_rate: 0.1, weight_decay: 0.01, momentum, nesterov };
                let (mut p, mut velocity) = (Held::new(kernels, &values(2, n)), Held::new(kernels, &values(3, n)));
                kernels.sgd(&step, p.write(), (momentum > 0.0).then(|| velocity.write()), g.read());
                found.add(format!("variables of {n}, {step:?}"), kernels, &p);
                found.add(format!("velocity of {n}, {step:?}"), kernels, &velocity);
            }
        }
    });

    parity!(adam: Optimizer, |kernels, found| {
        for n in SIZES {
            for (decoupled, step) in [(false, 1), (true, 1), (true, 1000)] {
                let mut adam = Adam {
                    learning_rate: 0.01,
                    weight_decay: 0.1,
                    decoupled,
                    betas: [0.9, 0.999],
                    epsilon: 1e-8,
                    step,
                };
                let mut p = Held::new(kernels, &values(1, n));
                let (mut m, mut v) = (Held::new(kernels, &vec![E::zero(); n]), Held::new(kernels, &vec![E::zero(); n]));
                for seed in [2, 3] {
                    let g = Held::new(kernels, &values(seed, n));
                    kernels.adam(&adam, p.write(), m.write(), v.write(), g.read());
                    adam.step += 1;
                }
                for (name, values) in [("variables", &p), ("mean", &m), ("square", &v)] {
                    found.add(format!("{name} of {n}, {adam:?}"), kernels, values);
                }
            }
        }
    });

    parity!(rms_prop: Optimizer, |kernels, found| {
        let step =
            RmsProp { learning_rate: 0.01, weight_decay: 0.1, smoothing: 0.9, epsilon: 1e-3, momentum: 0.8 };
        for n in SIZES {
            for (centred, moving) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut p = Held::new(kernels, &values(1, n));
                let [mut square, mut mean, mut velocity] = [0; 3].map(|_| Held::new(kernels, &vec![E::zero(); n]));
                for seed in [2, 3] {
                    let g = Held::new(kernels, &values(seed, n));
                    let (mean, velocity) = (centred.then(|| mean.write()), moving.then(|| velocity.write()));
                    kernels.rms_prop(&step, p.write(), square.write(), mean, velocity, g.read());
                }
                for (name, values) in [("p", &p), ("square", &square), ("mean", &mean), ("velocity", &velocity)] {
                    found.add(format!("{name} of {n}, {centred}, {moving}"), kernels, values);
                }
            }
        }
        // The square of the mean is more than the mean of squares.
        let step = RmsProp { weight_decay: 0.0, momentum: 0.0, ..step };
        let (mut p, g) = (Held::new(kernels, &[E::one()]), Held::new(kernels, &[E::one()]));
        let (mut square, mut mean) = (Held::new(kernels, &[E::of(0.9)]), Held::new(kernels, &[E::one()]));
        kernels.rms_prop(&step, p.write(), square.write(), Some(mean.write()), None, g.read());
        found.add("less than no variance".to_string(), kernels, &p);
    });

    parity!(changes_of_buffers: Optimizer, |kernels, found| {
        for n in SIZES {
            let x = Held::new(kernels, &values(1, n));
            let mut y = Held::new(kernels, &values(2, n));
            kernels.add(x.read(), y.write());
            found.add(format!("add, {n}"), kernels, &y);
            kernels.average(0.9, y.write(), x.read());
            found.add(format!("average, {n}"), kernels, &y);
            kernels.scale(-1.5, y.write());
            found.add(format!("scale, {n}"), kernels, &y);
            kernels.clip(0.3, y.write());
            found.add(format!("clip, {n}"), kernels, &y);
            kernels.fill(0.1, y.write());
            found.add(format!("fill, {n}"), kernels, &y);
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
            found.add_number(format!("squares of {n}"), kernels.sum_of_squares(held.read()));
            found.add_number(format!("{n} are finite"), f64::from(u8::from(kernels.is_finite(held.read()))));
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let Some(last) = x.last_mut() else { continue };
                *last = E::of(bad);
                let held = Held::new(kernels, &x);
                found.add_number(format!("{bad} in {n}"), f64::from(u8::from(kernels.is_finite(held.read()))));
                found.add_number(format!("squares of {bad}"), kernels.sum_of_squares(held.read()));
            }
        }
        let large = Held::new(kernels, &[E::of(1e30); 3]);
        found.add_number("squares of what is large".to_string(), kernels.sum_of_squares(large.read()).log10());
    });
}
