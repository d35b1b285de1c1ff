use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::axis::Axis;
use super::source::{Source, TOGETHER};
use super::strip::Strip;
use super::sweep::{Gradients, Sweep};
use super::{GRAIN, lanes};
use crate::kernels::gemm::Scratch;
use crate::kernels::list::List;
use crate::kernels::{Float, crew};

/// Few channels are cut into parts of the batch, so that there are so many tasks. It is a constant, and not the number of
/// threads, so that a gradient is the same on every machine.
const TASKS: usize = 32;

struct WeightGradient<'a, E> {
    geometry: &'a Geometry,
    source: Source,
    /// A way without a copy of the source, where there is one.
    sweep: Option<Sweep>,
    taps: List<usize>,
    strips: List<Strip>,
    /// Parts of the batch that are summed up on their own.
    parts: usize,
    x: &'a [E],
    dy: &'a [E],
}

/// `dweight += Σ_n dy[n] ⋆ x[n]`, `dbias += Σ_n Σ_area dy[n]`.
pub(in super::super) fn backward_weight<E: Float>(
    g: &Geometry,
    x: &[E],
    dy: &[E],
    dweight: &mut [E],
    dbias: Option<&mut [E]>,
) {
    let lanes = lanes::<E>();
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    let source = Source::new::<E>([down, across], 1, g.input, lanes);
    let units = g.batch * source.bands();
    if units == 0 {
        return;
    }
    let unit = source.len() + g.output[0] * g.output[1] / source.bands();
    let parts = TASKS.div_ceil(g.out_channels).min(units * unit / GRAIN).max(1);
    let gradient = WeightGradient {
        geometry: g,
        sweep: Sweep::new(g.kernel[1], [down, across], [&rows, &columns].map(std::slice::from_ref), g.input, g.output),
        taps: source.taps([&rows, &columns]),
        strips: source.strips([&rows, &columns], g.output[1], lanes),
        source,
        parts,
        x,
        dy,
    };

    // Of each channel and part: the gradients of the taps, and that of the bias.
    let len = g.taps() + 1;
    let share = GRAIN.div_ceil((units / parts * unit).max(1));
    let mut totals = Scratch::new(g.out_channels * parts * len);
    let tasks = totals.chunks_mut(share * len).enumerate();
    crew::for_each(tasks, |(i, totals)| {
        Arch::new().dispatch(Task { gradient: &gradient, first: i * share, totals });
    });

    let mut dbias = dbias;
    for (channel, dweight) in dweight.chunks_exact_mut(g.taps()).enumerate() {
        for totals in totals[channel * parts * len..(channel + 1) * parts * len].chunks_exact(len) {
            dweight.iter_mut().zip(totals).for_each(|(dweight, &total)| *dweight += total);
            if let Some(dbias) = &mut dbias {
                dbias[channel] += totals[len - 1];
            }
        }
    }
}

/// Some parts of channels, which follow each other from the first on.
struct Task<'a, E> {
    gradient: &'a WeightGradient<'a, E>,
    first: usize,
    totals: &'a mut [E],
}

impl<E: Float> WithSimd for Task<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let gradient = self.gradient;
        let (g, source) = (gradient.geometry, &gradient.source);
        let lanes = E::lanes::<S>();
        let len = g.taps() + 1;
        let (units, parts) = (g.batch * source.bands(), gradient.parts);
        let area = g.input[0] * g.input[1];
        let mut sums = Scratch::new((len + TAPS) * lanes);
        let sums = E::registers_mut::<S>(&mut sums);
        if let Some(sweep) = &gradient.sweep {
            return self.sweep(simd, sweep, sums);
        }
        let together = source.together::<E>();
        let mut buffer = Scratch::new(together * source.len());
        buffer.fill(E::zero());
        let mut totals = self.totals.chunks_exact_mut(len);
        let bands = (self.first..self.first + totals.len()).flat_map(|index| {
            let (channel, part) = (index / parts, index % parts);
            let units = part * units / parts..(part + 1) * units / parts;
            let (first, last) = (units.start, units.end - 1);
            units.map(move |unit| Band { channel, unit, first: unit == first, last: unit == last })
        });
        let mut bands = bands.map(|band| (band, band.unit / source.bands(), source.band(band.unit % source.bands())));
        loop {
            let mut now = [const { None }; TOGETHER];
            let mut count = 0;
            while count < together
                && let Some((band, image, rows)) = bands.next()
            {
                let plane = image * g.in_channels + band.channel / g.out_channels_per_group();
                let buffer = &mut buffer[count * source.len()..(count + 1) * source.len()];
                source.fill(simd, rows.clone(), &gradient.x[plane * area..(plane + 1) * area], buffer);
                now[count] = Some((band, image, rows));
                count += 1;
            }
            if count == 0 {
                return;
            }
            for (i, (band, image, rows)) in now.into_iter().flatten().enumerate() {
                if band.first {
                    sums.fill(E::splat(simd, E::zero()));
                }
                let buffer = &buffer[i * source.len()..(i + 1) * source.len()];
                gradient.accumulate(simd, image * g.out_channels + band.channel, rows, buffer, sums);
                if band.last
                    && let Some(totals) = totals.next()
                {
                    totals.iter_mut().zip(&*sums).for_each(|(total, &sum)| *total = E::total(simd, sum));
                }
            }
        }
    }
}

