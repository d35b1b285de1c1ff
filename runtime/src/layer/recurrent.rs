mod operation;
mod upper;
mod variables;

pub use variables::{
    BidirectionalRecurrent, Layers, Recurrent, UnbiasedBidirectionalRecurrent, UnbiasedRecurrent,
    UpperBidirectionalRecurrent, UpperRecurrent, UpperUnbiasedBidirectionalRecurrent, UpperUnbiasedRecurrent,
};

pub use crate::kernels::recurrence::Cell;

use dfdx::shapes::{Dim, Shape};

use self::operation::{Operands, Recur};
use self::variables::Direction;
use super::{concat, dropout, linear, split};
use crate::kernels::linear::Geometry as Product;
use crate::kernels::recurrence::{Geometry, Start};
use crate::pass::{Id, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Recurrent layers about to be applied to a sequence, `[T, IN]`: each step changes their state, which is what they give for
/// that step.
pub struct Recurring<'v, V> {
    layers: &'v V,
    cell: Cell,
    /// With which probability dropout sets to 0 what a layer gives to the next.
    dropout: f64,
    ends: bool,
}

/// The same with one of the states at the beginning.
pub struct RecurringFrom<'v, V> {
    recurring: Recurring<'v, V>,
    is_cell: bool,
}

/// The same with the hidden state and the cell at the beginning.
pub struct RecurringFromBoth<'v, V>(Recurring<'v, V>);

impl<'v, V> Recurring<'v, V> {
    pub(super) fn new(layers: &'v V, cell: Cell) -> Self {
        Self { layers, cell, dropout: 0.0, ends: false }
    }

    /// Dropout between the layers, with this probability.
    #[must_use]
    pub fn dropout(mut self, probability: f64) -> Self {
        self.dropout = probability;
        self
    }

    /// Behind what they give for all steps comes what is left in the end, first the hidden states of all layers and then the
    /// cells: one after the other in a vector.
    #[must_use]
    pub fn ends(mut self) -> Self {
        self.ends = true;
        self
    }

    /// They begin with a hidden state that is given.
    pub fn hidden(self) -> RecurringFrom<'v, V> {
        RecurringFrom { recurring: self, is_cell: false }
    }

    /// They begin with a cell that is given.
    pub fn memory(self) -> RecurringFrom<'v, V> {
        RecurringFrom { recurring: self, is_cell: true }
    }

    /// They begin with a hidden state and a cell that are given.
    pub fn both(self) -> RecurringFromBoth<'v, V> {
        RecurringFromBoth(self)
    }

    /// `[T, IN] → [T, H]`, or `[T, 2 · H]` both ways.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
        self,
        x: &Value<S, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err>
    where
        V: Layers<E, D>,
    {
        self.run(x, Start { hidden: None, cell: None }, pass)
    }

    fn run<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
        self,
        x: &Value<S, E, D>,
        start: Start<Option<Id>>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err>
    where
        V: Layers<E, D>,
    {
        let batch = x.shape().batch();
        let &[steps, features] = &*x.shape().dims() else { unreachable!("the compiler goes through sequences") };
        let ways = if V::BOTH_WAYS { 2 } else { 1 };
        let count = V::COUNT * ways;
        let sizes = Sizes { batch: batch.size(), steps, units: V::UNITS, count };
        let (mut below, mut width) = (x.id(), features);
        let mut ends = Ends::default();
        for index in 0..V::COUNT {
            let directions = self.layers.layer(index, pass)?;
            let outputs = [0, 1].map(|way| {
                let direction = directions[way]?;
                let number = index * ways + way;
                let start = start.map(|state| sizes.state(state, number, pass));
                let geometry = sizes.geometry(self.cell, way == 1, self.ends);
                let all = recur(geometry, below, width, direction, start, pass);
                if !self.ends || count == 1 {
                    return Some(all);
                }
                let whole = geometry.rows() * sizes.units;
                let mut rows = |from: usize, rows: usize| {
                    let range = from * sizes.units..(from + rows) * sizes.units;
                    split::columns(all, [sizes.batch, whole], range, pass)
                };
                let y = rows(0, steps);
                for state in 0..self.cell.states() {
                    ends.states[state].push(rows(steps + state, 1));
                }
                Some(y)
            });
            below = match outputs {
                [Some(forward), Some(reverse)] => {
                    let parts = [forward, reverse].map(|part| (part, sizes.units));
                    concat::join(sizes.batch * steps, parts, pass)
                }
                [Some(only), _] | [None, Some(only)] => only,
                [None, None] => below,
            };
            width = ways * sizes.units;
            if index + 1 < V::COUNT && self.dropout > 0.0 {
                below = dropout::drop_out(below, sizes.batch * steps * width, self.dropout, pass)?;
            }
        }
        if self.ends && count > 1 {
            let states = ends.states.iter().flatten().map(|state| (*state, sizes.units));
            below = concat::join(sizes.batch, std::iter::once((below, steps * width)).chain(states), pass);
        }
        Ok(Value::new(below, pass.shape(batch)))
    }
}

