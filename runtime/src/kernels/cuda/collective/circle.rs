use std::ffi::{c_int, c_void};
use std::fmt::{self, Debug, Formatter};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use cudarc::driver::DriverError;
use cudarc::driver::sys::{self, CUdeviceptr, CUresult};

use super::super::super::{Float, List};
use super::super::{Cuda, Fault, Slice, SliceMut, lock};
use super::Trouble;
use super::library::{Answer, BYTES, DOUBLES, Handle, IN_PROGRESS, Nccl, OfHandle, SINGLES, SUCCESS, SUM};
use super::thread::{ASKED_AT_ONCE, PAUSE};

/// Several devices of one process, each there once, which NCCL brings together.
///
/// One thread makes the calls of all of them, in groups. What they do is a piece of the work of each device, in the order in which
/// that was started: no event is needed before or behind it.
pub struct Circle {
    devices: Vec<Cuda>,
    nccl: &'static Nccl,
    /// Until they were given up.
    members: Mutex<Option<Members>>,
}

/// A handle for each device.
struct Members(Vec<Handle>);

// SAFETY: NCCL takes its handles from any thread; they are behind a lock.
unsafe impl Send for Members {}

impl Circle {
    /// Brings devices together.
    ///
    /// # Errors
    /// If there is no NCCL, or it cannot have them work together.
    pub fn new(devices: Vec<Cuda>) -> Result<Self, String> {
        let nccl = Nccl::get()?;
        let numbers: Vec<c_int> = devices.iter().map(|device| number(device.ordinal())).collect();
        let mut handles: Vec<Handle> = vec![std::ptr::null_mut(); devices.len()];
        // The thread may be bound to a device that is none of these, and has failed.
        if let Some(first) = devices.first() {
            let bound = first.device.driver.bind_to_thread();
            bound.map_err(|error| Fault::work("binding the device", error).to_string())?;
        }
        // SAFETY: it writes as many handles as it reads numbers of devices.
        let begun = unsafe { (nccl.comm_init_all)(handles.as_mut_ptr(), number(numbers.len()), numbers.as_ptr()) };
        nccl.check("ncclCommInitAll", begun)?;
        Ok(Self { devices, nccl, members: Mutex::new(Some(Members(handles))) })
    }

    /// The devices, in their order.
    pub fn devices(&self) -> &[Cuda] {
        &self.devices
    }

    /// Adds up the elements of all devices, in the place of those of the device `root`. What was started before is waited for, and
    /// the sums are there when it returns.
    ///
    /// # Errors
    /// If a device has failed, which keeps its fault; and if NCCL has, or takes longer than its limit.
    pub fn reduce<E: Float>(&self, all: List<SliceMut<'_, E>>, root: usize, limit: Duration) -> Result<(), Trouble> {
        let len = all[root].len();
        assert!(all.len() == self.devices.len() && all.iter().all(|one| one.len() == len), "each has as many");
        // The kernels of NCCL wait for each other. None begins before it is known that all devices have come here.
        self.wait(None)?;
        let kind = if size_of::<E>() == size_of::<f32>() { SINGLES } else { DOUBLES };
        self.group("ncclReduce", |device, handle| {
            let (there, stream) = (all[device].pointer() as *mut c_void, self.devices[device].stream());
            // SAFETY: there are as many elements on the device, borrowed alone until this is done. What comes may take the place of
            // what goes.
            unsafe { (self.nccl.reduce)(there, there, len, kind, SUM, number(root), handle, stream) }
        })?;
        self.wait(Some(Instant::now() + limit))
    }

    /// Gives the other devices pieces of what the device `root` has: by device where each goes, which is nowhere on that one. They
    /// are there for what is started after it.
    ///
    /// # Errors
    /// If NCCL has failed.
    pub fn hand_out<E: Float>(
        &self,
        root: usize,
        pieces: &List<(Slice<'_, E>, List<Option<SliceMut<'_, E>>>)>,
    ) -> Result<(), Trouble> {
        self.group("ncclBroadcast", |device, handle| {
            let stream = self.devices[device].stream();
            let calls = pieces.iter().map(|(from, to)| {
                let there: CUdeviceptr = to[device].as_ref().map_or(from.pointer(), SliceMut::pointer);
                let (there, bytes) = (there as *mut c_void, from.len() * size_of::<E>());
                // SAFETY: there are as many bytes in each place, which are borrowed alone. On the device `root` nothing changes.
                unsafe { (self.nccl.broadcast)(there, there, bytes, BYTES, number(root), handle, stream) }
            });
            calls.fold(SUCCESS, |first, answer| if first == SUCCESS { answer } else { first })
        })
    }

