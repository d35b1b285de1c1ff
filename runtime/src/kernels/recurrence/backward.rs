//! All steps of a share of the batch, back.

use super::super::Float;
use super::super::arithmetic::dispatch;
use super::super::gemm::{Scratch, Store, Table};
use super::super::list::List;
use super::super::round::Half;
use super::forward::split;
use super::tiles::Tiles;
use super::{Cell, Geometry, Known, Start, cell};

/// What a share of the batch is given; `weight` is packed by [`Tiles::pack_states`].
pub(super) struct Share<'a, E> {
    /// The first of its samples.
    pub(super) first: usize,
    /// Of these samples, but for what is kept, which is of all.
    pub(super) known: Known<&'a [E]>,
    pub(super) dy: &'a [E],
}

/// The gradients of a share of the batch; those of the weight are of all.
pub(super) struct Part<'a, E> {
    pub(super) gates: &'a mut [E],
    pub(super) state: Option<&'a mut [E]>,
    pub(super) start: Start<Option<&'a mut [E]>>,
}

/// Goes back through all steps of `tiles.rows` samples.
pub(super) fn backward<E: Float>(g: &Geometry, tiles: &Tiles, share: &Share<'_, E>, to: Part<'_, E>) {
    let Part { gates: dgates, state: mut dstate, start: dstart } = to;
    let Known { weight: panels, y, kept, start } = share.known;
    let (hidden, width, size, rows) = (g.hidden, g.width(), tiles.size(), g.rows() * g.hidden);
    let panel = panels.len() / tiles.count().max(1);
    let [mut dhidden, mut dcell] = [0; 2].map(|_| tiles.state::<E>());
    if g.ends {
        for (index, d) in [&mut dhidden, &mut dcell].into_iter().take(g.cell.states()).enumerate() {
            for (tile, d) in d.chunks_exact_mut(size).enumerate() {
                tiles.read(tile, &share.dy[(g.steps + index) * hidden..], rows, d);
            }
        }
    }
    // The gates, what else is kept, and the state before, of a tile; then of the next.
    let own = (g.cell.gates() + 2) * size;
    let mut parts: Scratch<E> = Scratch::new(tiles.count() * own);
    parts.fill(E::zero());
    let [gate_rows, units] = tiles.places();
    // Where the gradients of a gate are there, as the state has made it.
    let terms: List<Table> = (0..g.cell.gates())
        .map(|gate| {
            let part = if (g.cell, gate) == (Cell::Gru, 2) { 3 } else { gate };
            units.all().values().iter().map(|unit| unit / size * own + unit % size + part * size).collect()
        })
        .collect();
    let kept = |place: usize| &kept[(place * g.batch + share.first) * g.kept()..][..tiles.rows * g.kept()];
    // What the step at `place` reads of a gate comes near while the one after it is multiplied.
    let next = |tile: usize, gate: usize, place: usize| {
        if g.cell.kept() > 0 {
            tiles.prefetch(tile, &kept(place)[gate * hidden..], g.kept());
        }
        if gate == 0 {
            tiles.prefetch(tile, &share.dy[place * hidden..], rows);
        }
    };
    for step in (0..g.steps).rev() {
        let place = g.place(step);
        let before = (step > 0).then(|| g.place(step - 1));
        let (dy, all) = (&share.dy[place * hidden..], &mut dhidden[..]);
        dispatch(
            #[inline(always)]
            move |_| tiles.add(dy, rows, all),
        );
        for tile in 0..tiles.count() {
            let part = tile * size..(tile + 1) * size;
            let (dhidden, dcell) = (&mut dhidden[part.clone()], &mut dcell[part]);
            let parts = &mut parts[tile * own..][..own];
            dispatch(
                #[inline(always)]
                move |arithmetic| {
                    let last = g.cell.gates() + 1;
                    let (own, own_rows) = match g.cell {
                        Cell::Tanh | Cell::Relu => (&y[place * hidden..], rows),
                        Cell::Lstm | Cell::Gru => (kept(place), g.kept()),
                    };
                    for (index, part) in parts.chunks_exact_mut(size).take(g.cell.kept().max(1)).enumerate() {
                        tiles.read(tile, &own[index * hidden..], own_rows, part);
                    }
                    let former = &mut parts[last * size..];
                    match (g.cell, before) {
                        (Cell::Tanh | Cell::Relu, _) => {}
                        (Cell::Lstm, Some(before)) => {
                            tiles.read(tile, &kept(before)[4 * hidden..], g.kept(), former);
                        }
                        (Cell::Gru, Some(before)) => tiles.read(tile, &y[before * hidden..], rows, former),
                        (cell, None) => match if cell == Cell::Lstm { start.cell } else { start.hidden } {
                            Some(start) => tiles.read(tile, start, hidden, former),
                            None => former.fill(E::zero()),
                        },
                    }
                    match g.cell {
                        Cell::Lstm => {
                            let [i, f, c, o, memory, former] = split(parts, size);
                            cell::lstm_backward(arithmetic, [i, f, c, o], memory, former, dhidden, dcell);
                            Half::make_factor(g.half, &mut parts[..4 * size]);
                        }
                        Cell::Gru => {
                            let [r, z, n, inner, former] = split(parts, size);
                            cell::gru_backward([r, z, n], inner, former, dhidden);
                            dhidden.copy_from_slice(former);
                            Half::make_factor(g.half, &mut parts[..4 * size]);
                        }
                        Cell::Tanh | Cell::Relu => {
                            let part = &mut parts[..size];
                            cell::plain_backward(g.cell, part, dhidden);
                            Half::make_factor(g.half, part);
                        }
                    }
                },
            );
        }
        let (parts, dgates) = (&mut parts[..], &mut dgates[place * width..]);
        let dstate = dstate.as_deref_mut().map(|dstate| &mut dstate[place * width..]);
        dispatch(
            #[inline(always)]
            |_| {
                tiles.scatter(g.cell.gates(), parts, own, dgates, g.steps * width);
                if let Some(dstate) = dstate {
                    tiles.scatter(2, parts, own, dstate, g.steps * width);
                    tiles.scatter(1, &parts[3 * size..], own, &mut dstate[2 * hidden..], g.steps * width);
                }
            },
        );
        if step == 0 && dstart.hidden.is_none() {
            break;
        }
        for (tile, dhidden) in dhidden.chunks_exact_mut(size).enumerate() {
            for (gate, terms) in terms.iter().enumerate() {
                if let Some(before) = before {
                    next(tile, gate, before);
                }
                // What goes past the gates of a GRU is there already.
                let store = if gate == 0 && g.cell != Cell::Gru { Store::Overwrite } else { Store::Add };
                let panel = &panels[tile * panel + gate * hidden * tiles.lanes()..][..hidden * tiles.lanes()];
                tiles.multiply(parts, &gate_rows, terms.all(), panel, store, dhidden);
            }
        }
    }
    for (d, start) in [(&dhidden, dstart.hidden), (&dcell, dstart.cell)] {
        if let Some(start) = start {
            for (tile, d) in d.chunks_exact(size).enumerate() {
                tiles.write_added(tile, d, start, hidden);
            }
        }
    }
}
