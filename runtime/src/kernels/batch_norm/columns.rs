//! Across channels, for channels of few elements in a sample: a column is an element of a sample, and a few columns
//! at a time go down the rows.

use std::array::from_fn;

use super::super::Float;
use super::super::parallel::{Columns, ColumnsMut, wide};
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
        |column| move |row| [load(x.row(row), column)],
    );
    let centre = |channel: usize| E::of(sums[channel] / count);
    let centres = per_column(g, mean.len(), centre);
    let [distances, squares] = channel_sums(
        g,
        mean.len(),
        #[inline(always)]
        |column| {
            let centres = load(&centres, column);
            move |row| {
                let x = load(x.row(row), column);
                let distances: Tile<E> = from_fn(|i| x[i] - centres[i]);
                [distances, distances.map(|distance| distance * distance)]
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
            let x = load(x.row(row), column);
            let result: Tile<E> = from_fn(|i| normaliser(i).apply(x[i]));
            store(y.row_mut(row), column, if g.relu { result.map(relu) } else { result });
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
        |column| {
            let normaliser = normalisers.tile(column);
            let dy = &dy;
            move |row| {
                let x = load(x.row(row), column);
                let dy = passed(g, &normaliser, &x, load(dy.row(row), column));
                [dy, from_fn(|i| dy[i] * (x[i] - normaliser(i).mean))]
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
        let [scales, slopes, constants] = [&scales, &slopes, &constants].map(|values| load(values, column));
        for row in 0..g.batch {
            let x = load(x.row(row), column);
            let row = dy.row_mut(row);
            let dy = passed(g, &normaliser, &x, load(row, column));
            let dx = from_fn(|i| dy[i] * scales[i] + ((x[i] - normaliser(i).mean) * slopes[i] + constants[i]));
            store(row, column, dx);
        }
    }
}

/// What `relu`, if there is one, lets through of a gradient.
#[inline(always)]
fn passed<E: Float>(g: &Geometry, normaliser: impl Fn(usize) -> Normaliser<E>, x: &Tile<E>, dy: Tile<E>) -> Tile<E> {
    if g.relu { from_fn(|i| pass(normaliser(i).apply(x[i]), dy[i])) } else { dy }
}

/// [`Normaliser`]s, part by part and column by column.
struct Normalisers<E> {
    means: Vec<E>,
    scales: Vec<E>,
    biases: Vec<E>,
}

impl<E: Float> Normalisers<E> {
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
    fn tile(&self, column: usize) -> impl Fn(usize) -> Normaliser<E> + Copy + use<E> {
        let [means, scales, biases] = [&self.means, &self.scales, &self.biases].map(|values| load(values, column));
        move |i| Normaliser { mean: means[i], scale: scales[i], bias: biases[i] }
    }
}

/// Repeats what belongs to a channel for each of its columns.
fn per_column<E: Clone>(g: &Geometry, channels: usize, of_channel: impl Fn(usize) -> E) -> Vec<E> {
    (0..channels).flat_map(|channel| std::iter::repeat_n(of_channel(channel), g.spatial)).collect()
}

/// The columns from `column` on; zeros beyond the last.
#[inline(always)]
fn load<E: Float>(row: &[E], column: usize) -> Tile<E> {
    let row = &row[column..];
    if let Some(tile) = row.first_chunk() {
        return *tile;
    }
    let mut tile = [E::zero(); TILE];
    tile[..row.len()].copy_from_slice(row);
    tile
}

#[inline(always)]
fn store<E: Float>(row: &mut [E], column: usize, tile: Tile<E>) {
    let row = &mut row[column..];
    if let Some(whole) = row.first_chunk_mut() {
        *whole = tile;
    } else {
        row.copy_from_slice(&tile[..row.len()]);
    }
}

/// `K` sums for each channel, of the terms that `terms(column)(row)` gives for the columns from `column` on.
#[inline(always)]
fn channel_sums<E: Float, F: Fn(usize) -> [Tile<E>; K], const K: usize>(
    g: &Geometry,
    channels: usize,
    terms: impl Fn(usize) -> F,
) -> [Vec<f64>; K] {
    let mut totals = [(); K].map(|()| vec![0.0; channels]);
    let columns = channels * g.spatial;
    for column in (0..columns).step_by(TILE) {
        let terms = terms(column);
        for start in (0..g.batch).step_by(ROWS) {
            let mut sums = [[E::zero(); TILE]; K];
            for row in start..g.batch.min(start + ROWS) {
                let terms = terms(row);
                for k in 0..K {
                    for i in 0..TILE {
                        sums[k][i] += terms[k][i];
                    }
                }
            }
            for (totals, sums) in totals.iter_mut().zip(sums) {
                for (column, sum) in (column..columns).zip(sums) {
                    totals[column / g.spatial] += wide(sum);
                }
            }
        }
    }
    totals
}
