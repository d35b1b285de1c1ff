use super::super::cuda::{Argument, Cuda, Element, Grid, Product, Slice, SliceMut, Source, check_lengths};
use super::super::linear::Linear;
use super::super::optimizer::Optimizer;
use super::super::round::{Half, Round};
use super::{Cell, Geometry, Gradients, Known, Recurrence, Start};

static SOURCE: Source = Source { folder: "recurrence", text: include_str!("kernel.cu") };

for_floats!(Recurrence for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        gates: Slice<'_, E>,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        start: Start<Option<Slice<'_, E>>>,
        y: SliceMut<'_, E>,
        kept: Option<SliceMut<'_, E>>,
    ) {
        let [of_gates, of_y, of_kept, of_weight, of_bias, of_state] = g.lengths();
        check_lengths([gates.len(), y.len(), weight.len()], [of_gates, of_y, of_weight]);
        check_lengths([kept.as_ref().map_or(of_kept, SliceMut::len)], [of_kept]);
        check_lengths([bias.map_or(of_bias, |bias| bias.len())], [of_bias]);
        check_lengths([start.hidden, start.cell].map(|start| start.map_or(of_state, |start| start.len())), [of_state; 2]);
        let by_state = Product::new(g.batch, g.hidden, g.width()).transposed(false, true);
        self.with_states(g, start, |hidden, cell| {
            self.with_temporary::<E>(g.batch * g.width(), |mut product| {
                for step in 0..g.steps {
                    match g.half {
                        None => self.multiply(&by_state, 1.0, hidden.read(), weight, 0.0, product.write()),
                        Some(half) => self.with_temporary::<E>(of_state, |mut rounded| {
                            self.round(half, hidden.read(), rounded.write());
                            self.multiply(&by_state, 1.0, rounded.read(), weight, 0.0, product.write());
                        }),
                    }
                    let (place, rows) = (g.place(step), g.rows());
                    let arguments: [&dyn Argument; 12] = [
                        &of_state, &g.hidden, &g.steps, &rows, &place, &gates, &product, &bias, &hidden, &cell, &y, &kept,
                    ];
                    // SAFETY: a thread reads and writes what belongs to its own units, and reads their bias.
                    unsafe { self.launch::<E>(&SOURCE, forward(g.cell), Grid::over(of_state), &arguments) }
                }
            });
            if g.ends {
                for (index, state) in [&hidden, &cell].into_iter().take(g.cell.states()).enumerate() {
                    let (rows, row) = (g.rows(), g.steps + index);
                    let arguments: [&dyn Argument; 6] = [&of_state, &g.hidden, &rows, &row, state, &y];
                    // SAFETY: a thread writes what belongs to its own units.
                    unsafe { self.launch::<E>(&SOURCE, "put_end", Grid::over(of_state), &arguments) }
                }
            }
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        known: Known<Slice<'_, E>>,
        dy: Slice<'_, E>,
        gradients: Gradients<SliceMut<'_, E>>,
    ) {
        let Gradients { gates: dgates, state: dstate, before, weight: dweight, bias: dbias, start: dstart } = gradients;
        let Known { weight, y, kept, start } = known;
        let [of_gates, of_y, of_kept, of_weight, _, of_state] = g.lengths();
        check_lengths([dgates.len(), y.len(), dy.len(), weight.len()], [of_gates, of_y, of_y, of_weight]);
        if of_kept > 0 {
            check_lengths([kept.len()], [of_kept]);
        }
        let (rows, states) = (g.rows(), g.cell.states());
        let half = Half::number(g.half);
        let former = if g.cell == Cell::Lstm { start.cell } else { start.hidden };
        let to_state = Product::new(g.batch, g.width(), g.hidden);
        // What goes past the gates of a GRU is there already.
        let beta = if g.cell == Cell::Gru { 1.0 } else { 0.0 };
        self.with_states(g, Start { hidden: None, cell: None }, |mut dhidden, dcell| {
            self.with_temporary::<E>(g.batch * g.width(), |own| {
                for (index, state) in [&dhidden, &dcell].into_iter().take(if g.ends { states } else { 0 }).enumerate() {
                    let row = g.steps + index;
                    let arguments: [&dyn Argument; 6] = [&of_state, &g.hidden, &rows, &row, &dy, state];
                    // SAFETY: a thread writes elements of its own indices.
                    unsafe { self.launch::<E>(&SOURCE, "take_end", Grid::over(of_state), &arguments) }
                }
                for step in (0..g.steps).rev() {
                    let (place, first, before) = (g.place(step), step == 0, g.place(step.saturating_sub(1)));
                    let arguments: [&dyn Argument; 17] = [
                        &of_state, &g.hidden, &g.steps, &rows, &place, &half, &first, &before, &y, &kept, &former, &dy, &dgates,
                        &dstate, &own, &dhidden, &dcell,
                    ];
                    // SAFETY: a thread reads and writes what belongs to its own units.
                    unsafe { self.launch::<E>(&SOURCE, backward(g.cell), Grid::over(of_state), &arguments) }
                    self.multiply(&to_state, 1.0, own.read(), weight, beta, dhidden.write());
                }
            });
            for (from, to) in [(&dhidden, dstart.hidden), (&dcell, dstart.cell)] {
                if let Some(to) = to {
                    Optimizer::add(self, from.read(), to);
                }
            }
        });
        let Some(dweight) = dweight else { return };
        let n = g.batch * g.steps * g.hidden;
        check_lengths([before.len()], [n]);
        let arguments: [&dyn Argument; 9] = [&n, &g.hidden, &g.steps, &rows, &half, &g.reverse, &y, &start.hidden, &before];
        // SAFETY: a thread writes elements of its own indices.
        unsafe { self.launch::<E>(&SOURCE, "states_before", Grid::over(n), &arguments) }
        let dstate = dstate.as_ref().unwrap_or(&dgates);
        Linear::backward_weight(self, &g.product(), before.read(), dstate.read(), dweight, dbias);
    }
});

