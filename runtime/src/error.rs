use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use crate::checkpoint::Mismatch;
use crate::storage::DeviceName;

/// What can go wrong while a network runs or is trained.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two inputs of one call have different batch sizes.
    #[error(
        "`{input}` holds a batch of {found}, but `{other}` one of {expected}: give every input and target the same number of samples"
    )]
    Batch {
        /// The input that differs.
        input: &'static str,
        /// Its number of samples.
        found: usize,
        /// The input that came first.
        other: &'static str,
        /// The number of samples of that one.
        expected: usize,
    },

    /// Two inputs of one call have different sizes along an axis.
    #[error("`{input}` has {found} along `{axis}`, but `{other}` has {expected}: an axis has one size in a call")]
    AxisSize {
        /// The axis.
        axis: &'static str,
        /// The input that differs.
        input: &'static str,
        /// Its size along the axis.
        found: usize,
        /// The input that came first.
        other: &'static str,
        /// The size of that one.
        expected: usize,
    },

    /// An input has nothing along an axis.
    #[error("`{input}` has nothing along `{axis}`: the smallest size of an axis is 1")]
    EmptyAxis {
        /// The axis.
        axis: &'static str,
        /// The input.
        input: &'static str,
    },

    /// A sequence of a batch has no elements.
    #[error("the sequence {index} of the batch is empty: leave it out, or give it one element that stands for nothing")]
    EmptySequence {
        /// Its number, from 0.
        index: usize,
    },

    /// The sizes of a call do not fit the network.
    #[error("{message}")]
    Fit {
        /// The network's name.
        network: &'static str,
        /// What does not fit, and what to do.
        message: String,
    },

    /// It was not said how large an axis is to be.
    #[error(
        "`{network}` has the axis `{axis}`, whose size is known when it runs: say it, as in `.peak_memory_at(32, &[(\"{axis}\", 64)])`"
    )]
    UnknownSize {
        /// The network's name.
        network: &'static str,
        /// The axis.
        axis: &'static str,
    },

    /// A loss became NaN or infinite; nothing was updated.
    #[error(
        "the loss is {value} at step {step}: lower the learning rate, or look for bad values in the batch of this step"
    )]
    NotFinite {
        /// The optimizer's step, counted from 1.
        step: u64,
        /// The loss.
        value: f64,
    },

    /// Gradients were applied to a network that they were not computed for.
    #[error(
        "these gradients belong to another `{network}`: apply them to the network whose `training()` made the pass"
    )]
    OtherNetwork {
        /// The type of both networks.
        network: &'static str,
    },

    /// A gradient became NaN or infinite; nothing was updated.
    #[error(
        "the gradient of `{variable}` is not finite at step {step}: lower the learning rate, or look for divisions by 0 and roots or logarithms of 0 between it and the loss"
    )]
    NotFiniteGradient {
        /// The variable's name.
        variable: String,
        /// The optimizer's step, counted from 1.
        step: u64,
    },

    /// A scope that an optimizer is to train has no gradient; nothing was updated.
    #[error("{}", no_gradient(network, scope, losses))]
    NoGradient {
        /// The network's name.
        network: &'static str,
        /// The scope's path, joined by dots; empty for the whole network.
        scope: String,
        /// The losses that the gradients come from.
        losses: Vec<&'static str>,
    },

    /// An index that an embedding has no row for.
    #[error(
        "`{input}` holds the index {index}, but the embedding's vocabulary is {vocabulary}: give indices below {vocabulary}, or write a larger vocabulary"
    )]
    Index {
        /// The input that holds it.
        input: &'static str,
        /// The first such index.
        index: usize,
        /// The number of rows.
        vocabulary: usize,
    },

    /// An index names no place.
    #[error("`{input}` holds the index {index}, but there are {size} places: give indices below {size}")]
    Place {
        /// The input that holds it.
        input: &'static str,
        /// The first such index.
        index: usize,
        /// The number of places.
        size: usize,
    },

    /// A training pass cannot do with as little memory as its limit; nothing was computed.
    #[error(
        "a training pass of {batch} samples takes {least} bytes at least, which is over its limit of {limit} ({most} where nothing is computed again): raise the limit, or train on smaller batches"
    )]
    MemoryLimit {
        /// The limit, in bytes.
        limit: usize,
        /// The number of samples.
        batch: usize,
        /// The least number of bytes that was found to do.
        least: usize,
        /// The number of bytes that the pass takes without a limit.
        most: usize,
    },

    /// Batch norm was trained on a single value a channel, which has no variance.
    #[error("batch norm cannot be trained on one value per channel: use a batch of at least two samples")]
    OneValuePerChannel,

    /// Batch norm cannot be synchronised in a network with layers that dfdx computes.
    #[error(
        "batch norm is synchronised between towers that work side by side, but `module(..)` and `apply(..)` have them work one after the other: use `Statistics::PerTower`, or freeze the batch norms"
    )]
    NotSynchronised,

    /// The way back has begun when an optimizer tells by how much gradients are scaled.
    #[error(
        "`mixed(F16)` has an optimizer scale the loss, but `PipelineSchedule::OneForwardOneBackward` goes back in the call of the loss: use `mixed(Bf16)`, or `PipelineSchedule::GPipe`"
    )]
    LossScaleTooLate,

    /// The micro-batches of several processes go all forward and then all back.
    #[error("`PipelineSchedule::OneForwardOneBackward` is not for several processes: use `PipelineSchedule::GPipe`")]
    ScheduleOfRanks,

    /// Batch norm is synchronised between ranks of which one has no samples.
    #[error(
        "batch norm is synchronised between all ranks, but rank {rank} has no samples where another one has some: give every rank some, for as many micro-batches, or use `Statistics::PerTower`"
    )]
    RankWithoutSamples {
        /// The rank, counted from 0.
        rank: usize,
    },

    /// A training pass was given no samples.
    #[error("the batch is empty: give a training pass one sample at least")]
    EmptyBatch,

    /// A label is the index of no class.
    #[error("a label is the class {class}, but there are {classes} classes: write indices from 0 to {}", classes.saturating_sub(1))]
    NoClass {
        /// The index.
        class: usize,
        /// How many classes there are.
        classes: usize,
    },

    /// A network has no end point of this name.
    #[error("`{network}` has no end point `{name}`{}", near(nearest))]
    NoEndPoint {
        /// The network's name.
        network: &'static str,
        /// The name that was asked for.
        name: String,
        /// The end point that may have been meant.
        nearest: Option<String>,
    },

    /// A network has no variable of this name.
    #[error("`{network}` has no variable `{name}`{}", near(nearest))]
    NoVariable {
        /// The network's name.
        network: &'static str,
        /// The name that was asked for.
        name: String,
        /// The variable that may have been meant.
        nearest: Option<String>,
    },

    /// A variable was given another number of elements than it has.
    #[error("`{name}` has {expected} elements, but is given {found}")]
    Length {
        /// The variable's name.
        name: String,
        /// The number of elements that it was given.
        found: usize,
        /// The number of its elements.
        expected: usize,
    },

    /// A setting of an optimizer is out of its range.
    #[error("`{setting}` is {value}, but must be {expected}")]
    Setting {
        /// The setting's name.
        setting: String,
        /// What it was set to.
        value: f64,
        /// What it may be.
        expected: &'static str,
    },

    /// A sequence is said to be longer than it is.
    #[error("a length is {length}, but there are {steps} steps: write lengths of up to {steps}")]
    Steps {
        /// The length.
        length: usize,
        /// How many steps there are.
        steps: usize,
    },

    /// A file cannot be read or written, or does not hold what it should.
    #[error("{}{place}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong.
        reason: String,
    },

    /// A file does not fit a network: all that is missing, unexpected, or of another shape.
    #[error("{0}")]
    Mismatch(Box<Mismatch>),

    /// What should be the name of a device is none.
    #[error("`{name}` is no device: write `cpu`, or `cuda:0` for the first CUDA device")]
    DeviceName {
        /// What is written there.
        name: String,
    },

    /// A device that was asked for by its name is not there.
    #[error("`{name}` cannot be used: {reason}")]
    NoDevice {
        /// Its name.
        name: DeviceName,
        /// Why not.
        reason: String,
    },

    /// A network is placed on more devices than there are.
    #[error("the network is placed on {network} devices, but the placement has {placement}: make one of {network}")]
    TooFewDevices {
        /// Those of the network.
        network: usize,
        /// Those that there are.
        placement: usize,
    },

    /// A tower failed; nothing was updated.
    #[error("tower {tower}, counted from 0, failed: {problem}")]
    Tower {
        /// Which of the towers, counted from 0.
        tower: usize,
        /// Why.
        problem: Box<Error>,
    },

    /// Something that a tower called panicked.
    #[error("it panicked: {0}")]
    Panic(String),

    /// Another rank has not answered in time.
    #[error(
        "rank {rank} of {ranks} has waited for the others for {seconds} s: one has ended, was stopped, or cannot be reached; where it only takes longer, set a longer `time_limit`"
    )]
    RankLost {
        /// The rank that has waited.
        rank: usize,
        /// How many ranks there are.
        ranks: usize,
        /// How long it has waited.
        seconds: f64,
    },

    /// Another rank has come to the end of its training.
    #[error(
        "rank {rank} has come to the end of its training, but rank {own} goes on: give every rank as many batches, as `Loader::share_of` does, and look for an error of rank {rank}"
    )]
    RankEnded {
        /// The rank that has ended.
        rank: usize,
        /// The rank that goes on.
        own: usize,
    },

    /// The connection to another rank has ended: that was killed, or the network between the two was cut.
    #[error(
        "rank {rank} is gone: it has ended, or its connection is cut; look for an error of it, and start all of them again"
    )]
    RankGone {
        /// The rank.
        rank: usize,
    },

    /// Ranks that something has started do not come together.
    #[error("the ranks cannot start: {reason}")]
    Start {
        /// Why, and what to do.
        reason: String,
    },

    /// Something that all ranks do has failed on another one; nothing was updated.
    #[error("rank {rank} has failed, and says why")]
    RankFailed {
        /// The rank that it has failed on.
        rank: usize,
    },

    /// Two ranks do not do the same; nothing was updated.
    #[error("rank 0 has {says}, but rank {other} has {other_says}: {help}")]
    RanksDiffer {
        /// What rank 0 has.
        says: String,
        /// The first rank that differs from it.
        other: usize,
        /// What that has.
        other_says: String,
        /// What to do about it.
        help: &'static str,
    },

    /// NCCL is not there, or has failed.
    #[error("NCCL cannot be used: {reason}")]
    Nccl {
        /// Why, and what to do.
        reason: String,
    },

    /// Two ranks that NCCL is to bring together have one device.
    #[error(
        "ranks {rank} and {other} are on the same CUDA device, where NCCL takes one of a device alone: give each rank the one of `ranks.cuda_device(seed)?`, and start as many ranks on a machine as it has devices; or use `ranks.on(&device)?`, which needs no NCCL"
    )]
    SharedDevice {
        /// A rank.
        rank: usize,
        /// Another one.
        other: usize,
    },

    /// A function with a gradient of a user's own, which runs on the CPU, on another device.
    #[error(
        "`{function}` is a function over slices and runs on the CPU alone: run the network on the CPU, or write it over the operations of `netweave::own::Batch`"
    )]
    CpuFunction {
        /// The type of the function.
        function: &'static str,
    },

    /// The device failed, mostly for want of memory.
    #[error("the device failed: {0}")]
    Device(String),
}

