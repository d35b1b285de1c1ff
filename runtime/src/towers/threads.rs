//! The threads that towers and the devices of placed networks work on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SendError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::timeline::Timeline;
use crate::Error;
use crate::kernels;

/// Threads that are there as long as those who work on them: the first works on its caller's, each other on one of its own.
///
/// They stay, for kernels keep working memory with a thread.
#[derive(Debug)]
pub struct Threads {
    others: Arc<[Sender<Job>]>,
    /// How many of them are the devices of one tower.
    places: usize,
    /// What the last work was.
    timeline: Mutex<Timeline>,
}

type Job = Box<dyn FnOnce() + Send>;

/// Work that is done leg by leg, each by a thread of its own.
pub(crate) trait Journey: Sized {
    /// The thread that does the next leg, if there is one.
    fn next(&self) -> Option<usize>;

    /// Does the next leg.
    ///
    /// # Errors
    /// Why it failed. It is not asked for more then.
    fn go(&mut self) -> Result<(), Error>;
}

/// A journey on its way, and what all of them share.
struct Traveller<J> {
    journey: J,
    index: usize,
    /// The threads of kernels, and how many legs share them at a time.
    shared: (usize, usize),
    others: Arc<[Sender<Job>]>,
    /// By thread: the nanoseconds that it has worked.
    busy: Arc<[AtomicU64]>,
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

    /// Does all journeys, each leg on its thread, which takes legs in the order in which they come to it. The threads of
    /// kernels are shared out among the legs that may be done at a time.
    pub(crate) fn travel<J: Journey + Send + 'static>(&self, journeys: Vec<J>) -> Vec<Result<J, Error>> {
        let begin = Instant::now();
        let (caller, received) = mpsc::channel();
        let busy: Arc<[AtomicU64]> = (0..self.count()).map(|_| AtomicU64::new(0)).collect();
        let count = journeys.len();
        let shared = (kernels::threads(), self.count().min(count));
        for (index, journey) in journeys.into_iter().enumerate() {
            let (others, busy) = (Arc::clone(&self.others), Arc::clone(&busy));
            Traveller { journey, index, shared, others, busy, caller: caller.clone() }.travel();
        }
        drop(caller);
        let mut done = Vec::with_capacity(count);
        for message in received {
            match message {
                Message::Leg(traveller) => traveller.leg(0),
                Message::Arrived(arrived) => done.push(*arrived),
            }
        }
        let busy = busy.iter().map(|nanoseconds| Duration::from_nanos(nanoseconds.load(Ordering::Relaxed)));
        self.timeline.lock().unwrap_or_else(PoisonError::into_inner).add(busy, begin.elapsed(), count, self.places);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, done)| done).collect()
    }
}

