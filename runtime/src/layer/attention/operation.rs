//! What an attention is done by.

use super::Given;
use crate::kernels::attention::{self, Attention as Kernel, Dropout, Geometry, Gradients, Projection, Triple};
use crate::kernels::rotary::{self, Rotary};
use crate::layer::backward_variables;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH};
use crate::storage::{Device, Dtype, Indices, Slice};

/// A product with a part of a weight, and a part of a bias if there is one.
#[derive(PartialEq)]
pub(super) struct Project {
    pub(super) projection: Projection,
}

impl Project {
    pub(super) fn apply<E: Dtype, D: Device<E>>(
        self,
        x: Id,
        weight: Id,
        bias: Option<Id>,
        pass: &mut Pass<E, D>,
    ) -> Id {
        let outputs = [self.projection.rows * self.projection.outputs];
        match bias {
            Some(bias) => pass.apply(self, &[x, weight, bias], &outputs),
            None => pass.apply(self, &[x, weight], &outputs),
        }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Project {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (x, weight, bias) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
        Kernel::project(&kernels, &self.projection, x, weight, bias, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1, 2]
    }

    fn multiply_adds(&self) -> usize {
        self.projection.rows * self.projection.inputs * self.projection.outputs
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        backward_variables(at, |kernels, reads, dweight, dbias| {
            let (x, dy) = (reads.operand(0), reads.incoming());
            Kernel::project_backward_weight(kernels, &self.projection, x, dy, dweight, dbias);
        });
        if at.wants(0) {
            let kernels = at.kernels();
            let adds = at.adds(0);
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::project_backward_input(&kernels, &self.projection, reads.operand(1), reads.incoming(), adds, dx);
        }
    }
}

/// Queries or keys, turned by the angles of their places.
#[derive(PartialEq)]
pub(super) struct Turn {
    pub(super) geometry: rotary::Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Turn {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Rotary::forward(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        Rotary::backward(&kernels, &self.geometry, reads.incoming(), dx);
    }
}

/// Attention of queries to keys and values, with a mask and a bias perhaps; the probabilities are another output.
#[derive(PartialEq)]
pub(super) struct Attend {
    geometry: Geometry,
    keeps_probabilities: bool,
    /// Whether the gradients of the queries, of the keys and values and of the bias may be wanted one without the other.
    parted: bool,
    /// Which of the pass's random numbers is the seed, and the probability to drop a weight.
    dropout: Option<(usize, f64)>,
    /// Which of the operands the mask and the bias are.
    mask: Option<usize>,
    bias: Option<usize>,
}

const PROBABILITIES: usize = 1;

impl Attend {
    pub(super) fn new<E: Dtype, D: Device<E>>(
        geometry: Geometry,
        given: &Given,
        dropout: Option<(usize, f64)>,
        parted: bool,
        pass: &Pass<E, D>,
    ) -> Self {
        let mask = given.mask.map(|_| 3);
        let bias = given.bias.map(|_| if mask.is_some() { 4 } else { 3 });
        Attend { geometry, keeps_probabilities: pass.records(), parted, dropout, mask, bias }
    }

    pub(super) fn apply<E: Dtype, D: Device<E>>(
        self,
        [queries, keys, values]: [Id; 3],
        given: Given,
        pass: &mut Pass<E, D>,
    ) -> Id {
        let g = &self.geometry;
        // Nobody needs them again where there is no backward pass.
        let probabilities = if self.keeps_probabilities { g.probabilities() } else { 0 };
        let outputs = [g.batch * g.queries * g.width, probabilities];
        match (given.mask, given.bias) {
            (Some(mask), Some(bias)) => pass.apply(self, &[queries, keys, values, mask, bias], &outputs),
            (Some(given), None) | (None, Some(given)) => pass.apply(self, &[queries, keys, values, given], &outputs),
            (None, None) => pass.apply(self, &[queries, keys, values], &outputs),
        }
    }

    fn dropout<'a, E: Dtype, D: Device<E>>(&self, reads: &Reads<'a, E, D>) -> Option<Dropout<Indices<'a, E, D>>> {
        self.dropout.map(|(seed, probability)| Dropout { seed: reads.number(seed), probability })
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Attend {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let geometry = Geometry { half: at.half(), ..self.geometry };
        let (reads, [y, probabilities]) = at.lend([Part::Output(0), Part::Output(PROBABILITIES)]);
        let probabilities = self.keeps_probabilities.then_some(probabilities);
        let operand = |place: Option<usize>| place.map(|place| reads.operand(place));
        let given =
            attention::Given { mask: operand(self.mask), bias: operand(self.bias), dropout: self.dropout(&reads) };
        Kernel::attend(&kernels, &geometry, inputs(&reads), given, probabilities, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1, 2], outputs: &[PROBABILITIES] }
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1, 2]
    }

    fn multiply_adds(&self) -> usize {
        let g = &self.geometry;
        2 * g.batch * g.queries * g.keys * g.width
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        if !self.parted {
            return [0; SCRATCH];
        }
        let g = &self.geometry;
        let [queries, keys] = [g.queries * g.width, g.keys * g.kv_width()].map(|elements| g.batch * elements);
        [queries, keys, keys, 0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let geometry = Geometry { half: at.half(), ..self.geometry };
        // The kernel finds the gradients of all three at once, wanted or not.
        let part = |operand: usize, wanted: bool| if wanted { Part::Gradient(operand) } else { Part::Scratch(operand) };
        let parts = [0, 1, 2].map(|operand| part(operand, at.wants(operand)));
        let [queries, keys, values] = [0, 1, 2].map(|operand| at.wants(operand) && at.adds(operand));
        let adds = Triple { queries, keys, values };
        let (reads, [queries, keys, values], bias) = match self.bias.filter(|bias| at.wants(*bias)) {
            None => {
                let (reads, inputs) = at.lend(parts);
                (reads, inputs, None)
            }
            Some(bias) => {
                let [queries, keys, values] = parts;
                let (reads, [queries, keys, values, bias]) = at.lend([queries, keys, values, Part::Gradient(bias)]);
                (reads, [queries, keys, values], Some(bias))
            }
        };
        let gradients = Gradients { inputs: Triple { queries, keys, values }, bias };
        let (probabilities, dropout, dy) = (reads.output(PROBABILITIES), self.dropout(&reads), reads.incoming());
        let known = inputs(&reads);
        Kernel::attend_backward(&kernels, &geometry, known, probabilities, dropout, dy, adds, gradients);
    }
}

fn inputs<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Triple<Slice<'a, E, D>> {
    Triple { queries: reads.operand(0), keys: reads.operand(1), values: reads.operand(2) }
}
