use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;
use std::slice;

use super::{ALIGNMENT, Block};
use crate::kernels::{Cpu, Float};

/// A block in the memory of the processor, zeros at first, that begins at a cache line.
#[derive(Debug)]
pub struct HostBlock<E> {
    /// What was allocated, with room for the alignment.
    allocation: NonNull<u8>,
    layout: Layout,
    first: NonNull<E>,
    len: usize,
}

// SAFETY: a block owns its memory, as a vector does. Who hands out parts of it sees to it that none is written while another
// overlaps it.
unsafe impl<E: Send> Send for HostBlock<E> {}
// SAFETY: as above; `read` and `write` ask for that in their contracts.
unsafe impl<E: Sync> Sync for HostBlock<E> {}

impl<E: Float> HostBlock<E> {
    /// Allocates zeros, `None` if there is no memory for them.
    pub fn zeroed(len: usize) -> Option<Self> {
        let line = ALIGNMENT * size_of::<E>();
        let bytes = len.checked_mul(size_of::<E>())?.checked_add(line)?;
        // An allocation that is aligned to more than the allocator does anyway would be filled with zeros by hand, and all
        // of its pages touched.
        let layout = Layout::from_size_align(bytes, align_of::<E>()).ok()?;
        // SAFETY: the layout has a size above 0.
        let allocation = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        let offset = allocation.as_ptr().align_offset(line);
        // SAFETY: the offset to the next line is below the length of a line, which was allocated beside the elements.
        let first = unsafe { allocation.add(offset) }.cast();
        Some(Self { allocation, layout, first, len })
    }
}

impl<E> Drop for HostBlock<E> {
    fn drop(&mut self) {
        // SAFETY: it was allocated with this layout, and nobody has a part of it any more.
        unsafe { dealloc(self.allocation.as_ptr(), self.layout) };
    }
}

impl<E: Float> Block<E, Cpu> for HostBlock<E> {
    fn kernels(&self) -> Cpu {
        Cpu
    }

    fn size(&self) -> usize {
        self.len
    }

    unsafe fn read(&self, start: usize, len: usize) -> &[E] {
        debug_assert!(start + len <= self.len);
        // SAFETY: all elements of the block are initialised; that these are within it and not written is the caller's word.
        unsafe { slice::from_raw_parts(self.first.add(start).as_ptr(), len) }
    }

    // The block is memory that the caller shares out; the contract forbids that a part is handed out twice.
    #[allow(clippy::mut_from_ref)]
    unsafe fn write(&self, start: usize, len: usize) -> &mut [E] {
        debug_assert!(start + len <= self.len);
        // SAFETY: as in `read`, and the memory comes from a pointer that may write.
        unsafe { slice::from_raw_parts_mut(self.first.add(start).as_ptr(), len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_at_a_cache_line_with_zeros() {
        for len in [0, 1, 17, 4096] {
            let block = HostBlock::<f64>::zeroed(len).unwrap();
            assert_eq!(block.first.as_ptr().addr() % (8 * ALIGNMENT), 0);
            // SAFETY: the whole block, which nobody writes.
            assert_eq!(unsafe { block.read(0, len) }, vec![0.0; len]);
        }
    }

    #[test]
    fn parts_are_written_side_by_side() {
        let block = HostBlock::<f32>::zeroed(10).unwrap();
        // SAFETY: three parts that do not overlap.
        let (a, b, c) = unsafe { (block.write(0, 4), block.write(4, 2), block.read(6, 4)) };
        a.fill(1.0);
        b.fill(2.0);
        assert_eq!(c, [0.0; 4]);
        // SAFETY: the parts before are not used any more.
        assert_eq!(unsafe { block.read(2, 4) }, [1.0, 1.0, 2.0, 2.0]);
    }

    #[test]
    fn too_much_memory_is_no_panic() {
        assert!(HostBlock::<f32>::zeroed(usize::MAX / 2).is_none());
        assert!(HostBlock::<f32>::zeroed(usize::MAX / 8).is_none());
    }
}
