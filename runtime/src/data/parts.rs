use dfdx::shapes::{ConstDim, ConstShape};
use dfdx::tensor::Tensor;

use crate::Error;
use crate::storage::{Batched, Device, Dtype};

/// The shape of one part of a sample, known to the compiler: `Rank1<10>`, `Rank3<1, 28, 28>`.
pub trait SampleShape: ConstShape {
    /// That shape with a batch before it, whose size is known at run time.
    type Batch: Batched<Batch = usize>;

    /// The shape of so many samples.
    #[doc(hidden)]
    fn batch(samples: usize) -> Self::Batch;
}

macro_rules! sample_shape {
    ($($dimension:ident),*) => {
        impl<$($dimension: ConstDim),*> SampleShape for ($($dimension,)*) {
            type Batch = (usize, $($dimension,)*);

            fn batch(samples: usize) -> Self::Batch {
                (samples, $($dimension::default(),)*)
            }
        }
    };
}

sample_shape!();
sample_shape!(D1);
sample_shape!(D1, D2);
sample_shape!(D1, D2, D3);
sample_shape!(D1, D2, D3, D4);
sample_shape!(D1, D2, D3, D4, D5);

/// The parts of a sample: a tuple of one to four shapes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no parts of a sample",
    note = "write a tuple of one to four shapes: `(Rank3<1, 28, 28>, Rank1<10>)`, or `(Rank1<4>,)`"
)]
pub trait Parts: 'static {
    /// A batch: a tensor for each part, whose first dimension is a `usize`.
    type Batch<E: Dtype, D: Device<E>>;
    /// The elements of a sample, a slice for each part.
    type Slices<'a, E: 'a>;
    /// The elements of a batch.
    #[doc(hidden)]
    type Buffers<E: Dtype>: Send + 'static;

    /// Zeros for a batch of `size` samples.
    #[doc(hidden)]
    fn zeros<E: Dtype>(size: usize) -> Self::Buffers<E>;

    /// The parts of the sample in a row of the batch.
    #[doc(hidden)]
    fn row<E: Dtype>(buffers: &mut Self::Buffers<E>, row: usize) -> Self::Slices<'_, E>;

    /// Moves a batch of `size` samples to a device.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    #[doc(hidden)]
    fn batch<E: Dtype, D: Device<E>>(
        buffers: &Self::Buffers<E>,
        size: usize,
        device: &D,
    ) -> Result<Self::Batch<E, D>, Error>;
}

/// The second of its arguments, once for each of the first.
macro_rules! each {
    ($part:ident, $what:ty) => {
        $what
    };
}

macro_rules! parts {
    ($($part:ident $index:tt),*) => {
        impl<$($part: SampleShape),*> Parts for ($($part,)*) {
            type Batch<E: Dtype, D: Device<E>> = ($(Tensor<$part::Batch, E, D>,)*);
            type Slices<'a, E: 'a> = ($(each!($part, &'a mut [E]),)*);
            type Buffers<E: Dtype> = ($(each!($part, Vec<E>),)*);

            fn zeros<E: Dtype>(size: usize) -> Self::Buffers<E> {
                ($(vec![E::of(0.0); size * $part::NUMEL],)*)
            }

            fn row<E: Dtype>(buffers: &mut Self::Buffers<E>, row: usize) -> Self::Slices<'_, E> {
                ($(&mut buffers.$index[row * $part::NUMEL..][..$part::NUMEL],)*)
            }

            fn batch<E: Dtype, D: Device<E>>(
                buffers: &Self::Buffers<E>,
                size: usize,
                device: &D,
            ) -> Result<Self::Batch<E, D>, Error> {
                Ok(($(tensor::<$part, E, D>(&buffers.$index, size, device)?,)*))
            }
        }
    };
}

parts!(P1 0);
parts!(P1 0, P2 1);
parts!(P1 0, P2 1, P3 2);
parts!(P1 0, P2 1, P3 2, P4 3);

/// Copies into memory of the device's cache: to hand it the elements' own would let the cache grow by every batch.
fn tensor<S: SampleShape, E: Dtype, D: Device<E>>(
    elements: &[E],
    size: usize,
    device: &D,
) -> Result<Tensor<S::Batch, E, D>, Error> {
    let mut tensor = device.try_zeros_like(&S::batch(size)).map_err(Error::device)?;
    tensor.copy_from(elements);
    Ok(tensor)
}