impl<V> RecurringFrom<'_, V> {
    /// `[T, IN]` and a state, `[H]`, or `[n, H]` for `n` layers and directions, `→ [T, H]`, or `[T, 2 · H]` both ways.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S1: Shape, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
        self,
        x: &Value<S, E, D>,
        state: &Value<S1, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err>
    where
        V: Layers<E, D>,
    {
        let state = Some(state.id());
        let start = match self.is_cell {
            true => Start { hidden: None, cell: state },
            false => Start { hidden: state, cell: None },
        };
        self.recurring.run(x, start, pass)
    }
}

impl<V> RecurringFromBoth<'_, V> {
    /// `[T, IN]` and two states, each `[H]`, or `[n, H]` for `n` layers and directions, `→ [T, H]`, or `[T, 2 · H]` both ways.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S1: Shape, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
        self,
        x: &Value<S, E, D>,
        hidden: &Value<S1, E, D>,
        cell: &Value<S1, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err>
    where
        V: Layers<E, D>,
    {
        self.0.run(x, Start { hidden: Some(hidden.id()), cell: Some(cell.id()) }, pass)
    }
}

/// What all layers have in common.
#[derive(Clone, Copy)]
struct Sizes {
    batch: usize,
    steps: usize,
    units: usize,
    /// Layers and directions.
    count: usize,
}

impl Sizes {
    fn geometry(&self, cell: Cell, reverse: bool, ends: bool) -> Geometry {
        Geometry { cell, batch: self.batch, steps: self.steps, hidden: self.units, reverse, ends, half: None }
    }

    /// The part of a state at the beginning that is one layer's and direction's.
    fn state<E: Dtype, D: Device<E>>(&self, state: Id, number: usize, pass: &mut Pass<E, D>) -> Id {
        let range = number * self.units..(number + 1) * self.units;
        match self.count {
            1 => state,
            count => split::columns(state, [self.batch, count * self.units], range, pass),
        }
    }
}

/// The states that are left in the end, hidden states and cells.
#[derive(Default)]
struct Ends {
    states: [crate::kernels::List<Id>; 2],
}

impl Start<Option<Id>> {
    fn map(self, mut f: impl FnMut(Id) -> Id) -> Self {
        Self { hidden: self.hidden.map(&mut f), cell: self.cell.map(f) }
    }
}

/// One layer in one direction: the product of what comes in for all steps at once, and then step by step.
fn recur<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Id,
    inputs: usize,
    direction: Direction,
    start: Start<Option<Id>>,
    pass: &mut Pass<E, D>,
) -> Id {
    let Direction { weight_ih, weight_hh, biases } = direction;
    let product = Product { batch: geometry.batch * geometry.steps, inputs, outputs: geometry.width() };
    let gates = linear::project_rows(product, x, weight_ih, biases.map(|[ih, _]| ih), pass);
    let operands = Operands { gates, weight: weight_hh, bias: biases.map(|[_, hh]| hh), start };
    Recur::apply(geometry, &operands, pass)
}
