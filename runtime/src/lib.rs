//! Neural networks as scoped layer declarations, compiled to typed [dfdx](https://docs.rs/dfdx) modules.
//!
//! ```
//! use netweave::prelude::*;
//!
//! network! {
//!     /// Recognises an 8×8 handwritten digit.
//!     pub network Digits(image: [1, 8, 8]) -> [10] {
//!         let features = scope features {
//!             image
//!                 -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
//!                 -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
//!         };
//!         let logits = features -> flatten -> fc: linear(10);
//!
//!         loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
//!         logits
//!     }
//! }
//!
//! let device = Cpu::default();
//! let net = Digits::<f32, Cpu>::build(&device);
//! let images: Tensor<Rank4<5, 1, 8, 8>, f32, _> = device.sample_normal();
//! let logits = net.forward(images);
//! assert_eq!(logits.shape().concrete(), [5, 10]);
//! ```
//!
//! The book in `book/` teaches the language; this page lists what a program names beside it.

#[doc(hidden)]
pub mod axis;
pub mod checkpoint;
pub mod data;
// rust-analyzer sets this for all crates, and nothing else does: rustc does not read it.
#[cfg(rust_analyzer)]
#[doc(hidden)]
pub mod editor;
#[doc(hidden)]
pub mod elsewhere;
mod end_point;
mod error;
#[doc(hidden)]
pub mod expansion;
#[doc(hidden)]
pub mod foreign;
#[doc(hidden)]
pub mod given;
pub mod init;
#[doc(hidden)]
pub mod kernels;
pub mod layer;
pub mod loss;
#[doc(hidden)]
pub mod memory;
pub mod metric;
pub mod modules;
mod nearest;
mod network;
mod optimizer;
pub mod own;
mod pass;
mod precision;
pub mod prelude;
mod receptive_field;
mod rehearsal;
mod scope;
pub mod shape;
mod slow_build;
mod storage;
#[doc(hidden)]
pub mod structure;
#[doc(hidden)]
pub mod towers;
mod training;
mod updates;
mod variables;
#[cfg(feature = "watch")]
pub mod watch;

pub use end_point::{Activation, EndPoint, EndPointInfo, Takes};
pub use error::{Error, Place};
pub use network::Network;
pub use optimizer::{
    Adam, AdamW, EarlyStopping, GivenSchedule, Gradients, GradientsOf, Group, Groups, MovingAverage, NetworkOf,
    OneCycle, Optimizer, Plateau, RmsProp, Schedule, Sgd, Slots,
};
pub use pass::{Outputs, Pass, Passes, Value};
pub use precision::{Bf16, F16, Precision};
pub use receptive_field::ReceptiveField;
pub use rehearsal::{PeakMemory, TrainingMemory};
pub use scope::{GivenScope, Scope, ScopeOf};
#[cfg(feature = "cuda")]
pub use storage::device_pointer;
pub use storage::{Batched, Device, DeviceName, Dtype, InPass, Seeded, device};
pub use structure::{Graph, Summary};
pub use towers::{Exchange, PipelineSchedule, Placement, Reduce, Statistics, Timeline, Towers, Workers};
pub use training::{GivenPass, IsPass, Memory, PassOf, TrainingPass};
pub use updates::Updates;
pub use variables::Variable;

// The words of errors are shorter with these here than with their long paths.
#[cfg(feature = "cuda")]
#[doc(no_inline)]
pub use dfdx::tensor::Cuda;
#[doc(no_inline)]
pub use dfdx::{
    shapes::Const,
    tensor::{Cpu, Tensor},
};

/// Declares networks; the book's "Your first network" and "Scopes" teach what goes inside.
///
/// Each becomes a struct with a field for every scope and layer that holds variables, generic over the
/// element type and the device, with dfdx's own traits implemented, and a module of the same name in snake
/// case with the structs of its scopes.
///
/// # Errors
/// Every mistake in the block is a compile error on the token that is wrong, with the text to write.
#[macro_export]
macro_rules! network {
    ($($tokens:tt)*) => {
        $crate::expansion::network! { @runtime($crate) $($tokens)* }
    };
}
