use pulp::{Arch, Simd, WithSimd};

use super::super::band::Band;
use super::tiles::{Spectrum, Tiles};
use super::transform::{Matrix, OfInputs, OfOutputGradients};
use super::{INPUTS, OUTPUTS};
use crate::kernels::Float;
use crate::kernels::gemm::{Kernel, Scratch, transpose};

/// Channels of a batch of images.
#[derive(Clone, Copy)]
pub(super) struct Images<'a, E> {
    pub(super) values: &'a [E],
    /// Channels of all groups.
    pub(super) channels: usize,
    /// The channels to read.
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) size: [usize; 2],
    /// The row and the column that the first tile begins with; before 0 are zeros.
    pub(super) origin: [isize; 2],
}

/// What a tile of an image is to the transform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// 6 × 6 inputs, which overlap with the next tile's.
    Inputs,
    /// The gradients of 4 × 4 outputs.
    OutputGradients,
}

impl<E: Float> Images<'_, E> {
    /// Writes the frequencies of a band's tiles to `spectrum`.
    pub(super) fn transform(&self, role: Role, tiles: &Tiles, band: Band, layout: &Spectrum, spectrum: &mut [E]) {
        // Whole registers, whatever their width: a panel's width is a multiple of it.
        let lanes = Kernel::new::<E>().lanes();
        let overlap = if role == Role::Inputs { INPUTS - OUTPUTS } else { 0 };
        let columns = tiles.across * OUTPUTS + overlap;
        let rows = band.rows * OUTPUTS + overlap;
        let mut pixels = Scratch::new(rows * columns * lanes);
        for image in 0..band.images {
            for block in 0..self.count.div_ceil(lanes) {
                self.channels_last(band.image + image, band.row * OUTPUTS, block * lanes, lanes, columns, &mut pixels);
                Arch::new().dispatch(Frequencies {
                    role,
                    lanes,
                    grid: [band.rows, tiles.across],
                    columns,
                    pixels: &pixels,
                    layout,
                    spectrum: &mut spectrum[image * band.rows * tiles.across * layout.tile + block * lanes..],
                });
            }
        }
    }

    /// Copies rows of `lanes` channels, zeros around them included, as `[row, column, lane]`.
    fn channels_last(&self, image: usize, row: usize, channel: usize, lanes: usize, columns: usize, pixels: &mut [E]) {
        let [height, width] = self.size;
        let area = height * width;
        let count = lanes.min(self.count - channel);
        let plane = (image * self.channels + self.first + channel) * area;
        let left = self.origin[1];
        let zeros = ((-left).max(0) as usize).min(columns);
        let skipped = (left.max(0) as usize).min(width);
        let copied = (columns - zeros).min(width - skipped);
        for (r, pixels) in pixels.chunks_exact_mut(columns * lanes).enumerate() {
            match usize::try_from(self.origin[0] + (row + r) as isize) {
                Ok(down) if down < height && copied > 0 => {
                    if count < lanes {
                        pixels.fill(E::zero());
                    }
                    let (before, rest) = pixels.split_at_mut(zeros * lanes);
                    let (inside, after) = rest.split_at_mut(copied * lanes);
                    before.fill(E::zero());
                    let from = &self.values[plane + down * width + skipped..];
                    transpose([count, copied], from, area, inside, lanes);
                    after.fill(E::zero());
                }
                _ => pixels.fill(E::zero()),
            }
        }
    }
}

/// The transform of all tiles of an image, for a panel's width of channels.
struct Frequencies<'a, E> {
    role: Role,
    lanes: usize,
    grid: [usize; 2],
    columns: usize,
    pixels: &'a [E],
    layout: &'a Spectrum,
    spectrum: &'a mut [E],
}

impl<E: Float> WithSimd for Frequencies<'_, E> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match self.role {
            Role::Inputs => self.tiles::<OfInputs, S, INPUTS>(simd),
            Role::OutputGradients => self.tiles::<OfOutputGradients, S, OUTPUTS>(simd),
        }
    }
}

impl<E: Float> Frequencies<'_, E> {
    /// Applies `M` to tiles of `SIZE` × `SIZE` elements.
    #[inline(always)]
    fn tiles<M: Matrix<SIZE, INPUTS>, S: Simd, const SIZE: usize>(self, simd: S) {
        let width = E::lanes::<S>();
        let registers = self.lanes / width;
        let pixels = E::registers::<S>(self.pixels);
        let spectrum = E::registers_mut::<S>(self.spectrum);
        let (frequency, to) = (self.layout.frequency / width, self.layout.tile / width);
        let zero = E::splat(simd, E::zero());
        for row in 0..self.grid[0] {
            for column in 0..self.grid[1] {
                let first = (row * OUTPUTS * self.columns + column * OUTPUTS) * registers;
                let to = (row * self.grid[1] + column) * to;
                for register in 0..registers {
                    let mut tile = [[zero; SIZE]; SIZE];
                    for (r, row) in tile.iter_mut().enumerate() {
                        for (c, pixel) in row.iter_mut().enumerate() {
                            *pixel = pixels[first + (r * self.columns + c) * registers + register];
                        }
                    }
                    let frequencies = M::apply_to_both_axes::<E, S>(simd, tile);
                    for (i, &value) in frequencies.as_flattened().iter().enumerate() {
                        spectrum[i * frequency + to + register] = value;
                    }
                }
            }
        }
    }
}
