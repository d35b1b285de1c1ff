use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::image::{Images, Role};
use super::tiles::{Spectrum, Tiles};
use super::transform::{Matrix, ToKernelGradient};
use super::{BLOCK, CACHED, FREQUENCIES, INPUTS, PANELS, TAPS};
use crate::kernels::gemm::{Kernel, Product, Scratch, Store};
use crate::kernels::list::List;
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
    let mut dbias = dbias;
    let biases: List<Option<&mut [E]>> = match &mut dbias {
        Some(dbias) => dbias.chunks_mut(channels).flat_map(|group| group.chunks_mut(lanes)).map(Some).collect(),
        None => (0..g.groups * panels).map(|_| None).collect(),
    };
    let kernels = ins * TAPS * TAPS;
    let weights = dweight.chunks_mut(channels * kernels).flat_map(|group| group.chunks_mut(lanes * kernels));
    let targets = weights.zip(biases).enumerate();

    let inputs = g.groups * bands * FREQUENCIES * gradient.inputs.frequency;
    if parts == 1 && g.groups * panels >= PANELS && inputs * size_of::<E>() <= CACHED {
        let spectra = gradient.spectra(inputs);
        crew::for_each(targets, |(index, (dweight, dbias))| {
            gradient.panel(index / panels, index % panels, &spectra, dweight, dbias);
        });
        return;
    }

    let shares = crew::threads().div_ceil(parts * g.groups).min(panels);
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
    crew::for_each(targets, |(panel, (dweight, dbias))| {
        let mut sum = Scratch::new(panel_len);
        sum.fill(E::zero());
        for part in partial.chunks_exact(len) {
            let part = &part[panel * panel_len..(panel + 1) * panel_len];
            sum.iter_mut().zip(part).for_each(|(sum, &part)| *sum += part);
        }
        let (frequencies, bias) = sum.split_at(FREQUENCIES * ins * lanes);
        Arch::new().dispatch(Kernels { lanes, all: ins, channels: 0..ins, frequencies, dweight });
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

    /// The frequencies of all inputs, `[group, band]`, which are so many.
    fn spectra(&self, len: usize) -> Scratch<E> {
        let bands = self.tiles.partition.count();
        let mut spectra = Scratch::new(len);
        crew::for_each(
            spectra.chunks_exact_mut(FREQUENCIES * self.inputs.frequency).enumerate(),
            |(index, spectrum)| {
                let (group, band) = (index / bands, self.tiles.partition.band(index % bands));
                self.images(group).transform(Role::Inputs, &self.tiles, band, &self.inputs, spectrum);
            },
        );
        spectra
    }

    /// Adds the gradients of a panel of output channels, those of some input channels at a time.
    fn panel(&self, group: usize, panel: usize, spectra: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        let (lanes, partition) = (self.kernel.lanes(), self.tiles.partition);
        let bands = partition.count();
        let (all, frequency) = (self.geometry.in_channels_per_group(), self.gradients.frequency);
        let mut gradients = Scratch::new(bands * FREQUENCIES * frequency);
        let mut bias = Scratch::new(lanes);
        bias.fill(E::zero());
        for (band, gradients) in gradients.chunks_exact_mut(FREQUENCIES * frequency).enumerate() {
            let band = partition.band(band);
            self.output_gradients(group, panel).transform(
                Role::OutputGradients,
                &self.tiles,
                band,
                &self.gradients,
                gradients,
            );
            add_totals(&gradients[TOTAL * frequency..][..self.tiles.of(band) * lanes], &mut bias);
        }
        let inputs = self.inputs.frequency;
        let spectra = &spectra[group * bands * FREQUENCIES * inputs..];
        let mut sums = Scratch::new(FREQUENCIES * BLOCK * lanes);
        for first in (0..all).step_by(BLOCK) {
            let channels = first..(first + BLOCK).min(all);
            let rows = self.inputs.channels.part(channels.clone()).values();
            let sums = &mut sums[..FREQUENCIES * channels.len() * lanes];
            for band in 0..bands {
                let depth = self.inputs.tiles.first(self.tiles.of(partition.band(band)));
                let store = if band == 0 { Store::Overwrite } else { Store::Add };
                for (i, sums) in sums.chunks_exact_mut(channels.len() * lanes).enumerate() {
                    let index = band * FREQUENCIES + i;
                    let image = &spectra[index * inputs..(index + 1) * inputs];
                    let panel = &gradients[index * frequency..][..depth.values().len() * lanes];
                    self.kernel.multiply(Product { image, rows, depth, panel }, store, sums);
                }
            }
            Arch::new().dispatch(Kernels { lanes, all, channels, frequencies: sums, dweight });
        }
        if let Some(dbias) = dbias {
            dbias.iter_mut().zip(&*bias).for_each(|(dbias, &sum)| *dbias += sum);
        }
    }

    /// The input channels of a group.
    fn images(&self, group: usize) -> Images<'_, E> {
        let g = self.geometry;
        let ins = g.in_channels_per_group();
        Images {
            values: self.x,
            channels: g.in_channels,
            first: group * ins,
            count: ins,
            size: g.input,
            origin: [0, 1].map(|axis| -(g.padding[axis][0] as isize)),
        }
    }

    /// The gradients of a panel of output channels.
    fn output_gradients(&self, group: usize, panel: usize) -> Images<'_, E> {
        let g = self.geometry;
        let (outs, first) = (g.out_channels_per_group(), panel * self.kernel.lanes());
        Images {
            values: self.dy,
            channels: g.out_channels,
            first: group * outs + first,
            count: self.kernel.lanes().min(outs - first),
            size: g.output,
            origin: [0, 0],
        }
    }

    /// Computes `sums`, some panels from `panel` on, from some of the bands.
    fn accumulate(&self, bands: Range<usize>, group: usize, panel: usize, sums: &mut [E]) {
        let g = self.geometry;
        let lanes = self.kernel.lanes();
        let ins = g.in_channels_per_group();
        let mut inputs = Scratch::new(FREQUENCIES * self.inputs.frequency);
        let mut gradients = Scratch::new(FREQUENCIES * self.gradients.frequency);
        sums.fill(E::zero());
        for band in bands.map(|band| self.tiles.partition.band(band)) {
            self.images(group).transform(Role::Inputs, &self.tiles, band, &self.inputs, &mut inputs);
            let depth = self.inputs.tiles.first(self.tiles.of(band));
            for (i, sums) in sums.chunks_exact_mut(self.panel_len()).enumerate() {
                let images = self.output_gradients(group, panel + i);
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
                add_totals(panel(TOTAL), bias);
            }
        }
    }
}

