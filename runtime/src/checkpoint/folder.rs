use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dfdx::tensor::{RandomU64, SampleTensor};

use super::atomic::UNFINISHED;
use super::random::{self, Mark};
use super::run::Checkpoint;
use super::state::Stateful;
use crate::network::Network;
use crate::towers::{At, Ranks, Towers};
use crate::{Error, Place};

/// A folder with the last checkpoints of a run.
///
/// A run that goes on from a checkpoint computes what it would have computed uninterrupted, bit for bit. Whatever
/// happens, and in the middle of saving too, nothing is lost but what came after the last checkpoint.
///
/// ```
/// # use netweave::checkpoint::Checkpoints;
/// # use netweave::prelude::*;
/// # network! {
/// #     pub network Line(x: [1]) -> [2] {
/// #         let y = x -> dropout(0.5) -> fc: linear(2);
/// #         loss fit(target: [2]) = softmax_cross_entropy(y, target);
/// #         y
/// #     }
/// # }
/// # fn step(device: &Cpu, net: &mut Line, adam: &mut Adam<Line>) -> Result<(), netweave::Error> {
/// #     let (x, target) = (device.tensor([[1.0], [2.0]]), device.tensor([[1.0, 0.0], [0.0, 1.0]]));
/// #     let gradients = adam.compute_gradients(net.training().fit(&x, &target)?)?;
/// #     adam.apply_gradients(net, gradients)
/// # }
/// # let folder = std::env::temp_dir().join(format!("netweave-checkpoints-{}", std::process::id()));
/// # let run = |steps| -> Result<_, netweave::Error> {
/// let device = Cpu::seed_from_u64(0);
/// let mut net = device.build_module::<Line, f32>();
/// let mut adam = Adam::new(1e-3);
///
/// let checkpoints = Checkpoints::open(&folder, &device)?.keep(3);
/// let first = checkpoints.resume(&mut net, &mut adam, &device)?; // 0 in a new folder
/// for step in first..steps {
///     // .. a step of training, on batch `step` of the loader ..
/// #   step_of(&device, &mut net, &mut adam)?;
///     if (step + 1) % 10 == 0 {
///         checkpoints.save(step + 1, &net, &adam, &device)?;
///     }
/// }
/// # Ok(net.fc.weight.array())
/// # };
/// # use step as step_of;
/// # run(25)?;
/// # let resumed = run(40)?;
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # assert_eq!(run(40)?, resumed);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    keep: usize,
    start: Mark,
    /// Whether the device has gone on from `start`, as far as is known here.
    moved: Cell<bool>,
    /// Of which the first alone writes.
    ranks: Option<Arc<Ranks>>,
}

/// What [`Checkpoints::save`] calls the parts of a run.
const NETWORK: &str = "network";
const OPTIMIZER: &str = "optimizer";

const PREFIX: &str = "step-";
const SUFFIX: &str = ".safetensors";

