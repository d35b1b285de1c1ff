use dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use crate::Error;

/// Devices whose random numbers begin at a seed.
pub trait Seeded: Sized {
    /// The same device, with random numbers that begin at this seed: those that are drawn from it are the same on every
    /// device.
    ///
    /// ```
    /// use netweave::prelude::*;
    ///
    /// let device = netweave::device()?.with_seed(7)?;
    /// let x: Tensor<Rank1<3>, f32, _> = device.sample_normal();
    /// let y: Tensor<Rank1<3>, f32, _> = Cpu::seed_from_u64(7).sample_normal();
    /// assert_eq!(x.array(), y.array());
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Device`] if the device cannot be used any more.
    fn with_seed(&self, seed: u64) -> Result<Self, Error>;
}

impl Seeded for Cpu {
    fn with_seed(&self, seed: u64) -> Result<Self, Error> {
        Ok(Self::seed_from_u64(seed))
    }
}

#[cfg(feature = "cuda")]
impl Seeded for Cuda {
    fn with_seed(&self, seed: u64) -> Result<Self, Error> {
        let kernels = super::Device::<f32>::kernels(self).map_err(Error::device)?;
        super::named::cuda(kernels.ordinal(), seed).map_err(Error::device)
    }
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::Rank1;

    use super::*;
    use crate::Device;

    fn drawn<D: Device<f32>>(device: &D) -> Vec<u32> {
        device.sample_normal::<Rank1<4>>().as_vec().into_iter().map(f32::to_bits).collect()
    }

    #[test]
    fn a_seed_begins_its_numbers_anew() {
        let device = Cpu::seed_from_u64(1);
        let first = drawn(&device);
        assert_ne!(drawn(&device), first);
        assert_eq!(drawn(&device.with_seed(1).unwrap()), first);
        assert_ne!(drawn(&device.with_seed(2).unwrap()), first);
    }

    #[cfg(feature = "cuda")]
    #[test]
    fn cuda_draws_what_the_cpu_does() {
        let Ok(cuda) = crate::storage::named::cuda(0, 5).inspect_err(|fault| eprintln!("skipped: {fault}")) else {
            return;
        };
        let seeded = drawn(&cuda.with_seed(9).unwrap());
        assert_eq!(seeded, drawn(&Cpu::seed_from_u64(9)));
        assert_ne!(seeded, drawn(&cuda));
    }
}
