use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::axis::{Axis, Reach};
use super::source::Source;
use super::strip::{Correlation, Strip, Taps};
use super::sweep::Sweep;
use super::{GRAIN, lanes};
use crate::kernels::gemm::{Finish, Scratch};
use crate::kernels::list::List;
use crate::kernels::{Float, crew};

/// One side of a convolution, as a correlation sees it.
#[derive(Clone, Copy)]
struct Side {
    /// Channels of one group.
    channels: usize,
    size: [usize; 2],
}

/// Correlations of one source: a forward pass, or the way of a gradient back to the input.
struct Correlations {
    source: Source,
    /// A way without a copy of the source, where there is one.
    sweep: Option<Sweep>,
    /// `[rows, columns]`: in each there are the rows of one remainder by the stride, and all of their columns.
    phases: List<List<Phase>>,
    /// From one row of a phase of columns to the next, where there are several: they are computed apart.
    pitch: usize,
    groups: usize,
    from: Side,
    to: Side,
    /// Elements of the kernel of one channel.
    kernel: usize,
}

/// Targets that are all reached by the same taps.
struct Phase {
    rows: Axis,
    columns: Axis,
    taps: Taps,
    strips: List<Strip>,
    strips_of_a_row: usize,
}

/// `y = weight ⋆ x`, finished by `finish`.
pub(in super::super) fn forward<E: Float>(g: &Geometry, x: &[E], weight: &[E], finish: Finish<'_, E>, y: &mut [E]) {
    let from = Side { channels: 1, size: g.input };
    let to = Side { channels: g.out_channels_per_group(), size: g.output };
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    Correlations::new::<E>(g, [down, across], &[rows], &[columns], from, to).run(x, weight, finish, y);
}

/// `dx = weight ⋆ᵀ dy`, finished by `finish`.
pub(in super::super) fn backward_input<E: Float>(
    g: &Geometry,
    weight: &[E],
    dy: &[E],
    finish: Finish<'_, E>,
    dx: &mut [E],
) {
    let from = Side { channels: g.out_channels_per_group(), size: g.output };
    let to = Side { channels: 1, size: g.input };
    let ((down, mut rows), (across, mut columns)) = (Axis::backward(g, 0), Axis::backward(g, 1));
    if let Finish::Add = finish {
        // Nothing need be added where no tap reaches.
        rows.retain(|rows| !rows.taps.is_empty());
        columns.retain(|columns| !columns.taps.is_empty());
    }
    // With enough padding, no tap may reach any input.
    if !rows.is_empty() && !columns.is_empty() {
        Correlations::new::<E>(g, [down, across], &rows, &columns, from, to).run(dy, weight, finish, dx);
    }
}

impl Correlations {
    fn new<E: Float>(g: &Geometry, reach: [Reach; 2], rows: &[Axis], columns: &[Axis], from: Side, to: Side) -> Self {
        let lanes = lanes::<E>();
        let source = Source::new::<E>(reach, from.channels, from.size, lanes);
        let apart = columns[0].stride > 1;
        let pitch = reach[1].count.next_multiple_of(lanes);
        let phase = |rows: &Axis, columns: &Axis| {
            let across = |start: usize| columns.taps.iter().map(move |tap| start + tap.kernel);
            let down = |start: usize| rows.taps.iter().map(move |tap| start + tap.kernel * g.kernel[1]);
            let weights = (0..from.channels).flat_map(|channel| down(channel * g.taps())).flat_map(across).collect();
            Phase {
                taps: Taps::new(source.taps([rows, columns]), weights),
                strips: source.strips([rows, columns], if apart { pitch } else { rows.stride * to.size[1] }, lanes),
                strips_of_a_row: columns.count.div_ceil(lanes),
                rows: rows.clone(),
                columns: columns.clone(),
            }
        };
        let phases = rows.iter().map(|rows| columns.iter().map(|columns| phase(rows, columns)).collect()).collect();
        let pitch = if apart { pitch } else { 0 };
        let sweep =
            if from.channels == 1 { Sweep::new(g.kernel[1], reach, [rows, columns], from.size, to.size) } else { None };
        Correlations { source, sweep, phases, pitch, groups: g.groups, from, to, kernel: g.taps() }
    }

