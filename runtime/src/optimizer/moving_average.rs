use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorRef};
use dfdx::shapes::Shape;
use dfdx::tensor::{HasErr, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use super::check_fraction;
use crate::Error;
use crate::kernels::optimizer::{ARRAYS, Optimizer as _, Piece};
use crate::network::Network;
use crate::storage::{self, Device, Dtype, Fault, Flat, Opener};

/// A second network whose weights are a moving average of those of the one that is trained
/// ([Polyak and Juditsky 1992](https://doi.org/10.1137/0330046), with exponential weights). It is often the better one.
///
/// `average ← decay · average + (1 − decay) · variable`, for the variables that are trained. Running statistics are averages
/// already, and copied.
///
/// ```
/// use netweave::MovingAverage;
/// use netweave::prelude::*;
///
/// network! {
///     pub network Line(x: [1]) -> [1] {
///         x -> fc: linear(1, bias = false)
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Line::<f32, Cpu>::build(&device);
/// net.set_variable("fc/weight", &[1.0])?;
/// let mut average = MovingAverage::of(&net, 0.75)?;
///
/// net.set_variable("fc/weight", &[2.0])?; // a step of training
/// average.update(&net)?;
/// assert_eq!(average.network().fc.weight.array(), [[1.25]]);
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MovingAverage<N> {
    network: N,
    decay: f64,
}

impl<N: Network + Clone> MovingAverage<N> {
    /// Starts with the weights that a network has.
    ///
    /// An average reaches over `1 / (1 − decay)` steps: a decay of 0.999 is for runs of many thousands.
    ///
    /// # Errors
    /// [`Error::Setting`] if the decay is not at least 0 and below 1, [`Error::Device`] if memory runs out.
    pub fn of(network: &N, decay: f64) -> Result<Self, Error> {
        check_fraction("decay", decay)?;
        let mut network = network.clone();
        N::iter_tensors(&mut RecursiveWalker { m: &mut network, f: &mut Detach }).map_err(Error::device)?;
        Ok(Self { network, decay })
    }
}

impl<N: Network> MovingAverage<N> {
    /// Takes in what the network has become: call it after each step.
    ///
    /// # Errors
    /// [`Error::Device`] if memory runs out.
    pub fn update(&mut self, network: &N) -> Result<(), Error> {
        let mut now = Gather(Vec::new());
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut now }).map_err(Error::device)?;
        let now = now.0;
        let mut done = vec![false; now.len()];
        // Once more for each variable that shares its identity with another.
        while self.take_in(&now, &mut done).map_err(Error::device)? {}
        let kernels = now.first().map(|tensor| tensor.device().kernels()).transpose().map_err(Error::device)?;
        kernels.map_or(Ok(()), |kernels| <N::Device as Device<_>>::check(&kernels).map_err(Fault::told))
    }

    /// Takes in what is not done yet, in one call. `true` if something is left.
    fn take_in(
        &mut self,
        now: &[Flat<N::Dtype, N::Device>],
        done: &mut [bool],
    ) -> Result<bool, <N::Device as HasErr>::Err> {
        let mut open = Vec::with_capacity(now.len());
        let left = Opener::default().open(
            &mut self.network,
            |field| !done[field],
            |field, average, _| {
                open.push((field, average));
                Ok(())
            },
        )?;
        let Some((first, _)) = open.first() else { return Ok(false) };
        let kernels = now[*first].device().kernels()?;
        let pieces = open.into_iter().map(|(field, average)| {
            done[field] = true;
            Piece {
                variable: average.elements,
                arrays: [const { None }; ARRAYS],
                gradient: N::Device::read(&now[field]),
                settings: usize::from(!average.trained),
            }
        });
        kernels.average(&[self.decay, 0.0], &mut pieces.collect::<Vec<_>>());
        Ok(left)
    }

    /// The network with the averages, to be evaluated or saved.
    pub fn network(&self) -> &N {
        &self.network
    }

    /// The same, to load what a checkpoint has kept of it.
    pub fn network_mut(&mut self) -> &mut N {
        &mut self.network
    }
}

/// Gives variables an identity of their own: gradients and optimizers' arrays are found by it.
struct Detach;

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Detach {
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        let mut own = tensor.device().try_zeros_like(tensor)?;
        let kernels = own.device().kernels()?;
        kernels.copy(D::read(&tensor.clone().try_contiguous()?), D::write(&mut own)?);
        *tensor = own;
        Ok(None)
    }
}

/// All variables, in the order of the fields.
struct Gather<E: Dtype, D: Device<E>>(Vec<Flat<E, D>>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather<E, D> {
    type Viewer = ViewTensorRef;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        self.0.push(storage::flat(tensor)?);
        Ok(None)
    }
}
