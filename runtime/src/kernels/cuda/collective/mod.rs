//! What several devices, each of a rank of its own, do together without the host: NVIDIA's NCCL.

mod awaited;
mod circle;
mod library;
mod thread;

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cudarc::driver::sys::{self, CUdeviceptr, CUuuid};

use super::super::Float;
use super::{Buffer, Cuda, Fault, SliceMut};
use library::{DOUBLES, Nccl, SINGLES, UniqueId};
use thread::{Call, Group, Place};

pub use awaited::Awaited;
pub use circle::Circle;

/// One rank of several, which has a device for itself.
///
/// NCCL knows no time limit. So a thread of its own makes all calls, and whoever gives one up has NCCL end what it has begun; it
/// can do nothing more then.
pub struct Collective {
    cuda: Cuda,
    group: Arc<Group>,
    calls: Option<Sender<Call>>,
    answers: Receiver<Result<(), String>>,
    thread: Option<JoinHandle<()>>,
    /// Where what comes from the host is on the device.
    room: Option<Buffer<u8>>,
}

/// Why a call came to nothing.
#[derive(Debug)]
pub enum Trouble {
    /// It has taken longer than its limit.
    Late,
    /// In words.
    Failed(String),
}

/// What goes over the device of what comes from the host, at once.
const AT_ONCE: usize = 16 << 20;
/// How long NCCL may take to end.
const ENDING: Duration = Duration::from_secs(5);

impl Cuda {
    /// What tells the device from all others, on whatever machine.
    ///
    /// # Errors
    /// If the driver does not tell.
    pub fn identity(&self) -> Result<u128, Fault> {
        let mut uuid = CUuuid::default();
        // SAFETY: the driver writes to it.
        unsafe { sys::cuDeviceGetUuid_v2(&raw mut uuid, *self.device.driver.cu_device()) }
            .result()
            .map_err(|error| Fault::work("asking for the device's identity", error))?;
        Ok(u128::from_le_bytes(uuid.bytes.map(|byte| byte as u8)))
    }
}

impl Collective {
    /// The version of NCCL that there is.
    ///
    /// # Errors
    /// Why there is none.
    pub fn version() -> Result<String, String> {
        Nccl::get().map(Nccl::version)
    }