    fn run<E: Float>(&self, source: &[E], weight: &[E], finish: Finish<'_, E>, target: &mut [E]) {
        let [height, width] = self.to.size;
        let bands = self.source.bands();
        let unit = self.source.len() + height * width / bands;
        let share = GRAIN.div_ceil(unit);
        let units = target.len() / (height * width) * bands;
        let mut target = target;
        let tasks = (0..units).step_by(share).map(|first| {
            let units = first..(first + share).min(units);
            let begin = self.place(units.start);
            let (now, later) = std::mem::take(&mut target).split_at_mut(self.place(units.end) - begin);
            target = later;
            Task { correlations: self, units, source, weight, finish, target: now }
        });
        crew::for_each(tasks, |task| Arch::new().dispatch(task));
    }

    /// Where a unit, which is a band of a plane of targets, begins in the target.
    fn place(&self, unit: usize) -> usize {
        let (plane, band) = (unit / self.source.bands(), unit % self.source.bands());
        (plane * self.to.size[0] + self.first_row(band)) * self.to.size[1]
    }

    /// The first row of a band of targets of all phases; every phase has one of `stride` rows.
    fn first_row(&self, band: usize) -> usize {
        (self.source.band(band).start * self.phases[0][0].rows.stride).min(self.to.size[0])
    }
}

/// Some bands of targets, which follow each other.
struct Task<'a, E> {
    correlations: &'a Correlations,
    units: Range<usize>,
    source: &'a [E],
    weight: &'a [E],
    finish: Finish<'a, E>,
    target: &'a mut [E],
}

impl<E: Float> WithSimd for Task<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let all = self.correlations;
        if let Some(sweep) = &all.sweep {
            return self.sweep(simd, sweep);
        }
        let (area, width) = (all.from.size[0] * all.from.size[1], all.to.size[1]);
        let (sources, targets) = (all.from.channels, all.to.channels);
        let bands = all.source.bands();
        // Planes of one band only: planes of several targets read the same source, band by band.
        let together = if bands == 1 { all.source.together::<E>() } else { 1 };
        let mut buffer = Scratch::new(together * all.source.len());
        buffer.fill(E::zero());
        let mut columns = Scratch::new(all.phases[0].len() * all.source.height() * all.pitch);
        let mut target = self.target;
        for first in self.units.clone().step_by(together) {
            let units = first..(first + together).min(self.units.end);
            let index = if bands == 1 { 0 } else { first % bands };
            let band = all.source.band(index);
            let planes = units.start / bands..(units.end - 1) / bands + 1;
            let groups = planes.start / targets..(planes.end - 1) / targets + 1;
            for (group, buffer) in groups.clone().zip(buffer.chunks_exact_mut(all.source.len())) {
                let planes = &self.source[group * sources * area..(group + 1) * sources * area];
                all.source.fill(simd, band.clone(), planes, buffer);
            }
            let mut channel = planes.start % (all.groups * targets);
            let mut slot = groups.start * targets;
            let mut source = &buffer[..];
            for plane in planes {
                if plane >= slot + targets {
                    (slot, source) = (slot + targets, &source[all.source.len()..]);
                }
                let rows = if bands == 1 { all.to.size[0] } else { all.first_row(index + 1) - all.first_row(index) };
                let (now, later) = target.split_at_mut(rows * width);
                target = later;
                let finish = self.finish.lanes(channel..channel + 1);
                let weights = &self.weight[channel * sources * all.kernel..(channel + 1) * sources * all.kernel];
                for phases in &all.phases {
                    all.rows(simd, phases, &band, Plane { source, weights, finish, target: now }, &mut columns);
                }
                channel += 1;
                if channel == all.groups * targets {
                    channel = 0;
                }
            }
        }
    }
}

impl<E: Float> Task<'_, E> {
    #[inline(always)]
    fn sweep<S: Simd>(self, simd: S, sweep: &Sweep) {
        let all = self.correlations;
        let (area, bands) = (all.from.size[0] * all.from.size[1], all.source.bands());
        let (targets, channels) = (all.to.channels, all.groups * all.to.channels);
        let (mut plane, mut index) = (self.units.start / bands, self.units.start % bands);
        let mut channel = plane % channels;
        let mut target = self.target;
        for _ in self.units {
            let band = all.source.band(index);
            let (now, later) = target.split_at_mut(band.len() * all.to.size[1]);
            target = later;
            // Few have several targets of a group, and a division takes long.
            let group = if targets == 1 { plane } else { plane / targets };
            let source = &self.source[group * area..(group + 1) * area];
            let weights = &self.weight[channel * all.kernel..(channel + 1) * all.kernel];
            sweep.run(simd, source, weights, band, self.finish.lanes(channel..channel + 1), now);
            index += 1;
            if index == bands {
                (plane, index) = (plane + 1, 0);
                channel = if channel + 1 == channels { 0 } else { channel + 1 };
            }
        }
    }
}

