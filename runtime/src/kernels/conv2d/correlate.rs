use super::Geometry;
use super::axis::{Axis, Reach};
use super::band::{Band, Bands};
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store, Table, transpose};
use crate::kernels::list::List;
use crate::kernels::{Float, crew};

/// Targets that are multiplied and stored at a time, and taps that are packed; whole tiles of every kernel's rows, and whole blocks of a transpose.
const CHUNK: usize = 48;

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
    kernel: Kernel,
    groups: usize,
    source: Side,
    target: Side,
}

/// A correlation of images with packed weights.
struct Phase<E> {
    rows: Axis,
    columns: Axis,
    taps: Table,
    positions: Table,
    /// `[group, panel, channel and tap, lane]`; the lanes are target channels.
    weights: Scratch<E>,
}

/// `y = weight ⋆ x`, finished by `finish`.
pub(super) fn forward<E: Float>(g: &Geometry, x: &[E], weight: &[E], finish: Finish<'_, E>, y: &mut [E]) {
    let (ins, outs) = (g.in_channels_per_group(), g.out_channels_per_group());
    let source = Side { channels: ins, size: g.input, weight_stride: g.taps() };
    let target = Side { channels: outs, size: g.output, weight_stride: ins * g.taps() };
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    Correlations::new(g, [down, across], &[rows], &[columns], source, target, weight).run(x, finish, y);
}

/// `dx = weight ⋆ᵀ dy`, finished by `finish`.
pub(super) fn backward_input<E: Float>(g: &Geometry, weight: &[E], dy: &[E], finish: Finish<'_, E>, dx: &mut [E]) {
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
        let kernel = Kernel::new::<E>();
        let mut correlations = Correlations { bands, phases: List::new(), kernel, groups: g.groups, source, target };
        for rows in rows {
            for columns in columns {
                let phase = correlations.phase(g, rows, columns, weight);
                correlations.phases.push(phase);
            }
        }
        correlations
    }

    fn phase(&self, g: &Geometry, rows: &Axis, columns: &Axis, weight: &[E]) -> Phase<E> {
        let lanes = self.kernel.lanes();
        let taps = self.bands.taps([rows, columns]);
        let positions = self.bands.positions([rows, columns]);
        let panel_len = taps.len() * lanes;
        let mut weights = Scratch::new(g.groups * self.panels() * panel_len);
        let across = |start: usize| columns.taps.iter().map(move |tap| start + tap.kernel);
        let of_kernel: List<usize> = rows.taps.iter().map(|tap| tap.kernel * g.kernel[1]).flat_map(across).collect();
        crew::for_each(weights.chunks_exact_mut(panel_len.max(1)).enumerate(), |(index, panel)| {
            let (group, first) = (index / self.panels(), index % self.panels() * lanes);
            let weight = &weight[group * self.target.channels * self.source.channels * g.taps()..];
            let used = lanes.min(self.target.channels - first);
            let kernels = Kernels {
                weight: &weight[first * self.target.weight_stride..],
                target_stride: self.target.weight_stride,
                source_stride: self.source.weight_stride,
                len: g.taps(),
                taps: &of_kernel,
            };
            kernels.pack(used, lanes, panel);
        });
        Phase { rows: rows.clone(), columns: columns.clone(), taps, positions, weights }
    }

    /// Panels of the target channels of a group.
    fn panels(&self) -> usize {
        self.target.channels.div_ceil(self.kernel.lanes())
    }

    fn run(&self, source: &[E], finish: Finish<'_, E>, target: &mut [E]) {
        let bands = self.bands.partition.count();
        // Few bands are shared out by channels as well; each share then copies the source for itself.
        let shares = (2 * rayon::current_num_threads()).div_ceil((bands * self.groups).max(1)).min(self.panels());
        let target = Disjoint::new(target);
        crew::for_each(0..bands * self.groups * shares, |task| {
            let (band, group, share) = (task / shares / self.groups, task / shares % self.groups, task % shares);
            let band = self.bands.partition.band(band);
            let image = self.groups * self.source.channels * self.source.area();
            let mut buffer = Scratch::new(self.bands.buffer());
            self.bands.fill(band, source, group * self.source.channels * self.source.area(), image, &mut buffer);
            for phase in &self.phases {
                for panel in share * self.panels() / shares..(share + 1) * self.panels() / shares {
                    self.panel(phase, band, group, panel, &buffer, finish, target);
                }
            }
        });
    }

    /// Computes a panel of target channels for one band and one group.
    #[allow(clippy::too_many_arguments)]
    fn panel(
        &self,
        phase: &Phase<E>,
        band: Band,
        group: usize,
        panel: usize,
        buffer: &[E],
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let lanes = self.kernel.lanes();
        let first = panel * lanes;
        let channels = lanes.min(self.target.channels - first);
        let channel = group * self.target.channels + first;
        let finish = finish.lanes(channel..channel + channels);
        let len = phase.taps.len() * lanes;
        let weights = &phase.weights[(group * self.panels() + panel) * len..][..len];
        let rows = band.rows.min(phase.rows.count.saturating_sub(band.row));
        let positions = phase.positions.first(band.images * rows * phase.columns.count).values();
        let mut sums = Scratch::new(CHUNK * lanes);
        for (chunk, rows_of_chunk) in positions.chunks(CHUNK).enumerate() {
            let sums = &mut sums[..rows_of_chunk.len() * lanes];
            let product = Product { image: buffer, rows: rows_of_chunk, depth: phase.taps.all(), panel: weights };
            self.kernel.multiply(product, Store::Overwrite, sums);
            let mut sums = &sums[..];
            let mut position = chunk * CHUNK;
            while !sums.is_empty() {
                let (image, within) =
                    (position / (rows * phase.columns.count), position % (rows * phase.columns.count));
                let run = phase.run(within, rows, self.target.size[1]).min(sums.len() / lanes);
                let (now, later) = sums.split_at(run * lanes);
                let plane = (band.image + image) * self.groups * self.target.channels + channel;
                let delivery = Delivery {
                    sums: now,
                    stride: lanes,
                    rows: run,
                    lanes: channels,
                    finish,
                    target,
                    start: plane * self.target.area() + phase.target(band.row, within, self.target.size[1]),
                    plane: self.target.area(),
                    step: phase.columns.stride,
                };
                // SAFETY: bands, groups, phases and panels share no target.
                unsafe { delivery.run() };
                sums = later;
                position += run;
            }
        }
    }
}

