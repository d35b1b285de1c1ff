use super::super::band::{Band, Partition, uneven};
use super::OUTPUTS;
use crate::kernels::Float;
use crate::kernels::gemm::{Kernel, Table};

/// A band should have about this many tiles: enough that weights are read often once they are in the cache, few enough that
/// the transformed tiles stay in it.
const TILES: usize = 48;

/// The tiles of a batch of images of one size, in bands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiles {
    pub(super) partition: Partition,
    /// Tiles across an image.
    pub(super) across: usize,
}

impl Tiles {
    /// The tiles of `batch` images of size `outputs`.
    pub(super) fn new(batch: usize, outputs: [usize; 2]) -> Self {
        let [down, across] = outputs.map(|size| size.div_ceil(OUTPUTS));
        Tiles { partition: Partition::new(batch, [down, across], TILES / across, TILES / 2), across }
    }

    /// Tiles of a band.
    pub(super) fn of(&self, band: Band) -> usize {
        band.images * band.rows * self.across
    }

    /// Tiles of a full band.
    pub(super) fn most(&self) -> usize {
        self.partition.images * self.partition.height * self.across
    }
}

/// Where transformed tiles lie in memory: `[frequency, tile, channel]`.
#[derive(Clone, Debug)]
pub(super) struct Spectrum {
    /// From one frequency to the next.
    pub(super) frequency: usize,
    /// From one tile to the next: the channels, rounded up to whole registers.
    pub(super) tile: usize,
    /// The offset of every tile.
    pub(super) tiles: Table,
    /// The offset of every channel.
    pub(super) channels: Table,
}

impl Spectrum {
    pub(super) fn new<E: Float>(tiles: &Tiles, channels: usize) -> Self {
        let tile = channels.next_multiple_of(Kernel::new::<E>().lanes());
        Spectrum {
            frequency: uneven(tiles.most() * tile),
            tile,
            tiles: (0..tiles.most()).map(|index| index * tile).collect(),
            channels: (0..channels).collect(),
        }
    }
}
