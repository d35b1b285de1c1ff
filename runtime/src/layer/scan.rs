use dfdx::shapes::Dim;

use super::concat::join;
use super::split::columns;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// What a function makes of each step of a sequence, and of the state that the step before has left, joined along a new
/// first axis. It is told which step it is, and finds it by [`step`].
///
/// # Errors
/// The device's, when memory runs out.
pub fn scan<S: Batched, C, Y: Batched, Z: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    sequence: &Value<S, E, D>,
    start: C,
    mut step: impl FnMut(usize, C, &mut Pass<E, D>) -> Result<(Value<Y, E, D>, C), D::Err>,
    pass: &mut Pass<E, D>,
) -> Result<Value<Z, E, D>, D::Err> {
    let step = |at, state, pass: &mut Pass<E, D>| {
        let (output, next) = step(at, state, pass)?;
        Ok(([end(&output)], next))
    };
    scan_in_parts(sequence, start, step, |_| [], pass)
}

/// The same of steps that give several values, each joined by itself, and followed by states in the end: all in one vector.
///
/// # Errors
/// The device's, when memory runs out.
pub fn scan_in_parts<
    const N: usize,
    const M: usize,
    S: Batched,
    C,
    Z: InPass<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
>(
    sequence: &Value<S, E, D>,
    start: C,
    mut step: impl FnMut(usize, C, &mut Pass<E, D>) -> Result<([End; N], C), D::Err>,
    ends: impl FnOnce(C) -> [End; M],
    pass: &mut Pass<E, D>,
) -> Result<Value<Z, E, D>, D::Err> {
    let (batch, count) = (sequence.shape().batch(), sequence.shape().dims()[0]);
    let (mut outputs, mut state) = ([(); N].map(|()| Vec::with_capacity(count)), start);
    for at in 0..count {
        // What there is at each step has no end point.
        let (given, next) = pass.aside(|pass| step(at, state, pass))?;
        outputs.iter_mut().zip(given).for_each(|(outputs, given)| outputs.push(given));
        state = next;
    }
    let parts = outputs.into_iter().flatten().chain(ends(state));
    let y = join(batch.size(), parts.map(|End(id, width)| (id, width)), pass);
    Ok(Value::new(y, pass.shape(batch)))
}

/// What a sequence has at a step, without its first axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn step<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    sequence: &Value<S, E, D>,
    at: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(sequence.shape().batch());
    let (rows, width) = (shape.batch().size(), shape.dims().iter().product::<usize>());
    let whole = sequence.shape().dims().iter().product();
    Ok(Value::new(columns(sequence.id(), [rows, whole], at * width..(at + 1) * width, pass), shape))
}

/// A value at the end of a step, or of [all of them](scan_in_parts).
pub fn end<S: Batched, E: Dtype, D: Device<E>>(value: &Value<S, E, D>) -> End {
    End(value.id(), value.shape().dims().iter().product())
}

/// A value of whatever shape: which one it is, and how many numbers of it a sample has.
pub struct End(Id, usize);
