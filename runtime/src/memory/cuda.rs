use super::Block;
use crate::kernels::Float;
use crate::kernels::cuda::{Buffer, Cuda, Slice, SliceMut};

/// A block in the memory of one CUDA device, or of several, whose allocations align to more than a cache line.
#[derive(Debug)]
pub struct Parts<E> {
    /// Each with the number of its first element, in the order of these.
    parts: Vec<(usize, Buffer<E>)>,
}

impl<E> Parts<E> {
    /// Parts that do not overlap: one at least.
    pub(crate) fn new(parts: Vec<(usize, Buffer<E>)>) -> Self {
        debug_assert!(!parts.is_empty() && parts.windows(2).all(|two| two[0].0 + two[0].1.len() <= two[1].0));
        Self { parts }
    }

    /// The part that an element is in, and the element's number there.
    fn find(&self, start: usize) -> (&Buffer<E>, usize) {
        let after = self.parts.partition_point(|(first, _)| *first <= start);
        let (first, buffer) = &self.parts[after - 1];
        (buffer, start - first)
    }
}

impl<E: Float> Block<E, Cuda> for Parts<E> {
    fn kernels(&self) -> Cuda {
        self.parts[0].1.cuda().clone()
    }

    fn size(&self) -> usize {
        self.parts.iter().map(|(_, buffer)| buffer.len()).sum()
    }

    fn kernels_at(&self, start: usize) -> Cuda {
        self.find(start).0.cuda().clone()
    }

    fn holds(&self, start: usize, len: usize) -> bool {
        let (buffer, from) = self.find(start);
        from + len <= buffer.len()
    }

    unsafe fn read(&self, start: usize, len: usize) -> Slice<'_, E> {
        let (buffer, from) = self.find(start);
        buffer.read().part(from..from + len)
    }

    unsafe fn write(&self, start: usize, len: usize) -> SliceMut<'_, E> {
        let (buffer, from) = self.find(start);
        let part = buffer.read().part(from..from + len);
        // SAFETY: the elements are the buffer's; that nobody else has them is the caller's word.
        unsafe { SliceMut::new(part.pointer(), len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_written_side_by_side() {
        let Some(cuda) = Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok() else { return };
        let block = Parts::new(vec![(0, cuda.buffer::<f32>(10).unwrap())]);
        let mut all = [f32::NAN; 10];
        // SAFETY: no two parts overlap that are there at the same time.
        unsafe {
            let (a, b) = (Block::write(&block, 0, 4), Block::write(&block, 4, 2));
            cuda.upload(&[1.0; 4], a);
            cuda.upload(&[2.0; 2], b);
            cuda.download(Block::read(&block, 0, 10), &mut all).unwrap();
        }
        assert_eq!(all, [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!((block.size(), Block::kernels(&block).ordinal()), (10, 0));
    }

    #[test]
    fn an_element_is_in_its_part() {
        let Some(cuda) = Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok() else { return };
        let buffers = [4, 0, 3].map(|len| cuda.buffer::<f64>(len).unwrap());
        let begin = [&buffers[0], &buffers[2]].map(|buffer| buffer.read().pointer());
        let block = Parts::new([0, 10, 20].into_iter().zip(buffers).collect());
        // SAFETY: nobody writes.
        let at = |start: usize| unsafe { Block::read(&block, start, 1).pointer() };
        assert_eq!([at(0), at(3), at(20), at(22)], [begin[0], begin[0] + 24, begin[1], begin[1] + 16]);
        assert!(block.holds(1, 3) && block.holds(20, 3) && block.holds(10, 0));
        assert!(!block.holds(1, 4) && !block.holds(4, 1) && !block.holds(10, 1));
        assert_eq!(block.size(), 7);
    }
}
