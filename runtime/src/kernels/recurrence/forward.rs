//! All steps of a share of the batch, there.

use super::super::Float;
use super::super::arithmetic::dispatch;
use super::super::gemm::{Scratch, Store};
use super::super::round::Half;
use super::tiles::Tiles;
use super::{Cell, Geometry, Start, cell};

/// What a share of the batch is computed from.
pub(super) struct Share<'a, E> {
    pub(super) gates: &'a [E],
    /// The weight, packed by [`Tiles::pack_gates`].
    pub(super) panels: &'a [E],
    pub(super) bias: Option<&'a [E]>,
    pub(super) start: Start<Option<&'a [E]>>,
}

/// Goes through all steps of `tiles.rows` samples.
pub(super) fn forward<E: Float>(
    g: &Geometry,
    tiles: &Tiles,
    share: &Share<'_, E>,
    y: &mut [E],
    mut kept: Option<&mut [E]>,
) {
    let (hidden, width, gates) = (g.hidden, g.width(), g.cell.gates());
    let (size, panel) = (tiles.size(), share.panels.len() / (tiles.count() * gates).max(1));
    let [rows, units] = tiles.places();
    let [mut state, mut next, mut memory] = [0; 3].map(|_| tiles.state::<E>());
    for tile in 0..tiles.count() {
        let part = tile * size..(tile + 1) * size;
        for (start, state) in [(share.start.hidden, &mut state), (share.start.cell, &mut memory)] {
            if let Some(start) = start {
                tiles.read(tile, start, hidden, &mut state[part.clone()]);
            }
        }
    }
    // The gates of a tile, and for a GRU the part of the last that comes from the state.
    let mut sums: Scratch<E> = Scratch::new((gates + 1) * size);
    let mut rounded = Scratch::new(if g.half.is_some() { state.len() } else { 0 });
    for step in 0..g.steps {
        let place = g.place(step);
        let factor = Half::factor(g.half, &state, &mut rounded);
        for tile in 0..tiles.count() {
            let part = tile * size..(tile + 1) * size;
            if step == 0 && share.start.hidden.is_none() {
                sums.fill(E::zero());
            } else {
                for (gate, sums) in sums.chunks_exact_mut(size).take(gates).enumerate() {
                    tiles.prefetch(tile, &share.gates[place * width + gate * hidden..], g.steps * width);
                    if let Some(kept) = kept.as_deref() {
                        tiles.prefetch(tile, &kept[place * g.kept() + gate * hidden..], g.steps * g.kept());
                    }
                    let panel = &share.panels[(tile * gates + gate) * panel..][..panel];
                    tiles.multiply(factor, &rows, units.all(), panel, Store::Overwrite, sums);
                }
            }
            let sums = &mut sums[..];
            let (before, next, memory) = (&state[part.clone()], &mut next[part.clone()], &mut memory[part]);
            let (y, kept) = (&mut y[place * hidden..], kept.as_deref_mut().map(|kept| &mut kept[place * g.kept()..]));
            let incoming = &share.gates[place * width..];
            dispatch(
                #[inline(always)]
                move |arithmetic| {
                    if let Some(bias) = share.bias {
                        for (gate, sums) in sums.chunks_exact_mut(size).take(gates).enumerate() {
                            tiles.add_to_each(tile, &bias[gate * hidden..], sums);
                        }
                    }
                    let stride = g.steps * width;
                    let (parts, inner) = sums.split_at_mut(gates * size);
                    if g.cell == Cell::Gru {
                        inner.copy_from_slice(&parts[2 * size..]);
                        parts[2 * size..].fill(E::zero());
                    }
                    for (gate, sums) in parts.chunks_exact_mut(size).enumerate() {
                        tiles.add(tile, &incoming[gate * hidden..], stride, sums);
                    }
                    match g.cell {
                        Cell::Lstm => cell::lstm(arithmetic, split(parts, size), memory, next),
                        Cell::Gru => cell::gru(arithmetic, split(parts, size), inner, before, next),
                        Cell::Tanh | Cell::Relu => {
                            cell::plain(arithmetic, g.cell, parts);
                            next.copy_from_slice(parts);
                        }
                    }
                    tiles.write(tile, next, y, g.rows() * hidden);
                    if let Some(kept) = kept {
                        let last = if g.cell == Cell::Lstm { &*memory } else { &*inner };
                        for (index, part) in parts.chunks_exact(size).chain([last]).enumerate() {
                            tiles.write(tile, part, &mut kept[index * hidden..], g.steps * g.kept());
                        }
                    }
                },
            );
        }
        std::mem::swap(&mut state, &mut next);
    }
    if g.ends {
        for (index, state) in [&state, &memory].into_iter().take(g.cell.states()).enumerate() {
            for (tile, state) in state.chunks_exact(size).enumerate() {
                tiles.write(tile, state, &mut y[(g.steps + index) * hidden..], g.rows() * hidden);
            }
        }
    }
}

/// So many tiles that follow each other.
pub(super) fn split<E, const N: usize>(tiles: &mut [E], size: usize) -> [&mut [E]; N] {
    let mut tiles = tiles.chunks_exact_mut(size);
    std::array::from_fn(|_| tiles.next().unwrap_or_default())
}
