use dfdx::shapes::Dim;

use super::along::along;
use super::arithmetic;
use super::select::select;
use crate::kernels::binary::Operation as Binary;
use crate::kernels::broadcast::{Broadcast, Function, Geometry};
use crate::kernels::{Axes, Comparison};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

macro_rules! stretched {
    ($(#[$documentation:meta])* $name:ident, $operation:ident) => {
        $(#[$documentation])*
        /// Axes of one element are stretched, and axes that are missing in front are added.
        ///
        /// # Errors
        /// The device's, when memory runs out.
        pub fn $name<S: InPass, A: Batched<Batch = S::Batch>, B: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
            a: &Value<A, E, D>,
            b: &Value<B, E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<S, E, D>, D::Err> {
            combined(Binary::$operation, a, b, pass)
        }
    };
}

stretched! {
    /// `a + b`.
    broadcast_add, Add
}
stretched! {
    /// `a − b`.
    broadcast_sub, Subtract
}
stretched! {
    /// `a · b`.
    broadcast_mul, Multiply
}
stretched! {
    /// `a / b`.
    broadcast_div, Divide
}

stretched! {
    /// The larger of each two elements; NaN if either is. Those that are equal share the gradient evenly.
    broadcast_maximum, Maximum
}
stretched! {
    /// The smaller of each two elements; NaN if either is. Those that are equal share the gradient evenly.
    broadcast_minimum, Minimum
}

/// 1 where the elements compare so, and 0 elsewhere. No gradient goes back.
///
/// Axes of one element are stretched, and axes that are missing in front are added.
///
/// # Errors
/// The device's, when memory runs out.
pub fn broadcast_compare<S, A, B, E, D>(
    comparison: Comparison,
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
    combined(Binary::Compare(comparison), a, b, pass)
}

fn combined<S: InPass, A: Batched<Batch = S::Batch>, B: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Binary,
    a: &Value<A, E, D>,
    b: &Value<B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape: S = pass.shape(a.shape().batch());
    let [wide, left, right] = [aligned(&shape, &shape), aligned(a.shape(), &shape), aligned(b.shape(), &shape)];
    let is_whole = [left == wide, right == wide];
    let geometry = Geometry::new(&left, &right);
    let combine = Combine { geometry, function: Function::Of(operation), is_whole };
    let y = pass.apply(combine, &[a.id(), b.id()], &[shape.num_elements()]);
    Ok(Value::new(y, shape))
}

/// `a` where `condition` is above 0, and `b` elsewhere, as [`select`] does.
///
/// Axes of one element are stretched, and axes that are missing in front are added.
///
/// # Errors
/// The device's, when memory runs out.
pub fn broadcast_select<S, C, A, B, E, D>(
    condition: &Value<C, E, D>,
    a: &Value<A, E, D>,
    b: &Value<B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err>
where
    S: InPass,
    C: Batched<Batch = S::Batch>,
    A: Batched<Batch = S::Batch>,
    B: Batched<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape: S = pass.shape(condition.shape().batch());
    let condition = stretched(condition, shape, pass);
    let a = stretched(a, shape, pass);
    let b = stretched(b, shape, pass);
    select(&condition, &a, &b, pass)
}

/// A value in another shape, which it is stretched to if it is not of that.
pub(super) fn stretched<S: Batched, A: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<A, E, D>,
    shape: S,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let (from, to) = (aligned(x.shape(), &shape), aligned(&shape, &shape));
    Value::new(if from == to { x.id() } else { stretch_to(x.id(), &from, &to, pass) }, shape)
}

/// Each element along an axis of a sample so often, side by side.
///
/// # Errors
/// The device's, when memory runs out.
pub fn repeat_axis<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    times: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let crate::kernels::reduce::Geometry { outer, reduced, inner } = along(x.shape(), axis);
    let y = stretch_to(x.id(), &[outer * reduced, 1, inner], &[outer * reduced, times, inner], pass);
    Ok(Value::new(y, pass.shape(x.shape().batch())))
}

/// The shape of a value for each sample of a pass.
pub(super) fn samples<S: InPass, E: Dtype, D: Device<E>>(pass: &Pass<E, D>) -> S {
    let batch = S::Batch::from_size(pass.samples());
    pass.shape(batch.unwrap_or_else(|| unreachable!("a pass is for the samples of its inputs")))
}

/// A variable of these sizes for each sample.
pub(super) fn of_samples<S: InPass, E: Dtype, D: Device<E>>(variable: Id, pass: &mut Pass<E, D>) -> Value<S, E, D> {
    let shape = samples::<S, E, D>(pass);
    let sizes: Axes = aligned(&shape, &shape);
    let own: Axes = sizes.iter().enumerate().map(|(axis, size)| if axis == 0 { 1 } else { *size }).collect();
    let y = stretch_to(variable, &own, &sizes, pass);
    Value::new(y, shape)
}

