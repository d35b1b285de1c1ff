//! Across channels, for channels of few elements in a sample: a column is an element of a sample, and a few columns
//! at a time go down the rows.

use std::iter::zip;
use std::ops::Range;

use super::super::Float;
use super::super::parallel::{Columns, ColumnsMut, load, store, wide};
use super::cpu::{Gradient, Mode, Normaliser, pass, relu};
use super::{Affine, Geometry, Statistics};

/// The columns that go down together: a cache line of single precision.
const TILE: usize = 16;

type Tile<E> = [E; TILE];

/// The most rows that are added up in the element type before the sums move on to `f64`.
const ROWS: usize = 64;

#[inline(always)]
pub(super) fn forward_training<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    y: ColumnsMut<'_, E>,
    statistics: Statistics<&mut [E]>,
) {
    let Statistics { mean, variance } = statistics;
    let count = (g.batch * g.spatial) as f64;
    let [sums] = channel_sums(
        g,
        mean.len(),
        #[inline(always)]
        |column, rows, [sums]: &mut [Tile<E>; 1]| {
            for row in rows {
                let x: Tile<E> = load(x.row(row), column);
                for i in 0..TILE {
                    sums[i] += x[i];
                }
            }
        },
    );
    let centre = |channel: usize| E::of(sums[channel] / count);
    let centres = per_column(g, mean.len(), centre);
    let [distances, squares] = channel_sums(
        g,
        mean.len(),
        #[inline(always)]
        |column, rows, [distances, squares]: &mut [Tile<E>; 2]| {
            let centres: Tile<E> = load(&centres, column);
            for row in rows {
                let x: Tile<E> = load(x.row(row), column);
                for i in 0..TILE {
                    let distance = x[i] - centres[i];
                    distances[i] += distance;
                    squares[i] += distance * distance;
                }
            }
        },
    );
    for channel in 0..mean.len() {
        let shift = distances[channel] / count;
        mean[channel] = E::of(wide(centre(channel)) + shift);
        variance[channel] = E::of(squares[channel] / count - shift * shift);
    }
    forward_inference(g, x, affine, Statistics { mean, variance }, y);
}

#[inline(always)]
pub(super) fn forward_inference<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    statistics: Statistics<&[E]>,
    mut y: ColumnsMut<'_, E>,
) {
    let normalisers = Normalisers::new(g, affine, statistics);
    for column in normalisers.tiles() {
        let normaliser = normalisers.tile(column);
        for row in 0..g.batch {
            let mut tile: Tile<E> = load(x.row(row), column);
            for i in 0..TILE {
                let y = normaliser.at(i).apply(tile[i]);
                tile[i] = if g.relu { relu(y) } else { y };
            }
            store(y.row_mut(row), column, tile);
        }
    }
}

#[inline(always)]
pub(super) fn backward<E: Float>(
    g: &Geometry,
    mode: Mode,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    statistics: Statistics<&[E]>,
    mut dy: ColumnsMut<'_, E>,
    gradients: Affine<&mut [E]>,
) {
    let channels = affine.weight.len();
    let normalisers = Normalisers::new(g, affine, statistics);
    let [sums, products] = channel_sums(
        g,
        channels,
        #[inline(always)]
        |column, rows, [sums, products]: &mut [Tile<E>; 2]| {
            let normaliser = normalisers.tile(column);
            for row in rows {
                let x: Tile<E> = load(x.row(row), column);
                let dy: Tile<E> = load(dy.row(row), column);
                for i in 0..TILE {
                    let dy = normaliser.pass(g, i, x[i], dy[i]);
                    sums[i] += dy;
                    products[i] += dy * (x[i] - normaliser.means[i]);
                }
            }
        },
    );

    let gradient = |channel: usize| {
        let sums = [sums[channel], products[channel]];
        Gradient::new(g, mode, sums, affine.weight[channel], statistics.variance[channel])
    };
    for channel in 0..channels {
        let gradient = gradient(channel);
        gradients.weight[channel] += gradient.weight;
        gradients.bias[channel] += gradient.bias;
    }

    let scales = per_column(g, channels, |channel| gradient(channel).scale);
    let slopes = per_column(g, channels, |channel| gradient(channel).slope);
    let constants = per_column(g, channels, |channel| gradient(channel).constant);
    for column in normalisers.tiles() {
        let normaliser = normalisers.tile(column);
        let [scales, slopes, constants]: [Tile<E>; 3] =
            [load(&scales, column), load(&slopes, column), load(&constants, column)];
        for row in 0..g.batch {
            let x: Tile<E> = load(x.row(row), column);
            let row = dy.row_mut(row);
            let mut tile: Tile<E> = load(row, column);
            for i in 0..TILE {
                let dy = normaliser.pass(g, i, x[i], tile[i]);
                tile[i] = dy * scales[i] + ((x[i] - normaliser.means[i]) * slopes[i] + constants[i]);
            }
            store(row, column, tile);
        }
    }
}

