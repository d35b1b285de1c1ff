//! The kernels of CUDA devices: how they are compiled and launched, and what memory they are given.
//!
//! The kernels themselves are in the folders of their operations: `kernel.cu`, and `cuda.rs` that launches it.

mod answer;
mod blas;
mod buffer;
mod cache;
#[cfg(feature = "nccl")]
mod collective;
mod compile;
mod compiler;
mod fault;
mod graph;
mod launch;
#[cfg(test)]
pub(super) mod parity;
mod peer;
mod progress;
mod signature;
mod slice;
mod staged;
mod table;
mod temporary;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::c_int;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cudarc::driver::sys::{self, CUdevice_attribute_enum as Attribute, CUdeviceptr, CUstream};
use cudarc::driver::{CudaDevice, result};

use super::Memory;
use super::round::Half;

pub use buffer::Buffer;
#[cfg(feature = "nccl")]
pub use collective::{Awaited, Circle, Collective, Trouble};
pub use fault::Fault;
pub use graph::Recording;
pub use slice::{Slice, SliceMut};
pub use staged::Staged;

pub(super) use blas::Product;
pub(super) use compile::{Element, Source};
pub(super) use launch::{Argument, Grid};
pub(super) use slice::{check_lengths, common_length};

/// The kernels of one CUDA device.
///
/// A kernel answers nothing, so what fails is kept: the first [`Fault`] stays until [`Cuda::take_fault`] asks for it,
/// and as long as it is there nothing else is started.
#[derive(Clone)]
pub struct Cuda {
    device: Arc<Device>,
    /// What the factors of products are rounded to already, if they are.
    half: Option<Half>,
    /// Whether kernels count in 64 bits even where 32 are enough.
    #[cfg(test)]
    wide: bool,
    /// Whether kernels are compiled for the sizes that they are given, where it is not for these to say.
    #[cfg(test)]
    fixing: Option<bool>,
}

/// What all that work on one device share.
struct Device {
    ordinal: usize,
    driver: Arc<CudaDevice>,
    /// What kernels are compiled for, such as `90`.
    capability: String,
    modules: compile::Modules,
    blas: Mutex<Option<blas::Blas>>,
    temporaries: Mutex<Vec<temporary::Block>>,
    tickets: Mutex<Option<CUdeviceptr>>,
    recorder: Mutex<graph::Recorder>,
    mailbox: Mutex<Option<answer::Mailbox>>,
    staging: Mutex<staged::Staging>,
    /// How far the work has come, for those who follow.
    passed: Mutex<Option<peer::Event>>,
    /// Where numbers lie that do not change, by their bits.
    constants: Mutex<HashMap<Vec<u64>, CUdeviceptr>>,
    tables: Mutex<table::Tables>,
    is_faulty: AtomicBool,
    fault: Mutex<Option<Fault>>,
}

/// The devices that are in use. They stay: what was compiled for them is used by the next network.
static DEVICES: Mutex<BTreeMap<usize, Arc<Device>>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// On which devices work of this thread was left undone: a bit for each.
    static UNDONE: Cell<u64> = const { Cell::new(0) };
}

impl<E: 'static> Memory<E> for Cuda {
    type Slice<'a> = Slice<'a, E>;
    type SliceMut<'a> = SliceMut<'a, E>;

    fn part<'a>(slice: <Self as Memory<E>>::Slice<'a>, range: Range<usize>) -> <Self as Memory<E>>::Slice<'a> {
        slice.part(range)
    }

    fn part_mut<'a>(
        slice: <Self as Memory<E>>::SliceMut<'a>,
        range: Range<usize>,
    ) -> <Self as Memory<E>>::SliceMut<'a> {
        slice.into_part(range)
    }
}

impl Cuda {
    /// The kernels of the device of this number.
    ///
    /// # Errors
    /// If there is no driver, or no such device, or it has no memory left for a context.
    pub fn new(ordinal: usize) -> Result<Self, Fault> {
        let mut devices = lock(&DEVICES);
        let device = match devices.get(&ordinal) {
            Some(device) => device.clone(),
            None => {
                let device = Arc::new(Device::new(ordinal, cache::Cache::of_user())?);
                devices.insert(ordinal, device.clone());
                device
            }
        };
        Ok(Cuda {
            device,
            half: None,
            #[cfg(test)]
            wide: false,
            #[cfg(test)]
            fixing: None,
        })
    }

