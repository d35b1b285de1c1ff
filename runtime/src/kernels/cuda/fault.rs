use cudarc::driver::DriverError;
use cudarc::driver::sys::CUresult;

/// Why work on a CUDA device failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The device cannot be used at all.
    #[error("CUDA device {ordinal} cannot be used: {cause}")]
    Device {
        /// The number of the device.
        ordinal: usize,
        /// The driver's name for it.
        cause: String,
    },

    /// The device's memory is full.
    #[error("CUDA device {ordinal} has no {bytes} bytes of memory left")]
    Memory {
        /// The number of the device.
        ordinal: usize,
        /// What was asked for.
        bytes: usize,
    },

    /// Kernels do not compile for the device.
    #[error("the CUDA kernels of `{operation}` do not compile for the device: {log}")]
    Compile {
        /// What they compute.
        operation: &'static str,
        /// What the compiler says.
        log: String,
    },

    /// A kernel could not be started, or one that was started before it has failed.
    #[error("the CUDA kernel `{kernel}` of `{operation}` cannot be launched: {cause}")]
    Kernel {
        /// What it is a part of.
        operation: &'static str,
        /// Its name.
        kernel: &'static str,
        /// Why.
        cause: String,
    },

    /// Something else failed, or a kernel that was started before it.
    #[error("{work} failed on the CUDA device: {cause}")]
    Work {
        /// What was done.
        work: &'static str,
        /// Why it failed.
        cause: String,
    },
}

impl Fault {
    pub(super) fn device(ordinal: usize, error: DriverError) -> Self {
        Fault::Device { ordinal, cause: name(error) }
    }

    pub(super) fn memory(ordinal: usize, bytes: usize, error: DriverError) -> Self {
        match error.0 {
            CUresult::CUDA_ERROR_OUT_OF_MEMORY => Fault::Memory { ordinal, bytes },
            _ => Fault::work("an allocation", error),
        }
    }

    pub(super) fn work(work: &'static str, error: DriverError) -> Self {
        Fault::Work { work, cause: name(error) }
    }
}

/// What the driver calls an error. `DriverError` asks the driver for more and panics where it does not know.
pub(super) fn name(error: DriverError) -> String {
    format!("{:?}", error.0)
}
