use dfdx::shapes::Dim;

pub use crate::kernels::pad2d::Border;
use crate::kernels::pad2d::{Geometry, Pad2d as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// An image with a border of so many rows above and columns to the left; what is below and to the right follows from
/// the size of the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn pad<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    before: [usize; 2],
    border: Border,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    framed(x, |_, _| before.map(usize::cast_signed), border, pass)
}

/// A part of an image: that from this row and this column on.
///
/// # Errors
/// The device's, when memory runs out.
pub fn crop<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    at: [usize; 2],
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    framed(x, |_, _| at.map(|at| -at.cast_signed()), Border::Zeros, pass)
}

/// The middle of an image. Of an odd number of rows or columns that are cut off, the one more is at the end.
///
/// # Errors
/// The device's, when memory runs out.
pub fn center_crop<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let middle = |input: [usize; 2], output: [usize; 2]| {
        [0, 1].map(|axis| -(input[axis].saturating_sub(output[axis]) / 2).cast_signed())
    };
    framed(x, middle, Border::Zeros, pass)
}

/// An image in a frame; `start` says where in it the image begins.
fn framed<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    start: impl FnOnce([usize; 2], [usize; 2]) -> [isize; 2],
    border: Border,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (image, frame) = (x.shape().dims(), shape.dims());
    let (&[channels, ref input @ ..], &[_, ref output @ ..]) = (&*image, &*frame) else {
        unreachable!("the compiler pads and crops images");
    };
    let (input, output) = ([input[0], input[1]], [output[0], output[1]]);
    let planes = shape.batch().size() * channels;
    let geometry = Geometry { planes, input, output, start: start(input, output), border };
    Ok(Value::new(frame_planes(geometry, x.id(), pass), shape))
}

/// Planes in frames, whatever they are planes of.
pub(super) fn frame_planes<E: Dtype, D: Device<E>>(geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    let [height, width] = geometry.output;
    pass.apply(Frames { geometry }, &[x], &[geometry.planes * height * width])
}

#[derive(PartialEq)]
struct Frames {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Frames {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        Kernel::backward(&kernels, &self.geometry, reads.incoming(), dx);
    }
}
