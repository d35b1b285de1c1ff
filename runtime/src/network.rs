use std::ops::Deref;

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorRef};
use dfdx::optim::UnusedTensors;
use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use crate::Error;
use crate::elsewhere::InNetworks;
use crate::end_point::EndPointInfo;
use crate::pass::Passes;
use crate::receptive_field::ReceptiveField;
use crate::rehearsal::{PeakMemory, Rehearsal};
use crate::storage::{Device, Dtype};
use crate::structure::{Graph, Structure, Summary};
use crate::variables::{self, Variable};

/// A network that `network!` has made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    note = "only the types that `network!` declares can be trained by netweave's optimizers"
)]
pub trait Network: TensorCollection<Self::Dtype, Self::Device> + Deref<Target = InNetworks> {
    /// The type of its variables.
    type Dtype: Dtype;
    /// The device that holds its variables.
    type Device: Device<Self::Dtype>;
    /// The name it was declared with.
    const NAME: &'static str;
    #[doc(hidden)]
    const STRUCTURE: &'static Structure;
    /// The end points, in program order.
    const END_POINTS: &'static [EndPointInfo];
    /// The type that its end points are of: the network itself, whatever its element type and its device.
    #[doc(hidden)]
    type Points: Network;
    /// The numbers of the values that [`END_POINTS`](Self::END_POINTS) names.
    #[doc(hidden)]
    const NUMBERS: &'static [usize];
    /// The numbers of the values that are no end points.
    #[doc(hidden)]
    const CLOSED: &'static [usize];
    /// By the number of a value, which part of the image one place of it depends on.
    #[doc(hidden)]
    const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>];

    /// What it keeps from pass to pass.
    #[doc(hidden)]
    fn passes(&self) -> &Passes;

    /// Tells which passes there are.
    #[doc(hidden)]
    fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error>
    where
        Self: Sized;

    /// The number of trainable elements of all variables; running statistics are none.
    ///
    /// As all of these constants, it can be had without the element type: `Digits::PARAMETERS`.
    const PARAMETERS: usize = Self::STRUCTURE.parameters("");
    /// The multiplications with a weight that a sample takes, each with the addition that follows it, counted as
    /// torchvision does: those of convolutions, products of matrices and attention. Biases, norms, activations and
    /// pooling count nothing, and a scope that is applied twice counts twice.
    const MULTIPLY_ADDS: usize = Self::STRUCTURE.multiply_adds("");
    /// The elements of what all layers and operators give for a sample, each application of a scope anew. Inputs
    /// count nothing. Fusion makes a pass hold less than that.
    const ACTIVATIONS: usize = Self::STRUCTURE.activations("");
    /// [`ACTIVATIONS`](Self::ACTIVATIONS) times the bytes of an element.
    const ACTIVATION_BYTES: usize = Self::ACTIVATIONS.saturating_mul(size_of::<Self::Dtype>());

    /// The layers as a table: name, output shape, parameters, multiply-adds.
    fn summary() -> Summary {
        Summary::new(Self::STRUCTURE, size_of::<Self::Dtype>())
    }

    /// The network as a picture, for Mermaid and Graphviz.
    fn graph() -> Graph {
        Graph::new(Self::STRUCTURE)
    }

    /// How much memory its passes take for a batch of this size, inference and training by each of its losses. None of them
    /// is done for that.
    ///
    /// ```
    /// use netweave::prelude::*;
    ///
    /// network! {
    ///     network Digits(image: [1, 8, 8]) -> [10] {
    ///         let logits = image -> conv: conv2d(16, kernel = 3, padding = 1) -> relu -> flatten -> fc: linear(10);
    ///         loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
    ///         logits
    ///     }
    /// }
    ///
    /// let device = Cpu::default();
    /// let net = Digits::<f32, Cpu>::build(&device);
    /// let memory = net.peak_memory(32)?;
    /// println!("{memory}");
    /// let images: Tensor<Rank4<32, 1, 8, 8>, f32, _> = device.sample_normal();
    /// let pass = net.training().classification(&images, device.tensor([3; 32]))?;
    /// assert_eq!(memory.training[0].bytes, pass.memory().bytes);
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the passes, as [`Error::OneValuePerChannel`]; and a batch that is larger than any memory.
    fn peak_memory(&self, batch: usize) -> Result<PeakMemory, Error>
    where
        Self: Sized,
    {
        Rehearsal::of(self, batch, &[])
    }

    /// [`peak_memory`](Self::peak_memory) of a network with axes whose size is known when it runs, for these sizes:
    /// `net.peak_memory_at(32, &[("time", 64)])`.
    ///
    /// # Errors
    /// As of [`peak_memory`](Self::peak_memory), and if the size of an axis is missing.
    fn peak_memory_at(&self, batch: usize, sizes: &[(&str, usize)]) -> Result<PeakMemory, Error>
    where
        Self: Sized,
    {
        Rehearsal::of(self, batch, sizes)
    }

    /// The variables of a scope or layer by its path, such as `features/`; all of them if the path is empty. Running
    /// statistics are among them.
    fn variables(&self, path: &str) -> Vec<Variable<Self::Dtype>> {
        variables::variables(self, path)
    }

    /// Those of [`variables`](Self::variables) that are trained.
    fn trainable_variables(&self, path: &str) -> Vec<Variable<Self::Dtype>> {
        let mut variables = self.variables(path);
        variables.retain(|variable| variable.trainable);
        variables
    }

    /// The variable of this name: `features/conv1/weight`. Dots may stand for the slashes.
    ///
    /// # Errors
    /// [`Error::NoVariable`](crate::Error::NoVariable) suggests the nearest name.
    fn variable(&self, name: &str) -> Result<Variable<Self::Dtype>, Error> {
        variables::variable(self, name)
    }

    /// Writes the elements of a variable, row by row. An optimizer goes on with what it knows of it.
    ///
    /// # Errors
    /// [`Error::NoVariable`](crate::Error::NoVariable) suggests the nearest name, and
    /// [`Error::Length`](crate::Error::Length) tells that there are too few or too many elements; nothing has changed
    /// then.
    fn set_variable(&mut self, name: &str, values: &[Self::Dtype]) -> Result<(), Error> {
        variables::set(self, name, values)
    }
}

