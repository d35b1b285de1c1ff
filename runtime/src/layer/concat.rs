use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::concat::{Concat as Kernel, Geometry};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

/// Values about to be joined along one axis; their other axes are alike.
pub struct Concat<B, E: Dtype, D: Device<E>> {
    axis: usize,
    batch: Option<B>,
    parts: Result<Vec<Part<E, D>>, D::Err>,
}

/// A value without its shape.
struct Part<E: Dtype, D: Device<E>> {
    value: Flat<E, D>,
    /// The product of the dimensions before the axis, the batch among them.
    outer: usize,
    /// The product of the axis and the dimensions after it.
    inner: usize,
}

impl<B: Dim, E: Dtype, D: Device<E>> Concat<B, E, D> {
    /// Joins along this axis of a sample, counted from 0.
    pub fn new(axis: usize) -> Self {
        Self { axis, batch: None, parts: Ok(Vec::new()) }
    }

    /// Adds a value at the end.
    pub fn with<S: Batched<Batch = B>>(mut self, value: &Tensor<S, E, D>) -> Self {
        let batch = value.shape().batch();
        let sample = value.shape().sample();
        let (before, after) = sample.split_at(self.axis);
        let (outer, inner) = (batch.size() * before.iter().product::<usize>(), after.iter().product());
        self.batch = Some(batch);
        self.parts = self.parts.and_then(|mut parts| {
            let value = storage::flat(value)?;
            parts.push(Part { value, outer, inner });
            Ok(parts)
        });
        self
    }

    /// The joined values.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched<Batch = B>>(self, pass: &mut Pass<E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        let parts = self.parts?;
        let (Some(batch), Some(first)) = (self.batch, parts.first()) else {
            unreachable!("the compiler joins one value at least");
        };
        let device = first.value.device().clone();
        let whole: usize = parts.iter().map(|part| part.inner).sum();
        let mut y = device.try_zeros_like(&(first.outer * whole,))?;
        let mut offset = 0;
        let mut tracked = Vec::new();
        for part in &parts {
            let geometry = Geometry { outer: part.outer, part: part.inner, whole, offset };
            offset += part.inner;
            Kernel::forward(&device.kernels(), &geometry, D::read(&part.value), D::write(&mut y));
            if pass.tracks(&part.value) {
                tracked.push((geometry, part.value.ghost()));
            }
        }
        if tracked.is_empty() {
            pass.mark_constant(&y);
        } else {
            let y = y.ghost();
            pass.record(move |gradients| {
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                for (geometry, part) in &tracked {
                    Kernel::backward(
                        &device.kernels(),
                        geometry,
                        D::read_buffer(&dy),
                        D::write_buffer(gradients.get_or_alloc_mut(part)?),
                    );
                }
                Ok(())
            });
        }
        storage::shaped(y, S::with_batch(batch))
    }
}