impl Checkpoints {
    /// Opens a folder, or makes it. Files that a run before could not finish are removed.
    ///
    /// It marks where `device` is in its random numbers. Open the folder at the same place in every run: behind what
    /// builds the network, before the training.
    ///
    /// # Errors
    /// [`Error::File`] if the folder cannot be made or read.
    pub fn open(folder: impl AsRef<Path>, device: &impl RandomU64) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, &error))?;
        let checkpoints = Self { folder, keep: 2, start: random::mark(device), moved: Cell::new(false), ranks: None };
        for file in checkpoints.entries()? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if name.strip_suffix(UNFINISHED).and_then(step).is_some() {
                remove(&file)?;
            }
        }
        Ok(checkpoints)
    }

    /// Sets how many checkpoints are kept, at least 1; the oldest go first. 2 unless set.
    pub fn keep(mut self, checkpoints: usize) -> Self {
        self.keep = checkpoints.max(1);
        self
    }

    /// Has the first rank of towers in several processes write, and no other, and all take up what that one finds: the others
    /// need not see the folder.
    pub fn on<T>(self, towers: &Towers<T>) -> Self {
        Self { ranks: towers.crew.ranks.clone(), ..self }
    }

    /// Saves the state after so many steps: the network, its optimizer, and the place in the random numbers.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written; those before are still there.
    pub fn save<N: Network>(
        &self,
        step: u64,
        network: &N,
        optimizer: &impl Stateful<N>,
        device: &impl RandomU64,
    ) -> Result<(), Error> {
        if !self.writes() {
            self.stand_by(device);
            return Ok(());
        }
        let mut checkpoint = Checkpoint::new(step);
        checkpoint.set_network(NETWORK, network);
        checkpoint.set_state(OPTIMIZER, network, optimizer);
        self.write(checkpoint, device)
    }

    /// Takes up the last checkpoint and gives the number of steps taken before it; 0 if there is none. One that is damaged is
    /// passed over for the one before it, and standard error says so.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Mismatch`] if there is one, but of another network, optimizer or seed, or if all are
    /// damaged.
    pub fn resume<N: Network, D: RandomU64 + SampleTensor<f32>>(
        &self,
        network: &mut N,
        optimizer: &mut impl Stateful<N>,
        device: &D,
    ) -> Result<u64, Error> {
        let Some(checkpoint) = self.latest()? else { return Ok(0) };
        checkpoint.network(NETWORK, network)?;
        checkpoint.state(OPTIMIZER, network, optimizer)?;
        self.seek(&checkpoint, device)?;
        Ok(checkpoint.step())
    }

    /// Writes a checkpoint that was put together by hand, with the place in the random numbers.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written; those before are still there.
    pub fn write(&self, mut checkpoint: Checkpoint, device: &impl RandomU64) -> Result<(), Error> {
        if !self.writes() {
            self.stand_by(device);
            return Ok(());
        }
        checkpoint.set_random(self.start, device);
        self.moved.set(true);
        let step = checkpoint.step();
        checkpoint.write(self.folder.join(format!("{PREFIX}{step:012}{SUFFIX}")))?;
        // Those after it are of a run that was given up.
        let files = self.files()?;
        let older: Vec<_> = files.iter().filter(|(saved, _)| **saved <= step).collect();
        let stale = older.iter().rev().skip(self.keep).map(|(_, file)| *file);
        stale.chain(files.range(step + 1..).map(|(_, file)| file)).try_for_each(|file| remove(file))
    }

    /// The last checkpoint that is not damaged, to be taken up by hand. Which files were passed over for it, and why, is said
    /// on standard error.
    ///
    /// # Errors
    /// [`Error::File`] if there are some and all are damaged: what is wrong with the last.
    pub fn latest(&self) -> Result<Option<Checkpoint>, Error> {
        let Some(ranks) = &self.ranks else { return Ok(self.whole()?.map(|(checkpoint, _)| checkpoint)) };
        let whole = if self.writes() { self.whole() } else { Ok(None) };
        let found = whole.as_ref().map_err(Clone::clone).map(|whole| whole.as_ref().map(|(_, bytes)| bytes.clone()));
        let found = ranks.ask(move |link| {
            link.meet(At::Checkpoint, &[], 0.0)?;
            link.hand_out(found)
        });
        match (whole?, found?) {
            (Some((checkpoint, _)), _) => Ok(Some(checkpoint)),
            (None, bytes) => bytes.map(|bytes| Checkpoint::from_bytes(&self.folder, &bytes)).transpose(),
        }
    }

    /// The last checkpoint in the folder that is not damaged, and what is in its file.
    fn whole(&self) -> Result<Option<(Checkpoint, Vec<u8>)>, Error> {
        let mut damaged = Vec::new();
        for file in self.files()?.into_values().rev() {
            let bytes = fs::read(&file).map_err(|error| Error::io(&file, &error));
            match bytes.and_then(|bytes| Ok((Checkpoint::from_bytes(&file, &bytes)?, bytes))) {
                Ok(whole) => {
                    damaged.iter().for_each(|error| eprintln!("netweave: passed over a checkpoint: {error}"));
                    return Ok(Some(whole));
                }
                Err(error) => damaged.push(error),
            }
        }
        damaged.into_iter().next().map_or(Ok(None), Err)
    }

    /// Has the device draw what the device of the rank that writes does.
    fn stand_by(&self, device: &impl RandomU64) {
        random::mark(device);
        self.moved.set(true);
    }

    /// Whether this is who writes.
    fn writes(&self) -> bool {
        self.ranks.as_ref().is_none_or(|ranks| ranks.rank() == 0)
    }

    /// Brings the device to the place in its random numbers where the checkpoint was written. Load all else first.
    ///
    /// # Errors
    /// [`Error::File`] if the device has another seed, if the folder was opened at another place, or if checkpoints have
    /// been written since: random numbers cannot be turned back. To go back in one process, open the folder again with a
    /// new device, or go on with other random numbers: [`Checkpoint::network`] and [`Checkpoint::state`] take up the rest.
    pub fn seek<D: RandomU64 + SampleTensor<f32>>(&self, checkpoint: &Checkpoint, device: &D) -> Result<(), Error> {
        if self.moved.replace(true) {
            let reason = "random numbers cannot be turned back: open the folder anew with a device of the same seed";
            return Err(Error::file(&self.folder, Place::Whole, reason));
        }
        checkpoint.random(self.start, device)
    }

    /// The files of the checkpoints, by their steps.
    ///
    /// # Errors
    /// [`Error::File`] if the folder cannot be read.
    pub fn files(&self) -> Result<BTreeMap<u64, PathBuf>, Error> {
        let entries = self.entries()?.into_iter();
        Ok(entries.filter_map(|file| Some((step(&file.file_name()?.to_string_lossy())?, file))).collect())
    }

    fn entries(&self) -> Result<Vec<PathBuf>, Error> {
        let entries = fs::read_dir(&self.folder);
        let entries = entries.and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        entries.map_err(|error| Error::io(&self.folder, &error))
    }
}

/// The step in the name of a checkpoint.
fn step(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
}

/// Removes a file, if it is there.
fn remove(file: &Path) -> Result<(), Error> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io(file, &error)),
        _ => Ok(()),
    }
}
