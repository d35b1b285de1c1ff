//! How the CPU holds what it works on: samples below each other, so many units side by side as a product has lanes.

use std::iter::zip;

use super::super::Float;
use super::super::gemm::{Kernel, Offsets, Product, Scratch, Store, Table, copy, prefetch, transpose};

/// A share of the batch, its states cut into tiles of `[row, lane]`, one after the other.
pub(super) struct Tiles {
    kernel: Kernel,
    pub(super) rows: usize,
    pub(super) hidden: usize,
}

impl Tiles {
    pub(super) fn new<E: Float>(rows: usize, hidden: usize) -> Self {
        Self { kernel: Kernel::fitting::<E>(hidden), rows, hidden }
    }

    pub(super) fn lanes(&self) -> usize {
        self.kernel.lanes()
    }

    pub(super) fn count(&self) -> usize {
        self.hidden.div_ceil(self.lanes())
    }

    /// Elements of a tile.
    pub(super) fn size(&self) -> usize {
        self.rows * self.lanes()
    }

    /// The first unit of a tile, and how many it has.
    fn units(&self, tile: usize) -> (usize, usize) {
        let first = tile * self.lanes();
        (first, self.lanes().min(self.hidden - first))
    }

    /// Memory for all units of a state, the lanes beyond the last among them.
    pub(super) fn state<E: Float>(&self) -> Scratch<E> {
        let mut state = Scratch::new(self.count() * self.size());
        state.fill(E::zero());
        state
    }

    /// Where in the memory of a state the rows begin, and where the units are from there.
    pub(super) fn places(&self) -> [Table; 2] {
        let lanes = self.lanes();
        let rows = (0..self.rows).map(|row| row * lanes).collect();
        [rows, (0..self.hidden).map(|unit| unit / lanes * self.size() + unit % lanes).collect()]
    }

    /// Writes a tile of each row of `from`, which are so far apart.
    #[inline(always)]
    pub(super) fn read<E: Float>(&self, tile: usize, from: &[E], stride: usize, to: &mut [E]) {
        let (first, width) = self.units(tile);
        for (row, to) in to.chunks_exact_mut(self.lanes()).enumerate() {
            copy(&from[row * stride + first..][..width], &mut to[..width]);
        }
    }

    /// Has a tile of each row of `from` brought near.
    #[inline(always)]
    pub(super) fn prefetch<E: Float>(&self, tile: usize, from: &[E], stride: usize) {
        let (first, width) = self.units(tile);
        for row in 0..self.rows {
            prefetch(from[row * stride + first..].as_ptr(), width);
        }
    }

    /// Adds to all tiles of a state what the rows of `from` have, which are so far apart.
    #[inline(always)]
    pub(super) fn add<E: Float>(&self, from: &[E], stride: usize, to: &mut [E]) {
        for row in 0..self.rows {
            for (tile, to) in to.chunks_exact_mut(self.size().max(1)).enumerate() {
                let (first, width) = self.units(tile);
                let to = &mut to[row * self.lanes()..][..width];
                zip(to, &from[row * stride + first..]).for_each(|(to, &from)| *to += from);
            }
        }
    }

    /// Adds a tile of one row to all rows.
    #[inline(always)]
    pub(super) fn add_to_each<E: Float>(&self, tile: usize, from: &[E], to: &mut [E]) {
        let (first, width) = self.units(tile);
        for to in to.chunks_exact_mut(self.lanes()) {
            zip(&mut to[..width], &from[first..]).for_each(|(to, &from)| *to += from);
        }
    }

