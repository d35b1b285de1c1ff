//! What a program with networks needs: `use netweave::prelude::*;`.

#[doc(hidden)]
pub use crate::elsewhere::{InNumbers as _, InResults as _, InTensors as _};
#[doc(hidden)]
pub use crate::end_point::PointOf as _;
pub use crate::network;
pub use crate::own::Layer;
pub use crate::{
    Adam, AdamW, Bf16, Error, F16, Gradients, Network, OneCycle, Optimizer, Pass, Passes, Placement, Plateau, RmsProp,
    Schedule, Scope, Seeded, Sgd, Towers, TrainingPass,
};

pub use dfdx::nn::{
    BuildModule, BuildOnDevice, DeviceBuildExt, LoadFromSafetensors, Module, ModuleMut, NumParams, ResetParams,
    SaveToSafetensors, ToDevice, ToDtype,
};
pub use dfdx::shapes::{Const, HasShape, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, Rank6, Shape};
#[cfg(feature = "cuda")]
pub use dfdx::tensor::Cuda;
pub use dfdx::tensor::{AsArray, Cpu, OnesTensor, SampleTensor, Tensor, TensorFrom, TensorFromVec, Trace, ZerosTensor};
pub use dfdx::tensor_ops::Backward;
