//! What the host changes while the device goes on with other work.

use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::slice;

use cudarc::driver::result::stream::StreamKind;
use cudarc::driver::sys::{self, CUdeviceptr, CUevent, CUevent_flags as Flags, CUevent_wait_flags as Wait, CUstream};
use cudarc::driver::{DriverError, result};

use super::{Cuda, Fault, SliceMut, lock};

/// Elements of a device on their way into memory of the host, where they are changed, and back.
///
/// The copies are on a stream of their own: what is started on the device meanwhile is not held up by them.
#[derive(Debug)]
pub struct Staged<E> {
    cuda: Cuda,
    pointer: CUdeviceptr,
    len: usize,
    /// Until it is given back.
    room: Option<Room>,
    elements: PhantomData<E>,
}

/// What a device needs for this.
#[derive(Default)]
pub(super) struct Staging {
    stream: Option<Stream>,
    /// Those that are not in use: a training needs the same ones at each step.
    rooms: Vec<Room>,
}

#[derive(Clone, Copy)]
struct Stream(CUstream);

// SAFETY: the driver takes handles of streams from any thread.
unsafe impl Send for Stream {}

/// Memory of the host that a device copies from and to on its own, and the event after a copy.
#[derive(Debug)]
struct Room {
    memory: NonNull<c_void>,
    bytes: usize,
    copied: CUevent,
    stream: CUstream,
}

// SAFETY: the driver takes its handles from any thread, and whoever has the room has it alone.
unsafe impl Send for Room {}

impl Cuda {
    /// Has elements copied to the host when what was started before is done; `None` if there is a fault.
    ///
    /// # Safety
    /// The elements stay where they are until the answer is dropped, and nobody else reads or writes them until then.
    pub unsafe fn stage<E: Copy>(&self, from: SliceMut<'_, E>) -> Option<Staged<E>> {
        let bytes = from.len() * size_of::<E>();
        let mut staging = lock(&self.device.staging);
        let room = self.attempt(|| {
            let fault = |error| Fault::work("a copy to the host", error);
            let room = staging.room(bytes).map_err(fault)?;
            // SAFETY: the stream and the event are of the device, the elements and the room hold as many bytes, and nobody
            // has either until the copy is waited for.
            unsafe {
                result::event::record(room.copied, self.stream()).map_err(fault)?;
                result::stream::wait_event(room.stream, room.copied, Wait::CU_EVENT_WAIT_DEFAULT).map_err(fault)?;
                result::memcpy_dtoh_async(room.bytes(bytes), from.pointer(), room.stream).map_err(fault)?;
                result::event::record(room.copied, room.stream).map_err(fault)?;
            }
            Ok(room)
        })?;
        Some(Staged {
            cuda: self.clone(),
            pointer: from.pointer(),
            len: from.len(),
            room: Some(room),
            elements: PhantomData,
        })
    }
}

