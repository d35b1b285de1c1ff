//! Across channels, for channels of few elements in a sample: a column is an element of a sample, and a tile of
//! columns goes down the rows together.

use std::iter::{StepBy, repeat_n, zip};
use std::ops::Range;

use super::super::Float;
use super::super::list::List;
use super::super::parallel::{Columns, ColumnsMut, tile, wide};
use super::cpu::{Gradient, Gradients, Mode, Normaliser, pass, relu, through_moments};
use super::{Affine, Geometry, Statistics};

/// The columns of a tile: a cache line of single precision.
const TILE: usize = 16;

/// The most rows that are added up in the element type before the sums move on to `f64`.
const ROWS: usize = 64;

/// The first columns of the tiles, and the columns that are left.
fn tiles(columns: usize) -> (StepBy<Range<usize>>, Range<usize>) {
    let whole = columns / TILE * TILE;
    ((0..whole).step_by(TILE), whole..columns)
}

#[inline(always)]
pub(super) fn forward_training<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    y: ColumnsMut<'_, E>,
    statistics: Statistics<&mut [E]>,
) {
    let Statistics { mean, variance } = statistics;
    self::statistics(g, x, Statistics { mean: &mut *mean, variance: &mut *variance });
    forward_inference(g, x, affine, Statistics { mean, variance }, y);
}

#[inline(always)]
pub(super) fn statistics<E: Float>(g: &Geometry, x: Columns<'_, E>, statistics: Statistics<&mut [E]>) {
    let Statistics { mean, variance } = statistics;
    let channels = mean.len();
    let count = (g.batch * g.spatial) as f64;
    let [sums] = channel_sums(
        g,
        channels,
        #[inline(always)]
        |column| sums::<E, TILE>(g, x, column),
        |column| sums::<E, 1>(g, x, column),
    );
    let centre = |channel: usize| E::of(sums[channel] / count);
    let [centres] = per_column(g, channels, |channel| [centre(channel)]);
    let centres = &centres[..];
    let [distances, squares] = channel_sums(
        g,
        channels,
        #[inline(always)]
        |column| distances::<E, TILE>(g, x, centres, column),
        |column| distances::<E, 1>(g, x, centres, column),
    );
    for channel in 0..channels {
        let shift = distances[channel] / count;
        mean[channel] = E::of(wide(centre(channel)) + shift);
        variance[channel] = E::of(squares[channel] / count - shift * shift);
    }
}

#[inline(always)]
pub(super) fn backward_moments<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    mean: &[E],
    gradient: Statistics<&[E]>,
    mut dx: ColumnsMut<'_, E>,
) {
    let [means, slopes, constants] = per_column(g, mean.len(), |channel| {
        let [slope, constant] = through_moments(g, gradient, channel);
        [mean[channel], slope, constant]
    });
    for row in 0..g.batch {
        let columns = zip(zip(&means, &slopes), &constants);
        for ((dx, &x), ((&mean, &slope), &constant)) in zip(zip(dx.row_mut(row), x.row(row)), columns) {
            *dx += (x - mean) * slope + constant;
        }
    }
}

/// `Σ x`.
#[inline(always)]
fn sums<E: Float, const N: usize>(g: &Geometry, x: Columns<'_, E>, column: usize) -> [[f64; N]; 1] {
    sum_rows::<E, N, 1>(
        g,
        #[inline(always)]
        |row, [sums]| {
            let x: [E; N] = tile(x.row(row), column);
            for i in 0..N {
                sums[i] += x[i];
            }
        },
    )
}

