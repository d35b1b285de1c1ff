//! The threads that towers and the devices of placed networks work on.

mod board;
mod order;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::pipeline::Pipeline;
use super::sync::mpsc::{self, SendError, Sender};
use super::sync::{Mutex, MutexGuard, thread};
use super::timeline::Timeline;
use crate::Error;
use crate::kernels::{self, List};
use board::{Board, Next};

/// Threads that are there as long as those who work on them: the first works on its caller's, each other on one of its own.
///
/// They stay, for kernels keep working memory with a thread.
pub struct Threads {
    others: Arc<[Sender<Job>]>,
    /// How many of them are the devices of one tower.
    places: usize,
    /// What the last work was.
    timeline: Mutex<Timeline>,
}

type Job = Box<dyn FnOnce() + Send>;

impl Debug for Threads {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").field("count", &self.count()).field("places", &self.places).finish_non_exhaustive()
    }
}

/// Work that is done leg by leg, each by a thread of its own.
pub(crate) trait Journey: Sized {
    /// The thread that does the next leg, if there is one.
    fn next(&self) -> Option<usize>;

    /// Does the next leg.
    ///
    /// # Errors
    /// Why it failed. It is not asked for more then.
    fn go(&mut self) -> Result<(), Error>;

    /// All its legs.
    fn route(&self) -> List<Leg>;

    /// The pipeline that it is in, if it goes there and back.
    fn pipeline(&self) -> Option<Pipeline>;

    /// Takes over the memory of one that is through.
    fn inherit(&mut self, from: &mut Self);

    /// The group of those that it meets on its way, if it meets any.
    fn group(&self) -> Option<usize>;

    /// Whether it goes on only after all of its group have met.
    fn waits(&self) -> bool;

    /// Does what a group does together when the last of them has come.
    ///
    /// # Errors
    /// Why it failed.
    fn meet(all: &mut [&mut Self]) -> Result<(), Error>;
}

/// A part of a journey.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leg {
    /// The thread that does it.
    pub(crate) thread: usize,
    /// How often the journey has met the others of its group before.
    pub(crate) meetings: usize,
    /// Whether it is on the way back of a journey there and back.
    pub(crate) is_back: bool,
}

/// A journey on its way.
struct Traveller<J> {
    journey: J,
    index: usize,
    roads: Arc<Roads<J>>,
}

/// What all journeys share.
struct Roads<J> {
    board: Mutex<Board<J>>,
    /// The threads of kernels, and how many legs share them at a time.
    shared: (usize, usize),
    others: Arc<[Sender<Job>]>,
    /// By thread: the nanoseconds that it has worked.
    busy: Vec<AtomicU64>,
    /// The first thread, which is that of the caller.
    caller: Sender<Message<J>>,
}

/// What comes to the thread of the caller. A channel makes room for many at once, so they are small.
enum Message<J> {
    /// Its own legs.
    Leg(Box<Traveller<J>>),
    Arrived(Box<(usize, Result<J, Error>)>),
}

impl Threads {
    /// So many threads, that of the caller among them, of which each tower has so many; `name` says what they are.
    pub(super) fn new(count: usize, places: usize, name: impl Fn(usize) -> String) -> Result<Self, Error> {
        let others = (1..count).map(|number| {
            let (jobs, received) = mpsc::channel::<Job>();
            let work = move || received.into_iter().for_each(|job| job());
            match thread::Builder::new().name(name(number)).spawn(work) {
                Ok(_) => Ok(jobs),
                Err(problem) => Err(Error::device(format!("there is no thread for {}: {problem}", name(number)))),
            }
        });
        Ok(Self { others: others.collect::<Result<_, _>>()?, places, timeline: Mutex::default() })
    }