/// A plane of targets, or a band of one, and what makes it.
struct Plane<'a, E> {
    source: &'a [E],
    weights: &'a [E],
    finish: Finish<'a, E>,
    target: &'a mut [E],
}

impl Correlations {
    /// Computes the targets of a band that are in the rows of some phases.
    #[inline(always)]
    fn rows<E: Float, S: Simd>(
        &self,
        simd: S,
        phases: &[Phase],
        band: &Range<usize>,
        plane: Plane<'_, E>,
        columns: &mut [E],
    ) {
        let width = self.to.size[1];
        let Plane { source, weights, finish, target } = plane;
        let rows = &phases[0].rows;
        let count = band.len().min(rows.count.saturating_sub(band.start));
        if count == 0 {
            return;
        }
        let target = &mut target[rows.start * width..];
        let apart = self.pitch > 0;
        for (i, phase) in phases.iter().enumerate() {
            let strips = &phase.strips[..count * phase.strips_of_a_row];
            let finish = if apart { set_apart(finish) } else { finish };
            let correlation = Correlation { source, taps: &phase.taps, weights, strips, finish };
            let len = self.source.height() * self.pitch;
            correlation.run(simd, if apart { &mut columns[i * len..(i + 1) * len] } else { target });
        }
        if apart {
            for row in 0..count {
                self.weave(phases, row, columns, finish, &mut target[row * rows.stride * width..][..width]);
            }
        }
    }
}

/// How the columns of one phase are finished, if they are then put among those of the others.
#[inline(always)]
fn set_apart<E>(finish: Finish<'_, E>) -> Finish<'_, E> {
    match finish {
        Finish::Overwrite { .. } => finish,
        Finish::Add => Finish::Overwrite { bias: None, relu: false },
    }
}

impl Correlations {
    /// Puts the columns of all phases where they belong in a row.
    #[inline(always)]
    fn weave<E: Float>(&self, phases: &[Phase], row: usize, columns: &[E], finish: Finish<'_, E>, target: &mut [E]) {
        let len = self.source.height() * self.pitch;
        let of = |i: usize| &columns[i * len + row * self.pitch..][..phases[i].columns.count];
        let add = matches!(finish, Finish::Add);
        if let [a, _] = phases
            && a.columns.stride == 2
        {
            let (even, odd) = if a.columns.start == 0 { (of(0), of(1)) } else { (of(1), of(0)) };
            return interleave(even, odd, add, target);
        }
        for (i, phase) in phases.iter().enumerate() {
            let targets = target[phase.columns.start..].iter_mut().step_by(phase.columns.stride);
            if add {
                targets.zip(of(i)).for_each(|(target, &sum)| *target += sum);
            } else {
                targets.zip(of(i)).for_each(|(target, &value)| *target = value);
            }
        }
    }
}

/// Puts, or adds, two rows alternately.
#[inline(always)]
fn interleave<E: Float>(even: &[E], odd: &[E], add: bool, target: &mut [E]) {
    const TILE: usize = 16;
    let (pairs, last) = target.as_chunks_mut::<2>();
    if let ([last], Some(&value)) = (last, even.get(pairs.len())) {
        *last = if add { *last + value } else { value };
    }
    let (even, odd) = (&even[..pairs.len()], &odd[..pairs.len()]);
    let (tiles, rest) = pairs.as_chunks_mut::<TILE>();
    let ((evens, even), (odds, odd)) = (even.as_chunks::<TILE>(), odd.as_chunks::<TILE>());
    for ((tile, even), odd) in tiles.iter_mut().zip(evens).zip(odds) {
        for i in 0..TILE {
            let [old_even, old_odd] = tile[i];
            tile[i] = if add { [old_even + even[i], old_odd + odd[i]] } else { [even[i], odd[i]] };
        }
    }
    for ((pair, &even), &odd) in rest.iter_mut().zip(even).zip(odd) {
        *pair = if add { [pair[0] + even, pair[1] + odd] } else { [even, odd] };
    }
}
