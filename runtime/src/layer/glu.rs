use super::activation::elementwise;
use super::{mul, split};
use crate::kernels::unary::Operation;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The first half of an axis times the sigmoid of the second
/// ([Dauphin et al. 2016](https://arxiv.org/abs/1612.08083)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn glu<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    gated(Operation::Sigmoid, 1, x, axis, pass)
}

/// The first half of an axis times the GELU of the second ([Shazeer 2020](https://arxiv.org/abs/2002.05202)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn geglu<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    gated(Operation::Gelu, 1, x, axis, pass)
}

/// The SiLU of the first half of an axis times the second ([Shazeer 2020](https://arxiv.org/abs/2002.05202)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn swiglu<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    gated(Operation::Silu, 0, x, axis, pass)
}

/// One half of an axis times what an operation makes of the other one, the gate.
fn gated<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    gate: usize,
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let half = x.shape().dims()[axis] / 2;
    let open: Value<S2, E, D> = split(x, axis, gate * half, pass)?;
    let passed: Value<S2, E, D> = split(x, axis, (1 - gate) * half, pass)?;
    mul(&passed, &elementwise(operation, &open, pass)?, pass)
}
