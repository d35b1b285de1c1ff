//! What an attention is done by.

use crate::kernels::attention::{Attention as Kernel, Geometry, Projection, Triple};
use crate::kernels::rotary::{self, Rotary};
use crate::pass::{Frame, Keeps, Operation, Part, Reads, SCRATCH};
use crate::storage::{Device, Dtype, Slice};

/// A product with a part of a weight, and a part of a bias.
#[derive(PartialEq)]
pub(super) struct Project {
    pub(super) projection: Projection,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Project {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::project(&kernels, &self.projection, reads.operand(0), reads.operand(1), reads.operand(2), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn multiply_adds(&self) -> usize {
        self.projection.rows * self.projection.inputs * self.projection.outputs
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        if at.wants(1) {
            let (reads, [dweight, dbias]) = at.lend([Part::Gradient(1), Part::Gradient(2)]);
            let (x, dy) = (reads.operand(0), reads.incoming());
            Kernel::project_backward_weight(&kernels, &self.projection, x, dy, dweight, dbias);
        }
        if at.wants(0) {
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::project_backward_input(&kernels, &self.projection, reads.operand(1), reads.incoming(), dx);
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

/// Attention of queries to keys and values, with a mask perhaps; the probabilities are another output.
#[derive(PartialEq)]
pub(super) struct Attend {
    pub(super) geometry: Geometry,
    pub(super) keeps_probabilities: bool,
    /// Whether the gradient of the queries may be wanted without those of the keys and values, or the other way round.
    pub(super) parted: bool,
}

const PROBABILITIES: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Attend {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, probabilities]) = at.lend([Part::Output(0), Part::Output(PROBABILITIES)]);
        let probabilities = self.keeps_probabilities.then_some(probabilities);
        Kernel::attend(&kernels, &self.geometry, inputs(&reads), reads.operand_if_any(3), probabilities, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1, 2], outputs: &[PROBABILITIES] }
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
        // The kernel finds all three gradients at once, wanted or not.
        let part = |operand: usize, wanted: bool| if wanted { Part::Gradient(operand) } else { Part::Scratch(operand) };
        let parts = [0, 1, 2].map(|operand| part(operand, at.wants(operand)));
        let (reads, [queries, keys, values]) = at.lend(parts);
        let gradients = Triple { queries, keys, values };
        let (probabilities, dy) = (reads.output(PROBABILITIES), reads.incoming());
        Kernel::attend_backward(&kernels, &self.geometry, inputs(&reads), probabilities, dy, gradients);
    }
}

fn inputs<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Triple<Slice<'a, E, D>> {
    Triple { queries: reads.operand(0), keys: reads.operand(1), values: reads.operand(2) }
}
