use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::image::{Images, Role};
use super::tiles::{Spectrum, Tiles};
use super::transform::{Matrix, ToKernelGradient};
use super::{FREQUENCIES, INPUTS, TAPS};
use crate::kernels::gemm::{Kernel, Product, Scratch, Store};
use crate::kernels::{Float, crew};

/// Partial sums are made of this many parts of the batch at most, and hold this many elements altogether at most.
/// Both are constants, and not the number of threads, so that a gradient is the same on every machine.
const PARTS: usize = 16;
const ELEMENTS: usize = 4 << 20;

/// Bands of a part at least, for it to be worth the zeroing and the adding up.
const BANDS: usize = 6;

/// The frequency that is the sum of a tile's elements: that of the interpolation point 1, on both axes.
const TOTAL: usize = INPUTS + 1;

/// `dweight += Σ_n dy[n] ⋆ x[n]`, `dbias += Σ_n Σ_area dy[n]`.
pub(in super::super) fn backward_weight<E: Float>(
    g: &Geometry,
    x: &[E],
    dy: &[E],
    dweight: &mut [E],
    dbias: Option<&mut [E]>,
) {
    let kernel = Kernel::new::<E>();
    let lanes = kernel.lanes();
    let tiles = Tiles::new(g.batch, g.output);
    let gradient = WeightGradient {
        geometry: g,
        kernel,
        inputs: Spectrum::new::<E>(&tiles, g.in_channels_per_group()),
        gradients: Spectrum::new::<E>(&tiles, lanes),
        tiles,
        x,
        dy,
    };

    let (ins, channels) = (g.in_channels_per_group(), g.out_channels_per_group());
    let panels = channels.div_ceil(lanes);
    let panel_len = gradient.panel_len();
    let len = g.groups * panels * panel_len;
    let bands = tiles.partition.count();
    let most = (bands / BANDS).min(ELEMENTS / len).clamp(1, PARTS);
    // A power of two, as the number of threads mostly is.
    let parts = 1 << most.ilog2();
    let shares = rayon::current_num_threads().div_ceil(parts * g.groups).min(panels);
    let share = panels.div_ceil(shares);

    let mut partial = Scratch::new(parts * len);
    let tasks = partial.chunks_exact_mut(panels * panel_len).enumerate().flat_map(|(index, sums)| {
        sums.chunks_mut(share * panel_len).enumerate().map(move |(i, sums)| (index, i * share, sums))
    });
    crew::for_each(tasks, |(index, panel, sums)| {
        let (part, group) = (index / g.groups, index % g.groups);
        gradient.accumulate(part * bands / parts..(part + 1) * bands / parts, group, panel, sums);
    });

    let partial = &*partial;
    let mut dbias = dbias;
    let biases: Vec<Option<&mut [E]>> = match &mut dbias {
        Some(dbias) => dbias.chunks_mut(channels).flat_map(|group| group.chunks_mut(lanes)).map(Some).collect(),
        None => (0..g.groups * panels).map(|_| None).collect(),
    };
    let kernels = ins * TAPS * TAPS;
    let weights = dweight.chunks_mut(channels * kernels).flat_map(|group| group.chunks_mut(lanes * kernels));
    crew::for_each(weights.zip(biases).enumerate(), |(panel, (dweight, dbias))| {
        let mut sum = Scratch::new(panel_len);
        sum.fill(E::zero());
        for part in partial.chunks_exact(len) {
            let part = &part[panel * panel_len..(panel + 1) * panel_len];
            sum.iter_mut().zip(part).for_each(|(sum, &part)| *sum += part);
        }
        let (frequencies, bias) = sum.split_at(FREQUENCIES * ins * lanes);
        Arch::new().dispatch(Kernels { lanes, channels: ins, frequencies, dweight });
        if let Some(dbias) = dbias {
            dbias.iter_mut().zip(bias).for_each(|(dbias, &sum)| *dbias += sum);
        }
    });
}

struct WeightGradient<'a, E> {
    geometry: &'a Geometry,
    kernel: Kernel,
    tiles: Tiles,
    inputs: Spectrum,
    gradients: Spectrum,
    x: &'a [E],
    dy: &'a [E],
}