impl<E: Float> Task<'_, E> {
    #[inline(always)]
    fn sweep<S: Simd>(self, simd: S, sweep: &Sweep, sums: &mut [E::Vector<S>]) {
        let gradient = self.gradient;
        let (g, bands, parts) = (gradient.geometry, gradient.source.bands(), gradient.parts);
        let (area, [height, width]) = (g.input[0] * g.input[1], g.output);
        let units = g.batch * bands;
        for (i, totals) in self.totals.chunks_exact_mut(g.taps() + 1).enumerate() {
            let (channel, part) = ((self.first + i) / parts, (self.first + i) % parts);
            let in_channel = channel / g.out_channels_per_group();
            sums.fill(E::splat(simd, E::zero()));
            for unit in part * units / parts..(part + 1) * units / parts {
                let (image, rows) = (unit / bands, gradient.source.band(unit % bands));
                let (from, to) = (image * g.in_channels + in_channel, image * g.out_channels + channel);
                let x = &gradient.x[from * area..(from + 1) * area];
                let dy = &gradient.dy[(to * height + rows.start) * width..][..rows.len() * width];
                sweep.accumulate(simd, &Gradients { x, rows, dy }, sums);
            }
            totals.iter_mut().zip(&*sums).for_each(|(total, &sum)| *total = E::total(simd, sum));
        }
    }
}

/// A band of output gradients.
#[derive(Clone, Copy)]
struct Band {
    channel: usize,
    /// Its index among the bands of all images.
    unit: usize,
    /// Whether it is the first or the last that is summed up for its total.
    first: bool,
    last: bool,
}

/// Taps that are summed up together: with an output gradient, their sums fill the registers of most processors.
const TAPS: usize = 9;

impl<E: Float> WeightGradient<'_, E> {
    /// Adds the products of a band of output gradients to `sums`, and the gradients themselves to the last of them.
    #[inline(always)]
    fn accumulate<S: Simd>(&self, simd: S, plane: usize, band: Range<usize>, buffer: &[E], sums: &mut [E::Vector<S>]) {
        let [height, width] = self.geometry.output;
        let strips = &self.strips[..band.len() * width.div_ceil(E::lanes::<S>())];
        let dy = &self.dy[(plane * height + band.start) * width..][..band.len() * width];
        let mut bias = E::splat(simd, E::zero());
        // Passes of about one size.
        let passes = self.taps.len().div_ceil(TAPS);
        for pass in 0..passes {
            let range = pass * self.taps.len() / passes..(pass + 1) * self.taps.len() / passes;
            let (taps, sums) = (&self.taps[range.clone()], &mut sums[range]);
            bias = match taps.len() {
                ..=4 => products::<E, S, 4>(simd, buffer, taps, dy, strips, sums),
                5..=8 => products::<E, S, 8>(simd, buffer, taps, dy, strips, sums),
                _ => products::<E, S, TAPS>(simd, buffer, taps, dy, strips, sums),
            };
        }
        sums[self.taps.len()] = E::plus(simd, sums[self.taps.len()], bias);
    }
}

/// Adds to each of `sums` the products of all output gradients with what its tap reads for them. Returns the sum of the
/// gradients. There are `N` taps at most, and one at least.
#[inline(always)]
fn products<E: Float, S: Simd, const N: usize>(
    simd: S,
    source: &[E],
    taps: &[usize],
    dy: &[E],
    strips: &[Strip],
    sums: &mut [E::Vector<S>],
) -> E::Vector<S> {
    let lanes = E::lanes::<S>();
    let zero = E::splat(simd, E::zero());
    let Some(last) = strips.last() else { return zero };
    // The last tap is read again in place of those that are not there.
    let mut from = [0; N];
    for (i, from) in from.iter_mut().enumerate() {
        *from = taps[i.min(taps.len() - 1)];
        assert!(last.source + *from + lanes <= source.len(), "a strip reads beyond the source");
    }
    assert!(last.target + last.count <= dy.len(), "a strip is outside the gradients");
    // Every strip that is no whole register is the last of a row, as the last of all is.
    let rest = E::between(simd, 0, last.count);
    let mut found = [zero; N];
    let mut total = zero;
    for strip in strips {
        // SAFETY: strips are in ascending order, and the last one begins inside both slices.
        let (dy, source) = unsafe { (dy.as_ptr().add(strip.target), source.as_ptr().add(strip.source)) };
        if strip.count == lanes {
            // SAFETY: the last strip ends inside the gradients.
            let dy = unsafe { dy.cast::<E::Vector<S>>().read_unaligned() };
            for tap in 0..N {
                // SAFETY: every tap of the last strip reads a register inside the source.
                let x = unsafe { source.add(from[tap]).cast::<E::Vector<S>>().read_unaligned() };
                found[tap] = E::multiply_add(simd, dy, x, found[tap]);
            }
            total = E::plus(simd, total, dy);
        } else {
            // A lane that is no output must read zeros on both sides: zero times infinity would be no number.
            // SAFETY: as above.
            let dy = unsafe { E::load_some(simd, rest, dy) };
            for tap in 0..N {
                // SAFETY: as above.
                let x = unsafe { E::load_some(simd, rest, source.add(from[tap])) };
                found[tap] = E::multiply_add(simd, dy, x, found[tap]);
            }
            total = E::plus(simd, total, dy);
        }
    }
    for (sum, &found) in sums.iter_mut().zip(&found) {
        *sum = E::plus(simd, *sum, found);
    }
    total
}
