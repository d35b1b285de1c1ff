use std::marker::PhantomData;

/// A slice whose elements are written by several threads, each element by one.
#[derive(Clone, Copy)]
pub(in super::super) struct Disjoint<'a, E> {
    start: *mut E,
    len: usize,
    slice: PhantomData<&'a mut [E]>,
}

// SAFETY: it stands for a `&mut [E]`; that threads keep apart is the contract of `Disjoint::part`.
unsafe impl<E: Send> Send for Disjoint<'_, E> {}
// SAFETY: as above.
unsafe impl<E: Send> Sync for Disjoint<'_, E> {}

impl<'a, E> Disjoint<'a, E> {
    pub(in super::super) fn new(slice: &'a mut [E]) -> Self {
        Disjoint { start: slice.as_mut_ptr(), len: slice.len(), slice: PhantomData }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn as_ptr(&self) -> *mut E {
        self.start
    }

    /// The `len` elements from `start` on.
    ///
    /// # Safety
    ///
    /// While the part is alive, no other part may share an element with it.
    ///
    /// # Panics
    ///
    /// Panics if the part is not inside the slice.
    pub(in super::super) unsafe fn part(&self, start: usize, len: usize) -> &'a mut [E] {
        assert!(start <= self.len && len <= self.len - start, "the part is outside the slice");
        // SAFETY: inside the slice by the check above; no other part overlaps, says the caller.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), len) }
    }
}
