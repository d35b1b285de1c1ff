use cudarc::driver::result;
use cudarc::driver::sys::CUdeviceptr;

use super::{Cuda, Fault, SliceMut, lock};

/// Memory that is lent to one piece of work after the other.
pub(super) struct Block {
    pointer: CUdeviceptr,
    bytes: usize,
}

impl Block {
    pub(super) fn pointer(&self) -> CUdeviceptr {
        self.pointer
    }
}

impl Cuda {
    /// Lends memory of unknown content to `work`, which is not done if there is none.
    ///
    /// It is lent again as soon as `work` has started all that it has to: what is started later on the same stream comes
    /// later.
    pub(in super::super) fn with_temporary<E>(&self, len: usize, work: impl FnOnce(SliceMut<'_, E>)) {
        let Some(block) = self.attempt(|| self.block(len * size_of::<E>())) else {
            return;
        };
        // SAFETY: the block is large enough, and it is not in the list as long as the slice lives.
        work(unsafe { SliceMut::new(block.pointer, len) });
        self.give_back(block);
    }

    /// Takes back a block that is needed by nothing but work that was started before.
    pub(super) fn give_back(&self, block: Block) {
        if block.bytes > 0 {
            lock(&self.device.temporaries).push(block);
        }
    }

    /// Lends memory as [`Cuda::with_temporary`] does, all bits of it 0.
    pub(in super::super) fn with_zeros<E>(&self, len: usize, work: impl FnOnce(SliceMut<'_, E>)) {
        self.with_temporary(len, |mut memory| {
            if self.attempt(|| self.clear(memory.write())).is_some() {
                work(memory);
            }
        });
    }

    /// Lends memory for the sums of `parts` parts of each of `len` results, or none if there is one part, whose sum can go
    /// where the result belongs.
    pub(in super::super) fn with_parts(&self, len: usize, parts: usize, work: impl FnOnce(Option<SliceMut<'_, f64>>)) {
        match parts {
            1 => work(None),
            parts => self.with_temporary(len * parts, |sums| work(Some(sums))),
        }
    }

    /// The smallest block that is large enough. A larger one takes the place of the largest that is not.
    pub(super) fn block(&self, bytes: usize) -> Result<Block, Fault> {
        let mut blocks = lock(&self.device.temporaries);
        let fitting = (0..blocks.len()).filter(|&i| blocks[i].bytes >= bytes).min_by_key(|&i| blocks[i].bytes);
        if let Some(fitting) = fitting {
            return Ok(blocks.swap_remove(fitting));
        }
        if let Some(largest) = (0..blocks.len()).max_by_key(|&i| blocks[i].bytes) {
            let block = blocks.swap_remove(largest);
            // SAFETY: the address is of an allocation that is lent to nobody; the driver waits for work on it.
            unsafe { result::free_sync(block.pointer) }.map_err(|error| Fault::work("freeing memory", error))?;
        }
        Ok(Block { pointer: self.allocate(bytes)?, bytes })
    }
}
