use std::convert::Infallible;
use std::ops::Range;
use std::slice;
use std::sync::Arc;

use dfdx::shapes::{HasShape, Shape, Unit};
use dfdx::tensor::{Cpu, CpuError, Tensor, TensorFromVec};
use dfdx::tensor_ops::ReshapeTo;

use super::lent::HostLent;
use super::{Buffer, Device, Dock, Dtype, Fault, FlatIndices};
use crate::Error;
use crate::kernels::{self, List};
use crate::memory::HostBlock;
use crate::pass::Work;
use crate::towers::Threads;

macro_rules! device {
    ($($element:ty),*) => {$(
        impl Device<$element> for Cpu {
            type Kernels = kernels::Cpu;
            type Block = HostBlock<$element>;
            type Recording = Infallible;
            type Dock = Numbers;
            type Lent = HostLent<$element>;

            const IS_APART: bool = false;

            fn kernels(&self) -> Result<kernels::Cpu, Self::Err> {
                Ok(kernels::Cpu)
            }

            fn read<S: Shape>(tensor: &Tensor<S, $element, Self>) -> &[$element] {
                read(tensor)
            }

            fn write<S: Shape>(tensor: &mut Tensor<S, $element, Self>) -> Result<&mut [$element], Self::Err> {
                Ok(write(tensor))
            }

            fn flat_indices<S: Shape>(indices: &Tensor<S, usize, Self>) -> Result<FlatIndices<Self>, Self::Err> {
                let length = indices.shape().num_elements();
                indices.clone().try_contiguous()?.try_reshape_like(&(length,))
            }

            fn shaped_indices<S: Shape>(
                indices: FlatIndices<Self>,
                shape: &S,
            ) -> Result<Tensor<S, usize, Self>, Self::Err> {
                indices.try_reshape_like(shape)
            }

            fn some_indices(
                _: &kernels::Cpu,
                indices: FlatIndices<Self>,
                range: Range<usize>,
            ) -> Result<FlatIndices<Self>, Self::Err> {
                let part = read(&indices)[range].to_vec();
                let length = (part.len(),);
                indices.device().try_tensor_from_vec(part, length)
            }

            fn read_indices(indices: &FlatIndices<Self>) -> &[usize] {
                read(indices)
            }

            fn is_contiguous<S: Shape>(tensor: &Tensor<S, $element, Self>) -> bool {
                is_contiguous(tensor)
            }

            unsafe fn lend(
                _: &kernels::Cpu,
                elements: &mut [$element],
                _: Option<usize>,
            ) -> Result<HostLent<$element>, Fault<Self::Err>> {
                Ok(HostLent { first: elements.as_mut_ptr(), len: elements.len() })
            }

            fn host<'e>(elements: &'e &[$element]) -> Option<&'e [$element]> {
                Some(elements)
            }

            fn host_mut<'e>(elements: &'e mut &mut [$element]) -> Option<&'e mut [$element]> {
                Some(elements)
            }

            fn download(_: &kernels::Cpu, elements: &[$element]) -> Result<Vec<$element>, Fault<Self::Err>> {
                Ok(elements.to_vec())
            }

            fn check(_: &kernels::Cpu) -> Result<(), Fault<Self::Err>> {
                Ok(())
            }

            fn scalars(_: &kernels::Cpu, elements: &[&[$element]]) -> Result<List<$element>, Fault<Self::Err>> {
                Ok(elements.iter().map(|elements| elements[0]).collect())
            }

            fn record(_: &kernels::Cpu, work: &mut dyn FnMut()) -> Option<Infallible> {
                work();
                None
            }

            fn replay(_: &kernels::Cpu, recording: &Infallible) {
                match *recording {}
            }

            fn place(elements: &[$element]) -> u64 {
                elements.as_ptr().addr() as u64
            }

            fn block(parts: &[(&kernels::Cpu, usize, usize)]) -> Result<Self::Block, Fault<Self::Err>> {
                HostBlock::zeroed(parts.iter().map(|(_, _, len)| len).sum()).ok_or_else(|| Fault::of(CpuError::OutOfMemory))
            }

            fn beside(_: &kernels::Cpu, _: usize) -> Result<Option<kernels::Cpu>, Fault<Self::Err>> {
                Ok(None)
            }

            fn work(threads: &Threads, work: Vec<Work<$element, Self>>) -> Vec<Result<Work<$element, Self>, Error>> {
                threads.travel(work)
            }

            fn read_buffer(buffer: &Buffer<$element, Self>) -> &[$element] {
                buffer
            }

            fn write_buffer(buffer: &mut Buffer<$element, Self>) -> &mut [$element] {
                buffer
            }
        }
    )*};
}

