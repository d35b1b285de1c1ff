//! How a tensor's memory is made its own before it is written.
//!
//! A tensor shares its memory with its clones. dfdx makes a copy of what is shared before it changes it itself, and has no
//! function that does this alone: the cheapest changes all elements, by a kernel. So such a change is made once for each
//! type of tensor, and shows where in the tensor the reference to its memory is kept.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Cuda, CudaError, NoneTape, Tensor, UniqueId};

use super::place;
use crate::kernels::cuda::{self as kernels, SliceMut};
use crate::storage::{self, Buffer, Device, Dtype};

/// By type of tensor: how many bytes behind its start the reference to its memory is.
static PLACES: RwLock<BTreeMap<TypeId, usize>> = RwLock::new(BTreeMap::new());

/// The elements of a tensor, whose memory is no other one's then.
pub(super) fn write<S: Shape, E: Dtype>(tensor: &mut Tensor<S, E, Cuda>) -> Result<SliceMut<'_, E>, CudaError>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    if tensor.shape().num_elements() == 0 {
        // SAFETY: there are no elements.
        return Ok(unsafe { SliceMut::new(0, 0) });
    }
    let known = PLACES.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<Tensor<S, E, Cuda>>()).copied();
    match known {
        // SAFETY: the place was found in another tensor of this type.
        Some(offset) => unsafe { own(tensor, offset)? },
        None => {
            if let Some(offset) = copied(tensor)? {
                let mut places = PLACES.write().unwrap_or_else(PoisonError::into_inner);
                places.insert(TypeId::of::<Tensor<S, E, Cuda>>(), offset);
            }
        }
    }
    let (pointer, len) = place(tensor);
    // SAFETY: the memory holds as many elements, is the tensor's alone, and the tensor is borrowed alone.
    Ok(unsafe { SliceMut::new(pointer, len) })
}

/// # Safety
/// The tensor's reference to its memory is `offset` bytes behind its start.
unsafe fn own<S: Shape, E: Dtype>(tensor: &mut Tensor<S, E, Cuda>, offset: usize) -> Result<(), CudaError>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    let field = |tensor: &mut Tensor<S, E, Cuda>| ptr::from_mut(tensor).wrapping_byte_add(offset).cast();
    let memory: *mut Arc<Buffer<E, Cuda>> = field(tensor);
    // SAFETY: the reference is there, and the tensor is borrowed alone.
    if Arc::get_mut(unsafe { &mut *memory }).is_some() {
        return Ok(());
    }
    let device = tensor.device().clone();
    let kernels = Device::<E>::kernels(&device)?;
    let (_, len) = place(tensor);
    let mut copy = storage::buffer(&device, len)?;
    kernels.copy(Cuda::read(tensor), Cuda::write_buffer(&mut copy));
    // SAFETY: as above.
    unsafe { *field(tensor) = Arc::new(copy) };
    Ok(())
}

/// Gives a tensor a copy of its memory, and finds where it keeps the reference to that.
fn copied<S: Shape, E: Dtype>(tensor: &mut Tensor<S, E, Cuda>) -> Result<Option<usize>, CudaError>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    let shared = tensor.clone();
    let kernels = Device::<E>::kernels(tensor.device())?;
    let (_, len) = place(tensor);
    // dfdx panics where there is no memory for its copy.
    drop(storage::buffer(tensor.device(), len)?);
    tensor.try_axpy(1.0, &shared, 0.0)?;
    let offset = difference(&shared, tensor);
    let (pointer, len) = place(tensor);
    // What is infinite has become NaN.
    // SAFETY: the memory holds as many elements, and is the tensor's alone since it was changed.
    kernels.copy(Cuda::read(&shared), unsafe { SliceMut::new(pointer, len) });
    Ok(offset)
}

