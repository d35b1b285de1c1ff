use std::collections::BTreeMap;

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorName, ViewTensorRef};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use super::archive::Archive;
use super::keys::rest;
use super::stored::{Layout, Stored};
use crate::network::Network;
use crate::optimizer::Slots;
use crate::storage::{self, Device, Dtype};
use crate::{Error, Place};

/// What has state that belongs into a checkpoint: an optimizer, or anything else that remembers something of each
/// variable of a network.
pub trait Stateful<N: Network> {
    /// Writes all that a later step depends on.
    fn save_state(&self, network: &N, state: &mut State);

    /// Takes everything over that [`save_state`](Self::save_state) wrote.
    ///
    /// # Errors
    /// [`Error::File`] if something is not there or does not fit.
    fn load_state(&mut self, network: &N, state: &State) -> Result<(), Error>;
}

/// State in a checkpoint: numbers, and tensors of the shapes of a network's variables, by name.
#[derive(Clone, Debug, Default)]
pub struct State {
    archive: Archive,
}

impl State {
    /// The part of an archive in a scope.
    pub(super) fn of(archive: &Archive, scope: &str) -> Self {
        let tensors =
            archive.tensors.iter().filter_map(|(key, stored)| Some((rest(key, scope)?.to_owned(), stored.clone())));
        Self { archive: Archive { file: archive.file.clone(), tensors: tensors.collect() } }
    }

    pub(super) fn into_tensors(self) -> BTreeMap<String, Stored> {
        self.archive.tensors
    }

    /// Keeps a whole number.
    pub fn set_count(&mut self, name: &str, count: u64) {
        self.archive.tensors.insert(name.to_owned(), Stored::count(count));
    }

    /// The whole number of this name.
    ///
    /// # Errors
    /// [`Error::File`] if there is none.
    pub fn count(&self, name: &str) -> Result<u64, Error> {
        let count = self.archive.tensors.get(name).and_then(Stored::to_count);
        count.ok_or_else(|| self.refuse(format!("the checkpoint has no whole number `{name}`")))
    }

    /// Keeps a number, every bit of it.
    pub fn set_number(&mut self, name: &str, number: f64) {
        self.archive.tensors.insert(name.to_owned(), Stored::new(Vec::new(), vec![number]));
    }

    /// The number of this name.
    ///
    /// # Errors
    /// [`Error::File`] if there is none.
    pub fn number(&self, name: &str) -> Result<f64, Error> {
        let stored = self.archive.tensors.get(name).filter(|stored| stored.shape.is_empty() && stored.is_floating());
        let number = stored.and_then(|stored| stored.values(Layout::OutFirst).first().copied());
        number.ok_or_else(|| self.refuse(format!("the checkpoint has no number `{name}`")))
    }

    /// Whether anything is kept under this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.tensors.contains_key(name)
    }

    /// The names of what is kept below `scope`, without that.
    pub(crate) fn names<'a>(&'a self, scope: &'a str) -> impl Iterator<Item = &'a str> {
        self.archive.tensors.keys().filter_map(move |name| rest(name, scope))
    }

    /// Keeps what an optimizer remembers of each variable: its arrays under these names, and how often it was changed.
    pub fn set_slots<N: Network>(&mut self, names: &[&str], network: &N, slots: &Slots<N::Dtype, N::Device>) {
        let mut save = Save { names, slots, tensors: &mut self.archive.tensors };
        match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut save }) {
            Ok(_) => {}
            Err(never) => match never {},
        }
    }

    /// What an optimizer remembers of each variable.
    ///
    /// # Errors
    /// [`Error::File`] if something is missing, or has another shape than its variable; [`Error::Device`] if memory runs
    /// out.
    pub fn slots<N: Network>(&self, names: &[&str], network: &N) -> Result<Slots<N::Dtype, N::Device>, Error> {
        let mut load = Load { state: self, names, slots: Slots::default() };
        N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut load })?;
        Ok(load.slots)
    }

    pub(crate) fn refuse(&self, reason: String) -> Error {
        Error::file(&self.archive.file, Place::Whole, reason)
    }
}

/// Under what it is kept how often a variable was changed.
const STEPS: &str = "steps";

struct Save<'a, E: Dtype, D: Device<E>> {
    names: &'a [&'a str],
    slots: &'a Slots<E, D>,
    tensors: &'a mut BTreeMap<String, Stored>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Save<'_, E, D> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (variable, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        let Some(slot) = self.slots.get(variable) else { return Ok(None) };
        self.tensors.insert(format!("{STEPS}.{name}"), Stored::count(slot.steps));
        let shape = variable.shape();
        for (own, array) in self.names.iter().zip(&slot.arrays) {
            // A device without memory for a copy of one variable could not have taken the step before.
            let Ok(kernels) = variable.device().kernels() else { continue };
            if let Ok(values) = D::download(&kernels, D::read_buffer(array)) {
                self.tensors.insert(format!("{own}.{name}"), Stored::new(shape.concrete().into(), values));
            }
        }
        Ok(None)
    }
}

struct Load<'a, E: Dtype, D: Device<E>> {
    state: &'a State,
    names: &'a [&'a str],
    slots: Slots<E, D>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Load<'_, E, D> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = Error;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (variable, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Error> {
        // What was never stepped has nothing.
        let Ok(steps) = self.state.count(&format!("{STEPS}.{name}")) else { return Ok(None) };
        let slot = self.slots.get_mut(variable, self.names.len()).map_err(Error::device)?;
        slot.steps = steps;
        for (own, array) in self.names.iter().zip(&mut slot.arrays) {
            let key = format!("{own}.{name}");
            let stored = self.state.archive.tensors.get(&key);
            let Some(stored) = stored.filter(|stored| stored.is_floating()) else {
                return Err(self.state.refuse(format!("the checkpoint has no `{key}`")));
            };
            let shape: Vec<usize> = variable.shape().concrete().into();
            if stored.shape != shape {
                let found = &stored.shape;
                return Err(self.state.refuse(format!("`{key}` is {found:?}, expected {shape:?}")));
            }
            let device = variable.device();
            let mut values = device.try_zeros_like(&(stored.shape.iter().product(),)).map_err(Error::device)?;
            values.copy_from(&stored.values(Layout::OutFirst));
            storage::copy(device, &values, array).map_err(Error::device)?;
        }
        Ok(None)
    }
}
