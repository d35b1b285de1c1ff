//! What the losses that compare two values place by place have in common.

use dfdx::shapes::Dim;

use super::Reduction;
use crate::kernels::pairwise::{Geometry, Operation, Pairwise};
use crate::pass::{self, Frame, Id, Keeps, Part, Pass, Value};
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
    Ok(compare_rows(operation, [x.id(), y.id()], [rows, columns], count, reduction, pass))
}

/// [`compare`] of `[rows, columns]`, with a mean over so many terms.
pub(super) fn compare_rows<B: Dim, E: Dtype, D: Device<E>>(
    operation: Operation,
    values: [Id; 2],
    [rows, columns]: [usize; 2],
    terms: usize,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Value<(), E, D> {
    let geometry = Geometry { rows, columns, scale: reduction.scale(terms as f64, pass) };
    reduction.apply(Compare { operation, geometry }, values, &[1], pass)
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
