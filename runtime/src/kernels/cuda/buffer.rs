use std::marker::PhantomData;

use cudarc::driver::result;
use cudarc::driver::sys::{self, CUdeviceptr};

use super::{Cuda, Fault, Slice, SliceMut};

/// Memory of a device that is freed when it is dropped.
#[derive(Debug)]
pub struct Buffer<E> {
    cuda: Cuda,
    pointer: CUdeviceptr,
    len: usize,
    elements: PhantomData<E>,
}

impl Cuda {
    /// Memory for `len` elements, all bits of it 0.
    ///
    /// # Errors
    /// If the memory of the device is full, or a fault has not been taken.
    pub fn buffer<E: Copy>(&self, len: usize) -> Result<Buffer<E>, Fault> {
        let bytes = len * size_of::<E>();
        let mut buffer = Buffer { cuda: self.clone(), pointer: self.allocate(bytes)?, len, elements: PhantomData };
        self.clear(buffer.write())?;
        Ok(buffer)
    }

    /// Sets all bits to 0.
    pub(super) fn clear<E>(&self, memory: SliceMut<'_, E>) -> Result<(), Fault> {
        let bytes = memory.len() * size_of::<E>();
        if bytes == 0 {
            return Ok(());
        }
        // SAFETY: there are as many bytes, and nobody else uses them.
        unsafe { result::memset_d8_async(memory.pointer(), 0, bytes, self.stream()) }
            .map_err(|error| Fault::work("clearing memory", error))
    }

    /// Gives all elements, which have four bytes, one value.
    pub(in super::super) fn set<E>(&self, bits: u32, memory: SliceMut<'_, E>) {
        assert_eq!(size_of::<E>(), 4, "the device sets words of four bytes");
        if memory.is_empty() {
            return;
        }
        self.attempt(|| {
            // SAFETY: there are as many elements, and nobody else uses them.
            unsafe { sys::cuMemsetD32Async(memory.pointer(), bits, memory.len(), self.stream()) }
                .result()
                .map_err(|error| Fault::work("filling memory", error))
        });
    }

    /// Makes zeros of elements.
    pub(in super::super) fn zero<E>(&self, memory: SliceMut<'_, E>) {
        self.attempt(|| self.clear(memory));
    }

    /// An address of so many bytes, or 0 of none.
    pub(super) fn allocate(&self, bytes: usize) -> Result<CUdeviceptr, Fault> {
        if bytes == 0 {
            return Ok(0);
        }
        self.device.driver.bind_to_thread().map_err(|error| Fault::work("binding the device", error))?;
        // SAFETY: whoever asks knows that nothing has been written there.
        unsafe { result::malloc_sync(bytes) }.map_err(|error| Fault::memory(self.ordinal(), bytes, error))
    }
}

impl<E> Buffer<E> {
    /// The device that it is on.
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

    /// The elements to be read.
    pub fn read(&self) -> Slice<'_, E> {
        // SAFETY: there are as many, and whoever writes them borrows `self` alone.
        unsafe { Slice::new(self.pointer, self.len) }
    }

    /// The elements to be written.
    pub fn write(&mut self) -> SliceMut<'_, E> {
        // SAFETY: there are as many, and `self` is borrowed alone.
        unsafe { SliceMut::new(self.pointer, self.len) }
    }
}

impl<E> Drop for Buffer<E> {
    fn drop(&mut self) {
        if self.pointer != 0 && self.cuda.device.driver.bind_to_thread().is_ok() {
            // After a fault of the device there is nothing left to free, and a destructor has nobody to tell.
            // SAFETY: the address is of an allocation, and no slice of it is left; the driver waits for work on it.
            let _ = unsafe { result::free_sync(self.pointer) };
        }
    }
}
