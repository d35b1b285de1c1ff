use pulp::Arch;

use super::super::Geometry;
use super::super::axis::{Axis, Reach};
use super::super::band::{Band, Bands};
use super::strips::{CHANNELS, POSITIONS, Strips};
use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Disjoint, Finish, Scratch, Table};
use crate::kernels::{Float, List, crew};

/// One side of a convolution, as a correlation sees it.
#[derive(Clone, Copy)]
struct Side {
    /// Channels of one group.
    channels: usize,
    size: [usize; 2],
    /// From the weight of one of its channels to the weight of the next.
    weight_stride: usize,
}

impl Side {
    fn area(self) -> usize {
        self.size[0] * self.size[1]
    }
}

/// Correlations of one source: a forward pass, or the way of a gradient back to the input.
struct Correlations<E> {
    bands: Bands,
    phases: List<Phase<E>>,
    groups: usize,
    source: Side,
    target: Side,
}

/// Targets that are all reached by the same taps.
struct Phase<E> {
    rows: Axis,
    columns: Axis,
    taps: Table,
    /// `[group, tile of channels, source channel and tap, channel]`.
    weights: Scratch<E>,
}

/// `y = weight ⋆ x` with a stride of 1, finished by `finish`.
pub(in super::super) fn forward<E: Float>(g: &Geometry, x: &[E], weight: &[E], finish: Finish<'_, E>, y: &mut [E]) {
    let (ins, outs) = (g.in_channels_per_group(), g.out_channels_per_group());
    let source = Side { channels: ins, size: g.input, weight_stride: g.taps() };
    let target = Side { channels: outs, size: g.output, weight_stride: ins * g.taps() };
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    Correlations::new(g, [down, across], &[rows], &[columns], source, target, weight).run(x, finish, y);
}

/// `dx = weight ⋆ᵀ dy`, finished by `finish`.
pub(in super::super) fn backward_input<E: Float>(
    g: &Geometry,
    weight: &[E],
    dy: &[E],
    finish: Finish<'_, E>,
    dx: &mut [E],
) {
    let (ins, outs) = (g.in_channels_per_group(), g.out_channels_per_group());
    let source = Side { channels: outs, size: g.output, weight_stride: ins * g.taps() };
    let target = Side { channels: ins, size: g.input, weight_stride: g.taps() };
    let ((down, mut rows), (across, mut columns)) = (Axis::backward(g, 0), Axis::backward(g, 1));
    if let Finish::Add = finish {
        // Nothing need be added where no tap reaches.
        rows.retain(|rows| !rows.taps.is_empty());
        columns.retain(|columns| !columns.taps.is_empty());
    }
    // With enough padding, no tap may reach any input.
    if !rows.is_empty() && !columns.is_empty() {
        Correlations::new(g, [down, across], &rows, &columns, source, target, weight).run(dy, finish, dx);
    }
}

impl<E: Float> Correlations<E> {
    fn new(
        g: &Geometry,
        reach: [Reach; 2],
        rows: &[Axis],
        columns: &[Axis],
        source: Side,
        target: Side,
        weight: &[E],
    ) -> Self {
        let bands = Bands::new::<E>(reach, source.channels, source.size, g.batch);
        let mut correlations = Correlations { bands, phases: List::new(), groups: g.groups, source, target };
        for rows in rows {
            for columns in columns {
                let phase = correlations.phase(g, rows, columns, weight);
                correlations.phases.push(phase);
            }
        }
        correlations
    }

