//! What a recurrence is done by.

use crate::kernels::recurrence::{Geometry, Gradients, Known, Recurrence, Start};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH};
use crate::storage::{Device, Dtype, Slice};

/// All steps of one layer in one direction; what is kept for the way back is another output.
///
/// Its operands are the gates by what came in, the weight, then, as far as they are given, the hidden state and the cell at
/// the beginning, and the bias.
#[derive(PartialEq)]
pub(super) struct Recur {
    geometry: Geometry,
    given: Start<bool>,
    biased: bool,
    keeps: bool,
    /// Whether the states at the beginning may want a gradient where the gates do not.
    parted: bool,
}

/// What a recurrence reads.
pub(super) struct Operands {
    /// Made for it alone, so that nothing else adds to their gradient.
    pub(super) gates: Id,
    pub(super) weight: Id,
    pub(super) bias: Option<Id>,
    pub(super) start: Start<Option<Id>>,
}

const KEPT: usize = 1;

const BEFORE: Part = Part::Scratch(0);
const STATE: Part = Part::Scratch(1);
const GATES: Part = Part::Scratch(2);
/// What stands for a part that is not asked for.
const NOTHING: Part = Part::Scratch(3);

impl Recur {
    /// The states of all steps, and those in the end if the geometry says so.
    pub(super) fn apply<E: Dtype, D: Device<E>>(geometry: Geometry, operands: &Operands, pass: &mut Pass<E, D>) -> Id {
        let Operands { gates, weight, bias, start: Start { hidden, cell } } = *operands;
        let given = Start { hidden: hidden.is_some(), cell: cell.is_some() };
        let keeps = pass.records() && geometry.kept() > 0;
        let parted = !pass.trains() && (given.hidden || given.cell);
        let recur = Self { geometry, given, biased: bias.is_some(), keeps, parted };
        let steps = geometry.batch * geometry.steps;
        let sizes =
            [geometry.batch * geometry.rows() * geometry.hidden, if keeps { steps * geometry.kept() } else { 0 }];
        let mut all = [gates; 5];
        let mut count = 1;
        for operand in [Some(weight), hidden, cell, bias].into_iter().flatten() {
            all[count] = operand;
            count += 1;
        }
        pass.apply(recur, &all[..count], &sizes)
    }

    /// The numbers of the operands that may be left out: the states at the beginning, and the bias.
    fn places(&self) -> (Start<Option<usize>>, Option<usize>) {
        let Start { hidden, cell } = self.given;
        let start = Start { hidden: hidden.then_some(2), cell: cell.then_some(2 + usize::from(hidden)) };
        (start, self.biased.then_some(2 + usize::from(hidden) + usize::from(cell)))
    }

    fn start<'a, E: Dtype, D: Device<E>>(&self, reads: &Reads<'a, E, D>) -> Start<Option<Slice<'a, E, D>>> {
        let (Start { hidden, cell }, _) = self.places();
        Start { hidden: hidden.map(|place| reads.operand(place)), cell: cell.map(|place| reads.operand(place)) }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Recur {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let geometry = Geometry { half: at.half(), ..self.geometry };
        let (reads, [y, kept]) = at.lend([Part::Output(0), Part::Output(KEPT)]);
        let (_, bias) = self.places();
        let bias = bias.map(|place| reads.operand(place));
        let kept = self.keeps.then_some(kept);
        let (gates, weight) = (reads.operand(0), reads.operand(1));
        Recurrence::forward(&kernels, &geometry, gates, weight, bias, self.start(&reads), y, kept);
    }

    fn keeps(&self) -> Keeps {
        let operands: &[usize] = match (self.given.hidden, self.given.cell) {
            (true, true) => &[1, 2, 3],
            (false, false) => &[1],
            _ => &[1, 2],
        };
        Keeps { operands, outputs: if self.keeps { &[0, KEPT] } else { &[0] } }
    }

    fn factors(&self) -> &'static [usize] {
        // The hidden state is rounded as it changes, and the cell is no factor.
        match (self.biased, self.given.hidden, self.given.cell) {
            (false, ..) => &[1],
            (true, false, false) => &[1, 2],
            (true, true, true) => &[1, 4],
            (true, ..) => &[1, 3],
        }
    }

    fn gives_product(&self) -> bool {
        false
    }

    fn multiply_adds(&self) -> usize {
        let g = &self.geometry;
        g.batch * g.steps * g.width() * g.hidden
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        let g = &self.geometry;
        let steps = g.batch * g.steps;
        let gates = if self.parted { steps * g.width() } else { 0 };
        [steps * g.hidden, if g.cell.parts_gradients() { steps * g.width() } else { 0 }, gates, 0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let geometry = Geometry { half: at.half(), ..self.geometry };
        let (Start { hidden, cell }, bias) = self.places();
        let wanted = |place: Option<usize>| place.filter(|place| at.wants(*place));
        let wants = [Some(1), bias, hidden, cell].map(wanted);
        let [weight, bias, hidden, cell] = wants.map(|place| place.map_or(NOTHING, Part::Gradient));
        let gates = if at.wants(0) { Part::Gradient(0) } else { GATES };
        let (reads, parts) = at.lend([gates, STATE, BEFORE, weight, bias, hidden, cell]);
        let [gates, state, before, weight, bias, hidden, cell] = parts;
        let gradients = Gradients {
            gates,
            state: self.geometry.cell.parts_gradients().then_some(state),
            before,
            weight: wants[0].map(|_| weight),
            bias: wants[1].map(|_| bias),
            start: Start { hidden: wants[2].map(|_| hidden), cell: wants[3].map(|_| cell) },
        };
        let y = reads.output(0);
        let kept = if self.keeps { reads.output(KEPT) } else { y };
        let known = Known { weight: reads.operand(1), y, kept, start: self.start(&reads) };
        Recurrence::backward(&kernels, &geometry, known, reads.incoming(), gradients);
    }
}