/// Adds up what the tiles of a panel, `[tile, lane]`, sum up to.
fn add_totals<E: Float>(tiles: &[E], bias: &mut [E]) {
    for totals in tiles.chunks_exact(bias.len()) {
        bias.iter_mut().zip(totals).for_each(|(bias, &total)| *bias += total);
    }
}

/// The way back from a panel's frequencies, `[frequency, in channel, lane]`, to the gradients of its kernels.
struct Kernels<'a, E> {
    lanes: usize,
    /// In channels altogether, and those that the frequencies are of.
    all: usize,
    channels: Range<usize>,
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
        let count = self.channels.len();
        for (index, channel) in self.channels.enumerate() {
            for register in 0..registers {
                let mut kernel = [[zero; INPUTS]; INPUTS];
                for (i, value) in kernel.as_flattened_mut().iter_mut().enumerate() {
                    *value = frequencies[(i * count + index) * registers + register];
                }
                let kernel = ToKernelGradient::apply_to_both_axes::<E, S>(simd, kernel);
                for (tap, &value) in kernel.as_flattened().iter().enumerate() {
                    E::registers_mut::<S>(&mut kernels)[tap * registers + register] = value;
                }
            }
            for (lane, dweight) in self.dweight.chunks_exact_mut(self.all * TAPS * TAPS).enumerate() {
                let dweight = &mut dweight[channel * TAPS * TAPS..(channel + 1) * TAPS * TAPS];
                dweight
                    .iter_mut()
                    .zip(kernels[lane..].iter().step_by(self.lanes))
                    .for_each(|(dweight, &value)| *dweight += value);
            }
        }
    }
}
