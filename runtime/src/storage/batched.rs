use dfdx::shapes::{ConstDim, Dim, Shape};

use crate::kernels::Axes;

/// A shape whose first dimension is the batch and whose others are known to the compiler.
pub trait Batched: Shape {
    /// `usize` or `Const<N>`.
    type Batch: Dim;
    /// The same shape with a batch of any size.
    type Erased: Batched<Batch = usize>;

    /// The batch dimension.
    fn batch(&self) -> Self::Batch;

    /// The shape with this batch.
    fn with_batch(batch: Self::Batch) -> Self;

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

macro_rules! batched {
    ($($dimension:ident),*) => {
        impl<B: Dim, $($dimension: ConstDim),*> Batched for (B, $($dimension,)*) {
            type Batch = B;
            type Erased = (usize, $($dimension,)*);

            fn batch(&self) -> B {
                self.0
            }

            fn with_batch(batch: B) -> Self {
                (batch, $($dimension::default(),)*)
            }
        }
    };
}

batched!();
batched!(D1);
batched!(D1, D2);
batched!(D1, D2, D3);
batched!(D1, D2, D3, D4);
batched!(D1, D2, D3, D4, D5);
