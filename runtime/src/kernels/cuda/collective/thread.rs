//! The thread that makes the calls of NCCL for one rank.

use std::ffi::{c_int, c_void};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use cudarc::driver::result;
use cudarc::driver::result::stream::StreamKind;
use cudarc::driver::sys::{self, CUdeviceptr, CUevent, CUevent_flags as Flags, CUresult, CUstream};

use super::super::{Cuda, Fault, lock};
use super::library::{BYTES, Handle, IN_PROGRESS, Nccl, SUCCESS, SUM, UniqueId};

/// How often it is asked whether a call is done: at first in a row, then with pauses, for others need the processor.
pub(super) const ASKED_AT_ONCE: u32 = 8;
pub(super) const PAUSE: Duration = Duration::from_micros(20);

/// Which of how many ranks, and where they find each other.
pub(super) struct Place {
    pub(super) rank: usize,
    pub(super) size: usize,
    pub(super) id: UniqueId,
}

/// A call, for elements that stay where they are until it is answered.
#[derive(Debug)]
pub(super) enum Call {
    /// Elements of this type of NCCL's.
    AllReduce {
        pointer: CUdeviceptr,
        len: usize,
        kind: c_int,
    },
    Broadcast {
        pointer: CUdeviceptr,
        bytes: usize,
        root: usize,
    },
}

/// The handle of the ranks, as long as they have not been given up.
#[derive(Default)]
pub(super) struct Group(Mutex<Option<Owned>>);

/// It is ended once.
pub(super) struct Owned {
    nccl: &'static Nccl,
    handle: Handle,
}

// SAFETY: NCCL takes its handles from any thread.
unsafe impl Send for Owned {}

impl Owned {
    /// Ends what the ranks have begun, as it is: the kernels of this rank, which wait for those of others, end.
    pub(super) fn abort(self) {
        // SAFETY: nobody else has the handle any more. A call that another thread is in ends by this.
        unsafe { (self.nccl.comm_abort)(self.handle) };
    }

    /// Ends the work with the other ranks, which do so, too.
    fn destroy(self) {
        // SAFETY: nobody else has the handle any more.
        unsafe { (self.nccl.comm_destroy)(self.handle) };
    }
}

impl Group {
    /// Takes the handle away. NCCL is called when the lock is free again, for it takes its time.
    pub(super) fn take(&self) -> Option<Owned> {
        lock(&self.0).take()
    }

    /// What NCCL has found to be wrong since a call was begun; that it was given up, if it was.
    fn check(&self) -> Result<(), String> {
        match &*lock(&self.0) {
            Some(Owned { nccl, handle }) => {
                let mut found = SUCCESS;
                // SAFETY: as long as the lock is held, nobody ends it.
                let asked = unsafe { (nccl.comm_get_async_error)(*handle, &raw mut found) };
                nccl.check("ncclCommGetAsyncError", asked)?;
                if found == IN_PROGRESS { Ok(()) } else { nccl.check("ncclCommGetAsyncError", found) }
            }
            None => Err("it was given up".to_owned()),
        }
    }
}

/// What the thread works with: a stream of its own beside that of the device, and the event behind the last call.
struct Rank<'g> {
    nccl: &'static Nccl,
    handle: Handle,
    group: &'g Group,
    stream: CUstream,
    done: CUevent,
}

/// Begins to work with the other ranks, and makes calls until nobody asks for any.
pub(super) fn work(
    cuda: &Cuda,
    nccl: &'static Nccl,
    place: &Place,
    group: &Arc<Group>,
    calls: &Receiver<Call>,
    answers: &Sender<Result<(), String>>,
) {
    let rank = match Rank::begin(cuda, nccl, place, group) {
        Ok(rank) => rank,
        Err(problem) => return drop(answers.send(Err(problem))),
    };
    if answers.send(Ok(())).is_ok() {
        for call in calls {
            let made = rank.make(call).inspect_err(|_| group.take().into_iter().for_each(Owned::abort));
            if answers.send(made).is_err() {
                break;
            }
        }
    }
    group.take().into_iter().for_each(Owned::destroy);
}

impl<'g> Rank<'g> {
    fn begin(cuda: &Cuda, nccl: &'static Nccl, place: &Place, group: &'g Group) -> Result<Self, String> {
        let driver = |error| Fault::work("a stream for NCCL", error).to_string();
        cuda.device.driver.bind_to_thread().map_err(driver)?;
        let stream = result::stream::create(StreamKind::NonBlocking).map_err(driver)?;
        let done = result::event::create(Flags::CU_EVENT_DISABLE_TIMING).map_err(driver)?;
        let mut handle: Handle = std::ptr::null_mut();
        let [size, rank] = [place.size, place.rank].map(|number| c_int::try_from(number).unwrap_or(c_int::MAX));
        // SAFETY: it writes the handle, and the device is bound to this thread.
        let begun = unsafe { (nccl.comm_init_rank)(&raw mut handle, size, place.id, rank) };
        nccl.check("ncclCommInitRank", begun)?;
        *lock(&group.0) = Some(Owned { nccl, handle });
        Ok(Self { nccl, handle, group, stream, done })
    }

    /// Makes a call, and waits until it is done or was given up.
    fn make(&self, call: Call) -> Result<(), String> {
        let Self { nccl, handle, stream, .. } = *self;
        self.group.check()?;
        match call {
            Call::AllReduce { pointer, len, kind } => {
                let there = pointer as *mut c_void;
                // SAFETY: the elements are on the device and nobody else's until this is answered. What comes may take the place
                // of what goes. Who gives the call up ends the handle, by which NCCL comes back from here.
                let asked = unsafe { (nccl.all_reduce)(there, there, len, kind, SUM, handle, stream) };
                nccl.check("ncclAllReduce", asked)?;
            }
            Call::Broadcast { pointer, bytes, root } => {
                let (there, root) = (pointer as *mut c_void, c_int::try_from(root).unwrap_or(c_int::MAX));
                // SAFETY: as above.
                let asked = unsafe { (nccl.broadcast)(there, there, bytes, BYTES, root, handle, stream) };
                nccl.check("ncclBroadcast", asked)?;
            }
        }
        self.wait()
    }

    /// Waits for the last call.
    fn wait(&self) -> Result<(), String> {
        let driver = |error| Fault::work("what ranks do together", error).to_string();
        // SAFETY: both are of the device.
        unsafe { result::event::record(self.done, self.stream) }.map_err(driver)?;
        let mut asked = 0;
        let mut outcome = Ok(());
        loop {
            // SAFETY: as above.
            match unsafe { sys::cuEventQuery(self.done) } {
                CUresult::CUDA_ERROR_NOT_READY => {}
                // What was given up ends like what is done.
                answer => return answer.result().map_err(driver).and(outcome).and_then(|()| self.group.check()),
            }
            if outcome.is_ok() {
                outcome = self.group.check();
                // The kernel of this rank may wait for one that does not come.
                if outcome.is_err() {
                    self.group.take().into_iter().for_each(Owned::abort);
                }
            }
            asked += 1;
            if asked > ASKED_AT_ONCE {
                thread::sleep(PAUSE);
            }
        }
    }
}

impl Drop for Rank<'_> {
    fn drop(&mut self) {
        // SAFETY: both are used no more, and the driver keeps a stream until its work is done.
        unsafe {
            let _ = result::event::destroy(self.done);
            let _ = result::stream::destroy(self.stream);
        }
    }
}
