use dfdx::shapes::Dim;

use crate::kernels::local_response_norm::{Geometry, LocalResponseNorm as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, SCRATCH, Value};
use crate::storage::{Batched, Device, Dtype};

/// The settings of [`local_response_norm`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalResponse {
    /// How many channels are neighbours, from 1; of an even number, one more comes before than after.
    pub size: usize,
    /// What the mean square is multiplied with.
    pub alpha: f64,
    /// The power.
    pub beta: f64,
    /// What is added before the power is taken.
    pub k: f64,
}

/// `x / (k + alpha / size · Σ x²)^beta`, with the sum over the neighbouring channels, which are the first axis
/// ([Krizhevsky, Sutskever and Hinton 2012](https://papers.nips.cc/paper/4824), with PyTorch's mean).
///
/// ```
/// use netweave::layer::{LocalResponse, local_response_norm};
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let x = device.tensor([[1.0_f32, 2.0, 0.0]]);
/// let settings = LocalResponse { size: 3, alpha: 3.0, beta: 1.0, k: 1.0 };
/// let y: Tensor<Rank2<1, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let x = pass.untraced(&x)?;
///     local_response_norm(&x, settings, pass)
/// })?;
/// assert_eq!(y.array(), [[1.0 / 6.0, 2.0 / 6.0, 0.0]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn local_response_norm<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    settings: LocalResponse,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape = *x.shape();
    let LocalResponse { size, alpha, beta, k } = settings;
    let sizes = shape.dims();
    let (batch, channels, spatial) =
        (shape.batch().size(), sizes.first().copied().unwrap_or(1), sizes.iter().skip(1).product());
    let geometry = Geometry { batch, channels, spatial, size, alpha, beta, k };
    let elements = geometry.elements();
    let y = pass.apply(Normalize { geometry }, &[x.id()], &[elements, elements]);
    Ok(Value::new(y, shape))
}

/// Normalises a value; what the powers are of is an output, too.
#[derive(PartialEq)]
struct Normalize {
    geometry: Geometry,
}

const SUMS: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Normalize {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, sums]) = at.lend([Part::Output(0), Part::Output(SUMS)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), y, sums);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0], outputs: &[SUMS] }
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.geometry.elements(), 0, 0, 0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [slopes, dx]) = at.lend([Part::Scratch(0), Part::Gradient(0)]);
        let (x, sums, dy) = (reads.operand(0), reads.output(SUMS), reads.incoming());
        Kernel::backward(&kernels, &self.geometry, x, sums, dy, slopes, dx);
    }
}
