use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::axis::Axis;
use super::super::band::{Band, Bands};
use super::strips::CHANNELS;
use crate::kernels::gemm::{Lanes, Scratch, Table};
use crate::kernels::{Float, crew};

/// Partial sums are made of this many parts of the groups and the batch at most. It is no number of threads, so that a
/// gradient is the same on every machine.
const PARTS: usize = 32;

/// `dweight += Σ_n dy[n] ⋆ x[n]` with a stride of 1, `dbias += Σ_n Σ_area dy[n]`.
pub(in super::super) fn backward_weight<E: Float>(
    g: &Geometry,
    x: &[E],
    dy: &[E],
    dweight: &mut [E],
    dbias: Option<&mut [E]>,
) {
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    let bands = Bands::new::<E>([down, across], g.in_channels_per_group(), g.input, g.batch);
    let taps = bands.taps([&rows, &columns]);
    let (outs, terms) = (g.out_channels_per_group(), taps.len());
    // The bias is one term more, which always reads one.
    let len = outs * (terms + 1);
    let parts = (PARTS / g.groups).min(bands.partition.count()).max(1);
    let gradient = WeightGradient { geometry: g, bands, taps, x, dy };

    let mut partial = Scratch::new(parts * g.groups * len);
    crew::for_each(partial.chunks_exact_mut(len).enumerate(), |(index, sums)| {
        let (part, group) = (index / g.groups, index % g.groups);
        let bands = gradient.bands.partition.count();
        gradient.accumulate(part * bands / parts..(part + 1) * bands / parts, group, sums);
    });

    let mut dbias = dbias;
    for part in partial.chunks_exact(g.groups * len) {
        for (channel, sums) in part.chunks_exact(terms + 1).enumerate() {
            let (weights, bias) = sums.split_at(terms);
            let dweight = &mut dweight[channel * terms..(channel + 1) * terms];
            dweight.iter_mut().zip(weights).for_each(|(dweight, &sum)| *dweight += sum);
            if let Some(dbias) = &mut dbias {
                dbias[channel] += bias[0];
            }
        }
    }
}

struct WeightGradient<'a, E> {
    geometry: &'a Geometry,
    bands: Bands,
    taps: Table,
    x: &'a [E],
    dy: &'a [E],
}

impl<E: Float> WeightGradient<'_, E> {
    /// Computes `sums`, `[channel, term]`, from some of the bands.
    fn accumulate(&self, bands: std::ops::Range<usize>, group: usize, sums: &mut [E]) {
        let g = self.geometry;
        let area = g.input[0] * g.input[1];
        let mut buffer = Scratch::new(self.bands.buffer());
        sums.fill(E::zero());
        for band in bands {
            let band = self.bands.partition.band(band);
            let first = group * g.in_channels_per_group() * area;
            self.bands.fill(band, self.x, first, g.in_channels * area, &mut buffer);
            Arch::new().dispatch(Add { gradient: self, band, group, source: &buffer, sums });
        }
    }
}

/// Adds the products of a band and a group.
struct Add<'a, E> {
    gradient: &'a WeightGradient<'a, E>,
    band: Band,
    group: usize,
    source: &'a [E],
    sums: &'a mut [E],
}

impl<E: Float> WithSimd for Add<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let outs = self.gradient.geometry.out_channels_per_group();
        for first in (0..outs).step_by(CHANNELS) {
            self.add_bias::<S>(simd, first..outs.min(first + CHANNELS));
            for term in (0..self.gradient.taps.len()).step_by(if S::REGISTER_COUNT == 32 { 4 } else { 2 }) {
                if S::REGISTER_COUNT == 32 {
                    self.add_tile::<S, 4>(simd, first, term);
                } else {
                    self.add_tile::<S, 2>(simd, first, term);
                }
            }
        }
    }
}

