use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::band::{Band, uneven};
use super::image::{Images, Role};
use super::tiles::{Spectrum, Tiles};
use super::transform::{Matrix, OfKernel, ToOutputs};
use super::{BLOCK, CACHED, FREQUENCIES, INPUTS, OUTPUTS, PANELS, TAPS};
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store, transpose};
use crate::kernels::{Float, crew};

/// `y = weight ⋆ x`, finished by `finish`.
pub(in super::super) fn forward<E: Float>(g: &Geometry, x: &[E], weight: &[E], finish: Finish<'_, E>, y: &mut [E]) {
    let (ins, outs) = (g.in_channels_per_group(), g.out_channels_per_group());
    let correlation = Correlation {
        groups: g.groups,
        kernel: Kernel::new::<E>(),
        source_channels: ins,
        target_channels: outs,
        source: g.input,
        target: g.output,
        origin: [0, 1].map(|axis| -(g.padding[axis][0] as isize)),
        tiles: Tiles::new(g.batch, g.output),
    };
    let weights = Weights { values: weight, group: outs * ins * 9, target: ins * 9, source: 9, turned: false };
    correlation.run(x, weights, finish, y);
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
    let correlation = Correlation {
        groups: g.groups,
        kernel: Kernel::new::<E>(),
        source_channels: outs,
        target_channels: ins,
        source: g.output,
        target: g.input,
        origin: [0, 1].map(|axis| g.padding[axis][0] as isize - 2),
        tiles: Tiles::new(g.batch, g.input),
    };
    let weights = Weights { values: weight, group: outs * ins * 9, target: 9, source: ins * 9, turned: true };
    correlation.run(dy, weights, finish, dx);
}

/// Where the elements of kernels lie: steps from one group, target channel and source channel to the next.
#[derive(Clone, Copy)]
struct Weights<'a, E> {
    values: &'a [E],
    group: usize,
    target: usize,
    source: usize,
    /// Whether the last element of a kernel comes first.
    turned: bool,
}

/// A correlation with kernels of 3 × 3.
struct Correlation {
    groups: usize,
    kernel: Kernel,
    /// Channels of one group.
    source_channels: usize,
    target_channels: usize,
    source: [usize; 2],
    target: [usize; 2],
    origin: [isize; 2],
    tiles: Tiles,
}

impl Correlation {
    fn panels(&self) -> usize {
        self.target_channels.div_ceil(self.kernel.lanes())
    }

    fn run<E: Float>(&self, source: &[E], weights: Weights<'_, E>, finish: Finish<'_, E>, target: &mut [E]) {
        let layout = Spectrum::new::<E>(&self.tiles, self.source_channels);
        let target = Disjoint::new(target);
        let tiles = self.groups * self.tiles.partition.count() * FREQUENCIES * layout.frequency;
        if self.groups * self.panels() >= PANELS && tiles * size_of::<E>() <= CACHED {
            self.by_panels(source, weights, &layout, finish, target);
        } else {
            self.by_bands(source, weights, &layout, finish, target);
        }
    }

    /// Transforms all weights, and then works band by band.
    fn by_bands<E: Float>(
        &self,
        source: &[E],
        weights: Weights<'_, E>,
        layout: &Spectrum,
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let (panels, lanes) = (self.panels(), self.kernel.lanes());
        let panel_len = FREQUENCIES * self.source_channels * lanes;
        let mut transformed = Scratch::new(self.groups * panels * panel_len);
        crew::for_each(transformed.chunks_exact_mut(panel_len).enumerate(), |(index, transformed)| {
            self.transform(index / panels, index % panels, 0..self.source_channels, weights, transformed);
        });

        let bands = self.tiles.partition.count();
        // Few bands are shared out by channels as well; each then transforms its source for itself.
        let shares = (2 * crew::threads()).div_ceil(bands * self.groups).min(panels);
        crew::for_each(0..bands * self.groups * shares, |task| {
            let (band, group, share) = (task / shares / self.groups, task / shares % self.groups, task % shares);
            let band = self.tiles.partition.band(band);
            let mut spectrum = Scratch::new(FREQUENCIES * layout.frequency);
            self.images(source, group).transform(Role::Inputs, &self.tiles, band, layout, &mut spectrum);
            let frequency = uneven(self.tiles.of(band) * lanes);
            let mut sums = Scratch::new(FREQUENCIES * frequency);
            for panel in share * panels / shares..(share + 1) * panels / shares {
                let weights = &transformed[(group * panels + panel) * panel_len..][..panel_len];
                let channels = 0..self.source_channels;
                self.multiply(&spectrum, layout, band, channels, weights, Store::Overwrite, &mut sums, frequency);
                self.leave(band, group, panel, &sums, frequency, finish, target);
            }
        });
    }

