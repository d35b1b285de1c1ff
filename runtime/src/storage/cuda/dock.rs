use std::sync::Arc;

use dfdx::tensor::{Cuda, CudaError};

use super::{read, told};
use crate::kernels::cuda::{self as kernels, Buffer, Slice};
use crate::memory::{Block, Parts};
use crate::storage::{Device, Dock, Dtype, Fault, FlatIndices};

/// Copies of what comes into a pass.
pub struct Copies<E> {
    inputs: Vec<Option<Buffer<E>>>,
    lent: Vec<Option<Arc<Parts<E>>>>,
    indices: Vec<Option<Buffer<usize>>>,
    numbers: Option<Buffer<usize>>,
}

impl<E> Default for Copies<E> {
    fn default() -> Self {
        Copies { inputs: Vec::new(), lent: Vec::new(), indices: Vec::new(), numbers: None }
    }
}

impl<E: Dtype> Dock<E, Cuda> for Copies<E>
where
    Cuda: Device<E, Kernels = kernels::Cuda, Block = Parts<E>>,
{
    fn take(
        &mut self,
        kernels: &kernels::Cuda,
        entrance: usize,
        input: Slice<'_, E>,
        home: &kernels::Cuda,
    ) -> Result<(), Fault<CudaError>> {
        copy(kernels, place(&mut self.inputs, entrance), input, home)
    }

    fn lend(&mut self, entrance: usize, copy: Arc<Parts<E>>) {
        *place(&mut self.lent, entrance) = Some(copy);
    }

    fn input(&self, entrance: usize) -> Option<Slice<'_, E>> {
        if let Some(Some(own)) = self.inputs.get(entrance) {
            return Some(own.read());
        }
        let lent = self.lent.get(entrance)?.as_deref()?;
        // SAFETY: all of it. The device writes to it in work that is started before what reads it is.
        Some(unsafe { lent.read(0, lent.size()) })
    }

    fn take_indices(
        &mut self,
        kernels: &kernels::Cuda,
        number: usize,
        indices: &FlatIndices<Cuda>,
        home: &kernels::Cuda,
    ) -> Result<(), Fault<CudaError>> {
        copy(kernels, place(&mut self.indices, number), read(indices), home)
    }

    fn indices(&self, number: usize) -> Option<Slice<'_, usize>> {
        self.indices.get(number)?.as_ref().map(Buffer::read)
    }

    fn take_numbers(&mut self, kernels: &kernels::Cuda, numbers: &[usize]) -> Result<(), Fault<CudaError>> {
        if !numbers.is_empty() {
            kernels.put(numbers, room(kernels, &mut self.numbers, numbers.len())?.write());
        }
        Ok(())
    }

    fn number(&self, number: usize) -> Slice<'_, usize> {
        let numbers =
            self.numbers.as_ref().unwrap_or_else(|| unreachable!("numbers are taken over before they are read"));
        numbers.read().part(number..number + 1)
    }
}

/// The place of this number in a list, which grows up to it.
fn place<T>(list: &mut Vec<Option<T>>, number: usize) -> &mut Option<T> {
    if list.len() <= number {
        list.resize_with(number + 1, || None);
    }
    &mut list[number]
}

fn copy<T: Copy>(
    kernels: &kernels::Cuda,
    memory: &mut Option<Buffer<T>>,
    from: Slice<'_, T>,
    home: &kernels::Cuda,
) -> Result<(), Fault<CudaError>> {
    kernels.copy_from(from, home, room(kernels, memory, from.len())?.write());
    Ok(())
}

/// Memory for so many elements: what is there, if it is for as many.
fn room<'a, T: Copy>(
    kernels: &kernels::Cuda,
    memory: &'a mut Option<Buffer<T>>,
    len: usize,
) -> Result<&'a mut Buffer<T>, Fault<CudaError>> {
    let fits = memory.as_ref().is_some_and(|memory| memory.len() == len);
    if !fits {
        *memory = Some(kernels.buffer(len).map_err(|fault| told(kernels, fault))?);
    }
    Ok(memory.as_mut().unwrap_or_else(|| unreachable!("it was made above")))
}