impl<E: Float> WeightGradient<'_, E> {
    /// Partial sums of a panel of output channels: `[frequency, in channel, lane]`, and the bias.
    fn panel_len(&self) -> usize {
        (FREQUENCIES * self.geometry.in_channels_per_group() + 1) * self.kernel.lanes()
    }

    /// Computes `sums`, some panels from `panel` on, from some of the bands.
    fn accumulate(&self, bands: Range<usize>, group: usize, panel: usize, sums: &mut [E]) {
        let g = self.geometry;
        let lanes = self.kernel.lanes();
        let (ins, outs) = (g.in_channels_per_group(), g.out_channels_per_group());
        let mut inputs = Scratch::new(FREQUENCIES * self.inputs.frequency);
        let mut gradients = Scratch::new(FREQUENCIES * self.gradients.frequency);
        sums.fill(E::zero());
        for band in bands.map(|band| self.tiles.partition.band(band)) {
            let images = Images {
                values: self.x,
                channels: g.in_channels,
                first: group * ins,
                count: ins,
                size: g.input,
                origin: [0, 1].map(|axis| -(g.padding[axis][0] as isize)),
            };
            images.transform(Role::Inputs, &self.tiles, band, &self.inputs, &mut inputs);
            let depth = self.inputs.tiles.first(self.tiles.of(band));
            for (i, sums) in sums.chunks_exact_mut(self.panel_len()).enumerate() {
                let first = (panel + i) * lanes;
                let images = Images {
                    values: self.dy,
                    channels: g.out_channels,
                    first: group * outs + first,
                    count: lanes.min(outs - first),
                    size: g.output,
                    origin: [0, 0],
                };
                images.transform(Role::OutputGradients, &self.tiles, band, &self.gradients, &mut gradients);
                let (weights, bias) = sums.split_at_mut(FREQUENCIES * ins * lanes);
                let panel = |frequency: usize| {
                    &gradients[frequency * self.gradients.frequency..][..depth.values().len() * lanes]
                };
                for (frequency, sums) in weights.chunks_exact_mut(ins * lanes).enumerate() {
                    let image = &inputs[frequency * self.inputs.frequency..(frequency + 1) * self.inputs.frequency];
                    let rows = self.inputs.channels.all().values();
                    let product = Product { image, rows, depth, panel: panel(frequency) };
                    self.kernel.multiply(product, Store::Add, sums);
                }
                for totals in panel(TOTAL).chunks_exact(lanes) {
                    bias.iter_mut().zip(totals).for_each(|(bias, &total)| *bias += total);
                }
            }
        }
    }
}

/// The way back from a panel's frequencies, `[frequency, in channel, lane]`, to the gradients of its kernels.
struct Kernels<'a, E> {
    lanes: usize,
    channels: usize,
    frequencies: &'a [E],
    /// `[lane, in channel, tap]`.
    dweight: &'a mut [E],
}

impl<E: Float> WithSimd for Kernels<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let registers = self.lanes / E::lanes::<S>();
        let frequencies = E::registers::<S>(self.frequencies);
        let zero = E::splat(simd, E::zero());
        let mut kernels = Scratch::new(TAPS * TAPS * self.lanes);
        for channel in 0..self.channels {
            for register in 0..registers {
                let mut kernel = [[zero; INPUTS]; INPUTS];
                for (i, value) in kernel.as_flattened_mut().iter_mut().enumerate() {
                    *value = frequencies[(i * self.channels + channel) * registers + register];
                }
                let kernel = ToKernelGradient::apply_to_both_axes::<E, S>(simd, kernel);
                for (tap, &value) in kernel.as_flattened().iter().enumerate() {
                    E::registers_mut::<S>(&mut kernels)[tap * registers + register] = value;
                }
            }
            for (lane, dweight) in self.dweight.chunks_exact_mut(self.channels * TAPS * TAPS).enumerate() {
                let dweight = &mut dweight[channel * TAPS * TAPS..(channel + 1) * TAPS * TAPS];
                dweight
                    .iter_mut()
                    .zip(kernels[lane..].iter().step_by(self.lanes))
                    .for_each(|(dweight, &value)| *dweight += value);
            }
        }
    }
}