/// [`Normaliser`]s, part by part and column by column.
struct Normalisers<T> {
    means: T,
    scales: T,
    biases: T,
}

impl<E: Float> Normalisers<Vec<E>> {
    fn new(g: &Geometry, affine: Affine<&[E]>, statistics: Statistics<&[E]>) -> Self {
        let of_channel = |channel| Normaliser::new(g.epsilon, affine, statistics, channel);
        let channels = affine.weight.len();
        Normalisers {
            means: per_column(g, channels, |channel| of_channel(channel).mean),
            scales: per_column(g, channels, |channel| of_channel(channel).scale),
            biases: per_column(g, channels, |channel| of_channel(channel).bias),
        }
    }

    /// The first columns of the tiles.
    fn tiles(&self) -> impl Iterator<Item = usize> + use<E> {
        (0..self.means.len()).step_by(TILE)
    }

    /// The normalisers of the columns from `column` on.
    #[inline(always)]
    fn tile(&self, column: usize) -> Normalisers<Tile<E>> {
        Normalisers {
            means: load(&self.means, column),
            scales: load(&self.scales, column),
            biases: load(&self.biases, column),
        }
    }
}

impl<E: Float> Normalisers<Tile<E>> {
    #[inline(always)]
    fn at(&self, i: usize) -> Normaliser<E> {
        Normaliser { mean: self.means[i], scale: self.scales[i], bias: self.biases[i] }
    }

    /// What `relu`, if there is one, lets through of the gradient of a column.
    #[inline(always)]
    fn pass(&self, g: &Geometry, i: usize, x: E, dy: E) -> E {
        if g.relu { pass(self.at(i).apply(x), dy) } else { dy }
    }
}

/// Repeats what belongs to a channel for each of its columns.
fn per_column<E: Clone>(g: &Geometry, channels: usize, of_channel: impl Fn(usize) -> E) -> Vec<E> {
    (0..channels).flat_map(|channel| std::iter::repeat_n(of_channel(channel), g.spatial)).collect()
}

/// `K` sums for each channel, of what `add` adds for the columns of a tile and for some rows.
#[inline(always)]
fn channel_sums<E: Float, const K: usize>(
    g: &Geometry,
    channels: usize,
    add: impl Fn(usize, Range<usize>, &mut [Tile<E>; K]),
) -> [Vec<f64>; K] {
    let mut totals = [(); K].map(|()| vec![0.0; channels]);
    let columns = channels * g.spatial;
    for column in (0..columns).step_by(TILE) {
        for row in (0..g.batch).step_by(ROWS) {
            let mut sums = [[E::zero(); TILE]; K];
            add(column, row..g.batch.min(row + ROWS), &mut sums);
            for (totals, sums) in zip(&mut totals, sums) {
                for (column, sum) in zip(column..columns, sums) {
                    totals[column / g.spatial] += wide(sum);
                }
            }
        }
    }
    totals
}
