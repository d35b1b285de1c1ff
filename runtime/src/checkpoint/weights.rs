use std::collections::BTreeMap;
use std::path::Path;

use dfdx::nn::TensorCollection;

use super::archive::Archive;
use super::compare::{compare, hint};
use super::format;
use super::found::{Found, find};
use super::keys::{Keys, dotted, rest};
use super::mismatch::{Difference, Mismatch};
use super::variables;
use crate::storage::{Device, Dtype};
use crate::{Error, Place};

/// Saves the variables of a network, running statistics among them, in a safetensors file.
///
/// The file is written beside its place, then put there, so that there is never half a file; it holds a checksum.
/// PyTorch reads it with `safetensors.torch.load_file`.
///
/// # Errors
/// [`Error::File`] if it cannot be written; what was there before stays.
pub fn save_weights<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    network: &N,
    file: impl AsRef<Path>,
) -> Result<(), Error> {
    let file = file.as_ref();
    Archive { file: file.to_owned(), tensors: variables::gather(network) }.write(file)
}

/// Weights from a file, ours or another's: safetensors, and with the feature `keras` what Keras writes.
///
/// ```no_run
/// # use netweave::checkpoint::{Keys, Weights};
/// # use netweave::prelude::*;
/// # network! {
/// #     pub network Vgg19(image: [3, 224, 224]) -> [8] {
/// #         scope block1 { image -> conv1_1: conv2d(64, kernel = 3, padding = 1) -> global_avg_pool -> fc: linear(8) }
/// #     }
/// # }
/// # let mut net = Cpu::default().build_module::<Vgg19, f32>();
/// Weights::open("vgg19.safetensors")?.keys(Keys::torchvision_vgg19()).only("block1").load(&mut net)?;
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Weights {
    archive: Archive,
    keys: Keys,
    scope: String,
}

impl Weights {
    /// Reads a safetensors file, or with the feature `keras` one of Keras: `.keras`, `.weights.h5` or `.h5`. How it begins tells which it
    /// is.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read, is not whole, is of another format, or if its checksum does not fit. No memory is
    /// taken that the file does not fill.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::of(format::read(file.as_ref())?))
    }

    /// Adds what another file has: a large model is saved in several, `model-00001-of-00004.safetensors` and so on. A
    /// [`Mismatch`] has the name of the first.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), and [`Error::File`] if a key is in both.
    pub fn and(mut self, file: impl AsRef<Path>) -> Result<Self, Error> {
        let file = file.as_ref();
        let more = format::read(file)?;
        if let Some(key) = more.tensors.keys().find(|key| self.archive.tensors.contains_key(*key)) {
            let reason = format!("`{key}` is in {} as well: leave one of them out", self.archive.file.display());
            return Err(Error::file(file, Place::Whole, reason));
        }
        self.archive.tensors.extend(more.tensors);
        Ok(self)
    }

    pub(super) fn of(archive: Archive) -> Self {
        Self { archive, keys: Keys::exact(), scope: String::new() }
    }

    /// Says how the file's keys become names.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Takes nothing but the variables of a scope, and leaves all others of the network and of the file alone.
    pub fn only(mut self, scope: &str) -> Self {
        self.scope = dotted(scope);
        self
    }

    /// The names of the variables.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if two keys are of one variable.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let mut differences = Vec::new();
        let names = self.find(&mut differences).into_keys().collect();
        self.fits(differences, None)?;
        Ok(names)
    }

    /// The shape of a variable, in our order of dimensions. If keys are split, all variables made of one have as many rows.
    pub fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.get(name).map(|found| found.shape(|_| None))
    }

    /// The elements of a variable in the order of its [shape](Self::shape), if they are floating-point numbers.
    pub fn values<E: Dtype>(&self, name: &str) -> Option<Vec<E>> {
        self.get(name).filter(|found| found.wrong_type().is_none()).map(|found| found.values(|_| None))
    }

    fn get(&self, name: &str) -> Option<Found<'_>> {
        self.find(&mut Vec::new()).remove(&dotted(name))
    }

    /// Gives the network's variables the file's values; numbers of 16, 32 and 64 bits become the network's.
    ///
    /// # Errors
    /// [`Error::Mismatch`] with everything that is missing, unexpected, or of another shape or type; the network has not
    /// changed then.
    pub fn load<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(&self, network: &mut N) -> Result<(), Error> {
        let mut expected = variables::shapes(network);
        expected.retain(|name, _| self.covers(name));
        let found = self.compare(&expected)?;
        let rows = |name: &str| expected.get(name)?.first().copied();
        variables::scatter(network, |name| found.get(name).map(|found| found.values(rows)))
    }

    /// What the file has for these variables, if it is all that they need.
    pub(super) fn compare(
        &self,
        expected: &BTreeMap<String, Vec<usize>>,
    ) -> Result<BTreeMap<String, Found<'_>>, Error> {
        let mut differences = Vec::new();
        let mut found = self.find(&mut differences);
        found.iter_mut().for_each(|(name, found)| expected.get(name).into_iter().for_each(|shape| found.settle(shape)));
        compare(&found, expected, &mut differences);
        let hint = hint(&differences);
        self.fits(differences, hint)?;
        Ok(found)
    }

    /// What the file has, by the names of variables.
    fn find(&self, differences: &mut Vec<Difference>) -> BTreeMap<String, Found<'_>> {
        find(&self.archive, &self.keys, |name| self.covers(name), differences)
    }

    fn covers(&self, name: &str) -> bool {
        self.scope.is_empty() || rest(name, &self.scope).is_some()
    }

    fn fits(&self, differences: Vec<Difference>, hint: Option<String>) -> Result<(), Error> {
        if differences.is_empty() {
            return Ok(());
        }
        Err(Error::Mismatch(Box::new(Mismatch { file: self.archive.file.clone(), differences, hint })))
    }
}
