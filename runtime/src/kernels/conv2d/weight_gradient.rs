use super::Geometry;
use super::axis::Axis;
use super::band::{Band, Bands};
use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store, Table, transpose};
use crate::kernels::list::List;
use crate::kernels::{Float, crew};

/// Partial sums are made of this many parts of the batch at most, and hold this many elements altogether at most.
/// Both are constants, and not the number of threads, so that a gradient is the same on every machine.
const PARTS: usize = 32;
const ELEMENTS: usize = 4 << 20;

/// Targets of a part at least, for it to be worth the zeroing and the adding up.
const TARGETS: usize = 512;

struct WeightGradient<'a, E> {
    geometry: &'a Geometry,
    bands: Bands,
    taps: Table,
    positions: Table,
    kernel: Kernel,
    x: &'a [E],
    dy: &'a [E],
}

/// `dweight += Σ_n dy[n] ⋆ x[n]`, `dbias += Σ_n Σ_area dy[n]`.
pub(super) fn backward_weight<E: Float>(g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
    let kernel = Kernel::new::<E>();
    let lanes = kernel.lanes();
    let ((down, rows), (across, columns)) = (Axis::forward(g, 0), Axis::forward(g, 1));
    let bands = Bands::new::<E>([down, across], g.in_channels_per_group(), g.input, g.batch);
    let gradient = WeightGradient {
        geometry: g,
        taps: bands.taps([&rows, &columns]),
        positions: bands.positions([&rows, &columns]),
        bands,
        kernel,
        x,
        dy,
    };

    let channels = g.out_channels_per_group();
    let panels = channels.div_ceil(lanes);
    let panel_len = gradient.panel_len();
    let len = g.groups * panels * panel_len;
    let bands = gradient.bands.partition.count();
    let most = (g.batch * g.output[0] * g.output[1] / TARGETS).min(ELEMENTS / len).min(PARTS).min(bands).max(1);
    // A power of two, as the number of threads mostly is.
    let parts = 1 << most.ilog2();
    let shares = crew::threads().div_ceil(parts * g.groups).min(panels);
    let share = panels.div_ceil(shares);

    let mut partial = Scratch::new(parts * len);
    let tasks = partial.chunks_exact_mut(panels * panel_len).enumerate().flat_map(|(index, sums)| {
        sums.chunks_mut(share * panel_len).enumerate().map(move |(i, sums)| (index, i * share, sums))
    });
    crew::for_each(tasks, |(index, panel, sums)| {
        let (part, group) = (index / g.groups, index % g.groups);
        let bands = part * bands / parts..(part + 1) * bands / parts;
        gradient.accumulate(bands, group, panel, sums);
    });

    let partial = &*partial;
    let taps = gradient.taps.len();
    let mut dbias = dbias;
    let biases: List<Option<&mut [E]>> = match &mut dbias {
        Some(dbias) => dbias.chunks_mut(channels).flat_map(|group| group.chunks_mut(lanes)).map(Some).collect(),
        None => (0..g.groups * panels).map(|_| None).collect(),
    };
    let weights = dweight.chunks_mut(channels * taps).flat_map(|group| group.chunks_mut(lanes * taps));
    crew::for_each(weights.zip(biases).enumerate(), |(panel, (dweight, dbias))| {
        let mut sum = Scratch::new(panel_len);
        sum.fill(E::zero());
        let total = &mut *sum;
        dispatch(
            #[inline(always)]
            move |_| {
                for part in partial.chunks_exact(len) {
                    let part = &part[panel * panel_len..(panel + 1) * panel_len];
                    total.iter_mut().zip(part).for_each(|(sum, &part)| *sum += part);
                }
            },
        );
        let delivery = Delivery {
            sums: &sum,
            stride: lanes,
            rows: taps,
            lanes: dweight.len() / taps.max(1),
            finish: Finish::Add,
            target: Disjoint::new(dweight),
            start: 0,
            plane: taps,
            step: 1,
        };
        // SAFETY: a panel of the gradient is borrowed by this task alone.
        unsafe { delivery.run() };
        if let Some(dbias) = dbias {
            dbias.iter_mut().zip(&sum[taps * lanes..]).for_each(|(dbias, &sum)| *dbias += sum);
        }
    });
}

impl<E: Float> WeightGradient<'_, E> {
    /// Partial sums of a panel of output channels: `[channel and tap, lane]`, and the bias as one tap more,
    /// which always reads one.
    fn panel_len(&self) -> usize {
        (self.taps.len() + 1) * self.kernel.lanes()
    }

    /// Computes `sums`, some panels from `panel` on, from some of the bands.
    fn accumulate(&self, bands: std::ops::Range<usize>, group: usize, panel: usize, sums: &mut [E]) {
        let g = self.geometry;
        let lanes = self.kernel.lanes();
        let area = g.input[0] * g.input[1];
        let channels = g.in_channels_per_group();
        let mut buffer = Scratch::new(self.bands.buffer());
        sums.fill(E::zero());
        for band in bands {
            let band = self.bands.partition.band(band);
            self.bands.fill(band, self.x, group * channels * area, g.in_channels * area, &mut buffer);
            let positions = self.positions.first(band.images * band.rows * g.output[1]);
            let mut gradients = Scratch::new(positions.values().len() * lanes);
            for (i, sums) in sums.chunks_exact_mut(self.panel_len()).enumerate() {
                self.pack(band, group, (panel + i) * lanes, &mut gradients);
                let (weights, bias) = sums.split_at_mut(self.taps.len() * lanes);
                let product =
                    Product { image: &buffer, rows: self.taps.all().values(), depth: positions, panel: &gradients };
                self.kernel.multiply(product, Store::Add, weights);
                for gradients in gradients.chunks_exact(lanes) {
                    bias.iter_mut().zip(gradients).for_each(|(bias, &gradient)| *bias += gradient);
                }
            }
        }
    }

    /// Packs a band's output gradients as `[target, lane]`, for the channels from `first` on.
    fn pack(&self, band: Band, group: usize, first: usize, panel: &mut [E]) {
        let g = self.geometry;
        let lanes = self.kernel.lanes();
        let channels = lanes.min(g.out_channels_per_group() - first);
        let area = g.output[0] * g.output[1];
        let rows = band.rows * g.output[1];
        for (i, panel) in panel.chunks_exact_mut(rows * lanes).enumerate() {
            let channel = (band.image + i) * g.out_channels + group * g.out_channels_per_group() + first;
            let from = &self.dy[channel * area + band.row * g.output[1]..];
            transpose([channels, rows], from, area, panel, lanes);
            for lane in channels..lanes {
                panel[lane..].iter_mut().step_by(lanes).for_each(|gradient| *gradient = E::zero());
            }
        }
    }
}
