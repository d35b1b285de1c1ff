use dfdx::shapes::Dim;

use crate::kernels::correlation::{Correlation as Kernel, Geometry};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype, InPass};

/// Compares each place with those around it in another value: the mean over the channels of
/// `first[·, r, c] · second[·, r + v, c + u]`, for each displacement `(v, u)` from `-reach` to `reach`, rows before columns, with
/// zeros beyond the border ([Dosovitskiy et al. 2015](https://arxiv.org/abs/1504.06852), with patches of one pixel).
///
/// Two of `[C, H, W]` give `[(2 · reach + 1)², H, W]`. Gradients go to both.
///
/// ```
/// use netweave::layer::correlation;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let first = device.tensor([[[[1.0_f32, 2.0]]]]);
/// let second = device.tensor([[[[3.0, 5.0]]]]);
/// let costs: Tensor<Rank4<1, 9, 1, 2>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (first, second) = (pass.untraced(&first)?, pass.untraced(&second)?);
///     correlation(&first, &second, 1, pass)
/// })?;
/// // A column to the left, none, and one to the right, of the rows that do not leave the image.
/// assert_eq!(costs.array()[0][3..6], [[[0.0, 6.0]], [[3.0, 10.0]], [[5.0, 0.0]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the values have different batch sizes, or the result another number of channels.
pub fn correlation<B, C, H, W, Y, E, D>(
    first: &Value<(B, C, H, W), E, D>,
    second: &Value<(B, C, H, W), E, D>,
    reach: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<Y, E, D>, D::Err>
where
    B: Dim,
    C: Dim,
    H: Dim,
    W: Dim,
    Y: InPass<Batch = B>,
    E: Dtype,
    D: Device<E>,
{
    let (batch, channels, height, width) = *first.shape();
    let shape: Y = pass.shape(batch);
    let geometry =
        Geometry { batch: batch.size(), channels: channels.size(), size: [height.size(), width.size()], reach };
    let of_second = second.shape().0.size();
    assert_eq!(geometry.batch, of_second, "each sample is compared with one: {} and {of_second}", geometry.batch);
    assert_eq!(geometry.outputs(), shape.num_elements(), "there is a channel for each displacement");
    let y = pass.apply(Correlate { geometry }, &[first.id(), second.id()], &[geometry.outputs()]);
    Ok(Value::new(y, shape))
}

#[derive(PartialEq)]
struct Correlate {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Correlate {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), reads.operand(1), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn multiply_adds(&self) -> usize {
        self.geometry.outputs() * self.geometry.channels
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // One operand at a time: a value may be compared with itself.
        if at.wants(0) {
            let (reads, [gradient]) = at.lend([Part::Gradient(0)]);
            Kernel::backward_first(&kernels, &self.geometry, reads.operand(1), reads.incoming(), gradient);
        }
        if at.wants(1) {
            let (reads, [gradient]) = at.lend([Part::Gradient(1)]);
            Kernel::backward_second(&kernels, &self.geometry, reads.operand(0), reads.incoming(), gradient);
        }
    }
}
