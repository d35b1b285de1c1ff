//! Ranks that are processes which an MPI has started.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mpi::Threading;
use mpi::collective::SystemOperation;
use mpi::datatype::Equivalence;
use mpi::environment::Universe;
use mpi::request::{LocalScope, Request, scope};
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator as _, CommunicatorCollectives as _, Root as _};

use super::{Communicator, Lost, Numbers};
use crate::Error;

/// The ranks that `mpirun` has started.
///
/// MPI knows no time limit: what was begun has to be waited for, and the memory that it works on stays lent until then. So a
/// thread of its own makes all calls, in memory of its own. Whoever gives one up leaves that thread behind.
#[derive(Debug)]
pub struct Mpi {
    rank: usize,
    size: usize,
    local_rank: usize,
    calls: Option<Sender<Call>>,
    answers: Receiver<Call>,
    thread: Option<JoinHandle<()>>,
    /// The memory of calls, between them.
    singles: Pair<f32>,
    doubles: Pair<f64>,
    bytes: Vec<u8>,
}

/// What goes into a sum, and what comes out of it.
type Pair<E> = (Vec<E>, Vec<E>);

/// A call of MPI's, and then its answer.
#[derive(Debug)]
enum Call {
    Begun { rank: usize, size: usize, local_rank: usize },
    Refused,
    Singles(Pair<f32>),
    Doubles(Pair<f64>),
    Bytes(Vec<u8>, usize),
    Barrier,
}

/// MPI counts elements by an `int`.
const MOST: usize = 1 << 24;
/// How often it is asked whether a call is done: at first in a row, then with pauses, for others need the processor.
const ASKED_AT_ONCE: u32 = 8;
const PAUSE: Duration = Duration::from_micros(20);
/// How long MPI may take to end, when all ranks have said that they do.
const ENDING: Duration = Duration::from_secs(5);

impl Mpi {
    /// Begins to work with the other processes.
    ///
    /// # Errors
    /// [`Error::Device`] if MPI was used in this process before, which it allows once.
    pub fn new() -> Result<Self, Error> {
        let (calls, received) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        let thread = thread::Builder::new().name("netweave-mpi".to_owned());
        let thread = thread.spawn(move || work(&received, &answer));
        let thread = thread.map_err(|error| Error::device(format!("there is no thread for MPI: {error}")))?;
        match answers.recv() {
            Ok(Call::Begun { rank, size, local_rank }) => Ok(Self {
                rank,
                size,
                local_rank,
                calls: Some(calls),
                answers,
                thread: Some(thread),
                singles: Pair::default(),
                doubles: Pair::default(),
                bytes: Vec::new(),
            }),
            _ => Err(Error::device(
                "MPI begins once in a process: make `Towers::mpi()` once, and clone it where it is needed again",
            )),
        }
    }

    /// Has a call made, and waits for its answer.
    fn call(&mut self, call: Call, limit: Duration) -> Result<Call, Lost> {
        let sent = self.calls.as_ref().is_some_and(|calls| calls.send(call).is_ok());
        let answer = if sent { self.answers.recv_timeout(limit).ok() } else { None };
        if answer.is_none() {
            // Nobody tells the thread anything any more, for it may answer what was asked before.
            self.calls = None;
        }
        answer.ok_or(Lost::Late)
    }
}

impl Communicator for Mpi {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn local_rank(&self) -> usize {
        self.local_rank
    }

    fn all_reduce(&mut self, values: Numbers<'_>, limit: Duration) -> Result<(), Lost> {
        let end = Instant::now() + limit;
        let left = || end.saturating_duration_since(Instant::now());
        match values {
            Numbers::F32(values) => values.chunks_mut(MOST).try_for_each(|values| {
                let filled = filled(&mut self.singles, values);
                let Call::Singles(pair) = self.call(Call::Singles(filled), left())? else { return Err(Lost::Late) };
                values.copy_from_slice(&pair.1);
                self.singles = pair;
                Ok(())
            }),
            Numbers::F64(values) => values.chunks_mut(MOST).try_for_each(|values| {
                let filled = filled(&mut self.doubles, values);
                let Call::Doubles(pair) = self.call(Call::Doubles(filled), left())? else { return Err(Lost::Late) };
                values.copy_from_slice(&pair.1);
                self.doubles = pair;
                Ok(())
            }),
        }
    }

