//! The one place where the memory of a dfdx tensor is reached.
//!
//! dfdx keeps a tensor's memory private. On the CPU it is reached through indexing, on CUDA through the
//! pointer that `Debug` prints; everything above this module sees only slices of a device's own kind.

mod batched;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::optim::UnusedTensors;
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::safetensors::SafeDtype;
use dfdx::tensor::{Cache, Storage, Tensor, UniqueId};
use dfdx::tensor_ops::{Device as DfdxDevice, ReshapeTo};
use rand_distr::uniform::SampleUniform;

use crate::kernels::optimizer::Optimizer;
use crate::kernels::{Float, Kernels, Memory};

pub use batched::Batched;
#[cfg(feature = "cuda")]
pub use cuda::device_pointer;

/// The element types of a network: `f32` and `f64`.
pub trait Dtype: DfdxDtype + Float + SampleUniform + SafeDtype {}

impl Dtype for f32 {}
impl Dtype for f64 {}

/// A dfdx device that netweave has kernels for.
#[diagnostic::on_unimplemented(
    message = "netweave has no kernels for `{Self}` with elements of `{E}`",
    note = "use `Cpu` with `f32` or `f64`"
)]
pub trait Device<E: Dtype>: DfdxDevice<E> + Cache {
    /// The kernels that run on this device.
    type Kernels: Kernels<E> + Memory<usize>;

    /// The kernels that run on this device.
    fn kernels(&self) -> Self::Kernels;

    /// The elements of a tensor, in the order of its memory.
    fn read<S: Shape>(tensor: &Tensor<S, E, Self>) -> Slice<'_, E, Self>;

    /// The elements of a tensor to write; a memory that is shared is copied first.
    fn write<S: Shape>(tensor: &mut Tensor<S, E, Self>) -> SliceMut<'_, E, Self>;

    /// Indices, in the order of their shape.
    fn contiguous_indices<S: Shape>(indices: Tensor<S, usize, Self>) -> Result<Tensor<S, usize, Self>, Self::Err>;

    /// The elements of contiguous indices, in the order of their shape.
    fn read_indices<S: Shape>(indices: &Tensor<S, usize, Self>) -> Indices<'_, E, Self>;

    /// The elements of a buffer or a gradient.
    fn read_buffer(buffer: &Buffer<E, Self>) -> Slice<'_, E, Self>;

    /// The elements of a buffer or a gradient to write.
    fn write_buffer(buffer: &mut Buffer<E, Self>) -> SliceMut<'_, E, Self>;
}

/// Memory of a device outside a tensor: a gradient, or values that a backward step needs.
pub(crate) type Buffer<E, D> = <D as Storage<E>>::Vec;
pub(crate) type Slice<'a, E, D> = <<D as Device<E>>::Kernels as Memory<E>>::Slice<'a>;
pub(crate) type Indices<'a, E, D> = <<D as Device<E>>::Kernels as Memory<usize>>::Slice<'a>;
pub(crate) type SliceMut<'a, E, D> = <<D as Device<E>>::Kernels as Memory<E>>::SliceMut<'a>;

/// A zeroed buffer of `length` elements; its memory goes back to the device's cache when it is dropped.
pub(crate) fn buffer<E: Dtype, D: Device<E>>(device: &D, length: usize) -> Result<Buffer<E, D>, D::Err> {
    <D as Storage<E>>::try_alloc_len(device, length)
}

/// Takes a gradient out whole and leaves an empty one, so that other gradients can be borrowed beside it.
pub(crate) fn take<E: Dtype, D: Device<E>>(gradient: &mut Buffer<E, D>, device: &D) -> Result<Buffer<E, D>, D::Err> {
    Ok(std::mem::replace(gradient, buffer(device, 0)?))
}

/// Adds a gradient to another of the same length.
pub(crate) fn accumulate<E: Dtype, D: Device<E>>(device: &D, gradient: &Buffer<E, D>, into: &mut Buffer<E, D>) {
    Optimizer::add(&device.kernels(), D::read_buffer(gradient), D::write_buffer(into));
}

/// Copies a tensor into a gradient of as many elements.
pub(crate) fn copy<E: Dtype, D: Device<E>>(device: &D, tensor: &Flat<E, D>, into: &mut Buffer<E, D>) {
    device.kernels().copy(D::read(tensor), D::write_buffer(into));
}

/// The elements of a buffer, out of the device.
pub(crate) fn values<E: Dtype, D: Device<E>>(
    device: &D,
    buffer: &Buffer<E, D>,
    length: usize,
) -> Result<Vec<E>, D::Err> {
    let mut tensor = device.try_zeros_like(&(length,))?;
    device.kernels().copy(D::read_buffer(buffer), D::write(&mut tensor));
    Ok(tensor.as_vec())
}

/// The identity under which dfdx keeps the gradient of a tensor.
pub(crate) fn identity<S: Shape, E: Dtype, D: Storage<E>>(tensor: &Tensor<S, E, D>) -> UniqueId {
    // dfdx shows the identity of a tensor nowhere else.
    let mut list = UnusedTensors::default();
    list.add(tensor);
    list.ids[0]
}

/// Whether the memory of a tensor holds its elements in the order of its shape: it is neither permuted nor broadcast.
pub(crate) fn is_contiguous<S: Shape, E: Dtype, D: Device<E>>(tensor: &Tensor<S, E, D>) -> bool {
    // dfdx shows strides nowhere. What is contiguous already keeps its identity.
    tensor.clone().try_contiguous().is_ok_and(|contiguous| identity(&contiguous) == identity(tensor))
}

/// A tensor without its shape: what operations work on, so that they are compiled once for all shapes.
///
/// It has the identity, and so the gradient, of the tensor that it is made from.
pub(crate) type Flat<E, D> = Tensor<(usize,), E, D>;

/// A contiguous tensor without its shape.
pub(crate) fn flat<S: Shape, E: Dtype, D: Device<E>>(tensor: &Tensor<S, E, D>) -> Result<Flat<E, D>, D::Err> {
    let length = tensor.shape().num_elements();
    tensor.clone().try_reshape_like(&(length,))
}

/// A flat tensor with a shape again.
pub(crate) fn shaped<S: Shape, E: Dtype, D: Device<E>>(
    tensor: Flat<E, D>,
    shape: S,
) -> Result<Tensor<S, E, D>, D::Err> {
    tensor.try_reshape_like(&shape)
}