    fn phase(&self, g: &Geometry, rows: &Axis, columns: &Axis, weight: &[E]) -> Phase<E> {
        let taps = self.bands.taps([rows, columns]);
        let across = |start: usize| columns.taps.iter().map(move |tap| start + tap.kernel);
        let down = |start: usize| rows.taps.iter().map(move |tap| start + tap.kernel * g.kernel[1]);
        let of_target: List<usize> = (0..self.source.channels)
            .flat_map(|channel| down(channel * self.source.weight_stride))
            .flat_map(across)
            .collect();
        let mut weights = Scratch::new(self.groups * self.channels() * taps.len());
        weights.fill(E::zero());
        let group_len = self.target.channels * self.source.channels * g.taps();
        let groups = weights.chunks_exact_mut((self.channels() * taps.len()).max(1));
        for (packed, weight) in groups.zip(weight.chunks_exact(group_len)) {
            for channel in 0..self.target.channels {
                let first = channel / CHANNELS * CHANNELS * taps.len() + channel % CHANNELS;
                let weight = &weight[channel * self.target.weight_stride..];
                packed[first..].iter_mut().step_by(CHANNELS).zip(&of_target).for_each(|(to, &tap)| *to = weight[tap]);
            }
        }
        Phase { rows: rows.clone(), columns: columns.clone(), taps, weights }
    }

    /// Target channels of a group, those of whole tiles.
    fn channels(&self) -> usize {
        self.target.channels.next_multiple_of(CHANNELS)
    }

    fn run(&self, source: &[E], finish: Finish<'_, E>, target: &mut [E]) {
        let target = Disjoint::new(target);
        crew::for_each(0..self.bands.partition.count() * self.groups, |task| {
            let (band, group) = (self.bands.partition.band(task / self.groups), task % self.groups);
            let image = self.groups * self.source.channels * self.source.area();
            // The last tile reads on, for positions that are nobody's.
            let mut buffer = Scratch::new(self.bands.buffer() + POSITIONS);
            self.bands.fill(band, source, group * self.source.channels * self.source.area(), image, &mut buffer);
            for phase in &self.phases {
                for image in 0..band.images {
                    self.image(phase, band, image, group, &buffer, finish, target);
                }
            }
        });
    }

    /// Computes the targets of a band and a group in one of its images.
    #[allow(clippy::too_many_arguments)]
    fn image(
        &self,
        phase: &Phase<E>,
        band: Band,
        image: usize,
        group: usize,
        buffer: &[E],
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let rows = band.rows.min(phase.rows.count.saturating_sub(band.row));
        if rows == 0 {
            return;
        }
        let row = self.bands.row();
        let pitch = ((rows - 1) * row + phase.columns.count).next_multiple_of(POSITIONS);
        let source = &buffer[image * self.bands.image()..];
        let (taps, columns) = (phase.taps.all(), &phase.columns);
        let [height, width] = self.target.size;
        let mut sums = Scratch::new(CHANNELS * pitch);
        for first in (0..self.target.channels).step_by(CHANNELS) {
            let weights = &phase.weights[(group * self.channels() + first) * phase.taps.len()..];
            let weights = &weights[..CHANNELS * phase.taps.len()];
            Arch::new().dispatch(Strips { source, taps, weights, pitch, sums: &mut sums });
            let sums = &*sums;
            dispatch(
                #[inline(always)]
                move |_| {
                    let channels = first..self.target.channels.min(first + CHANNELS);
                    for (channel, sums) in channels.zip(sums.chunks_exact(pitch)) {
                        let of_group = group * self.target.channels + channel;
                        let plane = (band.image + image) * self.groups * self.target.channels + of_group;
                        let finish = finish.lanes(of_group..of_group + 1);
                        for (down, sums) in sums.chunks(row).take(rows).enumerate() {
                            let down = phase.rows.start + (band.row + down) * phase.rows.stride;
                            let start = (plane * height + down) * width + columns.start;
                            let sums = &sums[..columns.count];
                            // SAFETY: bands and groups share no rows of the target, and a task has no other part of them now.
                            let target = unsafe { target.part(start, (columns.count - 1) * columns.stride + 1) };
                            match columns.stride {
                                1 => finish.put_lane(sums.iter(), target.iter_mut()),
                                stride => finish.put_lane(sums.iter(), target.iter_mut().step_by(stride)),
                            }
                        }
                    }
                },
            );
        }
    }
}
