use dfdx::shapes::Dim;

use crate::kernels::gather_nd::{GatherNd as Kernel, Geometry};
use crate::kernels::optimizer::Optimizer as _;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The elements of `source` at the places that `indices` name.
///
/// `indices` are `[K, places..]`: of each place an index along each of the last `K` axes of `source`, in their order.
/// `[kept.., axes..]` gives `[kept.., places..]`. Indices are rounded down, and what lies before or after an axis is its
/// end; NaN is 0. Gradients go to `source`.
///
/// ```
/// use netweave::layer::gather_nd;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let image = device.tensor([[[[1.0_f32, 2.0], [3.0, 4.0]]]]);
/// // Rows, then columns, of three places.
/// let places = device.tensor([[[1.0_f32, 0.0, 1.0], [1.0, 1.0, 0.0]]]);
/// let found: Tensor<Rank3<1, 1, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (image, places) = (pass.untraced(&image)?, pass.untraced(&places)?);
///     gather_nd(&image, &places, pass)
/// })?;
/// assert_eq!(found.array(), [[[4.0, 2.0, 3.0]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the shapes or the batch sizes do not go together.
pub fn gather_nd<S, I, O, E, D>(
    source: &Value<S, E, D>,
    indices: &Value<I, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<O, E, D>, D::Err>
where
    S: Batched,
    I: Batched<Batch = S::Batch>,
    O: InPass<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape: O = pass.shape(source.shape().batch());
    let geometry = geometry(source.shape(), indices.shape(), &shape);
    let places = Places { direction: Direction::Gather, geometry };
    let y = pass.apply(places, &[source.id(), indices.id()], &[shape.num_elements()]);
    Ok(Value::new(y, shape))
}

/// Zeros, with `updates` added to the places that `indices` name.
///
/// `indices` are as in [`gather_nd`], of which it is the transpose: `[kept.., places..]` gives `[kept.., axes..]`. Gradients
/// go to `updates`.
///
/// ```
/// use netweave::layer::scatter_nd;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let updates = device.tensor([[1.0_f32, 2.0, 4.0]]);
/// let places = device.tensor([[[3.0_f32, 0.0, 3.0]]]);
/// let spread: Tensor<Rank2<1, 4>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (updates, places) = (pass.untraced(&updates)?, pass.untraced(&places)?);
///     scatter_nd(&updates, &places, pass)
/// })?;
/// assert_eq!(spread.array(), [[2.0, 0.0, 0.0, 5.0]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the shapes or the batch sizes do not go together.
pub fn scatter_nd<S, I, O, E, D>(
    updates: &Value<S, E, D>,
    indices: &Value<I, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<O, E, D>, D::Err>
where
    S: Batched,
    I: Batched<Batch = S::Batch>,
    O: InPass<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape: O = pass.shape(updates.shape().batch());
    let geometry = geometry(&shape, indices.shape(), updates.shape());
    let places = Places { direction: Direction::Scatter, geometry };
    let y = pass.apply(places, &[updates.id(), indices.id()], &[shape.num_elements()]);
    Ok(Value::new(y, shape))
}

/// The elements at places of rows that are laid out as the geometry says.
pub(super) fn gather_places<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Id,
    indices: Id,
    len: usize,
    pass: &mut Pass<E, D>,
) -> Id {
    pass.apply(Places { direction: Direction::Gather, geometry }, &[x, indices], &[len])
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Gather,
    Scatter,
}

fn geometry<S: Batched, I: Batched<Batch = S::Batch>, O: Batched>(indexed: &S, indices: &I, listed: &O) -> Geometry {
    let (whole, named, list) = (indexed.dims(), indices.dims(), listed.dims());
    let (depth, places) = named.split_first().map_or((0, &named[..]), |(&depth, places)| (depth, places));
    let kept = whole.len().saturating_sub(depth);
    let alike = indexed.batch().size() == indices.batch().size();
    let fits = alike && whole[..kept].iter().chain(places).eq(&*list);
    assert!(fits, "indices of {named:?} do not lead from {whole:?} to {list:?}");
    Geometry {
        batch: indexed.batch().size(),
        outer: whole[..kept].iter().product(),
        axes: whole[kept..].iter().copied().collect(),
        places: places.iter().product(),
    }
}

#[derive(PartialEq)]
struct Places {
    direction: Direction,
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Places {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // The kernels add.
        let (_, [y]) = at.lend([Part::Output(0)]);
        kernels.fill(0.0, y);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (x, indices) = (reads.operand(0), reads.operand(1));
        match self.direction {
            Direction::Gather => Kernel::gather(&kernels, &self.geometry, x, indices, y),
            Direction::Scatter => Kernel::scatter(&kernels, &self.geometry, x, indices, y),
        }
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[1])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if !at.wants(0) {
            return;
        }
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        let (dy, indices) = (reads.incoming(), reads.operand(1));
        match self.direction {
            Direction::Gather => Kernel::scatter(&kernels, &self.geometry, dy, indices, dx),
            Direction::Scatter => Kernel::gather(&kernels, &self.geometry, dy, indices, dx),
        }
    }
}
