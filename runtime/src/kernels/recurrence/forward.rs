//! All steps of a share of the batch, there.

use super::super::Float;
use super::super::arithmetic::dispatch;
use super::super::gemm::{Disjoint, Scratch, Store};
use super::super::round::Half;
use super::tiles::Tiles;
use super::{Cell, Geometry, Start, cell};

/// What a share of the batch is computed from.
pub(super) struct Share<'a, E> {
    /// The first of its samples.
    pub(super) first: usize,
    pub(super) gates: &'a [E],
    /// The weight, packed by [`Tiles::pack_gates`].
    pub(super) panels: &'a [E],
    pub(super) bias: Option<&'a [E]>,
    pub(super) start: Start<Option<&'a [E]>>,
}

/// Goes through all steps of `tiles.rows` samples.
///
/// # Safety
///
/// No other thread may use what is `kept` of these samples.
pub(super) unsafe fn forward<E: Float>(
    g: &Geometry,
    tiles: &Tiles,
    share: &Share<'_, E>,
    y: &mut [E],
    kept: Option<Disjoint<'_, E>>,
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
    // What the state makes of the last gate of a GRU stays apart from what came in.
    let by_state = |gate: usize| if (g.cell, gate) == (Cell::Gru, 2) { 3 } else { gate };
    let together = if g.cell == Cell::Gru { 2 } else { gates };
    let [bias, bias_apart] = share.bias.map_or([None; 2], |bias| {
        let (together, apart) = bias.split_at(together * hidden);
        [Some(together), (!apart.is_empty()).then_some(apart)]
    });
    let own = (gates + 1) * size;
    let mut sums: Scratch<E> = Scratch::new(tiles.count() * own);
    sums.fill(E::zero());
    let mut rounded = Scratch::new(if g.half.is_some() { state.len() } else { 0 });
    for step in 0..g.steps {
        let place = g.place(step);
        let factor = Half::factor(g.half, &state, &mut rounded);
        let of_step = (place * g.batch + share.first) * g.kept();
        // SAFETY: what is kept of these samples at this step, which nobody else has, says the caller.
        let mut kept = kept.map(|kept| unsafe { kept.part(of_step, tiles.rows * g.kept()) });
        let (incoming, all) = (&share.gates[place * width..], &mut sums[..]);
        dispatch(
            #[inline(always)]
            move |_| tiles.gather(gates, incoming, g.steps * width, bias, all, own),
        );
        let coming = (step + 1 < g.steps).then(|| &share.gates[g.place(step + 1) * width..]);
        for tile in 0..tiles.count() {
            let part = tile * size..(tile + 1) * size;
            let sums = &mut sums[tile * own..][..own];
            for gate in 0..gates {
                let (to, is_apart) = (by_state(gate) * size, by_state(gate) != gate);
                let sums = &mut sums[to..to + size];
                if let Some(kept) = kept.as_deref() {
                    tiles.prefetch(tile, &kept[gate * hidden..], g.kept());
                }
                if let Some(coming) = coming {
                    tiles.prefetch(tile, &coming[gate * hidden..], g.steps * width);
                }
                if step > 0 || share.start.hidden.is_some() {
                    let store = if is_apart { Store::Overwrite } else { Store::Add };
                    let panel = &share.panels[(tile * gates + gate) * panel..][..panel];
                    tiles.multiply(factor, &rows, units.all(), panel, store, sums);
                } else if is_apart {
                    sums.fill(E::zero());
                }
            }
            let (before, next, memory) = (&state[part.clone()], &mut next[part.clone()], &mut memory[part]);
            let kept = kept.as_deref_mut();
            dispatch(
                #[inline(always)]
                move |arithmetic| {
                    let (parts, inner) = sums.split_at_mut(gates * size);
                    if let Some(bias) = bias_apart {
                        tiles.add_to_each(tile, bias, inner);
                    }
                    match g.cell {
                        Cell::Lstm => cell::lstm(arithmetic, split(parts, size), memory, next),
                        Cell::Gru => cell::gru(arithmetic, split(parts, size), inner, before, next),
                        Cell::Tanh | Cell::Relu => {
                            cell::plain(arithmetic, g.cell, parts);
                            next.copy_from_slice(parts);
                        }
                    }
                    if let Some(kept) = kept {
                        let last = if g.cell == Cell::Lstm { &*memory } else { &*inner };
                        for (index, part) in parts.chunks_exact(size).chain([last]).enumerate() {
                            tiles.write(tile, part, &mut kept[index * hidden..], g.kept());
                        }
                    }
                },
            );
        }
        let (y, all) = (&mut y[place * hidden..], &next[..]);
        dispatch(
            #[inline(always)]
            move |_| tiles.scatter(1, all, size, y, g.rows() * hidden),
        );
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