/// The end of a message about a name that does not exist.
fn near(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|nearest| format!(": did you mean `{nearest}`?")).unwrap_or_default()
}

/// The message about a scope that has no gradient.
fn no_gradient(network: &str, scope: &str, losses: &[&str]) -> String {
    let losses = losses.iter().map(|loss| format!("the loss `{loss}`")).collect::<Vec<_>>().join(" or ");
    if scope.is_empty() {
        return format!(
            "there is nothing to train: the optimizer freezes all variables of `{network}` that {losses} depends on: freeze less, or train another loss"
        );
    }
    let (path, kinds) = match scope.strip_suffix(']').and_then(|scope| scope.split_once('[')) {
        Some((path, kinds)) => (path, Some(kinds)),
        None => (scope, None),
    };
    let (place, constant) = (path.replace('.', "/"), path.replace('.', "_").to_uppercase());
    let (name, constant) = match kinds {
        None => (format!("scope `{place}` gets"), constant),
        Some(kinds) if path.is_empty() => (format!("{kinds} of `{network}` get"), kinds.to_uppercase()),
        Some(kinds) => (format!("{kinds} of `{place}` get"), format!("{constant}.{kinds}()")),
    };
    format!(
        "the {name} no gradient, for {losses} depends on none of its variables: train a loss that does, or write `.freeze({network}::{constant})`"
    )
}

impl Error {
    /// Wraps dfdx's error of a device.
    pub fn device(error: impl Display) -> Self {
        Self::Device(error.to_string())
    }

    /// Says which tower failed, unless what went wrong is not its own.
    pub(crate) fn of_tower(self, tower: usize) -> Self {
        match self {
            Self::Batch { .. } | Self::NotSynchronised | Self::Nccl { .. } => self,
            problem => Self::Tower { tower, problem: Box::new(problem) },
        }
    }

    pub(crate) fn file(file: &Path, place: Place, reason: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), place, reason: reason.into() }
    }

    pub(crate) fn io(file: &Path, error: &io::Error) -> Self {
        Self::file(file, Place::Whole, error.to_string())
    }
}

/// Where in a file something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// No place in particular.
    Whole,
    /// A line of text, counted from 1.
    Line(u64),
    /// A byte, counted from 0.
    Byte(u64),
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Line(line) => write!(f, ":{line}"),
            Self::Byte(byte) => write!(f, ", byte {byte}"),
        }
    }
}
