use dfdx::tensor::Tensor;

use super::rows::{Rows, wide};
use crate::Error;
use crate::storage::{Batched, Device, Dtype};

/// The peak signal-to-noise ratio of images, in dB, a mean over images: `10 · log₁₀(peak² / MSE)`, where `MSE` is the
/// mean of `(said − truth)²` over an image ([Huynh-Thu and Ghanbari 2008](https://doi.org/10.1049/el:20080522)).
///
/// It is infinite if an image is exactly right.
#[derive(Clone, Debug, PartialEq)]
pub struct Psnr {
    peak: f64,
    sum: f64,
    images: u64,
}

impl Psnr {
    /// Of no images yet; `peak` is the greatest value that a pixel can have: 1, or 255.
    pub fn new(peak: f64) -> Self {
        Self { peak, sum: 0.0, images: 0 }
    }

    /// Adds a batch of images of any shape.
    ///
    /// # Errors
    /// [`Error::Batch`] if one of the two has more images than the other.
    pub fn add<S: Batched, S2: Batched<Concrete = S::Concrete>, E: Dtype, D: Device<E>>(
        &mut self,
        said: &Tensor<S, E, D>,
        truth: &Tensor<S2, E, D>,
    ) -> Result<(), Error> {
        for (said, truth) in Rows::new(("said", said), ("truth", truth))?.iter() {
            let squares = said.iter().zip(truth).map(|(&said, &truth)| (wide(said) - wide(truth)).powi(2));
            let mean = squares.sum::<f64>() / said.len() as f64;
            self.images += 1;
            self.sum += 10.0 * (self.peak * self.peak / mean).log10();
        }
        Ok(())
    }

    /// The mean so far, in dB; NaN of no images.
    pub fn value(&self) -> f64 {
        self.sum / self.images as f64
    }
}
