use dfdx::shapes::Dim;

use crate::axis::Extent;
use crate::kernels::upsample::{Geometry, Method, Upsample as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Each pixel repeated: output `[i, j]` is input `[⌊i · H / OH⌋, ⌊j · W / OW⌋]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_nearest<B, C, H, W, OH, OW, E, D>(
    x: &Value<(B, C, H, W), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, OH, OW), E, D>, D::Err>
where
    B: Dim,
    C: Extent,
    H: Dim,
    W: Dim,
    OH: Extent,
    OW: Extent,
    E: Dtype,
    D: Device<E>,
{
    Ok(resampled(x, Method::Nearest, pass))
}

/// Each output a mean of the four pixels around it, weighted by how near they are.
///
/// With `align_corners`, the corner pixels of input and output have the same centres; without, the images have the
/// same corners.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_bilinear<B, C, H, W, OH, OW, E, D>(
    x: &Value<(B, C, H, W), E, D>,
    align_corners: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, OH, OW), E, D>, D::Err>
where
    B: Dim,
    C: Extent,
    H: Dim,
    W: Dim,
    OH: Extent,
    OW: Extent,
    E: Dtype,
    D: Device<E>,
{
    Ok(resampled(x, Method::Bilinear { align_corners }, pass))
}

fn resampled<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    method: Method,
    pass: &mut Pass<E, D>,
) -> Value<S2, E, D> {
    let shape: S2 = pass.shape(x.shape().batch());
    let (&[channels, ref input @ ..], &[_, ref output @ ..]) = (&*x.shape().dims(), &*shape.dims()) else {
        unreachable!("the types are those of images");
    };
    let planes = shape.batch().size() * channels;
    let geometry = Geometry { planes, input: [input[0], input[1]], output: [output[0], output[1]], method };
    let y = pass.apply(Upsample { geometry }, &[x.id()], &[shape.num_elements()]);
    Value::new(y, shape)
}

#[derive(PartialEq)]
struct Upsample {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Upsample {
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
