use dfdx::shapes::Dim;

use super::activation::power;
use super::arithmetic::multiply_number;
use super::window::{Pool, plane};
use crate::kernels::adaptive_pool::{AdaptivePool, Geometry as Bins};
use crate::kernels::pool2d::{Geometry, Pool2d as Kernel};
use crate::pass::{self, Frame, Id, Keeps, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The largest element under each position of the window; the border never wins.
///
/// # Errors
/// The device's, when memory runs out.
pub fn max_pool<const N: usize, S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pool: Pool<N>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over(Operation::Max, x, pool, true, pass)
}

/// The mean under each position of the window; with `counts_padding`, the border counts as zeros.
///
/// # Errors
/// The device's, when memory runs out.
pub fn avg_pool<const N: usize, S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pool: Pool<N>,
    counts_padding: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over(Operation::Average, x, pool, counts_padding, pass)
}

/// `(Σ xᵖ)^(1/p)` under each position of the window, where the sum is the mean times the size of a whole window.
///
/// # Errors
/// The device's, when memory runs out.
pub fn lp_pool<const N: usize, S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pool: Pool<N>,
    p: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let cells = pool.kernel.iter().product::<usize>() as f64;
    let powers = power(x, p, pass)?;
    let means = over(Operation::Average, &powers, pool, true, pass)?;
    power(&multiply_number(&means, cells, pass)?, 1.0 / p, pass)
}

/// The mean of each channel: `[C, H, W] → [C]`, or `[C, 1, 1]`; and of values with other axes behind the channels.
///
/// # Errors
/// The device's, when memory runs out.
pub fn global_avg_pool<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over_all(Operation::Average, x, pass)
}

/// The largest element of each channel: `[C, H, W] → [C]`, or `[C, 1, 1]`; and of values with other axes behind the channels.
///
/// # Errors
/// The device's, when memory runs out.
pub fn global_max_pool<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    over_all(Operation::Max, x, pass)
}

/// The mean of each of as many bins along each axis as the result has places.
///
/// # Errors
/// The device's, when memory runs out.
pub fn adaptive_avg_pool<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    adapt(Operation::Average, x, pass)
}

/// The largest element of each of as many bins along each axis as the result has places.
///
/// # Errors
/// The device's, when memory runs out.
pub fn adaptive_max_pool<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    adapt(Operation::Max, x, pass)
}

#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Max,
    Average,
}

fn over<const N: usize, S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    pool: Pool<N>,
    counts_padding: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (from, to) = (x.shape().dims(), shape.dims());
    let depths = if N == 3 { from[1] } else { 1 };
    let images = Geometry {
        batch: shape.batch().size(),
        channels: from[0] * depths,
        input: plane(&from[1..], 1),
        output: plane(&to[1..], 1),
        kernel: plane(&pool.kernel, 1),
        stride: plane(&pool.stride, 1),
        padding: plane(&pool.padding, [0; 2]),
        dilation: plane(&pool.dilation, 1),
        counts_padding,
    };
    let mut y = apply(operation, images, x.id(), pass);
    if N == 3 {
        // What is largest, or a mean, is so along one axis after the others. The images are first, so that of equals the first
        // in reading order wins.
        let area = to[2] * to[3];
        let along = Geometry {
            channels: from[0],
            input: [depths, area],
            output: [to[1], area],
            kernel: [pool.kernel[0], 1],
            stride: [pool.stride[0], 1],
            padding: [pool.padding[0], [0; 2]],
            dilation: [pool.dilation[0], 1],
            ..images
        };
        y = apply(operation, along, y, pass);
    }
    Ok(Value::new(y, shape))
}

fn over_all<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let sizes = x.shape().dims();
    let whole = [1, sizes[1..].iter().product()];
    let geometry = Geometry {
        batch: shape.batch().size(),
        channels: sizes[0],
        input: whole,
        output: [1; 2],
        kernel: whole,
        stride: whole,
        padding: [[0; 2]; 2],
        dilation: [1; 2],
        counts_padding: true,
    };
    Ok(Value::new(apply(operation, geometry, x.id(), pass), shape))
}

/// Pools to bins along one axis after the other. The last is first, so that of equals the first in reading order wins.
fn adapt<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (from, to) = (x.shape().dims(), shape.dims());
    let batch = shape.batch().size();
    let mut y = x.id();
    for axis in (1..from.len()).rev().filter(|&axis| from[axis] != to[axis]) {
        let geometry = Bins {
            outer: batch * from[..axis].iter().product::<usize>(),
            input: from[axis],
            output: to[axis],
            inner: to[axis + 1..].iter().product(),
        };
        let [_, outputs] = geometry.lengths();
        y = pass.apply(Adapting { operation, geometry }, &[y], &[outputs]);
    }
    Ok(Value::new(y, shape))
}

/// Pools, unless a window is a single place.
fn apply<E: Dtype, D: Device<E>>(operation: Operation, geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    if geometry.kernel == [1; 2] && geometry.input == geometry.output {
        return x;
    }
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
        kept(self.operation)
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

#[derive(PartialEq)]
struct Adapting {
    operation: Operation,
    geometry: Bins,
}

impl<E: Dtype, D: Device<E>> pass::Operation<E, D> for Adapting {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        match self.operation {
            Operation::Max => AdaptivePool::max_forward(&kernels, &self.geometry, reads.operand(0), y),
            Operation::Average => AdaptivePool::average_forward(&kernels, &self.geometry, reads.operand(0), y),
        }
    }

    fn keeps(&self) -> Keeps {
        kept(self.operation)
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        let dy = reads.incoming();
        match self.operation {
            Operation::Max => AdaptivePool::max_backward(&kernels, &self.geometry, reads.operand(0), dy, dx),
            Operation::Average => AdaptivePool::average_backward(&kernels, &self.geometry, dy, dx),
        }
    }
}

/// Where the largest is, the way back finds again.
fn kept(operation: Operation) -> Keeps {
    match operation {
        Operation::Max => Keeps::operands(&[0]),
        Operation::Average => Keeps::NOTHING,
    }
}
