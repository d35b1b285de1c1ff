//! What the losses that compare two values place by place have in common.

use dfdx::shapes::Dim;

use super::Reduction;
use crate::kernels::pairwise::{Geometry, Operation, Pairwise};
use crate::pass::{self, Frame, Keeps, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// What a mean is over.
#[derive(Clone, Copy)]
pub(super) enum Terms {
    /// All elements of all samples.
    Elements,
    /// The samples; the elements of one are added up.
    Samples,
}

/// Compares `x` with `y`; both get a gradient, unless nobody asks for it.
pub(super) fn compare<S: Batched, E: Dtype, D: Device<E>>(
    operation: Operation,
    terms: Terms,
    x: &Value<S, E, D>,
    y: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let rows = x.shape().batch().size();
    let columns = x.shape().concrete().into_iter().skip(1).product();
    let count = match terms {
        Terms::Elements => rows * columns,
        Terms::Samples => rows,
    };
    let geometry = Geometry { rows, columns, scale: reduction.scale(count as f64, pass) };
    Ok(reduction.apply(Compare { operation, geometry }, [x.id(), y.id()], &[1], pass))
}

#[derive(PartialEq)]
struct Compare {
    operation: Operation,
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Compare {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [loss]) = at.lend([Part::Output(0)]);
        let (x, y, weights) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
        Pairwise::forward(&kernels, &self.geometry, self.operation, x, y, weights, loss);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1, 2])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let (kernels, g, operation) = (at.kernels(), &self.geometry, self.operation);
        // One after the other: a value may be compared with itself.
        for operand in [0, 1] {
            if at.wants(operand) {
                let (reads, [gradient]) = at.lend([Part::Gradient(operand)]);
                let (x, y, weights) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
                let backward = if operand == 0 { Pairwise::backward_x } else { Pairwise::backward_y };
                backward(&kernels, g, operation, x, y, weights, reads.incoming(), gradient);
            }
        }
    }
}