    /// By what ranks find each other: one of them makes it, and all of them need it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn id() -> Result<Vec<u8>, String> {
        let nccl = Nccl::get()?;
        let mut id = UniqueId([0; 128]);
        // SAFETY: it writes to `id`.
        nccl.check("ncclGetUniqueId", unsafe { (nccl.get_unique_id)(&raw mut id) })?;
        Ok(id.0.to_vec())
    }

    /// Begins to work with the other ranks, which do so, too.
    ///
    /// # Errors
    /// If not all of them come in time, or NCCL cannot have them work together.
    pub fn new(cuda: &Cuda, (rank, size): (usize, usize), id: &[u8], limit: Duration) -> Result<Self, Trouble> {
        let nccl = Nccl::get().map_err(Trouble::Failed)?;
        let id = id.try_into().map_err(|_| Trouble::Failed("the first rank has sent no id".to_owned()))?;
        let (group, (calls, received), (answer, answers)) = (Arc::default(), mpsc::channel(), mpsc::channel());
        let thread = std::thread::Builder::new().name("netweave-nccl".to_owned()).spawn({
            let (cuda, group, place) = (cuda.clone(), Arc::clone(&group), Place { rank, size, id: UniqueId(id) });
            move || thread::work(&cuda, nccl, &place, &group, &received, &answer)
        });
        let thread = thread.map_err(|error| Trouble::Failed(format!("there is no thread for it: {error}")))?;
        let (cuda, calls, thread) = (cuda.clone(), Some(calls), Some(thread));
        let mut own = Self { cuda, group, calls, answers, thread, room: None };
        own.wait(limit)?;
        Ok(own)
    }

    /// Adds up the elements of all ranks, each in its place.
    ///
    /// # Errors
    /// If the others have not come in time, or NCCL has failed.
    pub fn all_reduce<E: Float>(&mut self, elements: SliceMut<'_, E>, limit: Duration) -> Result<(), Trouble> {
        // A float has four bytes or eight.
        let kind = if size_of::<E>() == size_of::<f32>() { SINGLES } else { DOUBLES };
        self.call(Call::AllReduce { pointer: elements.pointer(), len: elements.len(), kind }, limit)
    }

    /// The same of values of the host.
    ///
    /// # Errors
    /// As of [`all_reduce`](Self::all_reduce).
    pub fn all_reduce_of_host<E: Float>(&mut self, values: &mut [E], limit: Duration) -> Result<(), Trouble> {
        let kind = if size_of::<E>() == size_of::<f32>() { SINGLES } else { DOUBLES };
        self.over_device(values, limit, |pointer, len| Call::AllReduce { pointer, len, kind })
    }

    /// Gives every rank the bytes that the rank `root` has.
    ///
    /// # Errors
    /// As of [`all_reduce`](Self::all_reduce).
    pub fn broadcast_of_host(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Trouble> {
        self.over_device(bytes, limit, |pointer, bytes| Call::Broadcast { pointer, bytes, root })
    }

    /// Has values of the host changed on the device.
    fn over_device<T: Copy>(
        &mut self,
        values: &mut [T],
        limit: Duration,
        call: impl Fn(CUdeviceptr, usize) -> Call,
    ) -> Result<(), Trouble> {
        let end = Instant::now() + limit;
        for values in values.chunks_mut(AT_ONCE / size_of::<T>()) {
            let (bytes, cuda) = (size_of_val(values), self.cuda.clone());
            let failed = |fault: Fault| Trouble::Failed(fault.to_string());
            let mut room = match self.room.take().filter(|room| room.len() >= bytes) {
                Some(room) => room,
                None => cuda.buffer::<u8>(bytes).map_err(failed)?,
            };
            // SAFETY: the room has as many bytes, is aligned for anything, and borrowed alone.
            let mut there = unsafe { SliceMut::<T>::new(room.write().pointer(), values.len()) };
            cuda.upload(values, there.write());
            cuda.take_known_fault().map_or(Ok(()), |fault| Err(failed(fault)))?;
            self.call(call(there.pointer(), there.len()), end.saturating_duration_since(Instant::now()))?;
            if cuda.download(there.read(), values).is_none() {
                return cuda.take_known_fault().map_or(Ok(()), |fault| Err(failed(fault)));
            }
            self.room = Some(room);
        }
        Ok(())
    }

    /// Has a call made, and waits for its answer.
    fn call(&mut self, call: Call, limit: Duration) -> Result<(), Trouble> {
        match self.calls.as_ref().is_some_and(|calls| calls.send(call).is_ok()) {
            true => self.wait(limit),
            false => Err(Trouble::Late),
        }
    }

    fn wait(&mut self, limit: Duration) -> Result<(), Trouble> {
        match self.answers.recv_timeout(limit) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(problem)) => {
                self.calls = None;
                Err(Trouble::Failed(problem))
            }
            Err(_) => {
                self.give_up();
                Err(Trouble::Late)
            }
        }
    }

    /// Gives the other ranks up. What was begun ends on this one, and what was lent for it is free.
    pub fn give_up(&mut self) {
        if self.calls.is_none() {
            return;
        }
        // The thread finds no handle to end when there are no more calls. NCCL may wait in this call, too.
        if let Some(owned) = self.group.take() {
            let cuda = self.cuda.clone();
            let abort = move || {
                let _ = cuda.device.driver.bind_to_thread();
                owned.abort();
            };
            let _ = std::thread::Builder::new().name("netweave-nccl-end".to_owned()).spawn(abort);
        }
        self.calls = None;
        self.ends();
    }

    /// Waits for the thread, which has nothing more to do.
    fn ends(&mut self) {
        let end = Instant::now() + ENDING;
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() && Instant::now() < end {
            std::thread::sleep(Duration::from_micros(100));
        }
    }
}

impl Drop for Collective {
    /// Ends NCCL, as every rank does now.
    fn drop(&mut self) {
        if self.calls.take().is_some() {
            self.ends();
        }
    }
}

impl Debug for Collective {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collective").field("cuda", &self.cuda).finish_non_exhaustive()
    }
}
