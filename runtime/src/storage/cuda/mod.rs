//! Tensors on a CUDA device.
//!
//! dfdx and the kernels each have a `CudaDevice` of cudarc's for one device. Both stand for its primary context, and both
//! start their work on its legacy default stream, one after the other as it is called for: a kernel reads what dfdx has
//! started to write before, and the other way round. What dfdx frees, it frees on that stream too, after the kernels that
//! were started with it. Where dfdx uses a second stream, that waits for the first one, and the first one for that, before
//! its call returns.

#[cfg(feature = "nccl")]
mod circle;
mod dock;
mod lent;
mod memory;
mod pointer;
#[cfg(test)]
mod training;

use std::ops::Range;

use cudarc::driver::sys::{CUdeviceptr, CUresult};
use cudarc::driver::{DevicePtr, DevicePtrMut, DeviceSlice, DriverError};
use dfdx::shapes::{HasShape, Shape, Unit};
use dfdx::tensor::{Cuda, CudaError, Storage, Tensor, ZerosTensor};
use dfdx::tensor_ops::ReshapeTo;

#[cfg(feature = "nccl")]
use super::Piece;
use super::{Buffer, Device, Dtype, Fault, FlatIndices};
use crate::Error;
use crate::kernels::List;
use crate::kernels::cuda::{self as kernels, Slice, SliceMut};
use crate::memory::Parts;
use crate::pass::Work;
#[cfg(feature = "nccl")]
use crate::towers::Circle;
use crate::towers::{Journey, Leg, Pipeline, Threads};

pub use pointer::device_pointer;

