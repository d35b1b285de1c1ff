use dfdx::tensor::{Cuda, CudaError};

use super::{error, read};
use crate::kernels::cuda::{self as kernels, Slice};
use crate::storage::{Device, Dock, Dtype, FlatIndices};

/// Copies of what comes into a pass.
pub struct Copies<E> {
    inputs: Vec<Option<kernels::Buffer<E>>>,
    indices: Vec<Option<kernels::Buffer<usize>>>,
    numbers: Option<kernels::Buffer<usize>>,
}

impl<E> Default for Copies<E> {
    fn default() -> Self {
        Copies { inputs: Vec::new(), indices: Vec::new(), numbers: None }
    }
}

impl<E: Dtype> Dock<E, Cuda> for Copies<E>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    fn take(&mut self, kernels: &kernels::Cuda, entrance: usize, input: Slice<'_, E>) -> Result<(), CudaError> {
        copy(kernels, &mut self.inputs, entrance, input)
    }

    fn input(&self, entrance: usize) -> Option<Slice<'_, E>> {
        self.inputs.get(entrance)?.as_ref().map(kernels::Buffer::read)
    }

    fn take_indices(
        &mut self,
        kernels: &kernels::Cuda,
        number: usize,
        indices: &FlatIndices<Cuda>,
    ) -> Result<(), CudaError> {
        copy(kernels, &mut self.indices, number, read(indices))
    }

    fn indices(&self, number: usize) -> Option<Slice<'_, usize>> {
        self.indices.get(number)?.as_ref().map(kernels::Buffer::read)
    }

    fn take_numbers(&mut self, kernels: &kernels::Cuda, numbers: &[usize]) -> Result<(), CudaError> {
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

fn copy<T: Copy>(
    kernels: &kernels::Cuda,
    copies: &mut Vec<Option<kernels::Buffer<T>>>,
    place: usize,
    from: Slice<'_, T>,
) -> Result<(), CudaError> {
    if copies.len() <= place {
        copies.resize_with(place + 1, || None);
    }
    kernels.copy(from, room(kernels, &mut copies[place], from.len())?.write());
    Ok(())
}

/// Memory for so many elements: what is there, if it is for as many.
fn room<'a, T: Copy>(
    kernels: &kernels::Cuda,
    memory: &'a mut Option<kernels::Buffer<T>>,
    len: usize,
) -> Result<&'a mut kernels::Buffer<T>, CudaError> {
    let fits = memory.as_ref().is_some_and(|memory| memory.len() == len);
    if !fits {
        *memory = Some(kernels.buffer(len).map_err(|fault| error(&fault))?);
    }
    Ok(memory.as_mut().unwrap_or_else(|| unreachable!("it was made above")))
}