    /// Makes a call for each device, all of them as one.
    fn group(&self, name: &str, call: impl Fn(usize, Handle) -> Answer) -> Result<(), Trouble> {
        // Between the parts of a group nobody may have one of these devices wait for another: a kernel of NCCL waits for the parts that
        // come after.
        let mut order: List<usize> = (0..self.devices.len()).collect();
        order.sort_unstable_by_key(|device| self.devices[*device].ordinal());
        let _still: Vec<_> = order.iter().map(|device| lock(&self.devices[*device].device.passed)).collect();
        let mut members = lock(&self.members);
        let Some(Members(handles)) = &*members else { return Err(parted()) };
        // SAFETY: a group begins, and ends below.
        let begun = unsafe { (self.nccl.group_start)() };
        let mut done = self.nccl.check("ncclGroupStart", begun);
        for (device, handle) in handles.iter().enumerate() {
            done = done.and_then(|()| {
                let bound = self.devices[device].device.driver.bind_to_thread();
                bound.map_err(|error| Fault::work("binding the device", error).to_string())?;
                self.nccl.check(name, call(device, *handle))
            });
        }
        // SAFETY: it was begun above.
        let ended = unsafe { (self.nccl.group_end)() };
        done.and(self.nccl.check("ncclGroupEnd", ended)).map_err(|problem| {
            self.part(members.take(), self.nccl.comm_abort);
            Trouble::Failed(problem)
        })
    }

    /// Waits for all that was started on the devices, for no longer than until then if there is an end.
    fn wait(&self, end: Option<Instant>) -> Result<(), Trouble> {
        let mut asked = 0;
        loop {
            let mut is_busy = false;
            let mut found = self.check();
            for device in &self.devices {
                match device.is_busy() {
                    Some(busy) => is_busy |= busy,
                    None => found = Err(Trouble::Failed(format!("CUDA device {} has failed", device.ordinal()))),
                }
            }
            if found.is_ok() && is_busy && end.is_some_and(|end| Instant::now() > end) {
                found = Err(Trouble::Late);
            }
            if found.is_err() {
                // What waits for a device that has failed ends by this, and each is asked whether it is the one.
                self.part(lock(&self.members).take(), self.nccl.comm_abort);
                self.devices.iter().for_each(Cuda::synchronize);
            }
            if found.is_err() || !is_busy {
                return found;
            }
            asked += 1;
            if asked > ASKED_AT_ONCE {
                thread::sleep(PAUSE);
            }
        }
    }

    /// What NCCL has found to be wrong.
    fn check(&self) -> Result<(), Trouble> {
        let members = lock(&self.members);
        let Some(Members(handles)) = &*members else { return Err(parted()) };
        handles.iter().try_for_each(|handle| {
            let mut found = SUCCESS;
            // SAFETY: as long as the lock is held, nobody ends it.
            let asked = unsafe { (self.nccl.comm_get_async_error)(*handle, &raw mut found) };
            let found = if found == IN_PROGRESS { SUCCESS } else { found };
            let checked = self.nccl.check("ncclCommGetAsyncError", asked);
            checked.and_then(|()| self.nccl.check("ncclCommGetAsyncError", found)).map_err(Trouble::Failed)
        })
    }

    /// Ends what they have together.
    fn part(&self, members: Option<Members>, end: OfHandle) {
        let Some(Members(handles)) = members else { return };
        // SAFETY: nobody else has the handles any more. That of one device may wait for the others'.
        unsafe {
            (self.nccl.group_start)();
            for handle in handles {
                end(handle);
            }
            (self.nccl.group_end)();
        }
    }
}

impl Drop for Circle {
    fn drop(&mut self) {
        let members = lock(&self.members).take();
        self.part(members, self.nccl.comm_destroy);
    }
}

impl Debug for Circle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Circle").field("devices", &self.devices).finish_non_exhaustive()
    }
}

impl Cuda {
    /// Whether there is work that was started and is not done; `None` if the device has failed, which it keeps then.
    fn is_busy(&self) -> Option<bool> {
        // SAFETY: the stream lives as long as the device, which stays.
        match unsafe { sys::cuStreamQuery(self.stream()) } {
            CUresult::CUDA_ERROR_NOT_READY => Some(true),
            CUresult::CUDA_SUCCESS => Some(false),
            error => self.attempt(|| Err(Fault::work("what was started before", DriverError(error)))),
        }
    }
}

fn parted() -> Trouble {
    Trouble::Failed("one of the devices had failed, and they were parted: make the towers anew".to_owned())
}

fn number(number: usize) -> c_int {
    c_int::try_from(number).unwrap_or(c_int::MAX)
}
