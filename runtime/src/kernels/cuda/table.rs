use super::temporary::Block;
use super::{Cuda, Fault, Slice, SliceMut, lock};

/// How many tables a device remembers.
const REMEMBERED: usize = 32;

/// Tables of addresses and lengths that kernels have been given, in the memory of the device.
///
/// An optimizer's table is the same from step to step as long as nobody assigns another tensor to a variable, so that it is
/// looked for by what is in it, and seldom uploaded.
#[derive(Default)]
pub(super) struct Tables {
    /// The last that was used comes last.
    known: Vec<(Vec<u64>, Block)>,
    /// The one that is being written.
    next: Vec<u64>,
}

impl Cuda {
    /// Lends the table that `write` writes to `work`, which is not done if there is a fault.
    pub(in super::super) fn with_table(&self, write: impl FnOnce(&mut Vec<u64>), work: impl FnOnce(Slice<'_, u64>)) {
        let mut next = std::mem::take(&mut lock(&self.device.tables).next);
        next.clear();
        write(&mut next);
        // Nobody takes a table away before the work on it has been started.
        let mut tables = lock(&self.device.tables);
        let found = tables.known.iter().rposition(|(words, _)| *words == next);
        let table = match found {
            Some(index) => Some(tables.known.remove(index)),
            None => self.attempt(|| self.place(&mut tables, next.len())).map(|block| {
                // SAFETY: the block is large enough, and nobody else has it.
                self.upload(&next, unsafe { SliceMut::new(block.pointer(), next.len()) });
                (next.clone(), block)
            }),
        };
        if let Some(table) = table {
            // SAFETY: the block holds as many words, and what is started later on the stream does not write to it before.
            work(unsafe { Slice::new(table.1.pointer(), table.0.len()) });
            tables.known.push(table);
        }
        tables.next = next;
    }

    /// A place for a table of so many words: that of the oldest, if there are too many.
    fn place(&self, tables: &mut Tables, words: usize) -> Result<Block, Fault> {
        if tables.known.len() == REMEMBERED {
            let (_, block) = tables.known.remove(0);
            self.give_back(block);
        }
        self.block(words * size_of::<u64>())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parity::device;
    use super::*;

    #[test]
    fn a_table_is_uploaded_once_and_again_when_it_is_forgotten() {
        let Some(cuda) = device() else { return };
        let address_of = |first: u64| {
            let (mut address, mut found) = (0, [0; 3]);
            cuda.with_table(
                |words| words.extend([first, 2, 3]),
                |table| {
                    address = table.pointer();
                    cuda.download(table, &mut found).unwrap();
                },
            );
            assert_eq!(found, [first, 2, 3]);
            address
        };
        let first = address_of(1000);
        let second = address_of(1001);
        assert_ne!(first, second);
        assert_eq!([address_of(1000), address_of(1001), address_of(1000)], [first, second, first]);
        for other in 0..2 * REMEMBERED as u64 {
            address_of(2000 + other);
        }
        address_of(1000);
        assert!(lock(&cuda.device.tables).known.len() <= REMEMBERED);
        assert_eq!(cuda.take_fault(), None);
    }
}