macro_rules! device {
    ($($element:ty),*) => {$(
        impl Device<$element> for Cuda {
            type Kernels = kernels::Cuda;
            type Block = Parts<$element>;
            type Recording = kernels::Recording;
            type Dock = dock::Copies<$element>;
            type Lent = lent::CudaLent<$element>;

            const IS_APART: bool = true;

            fn kernels(&self) -> Result<kernels::Cuda, CudaError> {
                // dfdx tells the number of its device by memory alone, though there be none in it.
                let nothing: Buffer<$element, Self> = self.try_alloc_len(0)?;
                kernels::Cuda::new(nothing.device().ordinal()).map_err(|fault| error(&fault))
            }

            fn read<S: Shape>(tensor: &Tensor<S, $element, Self>) -> Slice<'_, $element> {
                read(tensor)
            }

            fn write<S: Shape>(tensor: &mut Tensor<S, $element, Self>) -> Result<SliceMut<'_, $element>, CudaError> {
                memory::write(tensor)
            }

            fn flat_indices<S: Shape>(indices: &Tensor<S, usize, Self>) -> Result<FlatIndices<Self>, CudaError> {
                let length = indices.shape().num_elements();
                indices.clone().try_contiguous()?.try_reshape_like(&(length,))
            }

            fn shaped_indices<S: Shape>(
                indices: FlatIndices<Self>,
                shape: &S,
            ) -> Result<Tensor<S, usize, Self>, CudaError> {
                indices.try_reshape_like(shape)
            }

            fn some_indices(
                kernels: &kernels::Cuda,
                indices: FlatIndices<Self>,
                range: Range<usize>,
            ) -> Result<FlatIndices<Self>, CudaError> {
                let part: FlatIndices<Self> = indices.device().try_zeros_like(&(range.len(),))?;
                let (pointer, len) = place(&part);
                // SAFETY: the memory is that of a new tensor, which nobody else has.
                let to = unsafe { SliceMut::new(pointer, len) };
                kernels.copy(read(&indices).part(range), to);
                Ok(part)
            }

            fn read_indices(indices: &FlatIndices<Self>) -> Slice<'_, usize> {
                read(indices)
            }

            fn is_contiguous<S: Shape>(tensor: &Tensor<S, $element, Self>) -> bool {
                // dfdx copies what is not, and hands on what is.
                let contiguous = tensor.clone().try_contiguous();
                contiguous.is_ok_and(|contiguous| device_pointer(&contiguous) == device_pointer(tensor))
            }

            unsafe fn lend(
                kernels: &kernels::Cuda,
                elements: SliceMut<'_, $element>,
                nccl: Option<usize>,
            ) -> Result<Self::Lent, Fault<CudaError>> {
                // SAFETY: this is the caller's word.
                unsafe { lent::CudaLent::new(kernels, elements, nccl) }
            }

            fn host<'e>(_: &'e Slice<'_, $element>) -> Option<&'e [$element]> {
                None
            }

            fn host_mut<'e>(_: &'e mut SliceMut<'_, $element>) -> Option<&'e mut [$element]> {
                None
            }

            fn download(
                kernels: &kernels::Cuda,
                elements: Slice<'_, $element>,
            ) -> Result<Vec<$element>, Fault<CudaError>> {
                let mut values = vec![0.0; elements.len()];
                match kernels.download(elements, &mut values) {
                    Some(()) => Ok(values),
                    None => Err(kept(kernels)),
                }
            }

            fn scalars(
                kernels: &kernels::Cuda,
                elements: &[Slice<'_, $element>],
            ) -> Result<List<$element>, Fault<CudaError>> {
                kernels.scalars(elements).ok_or_else(|| kept(kernels))
            }

            fn record(kernels: &kernels::Cuda, work: &mut dyn FnMut()) -> Option<kernels::Recording> {
                kernels.record(work)
            }

            fn replay(kernels: &kernels::Cuda, recording: &kernels::Recording) {
                kernels.replay(recording);
            }

            fn place(elements: Slice<'_, $element>) -> u64 {
                elements.pointer()
            }

            fn check(kernels: &kernels::Cuda) -> Result<(), Fault<CudaError>> {
                kernels.take_known_fault().map_or(Ok(()), |fault| Err(told(kernels, fault)))
            }

            fn block(parts: &[(&kernels::Cuda, usize, usize)]) -> Result<Self::Block, Fault<CudaError>> {
                let parts = parts.iter().map(|&(kernels, start, len)| {
                    let buffer = kernels.buffer(len).map_err(|fault| told(kernels, fault))?;
                    Ok((start, buffer))
                });
                parts.collect::<Result<_, _>>().map(Parts::new)
            }

            fn beside(kernels: &kernels::Cuda, number: usize) -> Result<Option<kernels::Cuda>, Fault<CudaError>> {
                if number == kernels.ordinal() {
                    return Ok(None);
                }
                let beside = kernels::Cuda::new(number).map_err(|fault| told(kernels, fault))?;
                beside.meet(kernels);
                <Self as Device<$element>>::check(&beside).map(|()| Some(beside))
            }

            #[cfg(feature = "nccl")]
            fn seat(circle: &Circle, kernels: &kernels::Cuda) -> Option<usize> {
                circle.0.devices().iter().position(|device| device.is(kernels))
            }

            #[cfg(feature = "nccl")]
            fn seats(circle: &Circle) -> usize {
                circle.0.devices().len()
            }

            #[cfg(feature = "nccl")]
            fn reduce(circle: &Circle, all: List<SliceMut<'_, $element>>, root: usize) -> Result<(), Error> {
                circle::outcome::<$element>(circle, circle.0.reduce(all, root, circle::LIMIT))
            }

            #[cfg(feature = "nccl")]
            fn hand_out(
                circle: &Circle,
                root: usize,
                pieces: &List<Piece<'_, '_, $element, Self>>,
            ) -> Result<(), Fault<CudaError>> {
                let done = circle.0.hand_out(root, pieces);
                circle::outcome::<$element>(circle, done).map_err(circle::fault)
            }

            fn work(threads: &Threads, work: Vec<Work<$element, Self>>) -> Vec<Result<Work<$element, Self>, Error>> {
                let worked = threads.travel(work.into_iter().map(Sent).collect());
                worked.into_iter().map(|worked| worked.map(|Sent(work)| work)).collect()
            }

            fn read_buffer(buffer: &Buffer<$element, Self>) -> Slice<'_, $element> {
                // SAFETY: the buffer holds as many elements and is borrowed; who writes to it borrows it alone.
                unsafe { Slice::new(*buffer.device_ptr(), buffer.len()) }
            }

            fn write_buffer(buffer: &mut Buffer<$element, Self>) -> SliceMut<'_, $element> {
                let len = buffer.len();
                // SAFETY: as above, and it is borrowed alone.
                unsafe { SliceMut::new(*buffer.device_ptr_mut(), len) }
            }
        }
    )*};
}

device!(f32, f64);

fn read<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cuda>) -> Slice<'_, E> {
    let (pointer, len) = place(tensor);
    // SAFETY: the tensor's memory holds as many elements and lives as long as the tensor is borrowed. Who writes to it
    // borrows the tensor alone, and makes memory that is shared with another one its own before.
    unsafe { Slice::new(pointer, len) }
}

/// The address of a tensor's memory and the number of elements in it.
///
/// # Panics
/// If the tensor is broadcast: one element of its memory then stands for many.
fn place<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cuda>) -> (CUdeviceptr, usize) {
    let (pointer, len) = pointer::read(tensor).unwrap_or_else(|| unreachable!("`Debug` prints the address"));
    let expected = tensor.shape().num_elements();
    assert_eq!(len, expected, "a broadcast tensor cannot be a variable: make it contiguous first");
    (pointer, len)
}

/// What dfdx's error can say of a fault.
fn error(fault: &kernels::Fault) -> CudaError {
    CudaError::Driver(DriverError(match fault {
        kernels::Fault::Memory { .. } => CUresult::CUDA_ERROR_OUT_OF_MEMORY,
        kernels::Fault::Device { .. } => CUresult::CUDA_ERROR_INVALID_DEVICE,
        _ => CUresult::CUDA_ERROR_LAUNCH_FAILED,
    }))
}

/// The fault for which work of this thread was not done.
fn kept(kernels: &kernels::Cuda) -> Fault<CudaError> {
    told(kernels, kernels.take_known_fault().unwrap_or_else(|| unreachable!("a fault was kept")))
}

