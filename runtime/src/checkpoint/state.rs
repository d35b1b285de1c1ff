use std::collections::BTreeMap;

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorName, ViewTensorRef};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Gradients as Slots, Tensor};

use super::archive::Archive;
use super::keys::rest;
use super::stored::{Layout, Stored};
use crate::network::Network;
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

    /// Keeps what belongs to each variable, as optimizers keep it: by the identity of the variable.
    pub fn set_slots<N: Network>(&mut self, name: &str, network: &N, slots: &Slots<N::Dtype, N::Device>) {
        // dfdx tells what is there only to those who may change it.
        let mut save = Save { slots: slots.clone(), tensors: BTreeMap::new() };
        match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut save }) {
            Ok(_) => {
                let named = save.tensors.into_iter().map(|(variable, stored)| (format!("{name}.{variable}"), stored));
                self.archive.tensors.extend(named);
            }
            Err(never) => match never {},
        }
    }

    /// What belongs to each variable.
    ///
    /// # Errors
    /// [`Error::File`] if something is missing, or has another shape than its variable; [`Error::Device`] if memory runs
    /// out.
    pub fn slots<N: Network>(&self, name: &str, network: &N) -> Result<Slots<N::Dtype, N::Device>, Error> {
        let mut load = Load { state: self, name, slots: Slots::leaky() };
        N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut load })?;
        Ok(load.slots)
    }

    fn refuse(&self, reason: String) -> Error {
        Error::file(&self.archive.file, Place::Whole, reason)
    }
}

struct Save<E: Dtype, D: Device<E>> {
    slots: Slots<E, D>,
    tensors: BTreeMap<String, Stored>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Save<E, D> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (variable, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        // What was never stepped is all zeros, as a new slot is.
        if options.do_gradient_update && self.slots.try_alloc_for(variable).is_ok() {
            let values = self.slots.get(variable).as_vec();
            self.tensors.insert(name, Stored::new(variable.shape().concrete().into(), values));
        }
        Ok(None)
    }
}

struct Load<'a, E: Dtype, D: Device<E>> {
    state: &'a State,
    name: &'a str,
    slots: Slots<E, D>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Load<'_, E, D> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = Error;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (variable, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Error> {
        if !options.do_gradient_update {
            return Ok(None);
        }
        let key = format!("{}.{name}", self.name);
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
        storage::copy(device, &values, self.slots.get_or_alloc_mut(variable).map_err(Error::device)?);
        Ok(None)
    }
}