    /// The same, for products whose factors are rounded already.
    pub(super) fn of_half(self, half: Half) -> Self {
        Cuda { half: Some(half), ..self }
    }

    /// The same, with kernels that are compiled for the sizes that they are given, or for all.
    #[cfg(test)]
    pub(super) fn fixing(&self, fixing: bool) -> Self {
        Cuda { fixing: Some(fixing), ..self.clone() }
    }

    /// How many devices there are.
    ///
    /// # Errors
    /// If there is no driver.
    pub fn count() -> Result<usize, Fault> {
        let count = result::init().and_then(|()| result::device::get_count());
        count.map(|count| count.unsigned_abs() as usize).map_err(|error| Fault::device(0, error))
    }

    /// The number of the device.
    pub fn ordinal(&self) -> usize {
        self.device.ordinal
    }

    /// What the driver calls the device; its number if it has no name.
    pub fn name(&self) -> String {
        let mut name = [0; 256];
        // SAFETY: the driver writes to `name`, and ends with a zero.
        let named = unsafe {
            sys::cuDeviceGetName(name.as_mut_ptr(), name.len() as c_int, *self.device.driver.cu_device()).result()
        };
        let bytes = name.iter().map(|&letter| letter.cast_unsigned()).take_while(|&letter| letter != 0);
        match named {
            Ok(()) => String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned(),
            Err(_) => self.ordinal().to_string(),
        }
    }

    /// The bytes of the device's memory that are in use, by whoever.
    ///
    /// # Errors
    /// If the driver does not tell.
    pub fn used_memory(&self) -> Result<u64, Fault> {
        let bound = self.device.driver.bind_to_thread();
        let (free, total) = bound
            .and_then(|()| result::mem_get_info())
            .map_err(|error| Fault::work("asking for the memory in use", error))?;
        Ok((total - free) as u64)
    }

    /// What failed first since this was asked last. Work that has been started is waited for.
    pub fn take_fault(&self) -> Option<Fault> {
        self.synchronize();
        self.left_undone();
        self.take()
    }

    /// Why work that this thread has asked for since it asked this last was left undone, as far as that is known: nothing is
    /// waited for. Another thread may have been told of the fault itself.
    pub fn take_known_fault(&self) -> Option<Fault> {
        let of_another = || Fault::Work { work: "work of another thread", cause: "this was left undone".to_string() };
        self.left_undone().then(|| self.take().unwrap_or_else(of_another))
    }

    /// Whether work of this thread was left undone since it was asked last.
    fn left_undone(&self) -> bool {
        let own = 1 << (self.ordinal() % 64);
        UNDONE.replace(UNDONE.get() & !own) & own != 0
    }

    fn take(&self) -> Option<Fault> {
        let fault = lock(&self.device.fault).take();
        self.device.is_faulty.store(false, Ordering::Release);
        fault
    }

    /// Keeps a fault if it is the first, and starts nothing more until it is taken.
    fn keep(&self, fault: Fault) {
        UNDONE.set(UNDONE.get() | 1 << (self.ordinal() % 64));
        lock(&self.device.fault).get_or_insert(fault);
        self.device.is_faulty.store(true, Ordering::Release);
    }

    /// Waits for all that has been started.
    pub fn synchronize(&self) {
        self.attempt(|| {
            // SAFETY: the stream lives as long as the device, which stays.
            unsafe { result::stream::synchronize(self.stream()) }.map_err(|error| Fault::work("waiting", error))
        });
    }

