use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::axis::{Axis, Reach};
use super::source::Source;
use super::strip::{Correlation, Strip};
use super::{GRAIN, lanes};
use crate::kernels::gemm::{Finish, Scratch};
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
    /// `[rows, columns]`: in each there are the rows of one remainder by the stride, and all of their columns.
    phases: Vec<Vec<Phase>>,
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
    /// What taps read, and where their weights are.
    taps: Vec<usize>,
    weights: Vec<usize>,
    strips: Vec<Strip>,
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
            Phase {
                taps: source.taps([rows, columns]),
                weights: (0..from.channels).flat_map(|channel| down(channel * g.taps())).flat_map(across).collect(),
                strips: source.strips([rows, columns], if apart { pitch } else { rows.stride * to.size[1] }, lanes),
                rows: rows.clone(),
                columns: columns.clone(),
            }
        };
        let phases = rows.iter().map(|rows| columns.iter().map(|columns| phase(rows, columns)).collect()).collect();
        let pitch = if apart { pitch } else { 0 };
        Correlations { source, phases, pitch, groups: g.groups, from, to, kernel: g.taps() }
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
        let area = all.from.size[0] * all.from.size[1];
        let width = all.to.size[1];
        let (sources, targets) = (all.from.channels, all.to.channels);
        let mut buffer = Scratch::new(all.source.len());
        buffer.fill(E::zero());
        let mut weights = Scratch::new(sources * all.kernel);
        let mut columns = Scratch::new(all.phases[0].len() * all.source.height() * all.pitch);
        let mut filled = None;
        let mut target = self.target;
        for unit in self.units {
            let (plane, index) = (unit / all.source.bands(), unit % all.source.bands());
            let band = all.source.band(index);
            let group = plane / targets;
            if filled != Some((group, index)) {
                let planes = &self.source[group * sources * area..(group + 1) * sources * area];
                all.source.fill(simd, band.clone(), planes, &mut buffer);
                filled = Some((group, index));
            }
            let (now, later) = target.split_at_mut(all.place(unit + 1) - all.place(unit));
            target = later;
            let channel = plane % (all.groups * targets);
            let finish = self.finish.lanes(channel..channel + 1);
            let weight = &self.weight[channel * sources * all.kernel..(channel + 1) * sources * all.kernel];
            for phases in &all.phases {
                let rows = &phases[0].rows;
                let count = band.len().min(rows.count.saturating_sub(band.start));
                let first = rows.start * width;
                for (i, phase) in phases.iter().enumerate() {
                    let weights = &mut weights[..phase.weights.len()];
                    weights.iter_mut().zip(&phase.weights).for_each(|(to, &tap)| *to = weight[tap]);
                    let strips = phase.columns.count.div_ceil(E::lanes::<S>());
                    let correlation = Correlation {
                        source: &buffer,
                        taps: &phase.taps,
                        weights,
                        strips: &phase.strips[..count * strips],
                        finish: if all.pitch > 0 { apart(finish) } else { finish },
                    };
                    if all.pitch > 0 {
                        let len = all.source.height() * all.pitch;
                        correlation.run(simd, &mut columns[i * len..(i + 1) * len]);
                    } else if count > 0 {
                        correlation.run(simd, &mut now[first..]);
                    }
                }
                if all.pitch > 0 {
                    for row in 0..count {
                        let target = &mut now[first + row * rows.stride * width..][..width];
                        all.weave(phases, row, &columns, finish, target);
                    }
                }
            }
        }
    }
}

/// How the columns of one phase are finished, if they are then put among those of the others.
#[inline(always)]
fn apart<E>(finish: Finish<'_, E>) -> Finish<'_, E> {
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
