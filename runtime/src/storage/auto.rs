use dfdx::tensor::AutoDevice;

use crate::Error;

/// The device for a program that runs on what there is: with the feature `cuda` the first CUDA device, and without it the
/// CPU. Which one it is goes to the standard error.
///
/// ```
/// # #[cfg(not(feature = "cuda"))] {
/// use netweave::prelude::*;
///
/// let device = netweave::device()?;
/// let x: Tensor<Rank1<2>, f32, _> = device.tensor([1.0, 2.0]);
/// assert_eq!(x.array(), [1.0, 2.0]);
/// # }
/// # Ok::<(), netweave::Error>(())
/// ```
///
/// # Errors
/// [`Error::Device`] if the feature is on, and there is no such device or it cannot be used.
pub fn device() -> Result<AutoDevice, Error> {
    #[cfg(feature = "cuda")]
    {
        let device = super::named::cuda(0, 0).map_err(Error::device)?;
        let kernels = crate::kernels::cuda::Cuda::new(0).map_err(Error::device)?;
        eprintln!("device: CUDA device 0, {}", kernels.name());
        Ok(device)
    }
    #[cfg(not(feature = "cuda"))]
    {
        eprintln!("device: CPU");
        Ok(AutoDevice::default())
    }
}
