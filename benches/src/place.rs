//! The devices that works run on, and what is measured on them.

use netweave::Device;
use netweave::prelude::*;

use crate::{Run, Work};

/// Tells how many bytes are in use, on any thread.
pub type Gauge = Box<dyn Fn() -> u64 + Sync>;

/// A device that works run on.
pub trait Place: Device<f32> {
    /// Waits for all that has been started.
    fn wait(&self);

    /// Makes the network and the data of a work, if it is for such a device.
    fn prepare(&self, work: &Work) -> Option<Run>;

    /// Tells the bytes in use: on the CPU the most that were resident in this process, on a GPU those of all who use it.
    fn memory(&self) -> Gauge;
}

impl Place for Cpu {
    fn wait(&self) {}

    fn prepare(&self, work: &Work) -> Option<Run> {
        Some((work.cpu)(self))
    }

    /// 0 where the system does not tell.
    fn memory(&self) -> Gauge {
        Box::new(|| {
            let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok()).map_or(0, |kib: u64| kib << 10)
        })
    }
}

#[cfg(feature = "cuda")]
impl Place for Cuda {
    fn wait(&self) {
        dfdx::tensor::Synchronize::synchronize(self);
        kernels(self).synchronize();
    }

    fn prepare(&self, work: &Work) -> Option<Run> {
        work.cuda.map(|prepare| prepare(self))
    }

    fn memory(&self) -> Gauge {
        let kernels = kernels(self);
        Box::new(move || kernels.used_memory().expect("the driver tells"))
    }
}

#[cfg(feature = "cuda")]
fn kernels(device: &Cuda) -> netweave::kernels::cuda::Cuda {
    Device::<f32>::kernels(device).expect("a device that can be used")
}