    /// How many there are.
    fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// What the last work was.
    pub(super) fn timeline(&self) -> Timeline {
        self.timeline.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins a new timeline.
    pub(crate) fn forget(&self) {
        *self.timeline.lock().unwrap_or_else(PoisonError::into_inner) = Timeline::default();
    }

    /// Does all journeys, each leg on its thread, in an order that is the same each time. The threads of kernels are shared out
    /// among the legs that may be done at a time.
    pub(crate) fn travel<J: Journey + Send + 'static>(&self, journeys: Vec<J>) -> Vec<Result<J, Error>> {
        let begin = Instant::now();
        let (caller, received) = mpsc::channel();
        let count = journeys.len();
        let roads = Arc::new(Roads {
            board: Mutex::new(Board::new(&journeys, self.count())),
            shared: (kernels::threads(), self.count().min(count)),
            others: Arc::clone(&self.others),
            busy: (0..self.count()).map(|_| AtomicU64::new(0)).collect(),
            caller,
        });
        let travellers = journeys.into_iter().enumerate();
        let travellers = travellers.map(|(index, journey)| Traveller { journey, index, roads: Arc::clone(&roads) });
        let first = roads.board().put_aside(travellers);
        first.into_iter().for_each(Traveller::travel);
        let mut done = Vec::with_capacity(count);
        while done.len() < count {
            match received.recv() {
                Ok(Message::Leg(traveller)) => traveller.leg(0),
                Ok(Message::Arrived(arrived)) => done.push(*arrived),
                Err(_) => unreachable!("the roads are there"),
            }
        }
        let busy = roads.busy.iter().map(|nanoseconds| Duration::from_nanos(nanoseconds.load(Ordering::Relaxed)));
        self.timeline.lock().unwrap_or_else(PoisonError::into_inner).add(busy, begin.elapsed(), count, self.places);
        done.sort_by_key(|(index, _)| *index);
        let done: Vec<_> = done.into_iter().map(|(_, done)| done).collect();
        let is_whole = |done: &Result<J, Error>| done.as_ref().is_ok_and(|journey| journey.next().is_none());
        assert!(
            done.iter().any(Result::is_err) || done.iter().all(is_whole),
            "a journey has met nobody and gone no further"
        );
        done
    }
}

impl<J: Journey + Send + 'static> Traveller<J> {
    /// Goes on: to its next leg, to a meeting, or back to the caller.
    fn travel(self) {
        let roads = Arc::clone(&self.roads);
        if self.journey.next().is_none() {
            return self.arrive(Ok);
        }
        let next = roads.board().take_in(self);
        roads.perform(next);
    }

    /// Does a leg on this thread, and goes on.
    fn leg(mut self, thread: usize) {
        let begin = Instant::now();
        let roads = Arc::clone(&self.roads);
        let (threads, legs) = roads.shared;
        let share = (threads / legs + usize::from(thread < threads % legs)).max(1);
        let done = kernels::limited(share, || attempt(|| self.journey.go()));
        let nanoseconds = u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX);
        roads.busy[thread].fetch_add(nanoseconds, Ordering::Relaxed);
        // The next leg here is begun before others hear of this one.
        let next = roads.board().leave(thread);
        roads.perform(next);
        match done {
            Ok(()) => self.travel(),
            Err(problem) => self.arrive(|_| Err(problem)),
        }
    }

    /// Goes back to the caller. Whoever has waited for its memory begins; and who waits to meet it comes back, too, as far as he
    /// has come.
    fn arrive(self, end: impl FnOnce(J) -> Result<J, Error>) {
        let group = self.journey.group();
        let Self { journey, index, roads } = self;
        let mut done = end(journey);
        let through = done.as_mut().ok().filter(|journey| journey.next().is_none());
        let is_through = through.is_some();
        let successor = through.and_then(|journey| {
            let mut successor = roads.board().successor(index)?;
            successor.journey.inherit(journey);
            Some(successor)
        });
        let (waiting, next) = roads.board().give_up(index, group, is_through);
        waiting.into_iter().for_each(|traveller| traveller.arrive(Ok));
        roads.perform(next);
        // Who has asked waits for all of them.
        let _ = roads.caller.send(Message::Arrived(Box::new((index, done))));
        successor.into_iter().for_each(Self::travel);
    }
}

impl<J: Journey + Send + 'static> Roads<J> {
    fn board(&self) -> MutexGuard<'_, Board<J>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has done what is next.
    fn perform(&self, next: Next<J>) {
        match next {
            Next::Nothing => {}
            Next::Legs(legs) => legs.into_iter().for_each(|(thread, traveller)| self.send(thread, traveller)),
            Next::Over(traveller) => traveller.arrive(Ok),
            Next::Meeting(mut all) => {
                let mut journeys: List<_> = all.iter_mut().map(|traveller| &mut traveller.journey).collect();
                let met = attempt(|| J::meet(&mut journeys));
                drop(journeys);
                for traveller in all {
                    match &met {
                        Ok(()) => traveller.travel(),
                        Err(problem) => traveller.arrive(|_| Err(problem.clone())),
                    }
                }
            }
        }
    }

    /// Has a leg done by its thread.
    fn send(&self, thread: usize, traveller: Traveller<J>) {
        if thread == 0 {
            let _ = self.caller.send(Message::Leg(Box::new(traveller)));
            return;
        }
        match self.others.get(thread - 1) {
            Some(jobs) => {
                // A thread that is gone leaves its work to this one.
                if let Err(SendError(job)) = jobs.send(Box::new(move || traveller.leg(thread))) {
                    job();
                }
            }
            None => unreachable!("a journey goes to threads that there are"),
        }
    }
}

/// Does something that may panic.
pub(crate) fn attempt<R>(work: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
    // What was worked on when a panic came is not looked at again.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::Panic(words(&*panic))))
}

/// What a panic says.
fn words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("for reasons of its own").to_owned()
}
