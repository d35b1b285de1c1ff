//! How much memory passes of a network would take, found without one being done.

use std::convert::Infallible;
use std::fmt::{self, Display, Formatter};

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorRef};
use dfdx::shapes::{Axes, BroadcastShapeTo, Shape};
use dfdx::tensor::{HasErr, Tensor, TensorFromVec};
use dfdx::tensor_ops::BroadcastTo;

use crate::axis::Sizes;
use crate::network::Network;
use crate::pass::{Outputs, Pass};
use crate::storage::{Device, Dtype, InPass};
use crate::structure::{Value, number};
use crate::{Error, TrainingPass};

/// The memory that the passes of a network take for a batch of some size: what [`Network::peak_memory`] gives, and a table
/// when it is printed.
///
/// It is that of the passes alone: variables, their gradients, an optimizer's moments, inputs and targets are not among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeakMemory {
    /// The number of samples in the batch.
    pub batch: usize,
    /// The bytes of an inference.
    pub inference: usize,
    /// What training takes, by loss in the order of the program. Losses that look through a critic are not among them: what
    /// they take depends on the critic.
    pub training: Vec<TrainingMemory>,
}

/// The memory of a training pass, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrainingMemory {
    /// The name of the loss.
    pub loss: &'static str,
    /// What the pass takes.
    pub bytes: usize,
    /// The least that `memory_limit` can bring it down to.
    pub least: usize,
}

impl Display for PeakMemory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rows = vec![
            [format!("passes of {} samples", self.batch), "bytes".to_owned(), "within a limit, at least".to_owned()],
            ["inference".to_owned(), number(self.inference), String::new()],
        ];
        rows.extend(self.training.iter().map(|TrainingMemory { loss, bytes, least }| {
            [format!("training, {loss}"), number(*bytes), number(*least)]
        }));
        let [name, bytes, least] = [0, 1, 2].map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0));
        for (index, [a, b, c]) in rows.iter().enumerate() {
            let line = format!("{a:name$}  {b:>bytes$}  {c:>least$}");
            let end = if index + 1 < rows.len() { "\n" } else { "" };
            write!(f, "{}{end}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Has the passes of a network planned and not done. The methods that `network!` makes tell it which there are.
#[derive(Debug)]
pub struct Rehearsal<'n, N: Network> {
    network: &'n N,
    device: N::Device,
    found: PeakMemory,
    /// How large the axes are to be, by their names, and in the order of the network.
    named: &'n [(&'n str, usize)],
    sizes: Sizes,
}

impl<'n, N: Network> Rehearsal<'n, N> {
    pub(crate) fn of(network: &'n N, batch: usize, named: &'n [(&'n str, usize)]) -> Result<PeakMemory, Error> {
        let sample: usize = N::STRUCTURE.values.iter().map(Value::elements).fold(0, usize::saturating_add);
        let sample = named.iter().fold(sample, |sample, (_, size)| sample.saturating_mul(*size));
        // With gradients and all that lies beside them, numbers of bytes stay far from where they end.
        if sample.checked_mul(batch).is_none_or(|elements| elements > usize::MAX >> 16) {
            return Err(Error::device(format!("no device has memory for a batch of {batch} samples")));
        }
        let found = PeakMemory { batch, inference: 0, training: Vec::new() };
        let mut device = Where(None);
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut device }).unwrap_or_else(|never| match never {});
        let device = device.0.unwrap_or_default();
        let mut rehearsal = Self { network, device, found, named, sizes: Sizes::NONE };
        network.rehearse(&mut rehearsal)?;
        Ok(rehearsal.found)
    }

    /// Takes the names of the network's axes, in order.
    ///
    /// # Errors
    /// [`Error::UnknownSize`] if it was not said how large one is to be, and [`Error::Fit`] if there is none of a name that was
    /// said.
    pub fn axes(&mut self, names: &[&'static str]) -> Result<Sizes, Error> {
        if let Some((name, _)) = self.named.iter().find(|(name, _)| !names.contains(name)) {
            let message = format!("`{}` has no axis `{name}`: its axes are `{}`", N::NAME, names.join("`, `"));
            return Err(Error::Fit { network: N::NAME, message });
        }
        self.sizes = Sizes::NONE;
        for axis in names {
            let said = self.named.iter().find(|(name, _)| name == axis);
            let (_, size) = said.ok_or(Error::UnknownSize { network: N::NAME, axis })?;
            self.sizes = self.sizes.axis(axis, &[(axis, *size)])?;
        }
        Ok(self.sizes)
    }

    /// A batch for an input or a target, which takes no memory.
    ///
    /// # Errors
    /// The device's.
    pub fn batch<S, T, Ax>(&self) -> Result<Tensor<S, T, N::Device>, Error>
    where
        S: InPass<Batch = usize>,
        (): BroadcastShapeTo<S, Ax>,
        Ax: Axes,
        T: Clone + Default,
        N::Device: TensorFromVec<T>,
    {
        self.batch_of(&S::of(self.found.batch, &self.sizes))
    }

    /// The same for one that has axes, by its shape in a pass.
    ///
    /// # Errors
    /// The device's.
    pub fn outside<S, T, Ax>(&self) -> Result<Tensor<S::Outside, T, N::Device>, Error>
    where
        S: InPass<Batch = usize>,
        S::Outside: Shape<Concrete = S::Concrete>,
        (): BroadcastShapeTo<S::Outside, Ax>,
        Ax: Axes,
        T: Clone + Default,
        N::Device: TensorFromVec<T>,
    {
        let shape = S::of(self.found.batch, &self.sizes).concrete();
        let shape = S::Outside::from_concrete(&shape);
        self.batch_of(&shape.unwrap_or_else(|| unreachable!("what is known to the compiler is the same outside")))
    }

    fn batch_of<S, T, Ax>(&self, shape: &S) -> Result<Tensor<S, T, N::Device>, Error>
    where
        S: Shape,
        (): BroadcastShapeTo<S, Ax>,
        Ax: Axes,
        T: Clone + Default,
        N::Device: TensorFromVec<T>,
    {
        let element = self.device.try_tensor_from_vec(vec![T::default()], ()).map_err(Error::device)?;
        element.try_broadcast_like(shape).map_err(Error::device)
    }

    /// Takes the body of the network.
    ///
    /// # Errors
    /// Those of the body.
    pub fn inference<O: Outputs<N::Dtype, N::Device>>(
        &mut self,
        body: impl FnMut(&mut Pass<N::Dtype, N::Device>) -> Result<O::Values, <N::Device as HasErr>::Err>,
    ) -> Result<(), Error> {
        self.found.inference =
            self.network.passes().memory_of::<O, _, _>(&self.device, self.found.batch, self.sizes, body)?;
        Ok(())
    }

    /// Takes a training pass that was asked to do without any memory.
    ///
    /// # Errors
    /// What else is wrong with it.
    pub fn training<O: Outputs<N::Dtype, N::Device>>(
        &mut self,
        loss: &'static str,
        pass: Result<TrainingPass<N, O>, Error>,
    ) -> Result<(), Error> {
        let [bytes, least] = match pass {
            Err(Error::MemoryLimit { least, most, .. }) => [most, least],
            Err(error) => return Err(error),
            Ok(pass) => [pass.memory().bytes; 2],
        };
        self.found.training.push(TrainingMemory { loss, bytes, least });
        Ok(())
    }
}

/// The device of a network, if it has variables.
struct Where<D>(Option<D>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Where<D> {
    type Viewer = ViewTensorRef;
    type Err = Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, Infallible> {
        self.0.get_or_insert_with(|| tensor.device().clone());
        Ok(None)
    }
}
