//! Rows of channels that share a weight among their elements.

use std::iter::zip;

use super::super::Float;
use super::super::batch_norm::Affine;
use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each, wide};
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
                let channels = zip(x.chunks_exact(g.spatial), y.chunks_exact_mut(g.spatial));
                for (channel, (x, y)) in zip(g.weights(row), channels) {
                    let (factor, bias) = match affine {
                        Some(Affine { weight, bias }) => (scale * weight[channel], bias[channel]),
                        None => (scale, E::zero()),
                    };
                    zip(y, x).for_each(|(y, &x)| *y = (x - mean) * factor + bias);
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
    // `Σ dy` and `Σ dy · (x − μ)` of every channel of every row.
    let mut of_channels = Scratch::new(2 * g.rows * g.channels);
    let parts = (
        (0..g.rows, Rows { slice: &mut *of_channels, width: 2 * g.channels }),
        Rows { slice: x, width },
        Rows { slice: dy, width },
    );
    for_each(
        g.rows,
        PASSES * width,
        parts,
        #[inline(always)]
        move |((rows, of_channels), x, dy)| {
            let values = zip(x.slice.chunks_exact(width), dy.slice.chunks_exact_mut(width));
            let values = zip(of_channels.slice.chunks_exact_mut(2 * g.channels), values);
            for (row, (of_channels, (x, dy))) in zip(rows, values) {
                let (mean, scale) = (statistics.mean[row], statistics.scale[row]);
                let mut totals = [0.0; 2];
                let channels = zip(x.chunks_exact(g.spatial), dy.chunks_exact(g.spatial));
                for ((channel, stored), (x, dy)) in zip(zip(g.weights(row), of_channels.chunks_exact_mut(2)), channels)
                {
                    let terms = sums(dy, x, move |dy, x| [dy, dy * (x - mean)]);
                    let weight = weight.map_or(1.0, |weight| wide(weight[channel]));
                    for ((total, stored), term) in zip(zip(&mut totals, stored), terms) {
                        *total += weight * term;
                        *stored = E::of(term);
                    }
                }
                let way = Gradient::new(&g, mean, scale, totals);
                let channels = zip(x.chunks_exact(g.spatial), dy.chunks_exact_mut(g.spatial));
                for (channel, (x, dy)) in zip(g.weights(row), channels) {
                    let weight = weight.map_or(E::one(), |weight| weight[channel]);
                    zip(dy, x).for_each(|(dy, &x)| *dy = way.apply(x, weight * *dy));
                }
            }
        },
    );
    if let Some(Affine { weight, bias }) = gradients {
        for (row, of_channels) in of_channels.chunks_exact(2 * g.channels).enumerate() {
            for (channel, sums) in zip(g.weights(row), of_channels.chunks_exact(2)) {
                bias[channel] += sums[0];
                weight[channel] += sums[1] * statistics.scale[row];
            }
        }
    }
}
