use std::ffi::c_void;
use std::marker::PhantomData;
use std::ops::Range;
use std::ptr;

use cudarc::driver::sys::CUdeviceptr;

/// Elements in a device's memory, to be read.
#[derive(Debug)]
pub struct Slice<'a, E> {
    pointer: CUdeviceptr,
    len: usize,
    elements: PhantomData<&'a [E]>,
}

/// Elements in a device's memory, to be written.
#[derive(Debug)]
pub struct SliceMut<'a, E> {
    pointer: CUdeviceptr,
    len: usize,
    elements: PhantomData<&'a mut [E]>,
}

impl<E> Clone for Slice<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Slice<'_, E> {}

impl<E> Slice<'_, E> {
    /// `len` elements from an address on.
    ///
    /// # Safety
    /// They are on the device that the slice is used with, and as long as it lives nothing frees them or writes to
    /// them, but for work that was started before.
    pub unsafe fn new(pointer: CUdeviceptr, len: usize) -> Self {
        Slice { pointer: if len == 0 { 0 } else { pointer }, len, elements: PhantomData }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The address; 0 if there are no elements.
    pub fn pointer(&self) -> CUdeviceptr {
        self.pointer
    }

    /// Where the address is, for a kernel that takes it.
    pub(super) fn place(&self) -> *const c_void {
        ptr::from_ref(&self.pointer).cast()
    }

    /// Some of the elements.
    pub fn part(self, range: Range<usize>) -> Self {
        let (pointer, len) = part::<E>(self.pointer, self.len, range);
        // SAFETY: they are some of these elements.
        unsafe { Self::new(pointer, len) }
    }
}

impl<E> SliceMut<'_, E> {
    /// `len` elements from an address on.
    ///
    /// # Safety
    /// They are on the device that the slice is used with, and as long as it lives nothing else frees them, reads them
    /// or writes to them, but for work that was started before.
    pub unsafe fn new(pointer: CUdeviceptr, len: usize) -> Self {
        SliceMut { pointer: if len == 0 { 0 } else { pointer }, len, elements: PhantomData }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The address; 0 if there are no elements.
    pub fn pointer(&self) -> CUdeviceptr {
        self.pointer
    }

    /// The same elements to be read.
    pub fn read(&self) -> Slice<'_, E> {
        // SAFETY: nobody writes to them as long as `self` is borrowed.
        unsafe { Slice::new(self.pointer, self.len) }
    }

    /// The same elements for a shorter time.
    pub fn write(&mut self) -> SliceMut<'_, E> {
        // SAFETY: `self` is not used as long as it is borrowed.
        unsafe { SliceMut::new(self.pointer, self.len) }
    }

    /// Where the address is, for a kernel that takes it.
    pub(super) fn place(&self) -> *const c_void {
        ptr::from_ref(&self.pointer).cast()
    }

    /// Some of the elements.
    pub fn part(&mut self, range: Range<usize>) -> SliceMut<'_, E> {
        let (pointer, len) = part::<E>(self.pointer, self.len, range);
        // SAFETY: they are some of these elements, and `self` is not used as long as it is borrowed.
        unsafe { SliceMut::new(pointer, len) }
    }

    /// Some of the elements alone.
    pub fn into_part(self, range: Range<usize>) -> Self {
        let (pointer, len) = part::<E>(self.pointer, self.len, range);
        // SAFETY: they are some of these elements, which `self` does not have any more.
        unsafe { Self::new(pointer, len) }
    }
}

fn part<E>(pointer: CUdeviceptr, len: usize, range: Range<usize>) -> (CUdeviceptr, usize) {
    assert!(range.start <= range.end && range.end <= len, "elements {range:?} of {len}");
    (pointer + (range.start * size_of::<E>()) as CUdeviceptr, range.len())
}

/// The length that several slices have in common.
///
/// # Panics
/// If they differ, as the kernels of the CPU do where a slice is too short.
#[track_caller]
pub(in super::super) fn common_length<const N: usize>(lengths: [usize; N]) -> usize {
    let length = lengths[0];
    assert!(lengths.iter().all(|&other| other == length), "the lengths differ: {lengths:?}");
    length
}

/// Compares the lengths of slices with those that they must have.
///
/// # Panics
/// If one differs.
#[track_caller]
pub(in super::super) fn check_lengths<const N: usize>(lengths: [usize; N], expected: [usize; N]) {
    assert_eq!(lengths, expected, "the lengths are not those of the geometry");
}
