//! The names that `network!` writes into its expansion. Not for use by hand.

#[cfg(not(rust_analyzer))]
pub use netweave_macros::network;
#[cfg(rust_analyzer)]
pub use netweave_macros::network_in_editor as network;

pub use std::clone::Clone;
pub use std::convert::From;
pub use std::default::Default;
pub use std::fmt::Debug;
pub use std::marker::{Copy, PhantomData, Sized};
pub use std::ops::{Deref, FnMut};
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::vec::Vec;

pub use dfdx::dtypes::Dtype as DfdxDtype;
pub use dfdx::nn::{BuildOnDevice, Module, ModuleMut, ModuleVisitor, TensorCollection};
pub use dfdx::shapes::{Const, Dim, HasShape};
pub use dfdx::tensor::{Cpu, Merge, NoneTape, OwnedTape, PutTape, SplitTape, Tape, Tensor};
pub use dfdx::tensor_ops::Device as DfdxDevice;

pub use crate::elsewhere::{InNetworks, InScopes, InTrainings, Told};
pub use crate::end_point::{EndPointInfo, PointIn, PointOf, ShapeIn, Takes};
pub use crate::given::{BatchOf, Given, Is, OfBatch, OfDtype, OnDevice};
pub use crate::init;
pub use crate::layer::{self, Pool, Window};
pub use crate::own::expansion as own;
pub use crate::pass::{Outputs, Passes, Results, Settings, Value};
pub use crate::receptive_field::ReceptiveField;
pub use crate::rehearsal::Rehearsal;
pub use crate::storage::{Batched, InPass, OfSample, OpenedDevice};
pub use crate::structure::Graph;
pub use crate::{
    Device, Dtype, Error, Network, Pass, Precision, Scope, ScopeOf, Summary, TrainingPass, Workers, foreign, loss,
    shape, structure,
};
