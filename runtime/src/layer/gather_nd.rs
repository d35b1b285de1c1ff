use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::gather_nd::{GatherNd as Kernel, Geometry};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

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
/// let found: Tensor<Rank3<1, 1, 3>, f32, _> =
///     gather_nd(&image, &places, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(found.array(), [[[4.0, 2.0, 3.0]]]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the shapes or the batch sizes do not go together.
pub fn gather_nd<S, I, O, E, D>(
    source: &Tensor<S, E, D>,
    indices: &Tensor<I, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<O, E, D>, D::Err>
where
    S: Batched,
    I: Batched<Batch = S::Batch>,
    O: Batched<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape = O::with_batch(source.shape().batch());
    let geometry = geometry(source.shape(), indices.shape(), &shape);
    let y = apply(Direction::Gather, geometry, storage::flat(source)?, storage::flat(indices)?, pass)?;
    storage::shaped(y, shape)
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
/// let spread: Tensor<Rank2<1, 4>, f32, _> =
///     scatter_nd(&updates, &places, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(spread.array(), [[2.0, 0.0, 0.0, 5.0]]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the shapes or the batch sizes do not go together.
pub fn scatter_nd<S, I, O, E, D>(
    updates: &Tensor<S, E, D>,
    indices: &Tensor<I, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<O, E, D>, D::Err>
where
    S: Batched,
    I: Batched<Batch = S::Batch>,
    O: Batched<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape = O::with_batch(updates.shape().batch());
    let geometry = geometry(&shape, indices.shape(), updates.shape());
    let y = apply(Direction::Scatter, geometry, storage::flat(updates)?, storage::flat(indices)?, pass)?;
    storage::shaped(y, shape)
}

#[derive(Clone, Copy)]
enum Direction {
    Gather,
    Scatter,
}

fn geometry<S: Batched, I: Batched<Batch = S::Batch>, O: Batched>(indexed: &S, indices: &I, listed: &O) -> Geometry {
    let (whole, named, list) = (indexed.sample(), indices.sample(), listed.sample());
    let (depth, places) = named.split_first().map_or((0, &named[..]), |(&depth, places)| (depth, places));
    let kept = whole.len().saturating_sub(depth);
    let fits = indexed.batch().size() == indices.batch().size() && [&whole[..kept], places].concat() == list;
    assert!(fits, "indices of {named:?} do not lead from {whole:?} to {list:?}");
    Geometry {
        batch: indexed.batch().size(),
        outer: whole[..kept].iter().product(),
        axes: whole[kept..].to_vec(),
        places: places.iter().product(),
    }
}

fn apply<E: Dtype, D: Device<E>>(
    direction: Direction,
    geometry: Geometry,
    x: Flat<E, D>,
    indices: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let kernels = device.kernels();
    let rows = geometry.batch * geometry.outer;
    let mut y = match direction {
        Direction::Gather => device.try_zeros_like(&(rows * geometry.places,))?,
        Direction::Scatter => device.try_zeros_like(&(rows * geometry.axes.iter().product::<usize>(),))?,
    };
    match direction {
        Direction::Gather => Kernel::gather(&kernels, &geometry, D::read(&x), D::read(&indices), D::write(&mut y)),
        Direction::Scatter => Kernel::scatter(&kernels, &geometry, D::read(&x), D::read(&indices), D::write(&mut y)),
    }
    if !pass.tracks(&x) {
        pass.mark_constant(&y);
        return Ok(y);
    }
    let (x, y_ghost) = (x.ghost(), y.ghost());
    pass.record(move |gradients| {
        let dy = storage::take(gradients.get_or_alloc_mut(&y_ghost)?, &device)?;
        let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
        let (kernels, dy) = (device.kernels(), D::read_buffer(&dy));
        match direction {
            Direction::Gather => Kernel::scatter(&kernels, &geometry, dy, D::read(&indices), dx),
            Direction::Scatter => Kernel::gather(&kernels, &geometry, dy, D::read(&indices), dx),
        }
        Ok(())
    });
    Ok(y)
}
