use dfdx::shapes::{Const, Dim};

use super::Reduction;
use crate::kernels::cosine::{Cosine, Geometry};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// `1 − a · b / (‖a‖ ‖b‖)` a sample, averaged over the batch. A vector shorter than 1e-8 counts as that long.
///
/// Both values get a gradient.
///
/// # Errors
/// The device's, when memory runs out.
pub fn cosine_distance<B: Dim, const N: usize, E: Dtype, D: Device<E>>(
    a: &Value<(B, Const<N>), E, D>,
    b: &Value<(B, Const<N>), E, D>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let rows = a.shape().0.size();
    let geometry = Geometry { rows, columns: N, scale: reduction.scale(rows as f64, pass) };
    Ok(reduction.apply(Distance { geometry }, [a.id(), b.id()], &[1], pass))
}

#[derive(PartialEq)]
struct Distance {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Distance {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [loss]) = at.lend([Part::Output(0)]);
        let weights = reads.operand_if_any(2);
        Cosine::forward(&kernels, &self.geometry, reads.operand(0), reads.operand(1), weights, loss);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1, 2])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // One after the other: a value may be compared with itself.
        for (own, other) in [(0, 1), (1, 0)] {
            if at.wants(own) {
                let (reads, [gradient]) = at.lend([Part::Gradient(own)]);
                let (a, b, weights) = (reads.operand(own), reads.operand(other), reads.operand_if_any(2));
                Cosine::backward(&kernels, &self.geometry, a, b, weights, reads.incoming(), gradient);
            }
        }
    }
}