    /// Copies to the device.
    pub fn upload<E: Copy>(&self, from: &[E], to: SliceMut<'_, E>) {
        assert_eq!(from.len(), to.len(), "the lengths differ");
        if from.is_empty() {
            return;
        }
        self.attempt(|| {
            // SAFETY: both hold as many elements, and the copy is done when the call returns.
            unsafe {
                result::memcpy_htod_async(to.pointer(), from, self.stream())
                    .and_then(|()| result::stream::synchronize(self.stream()))
            }
            .map_err(|error| Fault::work("a copy to the device", error))
        });
    }

    /// Copies from the device, when what was started before is done; `None` if there is a fault.
    pub fn download<E: Copy>(&self, from: Slice<'_, E>, to: &mut [E]) -> Option<()> {
        assert_eq!(from.len(), to.len(), "the lengths differ");
        if to.is_empty() {
            return Some(());
        }
        self.attempt(|| {
            // SAFETY: both hold as many elements, and the copy is done when the call returns.
            unsafe {
                result::memcpy_dtoh_async(to, from.pointer(), self.stream())
                    .and_then(|()| result::stream::synchronize(self.stream()))
            }
            .map_err(|error| Fault::work("a copy from the device", error))
        })
    }

    /// Copies within the device.
    pub fn copy<E: Copy>(&self, from: Slice<'_, E>, to: SliceMut<'_, E>) {
        let bytes = common_length([from.len(), to.len()]) * size_of::<E>();
        if bytes == 0 {
            return;
        }
        self.attempt(|| {
            // SAFETY: both hold as many elements, and what comes later on the stream waits for the copy.
            unsafe { result::memcpy_dtod_async(to.pointer(), from.pointer(), bytes, self.stream()) }
                .map_err(|error| Fault::work("a copy", error))
        });
    }

    /// The first element, when what was started before is done; `None` if there is a fault.
    pub fn scalar<E: Copy + Default>(&self, from: Slice<'_, E>) -> Option<E> {
        let mut value = [E::default()];
        self.download(from.part(0..1), &mut value)?;
        Some(value[0])
    }

    /// All the work is done on this stream, in the order in which it is started, but for what is recorded.
    fn stream(&self) -> CUstream {
        self.recording_stream().unwrap_or(*self.device.driver.cu_stream())
    }

    /// Does a piece of work with the device bound to this thread, unless there is a fault, and keeps what goes wrong.
    fn attempt<R>(&self, work: impl FnOnce() -> Result<R, Fault>) -> Option<R> {
        if self.device.is_faulty.load(Ordering::Acquire) {
            UNDONE.set(UNDONE.get() | 1 << (self.ordinal() % 64));
            return None;
        }
        if self.has_obstacle() {
            return None;
        }
        let bound = self.device.driver.bind_to_thread().map_err(|error| Fault::work("binding the device", error));
        match bound.and_then(|()| work()) {
            Ok(result) => Some(result),
            Err(fault) => {
                if let Some(fault) = self.note_obstacle(fault) {
                    self.keep(fault);
                }
                None
            }
        }
    }
}

impl Device {
    fn new(ordinal: usize, cache: cache::Cache) -> Result<Self, Fault> {
        let fault = |error| Fault::device(ordinal, error);
        // `CudaDevice::new` panics where these two fail.
        result::init().map_err(fault)?;
        result::device::get(ordinal.try_into().unwrap_or(i32::MAX)).map_err(fault)?;
        let driver = CudaDevice::new(ordinal).map_err(fault)?;
        let major = driver.attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR).map_err(fault)?;
        let minor = driver.attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR).map_err(fault)?;
        Ok(Device {
            ordinal,
            driver,
            capability: format!("{major}{minor}"),
            modules: compile::Modules::new(cache),
            blas: Mutex::new(None),
            temporaries: Mutex::default(),
            tickets: Mutex::default(),
            recorder: Mutex::default(),
            mailbox: Mutex::default(),
            staging: Mutex::default(),
            passed: Mutex::default(),
            constants: Mutex::default(),
            tables: Mutex::default(),
            is_faulty: AtomicBool::new(false),
            fault: Mutex::new(None),
        })
    }
}

impl fmt::Debug for Cuda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cuda").field("ordinal", &self.device.ordinal).finish_non_exhaustive()
    }
}

/// Nothing that is kept behind a lock here is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
