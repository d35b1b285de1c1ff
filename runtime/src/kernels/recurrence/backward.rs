//! All steps of a share of the batch, back.

use super::super::Float;
use super::super::arithmetic::dispatch;
use super::super::gemm::{Scratch, Store, Table};
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
    let gate_rows: Table = (0..tiles.rows).map(|row| row * g.steps * width).collect();
    let terms: Table = (0..width).collect();
    let panel = panels.len() / tiles.count().max(1);
    let [mut dhidden, mut dcell] = [0; 2].map(|_| tiles.state::<E>());
    if g.ends {
        for (index, d) in [&mut dhidden, &mut dcell].into_iter().take(g.cell.states()).enumerate() {
            for (tile, d) in d.chunks_exact_mut(size).enumerate() {
                tiles.read(tile, &share.dy[(g.steps + index) * hidden..], rows, d);
            }
        }
    }
    // The gates, what else is kept, and the state before, of a tile.
    let mut parts: Scratch<E> = Scratch::new((g.cell.gates() + 2) * size);
    parts.fill(E::zero());
    for step in (0..g.steps).rev() {
        let place = g.place(step);
        let before = (step > 0).then(|| g.place(step - 1));
        for tile in 0..tiles.count() {
            let part = tile * size..(tile + 1) * size;
            let (dhidden, dcell) = (&mut dhidden[part.clone()], &mut dcell[part]);
            let parts = &mut parts[..];
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
                            put(parts, 4, dgates);
                        }
                        Cell::Gru => {
                            let [r, z, n, inner, former] = split(parts, size);
                            cell::gru_backward([r, z, n], inner, former, dhidden);
                            dhidden.copy_from_slice(former);
                            put(parts, 3, dgates);
                            if let Some(dstate) = dstate {
                                put(parts, 2, dstate);
                                put(&parts[3 * size..], 1, &mut dstate[2 * hidden..]);
                            }
                        }
                        Cell::Tanh | Cell::Relu => {
                            let part = &mut parts[..size];
                            cell::plain_backward(g.cell, part, dhidden);
                            put(part, 1, dgates);
                        }
                    }
                },
            );
        }
        if step == 0 && dstart.hidden.is_none() {
            break;
        }
        // What goes past the gates of a GRU is there already.
        let store = if g.cell == Cell::Gru { Store::Add } else { Store::Overwrite };
        let gradients = dstate.as_deref().unwrap_or(dgates);
        for (tile, dhidden) in dhidden.chunks_exact_mut(size).enumerate() {
            let panel = &panels[tile * panel..][..panel];
            tiles.multiply(&gradients[place * width..], &gate_rows, &terms, panel, store, dhidden);
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
