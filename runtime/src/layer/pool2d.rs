use dfdx::shapes::Dim;

use crate::axis::Extent;
use crate::kernels::pool2d::{Geometry, Pool2d as Kernel};
use crate::pass::{self, Frame, Id, Keeps, Part, Pass, Value};
use crate::storage::{Device, Dtype, InPass};

/// How a pool moves over its input, `[height, width]` each.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// The size of the window.
    pub kernel: [usize; 2],
    /// Pixels from one position of the window to the next.
    pub stride: [usize; 2],
    /// The border: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; 2],
    /// Pixels from one cell of the window to the next.
    pub dilation: [usize; 2],
}

/// The largest element under each position of the window; the border never wins.
///
/// # Errors
/// The device's, when memory runs out.
pub fn max_pool2d<B, C, H, W, OH, OW, E, D>(
    x: &Value<(B, C, H, W), E, D>,
    pool: Pool,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, OH, OW), E, D>, D::Err>
where
    B: Dim,
    C: Extent,
    H: Dim,
    W: Dim,
    OH: Extent,
    OW: Extent,
    E: Dtype,
    D: Device<E>,
{
    let shape: (B, C, OH, OW) = pass.shape(x.shape().0);
    let geometry = geometry(x, pool, [shape.2.size(), shape.3.size()]);
    Ok(Value::new(apply(Operation::Max, geometry, x.id(), pass), shape))
}

/// The mean under each position of the window; with `counts_padding`, the border counts as zeros.
///
/// # Errors
/// The device's, when memory runs out.
pub fn avg_pool2d<B, C, H, W, OH, OW, E, D>(
    x: &Value<(B, C, H, W), E, D>,
    pool: Pool,
    counts_padding: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, OH, OW), E, D>, D::Err>
where
    B: Dim,
    C: Extent,
    H: Dim,
    W: Dim,
    OH: Extent,
    OW: Extent,
    E: Dtype,
    D: Device<E>,
{
    let shape: (B, C, OH, OW) = pass.shape(x.shape().0);
    let geometry = Geometry { counts_padding, ..geometry(x, pool, [shape.2.size(), shape.3.size()]) };
    Ok(Value::new(apply(Operation::Average, geometry, x.id(), pass), shape))
}

/// The mean of each channel: `[C, H, W] → [C]`, or `[C, 1, 1]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn global_avg_pool<B, C, H, W, S, E, D>(
    x: &Value<(B, C, H, W), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err>
where
    B: Dim,
    C: Dim,
    H: Dim,
    W: Dim,
    S: InPass<Batch = B>,
    E: Dtype,
    D: Device<E>,
{
    let size = [x.shape().2.size(), x.shape().3.size()];
    let whole = Pool { kernel: size, stride: size, padding: [[0, 0], [0, 0]], dilation: [1, 1] };
    let geometry = geometry(x, whole, [1, 1]);
    let y = apply(Operation::Average, geometry, x.id(), pass);
    Ok(Value::new(y, pass.shape(x.shape().0)))
}

fn geometry<B: Dim, C: Dim, H: Dim, W: Dim, E: Dtype, D: Device<E>>(
    x: &Value<(B, C, H, W), E, D>,
    pool: Pool,
    output: [usize; 2],
) -> Geometry {
    let (batch, channels, height, width) = *x.shape();
    Geometry {
        batch: batch.size(),
        channels: channels.size(),
        input: [height.size(), width.size()],
        output,
        kernel: pool.kernel,
        stride: pool.stride,
        padding: pool.padding,
        dilation: pool.dilation,
        counts_padding: true,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Max,
    Average,
}

fn apply<E: Dtype, D: Device<E>>(operation: Operation, geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    let outputs = geometry.batch * geometry.channels * geometry.output.iter().product::<usize>();
    pass.apply(Windows { operation, geometry }, &[x], &[outputs])
}

#[derive(PartialEq)]
struct Windows {
    operation: Operation,
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Windows {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        match self.operation {
            Operation::Max => Kernel::max_forward(&kernels, &self.geometry, reads.operand(0), y),
            Operation::Average => Kernel::average_forward(&kernels, &self.geometry, reads.operand(0), y),
        }
    }

    fn keeps(&self) -> Keeps {
        match self.operation {
            Operation::Max => Keeps::operands(&[0]),
            Operation::Average => Keeps::NOTHING,
        }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        let dy = reads.incoming();
        match self.operation {
            Operation::Max => Kernel::max_backward(&kernels, &self.geometry, reads.operand(0), dy, dx),
            Operation::Average => Kernel::average_backward(&kernels, &self.geometry, dy, dx),
        }
    }
}