impl Cuda {
    /// Lends memory for a hidden state and a cell, which begin with these, or with zeros.
    fn with_states<E: Element>(
        &self,
        g: &Geometry,
        start: Start<Option<Slice<'_, E>>>,
        work: impl FnOnce(SliceMut<'_, E>, SliceMut<'_, E>),
    ) {
        let n = g.batch * g.hidden;
        self.with_temporary::<E>(n, |hidden| {
            self.with_temporary::<E>(n, |cell| {
                for (start, state) in [(start.hidden, &hidden), (start.cell, &cell)] {
                    // SAFETY: a thread writes elements of its own indices.
                    unsafe { self.launch::<E>(&SOURCE, "begin", Grid::over(n), &[&n, &start, state]) }
                }
                work(hidden, cell);
            });
        });
    }
}

fn forward(cell: Cell) -> &'static str {
    match cell {
        Cell::Lstm => "lstm",
        Cell::Gru => "gru",
        Cell::Tanh => "plain_tanh",
        Cell::Relu => "plain_relu",
    }
}

fn backward(cell: Cell) -> &'static str {
    match cell {
        Cell::Lstm => "lstm_backward",
        Cell::Gru => "gru_backward",
        Cell::Tanh => "plain_tanh_backward",
        Cell::Relu => "plain_relu_backward",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::super::{Cell, Gradients, Known, Recurrence, Start};

    parity!(both_ways: Recurrence, |kernels, found| {
        for g in geometries() {
            for given in [false, true] {
                let [gates, of_y, of_kept, weight, bias, state] = g.lengths();
                let held = |seed: u64, len: usize| {
                    let values = values::<E>(seed, len).into_iter().map(|value| value * E::of(0.5));
                    Held::<E, K>::new(kernels, &values.collect::<Vec<E>>())
                };
                let blank = |len: usize| Held::<E, K>::new(kernels, &vec![E::nan(); len]);
                let (gates, weight, bias) = (held(1, gates), held(2, weight), held(3, bias));
                let (hidden, cell, dy) = (held(4, state), held(5, state), held(6, of_y));
                let (lstm, gru) = (g.cell == Cell::Lstm, g.cell == Cell::Gru);
                let start = Start {
                    hidden: given.then(|| hidden.read()),
                    cell: (given && lstm).then(|| cell.read()),
                };
                let (mut y, mut kept) = (blank(of_y), blank(of_kept));
                let to_bias = given.then(|| bias.read());
                kernels.forward(&g, gates.read(), weight.read(), to_bias, start, y.write(), None);
                found.add(format!("states alone, {g:?}"), kernels, &y);
                let to_kept = (of_kept > 0).then(|| kept.write());
                kernels.forward(&g, gates.read(), weight.read(), to_bias, start, y.write(), to_kept);
                found.add(format!("states, {g:?}"), kernels, &y);
                found.add(format!("what is kept, {g:?}"), kernels, &kept);
                let mut dgates = blank(gates.values(kernels).len());
                let mut dstate = blank(gates.values(kernels).len());
                let mut before = blank(g.batch * g.steps * g.hidden);
                let [mut dweight, mut dbias] = [&weight, &bias].map(|like| held(7, like.values(kernels).len()));
                let [mut dhidden, mut dcell] = [8, 9].map(|seed| held(seed, state));
                let known = Known { weight: weight.read(), y: y.read(), kept: kept.read(), start };
                let gradients = Gradients {
                    gates: dgates.write(),
                    state: gru.then(|| dstate.write()),
                    before: before.write(),
                    weight: Some(dweight.write()),
                    bias: given.then(|| dbias.write()),
                    start: Start { hidden: given.then(|| dhidden.write()), cell: (given && lstm).then(|| dcell.write()) },
                };
                kernels.backward(&g, known, dy.read(), gradients);
                for (what, held) in [
                    ("gates", &dgates), ("weight", &dweight), ("bias", &dbias), ("state", &dhidden), ("cell", &dcell),
                ] {
                    found.add(format!("gradients of the {what}, {g:?}"), kernels, held);
                }
            }
        }
    });
}