impl<E: Copy> Staged<E> {
    /// The device that they are of.
    pub fn cuda(&self) -> &Cuda {
        &self.cuda
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The elements, when they are there; `None` if there is a fault.
    pub fn elements(&mut self) -> Option<&mut [E]> {
        let room = self.room.as_mut()?;
        self.cuda.attempt(|| room.wait())?;
        // SAFETY: as many elements were copied there, and nobody else has the room.
        Some(unsafe { slice::from_raw_parts_mut(room.memory.as_ptr().cast(), self.len) })
    }

    /// Copies them back to where they were, and waits for that; `None` if there is a fault.
    pub fn bring_back(mut self) -> Option<()> {
        let Self { cuda, pointer, len, room, .. } = &mut self;
        let room = room.as_mut()?;
        cuda.attempt(|| {
            let fault = |error| Fault::work("a copy to the device", error);
            // SAFETY: both hold as many bytes, and the copy is waited for.
            unsafe {
                result::memcpy_htod_async(*pointer, room.bytes(*len * size_of::<E>()), room.stream).map_err(fault)?;
                result::event::record(room.copied, room.stream).map_err(fault)?;
            }
            room.wait()
        })
    }
}

impl<E> Drop for Staged<E> {
    fn drop(&mut self) {
        let Some(room) = self.room.take() else { return };
        // A room that the device may still write to is nobody's any more.
        if self.cuda.device.driver.bind_to_thread().is_ok() && room.wait().is_ok() {
            lock(&self.cuda.device.staging).rooms.push(room);
        }
    }
}

impl Staging {
    /// The smallest room that is large enough, or a new one.
    fn room(&mut self, bytes: usize) -> Result<Room, DriverError> {
        let fitting = (0..self.rooms.len()).filter(|&i| self.rooms[i].bytes >= bytes);
        if let Some(fitting) = fitting.min_by_key(|&i| self.rooms[i].bytes) {
            return Ok(self.rooms.swap_remove(fitting));
        }
        let Stream(stream) = match self.stream {
            Some(stream) => stream,
            None => *self.stream.insert(Stream(result::stream::create(StreamKind::NonBlocking)?)),
        };
        Room::new(bytes.max(1), stream)
    }
}

impl Room {
    fn new(bytes: usize, stream: CUstream) -> Result<Self, DriverError> {
        let mut memory = ptr::null_mut();
        // SAFETY: it writes the address of as many bytes.
        unsafe { sys::cuMemHostAlloc(&raw mut memory, bytes, 0) }.result()?;
        let memory = NonNull::new(memory).unwrap_or(NonNull::dangling());
        let copied = result::event::create(Flags::CU_EVENT_DISABLE_TIMING).inspect_err(|_| {
            // SAFETY: it was allocated above.
            let _ = unsafe { sys::cuMemFreeHost(memory.as_ptr()) };
        })?;
        Ok(Self { memory, bytes, copied, stream })
    }

    /// The first bytes of it.
    #[expect(clippy::mut_from_ref, reason = "the driver is told where they are, and nobody reads them then")]
    unsafe fn bytes(&self, count: usize) -> &mut [u8] {
        // SAFETY: there are as many; nobody else has them is the caller's word.
        unsafe { slice::from_raw_parts_mut(self.memory.as_ptr().cast(), count) }
    }

    /// Waits for the last copy.
    fn wait(&self) -> Result<(), Fault> {
        // SAFETY: the event is the room's.
        unsafe { sys::cuEventSynchronize(self.copied) }
            .result()
            .map_err(|error| Fault::work("waiting for a copy", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_changed_while_the_device_goes_on() {
        let Some(cuda) = Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok() else { return };
        let mut buffer = cuda.buffer::<f32>(300).unwrap();
        // The second time it is in the room of the first.
        for factor in [2.0, 3.0] {
            cuda.set(1_f32.to_bits(), buffer.write());
            // SAFETY: of what is lent, nothing is read or written before it is back.
            let mut staged = unsafe { cuda.stage(buffer.write().into_part(100..200)) }.unwrap();
            cuda.set(5_f32.to_bits(), buffer.write().into_part(0..100));
            cuda.set(6_f32.to_bits(), buffer.write().into_part(200..300));
            let elements = staged.elements().unwrap();
            assert_eq!(elements, [1.0; 100]);
            elements.iter_mut().for_each(|element| *element *= factor);
            staged.bring_back().unwrap();
            let mut all = [0.0; 300];
            cuda.download(buffer.read(), &mut all).unwrap();
            assert!(all[..100] == [5.0; 100] && all[100..200] == [factor; 100] && all[200..] == [6.0; 100]);
        }
        assert!(!lock(&cuda.device.staging).rooms.is_empty());
    }

    #[test]
    fn what_is_given_up_stays_as_it_was() {
        let Some(cuda) = Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok() else { return };
        let mut buffer = cuda.buffer::<f64>(7).unwrap();
        // SAFETY: as above.
        let mut staged = unsafe { cuda.stage(buffer.write()) }.unwrap();
        staged.elements().unwrap().fill(9.0);
        drop(staged);
        let mut all = [1.0; 7];
        cuda.download(buffer.read(), &mut all).unwrap();
        assert_eq!(all, [0.0; 7]);
    }
}
