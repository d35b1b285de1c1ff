//! The ranks of a training: what they agree on, and what is said when they do not.

use std::fmt::{self, Debug, Formatter};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

#[cfg(feature = "nccl")]
use super::communicator::Nccl;
use super::communicator::{Communicator, Lost};
use super::exchange::Exchange;
use crate::Error;
use crate::storage::Dtype;

/// How long a rank waits for the others, unless it is told otherwise.
const LIMIT: Duration = Duration::from_secs(25);
/// How long it waits for them at the end, where one may have a test to do and a file to save.
const LAST_LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The ranks, as one of them sees them.
///
/// A thread of its own makes all calls, one after the other, as they were asked for: those that are waited for, and those that
/// go on beside the work of the pass.
pub(crate) struct Ranks {
    rank: usize,
    size: usize,
    local_rank: usize,
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    limit: Arc<AtomicU64>,
    /// The number of the CUDA device of which NCCL adds up the gradients.
    pub(super) nccl: OnceLock<usize>,
    /// What the last pass has told the others.
    exchange: Mutex<Exchange>,
}

type Job = Box<dyn FnOnce(&mut Link) + Send>;

impl Ranks {
    pub(super) fn new(communicator: impl Communicator + 'static) -> Result<Self, Error> {
        let (rank, size, local_rank) = (communicator.rank(), communicator.size(), communicator.local_rank());
        let (jobs, received) = mpsc::channel::<Job>();
        let limit = Arc::new(AtomicU64::new(LIMIT.as_millis() as u64));
        let mut link = Link {
            #[cfg(feature = "nccl")]
            nccl: None,
            communicator: Box::new(communicator),
            limit: Arc::clone(&limit),
            end: None,
        };
        let work = move || received.into_iter().for_each(|job| job(&mut link));
        let thread = thread::Builder::new().name("netweave-ranks".to_owned()).spawn(work);
        let thread = thread.map_err(|error| Error::device(format!("there is no thread for the ranks: {error}")))?;
        let (jobs, thread) = (Some(jobs), Some(thread));
        let (nccl, exchange) = (OnceLock::new(), Mutex::default());
        Ok(Self { rank, size, local_rank, jobs, thread, limit, nccl, exchange })
    }

    pub(crate) fn rank(&self) -> usize {
        self.rank
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn local_rank(&self) -> usize {
        self.local_rank
    }

    pub(super) fn limit(&self, limit: Duration) {
        self.limit.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The number of the CUDA device of which NCCL adds up the gradients, if it does.
    pub(crate) fn nccl(&self) -> Option<usize> {
        self.nccl.get().copied()
    }

    /// Has something done after all that was asked for before.
    pub(crate) fn post(&self, job: impl FnOnce(&mut Link) + Send + 'static) {
        // A thread that is gone drops what it is given, and who waits for that learns of it.
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Box::new(job));
        }
    }

    /// The same, and waits for it.
    pub(crate) fn ask<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Link) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let (answer, received) = mpsc::channel();
        self.post(move |link| {
            let _ = answer.send(job(link));
        });
        received.recv().unwrap_or_else(|_| Err(gone()))
    }

    /// Notes what the last pass has told the others.
    pub(crate) fn note(&self, exchange: Exchange) {
        *self.exchange.lock().unwrap_or_else(PoisonError::into_inner) = exchange;
    }

    /// What the last pass has told the others.
    pub(super) fn exchange(&self) -> Exchange {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Ranks {
    /// Tells the others that this rank has come to its end.
    fn drop(&mut self) {
        self.post(|link| {
            let _ = link.meet(At::End, &[], 0.0);
        });
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Debug for Ranks {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ranks").field("rank", &self.rank).field("size", &self.size).finish()
    }
}

/// What is said of the thread that makes all calls, should it have panicked.
pub(crate) fn gone() -> Error {
    Error::device("the thread that speaks to the other ranks has ended")
}

/// Where ranks meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// At the end of all they do together.
    End = 1,
    /// Where a pass has failed on this rank.
    Failed,
    /// At the beginning of a pass.
    Pass,
    /// Where the loss asks for a sum over the whole batch.
    Sum,
    /// Where batch norm asks for sums over the whole batch.
    Statistics,
    /// Behind the forward pass.
    Forward,
    /// Behind the way back, if batch norm has asked for sums there.
    Backward,
    Loader,
    Broadcast,
    Checkpoint,
    /// Where the devices begin to speak to each other.
    #[cfg(feature = "nccl")]
    Nccl,
    /// Where gradients are there that the devices are going to add up.
    #[cfg(feature = "nccl")]
    Gradients,
}

impl At {
    fn words(self) -> &'static str {
        match self {
            Self::End => "come to the end of its training",
            Self::Failed | Self::Forward => "come to the end of a forward pass",
            Self::Pass => "come to a pass",
            Self::Sum => "come to the weights of classes",
            Self::Statistics => "come to the statistics of a batch norm",
            Self::Backward => "come to the end of a way back",
            Self::Loader => "come to `Loader::share_of`",
            Self::Broadcast => "come to `Towers::broadcast`",
            Self::Checkpoint => "come to `Checkpoints::resume`",
            #[cfg(feature = "nccl")]
            Self::Nccl => "come to `by_nccl`",
            #[cfg(feature = "nccl")]
            Self::Gradients => "come to gradients",
        }
    }
}

