use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::super::Geometry;
use super::super::band::{Band, uneven};
use super::image::{Images, Role};
use super::tiles::{Spectrum, Tiles};
use super::transform::{Matrix, OfKernel, ToOutputs};
use super::{FREQUENCIES, INPUTS, OUTPUTS, TAPS};
use crate::kernels::gemm::{Delivery, Disjoint, Finish, Kernel, Product, Scratch, Store};
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
    let at =
        |group: usize, target: usize, source: usize, tap: usize| ((group * outs + target) * ins + source) * 9 + tap;
    correlation.run(x, |indices, tap| weight[at(indices[0], indices[1], indices[2], tap)], finish, y);
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
    let at =
        |group: usize, target: usize, source: usize, tap: usize| ((group * outs + source) * ins + target) * 9 + 8 - tap;
    correlation.run(dy, |indices, tap| weight[at(indices[0], indices[1], indices[2], tap)], finish, dx);
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

    /// Elements of the weights of a panel of target channels: `[frequency, source channel, lane]`.
    fn panel_len(&self) -> usize {
        FREQUENCIES * self.source_channels * self.kernel.lanes()
    }

    /// Correlates with `weight([group, target channel, source channel], tap)`.
    fn run<E: Float>(
        &self,
        source: &[E],
        weight: impl Fn([usize; 3], usize) -> E + Sync,
        finish: Finish<'_, E>,
        target: &mut [E],
    ) {
        let panels = self.panels();
        let mut weights = Scratch::new(self.groups * panels * self.panel_len());
        crew::for_each(weights.chunks_exact_mut(self.panel_len()).enumerate(), |(index, weights)| {
            let (group, first) = (index / panels, index % panels * self.kernel.lanes());
            Arch::new().dispatch(Weights {
                correlation: self,
                weight: |source: usize, lane: usize, tap: usize| weight([group, first + lane, source], tap),
                lanes: self.kernel.lanes().min(self.target_channels - first),
                weights,
            });
        });

        let bands = self.tiles.partition.count();
        // Few bands are shared out by channels as well; each then transforms its source for itself.
        let shares = (2 * rayon::current_num_threads()).div_ceil(bands * self.groups).min(panels);
        let layout = Spectrum::new::<E>(&self.tiles, self.source_channels);
        let target = Disjoint::new(target);
        crew::for_each(0..bands * self.groups * shares, |task| {
            let (band, group, share) = (task / shares / self.groups, task / shares % self.groups, task % shares);
            let panels = share * panels / shares..(share + 1) * panels / shares;
            self.band(self.tiles.partition.band(band), group, panels, source, &layout, &weights, finish, target);
        });
    }

    /// Computes some panels of target channels for one band and one group.
    #[allow(clippy::too_many_arguments)]
    fn band<E: Float>(
        &self,
        band: Band,
        group: usize,
        panels: Range<usize>,
        source: &[E],
        layout: &Spectrum,
        weights: &[E],
        finish: Finish<'_, E>,
        target: Disjoint<'_, E>,
    ) {
        let lanes = self.kernel.lanes();
        let images = Images {
            values: source,
            channels: self.groups * self.source_channels,
            first: group * self.source_channels,
            count: self.source_channels,
            size: self.source,
            origin: self.origin,
        };
        let mut spectrum = Scratch::new(FREQUENCIES * layout.frequency);
        images.transform(Role::Inputs, &self.tiles, band, layout, &mut spectrum);

        let tiles = layout.tiles.first(self.tiles.of(band)).values();
        let frequency = uneven(tiles.len() * lanes);
        let mut sums = Scratch::new(FREQUENCIES * frequency);
        let mut outputs = Scratch::new(band.rows * OUTPUTS * self.tiles.across * OUTPUTS * lanes);
        for panel in panels {
            let weights = &weights[(group * self.panels() + panel) * self.panel_len()..][..self.panel_len()];
            for (i, panel) in weights.chunks_exact(self.source_channels * lanes).enumerate() {
                let image = &spectrum[i * layout.frequency..(i + 1) * layout.frequency];
                let product = Product { image, rows: tiles, depth: layout.channels.all(), panel };
                self.kernel.multiply(product, Store::Overwrite, &mut sums[i * frequency..][..tiles.len() * lanes]);
            }
            let first = panel * lanes;
            let channels = lanes.min(self.target_channels - first);
            let channel = group * self.target_channels + first;
            let finish = finish.lanes(channel..channel + channels);
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

/// The transform of a panel of kernels: `weight(source channel, lane, tap)` to `[frequency, source channel, lane]`.
struct Weights<'a, E, W> {
    correlation: &'a Correlation,
    weight: W,
    /// Lanes that are target channels; the others are zero.
    lanes: usize,
    weights: &'a mut [E],
}

impl<E: Float, W: Fn(usize, usize, usize) -> E> WithSimd for Weights<'_, E, W> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let lanes = self.correlation.kernel.lanes();
        let registers = lanes / E::lanes::<S>();
        let mut kernels = Scratch::new(TAPS * TAPS * lanes);
        kernels.fill(E::zero());
        let weights = E::registers_mut::<S>(self.weights);
        let zero = E::splat(simd, E::zero());
        for channel in 0..self.correlation.source_channels {
            for lane in 0..self.lanes {
                for tap in 0..TAPS * TAPS {
                    kernels[tap * lanes + lane] = (self.weight)(channel, lane, tap);
                }
            }
            let kernels = E::registers::<S>(&kernels);
            for register in 0..registers {
                let mut kernel = [[zero; TAPS]; TAPS];
                for (tap, value) in kernel.as_flattened_mut().iter_mut().enumerate() {
                    *value = kernels[tap * registers + register];
                }
                let frequencies = OfKernel::apply_to_both_axes::<E, S>(simd, kernel);
                for (i, &value) in frequencies.as_flattened().iter().enumerate() {
                    weights[(i * self.correlation.source_channels + channel) * registers + register] = value;
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