/// Tells one network from another of the same type: the identities of its tensors, in the order of the fields.
///
/// A step gives a tensor that is permuted or broadcast another identity, for it makes it contiguous. All others keep
/// theirs.
#[derive(Default)]
pub(crate) struct Identity {
    /// dfdx shows the identity of a tensor nowhere else.
    tensors: UnusedTensors,
    contiguous: Vec<bool>,
}

impl Identity {
    /// Becomes that of a network.
    pub(crate) fn note<N: Network>(&mut self, network: &N) {
        self.tensors.clear();
        self.contiguous.clear();
        match N::iter_tensors(&mut RecursiveWalker { m: network, f: self }) {
            Ok(_) => {}
            Err(never) => match never {},
        }
    }

    /// Whether it is that of a network, before steps or after.
    pub(crate) fn is_of<N: Network>(&mut self, network: &N) -> bool {
        let own = self.contiguous.len();
        // The list goes on with what is compared, so that none has to be made.
        match N::iter_tensors(&mut RecursiveWalker { m: network, f: self }) {
            Ok(_) => {}
            Err(never) => match never {},
        }
        let (before, now) = self.tensors.ids.split_at(own);
        let mut tensors = self.contiguous.iter().zip(before.iter().zip(now));
        let same = tensors.find(|(kept, _)| **kept).is_none_or(|(_, (before, now))| before == now);
        self.tensors.ids.truncate(own);
        self.contiguous.truncate(own);
        same
    }

    /// Whether both are of one network, before and after steps.
    pub(crate) fn is_that_of(&self, later: &Self) -> bool {
        let mut tensors = self.contiguous.iter().zip(self.tensors.ids.iter().zip(&later.tensors.ids));
        tensors.find(|(kept, _)| **kept).is_none_or(|(_, (before, now))| before == now)
    }
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Identity {
    type Viewer = ViewTensorRef;
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        self.tensors.add(tensor);
        self.contiguous.push(D::is_contiguous(tensor));
        Ok(None)
    }
}