    /// Writes so many gates of each row of `from` as tiles one after the other, `block` elements from those of one tile to
    /// those of the next, with the bias of the gates that have one added. A row is read from its first element to its last:
    /// tile by tile, each line of the cache would be waited for, and those of many rows may share a place in the cache.
    #[inline(always)]
    pub(super) fn gather<E: Float>(
        &self,
        gates: usize,
        from: &[E],
        stride: usize,
        bias: Option<&[E]>,
        to: &mut [E],
        block: usize,
    ) {
        for row in 0..self.rows {
            for gate in 0..gates {
                let from = &from[row * stride + gate * self.hidden..];
                let bias = bias.and_then(|bias| bias.get(gate * self.hidden..));
                for tile in 0..self.count() {
                    let (first, width) = self.units(tile);
                    let at = tile * block + gate * self.size() + row * self.lanes();
                    let (from, to) = (&from[first..][..width], &mut to[at..][..width]);
                    match bias.and_then(|bias| bias.get(first..first + width)) {
                        Some(bias) => zip(to, zip(from, bias)).for_each(|(to, (&from, &bias))| *to = from + bias),
                        None => copy(from, to),
                    }
                }
            }
        }
    }

    /// The way back of [`gather`](Self::gather).
    #[inline(always)]
    pub(super) fn scatter<E: Float>(&self, gates: usize, from: &[E], block: usize, to: &mut [E], stride: usize) {
        for row in 0..self.rows {
            for gate in 0..gates {
                let to = &mut to[row * stride + gate * self.hidden..];
                for tile in 0..self.count() {
                    let (first, width) = self.units(tile);
                    let at = tile * block + gate * self.size() + row * self.lanes();
                    copy(&from[at..][..width], &mut to[first..][..width]);
                }
            }
        }
    }

    /// Writes a tile to each row of `to`.
    #[inline(always)]
    pub(super) fn write<E: Float>(&self, tile: usize, from: &[E], to: &mut [E], stride: usize) {
        let (first, width) = self.units(tile);
        for (row, from) in from.chunks_exact(self.lanes()).enumerate() {
            copy(&from[..width], &mut to[row * stride + first..][..width]);
        }
    }

    /// Adds a tile to each row of `to`.
    #[inline(always)]
    pub(super) fn write_added<E: Float>(&self, tile: usize, from: &[E], to: &mut [E], stride: usize) {
        let (first, width) = self.units(tile);
        for (row, from) in from.chunks_exact(self.lanes()).enumerate() {
            zip(&mut to[row * stride + first..][..width], &from[..width]).for_each(|(to, &from)| *to += from);
        }
    }

    /// A panel of what a tile is multiplied by, for each gate of the first tile, then of the next, each `[unit before, lane]`.
    pub(super) fn pack_gates<E: Float>(&self, weight: &[E], gates: usize) -> Scratch<E> {
        let (lanes, hidden) = (self.lanes(), self.hidden);
        let mut packed = Scratch::new(self.count() * gates * hidden * lanes);
        for (index, panel) in packed.chunks_exact_mut((hidden * lanes).max(1)).enumerate() {
            let (first, width) = self.units(index / gates);
            if width < lanes {
                panel.fill(E::zero());
            }
            transpose([width, hidden], &weight[(index % gates * hidden + first) * hidden..], hidden, panel, lanes);
        }
        packed
    }

    /// A panel of each tile, `[gate, lane]`: what brings gradients of gates to the state before.
    pub(super) fn pack_states<E: Float>(&self, weight: &[E], width: usize) -> Scratch<E> {
        let lanes = self.lanes();
        let mut packed = Scratch::new(self.count() * width * lanes);
        for (tile, panel) in packed.chunks_exact_mut((width * lanes).max(1)).enumerate() {
            let (first, units) = self.units(tile);
            for (panel, weight) in zip(panel.chunks_exact_mut(lanes), weight.chunks_exact(self.hidden)) {
                copy(&weight[first..][..units], &mut panel[..units]);
                panel[units..].fill(E::zero());
            }
        }
        packed
    }

    /// `out[row, lane] = Σ image[row, term] · panel[term, lane]`, where `rows` and `terms` say where that is in `image`.
    pub(super) fn multiply<E: Float>(
        &self,
        image: &[E],
        rows: &Table,
        terms: Offsets<'_>,
        panel: &[E],
        store: Store,
        out: &mut [E],
    ) {
        let product = Product { image, rows: rows.all().values(), depth: terms, panel };
        self.kernel.multiply(product, store, out);
    }
}
