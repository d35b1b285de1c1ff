use dfdx::shapes::Dim;

use super::Reduction;
use crate::kernels::total_variation::{Geometry, TotalVariation};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// `Σ |x[i + 1, j] − x[i, j]| + Σ |x[i, j + 1] − x[i, j]|` over the channels and pixels of a sample, averaged over the
/// batch ([Rudin et al. 1992](https://doi.org/10.1016/0167-2789(92)90242-F), anisotropic).
///
/// # Errors
/// The device's, when memory runs out.
pub fn total_variation<B: Dim, C: Dim, H: Dim, W: Dim, E: Dtype, D: Device<E>>(
    x: &Value<(B, C, H, W), E, D>,
    reduction: Reduction<'_, B, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err> {
    let (batch, channels, height, width) = *x.shape();
    let (batch, size) = (batch.size(), [height.size(), width.size()]);
    let geometry = Geometry { batch, channels: channels.size(), size, scale: reduction.scale(batch as f64, pass) };
    Ok(reduction.apply(Variation { geometry }, [x.id()], &[1], pass))
}

#[derive(PartialEq)]
struct Variation {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Variation {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [loss]) = at.lend([Part::Output(0)]);
        TotalVariation::forward(&kernels, &self.geometry, reads.operand(0), reads.operand_if_any(1), loss);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if !at.wants(0) {
            return;
        }
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        let (x, weights) = (reads.operand(0), reads.operand_if_any(1));
        TotalVariation::backward(&kernels, &self.geometry, x, weights, reads.incoming(), dx);
    }
}
