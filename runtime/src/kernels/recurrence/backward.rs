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
    // What the step at `place` reads and writes of a gate comes near while the one after it is multiplied.
    let next = |tile: usize, gate: usize, place: usize, dgates: &[E]| {
        tiles.prefetch(tile, &dgates[place * width + gate * hidden..], g.steps * width);
        if g.cell.kept() > 0 {
            tiles.prefetch(tile, &kept[place * g.kept() + gate * hidden..], g.steps * g.kept());
        }
        if gate == 0 {
            tiles.prefetch(tile, &share.dy[place * hidden..], rows);
        }
    };
    for step in (0..g.steps).rev() {
        let place = g.place(step);
        let before = (step > 0).then(|| g.place(step - 1));
        for tile in 0..tiles.count() {
            let part = tile * size..(tile + 1) * size;
            let (dhidden, dcell) = (&mut dhidden[part.clone()], &mut dcell[part]);
            let parts = &mut parts[tile * own..][..own];
            let dgates = &mut dgates[place * width..];
            let dstate = dstate.as_deref_mut().map(|dstate| &mut dstate[place * width..]);
            dispatch(
                #[inline(always)]
                move |arithmetic| {
                    tiles.add(tile, &share.dy[place * hidden..], rows, dhidden);
                    let (last, stride) = (g.cell.gates() + 1, g.steps * g.kept());
                    let (own, own_rows) = match g.cell {
                        Cell::Tanh | Cell::Relu => (&y[place * hidden..], rows),
                        Cell::Lstm | Cell::Gru => (&kept[place * g.kept()..], stride),
                    };
                    for (index, part) in parts.chunks_exact_mut(size).take(g.cell.kept().max(1)).enumerate() {
                        tiles.read(tile, &own[index * hidden..], own_rows, part);
                    }
                    let former = &mut parts[last * size..];
                    match (g.cell, before) {
                        (Cell::Tanh | Cell::Relu, _) => {}
                        (Cell::Lstm, Some(before)) => {
                            tiles.read(tile, &kept[before * g.kept() + 4 * hidden..], stride, former);
                        }
                        (Cell::Gru, Some(before)) => tiles.read(tile, &y[before * hidden..], rows, former),
                        (cell, None) => match if cell == Cell::Lstm { start.cell } else { start.hidden } {
                            Some(start) => tiles.read(tile, start, hidden, former),
                            None => former.fill(E::zero()),
                        },
                    }
                    let put = |parts: &[E], count: usize, to: &mut [E]| {
                        for (index, part) in parts.chunks_exact(size).take(count).enumerate() {
                            tiles.write(tile, part, &mut to[index * hidden..], g.steps * width);
                        }
                    };
                    match g.cell {
                        Cell::Lstm => {
                            let [i, f, c, o, memory, former] = split(parts, size);
                            cell::lstm_backward(arithmetic, [i, f, c, o], memory, former, dhidden, dcell);
                            Half::make_factor(g.half, &mut parts[..4 * size]);
                            put(parts, 4, dgates);
                        }
                        Cell::Gru => {
                            let [r, z, n, inner, former] = split(parts, size);
                            cell::gru_backward([r, z, n], inner, former, dhidden);
                            dhidden.copy_from_slice(former);
                            Half::make_factor(g.half, &mut parts[..4 * size]);
                            put(parts, 3, dgates);
                            if let Some(dstate) = dstate {
                                put(parts, 2, dstate);
                                put(&parts[3 * size..], 1, &mut dstate[2 * hidden..]);
                            }
                        }
                        Cell::Tanh | Cell::Relu => {
                            let part = &mut parts[..size];
                            cell::plain_backward(g.cell, part, dhidden);
                            Half::make_factor(g.half, part);
                            put(part, 1, dgates);
                        }
                    }
                },
            );
        }
        if step == 0 && dstart.hidden.is_none() {
            break;
        }
        for (tile, dhidden) in dhidden.chunks_exact_mut(size).enumerate() {
            for (gate, terms) in terms.iter().enumerate() {
                if let Some(before) = before {
                    next(tile, gate, before, dgates);
                }
                // What goes past the gates of a GRU is there already.
                let store = if gate == 0 && g.cell != Cell::Gru { Store::Overwrite } else { Store::Add };
                let panel = &panels[tile * panel + gate * hidden * tiles.lanes()..][..hidden * tiles.lanes()];
                tiles.multiply(&parts, &gate_rows, terms.all(), panel, store, dhidden);
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
