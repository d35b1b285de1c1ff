//! The one place where the memory of a dfdx tensor is reached.
//!
//! dfdx keeps a tensor's memory private. On the CPU it is reached through indexing, on CUDA through the
//! pointer that `Debug` prints; everything above this module sees only slices of a device's own kind.

mod auto;
mod batched;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod lent;
mod named;
mod opened;
mod seeded;

use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::optim::UnusedTensors;
use dfdx::shapes::{Dim, HasShape, Shape, Unit};
use dfdx::tensor::safetensors::SafeDtype;
use dfdx::tensor::{Storage, Tensor, UniqueId};
use dfdx::tensor_ops::{Device as DfdxDevice, ReshapeTo};
use rand_distr::uniform::SampleUniform;

use crate::Error;
use crate::elsewhere::{InNetworks, Told};
use crate::kernels::optimizer::Optimizer as _;
use crate::kernels::{Float, Kernels, List, Memory};
use crate::memory::Block;
use crate::pass::Work;
use crate::towers::communicator::Numbers;
use crate::towers::{Circle, Threads};

pub use auto::device;
pub use batched::{Batched, InPass, OfSample};
#[cfg(feature = "cuda")]
pub use cuda::device_pointer;
pub(crate) use lent::Lent;
pub use named::{DeviceName, OpenedDevice};
pub(crate) use opened::{Opened, Opener};
pub use seeded::Seeded;

/// The element types of a network: `f32` and `f64`.
pub trait Dtype: DfdxDtype + Float + SampleUniform + SafeDtype {
    /// Elements that the ranks of a training add up.
    #[doc(hidden)]
    fn numbers(values: &mut [Self]) -> Numbers<'_>;
}

impl Dtype for f32 {
    fn numbers(values: &mut [Self]) -> Numbers<'_> {
        Numbers::F32(values)
    }
}

impl Dtype for f64 {
    fn numbers(values: &mut [Self]) -> Numbers<'_> {
        Numbers::F64(values)
    }
}

/// A dfdx device that netweave has kernels for.
#[diagnostic::on_unimplemented(
    message = "netweave has no kernels for `{Self}` with elements of `{E}`",
    note = "use `Cpu` with `f32` or `f64`"
)]
pub trait Device<E: Dtype>: DfdxDevice<E> + Seeded + Told<Words = InNetworks> {
    /// The kernels that run on this device.
    type Kernels: Kernels<E> + Memory<usize> + Clone + Send + Sync;

    /// The memory of a pass.
    type Block: Block<E, Self::Kernels> + 'static;

    /// Work that was recorded, to be done again by one call.
    type Recording: Send + Sync;

    /// What comes into a pass anew each time.
    type Dock: Dock<E, Self>;

    /// Elements that were lent to another thread.
    type Lent: Lent<E>;

    /// Whether work is done apart from the host, so that an answer has to be waited for, and work that repeats is better
    /// recorded.
    const IS_APART: bool;

    /// The kernels that run on this device. It may ask the driver; a pass has them from its memory.
    fn kernels(&self) -> Result<Self::Kernels, Self::Err>;

    /// The elements of a tensor, in the order of its memory.
    fn read<S: Shape>(tensor: &Tensor<S, E, Self>) -> Slice<'_, E, Self>;

    /// The elements of a tensor to write; a memory that is shared is copied first.
    fn write<S: Shape>(tensor: &mut Tensor<S, E, Self>) -> Result<SliceMut<'_, E, Self>, Self::Err>;

    /// Indices without their shape, in its order.
    fn flat_indices<S: Shape>(indices: &Tensor<S, usize, Self>) -> Result<FlatIndices<Self>, Self::Err>;

    /// Indices with a shape again.
    fn shaped_indices<S: Shape>(indices: FlatIndices<Self>, shape: &S) -> Result<Tensor<S, usize, Self>, Self::Err>;

    /// Some indices alone.
    fn some_indices(
        kernels: &Self::Kernels,
        indices: FlatIndices<Self>,
        range: Range<usize>,
    ) -> Result<FlatIndices<Self>, Self::Err>;

    /// The elements of indices.
    fn read_indices(indices: &FlatIndices<Self>) -> Indices<'_, E, Self>;

    /// Whether the memory of a tensor holds its elements in the order of its shape: it is neither permuted nor broadcast.
    fn is_contiguous<S: Shape>(tensor: &Tensor<S, E, Self>) -> bool;

