use dfdx::shapes::{Dim, Shape};

use crate::axis::{Extent, Sizes};
use crate::kernels::Axes;

/// A shape whose first dimension is the batch.
pub trait Batched: Shape {
    /// `usize` or `Const<N>`.
    type Batch: Dim;
    /// The same shape with a batch of any size.
    type Erased: Batched<Batch = usize>;

    /// The batch dimension.
    fn batch(&self) -> Self::Batch;

    /// The shape of so many samples.
    fn of_samples(&self, samples: usize) -> Self::Erased;

    /// The dimensions of a sample.
    fn sample(&self) -> Vec<usize> {
        self.concrete().into_iter().skip(1).collect()
    }

    /// [`sample`](Self::sample), without memory of its own: for what is told at each step.
    #[doc(hidden)]
    fn dims(&self) -> Axes {
        self.concrete().into_iter().skip(1).collect()
    }
}

/// A shape in a pass: what comes behind the batch is known to the compiler, or follows from the sizes of the axes that the
/// pass knows.
pub trait InPass: Batched {
    /// The shape of a tensor outside of the pass.
    type Outside: Batched<Batch = Self::Batch>;

    /// The shape of this batch, for axes of these sizes.
    fn of(batch: Self::Batch, sizes: &Sizes) -> Self;
}

/// The shape of a sample, in a pass.
pub trait OfSample {
    /// The shape of a batch.
    type Batch<B: Dim>: InPass<Batch = B>;
}

macro_rules! batched {
    ($($dimension:ident $index:tt),*) => {
        impl<B: Dim, $($dimension: Dim),*> Batched for (B, $($dimension,)*) {
            type Batch = B;
            type Erased = (usize, $($dimension,)*);

            fn batch(&self) -> B {
                self.0
            }

            fn of_samples(&self, samples: usize) -> Self::Erased {
                (samples, $(self.$index,)*)
            }
        }

        impl<$($dimension: Extent),*> OfSample for ($($dimension,)*) {
            type Batch<B: Dim> = (B, $($dimension,)*);
        }

        impl<B: Dim, $($dimension: Extent),*> InPass for (B, $($dimension,)*) {
            type Outside = (B, $($dimension::Outside,)*);

            #[allow(unused_variables)]
            fn of(batch: B, sizes: &Sizes) -> Self {
                (batch, $($dimension::of(sizes),)*)
            }
        }
    };
}

batched!();
batched!(D1 1);
batched!(D1 1, D2 2);
batched!(D1 1, D2 2, D3 3);
batched!(D1 1, D2 2, D3 3, D4 4);
batched!(D1 1, D2 2, D3 3, D4 4, D5 5);
