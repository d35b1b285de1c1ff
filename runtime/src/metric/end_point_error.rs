use dfdx::shapes::{Const, Dim};
use dfdx::tensor::Tensor;

use super::rows::{Rows, wide};
use crate::Error;
use crate::storage::{Device, Dtype};

/// The mean distance of a flow vector from the true one, in pixels: `Σ √((u − u*)² + (v − v*)²) / n` over all pixels
/// (Otte and Nagel 1994;
/// [Baker et al. 2011](https://doi.org/10.1007/s11263-010-0390-2)).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndPointError {
    sum: f64,
    pixels: u64,
}

impl EndPointError {
    /// Of no pixels yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a batch of flows `[2, H, W]`: columns, then rows.
    ///
    /// # Errors
    /// [`Error::Batch`] if one of the two has more flows than the other.
    pub fn add<B: Dim, B2: Dim, const H: usize, const W: usize, E: Dtype, D: Device<E>>(
        &mut self,
        said: &Tensor<(B, Const<2>, Const<H>, Const<W>), E, D>,
        truth: &Tensor<(B2, Const<2>, Const<H>, Const<W>), E, D>,
    ) -> Result<(), Error> {
        for (said, truth) in Rows::new(("said", said), ("truth", truth))?.iter() {
            let difference = |index: usize| wide(said[index]) - wide(truth[index]);
            self.pixels += (H * W) as u64;
            self.sum += (0..H * W).map(|pixel| difference(pixel).hypot(difference(H * W + pixel))).sum::<f64>();
        }
        Ok(())
    }

    /// The mean so far, in pixels; NaN of no pixels.
    pub fn value(&self) -> f64 {
        self.sum / self.pixels as f64
    }
}
