use dfdx::shapes::HasShape;
use dfdx::tensor::Tensor;

use super::embedding::check_range;
use crate::Error;
use crate::kernels::embedding::Embedding;
use crate::kernels::gather_nd::{GatherNd, Geometry};
use crate::kernels::optimizer::Optimizer as _;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// A row of zeros with a one at the place that a number names, `[..] → [.., N]`; the number is rounded down, and what lies
/// before or after the row is its end. No gradient goes back.
///
/// ```
/// use netweave::layer::one_hot;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let classes = device.tensor([[2.0_f32, 0.0]]);
/// let rows: Tensor<Rank3<1, 2, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let classes = pass.untraced(&classes)?;
///     one_hot(&classes, pass)
/// })?;
/// assert_eq!(rows.array(), [[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn one_hot<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (rows, classes) = (x.shape().num_elements(), shape.dims().last().copied().unwrap_or(1));
    let y = pass.apply(OfNumbers { rows, classes }, &[x.id()], &[rows * classes, rows]);
    Ok(Value::new(y, shape))
}

/// [`one_hot`] of indices that come in. One that has no place is kept as the error of the pass, which calls them `input`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn one_hot_indices<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    indices: &Tensor<S, usize, D>,
    input: &'static str,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(indices.shape().batch());
    let classes = shape.dims().last().copied().unwrap_or(1);
    let of_pass = pass.indices(indices)?;
    check_range(indices, of_pass, classes, pass, move |index, size| Error::Place { input, index, size })?;
    let len = indices.shape().num_elements() * classes;
    let y = pass.apply(OfIndices { indices: of_pass, classes }, &[], &[len]);
    Ok(Value::new(y, shape))
}

#[derive(PartialEq)]
struct OfNumbers {
    rows: usize,
    classes: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for OfNumbers {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (_, [y, ones]) = at.lend([Part::Output(0), Part::Output(1)]);
        // Ones are added to zeros.
        kernels.fill(0.0, y);
        kernels.fill(1.0, ones);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let axes = std::iter::once(self.classes).collect();
        let geometry = Geometry { batch: self.rows, outer: 1, axes, places: 1 };
        GatherNd::scatter(&kernels, &geometry, reads.output(1), reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn stops(&self) -> bool {
        true
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("places have no gradient");
    }
}

#[derive(PartialEq)]
struct OfIndices {
    indices: usize,
    classes: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for OfIndices {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Embedding::one_hot(&kernels, self.classes, reads.indices(self.indices), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
