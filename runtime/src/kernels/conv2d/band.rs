use super::axis::{Axis, Reach};
use crate::kernels::Float;
use crate::kernels::arithmetic::dispatch;
use crate::kernels::gemm::Table;

/// A band should fit into the part of a core's second-level cache that weights leave.
const BYTES: usize = 192 << 10;

/// A band of fewer targets than this takes in further images, so that weights are read often once they are in the cache.
const FEW: usize = 48;

/// A band: its first image and row, and how many it has of each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    pub(super) image: usize,
    pub(super) images: usize,
    pub(super) row: usize,
    pub(super) rows: usize,
}

/// A batch of images cut into bands: some rows of one image, or some whole images.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partition {
    batch: usize,
    rows: usize,
    /// Images in a full band, and rows.
    pub(super) images: usize,
    pub(super) height: usize,
}

impl Partition {
    /// Bands of at most `height` rows of `width` elements; short of `few` elements, a band takes in further rows, then further images.
    pub(super) fn new(batch: usize, [rows, width]: [usize; 2], height: usize, few: usize) -> Self {
        let height = height.max(few.div_ceil(width)).min(rows);
        // Bands of one size: no thread is left with a sliver.
        let height = rows.div_ceil(rows.div_ceil(height));
        let images = if height == rows { few.div_ceil(rows * width) } else { 1 };
        let images = batch.div_ceil(batch.div_ceil(images).max(1)).max(1);
        Partition { batch, rows, images, height }
    }

    pub(super) fn count(&self) -> usize {
        self.batch.div_ceil(self.images) * self.rows.div_ceil(self.height)
    }

    pub(super) fn band(&self, index: usize) -> Band {
        let per_image = self.rows.div_ceil(self.height);
        let image = index / per_image * self.images;
        let row = index % per_image * self.height;
        Band { image, images: self.images.min(self.batch - image), row, rows: self.height.min(self.rows - row) }
    }
}

/// How the source of correlations lies in memory, band by band.
///
/// A band's source, zeros around it included, is copied to a buffer of `[image, channel, row, column]`.
/// There every tap of every target lies at a fixed offset from the target's first.
pub(super) struct Bands {
    pub(super) partition: Partition,
    channels: usize,
    source: [usize; 2],
    rows: Reach,
    columns: Reach,
    row: usize,
    plane: usize,
}

impl Bands {
    /// Bands for `channels` channels of `batch` images of size `source`.
    pub(super) fn new<E: Float>(
        [rows, columns]: [Reach; 2],
        channels: usize,
        source: [usize; 2],
        batch: usize,
    ) -> Self {
        let row = columns.extent(columns.count);
        let bytes = |height: usize| channels * rows.extent(height) * row * size_of::<E>();
        let fitting = (1..=rows.count).rev().find(|&height| bytes(height) <= BYTES).unwrap_or(1);
        let partition = Partition::new(batch, [rows.count, columns.count], fitting, FEW);
        let plane = uneven(rows.extent(partition.height) * row);
        Bands { partition, channels, source, rows, columns, row, plane }
    }

    /// The offset of each `[channel, tap row, tap column]`.
    pub(super) fn taps(&self, [rows, columns]: [&Axis; 2]) -> Table {
        let across = |start: usize| columns.taps.iter().map(move |tap| start + tap.offset);
        let down = |start: usize| rows.taps.iter().map(move |tap| start + tap.offset * self.row);
        (0..self.channels).flat_map(|channel| down(channel * self.plane)).flat_map(across).collect()
    }

    /// The offset of each target of a full band.
    pub(super) fn positions(&self, [rows, columns]: [&Axis; 2]) -> Table {
        let height = self.partition.height.min(rows.count);
        let across = |start: usize| (0..columns.count).map(move |column| start + column * self.columns.step);
        let down = |start: usize| (0..height).map(move |row| start + row * self.rows.step * self.row);
        (0..self.partition.images).flat_map(|image| down(image * self.channels * self.plane)).flat_map(across).collect()
    }

    /// From one row of a plane to the next.
    pub(super) fn row(&self) -> usize {
        self.row
    }

    /// From one image to the next.
    pub(super) fn image(&self) -> usize {
        self.channels * self.plane
    }

    /// Elements of the buffer that holds a band's source.
    pub(super) fn buffer(&self) -> usize {
        self.partition.images * self.image()
    }

    /// Copies the source of a band, zeros around it included, to `buffer`. The group's channels of image `n`
    /// begin in `source` at `first + n · image`.
    pub(super) fn fill<E: Float>(&self, band: Band, source: &[E], first: usize, image: usize, buffer: &mut [E]) {
        let [height, width] = self.source;
        let origin = self.rows.origin + (band.row * self.rows.step) as isize;
        let used = self.rows.extent(band.rows);
        let left = self.columns.origin;
        // Of a row: zeros, then elements of the source from `skipped` on, then zeros again.
        let zeros = ((-left).max(0) as usize).min(self.row);
        let skipped = (left.max(0) as usize).min(width);
        let copied = (self.row - zeros).min(width - skipped);
        // Without zeros around the source, all rows of a band lie in it as they do in the buffer.
        let whole = copied == self.row && width == self.row && origin >= 0 && origin as usize + used <= height;
        dispatch(
            #[inline(always)]
            |_| {
                for (i, planes) in buffer.chunks_exact_mut(self.image()).take(band.images).enumerate() {
                    for (channel, plane) in planes.chunks_exact_mut(self.plane).enumerate() {
                        let from = first + (band.image + i) * image + channel * height * width;
                        if let (true, Ok(down)) = (whole, usize::try_from(origin)) {
                            plane[..used * width].copy_from_slice(&source[from + down * width..][..used * width]);
                            continue;
                        }
                        for (r, row) in plane.chunks_exact_mut(self.row).take(used).enumerate() {
                            match usize::try_from(origin + r as isize) {
                                Ok(down) if down < height => {
                                    let from = from + down * width + skipped;
                                    row[..zeros].fill(E::zero());
                                    copy(&source[from..from + copied], &mut row[zeros..zeros + copied]);
                                    row[zeros + copied..].fill(E::zero());
                                }
                                _ => row.fill(E::zero()),
                            }
                        }
                    }
                }
            },
        );
    }
}

/// Copies a row, which is mostly too short for a call of the library's function to be worth it.
#[inline(always)]
fn copy<E: Copy>(from: &[E], to: &mut [E]) {
    match from.len() {
        256.. => to.copy_from_slice(from),
        16.. => copy_tiles::<E, 16>(from, to),
        4.. => copy_tiles::<E, 4>(from, to),
        _ => from.iter().zip(to).for_each(|(&from, to)| *to = from),
    }
}

/// Copies at least one tile of `N` elements; the last may copy again what the one before it has.
#[inline(always)]
fn copy_tiles<E: Copy, const N: usize>(from: &[E], to: &mut [E]) {
    let to = &mut to[..from.len()];
    from.as_chunks::<N>().0.iter().zip(to.as_chunks_mut::<N>().0).for_each(|(from, to)| *to = *from);
    if let (Some(from), Some(to)) = (from.last_chunk::<N>(), to.last_chunk_mut::<N>()) {
        *to = *from;
    }
}

/// `len` rounded up to an odd number of cache lines: planes a power of two apart would all fall into one set of the cache.
pub(super) fn uneven(len: usize) -> usize {
    const LINE: usize = 16;
    let lines = len.div_ceil(LINE);
    (lines | 1) * LINE
}
