//! Rows whose elements each have a weight of their own.

use std::iter::zip;

use super::super::Float;
use super::super::batch_norm::Affine;
use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each, reduce};
use super::cpu::{Gradient, PASSES, moments, sums};
use super::{Geometry, Statistics};

pub(super) fn forward<E: Float>(
    g: &Geometry,
    x: &[E],
    affine: Option<Affine<&[E]>>,
    y: &mut [E],
    statistics: Statistics<&mut [E]>,
) {
    let (g, width) = (*g, g.columns());
    let parts = (0..g.rows, Rows { slice: x, width }, Rows { slice: y, width }, (statistics.mean, statistics.scale));
    for_each(
        g.rows,
        PASSES * width,
        parts,
        #[inline(always)]
        move |(rows, x, y, (means, scales))| {
            let values = zip(x.slice.chunks_exact(width), y.slice.chunks_exact_mut(width));
            for ((row, (x, y)), (stored_mean, stored_scale)) in zip(zip(rows, values), zip(means, scales)) {
                let (mean, scale) = moments(&g, x);
                (*stored_mean, *stored_scale) = (mean, scale);
                match affine {
                    Some(Affine { weight, bias }) => {
                        let variables = zip(&weight[g.weights(row)], &bias[g.weights(row)]);
                        for ((y, &x), (&weight, &bias)) in zip(zip(y, x), variables) {
                            *y = (x - mean) * scale * weight + bias;
                        }
                    }
                    None => zip(y, x).for_each(|(y, &x)| *y = (x - mean) * scale),
                }
            }
        },
    );
}

pub(super) fn backward<E: Float>(
    g: &Geometry,
    x: &[E],
    statistics: Statistics<&[E]>,
    dy: &mut [E],
    affine: Option<(&[E], Affine<&mut [E]>)>,
) {
    let (g, width) = (*g, g.columns());
    let (weight, gradients) = affine.unzip();
    let parts = (0..g.rows, Rows { slice: x, width }, Rows { slice: dy, width });
    let partial = reduce(
        g.rows,
        PASSES * width,
        parts,
        #[inline(always)]
        move |(rows, x, dy)| {
            let mut partial = weight.map(|weight| Partial::new(weight.len()));
            let values = zip(x.slice.chunks_exact(width), dy.slice.chunks_exact_mut(width));
            for (row, (x, dy)) in zip(rows, values) {
                let (mean, scale) = (statistics.mean[row], statistics.scale[row]);
                if let Some(partial) = &mut partial {
                    partial.add(g.weights(row), x, dy, mean, scale);
                }
                if let Some(weight) = weight {
                    zip(&mut *dy, &weight[g.weights(row)]).for_each(|(dy, &weight)| *dy *= weight);
                }
                let terms = sums(dy, x, move |gradient, x| [gradient, gradient * (x - mean)]);
                let way = Gradient::new(&g, mean, scale, terms);
                zip(dy, x).for_each(|(dy, &x)| *dy = way.apply(x, *dy));
            }
            partial
        },
        |left, right| match (left, right) {
            (Some(left), Some(right)) => Some(left.plus(&right)),
            (left, right) => left.or(right),
        },
    );
    if let (Some(partial), Some(gradients)) = (partial, gradients) {
        zip(gradients.weight, &*partial.weight).for_each(|(gradient, &sum)| *gradient += sum);
        zip(gradients.bias, &*partial.bias).for_each(|(gradient, &sum)| *gradient += sum);
    }
}

/// The gradients of the variables from some of the rows.
struct Partial<E> {
    weight: Scratch<E>,
    bias: Scratch<E>,
}

impl<E: Float> Partial<E> {
    fn new(len: usize) -> Self {
        let zeros = || {
            let mut zeros = Scratch::new(len);
            zeros.fill(E::zero());
            zeros
        };
        Partial { weight: zeros(), bias: zeros() }
    }

    #[inline(always)]
    fn add(&mut self, weights: std::ops::Range<usize>, x: &[E], dy: &[E], mean: E, scale: E) {
        let sums = zip(&mut self.weight[weights.clone()], &mut self.bias[weights]);
        for ((weight, bias), (&x, &dy)) in zip(sums, zip(x, dy)) {
            *weight += dy * ((x - mean) * scale);
            *bias += dy;
        }
    }

    fn plus(mut self, other: &Self) -> Self {
        zip(&mut *self.weight, &*other.weight).for_each(|(sum, &more)| *sum += more);
        zip(&mut *self.bias, &*other.bias).for_each(|(sum, &more)| *sum += more);
        self
    }
}
