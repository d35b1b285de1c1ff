use std::iter::zip;

use super::super::parallel::{LANES, for_each, reduce, wide};
use super::super::{Cpu, Float};
use super::{Adam, Optimizer, RmsProp, Sgd};

for_floats!(Optimizer for Cpu {
    fn sgd(&self, step: &Sgd, p: &mut [E], velocity: Option<&mut [E]>, g: &[E]) {
        let [learning_rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
        let nesterov = step.nesterov;
        for_each(
            g.len(),
            1,
            (p, velocity, g),
            #[inline(always)]
            move |(p, velocity, g)| match velocity {
                None => {
                    for (p, &g) in zip(p, g) {
                        *p -= learning_rate * (g + decay * *p);
                    }
                }
                Some(velocity) if nesterov => {
                    for ((p, velocity), &g) in zip(zip(p, velocity), g) {
                        let g = g + decay * *p;
                        *velocity = momentum * *velocity + g;
                        *p -= learning_rate * (g + momentum * *velocity);
                    }
                }
                Some(velocity) => {
                    for ((p, velocity), &g) in zip(zip(p, velocity), g) {
                        *velocity = momentum * *velocity + (g + decay * *p);
                        *p -= learning_rate * *velocity;
                    }
                }
            },
        );
    }

    fn adam(&self, step: &Adam, p: &mut [E], m: &mut [E], v: &mut [E], g: &[E]) {
        let t = step.step as f64;
        let [beta1, beta2] = step.betas;
        let size = E::of(step.learning_rate / (1.0 - beta1.powf(t)));
        let root = E::of(1.0 / (1.0 - beta2.powf(t)).sqrt());
        let epsilon = E::of(step.epsilon);
        let [rest1, rest2] = step.betas.map(|beta| E::of(1.0 - beta));
        let beta2 = E::of(beta2);
        // One loop for both kinds of decay: memory is what it waits for.
        let (kept, decay) = match step.decoupled {
            true => (1.0 - step.learning_rate * step.weight_decay, 0.0),
            false => (1.0, step.weight_decay),
        };
        let (kept, decay) = (E::of(kept), E::of(decay));
        for_each(
            g.len(),
            2,
            (p, m, v, g),
            #[inline(always)]
            move |(p, m, v, g)| {
                for (((p, m), v), &g) in zip(zip(zip(p, m), v), g) {
                    let g = g + decay * *p;
                    *m += (g - *m) * rest1;
                    *v = *v * beta2 + g * g * rest2;
                    *p = *p * kept - size * (*m / (v.sqrt() * root + epsilon));
                }
            },
        );
    }

    fn rms_prop(
        &self,
        step: &RmsProp,
        p: &mut [E],
        square: &mut [E],
        mean: Option<&mut [E]>,
        velocity: Option<&mut [E]>,
        g: &[E],
    ) {
        let rms = Rms::new(step);
        for_each(
            g.len(),
            2,
            (p, square, mean, velocity, g),
            #[inline(always)]
            move |(p, square, mean, velocity, g)| match (mean, velocity) {
                (None, None) => {
                    for ((p, square), &g) in zip(zip(p, square), g) {
                        let g = rms.gradient(*p, g);
                        *p -= rms.learning_rate * (g / rms.root(square, g));
                    }
                }
                (Some(mean), None) => {
                    for (((p, square), mean), &g) in zip(zip(zip(p, square), mean), g) {
                        let g = rms.gradient(*p, g);
                        *p -= rms.learning_rate * (g / rms.centred_root(square, mean, g));
                    }
                }
                (None, Some(velocity)) => {
                    for (((p, square), velocity), &g) in zip(zip(zip(p, square), velocity), g) {
                        let g = rms.gradient(*p, g);
                        rms.go(p, velocity, g / rms.root(square, g));
                    }
                }
                (Some(mean), Some(velocity)) => {
                    for ((((p, square), mean), velocity), &g) in zip(zip(zip(zip(p, square), mean), velocity), g) {
                        let g = rms.gradient(*p, g);
                        rms.go(p, velocity, g / rms.centred_root(square, mean, g));
                    }
                }
            },
        );
    }

    fn fill(&self, value: f64, y: &mut [E]) {
        y.fill(E::of(value));
    }

    fn copy(&self, x: &[E], y: &mut [E]) {
        y.copy_from_slice(x);
    }

    fn add(&self, x: &[E], y: &mut [E]) {
        for_each(
            x.len(),
            1,
            (x, y),
            #[inline(always)]
            move |(x, y)| {
                for (y, &x) in zip(y, x) {
                    *y += x;
                }
            },
        );
    }

    fn average(&self, kept: f64, y: &mut [E], x: &[E]) {
        let rest = E::of(1.0 - kept);
        for_each(
            x.len(),
            1,
            (y, x),
            #[inline(always)]
            move |(y, x)| {
                for (y, &x) in zip(y, x) {
                    *y += (x - *y) * rest;
                }
            },
        );
    }

    fn scale(&self, factor: f64, y: &mut [E]) {
        let factor = E::of(factor);
        for_each(
            y.len(),
            1,
            y,
            #[inline(always)]
            move |y| {
                for y in y {
                    *y *= factor;
                }
            },
        );
    }

    fn clip(&self, limit: f64, y: &mut [E]) {
        let limit = E::of(limit);
        for_each(
            y.len(),
            1,
            y,
            #[inline(always)]
            move |y| {
                for y in y {
                    *y = y.max(-limit).min(limit);
                }
            },
        );
    }

    fn sum_of_squares(&self, x: &[E]) -> f64 {
        reduce(
            x.len(),
            1,
            x,
            #[inline(always)]
            move |x| {
                // In `f64`, for the square of a large `f32` is infinite.
                let mut lanes = [0.0; LANES];
                let (whole, rest) = x.as_chunks::<LANES>();
                for x in whole {
                    for (lane, &x) in zip(&mut lanes, x) {
                        *lane += wide(x) * wide(x);
                    }
                }
                for (lane, &x) in zip(&mut lanes, rest) {
                    *lane += wide(x) * wide(x);
                }
                lanes.into_iter().sum::<f64>()
            },
            |left, right| left + right,
        )
    }

    fn is_finite(&self, x: &[E]) -> bool {
        reduce(
            x.len(),
            1,
            x,
            #[inline(always)]
            move |x| x.iter().fold(true, |finite, x| finite & x.is_finite()),
            |left, right| left & right,
        )
    }
});

/// What the four kinds of RMSprop share.
#[derive(Clone, Copy)]
struct Rms<E> {
    learning_rate: E,
    decay: E,
    smoothing: E,
    rest: E,
    epsilon: E,
    momentum: E,
}

impl<E: Float> Rms<E> {
    fn new(step: &RmsProp) -> Self {
        Self {
            learning_rate: E::of(step.learning_rate),
            decay: E::of(step.weight_decay),
            smoothing: E::of(step.smoothing),
            rest: E::of(1.0 - step.smoothing),
            epsilon: E::of(step.epsilon),
            momentum: E::of(step.momentum),
        }
    }

    #[inline(always)]
    fn gradient(self, p: E, g: E) -> E {
        g + self.decay * p
    }

    #[inline(always)]
    fn root(self, square: &mut E, g: E) -> E {
        *square = self.smoothing * *square + self.rest * g * g;
        square.sqrt() + self.epsilon
    }

    #[inline(always)]
    fn centred_root(self, square: &mut E, mean: &mut E, g: E) -> E {
        *square = self.smoothing * *square + self.rest * g * g;
        *mean += (g - *mean) * self.rest;
        // Rounding may leave a little less than nothing of a variance.
        (*square - *mean * *mean).max(E::zero()).sqrt() + self.epsilon
    }

    #[inline(always)]
    fn go(self, p: &mut E, velocity: &mut E, step: E) {
        *velocity = self.momentum * *velocity + step;
        *p -= self.learning_rate * *velocity;
    }
}