/// The kernels of some target channels.
struct Kernels<'a, E> {
    weight: &'a [E],
    /// From the kernel of a target channel to that of the next, and the same of source channels.
    target_stride: usize,
    source_stride: usize,
    /// Elements of a kernel, and which of them are meant.
    len: usize,
    taps: &'a [usize],
}

impl<E: Float> Kernels<'_, E> {
    /// Packs those of `used` target channels as `[source channel, tap, lane]`; lanes that are no channels are zero.
    fn pack(&self, used: usize, lanes: usize, panel: &mut [E]) {
        if used < lanes {
            panel.fill(E::zero());
        }
        let all = self.taps.len() == self.len && self.taps.is_sorted();
        if all && self.source_stride == self.len {
            // A block of what is packed stays in the first-level cache while it is written lane by lane.
            for (block, packed) in panel.chunks_mut(CHUNK * lanes).enumerate() {
                let weight = &self.weight[block * CHUNK..];
                transpose([used, packed.len() / lanes], weight, self.target_stride, packed, lanes);
            }
            return;
        }
        let mut kernels = Scratch::new(self.len * lanes);
        for (channel, packed) in panel.chunks_exact_mut((self.taps.len() * lanes).max(1)).enumerate() {
            let weight = &self.weight[channel * self.source_stride..];
            if self.len == 1 && self.target_stride == 1 {
                packed[..used].copy_from_slice(&weight[..used]);
                continue;
            }
            transpose([used, self.len], weight, self.target_stride, &mut kernels, lanes);
            for (packed, &tap) in packed.chunks_exact_mut(lanes).zip(self.taps) {
                packed[..used].copy_from_slice(&kernels[tap * lanes..][..used]);
            }
        }
    }
}

impl<E> Phase<E> {
    /// How many targets from `within` an image's on are evenly spaced in a target that is `width` wide.
    fn run(&self, within: usize, rows: usize, width: usize) -> usize {
        let dense = self.columns.stride == 1 && self.rows.stride == 1 && self.columns.count == width;
        if dense { rows * width - within } else { self.columns.count - within % self.columns.count }
    }

    /// Where in its plane a band's target lies.
    fn target(&self, row: usize, within: usize, width: usize) -> usize {
        let (down, across) = (row + within / self.columns.count, within % self.columns.count);
        (self.rows.start + down * self.rows.stride) * width + self.columns.start + across * self.columns.stride
    }
}