fn told(kernels: &kernels::Cuda, fault: kernels::Fault) -> Fault<CudaError> {
    let problem = match fault {
        kernels::Fault::Device { .. } | kernels::Fault::Memory { .. } => Error::device(&fault),
        _ => Error::device(format_args!("on CUDA device {}, {fault}", kernels.ordinal())),
    };
    Fault { error: error(&fault), problem }
}

/// Work on its way to the thread of its tower.
struct Sent<E: Dtype>(Work<E, Cuda>)
where
    Cuda: Device<E>;

// SAFETY: what is not `Send` in it are tensors of dfdx, for they hold handles of streams: the driver takes these from any
// thread. References to tensors are counted by atomics. Nothing of dfdx is called before the work is back.
unsafe impl<E: Dtype> Send for Sent<E> where Cuda: Device<E> {}

impl<E: Dtype> Journey for Sent<E>
where
    Cuda: Device<E>,
{
    fn next(&self) -> Option<usize> {
        self.0.next()
    }

    fn go(&mut self) -> Result<(), Error> {
        self.0.go()
    }

    fn route(&self) -> List<Leg> {
        self.0.route()
    }

    fn pipeline(&self) -> Option<Pipeline> {
        self.0.pipeline()
    }

    fn inherit(&mut self, from: &mut Self) {
        self.0.inherit(&mut from.0);
    }

    fn group(&self) -> Option<usize> {
        self.0.group()
    }

    fn waits(&self) -> bool {
        self.0.waits()
    }

    fn meet(all: &mut [&mut Self]) -> Result<(), Error> {
        let mut all: List<&mut Work<E, Cuda>> = all.iter_mut().map(|sent| &mut sent.0).collect();
        Work::meet(&mut all)
    }
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::Rank2;
    use dfdx::tensor::{AsArray, Cpu, SampleTensor, TensorFrom, ZerosTensor};
    use dfdx::tensor_ops::{BroadcastTo, PermuteTo, TryMatMul};

    use super::*;

    /// The devices of dfdx and of the kernels, if there is one.
    pub(super) fn devices() -> Option<(Cuda, kernels::Cuda)> {
        // dfdx panics where there is none.
        let kernels = kernels::Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok()?;
        Some((Cuda::try_build(0, 0).expect("there is a device"), kernels))
    }

    #[test]
    fn dfdx_computes_and_its_tensors_are_read() {
        let Some((cuda, kernels)) = devices() else { return };
        let cpu = Cpu::default();
        let a: Tensor<Rank2<64, 32>, f32, _> = cpu.sample_normal();
        let b: Tensor<Rank2<32, 48>, f32, _> = cpu.sample_normal();
        let (on_gpu_a, on_gpu_b) = (a.to_device(&cuda), b.to_device(&cuda));
        assert_eq!(on_gpu_a.as_vec(), a.as_vec(), "round trip");

        let product = on_gpu_a.clone().matmul(on_gpu_b);
        for (gpu, cpu) in product.as_vec().iter().zip(a.clone().matmul(b).as_vec()) {
            assert!((gpu - cpu).abs() < 1e-3, "matmul: {gpu} on the GPU, {cpu} on the CPU");
        }
        assert_eq!(Cuda::download(&kernels, Cuda::read(&on_gpu_a)).ok(), Some(a.as_vec()));
        assert_eq!(Device::<f32>::kernels(&cuda).unwrap().ordinal(), 0);
    }

    #[test]
    fn a_view_is_not_contiguous() {
        let Some((cuda, _)) = devices() else { return };
        let a: Tensor<Rank2<2, 3>, f32, _> = cuda.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
        assert!(Cuda::is_contiguous(&a));
        let transposed: Tensor<Rank2<3, 2>, f32, _> = a.permute();
        assert!(!Cuda::is_contiguous(&transposed));
        let broadcast: Tensor<Rank2<2, 3>, f32, _> = cuda.tensor([1.0, 2.0, 3.0]).broadcast();
        assert!(!Cuda::is_contiguous(&broadcast));
        let nothing: Tensor<(usize,), f32, _> = cuda.zeros_like(&(0,));
        assert!(Cuda::is_contiguous(&nothing) && Cuda::read(&nothing).is_empty());
    }

    #[test]
    fn indices_are_read_in_the_order_of_their_shape() {
        let Some((cuda, kernels)) = devices() else { return };
        let indices: Tensor<Rank2<2, 3>, usize, _> = cuda.tensor([[1, 2, 3], [4, 5, 6]]);
        let flat = <Cuda as Device<f32>>::flat_indices(&indices).unwrap();
        let mut read = [0_usize; 6];
        kernels.download(<Cuda as Device<f32>>::read_indices(&flat), &mut read).unwrap();
        assert_eq!((read, indices.array()), ([1, 2, 3, 4, 5, 6], [[1, 2, 3], [4, 5, 6]]));
    }
}
