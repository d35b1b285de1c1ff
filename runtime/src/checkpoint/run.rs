use std::path::Path;

use dfdx::nn::TensorCollection;
use dfdx::tensor::{RandomU64, SampleTensor};

use super::archive::Archive;
use super::keys::rest;
use super::random::{self, Mark};
use super::state::{State, Stateful};
use super::stored::Stored;
use super::variables;
use super::weights::Weights;
use crate::network::Network;
use crate::storage::{Device, Dtype};
use crate::{Error, Place};

/// The state of a run after a step: networks, optimizers, numbers, each under a name, and the place in the random
/// numbers.
///
/// [`Checkpoints`](super::Checkpoints) puts it together for a run of one network and one optimizer. Do it by hand for
/// more:
///
/// ```
/// # use netweave::checkpoint::Checkpoint;
/// # use netweave::prelude::*;
/// # network! {
/// #     pub network Line(x: [3]) -> [1] { x -> fc: linear(1) }
/// # }
/// # let device = Cpu::default();
/// # let (mut generator, mut critic) = (device.build_module::<Line, f32>(), device.build_module::<Line, f32>());
/// # let (mut adam, mut sgd) = (Adam::new(1e-3), Sgd::new(1e-2));
/// # let file = std::env::temp_dir().join(format!("netweave-run-{}.safetensors", std::process::id()));
/// let mut checkpoint = Checkpoint::new(1200);
/// checkpoint.set_network("generator", &generator);
/// checkpoint.set_network("critic", &critic);
/// checkpoint.set_state("adam", &generator, &adam);
/// checkpoint.set_state("sgd", &critic, &sgd);
/// checkpoint.set_number("best loss", 0.25);
/// checkpoint.write(&file)?;
///
/// let checkpoint = Checkpoint::read(&file)?;
/// checkpoint.network("generator", &mut generator)?;
/// checkpoint.network("critic", &mut critic)?;
/// checkpoint.state("adam", &generator, &mut adam)?;
/// checkpoint.state("sgd", &critic, &mut sgd)?;
/// assert_eq!((checkpoint.step(), checkpoint.number("best loss")?), (1200, 0.25));
/// # std::fs::remove_file(&file).unwrap();
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Checkpoint {
    step: u64,
    archive: Archive,
}

const STEP: &str = "step";
const RANDOM: &str = "random";

impl Checkpoint {
    /// The state after so many steps, with nothing in it yet.
    pub fn new(step: u64) -> Self {
        let mut archive = Archive::default();
        archive.tensors.insert(STEP.to_owned(), Stored::count(step));
        Self { step, archive }
    }

    /// Reads a file that [`Checkpoint::write`] has written.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read, is damaged, or is no checkpoint.
    pub fn read(file: impl AsRef<Path>) -> Result<Self, Error> {
        Self::of(Archive::read(file.as_ref())?)
    }

    /// What the bytes of a file hold.
    pub(super) fn from_bytes(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        Self::of(Archive::of(file, bytes)?)
    }

    fn of(archive: Archive) -> Result<Self, Error> {
        match archive.tensors.get(STEP).and_then(Stored::to_count) {
            Some(step) => Ok(Self { step, archive }),
            None => Err(Error::file(&archive.file, Place::Whole, "this is no checkpoint: it does not tell its step")),
        }
    }

    /// Writes it to a file, atomically: there will be all of it, or what was there before.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<(), Error> {
        self.archive.write(file.as_ref())
    }

    /// How many steps the run had taken.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Keeps a network: variables and running statistics.
    pub fn set_network<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(&mut self, name: &str, network: &N) {
        let tensors = variables::gather(network);
        self.archive
            .tensors
            .extend(tensors.into_iter().map(|(variable, stored)| (format!("{name}.{variable}"), stored)));
    }

    /// Gives a network the variables that were kept under the name.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if they do not fit; the network has not changed then.
    pub fn network<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
        &self,
        name: &str,
        network: &mut N,
    ) -> Result<(), Error> {
        self.weights(name).load(network)
    }

    /// The variables that were kept under the name.
    pub fn weights(&self, name: &str) -> Weights {
        let tensors = self.archive.tensors.iter();
        let tensors = tensors.filter_map(|(key, stored)| Some((rest(key, name)?.to_owned(), stored.clone())));
        Weights::of(Archive { file: self.archive.file.clone(), tensors: tensors.collect() })
    }

    /// Keeps the state of an optimizer of `network`.
    pub fn set_state<N: Network>(&mut self, name: &str, network: &N, state: &impl Stateful<N>) {
        let mut kept = State::default();
        state.save_state(network, &mut kept);
        let tensors = kept.into_tensors();
        self.archive.tensors.extend(tensors.into_iter().map(|(key, stored)| (format!("{name}.{key}"), stored)));
    }

    /// Gives an optimizer of `network` the state that was kept under the name. Load the network first.
    ///
    /// # Errors
    /// [`Error::File`] if something is missing or does not fit.
    pub fn state<N: Network>(&self, name: &str, network: &N, state: &mut impl Stateful<N>) -> Result<(), Error> {
        state.load_state(network, &State::of(&self.archive, name))
    }

    /// Keeps a number.
    pub fn set_number(&mut self, name: &str, number: f64) {
        self.archive.tensors.insert(format!("numbers.{name}"), Stored::new(Vec::new(), vec![number]));
    }

    /// The number that was kept under the name.
    ///
    /// # Errors
    /// [`Error::File`] if there is none.
    pub fn number(&self, name: &str) -> Result<f64, Error> {
        State::of(&self.archive, "numbers").number(name)
    }

    /// Keeps the place of a device in its random numbers; `start` is a place before.
    pub(super) fn set_random(&mut self, start: Mark, device: &impl RandomU64) {
        for (name, mark) in [("start", start), ("place", random::mark(device))] {
            for (index, number) in mark.into_iter().enumerate() {
                self.archive.tensors.insert(format!("{RANDOM}.{name}.{index}"), Stored::count(number));
            }
        }
    }

    /// Brings a device to the place that was kept.
    pub(super) fn random<D: RandomU64 + SampleTensor<f32>>(&self, start: Mark, device: &D) -> Result<(), Error> {
        let kept = State::of(&self.archive, RANDOM);
        let mark = |name: &str| Ok([kept.count(&format!("{name}.0"))?, kept.count(&format!("{name}.1"))?]);
        let same = mark("start")? == start;
        let place = mark("place")?;
        same.then(|| random::seek(device, place)).flatten().ok_or_else(|| {
            let reason = "the run drew other random numbers: give the device the seed that it had, build the same network, \
                          and open the checkpoints at the same place";
            Error::file(&self.archive.file, Place::Whole, reason)
        })
    }
}
