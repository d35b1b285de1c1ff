use dfdx::shapes::{Const, Dim};

use crate::kernels::upsample::{Geometry, Method, Upsample as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// Each pixel repeated: output `[i, j]` is input `[⌊i · H / OH⌋, ⌊j · W / OW⌋]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_nearest<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Value<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let batch = x.shape().0;
    let geometry = Geometry { planes: batch.size() * C, input: [H, W], output: [OH, OW], method: Method::Nearest };
    Ok(Value::new(apply(geometry, x.id(), pass), (batch, Const, Const, Const)))
}

/// Each output a mean of the four pixels around it, weighted by how near they are.
///
/// With `align_corners`, the corner pixels of input and output have the same centres; without, the images have the
/// same corners.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_bilinear<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Value<(B, Const<C>, Const<H>, Const<W>), E, D>,
    align_corners: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let batch = x.shape().0;
    let method = Method::Bilinear { align_corners };
    let geometry = Geometry { planes: batch.size() * C, input: [H, W], output: [OH, OW], method };
    Ok(Value::new(apply(geometry, x.id(), pass), (batch, Const, Const, Const)))
}

fn apply<E: Dtype, D: Device<E>>(geometry: Geometry, x: Id, pass: &mut Pass<E, D>) -> Id {
    let outputs = geometry.planes * geometry.output.iter().product::<usize>();
    pass.apply(Upsample { geometry }, &[x], &[outputs])
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
