use std::any::type_name;
use std::array;

use super::Sample;
use crate::Error;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::shape::product;
use crate::storage::{Device, Dtype};

/// A function of `N` values with a gradient of your own, over slices, on the CPU.
///
/// A slice holds the samples of the batch one after the other, each in the order of its shape; a variable, and what is made of
/// variables alone, is one sample. A tower and a micro-batch have the samples that are theirs. The type of the function holds
/// its settings, and two that are equal compute the same.
///
/// On other devices it has no kernel, and a pass ends in [`Error::CpuFunction`].
///
/// ```
/// use netweave::own::*;
/// use netweave::prelude::*;
///
/// /// Rounds; the gradient goes through as if it did not.
/// #[derive(Clone, Debug, PartialEq, Layer)]
/// pub struct Round;
///
/// impl<E: Dtype> Function<E> for Round {
///     fn forward(&self, [x]: [&[E]; 1], y: &mut [E]) {
///         y.iter_mut().zip(x).for_each(|(y, x)| *y = x.round());
///     }
///
///     fn backward(&self, _: usize, _: [&[E]; 1], _: &[E], dy: &[E], dx: &mut [E]) {
///         dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += *dy);
///     }
/// }
///
/// impl Activation for Round {
///     fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(round: &Self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
///         x.call(round.clone())
///     }
/// }
///
/// network! {
///     network Rounded(x: [2]) -> [2] {
///         x -> layer(Round)
///     }
/// }
///
/// let device = Cpu::default();
/// let net = Rounded::<f32>::build(&device);
/// assert_eq!(net.forward(device.tensor([[0.7, -1.2]])).array(), [[1.0, -1.0]]);
/// ```
pub trait Function<E: Dtype, const N: usize = 1>: PartialEq + Send + Sync + 'static {
    /// Computes `y` of the operands `x`. Every element of it is written: its memory is not zeroed.
    fn forward(&self, x: [&[E]; N], y: &mut [E]);

    /// **Adds** to `dx` the gradient with respect to the operand of this number, given the gradient `dy` of the result.
    ///
    /// It is called for each operand whose gradient is asked for. `x` and `y` are as they were in the forward step.
    fn backward(&self, operand: usize, x: [&[E]; N], y: &[E], dy: &[E], dx: &mut [E]);
}

/// A function of a user's as a step of a pass.
#[derive(PartialEq)]
pub(super) struct Call<F, const N: usize> {
    function: F,
}

impl<F, const N: usize> Call<F, N> {
    /// Does it. The result is of so many samples.
    pub(super) fn apply<S: Sample, E: Dtype, D: Device<E>>(
        function: F,
        operands: [Id; N],
        samples: usize,
        pass: &mut Pass<E, D>,
    ) -> Value<S::Batch, E, D>
    where
        F: Function<E, N>,
    {
        if D::IS_APART {
            pass.fail(Error::CpuFunction { function: type_name::<F>() });
        }
        let y = pass.apply(Self { function }, &operands, &[samples * product(S::SIZES)]);
        Value::new(y, pass.shape(samples))
    }
}

const OPERANDS: [usize; 2] = [0, 1];

impl<F: Function<E, N>, const N: usize, E: Dtype, D: Device<E>> Operation<E, D> for Call<F, N> {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let (reads, [mut y]) = at.lend([Part::Output(0)]);
        let x = array::from_fn::<_, N, _>(|operand| reads.operand(operand));
        if let (Some(x), Some(y)) = (whole(x.each_ref().map(D::host)), D::host_mut(&mut y)) {
            self.function.forward(x, y);
        }
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &OPERANDS[..N], outputs: &[0] }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        for operand in 0..N {
            if at.wants(operand) {
                let (reads, [mut dx]) = at.lend([Part::Gradient(operand)]);
                let x = array::from_fn::<_, N, _>(|operand| reads.operand(operand));
                let (y, dy) = (reads.output(0), reads.incoming());
                let (x, result) = (whole(x.each_ref().map(D::host)), whole([D::host(&y), D::host(&dy)]));
                if let (Some(x), Some([y, dy]), Some(dx)) = (x, result, D::host_mut(&mut dx)) {
                    self.function.backward(operand, x, y, dy, dx);
                }
            }
        }
    }
}

/// All of them, if none is missing.
fn whole<E, const N: usize>(slices: [Option<&[E]>; N]) -> Option<[&[E]; N]> {
    slices.iter().all(Option::is_some).then(|| slices.map(Option::unwrap_or_default))
}