/// The offset of the one word in which two tensors differ that have all but their memory in common.
fn difference<S: Shape, E: Dtype>(a: &Tensor<S, E, Cuda>, b: &Tensor<S, E, Cuda>) -> Option<usize>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    const WORD: usize = size_of::<usize>();
    let fields = size_of::<UniqueId>()
        + size_of::<Arc<Buffer<E, Cuda>>>()
        + size_of::<S>()
        + size_of::<S::Concrete>()
        + size_of::<Cuda>()
        + size_of::<NoneTape>();
    let size = size_of::<Tensor<S, E, Cuda>>();
    if fields != size || !size.is_multiple_of(WORD) || align_of::<Tensor<S, E, Cuda>>() != WORD {
        return None;
    }
    // SAFETY: the fields are numbers and references of a word each, and there is nothing between them.
    let word = |tensor: &Tensor<S, E, Cuda>, at: usize| unsafe { ptr::from_ref(tensor).cast::<usize>().add(at).read() };
    let mut different = (0..size / WORD).filter(|&at| word(a, at) != word(b, at));
    match (different.next(), different.next()) {
        (Some(at), None) => Some(at * WORD),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::{Const, Rank0, Rank2};
    use dfdx::tensor::{AsArray, TensorFrom, ZerosTensor};

    use super::super::tests::devices;
    use super::*;
    use crate::storage::device_pointer;

    /// Whether the place of a tensor's memory is known, and holds it.
    fn is_found<S: Shape, E: Dtype>(tensor: &Tensor<S, E, Cuda>) -> bool
    where
        Cuda: Device<E, Kernels = kernels::Cuda>,
    {
        let offset = *PLACES.read().unwrap().get(&TypeId::of::<Tensor<S, E, Cuda>>()).unwrap();
        // SAFETY: that it holds a reference to memory is what is tested.
        let memory = unsafe { &*ptr::from_ref(tensor).byte_add(offset).cast::<Arc<Buffer<E, Cuda>>>() };
        Some(Cuda::read_buffer(memory).pointer()) == device_pointer(tensor)
    }

    #[test]
    fn what_is_shared_is_copied_and_what_is_not_stays() {
        let Some((cuda, kernels)) = devices() else { return };
        let mut a: Tensor<Rank2<2, 2>, f32, _> = cuda.tensor([[1.0, f32::INFINITY], [-0.0, 4.0]]);
        for round in 0..3 {
            let (before, shared) = (a.array(), a.clone());
            let place = device_pointer(&a);
            assert_eq!(Cuda::write(&mut a).unwrap().len(), 4);
            assert_ne!(device_pointer(&a), place, "{round}");
            assert_eq!(a.array().map(|row| row.map(f32::to_bits)), before.map(|row| row.map(f32::to_bits)));
            kernels.upload(&[round as f32; 4], Cuda::write(&mut a).unwrap());
            assert_eq!((a.array(), shared.array()), ([[round as f32; 2]; 2], before));
            assert!(is_found(&a) && is_found(&shared));

            drop(shared);
            let place = device_pointer(&a);
            let _ = Cuda::write(&mut a).unwrap();
            assert_eq!(device_pointer(&a), place, "it is nobody else's");
        }
    }

    #[test]
    fn the_place_is_found_in_tensors_of_any_shape() {
        let Some((cuda, _)) = devices() else { return };
        let mut scalar: Tensor<Rank0, f64, _> = cuda.zeros();
        let mut flat: Tensor<(usize,), f32, _> = cuda.zeros_like(&(7,));
        let mut mixed: Tensor<(usize, Const<3>, usize), f64, _> = cuda.zeros_like(&(2, Const, 4));
        for _ in 0..2 {
            let _ =
                (Cuda::write(&mut scalar).unwrap(), Cuda::write(&mut flat).unwrap(), Cuda::write(&mut mixed).unwrap());
            assert!(is_found(&scalar) && is_found(&flat) && is_found(&mixed));
        }
        let mut nothing: Tensor<(usize,), f64, _> = cuda.zeros_like(&(0,));
        assert!(Cuda::write(&mut nothing).unwrap().is_empty());
    }
}