device!(f32, f64);

/// What a pass is given beside its tensors, which are read where they are.
#[derive(Debug, Default)]
pub struct Numbers(Vec<usize>);

impl<E: Dtype> Dock<E, Cpu> for Numbers
where
    Cpu: Device<E, Kernels = kernels::Cpu, Block = HostBlock<E>>,
{
    fn take(&mut self, _: &kernels::Cpu, _: usize, _: &[E], _: &kernels::Cpu) -> Result<(), Fault<CpuError>> {
        Ok(())
    }

    fn lend(&mut self, _: usize, _: Arc<HostBlock<E>>) {}

    fn input(&self, _: usize) -> Option<&[E]> {
        None
    }

    fn take_indices(
        &mut self,
        _: &kernels::Cpu,
        _: usize,
        _: &FlatIndices<Cpu>,
        _: &kernels::Cpu,
    ) -> Result<(), Fault<CpuError>> {
        Ok(())
    }

    fn indices(&self, _: usize) -> Option<&[usize]> {
        None
    }

    fn take_numbers(&mut self, _: &kernels::Cpu, numbers: &[usize]) -> Result<(), Fault<CpuError>> {
        self.0.clear();
        self.0.extend_from_slice(numbers);
        Ok(())
    }

    fn number(&self, number: usize) -> &[usize] {
        &self.0[number..=number]
    }
}

fn read<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cpu>) -> &[E] {
    let length = length(tensor);
    if length == 0 {
        return &[];
    }
    let first: *const E = &tensor[S::Concrete::default()];
    // SAFETY: `first` is the start of the tensor's memory, `length` has made sure that the memory holds
    // that many elements, and the borrow of the tensor keeps it alive and unchanged.
    unsafe { slice::from_raw_parts(first, length) }
}

fn write<S: Shape, E: Dtype>(tensor: &mut Tensor<S, E, Cpu>) -> &mut [E] {
    let length = length(tensor);
    if length == 0 {
        return &mut [];
    }
    let first: *mut E = &mut tensor[S::Concrete::default()];
    // SAFETY: as in `read`; indexing mutably has made the memory the tensor's own, and the unique borrow
    // of the tensor keeps it so.
    unsafe { slice::from_raw_parts_mut(first, length) }
}

/// Whether elements that follow each other in the order of the shape follow each other in memory.
fn is_contiguous<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cpu>) -> bool {
    let sizes = tensor.shape().concrete();
    if tensor.shape().num_elements() == 0 {
        return true;
    }
    let mut place = S::Concrete::default();
    let first: *const E = &tensor[place];
    let mut stride = 1;
    (0..S::NUM_DIMS).rev().all(|axis| {
        let expected = stride;
        stride *= sizes[axis];
        if sizes[axis] == 1 {
            return true;
        }
        place[axis] = 1;
        let next: *const E = &tensor[place];
        place[axis] = 0;
        next.addr().wrapping_sub(first.addr()) == expected * size_of::<E>()
    })
}

/// The number of elements in the memory of a tensor.
///
/// # Panics
/// If the tensor is broadcast: one element of its memory then stands for many.
fn length<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cpu>) -> usize {
    let length = tensor.shape().num_elements();
    if length == 0 {
        return 0;
    }
    let mut last = tensor.shape().concrete();
    for axis in 0..S::NUM_DIMS {
        last[axis] -= 1;
    }
    let first: *const E = &tensor[S::Concrete::default()];
    let distance = (&raw const tensor[last]).addr() - first.addr();
    assert_eq!(
        distance / size_of::<E>() + 1,
        length,
        "a broadcast tensor cannot be a variable: make it contiguous first"
    );
    length
}
