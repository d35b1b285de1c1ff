use std::marker::PhantomData;

use cudarc::driver::result;
use cudarc::driver::sys::{self, CUdeviceptr, CUevent, CUevent_flags as Flags};

use super::super::{Cuda, Fault, SliceMut};

/// Elements of a device that are there when what was started before is done.
#[derive(Debug)]
pub struct Awaited<E> {
    cuda: Cuda,
    pointer: CUdeviceptr,
    len: usize,
    there: CUevent,
    elements: PhantomData<E>,
}

// SAFETY: the driver takes its handles from any thread, and the elements are nobody else's on the word of who lends them.
unsafe impl<E: Send> Send for Awaited<E> {}

impl Cuda {
    /// Marks where elements are there among what is started on the device; `None` if there is a fault.
    ///
    /// # Safety
    /// The elements stay where they are until the answer is dropped, and nobody else reads or writes them until then.
    pub unsafe fn awaited<E>(&self, elements: SliceMut<'_, E>) -> Option<Awaited<E>> {
        let there = self.attempt(|| {
            let fault = |error| Fault::work("an event", error);
            let there = result::event::create(Flags::CU_EVENT_DISABLE_TIMING).map_err(fault)?;
            // SAFETY: the event and the stream are of the device.
            unsafe { result::event::record(there, self.stream()) }.map_err(fault)?;
            Ok(there)
        })?;
        let (pointer, len) = (elements.pointer(), elements.len());
        Some(Awaited { cuda: self.clone(), pointer, len, there, elements: PhantomData })
    }
}

impl<E> Awaited<E> {
    /// The device that they are of.
    pub fn cuda(&self) -> &Cuda {
        &self.cuda
    }

    /// The elements, when they are there; `None` if there is a fault.
    pub fn elements(&mut self) -> Option<SliceMut<'_, E>> {
        self.cuda.attempt(|| {
            // SAFETY: the event is this one's.
            unsafe { sys::cuEventSynchronize(self.there) }
                .result()
                .map_err(|error| Fault::work("waiting for gradients", error))
        })?;
        // SAFETY: they are nobody else's on the word of who lends them, and `self` is borrowed alone.
        Some(unsafe { SliceMut::new(self.pointer, self.len) })
    }
}

impl<E> Drop for Awaited<E> {
    fn drop(&mut self) {
        if self.cuda.device.driver.bind_to_thread().is_ok() {
            // SAFETY: the event is used no more. A destructor has nobody to tell of a fault.
            let _ = unsafe { result::event::destroy(self.there) };
        }
    }
}