    fn broadcast(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Lost> {
        let end = Instant::now() + limit;
        bytes.chunks_mut(MOST).try_for_each(|bytes| {
            let mut sent = std::mem::take(&mut self.bytes);
            sent.clear();
            sent.extend_from_slice(bytes);
            let left = end.saturating_duration_since(Instant::now());
            let Call::Bytes(found, _) = self.call(Call::Bytes(sent, root), left)? else { return Err(Lost::Late) };
            bytes.copy_from_slice(&found);
            self.bytes = found;
            Ok(())
        })
    }

    fn barrier(&mut self, limit: Duration) -> Result<(), Lost> {
        self.call(Call::Barrier, limit).map(drop)
    }
}

impl Drop for Mpi {
    /// Ends MPI, as every rank does now. Where one is lost, it is left as it is: it ends with the process, and whoever has
    /// started that learns from it that something was wrong.
    fn drop(&mut self) {
        if self.calls.take().is_none() {
            return;
        }
        let end = Instant::now() + ENDING;
        let Some(thread) = self.thread.take() else { return };
        while !thread.is_finished() && Instant::now() < end {
            thread::sleep(PAUSE);
        }
    }
}

/// Takes memory of a sum and fills it.
fn filled<E: Copy + Default>(pair: &mut Pair<E>, values: &[E]) -> Pair<E> {
    let (mut own, mut sums) = std::mem::take(pair);
    own.clear();
    own.extend_from_slice(values);
    sums.resize(values.len(), E::default());
    (own, sums)
}

/// The thread that makes all calls.
fn work(calls: &Receiver<Call>, answers: &Sender<Call>) {
    let Some((universe, _)) = mpi::initialize_with_threading(Threading::Funneled) else {
        let _ = answers.send(Call::Refused);
        return;
    };
    let world = universe.world();
    let place = |number: i32| usize::try_from(number).unwrap_or_default();
    let local_rank = place(world.split_shared(world.rank()).rank());
    let begun = Call::Begun { rank: place(world.rank()), size: place(world.size()), local_rank };
    if answers.send(begun).is_ok() {
        for call in calls {
            if answers.send(make(&world, call)).is_err() {
                return leave(universe);
            }
        }
    }
}

/// Leaves MPI as it is.
fn leave(universe: Universe) {
    std::mem::forget(universe);
}

/// Makes a call, however long it takes.
fn make(world: &SimpleCommunicator, mut call: Call) -> Call {
    match &mut call {
        Call::Singles(pair) => sum(world, pair),
        Call::Doubles(pair) => sum(world, pair),
        Call::Bytes(bytes, root) => {
            let root = world.process_at_rank(i32::try_from(*root).unwrap_or_default());
            scope(|scope| wait(root.immediate_broadcast_into(scope, &mut bytes[..])));
        }
        Call::Barrier => {
            let mut request = world.immediate_barrier();
            let mut pauses = Pauses::default();
            while let Err(again) = request.test() {
                request = again;
                pauses.pause();
            }
        }
        Call::Begun { .. } | Call::Refused => {}
    }
    call
}

fn sum<E: Equivalence>(world: &SimpleCommunicator, (own, sums): &mut Pair<E>) {
    let add = SystemOperation::sum();
    scope(|scope| wait(world.immediate_all_reduce_into(scope, &own[..], &mut sums[..], add)));
}

fn wait<'a, D: ?Sized>(mut request: Request<'a, D, &LocalScope<'a>>) {
    let mut pauses = Pauses::default();
    while let Err(again) = request.test() {
        request = again;
        pauses.pause();
    }
}

/// The pauses between two questions.
#[derive(Default)]
struct Pauses(u32);

impl Pauses {
    fn pause(&mut self) {
        self.0 += 1;
        if self.0 > ASKED_AT_ONCE {
            thread::sleep(PAUSE);
        }
    }
}