    /// Transforms the whole source, and then works panel by panel, with the weights of some channels at a time.
    fn by_panels<E: Float>(
        &self,
        source: &[E],
        weights: Weights<'_, E>,
        layout: &Spectrum,
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let (panels, lanes) = (self.panels(), self.kernel.lanes());
        let partition = self.tiles.partition;
        let (bands, len) = (partition.count(), FREQUENCIES * layout.frequency);
        let mut spectra = Scratch::new(self.groups * bands * len);
        crew::for_each(spectra.chunks_exact_mut(len).enumerate(), |(index, spectrum)| {
            let (group, band) = (index / bands, partition.band(index % bands));
            self.images(source, group).transform(Role::Inputs, &self.tiles, band, layout, spectrum);
        });

        let frequency = uneven(self.tiles.most() * lanes);
        crew::for_each(0..self.groups * panels, |task| {
            let (group, panel) = (task / panels, task % panels);
            let spectra = || spectra[group * bands * len..].chunks_exact(len);
            let mut transformed = Scratch::new(FREQUENCIES * BLOCK * lanes);
            let mut sums = Scratch::new(bands * FREQUENCIES * frequency);
            for first in (0..self.source_channels).step_by(BLOCK) {
                let channels = first..(first + BLOCK).min(self.source_channels);
                let transformed = &mut transformed[..FREQUENCIES * channels.len() * lanes];
                self.transform(group, panel, channels.clone(), weights, transformed);
                let store = if first == 0 { Store::Overwrite } else { Store::Add };
                for (band, (spectrum, sums)) in
                    spectra().zip(sums.chunks_exact_mut(FREQUENCIES * frequency)).enumerate()
                {
                    let band = partition.band(band);
                    self.multiply(spectrum, layout, band, channels.clone(), transformed, store, sums, frequency);
                }
            }
            for (band, sums) in sums.chunks_exact(FREQUENCIES * frequency).enumerate() {
                self.leave(partition.band(band), group, panel, sums, frequency, finish, target);
            }
        });
    }

    /// The source channels of a group.
    fn images<'a, E>(&self, source: &'a [E], group: usize) -> Images<'a, E> {
        Images {
            values: source,
            channels: self.groups * self.source_channels,
            first: group * self.source_channels,
            count: self.source_channels,
            size: self.source,
            origin: self.origin,
        }
    }

    /// Transforms the weights of a panel of target channels, to `[frequency, source channel, lane]`.
    fn transform<E: Float>(
        &self,
        group: usize,
        panel: usize,
        channels: Range<usize>,
        weights: Weights<'_, E>,
        transformed: &mut [E],
    ) {
        let lanes = self.kernel.lanes();
        let first = panel * lanes;
        Arch::new().dispatch(Transform {
            lanes,
            used: lanes.min(self.target_channels - first),
            values: &weights.values[group * weights.group + first * weights.target + channels.start * weights.source..],
            weights,
            channels: channels.len(),
            transformed,
        });
    }

    /// The products of a band's tiles with the weights of some source channels: `[frequency, tile, lane]`, with so many
    /// elements from one frequency to the next.
    #[allow(clippy::too_many_arguments)]
    fn multiply<E: Float>(
        &self,
        spectrum: &[E],
        layout: &Spectrum,
        band: Band,
        channels: Range<usize>,
        weights: &[E],
        store: Store,
        sums: &mut [E],
        frequency: usize,
    ) {
        let lanes = self.kernel.lanes();
        let rows = layout.tiles.first(self.tiles.of(band)).values();
        let depth = layout.channels.part(channels.clone());
        for (i, panel) in weights.chunks_exact(channels.len() * lanes).enumerate() {
            let image = &spectrum[i * layout.frequency..(i + 1) * layout.frequency];
            let product = Product { image, rows, depth, panel };
            self.kernel.multiply(product, store, &mut sums[i * frequency..][..rows.len() * lanes]);
        }
    }

    /// Puts the sums of a panel of target channels for one band into the target.
    #[allow(clippy::too_many_arguments)]
    fn leave<E: Float>(
        &self,
        band: Band,
        group: usize,
        panel: usize,
        sums: &[E],
        frequency: usize,
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let lanes = self.kernel.lanes();
        let first = panel * lanes;
        let channels = lanes.min(self.target_channels - first);
        let channel = group * self.target_channels + first;
        let finish = finish.lanes(channel..channel + channels);
        let mut outputs = Scratch::new(band.rows * OUTPUTS * self.tiles.across * OUTPUTS * lanes);
        for image in 0..band.images {
            Arch::new().dispatch(Outputs {
                lanes,
                grid: [band.rows, self.tiles.across],
                frequency,
                sums: &sums[image * band.rows * self.tiles.across * lanes..],
                outputs: &mut outputs,
            });
            let plane = (band.image + image) * self.groups * self.target_channels + channel;
            self.store(band, plane..plane + channels, &outputs, finish, target);
        }
    }

    /// Stores outputs of `[row, column, lane]` into some planes of the target.
    fn store<E: Float>(
        &self,
        band: Band,
        planes: Range<usize>,
        outputs: &[E],
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let lanes = self.kernel.lanes();
        let [height, width] = self.target;
        let columns = self.tiles.across * OUTPUTS;
        let top = band.row * OUTPUTS;
        let rows = (band.rows * OUTPUTS).min(height - top);
        // Rows without a partial tile follow each other in the target, and are stored as one.
        let (runs, run) = if columns == width { (1, rows * width) } else { (rows, width) };
        for (row, outputs) in outputs.chunks(columns * lanes * (rows / runs)).take(runs).enumerate() {
            let delivery = Delivery {
                sums: outputs,
                stride: lanes,
                rows: run,
                lanes: planes.len(),
                finish,
                target,
                start: (planes.start * height + top + row) * width,
                plane: height * width,
                step: 1,
            };
            // SAFETY: bands, groups and panels share no target.
            unsafe { delivery.run() };
        }
    }
}

