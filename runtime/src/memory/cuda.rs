use super::Block;
use crate::kernels::Float;
use crate::kernels::cuda::{Buffer, Cuda, Slice, SliceMut};

/// A block in the memory of a CUDA device, which its allocations align to more than a cache line.
impl<E: Float> Block<E, Cuda> for Buffer<E> {
    fn kernels(&self) -> Cuda {
        self.cuda().clone()
    }

    fn size(&self) -> usize {
        self.len()
    }

    unsafe fn read(&self, start: usize, len: usize) -> Slice<'_, E> {
        self.read().part(start..start + len)
    }

    unsafe fn write(&self, start: usize, len: usize) -> SliceMut<'_, E> {
        let part = self.read().part(start..start + len);
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
        let block = cuda.buffer::<f32>(10).unwrap();
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
}