/// Something that has to be the same on all ranks, in words, and what to do where it is not.
pub(crate) type Said = (String, &'static str);

/// What is to be done where ranks are not at the same place.
pub(crate) const SAME: &str = "run the same program with the same settings on every rank";

/// The connection to the other ranks.
pub struct Link {
    /// What goes from device to device.
    #[cfg(feature = "nccl")]
    pub(super) nccl: Option<Nccl>,
    pub(super) communicator: Box<dyn Communicator>,
    limit: Arc<AtomicU64>,
    /// Why there is no more to say.
    pub(super) end: Option<Error>,
}

/// How many bytes of what a rank says are compared.
const LONGEST: u64 = 1 << 24;

/// The numbers of each rank in a meeting: where it is, a checksum of what it says, and one that it brings.
const SLOTS: usize = 3;

impl Link {
    /// Makes a call, if there is somebody to make it to.
    fn call(&mut self, call: impl FnOnce(&mut dyn Communicator, Duration) -> Result<(), Lost>) -> Result<(), Error> {
        if let Some(end) = &self.end {
            return Err(end.clone());
        }
        self.call_within(self.limit(), call)
    }

    /// How long the others are waited for.
    pub(super) fn limit(&self) -> Duration {
        Duration::from_millis(self.limit.load(Ordering::Relaxed))
    }

    fn call_within(
        &mut self,
        limit: Duration,
        call: impl FnOnce(&mut dyn Communicator, Duration) -> Result<(), Lost>,
    ) -> Result<(), Error> {
        if self.communicator.size() == 1 {
            return Ok(());
        }
        call(&mut *self.communicator, limit).map_err(|lost| self.lost(lost, limit))
    }

    /// Ends what the ranks do together.
    pub(super) fn lost(&mut self, lost: Lost, limit: Duration) -> Error {
        let (rank, ranks) = (self.communicator.rank(), self.communicator.size());
        let lost = match lost {
            Lost::Late => Error::RankLost { rank, ranks, seconds: limit.as_secs_f64() },
            Lost::Gone { rank } => Error::RankGone { rank },
            Lost::Failed(reason) => Error::Nccl { reason },
        };
        self.end = Some(lost.clone());
        #[cfg(feature = "nccl")]
        if let Some(nccl) = &mut self.nccl {
            nccl.give_up();
        }
        lost
    }

    /// Adds up the values of all ranks.
    pub(crate) fn all_reduce<E: Dtype>(&mut self, values: &mut [E]) -> Result<(), Error> {
        self.call(|communicator, limit| communicator.all_reduce(E::numbers(values), limit))
    }

    /// Gives all ranks the bytes of the first.
    pub(crate) fn broadcast(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        #[cfg(feature = "nccl")]
        if self.nccl.is_some() {
            return self.over_nccl(|nccl, limit| nccl.broadcast(bytes, 0, limit));
        }
        self.call(|communicator, limit| communicator.broadcast(bytes, 0, limit))
    }

    /// Gives all ranks what the first has found, if it has found something.
    ///
    /// # Errors
    /// What has gone wrong there, and [`Error::RankFailed`] on the other ranks.
    pub(crate) fn hand_out(&mut self, found: Result<Option<Vec<u8>>, Error>) -> Result<Option<Vec<u8>>, Error> {
        const NOTHING: u64 = u64::MAX;
        const FAILED: u64 = u64::MAX - 1;
        let length = match &found {
            Ok(Some(bytes)) => bytes.len() as u64,
            Ok(None) => NOTHING,
            Err(_) => FAILED,
        };
        let mut length = length.to_le_bytes();
        self.broadcast(&mut length)?;
        match u64::from_le_bytes(length) {
            NOTHING => Ok(None),
            FAILED => Err(found.err().unwrap_or(Error::RankFailed { rank: 0 })),
            length => {
                let mut bytes = found?.unwrap_or_default();
                bytes.resize(length as usize, 0);
                self.broadcast(&mut bytes)?;
                Ok(Some(bytes))
            }
        }
    }

    /// Finds out whether all ranks are at the same place and say the same, and gives the numbers of all.
    ///
    /// # Errors
    /// [`Error::RankEnded`], [`Error::RankFailed`] and [`Error::RanksDiffer`] on all ranks that they are true of, and
    /// [`Error::RankLost`].
    pub(crate) fn meet(&mut self, at: At, says: &[Said], number: f64) -> Result<Vec<f64>, Error> {
        let (own, size) = (self.communicator.rank(), self.communicator.size());
        let text = says.iter().flat_map(|(line, _)| [line.as_bytes(), b"\n"]).collect::<Vec<_>>().concat();
        let mut slots = vec![0.0; SLOTS * size];
        let checksum = f64::from(crc32c::crc32c(&text));
        slots[SLOTS * own..][..SLOTS].copy_from_slice(&[f64::from(at as u8), checksum, number]);
        if at == At::End {
            if self.end.is_none() {
                self.call_within(LAST_LIMIT, |communicator, limit| {
                    communicator.all_reduce(f64::numbers(&mut slots), limit)
                })?;
            }
            return Ok(Vec::new());
        }
        self.all_reduce(&mut slots)?;
        let ranks = slots.chunks_exact(SLOTS);
        let find = |place: At| ranks.clone().position(|slots| slots[0] == f64::from(place as u8));
        if let Some(rank) = find(At::End) {
            let ended = Error::RankEnded { rank, own };
            self.end = Some(ended.clone());
            return Err(ended);
        }
        match find(At::Failed) {
            Some(_) if at == At::Failed => return Ok(Vec::new()),
            Some(rank) => return Err(Error::RankFailed { rank }),
            None => {}
        }
        match ranks.clone().position(|other| other[..SLOTS - 1] != slots[..SLOTS - 1]) {
            Some(other) => Err(self.difference(at, says, other)?),
            None => Ok(ranks.map(|slots| slots[SLOTS - 1]).collect()),
        }
    }

    /// Tells the others that this rank has failed, and why it has on this one.
    pub(crate) fn failed<R>(&mut self, problem: Error) -> Result<R, Error> {
        self.meet(At::Failed, &[], 0.0).and(Err(problem))
    }

    /// The first thing in which the first rank and another differ.
    fn difference(&mut self, at: At, says: &[Said], other: usize) -> Result<Error, Error> {
        let own = std::iter::once(at.words()).chain(says.iter().map(|(line, _)| line.as_str()));
        let own = own.collect::<Vec<_>>().join("\n");
        let [first, second] = [self.text_of(0, &own)?, self.text_of(other, &own)?];
        let (mut a, mut b) = (first.lines(), second.lines());
        let mut helps = std::iter::once(SAME).chain(says.iter().map(|(_, help)| *help));
        loop {
            let ([a, b], help) = ([a.next(), b.next()], helps.next().unwrap_or(SAME));
            if a != b || a.is_none() {
                let [says, other_says] = [a, b].map(|line| line.unwrap_or("nothing more").to_owned());
                return Ok(Error::RanksDiffer { says, other, other_says, help });
            }
        }
    }

    /// What a rank says.
    fn text_of(&mut self, rank: usize, own: &str) -> Result<String, Error> {
        let mut length = (own.len() as u64).to_le_bytes();
        self.call(|communicator, limit| communicator.broadcast(&mut length, rank, limit))?;
        let mut text = own.as_bytes().to_vec();
        // All see the same length, and none takes more memory than words need.
        text.resize(u64::from_le_bytes(length).min(LONGEST) as usize, 0);
        self.call(|communicator, limit| communicator.broadcast(&mut text, rank, limit))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
