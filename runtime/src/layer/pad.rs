use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

pub use crate::kernels::pad2d::Border;
use crate::kernels::pad2d::{Geometry, Pad2d as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

/// An image with a border of so many rows above and columns to the left; what is below and to the right follows from
/// the size of the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn pad<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    before: [usize; 2],
    border: Border,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    framed(x, |_, _| before.map(usize::cast_signed), border, pass)
}

/// A part of an image: that from this row and this column on.
///
/// # Errors
/// The device's, when memory runs out.
pub fn crop<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    at: [usize; 2],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    framed(x, |_, _| at.map(|at| -at.cast_signed()), Border::Zeros, pass)
}

/// The middle of an image. Of an odd number of rows or columns that are cut off, the one more is at the end.
///
/// # Errors
/// The device's, when memory runs out.
pub fn center_crop<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    let middle = |input: [usize; 2], output: [usize; 2]| {
        [0, 1].map(|axis| -(input[axis].saturating_sub(output[axis]) / 2).cast_signed())
    };
    framed(x, middle, Border::Zeros, pass)
}

/// An image in a frame; `start` says where in it the image begins.
fn framed<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    start: impl FnOnce([usize; 2], [usize; 2]) -> [isize; 2],
    border: Border,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    let shape = S2::with_batch(x.shape().batch());
    let (image, frame) = (x.shape().sample(), shape.sample());
    let (&[channels, ref input @ ..], &[_, ref output @ ..]) = (image.as_slice(), frame.as_slice()) else {
        unreachable!("the compiler pads and crops images");
    };
    let (input, output) = ([input[0], input[1]], [output[0], output[1]]);
    let planes = shape.batch().size() * channels;
    let geometry = Geometry { planes, input, output, start: start(input, output), border };
    storage::shaped(frame_planes(geometry, storage::flat(x)?, pass)?, shape)
}

/// Planes in frames, whatever they are planes of.
pub(super) fn frame_planes<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let [height, width] = geometry.output;
    let mut y = device.try_zeros_like(&(geometry.planes * height * width,))?;
    Kernel::forward(&device.kernels(), &geometry, D::read(&x), D::write(&mut y));
    if pass.tracks(&x) {
        let (x, y) = (x.ghost(), y.ghost());
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
            Kernel::backward(&device.kernels(), &geometry, D::read_buffer(&dy), dx);
            Ok(())
        });
    } else {
        pass.mark_constant(&y);
    }
    Ok(y)
}
