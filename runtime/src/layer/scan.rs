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
    step: impl FnMut(usize, C, &mut Pass<E, D>) -> Result<(Value<Y, E, D>, C), D::Err>,
    pass: &mut Pass<E, D>,
) -> Result<Value<Z, E, D>, D::Err> {
    let Steps { outputs, width, .. } = steps(sequence, start, step, pass)?;
    let batch = sequence.shape().batch();
    let y = join(batch.size(), outputs.into_iter().map(|output| (output, width)), pass);
    Ok(Value::new(y, pass.shape(batch)))
}

/// The same, followed by the states in the end, all in one vector.
///
/// # Errors
/// The device's, when memory runs out.
pub fn scan_with_ends<
    const N: usize,
    S: Batched,
    C,
    Y: Batched,
    Z: InPass<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
>(
    sequence: &Value<S, E, D>,
    start: C,
    step: impl FnMut(usize, C, &mut Pass<E, D>) -> Result<(Value<Y, E, D>, C), D::Err>,
    ends: impl FnOnce(C) -> [End; N],
    pass: &mut Pass<E, D>,
) -> Result<Value<Z, E, D>, D::Err> {
    let Steps { outputs, width, state } = steps(sequence, start, step, pass)?;
    let batch = sequence.shape().batch();
    let outputs = outputs.into_iter().map(|output| (output, width));
    let y = join(batch.size(), outputs.chain(ends(state).map(|End(id, width)| (id, width))), pass);
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

/// A state in the end of a [scan](scan_with_ends).
pub fn end<S: Batched, E: Dtype, D: Device<E>>(state: &Value<S, E, D>) -> End {
    End(state.id(), state.shape().dims().iter().product())
}

/// A state of whatever shape: which value it is, and how many numbers of it a sample has.
pub struct End(Id, usize);

/// What all steps of a scan have left.
struct Steps<C> {
    outputs: Vec<Id>,
    /// How many numbers a step gives for each sample.
    width: usize,
    state: C,
}

fn steps<S: Batched, C, Y: Batched, E: Dtype, D: Device<E>>(
    sequence: &Value<S, E, D>,
    mut state: C,
    mut step: impl FnMut(usize, C, &mut Pass<E, D>) -> Result<(Value<Y, E, D>, C), D::Err>,
    pass: &mut Pass<E, D>,
) -> Result<Steps<C>, D::Err> {
    let count = sequence.shape().dims()[0];
    let (mut outputs, mut width) = (Vec::with_capacity(count), 0);
    for at in 0..count {
        // What there is at each step has no end point.
        let (output, next) = pass.aside(|pass| step(at, state, pass))?;
        width = output.shape().dims().iter().product();
        outputs.push(output.id());
        state = next;
    }
    Ok(Steps { outputs, width, state })
}
