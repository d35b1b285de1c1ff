use dfdx::tensor::{Cuda, CudaError};

use super::{kept, kernels, told};
use crate::Error;
use crate::storage::{Device, Dtype, Fault, Lent};
use crate::towers::Link;

/// Elements that the ranks add up.
#[derive(Debug)]
pub enum CudaLent<E> {
    /// On their way through memory of the host.
    Host(kernels::Staged<E>),
    /// Where they are, from device to device.
    #[cfg(feature = "nccl")]
    Device(kernels::Awaited<E>),
}

impl<E: Dtype> CudaLent<E> {
    /// Lends them.
    ///
    /// # Safety
    /// As of [`Device::lend`].
    pub(super) unsafe fn new(
        cuda: &kernels::Cuda,
        elements: kernels::SliceMut<'_, E>,
        nccl: Option<usize>,
    ) -> Result<Self, Fault<CudaError>> {
        let lent = match nccl {
            // SAFETY: this is the caller's word.
            None => unsafe { cuda.stage(elements) }.map(Self::Host),
            #[cfg(feature = "nccl")]
            Some(number) if number == cuda.ordinal() => {
                // SAFETY: as above.
                unsafe { cuda.awaited(elements) }.map(Self::Device)
            }
            Some(number) => {
                let problem = Error::Nccl {
                    reason: format!(
                        "these ranks have it on CUDA device {number}, and the network is on device {}: build the network on the device that `ranks.by_nccl(&device)?` was given",
                        cuda.ordinal(),
                    ),
                };
                let error = super::error(&kernels::Fault::Device { ordinal: number, cause: String::new() });
                return Err(Fault { error, problem });
            }
        };
        lent.ok_or_else(|| kept(cuda))
    }
}

impl<E: Dtype> Lent<E> for CudaLent<E>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    fn all_reduce(self, link: &mut Link) -> Result<(), Error> {
        let failed = |cuda: &kernels::Cuda| match cuda.take_known_fault() {
            Some(fault) => told(cuda, fault).told(),
            None => unreachable!("a fault was kept"),
        };
        match self {
            Self::Host(mut staged) => {
                let cuda = staged.cuda().clone();
                match staged.elements() {
                    Some(elements) => link.all_reduce(elements)?,
                    None => {
                        link.all_reduce(&mut vec![E::of(f64::NAN); staged.len()])?;
                        return Err(failed(&cuda));
                    }
                }
                staged.bring_back().ok_or_else(|| failed(&cuda))
            }
            #[cfg(feature = "nccl")]
            Self::Device(mut awaited) => {
                let cuda = awaited.cuda().clone();
                match awaited.elements() {
                    Some(elements) => link.all_reduce_there(elements),
                    None => link.failed(failed(&cuda)),
                }
            }
        }
    }
}