impl<J: Journey + Send + 'static> Traveller<J> {
    /// Goes to where the next leg is done, or back to the caller.
    fn travel(self) {
        // Who has asked waits for all of them.
        match self.journey.next() {
            None => self.arrive(Ok),
            Some(0) => {
                let caller = self.caller.clone();
                let _ = caller.send(Message::Leg(Box::new(self)));
            }
            Some(thread) => {
                let others = Arc::clone(&self.others);
                match others.get(thread - 1) {
                    Some(jobs) => {
                        // A thread that is gone leaves its work to this one.
                        if let Err(SendError(job)) = jobs.send(Box::new(move || self.leg(thread))) {
                            job();
                        }
                    }
                    None => unreachable!("a journey goes to threads that there are"),
                }
            }
        }
    }

    /// Does a leg on this thread, and goes on.
    fn leg(mut self, thread: usize) {
        let begin = Instant::now();
        let (threads, legs) = self.shared;
        let share = (threads / legs + usize::from(thread < threads % legs)).max(1);
        let done = kernels::limited(share, || attempt(|| self.journey.go()));
        let nanoseconds = u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.busy[thread].fetch_add(nanoseconds, Ordering::Relaxed);
        match done {
            Ok(()) => self.travel(),
            Err(problem) => self.arrive(|_| Err(problem)),
        }
    }

    fn arrive(self, end: impl FnOnce(J) -> Result<J, Error>) {
        let Self { journey, index, caller, .. } = self;
        let _ = caller.send(Message::Arrived(Box::new((index, end(journey)))));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes to these threads, and does the same on each.
    struct Route<T> {
        threads: Vec<usize>,
        at: usize,
        work: T,
        each: fn(&mut T, usize),
    }

    impl<T: Send + 'static> Journey for Route<T> {
        fn next(&self) -> Option<usize> {
            self.threads.get(self.at).copied()
        }

        fn go(&mut self) -> Result<(), Error> {
            let thread = self.threads[self.at];
            self.at += 1;
            (self.each)(&mut self.work, thread);
            Ok(())
        }
    }

    fn threads(count: usize) -> Threads {
        Threads::new(count, count, |number| format!("thread {number}")).unwrap()
    }

    fn routes<T: Clone>(all: &[&[usize]], work: T, each: fn(&mut T, usize)) -> Vec<Route<T>> {
        all.iter().map(|threads| Route { threads: threads.to_vec(), at: 0, work: work.clone(), each }).collect()
    }

    #[test]
    fn each_leg_is_done_on_its_thread() {
        let threads = threads(3);
        let note = |ids: &mut Vec<thread::ThreadId>, _| ids.push(thread::current().id());
        let ids = |threads: &Threads| -> Vec<Vec<thread::ThreadId>> {
            let routes = routes(&[&[0], &[1], &[2], &[2, 0, 1, 1]], Vec::new(), note);
            threads.travel(routes).into_iter().map(|done| done.unwrap().work).collect()
        };
        let found = ids(&threads);
        let [a, b, c] = [found[0][0], found[1][0], found[2][0]];
        assert!(a == thread::current().id() && a != b && b != c && a != c);
        assert_eq!(found[3], [c, a, b, b]);
        assert_eq!(ids(&threads), found);
    }

    /// The second leg of one is done while the first of the next is.
    #[test]
    fn journeys_follow_each_other() {
        let work = |_: &mut (), _| thread::sleep(Duration::from_millis(20));
        let threads = threads(2);
        threads.travel(routes(&[&[0, 1][..]; 4], (), work)).into_iter().for_each(|done| drop(done.unwrap()));
        let timeline = threads.timeline();
        // Five times 20 ms instead of eight; sleeping needs no processor.
        assert!(timeline.whole() < Duration::from_millis(150), "{timeline}");
        assert!(timeline.bubble() > 0.1 && timeline.bubble() < 0.45, "{timeline}");
    }

    #[test]
    fn a_panic_is_the_error_of_its_journey() {
        let threads = threads(4);
        let work = |bad: &mut usize, thread: usize| assert_ne!(thread, *bad, "it is {bad}");
        for bad in 0..4 {
            let done = threads.travel(routes(&[&[0], &[1], &[2], &[3], &[0, 3]], bad, work));
            for (route, done) in [&[0][..], &[1], &[2], &[3], &[0, 3]].iter().zip(done) {
                match done {
                    Ok(_) => assert!(!route.contains(&bad)),
                    Err(Error::Panic(words)) => {
                        assert!(route.contains(&bad) && words.contains(&format!("it is {bad}")));
                    }
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    #[test]
    fn kernels_have_a_part_of_the_threads() {
        let count = |found: &mut usize, _| *found = kernels::threads();
        let found = |threads: usize, towers: usize| -> usize {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let all = (0..towers).map(|tower| vec![tower]).collect::<Vec<_>>();
            let all = all.iter().map(Vec::as_slice).collect::<Vec<_>>();
            let done = pool.install(|| self::threads(towers).travel(routes(&all, 0, count)));
            done.into_iter().map(|done| done.unwrap().work).next().unwrap()
        };
        // The first works on a thread of the pool, the others beside it.
        assert_eq!((found(2, 2), found(4, 2), found(5, 2), found(2, 4)), (1, 2, 3, 1));
    }
}