/// `Σ (x − centre)` and `Σ (x − centre)²`.
#[inline(always)]
fn distances<E: Float, const N: usize>(g: &Geometry, x: Columns<'_, E>, centres: &[E], column: usize) -> [[f64; N]; 2] {
    let centres: [E; N] = tile(centres, column);
    sum_rows::<E, N, 2>(
        g,
        #[inline(always)]
        |row, [distances, squares]| {
            let x: [E; N] = tile(x.row(row), column);
            for i in 0..N {
                let distance = x[i] - centres[i];
                distances[i] += distance;
                squares[i] += distance * distance;
            }
        },
    )
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
    let (tiles, rest) = tiles(normalisers.means.len());
    for column in tiles {
        normalise::<E, TILE>(g, normalisers.tile(column), x, &mut y, column);
    }
    for column in rest {
        normalise::<E, 1>(g, normalisers.tile(column), x, &mut y, column);
    }
}

#[inline(always)]
fn normalise<E: Float, const N: usize>(
    g: &Geometry,
    normalisers: Normalisers<[E; N]>,
    x: Columns<'_, E>,
    y: &mut ColumnsMut<'_, E>,
    column: usize,
) {
    for row in 0..g.batch {
        let mut tile: [E; N] = tile(x.row(row), column);
        for (i, element) in tile.iter_mut().enumerate() {
            let y = normalisers.at(i).apply(*element);
            *element = if g.relu { relu(y) } else { y };
        }
        y.row_mut(row)[column..column + N].copy_from_slice(&tile);
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
    mut gradients: Gradients<'_, E>,
) {
    let channels = affine.weight.len();
    let normalisers = Normalisers::new(g, affine, statistics);
    let [sums, products] = channel_sums(
        g,
        channels,
        #[inline(always)]
        |column| products::<E, TILE>(g, normalisers.tile(column), x, &dy, column),
        |column| products::<E, 1>(g, normalisers.tile(column), x, &dy, column),
    );

    let gradient = |channel: usize| {
        let sums = [sums[channel], products[channel]];
        Gradient::new(g, mode, sums, affine.weight[channel], statistics.variance[channel])
    };
    for channel in 0..channels {
        gradients.add(channel, &gradient(channel));
    }

    let [scales, slopes, constants] = per_column(g, channels, |channel| {
        let Gradient { scale, slope, constant, .. } = gradient(channel);
        [scale, slope, constant]
    });
    let factors = Factors { scales, slopes, constants };
    let (tiles, rest) = tiles(normalisers.means.len());
    for column in tiles {
        differentiate::<E, TILE>(g, normalisers.tile(column), factors.tile(column), x, &mut dy, column);
    }
    for column in rest {
        differentiate::<E, 1>(g, normalisers.tile(column), factors.tile(column), x, &mut dy, column);
    }
}

/// `Σ dy` and `Σ dy · (x − μ)`.
#[inline(always)]
fn products<E: Float, const N: usize>(
    g: &Geometry,
    normalisers: Normalisers<[E; N]>,
    x: Columns<'_, E>,
    dy: &ColumnsMut<'_, E>,
    column: usize,
) -> [[f64; N]; 2] {
    sum_rows::<E, N, 2>(
        g,
        #[inline(always)]
        |row, [sums, products]| {
            let x: [E; N] = tile(x.row(row), column);
            let dy: [E; N] = tile(dy.row(row), column);
            for i in 0..N {
                let dy = normalisers.pass(g, i, x[i], dy[i]);
                sums[i] += dy;
                products[i] += dy * (x[i] - normalisers.means[i]);
            }
        },
    )
}

#[inline(always)]
fn differentiate<E: Float, const N: usize>(
    g: &Geometry,
    normalisers: Normalisers<[E; N]>,
    factors: Factors<[E; N]>,
    x: Columns<'_, E>,
    dy: &mut ColumnsMut<'_, E>,
    column: usize,
) {
    for row in 0..g.batch {
        let x: [E; N] = tile(x.row(row), column);
        let row = &mut dy.row_mut(row)[column..column + N];
        let mut tile: [E; N] = tile(row, 0);
        for i in 0..N {
            let dy = normalisers.pass(g, i, x[i], tile[i]);
            let centred = x[i] - normalisers.means[i];
            tile[i] = dy * factors.scales[i] + (centred * factors.slopes[i] + factors.constants[i]);
        }
        row.copy_from_slice(&tile);
    }
}

/// [`Normaliser`]s, part by part and column by column.
struct Normalisers<T> {
    means: T,
    scales: T,
    biases: T,
}

impl<E: Float> Normalisers<List<E>> {
    fn new(g: &Geometry, affine: Affine<&[E]>, statistics: Statistics<&[E]>) -> Self {
        let channels = affine.weight.len();
        let [means, scales, biases] = per_column(g, channels, |channel| {
            let Normaliser { mean, scale, bias } = Normaliser::new(g.epsilon, affine, statistics, channel);
            [mean, scale, bias]
        });
        Normalisers { means, scales, biases }
    }

    #[inline(always)]
    fn tile<const N: usize>(&self, column: usize) -> Normalisers<[E; N]> {
        Normalisers {
            means: tile(&self.means, column),
            scales: tile(&self.scales, column),
            biases: tile(&self.biases, column),
        }
    }
}

impl<E: Float, const N: usize> Normalisers<[E; N]> {
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

/// What makes a [`Gradient`] to `x`, part by part and column by column.
struct Factors<T> {
    scales: T,
    slopes: T,
    constants: T,
}

impl<E: Float> Factors<List<E>> {
    #[inline(always)]
    fn tile<const N: usize>(&self, column: usize) -> Factors<[E; N]> {
        Factors {
            scales: tile(&self.scales, column),
            slopes: tile(&self.slopes, column),
            constants: tile(&self.constants, column),
        }
    }
}

/// Repeats what belongs to a channel for each of its columns.
fn per_column<E: Clone, const K: usize>(
    g: &Geometry,
    channels: usize,
    of_channel: impl Fn(usize) -> [E; K],
) -> [List<E>; K] {
    let mut columns = [(); K].map(|()| List::new());
    for channel in 0..channels {
        for (columns, value) in zip(&mut columns, of_channel(channel)) {
            columns.extend(repeat_n(value, g.spatial));
        }
    }
    columns
}

/// `K` sums for each of the `N` columns of a tile, of what `add` adds for each row.
#[inline(always)]
fn sum_rows<E: Float, const N: usize, const K: usize>(
    g: &Geometry,
    add: impl Fn(usize, &mut [[E; N]; K]),
) -> [[f64; N]; K] {
    let mut totals = [[0.0; N]; K];
    for start in (0..g.batch).step_by(ROWS) {
        let mut sums = [[E::zero(); N]; K];
        for row in start..g.batch.min(start + ROWS) {
            add(row, &mut sums);
        }
        for k in 0..K {
            for i in 0..N {
                totals[k][i] += wide(sums[k][i]);
            }
        }
    }
    totals
}

/// `K` sums for each channel, from those of the columns, which come in tiles and one by one.
#[inline(always)]
fn channel_sums<const K: usize>(
    g: &Geometry,
    channels: usize,
    of_tile: impl Fn(usize) -> [[f64; TILE]; K],
    of_column: impl Fn(usize) -> [[f64; 1]; K],
) -> [List<f64>; K] {
    let mut totals = [(); K].map(|()| repeat_n(0.0, channels).collect::<List<_>>());
    let (tiles, rest) = tiles(channels * g.spatial);
    // The channel, and how many of its columns have come. To divide each column by the extent would take longer than the sums.
    let mut at = (0, 0);
    let mut add = |sums: [f64; K]| {
        let (channel, columns) = at;
        for (totals, sum) in zip(&mut totals, sums) {
            totals[channel] += sum;
        }
        at = if columns + 1 == g.spatial { (channel + 1, 0) } else { (channel, columns + 1) };
    };
    for first in tiles {
        let sums = of_tile(first);
        (0..TILE).for_each(|column| add(sums.map(|sums| sums[column])));
    }
    for column in rest {
        add(of_column(column).map(|[sum]| sum));
    }
    totals
}