/// The transform of a panel of kernels to `[frequency, source channel, lane]`.
struct Transform<'a, E> {
    lanes: usize,
    /// Lanes that are target channels; the others are zero.
    used: usize,
    /// The kernels, from the first lane's first on.
    values: &'a [E],
    weights: Weights<'a, E>,
    channels: usize,
    transformed: &'a mut [E],
}

impl<E: Float> WithSimd for Transform<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let registers = self.lanes / E::lanes::<S>();
        let Weights { target, source, turned, .. } = self.weights;
        let mut kernels = Scratch::new(TAPS * TAPS * self.lanes);
        kernels.fill(E::zero());
        let transformed = E::registers_mut::<S>(self.transformed);
        let zero = E::splat(simd, E::zero());
        for channel in 0..self.channels {
            transpose([self.used, TAPS * TAPS], &self.values[channel * source..], target, &mut kernels, self.lanes);
            let kernels = E::registers::<S>(&kernels);
            for register in 0..registers {
                let mut kernel = [[zero; TAPS]; TAPS];
                for (tap, value) in kernel.as_flattened_mut().iter_mut().enumerate() {
                    let tap = if turned { TAPS * TAPS - 1 - tap } else { tap };
                    *value = kernels[tap * registers + register];
                }
                let frequencies = OfKernel::apply_to_both_axes::<E, S>(simd, kernel);
                for (i, &value) in frequencies.as_flattened().iter().enumerate() {
                    transformed[(i * self.channels + channel) * registers + register] = value;
                }
            }
        }
    }
}

/// The way back from frequencies, `[frequency, tile, lane]`, to outputs, `[row, column, lane]`, of all tiles of an image.
struct Outputs<'a, E> {
    lanes: usize,
    grid: [usize; 2],
    frequency: usize,
    sums: &'a [E],
    outputs: &'a mut [E],
}

impl<E: Float> WithSimd for Outputs<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let registers = self.lanes / E::lanes::<S>();
        let frequency = self.frequency / E::lanes::<S>();
        let sums = E::registers::<S>(self.sums);
        let outputs = E::registers_mut::<S>(self.outputs);
        let columns = self.grid[1] * OUTPUTS;
        let zero = E::splat(simd, E::zero());
        for row in 0..self.grid[0] {
            for column in 0..self.grid[1] {
                let tile = (row * self.grid[1] + column) * registers;
                let first = (row * OUTPUTS * columns + column * OUTPUTS) * registers;
                for register in 0..registers {
                    let mut frequencies = [[zero; INPUTS]; INPUTS];
                    for (i, value) in frequencies.as_flattened_mut().iter_mut().enumerate() {
                        *value = sums[i * frequency + tile + register];
                    }
                    let tile = ToOutputs::apply_to_both_axes::<E, S>(simd, frequencies);
                    for (r, row) in tile.iter().enumerate() {
                        for (c, &value) in row.iter().enumerate() {
                            outputs[first + (r * columns + c) * registers + register] = value;
                        }
                    }
                }
            }
        }
    }
}
