use super::along::along;
use crate::kernels::reduce;
use crate::kernels::turn::{Geometry, Turn as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The elements along these axes of a sample back to front.
///
/// # Errors
/// The device's, when memory runs out.
pub fn flip<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let turned = axes.iter().fold(x.id(), |id, axis| {
        let reduce::Geometry { outer, reduced: size, inner } = along(x.shape(), *axis);
        turn(Geometry { outer, size, inner, start: size - 1, reversed: true }, id, pass)
    });
    Ok(Value::new(turned, *x.shape()))
}

/// The elements along an axis of a sample so many places further on; those that leave it at one end come in at the other.
///
/// # Errors
/// The device's, when memory runs out.
pub fn roll<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    shift: i64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let reduce::Geometry { outer, reduced: size, inner } = along(x.shape(), axis);
    let start = (-shift).rem_euclid(size as i64) as usize;
    let turned = turn(Geometry { outer, size, inner, start, reversed: false }, x.id(), pass);
    Ok(Value::new(turned, *x.shape()))
}

fn turn<E: Dtype, D: Device<E>>(geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    pass.apply(Turned { geometry }, &[x], &[geometry.outer * geometry.size * geometry.inner])
}

#[derive(PartialEq)]
struct Turned {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Turned {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        Kernel::backward(&kernels, &self.geometry, reads.incoming(), dx);
    }
}