    /// Lends elements to a thread that adds up those of all ranks, while the device goes on with other work. Where they are is
    /// the CUDA device of the number `nccl`, if there is one, it is done from device to device.
    ///
    /// # Safety
    /// The elements stay where they are until what is lent is dropped, and nobody else reads or writes them until then.
    unsafe fn lend(
        kernels: &Self::Kernels,
        elements: SliceMut<'_, E, Self>,
        nccl: Option<usize>,
    ) -> Result<Self::Lent, Fault<Self::Err>>;

    /// Elements to read, if they are in the memory of the host.
    fn host<'e>(elements: &'e Slice<'_, E, Self>) -> Option<&'e [E]>;

    /// Elements to write, if they are in the memory of the host.
    fn host_mut<'e>(elements: &'e mut SliceMut<'_, E, Self>) -> Option<&'e mut [E]>;

    /// Elements, out of the device, when what was started before is done.
    fn download(kernels: &Self::Kernels, elements: Slice<'_, E, Self>) -> Result<Vec<E>, Fault<Self::Err>>;

    /// The first element of each, out of the device, when what was started before is done: all are waited for at once.
    fn scalars(kernels: &Self::Kernels, elements: &[Slice<'_, E, Self>]) -> Result<List<E>, Fault<Self::Err>>;

    /// Does `work`, and records it if that is possible.
    fn record(kernels: &Self::Kernels, work: &mut dyn FnMut()) -> Option<Self::Recording>;

    /// Does work that was recorded, in the memory that it was recorded with.
    fn replay(kernels: &Self::Kernels, recording: &Self::Recording);

    /// What tells the memory of elements from any other.
    fn place(elements: Slice<'_, E, Self>) -> u64;

    /// What is known to have failed since this was asked last: kernels answer nothing.
    fn check(kernels: &Self::Kernels) -> Result<(), Fault<Self::Err>>;

    /// Memory for a pass, zeros at first: parts on one device or on several, each with the number of its first element and how
    /// many there are.
    fn block(parts: &[(&Self::Kernels, usize, usize)]) -> Result<Self::Block, Fault<Self::Err>>;

    /// The kernels of another device, by its number; `None` if that is this one.
    fn beside(kernels: &Self::Kernels, number: usize) -> Result<Option<Self::Kernels>, Fault<Self::Err>>;

    /// Which of the devices that NCCL brings together this is, if it is one of them.
    #[doc(hidden)]
    fn seat(_circle: &Circle, _kernels: &Self::Kernels) -> Option<usize> {
        None
    }

    /// How many these devices are.
    #[doc(hidden)]
    fn seats(_circle: &Circle) -> usize {
        0
    }

    /// Has them add up elements, one slice a device, in the place of those of the device `root`; they are there when it returns.
    ///
    /// # Errors
    /// [`Error::Device`] of the tower whose device has failed, and [`Error::Nccl`].
    #[doc(hidden)]
    fn reduce(_: &Circle, _: List<SliceMut<'_, E, Self>>, _root: usize) -> Result<(), Error> {
        unreachable!("this device has no seat")
    }

    /// Has the device `root` give the others pieces of what it has: by device where each goes, which is nowhere on that one.
    ///
    /// # Errors
    /// As of [`reduce`](Self::reduce).
    #[doc(hidden)]
    fn hand_out(_: &Circle, _root: usize, _: &List<Piece<'_, '_, E, Self>>) -> Result<(), Fault<Self::Err>> {
        unreachable!("this device has no seat")
    }

    /// Has towers and devices do their work, side by side where they have threads of their own.
    #[doc(hidden)]
    fn work(threads: &Threads, work: Vec<Work<E, Self>>) -> Vec<Result<Work<E, Self>, Error>>;

    /// The elements of a buffer or a gradient.
    fn read_buffer(buffer: &Buffer<E, Self>) -> Slice<'_, E, Self>;

    /// The elements of a buffer or a gradient to write.
    fn write_buffer(buffer: &mut Buffer<E, Self>) -> SliceMut<'_, E, Self>;
}

/// What comes into a pass anew each time, in memory that stays where it is: what is recorded finds it there.
///
/// It may come from another device, that of the network, whose kernels are `home`.
pub trait Dock<E: Dtype, D: Device<E>>: Default + Send + Sync {
    /// Copies an input that comes in at this entrance, where that is of use.
    fn take(
        &mut self,
        kernels: &D::Kernels,
        entrance: usize,
        input: Slice<'_, E, D>,
        home: &D::Kernels,
    ) -> Result<(), Fault<D::Err>>;

    /// Has a copy of a variable read in its place, which others read too.
    fn lend(&mut self, entrance: usize, copy: Arc<D::Block>);

    /// The input that was copied, or the copy that was lent.
    fn input(&self, entrance: usize) -> Option<Slice<'_, E, D>>;

    /// Copies the indices of this number, where that is of use.
    fn take_indices(
        &mut self,
        kernels: &D::Kernels,
        number: usize,
        indices: &FlatIndices<D>,
        home: &D::Kernels,
    ) -> Result<(), Fault<D::Err>>;

    /// The indices that were copied.
    fn indices(&self, number: usize) -> Option<Indices<'_, E, D>>;

    /// Takes over numbers of the host's.
    fn take_numbers(&mut self, kernels: &D::Kernels, numbers: &[usize]) -> Result<(), Fault<D::Err>>;

    /// One of these numbers.
    fn number(&self, number: usize) -> Indices<'_, E, D>;
}

/// Why work that was asked for was not done.
#[derive(Debug)]
pub struct Fault<X> {
    /// What dfdx's error for the device can say of it.
    pub(crate) error: X,
    /// All of it.
    pub(crate) problem: Error,
}

impl<X: Display> Fault<X> {
    /// An error of dfdx's.
    pub(crate) fn of(error: X) -> Self {
        Self { problem: Error::device(&error), error }
    }
}

impl<X> Fault<X> {
    /// All that is known of it.
    pub(crate) fn told(self) -> Error {
        self.problem
    }

    /// What dfdx's error can say of it.
    pub(crate) fn into_error(self) -> X {
        self.error
    }
}

/// Memory of a device outside a tensor: a gradient, or values that a backward step needs.
pub(crate) type Buffer<E, D> = <D as Storage<E>>::Vec;
pub(crate) type Slice<'a, E, D> = <<D as Device<E>>::Kernels as Memory<E>>::Slice<'a>;
pub(crate) type Indices<'a, E, D> = <<D as Device<E>>::Kernels as Memory<usize>>::Slice<'a>;
pub(crate) type SliceMut<'a, E, D> = <<D as Device<E>>::Kernels as Memory<E>>::SliceMut<'a>;

/// What a device gives to others, and by device where it goes.
pub(crate) type Piece<'from, 'to, E, D> = (Slice<'from, E, D>, List<Option<SliceMut<'to, E, D>>>);

/// A zeroed buffer of `length` elements; its memory goes back to the device's cache when it is dropped.
pub(crate) fn buffer<E: Dtype, D: Device<E>>(device: &D, length: usize) -> Result<Buffer<E, D>, D::Err> {
    <D as Storage<E>>::try_alloc_len(device, length)
}

/// Takes a gradient out whole and leaves an empty one, so that other gradients can be borrowed beside it.
pub(crate) fn take<E: Dtype, D: Device<E>>(gradient: &mut Buffer<E, D>, device: &D) -> Result<Buffer<E, D>, D::Err> {
    Ok(std::mem::replace(gradient, buffer(device, 0)?))
}

/// Copies a tensor into a gradient of as many elements.
pub(crate) fn copy<E: Dtype, D: Device<E>>(
    device: &D,
    tensor: &Flat<E, D>,
    into: &mut Buffer<E, D>,
) -> Result<(), D::Err> {
    device.kernels()?.copy(D::read(tensor), D::write_buffer(into));
    Ok(())
}

/// Finds the identity by which dfdx tells tensors apart.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    /// dfdx shows the identity of a tensor nowhere else.
    list: UnusedTensors,
}

impl Identities {
    pub(crate) fn of<S: Shape, E: Unit, D: Storage<E>>(&mut self, tensor: &Tensor<S, E, D>) -> UniqueId {
        self.list.clear();
        self.list.add(tensor);
        self.list.ids[0]
    }
}

/// Indices without their shape.
pub(crate) type FlatIndices<D> = Tensor<(usize,), usize, D>;

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

/// The indices of some samples of a batch; a copy, unless these are all.
pub(crate) fn samples<S: Batched, E: Dtype, D: Device<E>>(
    kernels: &D::Kernels,
    indices: &Tensor<S, usize, D>,
    samples: Range<usize>,
) -> Result<Tensor<S::Erased, usize, D>, D::Err> {
    let shape = indices.shape().of_samples(samples.len());
    let mut flat = D::flat_indices(indices)?;
    if samples.len() < indices.shape().batch().size() {
        let width = shape.dims().iter().product::<usize>();
        flat = D::some_indices(kernels, flat, samples.start * width..samples.end * width)?;
    }
    D::shaped_indices(flat, &shape)
}
