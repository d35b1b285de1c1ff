use std::iter::{once, zip};
use std::ops::Range;

use super::super::batch_norm::{BatchNorm, Blend};
use super::super::parallel::{LANES, for_each, reduce, reduce_each, wide};
use super::super::{Cpu, Float};
use super::piece::for_each_piece;
use super::{Adam, Corrected, Optimizer, Piece, RmsProp, Sgd};

for_floats!(Optimizer for Cpu {
    const LAUNCHES: bool = false;

    fn sgd(&self, steps: &[Sgd], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        self.blend(blends);
        for_each_piece(
            1,
            pieces,
            move |number| {
                let step = steps[number];
                ([step.learning_rate, step.weight_decay, step.momentum].map(E::of), step.nesterov)
            },
            #[inline(always)]
            move |([learning_rate, decay, momentum], nesterov), Piece { variable: p, arrays, gradient: g, .. }| {
                let [velocity, ..] = arrays;
                match velocity {
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
                }
            },
        );
    }

    fn adam(&self, steps: &[Adam], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        self.blend(blends);
        for_each_piece(
            2,
            pieces,
            move |number| {
                let Corrected { size, root, epsilon, rests, beta, kept, decay } = steps[number].corrected();
                [size, root, epsilon, rests[0], rests[1], beta, kept, decay].map(E::of)
            },
            #[inline(always)]
            move |[size, root, epsilon, rest1, rest2, beta2, kept, decay], Piece { variable: p, arrays, gradient: g, .. }| {
                let [Some(m), Some(v), _] = arrays else { return };
                // One loop for both kinds of decay: memory is what it waits for.
                for (((p, m), v), &g) in zip(zip(zip(p, m), v), g) {
                    let g = g + decay * *p;
                    *m += (g - *m) * rest1;
                    *v = *v * beta2 + g * g * rest2;
                    *p = *p * kept - size * (*m / (v.sqrt() * root + epsilon));
                }
            },
        );
    }

    fn rms_prop(&self, steps: &[RmsProp], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        self.blend(blends);
        for_each_piece(
            2,
            pieces,
            move |number| Rms::new(&steps[number]),
            #[inline(always)]
            move |rms, Piece { variable: p, arrays, gradient: g, .. }| match arrays {
                [None, ..] => {}
                [Some(square), None, None] => {
                    for ((p, square), &g) in zip(zip(p, square), g) {
                        let g = rms.gradient(*p, g);
                        *p -= rms.learning_rate * (g / rms.root(square, g));
                    }
                }
                [Some(square), Some(mean), None] => {
                    for (((p, square), mean), &g) in zip(zip(zip(p, square), mean), g) {
                        let g = rms.gradient(*p, g);
                        *p -= rms.learning_rate * (g / rms.centred_root(square, mean, g));
                    }
                }
                [Some(square), None, Some(velocity)] => {
                    for (((p, square), velocity), &g) in zip(zip(zip(p, square), velocity), g) {
                        let g = rms.gradient(*p, g);
                        rms.go(p, velocity, g / rms.root(square, g));
                    }
                }
                [Some(square), Some(mean), Some(velocity)] => {
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

    fn fetch(&self, x: &[E], y: &mut [E]) {
        y.copy_from_slice(x);
    }

    fn put(&self, x: &[E], y: &mut [E]) {
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

    fn average(&self, kept: &[f64], pieces: &mut [Piece<'_, E, Self>]) {
        for_each_piece(
            1,
            pieces,
            move |number| E::of(1.0 - kept[number]),
            #[inline(always)]
            move |rest, Piece { variable: y, gradient: x, .. }| {
                if rest == E::one() {
                    return y.copy_from_slice(x);
                }
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

    fn sum_of_squares(&self, x: &[E], parts: impl Iterator<Item = Range<usize>> + Clone) -> f64 {
        let mut total = 0.0;
        reduce_each(
            parts.map(|part| (part.len(), &x[part])),
            1,
            squares,
            |left, right| left + right,
            |sum| total += sum,
        );
        total
    }

    fn shorten(&self, norm: f64, y: &mut [E], parts: impl Iterator<Item = Range<usize>> + Clone) {
        for part in parts {
            let found = Optimizer::sum_of_squares(self, y, once(part.clone())).sqrt();
            if found > norm {
                Optimizer::scale(self, norm / found, &mut y[part]);
            }
        }
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

#[inline(always)]
fn squares<E: Float>(x: &[E]) -> f64 {
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
    lanes.into_iter().sum()
}

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
