use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use dfdx::shapes::{ConstDim, HasShape};
use dfdx::tensor::Tensor;

use super::graph::graph;
use super::histogram::histogram;
use super::picture::picture;
use super::protobuf::Message;
use super::record::record;
use crate::network::Network;
use crate::storage::{Device, Dtype};
use crate::variables::variables;
use crate::{Error, Place};

/// A file of events, which TensorBoard shows while it is being written: `tensorboard --logdir runs`.
///
/// Names part at slashes: what comes first is the group that TensorBoard shows it in. Give each run a folder of its own
/// below one folder for all, and TensorBoard draws their curves into one another.
pub struct Events {
    path: PathBuf,
    file: File,
}

impl Events {
    /// Begins a file in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be made.
    pub fn create(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        fs::create_dir_all(folder).map_err(|error| Error::io(folder, &error))?;
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        // TensorBoard reads the files of a folder in the order of their names.
        let mut number = 0;
        let (path, file) = loop {
            let path = folder.join(format!("events.out.tfevents.{seconds:010}.{number:05}.netweave"));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
                file => break (path.clone(), file.map_err(|error| Error::io(&path, &error))?),
            }
        };
        let mut events = Self { path, file };
        events.write(0, |event| event.text(3, "brain.Event:2"))?;
        Ok(events)
    }

    /// Begins another file for a run that goes on from a checkpoint at this step: TensorBoard forgets what came after.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be made.
    pub fn resume(folder: impl AsRef<Path>, step: u64) -> Result<Self, Error> {
        let mut events = Self::create(folder)?;
        // A session that starts.
        events.write(step, |event| event.message(7, Message::new().whole(1, 1)))?;
        Ok(events)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A point of a curve. Numbers are kept in 32 bits.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written.
    pub fn scalar(&mut self, name: &str, step: u64, value: f64) -> Result<(), Error> {
        self.summary(name, step, |summary| summary.float(2, value as f32))
    }

    /// An image `[channels, height, width]` of 1, 3 or 4 channels, with numbers from 0 to 1; what is beyond is cut.
    ///
    /// # Errors
    /// [`Error::File`] if it has another number of channels, or cannot be written.
    pub fn image<C: ConstDim, H: ConstDim, W: ConstDim, E: Dtype, D: Device<E>>(
        &mut self,
        name: &str,
        step: u64,
        image: &Tensor<(C, H, W), E, D>,
    ) -> Result<(), Error> {
        let (channels, height, width) = image.shape();
        let numbers: Vec<f64> = image.as_vec().into_iter().map(wide).collect();
        let picture = picture(channels.size(), height.size(), width.size(), &numbers)
            .map_err(|reason| Error::file(&self.path, Place::Whole, format!("`{name}`: {reason}")))?;
        self.summary(name, step, |summary| summary.message(4, picture))
    }

    /// A histogram of numbers; NaN and infinities are left out.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written.
    pub fn histogram<E: Dtype>(&mut self, name: &str, step: u64, numbers: &[E]) -> Result<(), Error> {
        match histogram(numbers.iter().copied().map(wide)) {
            Some(histogram) => self.summary(name, step, |summary| summary.message(5, histogram)),
            None => Ok(()),
        }
    }

    /// A histogram of each variable in a scope of the network, under the variable's name; of all, if the scope is `""`.
    ///
    /// # Errors
    /// [`Error::File`] if they cannot be written.
    pub fn variables<N: Network>(&mut self, step: u64, network: &N, scope: &str) -> Result<(), Error> {
        for variable in variables(network, scope) {
            self.histogram(&variable.name, step, &variable.values)?;
        }
        Ok(())
    }

    /// The graph of a network, scopes as boxes: `events.graph::<Digits>()`.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be written.
    pub fn graph<N: Network>(&mut self) -> Result<(), Error> {
        let graph = graph(N::STRUCTURE).into_bytes();
        self.write(0, |event| event.bytes(4, &graph))
    }

    fn summary(&mut self, name: &str, step: u64, value: impl FnOnce(Message) -> Message) -> Result<(), Error> {
        let value = value(Message::new().text(1, name));
        self.write(step, |event| event.message(5, Message::new().message(1, value)))
    }

    /// Writes an event at once, so that a process that dies leaves all events but perhaps the last.
    fn write(&mut self, step: u64, what: impl FnOnce(Message) -> Message) -> Result<(), Error> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let event = what(Message::new().double(1, time).whole(2, step)).into_bytes();
        self.file.write_all(&record(&event)).map_err(|error| Error::io(&self.path, &error))
    }
}

/// An element as an `f64`, without loss.
fn wide<E: Dtype>(element: E) -> f64 {
    element.to_f64().unwrap_or(f64::NAN)
}
