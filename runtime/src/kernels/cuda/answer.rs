//! How numbers get out of a device, and into it.

use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::slice;

use cudarc::driver::sys::{self, CUevent, CUevent_flags as Flags};
use cudarc::driver::{DriverError, result};

use super::super::List;
use super::{Argument, Cuda, Fault, Grid, Slice, SliceMut, Source, lock};

static SOURCE: Source = Source { folder: "cuda", text: include_str!("kernel.cu") };

/// Memory of the host that a device writes to on its own, and the event after that.
pub(super) struct Mailbox {
    memory: NonNull<c_void>,
    bytes: usize,
    written: CUevent,
}

// SAFETY: the driver takes its handles from any thread, and whoever has the mailbox has it alone.
unsafe impl Send for Mailbox {}

impl Mailbox {
    fn new(bytes: usize) -> Result<Self, DriverError> {
        let mut memory = ptr::null_mut();
        // SAFETY: it writes the address of as many bytes.
        unsafe { sys::cuMemHostAlloc(&raw mut memory, bytes, 0) }.result()?;
        let memory = NonNull::new(memory).unwrap_or(NonNull::dangling());
        let written = result::event::create(Flags::CU_EVENT_DISABLE_TIMING).inspect_err(|_| {
            // SAFETY: it was allocated above.
            let _ = unsafe { sys::cuMemFreeHost(memory.as_ptr()) };
        })?;
        Ok(Mailbox { memory, bytes, written })
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // A destructor has nobody to tell.
        // SAFETY: nobody uses them, for whoever had something written has waited for it.
        unsafe {
            let _ = sys::cuMemFreeHost(self.memory.as_ptr());
            let _ = result::event::destroy(self.written);
        }
    }
}

impl Cuda {
    /// The first element of each, when what was started before is done: all of them are waited for at once. `None` if
    /// there is a fault.
    pub fn scalars<E: Copy + Default>(&self, from: &[Slice<'_, E>]) -> Option<List<E>> {
        let mut mailbox = lock(&self.device.mailbox);
        let bytes = size_of_val(from).max(1);
        self.attempt(|| {
            let fault = |error| Fault::work("a copy from the device", error);
            let mailbox = match &mut *mailbox {
                Some(mailbox) if mailbox.bytes >= bytes => mailbox,
                other => other.insert(Mailbox::new(bytes.next_multiple_of(4096)).map_err(fault)?),
            };
            // SAFETY: there is room for as many elements, which are written before they are read, and nobody else has the
            // mailbox.
            let to: &mut [E] = unsafe {
                ptr::write_bytes(mailbox.memory.as_ptr().cast::<u8>(), 0, mailbox.bytes);
                slice::from_raw_parts_mut(mailbox.memory.as_ptr().cast(), from.len())
            };
            for (from, to) in from.iter().zip(to.iter_mut()) {
                let from = from.part(0..1);
                // SAFETY: both hold an element, and the copy is waited for below.
                unsafe { result::memcpy_dtoh_async(slice::from_mut(to), from.pointer(), self.stream()) }
                    .map_err(fault)?;
            }
            // SAFETY: the event is the mailbox's.
            unsafe {
                result::event::record(mailbox.written, self.stream())
                    .and_then(|()| sys::cuEventSynchronize(mailbox.written).result())
            }
            .map_err(fault)?;
            Ok(to.iter().copied().collect())
        })
    }

    /// Writes numbers that the host has, without waiting for anything.
    pub fn put(&self, numbers: &[usize], mut to: SliceMut<'_, usize>) {
        assert_eq!(numbers.len(), to.len(), "the lengths differ");
        for (place, few) in numbers.chunks(4).enumerate() {
            let number = |place: usize| few.get(place).map_or(0, |&number| number as u64);
            let [a, b, c, d] = [0, 1, 2, 3].map(number);
            let to = to.part(4 * place..4 * place + few.len());
            let arguments: [&dyn Argument; 6] = [&few.len(), &a, &b, &c, &d, &to];
            // SAFETY: a thread writes a number of its own.
            unsafe { self.launch::<f32>(&SOURCE, "put", Grid::blocks(1).threads(32), &arguments) }
        }
    }

    /// Numbers that do not change, in the memory of the device: they are copied when they are asked for first, and stay.
    /// `None` if there is a fault.
    pub(in super::super) fn constants(&self, numbers: &[f64]) -> Option<Slice<'_, f64>> {
        let mut constants = lock(&self.device.constants);
        let key: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
        let pointer = match constants.get(&key) {
            Some(&pointer) => pointer,
            None => {
                let pointer = self.attempt(|| {
                    let pointer = self.allocate(size_of_val(numbers))?;
                    // SAFETY: there is room for as many, and the copy is done when the call returns.
                    let copied = unsafe { result::memcpy_htod_sync(pointer, numbers) };
                    copied.map(|()| pointer).map_err(|error| Fault::work("a copy to the device", error))
                })?;
                constants.insert(key, pointer);
                pointer
            }
        };
        // SAFETY: as many elements are there, which are neither freed nor written to.
        Some(unsafe { Slice::new(pointer, numbers.len()) })
    }
}
