//! Golden files: PyTorch's values and gradients, made by `golden/generate.py`, which describes their contents.

use std::collections::BTreeMap;
use std::path::PathBuf;

use dfdx::nn::BuildModule;
use dfdx::nn::{
    LoadFromSafetensors, Module, ModuleMut, RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ToDtype,
    ViewTensorName, ViewTensorRef,
};
use dfdx::prelude::{Backward, Device, SumTo};
use dfdx::shapes::{Const, Dtype, ReduceShapeTo, Shape};
use dfdx::tensor::{Cpu, Gradients, OwnedTape, Tensor, TensorFromVec, Trace};
use safetensors::SafeTensors;

use crate::Dev;
use crate::differences;

/// What f64 must reach: PyTorch sums in another order.
pub(crate) const DOUBLE: f64 = 1e-10;
/// What f32 must reach.
pub(crate) const SINGLE: f64 = 1e-5;

/// A batch of images, of sequences or of vectors, whose size is known at run time.
pub(crate) type Image<const C: usize, const H: usize, const W: usize> = (usize, Const<C>, Const<H>, Const<W>);
pub(crate) type Sequence<const C: usize, const L: usize> = (usize, Const<C>, Const<L>);
/// A batch of volumes.
pub(crate) type Volume<const C: usize, const D: usize, const H: usize, const W: usize> =
    (usize, Const<C>, Const<D>, Const<H>, Const<W>);
pub(crate) type Vector<const C: usize> = (usize, Const<C>);

/// Values by name, each with its shape.
pub(crate) type Values = BTreeMap<String, Vec<f64>>;

/// A network of one input, run and trained in the way of dfdx.
pub(crate) trait Subject<I: Shape, O: Shape, E: Dtype>:
    TensorCollection<E, Dev>
    + Module<Tensor<I, E, Dev>, Output = Tensor<O, E, Dev>>
    + ModuleMut<Tensor<I, E, Dev, OwnedTape<E, Dev>>, Output = Tensor<O, E, Dev, OwnedTape<E, Dev>>>
where
    Dev: Device<E>,
{
}

impl<I: Shape, O: Shape, E: Dtype, N> Subject<I, O, E> for N
where
    Dev: Device<E>,
    N: TensorCollection<E, Dev>
        + Module<Tensor<I, E, Dev>, Output = Tensor<O, E, Dev>>
        + ModuleMut<Tensor<I, E, Dev, OwnedTape<E, Dev>>, Output = Tensor<O, E, Dev, OwnedTape<E, Dev>>>,
{
}

/// Compares a network with a golden file: outputs, running statistics and every gradient, in f64 and in f32,
/// and the gradients with finite differences.
pub(crate) fn check<N, I, O>(case: &str)
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    N: TensorCollection<f64, Cpu>,
    N::To<f64, Dev>: TensorCollection<f64, Dev, To<f64, Dev> = N::To<f64, Dev>> + Subject<I, O, f64>,
    <N::To<f64, Dev> as TensorCollection<f64, Dev>>::To<f32, Dev>: Subject<I, O, f32>,
{
    check_on_device::<N::To<f64, Dev>, I, O>(case);
}

fn check_on_device<N, I, O>(case: &str)
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    N: TensorCollection<f64, Dev, To<f64, Dev> = N> + Subject<I, O, f64>,
    N::To<f32, Dev>: Subject<I, O, f32>,
{
    let golden = Golden::open(case);
    let network: N = golden.network();
    let mut single = network.to_dtype::<f32>();
    compare::<N::To<f32, Dev>, I, O, f32>(&golden, &mut single, SINGLE);
    // Differences first: `compare` moves the running statistics on.
    differences::check::<N, I, O>(&golden, &mut golden.network());
    compare::<N, I, O, f64>(&golden, &mut golden.network(), DOUBLE);
}

/// Compares a network with a golden file in one element type, but for the finite differences.
pub(crate) fn compare<N, I, O, E>(golden: &Golden, network: &mut N, tolerance: f64)
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    E: Dtype,
    Dev: Device<E>,
    N: Subject<I, O, E>,
{
    let input: Tensor<I, E, Dev> = golden.tensor("input");

    let inference = network.forward(input.clone());
    let expected = if golden.has("output/inference") { "output/inference" } else { "output" };
    golden.assert_close(expected, &inference.as_vec(), tolerance);

    let output = network.forward_mut(input.trace(Gradients::leaky()));
    golden.assert_close("output", &output.as_vec(), tolerance);
    let gradients = (output * golden.tensor::<O, E>("cotangent")).sum().backward();
    golden.assert_close("gradient/input", &gradients.get(&input).as_vec(), tolerance);
    for (name, gradient) in read(network, Some(&gradients)) {
        golden.assert_close(&format!("gradient/{name}"), &gradient, tolerance);
    }
    for (name, value) in read(network, None) {
        if golden.has(&format!("after/{name}")) {
            golden.assert_close(&format!("after/{name}"), &value, tolerance);
        } else {
            golden.assert_close(&name, &value, tolerance);
        }
    }
}

