/// Devices of towers that NCCL brings together. Without the feature `nccl` there are none.
#[cfg(feature = "nccl")]
#[derive(Clone, Debug)]
pub struct Circle(pub(crate) std::sync::Arc<crate::kernels::cuda::Circle>);

/// Devices of towers that NCCL brings together. Without the feature `nccl` there are none.
#[cfg(not(feature = "nccl"))]
#[derive(Clone, Debug)]
pub struct Circle(());