impl<E: Float> Add<'_, E> {
    /// The gradients of a channel in one of the band's images, row after row.
    #[inline(always)]
    fn gradients(&self, image: usize, channel: usize) -> &[E] {
        let g = self.gradient.geometry;
        let [height, width] = g.output;
        let plane = (self.band.image + image) * g.out_channels + self.group * g.out_channels_per_group() + channel;
        &self.gradient.dy[(plane * height + self.band.row) * width..][..self.band.rows * width]
    }

    #[inline(always)]
    fn add_bias<S: Simd>(&mut self, simd: S, channels: std::ops::Range<usize>) {
        let terms = self.gradient.taps.len();
        for channel in channels {
            let mut total = E::zero();
            for image in 0..self.band.images {
                let gradients = self.gradients(image, channel);
                let registers = E::registers::<S>(gradients);
                let (pairs, odd) = registers.as_chunks::<2>();
                let mut sums = [E::splat(simd, E::zero()); 2];
                for pair in pairs {
                    sums = [E::plus(simd, sums[0], pair[0]), E::plus(simd, sums[1], pair[1])];
                }
                for &register in odd {
                    sums[0] = E::plus(simd, sums[0], register);
                }
                let rest = &gradients[registers.len() * E::lanes::<S>()..];
                total += E::total(simd, E::plus(simd, sums[0], sums[1])) + rest.iter().copied().sum::<E>();
            }
            self.sums[channel * (terms + 1) + terms] += total;
        }
    }

    /// Adds the products of some channels with some terms. A tile that is short computes its last ones again.
    #[inline(always)]
    fn add_tile<S: Simd, const TERMS: usize>(&mut self, simd: S, first: usize, term: usize) {
        let lanes = E::lanes::<S>();
        let (g, bands) = (self.gradient.geometry, &self.gradient.bands);
        let outs = g.out_channels_per_group();
        let [_, width] = g.output;
        let taps = self.gradient.taps.all().values();
        let taps: [usize; TERMS] = std::array::from_fn(|i| taps[(term + i).min(taps.len() - 1)]);
        let (whole, rest) = (width / lanes * lanes, E::between(simd, 0, width % lanes));
        let mut tile = [[E::splat(simd, E::zero()); TERMS]; CHANNELS];
        for image in 0..self.band.images {
            let extent = (self.band.rows - 1) * bands.row() + width;
            let source = &self.source[image * bands.image()..];
            let sources: [&[E]; TERMS] = std::array::from_fn(|i| &source[taps[i]..][..extent]);
            let gradients: [&[E]; CHANNELS] =
                std::array::from_fn(|channel| self.gradients(image, (first + channel).min(outs - 1)));
            for row in 0..self.band.rows {
                for column in (0..whole).step_by(lanes) {
                    let (source, gradient) = (row * bands.row() + column, row * width + column);
                    // SAFETY: a whole register before the end of the row.
                    let load = |row: &[E], start: usize| unsafe { load::<E, S>(row.as_ptr().add(start)) };
                    let (sources, gradients) =
                        (sources.map(|row| load(row, source)), gradients.map(|row| load(row, gradient)));
                    multiply_add::<E, S, TERMS>(simd, gradients, sources, &mut tile);
                }
                if whole < width {
                    let (source, gradient) = (row * bands.row() + whole, row * width + whole);
                    // SAFETY: the lanes that are meant are the last of the row.
                    let load = |row: &[E], start: usize| unsafe { E::load_some(simd, rest, row.as_ptr().add(start)) };
                    let (sources, gradients) =
                        (sources.map(|row| load(row, source)), gradients.map(|row| load(row, gradient)));
                    multiply_add::<E, S, TERMS>(simd, gradients, sources, &mut tile);
                }
            }
        }
        let terms = self.gradient.taps.len();
        for (channel, tile) in tile.iter().enumerate().take(outs - first) {
            for (i, &sum) in tile.iter().enumerate().take(terms - term) {
                self.sums[(first + channel) * (terms + 1) + term + i] += E::total(simd, sum);
            }
        }
    }
}

/// The register that begins at `from`.
///
/// # Safety
///
/// The elements of a register may be read.
#[inline(always)]
unsafe fn load<E: Float, S: Simd>(from: *const E) -> E::Vector<S> {
    // SAFETY: as the caller says.
    E::registers::<S>(unsafe { std::slice::from_raw_parts(from, E::lanes::<S>()) })[0]
}

/// `tile[i][j] += a[i] · b[j]`.
#[inline(always)]
fn multiply_add<E: Lanes, S: Simd, const TERMS: usize>(
    simd: S,
    a: [E::Vector<S>; CHANNELS],
    b: [E::Vector<S>; TERMS],
    tile: &mut [[E::Vector<S>; TERMS]; CHANNELS],
) {
    for i in 0..CHANNELS {
        for j in 0..TERMS {
            tile[i][j] = E::multiply_add(simd, a[i], b[j], tile[i][j]);
        }
    }
}