/// One golden file.
pub(crate) struct Golden {
    path: PathBuf,
    tensors: BTreeMap<String, (Vec<usize>, Vec<f64>)>,
}

impl Golden {
    pub(crate) fn open(case: &str) -> Self {
        // As it is when the test runs: on a machine with a GPU, the sources may be elsewhere than where it was compiled.
        let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
        let path = PathBuf::from(root).join("golden").join(format!("{case}.safetensors"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let tensors = SafeTensors::deserialize(&bytes)
            .expect("a safetensors file")
            .iter()
            .map(|(name, view)| {
                assert_eq!(view.dtype(), safetensors::Dtype::F64, "{name}");
                let values = view.data().chunks_exact(8);
                let values = values.map(|bytes| f64::from_le_bytes(bytes.try_into().expect("8 bytes")));
                (name.to_owned(), (view.shape().to_vec(), values.collect()))
            })
            .collect();
        Self { path, tensors }
    }

    /// A network that holds the variables of this file, read by dfdx.
    pub(crate) fn network<N: TensorCollection<f64, Dev, To<f64, Dev> = N>>(&self) -> N {
        let mut network = N::build(&Dev::default());
        network.load_safetensors(&self.path).unwrap_or_else(|error| panic!("{}: {error:?}", self.path.display()));
        network
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    pub(crate) fn values(&self, name: &str) -> &[f64] {
        &self.entry(name).1
    }

    pub(crate) fn tensor<S: Shape, E: Dtype>(&self, name: &str) -> Tensor<S, E, Dev>
    where
        Dev: Device<E>,
    {
        let (sizes, values) = self.entry(name);
        let mut concrete = S::Concrete::default();
        assert_eq!(S::NUM_DIMS, sizes.len(), "the rank of {name}");
        for (axis, &size) in sizes.iter().enumerate() {
            concrete[axis] = size;
        }
        let shape = S::from_concrete(&concrete)
            .unwrap_or_else(|| panic!("{name} is {sizes:?}, not {}", std::any::type_name::<S>()));
        let values = values.iter().map(|&value| from_f64(value)).collect();
        Dev::default().tensor_from_vec(values, shape)
    }

    /// Fails unless `actual` is near the values called `name`, relative to the largest magnitude among them
    /// (for a gradient, to that of the output's gradient if it is larger: some are zero but for rounding).
    pub(crate) fn assert_close<E: Dtype>(&self, name: &str, actual: &[E], tolerance: f64) {
        let expected = self.values(name);
        let mut scale = magnitude(expected);
        if name.starts_with("gradient/") && self.has("cotangent") {
            scale = scale.max(magnitude(self.values("cotangent")));
        }
        assert_eq!(actual.len(), expected.len(), "the size of {name}");
        for (index, (actual, &expected)) in actual.iter().zip(expected).enumerate() {
            let actual = actual.to_f64().expect("a float");
            assert!(
                (actual - expected).abs() <= tolerance * scale,
                "{}: {name}[{index}] is {actual:e}, but PyTorch has {expected:e} (tolerance {tolerance:e} of {scale:e})",
                self.path.display(),
            );
        }
    }

    fn entry(&self, name: &str) -> &(Vec<usize>, Vec<f64>) {
        self.tensors.get(name).unwrap_or_else(|| panic!("{} has no `{name}`", self.path.display()))
    }
}

/// The variables of a network by name, or their gradients: those of trainable variables alone.
pub(crate) fn read<N, E>(network: &N, gradients: Option<&Gradients<E, Dev>>) -> Values
where
    E: Dtype,
    Dev: Device<E>,
    N: TensorCollection<E, Dev>,
{
    let mut reader = Reader { gradients, values: Values::new() };
    N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut reader }).expect("a CPU");
    reader.values
}

struct Reader<'g, E: Dtype>
where
    Dev: Device<E>,
{
    gradients: Option<&'g Gradients<E, Dev>>,
    values: Values,
}

impl<E: Dtype> TensorVisitor<E, Dev> for Reader<'_, E>
where
    Dev: Device<E>,
{
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = <Dev as dfdx::tensor::HasErr>::Err;
    type E2 = E;
    type D2 = Dev;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, Dev>,
        (tensor, name): (&Tensor<S, E, Dev>, String),
    ) -> Result<Option<Tensor<S, E, Dev>>, Self::Err> {
        let values = match self.gradients {
            Some(_) if !options.do_gradient_update => return Ok(None),
            Some(gradients) => gradients.get(tensor).as_vec(),
            None => tensor.as_vec(),
        };
        self.values.insert(name, values.iter().map(|value| value.to_f64().expect("a float")).collect());
        Ok(None)
    }
}

pub(crate) fn from_f64<E: Dtype>(value: f64) -> E {
    E::from_f64(value).expect("a float")
}

pub(crate) fn magnitude(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| value.abs().max(largest))
}
