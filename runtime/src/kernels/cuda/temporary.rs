use cudarc::driver::result;
use cudarc::driver::sys::CUdeviceptr;

use super::{Cuda, Fault, SliceMut, lock};

/// The most that a kernel can be lent.
const TICKETS: usize = 1024;

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
            let mut block = Some(block);
            self.with_recorded_blocks(|blocks| blocks.extend(block.take()));
            lock(&self.device.temporaries).extend(block);
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

    /// Counters for kernels that find out which of their blocks comes last: zeros, which they leave behind, too.
    ///
    /// They are lent to all kernels at once, which are done one after the other.
    pub(in super::super) fn with_tickets(&self, len: usize, work: impl FnOnce(SliceMut<'_, i32>)) {
        assert!(len <= TICKETS, "a kernel of {len} tickets");
        let mut tickets = lock(&self.device.tickets);
        let pointer = match *tickets {
            Some(pointer) => Some(pointer),
            None => self.attempt(|| {
                let pointer = self.allocate(TICKETS * size_of::<i32>())?;
                // SAFETY: it was allocated for as many, and nobody else has it.
                self.clear(unsafe { SliceMut::<i32>::new(pointer, TICKETS) })?;
                Ok(pointer)
            }),
        };
        *tickets = pointer;
        drop(tickets);
        if let Some(pointer) = pointer {
            // SAFETY: there are as many, and who has them writes to them after those who had them before.
            work(unsafe { SliceMut::new(pointer, len) });
        }
    }

    /// Lends memory for the sums of `parts` parts of each of `len` results, or none if there is one part, whose sum can go
    /// where the result belongs.
    pub(in super::super) fn with_parts(&self, len: usize, parts: usize, work: impl FnOnce(Option<SliceMut<'_, f64>>)) {
        match parts {
            1 => work(None),
            parts => self.with_temporary(len * parts, |sums| work(Some(sums))),
        }
    }

    /// The smallest block that is large enough. A larger one takes the place of the largest that is not, unless work is
    /// recorded: what was recorded before comes back to its own.
    pub(super) fn block(&self, bytes: usize) -> Result<Block, Fault> {
        if let Some(recorded) = self.with_recorded_blocks(|blocks| take_smallest(blocks, bytes)) {
            return recorded.map_or_else(|| Ok(Block { pointer: self.allocate(bytes)?, bytes }), Ok);
        }
        let mut blocks = lock(&self.device.temporaries);
        if let Some(fitting) = take_smallest(&mut blocks, bytes) {
            return Ok(fitting);
        }
        if let Some(largest) = (0..blocks.len()).max_by_key(|&i| blocks[i].bytes) {
            let block = blocks.swap_remove(largest);
            // SAFETY: the address is of an allocation that is lent to nobody; the driver waits for work on it.
            unsafe { result::free_sync(block.pointer) }.map_err(|error| Fault::work("freeing memory", error))?;
        }
        Ok(Block { pointer: self.allocate(bytes)?, bytes })
    }
}

/// The smallest block that is large enough.
fn take_smallest(blocks: &mut Vec<Block>, bytes: usize) -> Option<Block> {
    let fitting = (0..blocks.len()).filter(|&i| blocks[i].bytes >= bytes).min_by_key(|&i| blocks[i].bytes);
    fitting.map(|fitting| blocks.swap_remove(fitting))
}