fn stretch_to<E: Dtype, D: Device<E>>(x: Id, from: &[usize], to: &[usize], pass: &mut Pass<E, D>) -> Id {
    let stretch = Stretch { geometry: Geometry::new(from, to) };
    pass.apply(stretch, &[x], &[to.iter().product()])
}

/// The sizes of a shape, with as many axes as another one: those that it lacks come after the batch, of one element.
fn aligned<S: Batched>(shape: &S, like: &impl Batched) -> Axes {
    let (own, rank) = (shape.dims(), like.dims().len());
    let missing = rank.saturating_sub(own.len());
    let batch = std::iter::once(shape.batch().size());
    batch.chain(std::iter::repeat_n(1, missing)).chain(own.iter().copied()).collect()
}

/// `a ⊗ b`: `[N]` and `[M]` give `[N, M]`, each element of `a` times each of `b`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn outer<S: InPass, A: Batched<Batch = S::Batch>, B: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    a: &Value<A, E, D>,
    b: &Value<B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape: S = pass.shape(a.shape().batch());
    let sizes = |down: usize, across: usize| [shape.batch().size(), down, across].into_iter().collect();
    let (left, right) = (sizes(a.shape().dims().iter().product(), 1), sizes(1, b.shape().dims().iter().product()));
    Ok(Value::new(product((a.id(), left), (b.id(), right), pass), shape))
}

/// The product of two tensors of these sizes, element by element. The first may be of one sample for all.
pub(super) fn product<E: Dtype, D: Device<E>>(a: (Id, Axes), b: (Id, Axes), pass: &mut Pass<E, D>) -> Id {
    combine(Binary::Multiply, (a.0, &a.1), (b.0, &b.1), pass)
}

/// A function of two tensors of these sizes, which have as many axes. Either may be of one sample for all.
pub(crate) fn combine<E: Dtype, D: Device<E>>(
    operation: Binary,
    a: (Id, &Axes),
    b: (Id, &Axes),
    pass: &mut Pass<E, D>,
) -> Id {
    if a.1 == b.1 {
        return arithmetic::apply(operation, [a.0, b.0], a.1.iter().product(), pass);
    }
    let geometry = Geometry::new(a.1, b.1);
    let elements = geometry.elements();
    let is_whole = [0, 1].map(|operand| geometry.elements_of(operand) == elements);
    let combine = Combine { geometry, function: Function::Of(operation), is_whole };
    pass.apply(combine, &[a.0, b.0], &[elements])
}

/// A tensor of these sizes, the batch in front, stretched to a shape of as many axes.
pub(crate) fn stretched_from<S: Batched, E: Dtype, D: Device<E>>(
    x: Id,
    from: &Axes,
    shape: S,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let to = aligned(&shape, &shape);
    Value::new(if *from == to { x } else { stretch_to(x, from, &to, pass) }, shape)
}

/// A function of two values of different shapes.
#[derive(PartialEq)]
struct Combine {
    geometry: Geometry,
    function: Function,
    /// Which of the operands are not stretched.
    is_whole: [bool; 2],
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Combine {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Broadcast::forward(&kernels, &self.geometry, self.function, reads.operand(0), reads.operand(1), y);
    }

    fn keeps(&self) -> Keeps {
        if self.function.bends() { Keeps::operands(&[0, 1]) } else { Keeps::NOTHING }
    }

    fn hands_on(&self) -> &'static [usize] {
        match (self.function, self.is_whole) {
            (Function::Of(Binary::Add | Binary::Subtract), [true, false]) => &[0],
            (Function::Of(Binary::Add), [false, true]) => &[1],
            _ => &[],
        }
    }

    fn stops(&self) -> bool {
        matches!(self.function, Function::Of(Binary::Compare(_)))
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let handed_on = Operation::<E, D>::hands_on(self);
        // What is handed on goes last: it may be the same memory from then on.
        for operand in (0..2).filter(|operand| !handed_on.contains(operand)) {
            if at.wants(operand) {
                let (reads, [gradient]) = at.lend([Part::Gradient(operand)]);
                let dy = reads.incoming();
                let (a, b) = match self.function.bends() {
                    true => (reads.operand(0), reads.operand(1)),
                    false => (dy, dy),
                };
                Broadcast::backward(&kernels, &self.geometry, self.function, operand, a, b, dy, gradient);
            }
        }
        for operand in handed_on {
            at.hand_on(*operand);
        }
    }
}

/// A value, stretched.
#[derive(PartialEq)]
struct Stretch {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Stretch {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let x = reads.operand(0);
        Broadcast::forward(&kernels, &self.geometry, Function::First, x, x, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        let dy = reads.incoming();
        Broadcast::backward(&kernels, &self.geometry, Function::First, 0, dy, dy, dy, dx);
    }
}
