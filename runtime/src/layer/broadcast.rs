use dfdx::shapes::Dim;

use super::select::select;
use crate::kernels::Axes;
use crate::kernels::binary::Operation as Binary;
use crate::kernels::broadcast::{Broadcast, Function, Geometry};
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
            let shape: S = pass.shape(a.shape().batch());
            let [wide, left, right] = [aligned(&shape, &shape), aligned(a.shape(), &shape), aligned(b.shape(), &shape)];
            let is_whole = [left == wide, right == wide];
            let geometry = Geometry::new(&left, &right);
            let combine = Combine { geometry, function: Function::Of(Binary::$operation), is_whole };
            let y = pass.apply(combine, &[a.id(), b.id()], &[shape.num_elements()]);
            Ok(Value::new(y, shape))
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
fn stretched<S: Batched, A: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<A, E, D>,
    shape: S,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let (from, to) = (aligned(x.shape(), &shape), aligned(&shape, &shape));
    Value::new(if from == to { x.id() } else { stretch_to(x.id(), &from, &to, pass) }, shape)
}

/// A variable of these sizes for each sample.
pub(super) fn of_samples<S: InPass, E: Dtype, D: Device<E>>(variable: Id, pass: &mut Pass<E, D>) -> Value<S, E, D> {
    let batch = S::Batch::from_size(pass.samples());
    let shape: S = pass.shape(batch.unwrap_or_else(|| unreachable!("a pass is for the samples of its inputs")));
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
