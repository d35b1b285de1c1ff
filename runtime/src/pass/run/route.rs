//! Which steps a run makes next, and where.

use super::Run;
use crate::kernels::List;
use crate::pass::plan::Gradient;
use crate::pass::recompute::Move;
use crate::storage::{Device, Dtype};

impl<E: Dtype, D: Device<E>> Run<E, D> {
    /// Whether the gradient of each variable is written by one device alone.
    pub(in crate::pass) fn parts_variables(&self) -> bool {
        let mut devices: List<Option<usize>> = self.program.nodes.iter().map(|_| None).collect();
        let mut steps = (0..self.program.steps.len()).filter(|step| self.plan.backward[*step]);
        steps.all(|step| {
            let device = self.program.device_back(step);
            self.program.operands(step).iter().all(|operand| {
                let operand = self.program.owner(*operand);
                let is_variable = matches!(self.plan.gradients[operand.index()], Some(Gradient::Variable(_)));
                !is_variable || *devices[operand.index()].get_or_insert(device) == device
            })
        })
    }

    /// Whether any of the steps is done together with that of other parts of the batch.
    pub(in crate::pass) fn has_meetings(&self) -> bool {
        self.program.steps.iter().any(|step| step.meeting().is_some())
    }

    /// The first step from this one on that is needed forward.
    pub(in crate::pass) fn step_forward(&self, step: usize) -> Option<usize> {
        (step..self.program.steps.len()).find(|step| self.plan.forward[*step])
    }

    /// The step of this move of the way back, and the device that does it.
    pub(in crate::pass) fn step_back(&self, at: usize) -> Option<(usize, usize)> {
        Some(match *self.plan.moves.get(at)? {
            Move::Again(step) => (step, self.program.steps[step].device),
            Move::Backward(step) => (step, self.program.device_back(step)),
        })
    }
}
