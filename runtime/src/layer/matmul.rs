use dfdx::shapes::Dim;

use crate::kernels::Axes;
use crate::kernels::matmul::{Geometry, Matmul as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The product of the last two axes: `[.., R, T]` and `[.., T, C]` give `[.., R, C]`.
///
/// The axes before them meet as in arithmetic: axes of one element are stretched, and those that are missing in front are
/// added. A vector is a row on the left and a column on the right, and the axis that this adds is gone in the result.
///
/// ```
/// use netweave::layer::matmul;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let a = device.tensor([[[1.0_f32, 2.0], [3.0, 4.0]]]);
/// let b = device.tensor([[10.0_f32, 1.0]]);
/// let product: Tensor<Rank2<1, 2>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (a, b) = (pass.untraced(&a)?, pass.untraced(&b)?);
///     matmul(&a, &b, pass)
/// })?;
/// assert_eq!(product.array(), [[12.0, 34.0]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the shapes do not go together.
pub fn matmul<S, A, B, E, D>(
    a: &Value<A, E, D>,
    b: &Value<B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err>
where
    S: InPass,
    A: Batched<Batch = S::Batch>,
    B: Batched<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape: S = pass.shape(a.shape().batch());
    let (left, right) = (a.shape().dims(), b.shape().dims());
    let (before_a, rows, terms) = match *left {
        [terms] => (&[][..], 1, terms),
        [ref before @ .., rows, terms] => (before, rows, terms),
        [] => panic!("a number is no matrix"),
    };
    let (before_b, across, columns) = match *right {
        [terms] => (&[][..], terms, 1),
        [ref before @ .., terms, columns] => (before, terms, columns),
        [] => panic!("a number is no matrix"),
    };
    assert_eq!(terms, across, "{left:?} and {right:?} are not multiplied");
    let rank = before_a.len().max(before_b.len());
    let batch = shape.batch().size();
    let [before_a, before_b] = [before_a, before_b].map(|before| aligned(batch, before, rank));
    let geometry = Geometry::new(&before_a, &before_b, [rows, terms, columns], [false; 2]);
    Ok(Value::new(multiply(geometry, a.id(), b.id(), pass), shape))
}

/// The batch and so many axes, of one element where they are missing in front.
fn aligned(batch: usize, axes: &[usize], rank: usize) -> Axes {
    let missing = std::iter::repeat_n(1, rank - axes.len());
    std::iter::once(batch).chain(missing).chain(axes.iter().copied()).collect()
}

/// The products of two values whose last axes are matrices.
pub(super) fn multiply<E: Dtype, D: Device<E>>(geometry: Geometry, a: Id, b: Id, pass: &mut Pass<E, D>) -> Id {
    pass.apply(Multiply { geometry }, &[a, b], &[geometry.elements()])
}

#[derive(PartialEq)]
struct Multiply {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Multiply {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [c]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), reads.operand(1), c);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1]
    }

    fn multiply_adds(&self) -> usize {
        self.geometry.multiply_adds()
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // One operand at a time: a value times itself has one gradient, added to twice.
        for operand in 0..2 {
            if at.wants(operand) {
                let (reads, [gradient]) = at.lend([Part::Gradient(operand)]);
                let other = reads.operand(1 - operand);
                Kernel::backward(&kernels, &self.geometry, operand, other, reads.incoming(), gradient);
            }
        }
    }
}
