use std::iter::zip;

use super::super::parallel::for_each;
use super::super::{Cpu, Float};
use super::{Adam, Optimizer, Sgd};

for_floats!(Optimizer for Cpu {
    fn sgd(&self, step: &Sgd, p: &mut [E], velocity: Option<&mut [E]>, g: &[E]) {
        let learning_rate = E::of(step.learning_rate);
        let momentum = E::of(step.momentum);
        for_each(
            g.len(),
            1,
            (p, velocity, g),
            #[inline(always)]
            move |(p, velocity, g)| {
                if let Some(velocity) = velocity {
                    for ((p, velocity), &g) in zip(zip(p, velocity), g) {
                        *velocity = momentum * *velocity + g;
                        *p -= learning_rate * *velocity;
                    }
                } else {
                    for (p, &g) in zip(p, g) {
                        *p -= learning_rate * g;
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
        for_each(
            g.len(),
            2,
            (p, m, v, g),
            #[inline(always)]
            move |(p, m, v, g)| {
                for (((p, m), v), &g) in zip(zip(zip(p, m), v), g) {
                    *m += (g - *m) * rest1;
                    *v = *v * beta2 + g * g * rest2;
                    *p -= size * (*m / (v.sqrt() * root + epsilon));
                }
            },
        );
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
});
