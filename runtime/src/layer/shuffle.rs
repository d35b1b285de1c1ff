use super::permute::reorder;
use crate::kernels::Axes;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};
use dfdx::shapes::Dim;

/// `[C · scale², H, W] → [C, H · scale, W · scale]`: channels become the pixels of blocks
/// ([Shi et al. 2016](https://arxiv.org/abs/1609.05158)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn pixel_shuffle<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    scale: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let [batch, channels, height, width] = sizes(x);
    let parted = [batch, channels / (scale * scale), scale, scale, height, width];
    Ok(moved(x, parted, [0, 1, 4, 2, 5, 3], pass))
}

/// `[C, H · scale, W · scale] → [C · scale², H, W]`: the pixels of blocks become channels.
///
/// # Errors
/// The device's, when memory runs out.
pub fn pixel_unshuffle<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    scale: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let [batch, channels, height, width] = sizes(x);
    let parted = [batch, channels, height / scale, scale, width / scale, scale];
    Ok(moved(x, parted, [0, 1, 3, 5, 2, 4], pass))
}

/// The channels of so many groups, one of each group after the other
/// ([Zhang et al. 2017](https://arxiv.org/abs/1707.01083)).
///
/// # Errors
/// The device's, when memory runs out.
pub fn channel_shuffle<S: InPass, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    groups: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let (batch, sizes) = (x.shape().batch().size(), x.shape().dims());
    let places = sizes.iter().skip(1).product();
    let parted = [batch, groups, sizes[0] / groups, places];
    Ok(moved(x, parted, [0, 2, 1, 3], pass))
}

fn sizes<S: Batched, E: Dtype, D: Device<E>>(image: &Value<S, E, D>) -> [usize; 4] {
    let sizes = image.shape().dims();
    [image.shape().batch().size(), sizes[0], sizes[1], sizes[2]]
}

/// The elements, parted into these axes, with the axes in another order.
fn moved<S: Batched, S2: InPass<Batch = S::Batch>, const N: usize, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    parted: [usize; N],
    order: [usize; N],
    pass: &mut Pass<E, D>,
) -> Value<S2, E, D> {
    let [parted, order]: [Axes; 2] = [parted, order].map(|axes| axes.into_iter().collect());
    let shape = pass.shape(x.shape().batch());
    Value::new(reorder(x.id(), parted, order, pass), shape)
}
