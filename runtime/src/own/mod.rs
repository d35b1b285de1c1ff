//! Layers of your own: `use netweave::own::*;`.
//!
//! A layer is a struct that holds variables, for which `#[derive(Layer)]` writes what a network needs to build, name, save
//! and train it, and a [`Forward`] that says what it does with a [`Batch`]. Shapes are per sample.
//!
//! ```
//! use netweave::own::*;
//! use netweave::prelude::*;
//!
//! /// A scale and a shift for each feature.
//! #[derive(Clone, Debug, Layer)]
//! pub struct Affine<const N: usize, E = f32, D: Storage<E> = Cpu> {
//!     #[variable(init = ones)]
//!     pub scale: Tensor<Rank1<N>, E, D>,
//!     #[variable(init = zeros, kind = bias)]
//!     pub shift: Tensor<Rank1<N>, E, D>,
//! }
//!
//! impl<const N: usize, E: Dtype, D: Device<E>> Forward<Rank1<N>, E, D> for Affine<N, E, D> {
//!     type Output = Rank1<N>;
//!
//!     fn forward<'p>(&self, x: Batch<'p, Rank1<N>, E, D>) -> Batch<'p, Rank1<N>, E, D> {
//!         x * x.variable(&self.scale) + x.variable(&self.shift)
//!     }
//! }
//!
//! network! {
//!     network Small(x: [4]) -> [2] {
//!         x -> affine: layer(Affine<4>) -> tanh -> fc: linear(2)
//!     }
//! }
//!
//! let net = Small::<f64>::build(&Cpu::default());
//! assert_eq!(Small::PARAMETERS, 4 + 4 + 4 * 2 + 2);
//! assert_eq!(net.affine.scale.array(), [1.0; 4]);
//! ```

mod activation;
mod batch;
#[doc(hidden)]
pub mod expansion;
mod function;
mod held;
mod operators;
mod sample;

pub use activation::{Activation, Part};
pub use batch::Batch;
pub use dfdx::tensor::Storage;
pub use function::Function;
#[doc(hidden)]
pub use held::Held;
pub use netweave_macros::Layer;
pub use sample::Sample;

pub use crate::storage::{Device, Dtype};

use std::fmt::Debug;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::ModuleVisitor;
use dfdx::tensor_ops::Device as DfdxDevice;

/// What a layer of your own holds. `#[derive(Layer)]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "not a layer",
    note = "write `#[derive(Clone, Debug, Layer)]` above its struct; a module of dfdx is `module(..)`, a function `apply(..)`"
)]
pub trait Layer: Clone + Debug {
    /// The same layer with variables of another element type, on another device.
    type On<E: DfdxDtype, D: DfdxDevice<E>>: Clone + Debug;

    /// Its variables.
    #[doc(hidden)]
    const HELD: &'static [Held];

    /// Visits its variables where it is a part of a network.
    #[doc(hidden)]
    fn visit<E: Dtype, D: DfdxDevice<E>, V: ModuleVisitor<Part<Self, E, D>, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Part<Self, V::E2, V::D2>>, V::Err>;
}

/// What a layer of your own does with a value of the shape `S`, per sample.
///
/// It is written over the operations of [`Batch`], so that its gradient is known, and it is planned, recorded and run on
/// every device as the layers of the language are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no layer for a sample of shape `{S}`",
    label = "it has no `Forward` for this shape",
    note = "write `impl Forward<Rank3<C, H, W>, E, D> for {Self}` with the shape of what flows in, or send it another value"
)]
pub trait Forward<S: Sample, E: Dtype, D: Device<E>> {
    /// The shape of what comes out, per sample.
    type Output: Sample;

    /// Computes it.
    fn forward<'p>(&self, x: Batch<'p, S, E, D>) -> Batch<'p, Self::Output, E, D>;
}
