//! The threads that towers work on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, SendError, Sender};
use std::thread;

use crate::Error;
use crate::kernels;

/// Threads that are there as long as the towers: the first tower works on its caller's, each other on one of its own.
///
/// They stay, for kernels keep working memory with a thread.
#[derive(Debug)]
pub struct Threads {
    others: Vec<Sender<Job>>,
}

type Job = Box<dyn FnOnce() + Send>;

impl Threads {
    /// The threads of so many towers.
    pub(super) fn new(towers: usize) -> Result<Self, Error> {
        let others = (1..towers).map(|tower| {
            let (jobs, received) = mpsc::channel::<Job>();
            let work = move || received.into_iter().for_each(|job| job());
            match thread::Builder::new().name(format!("tower {tower}")).spawn(work) {
                Ok(_) => Ok(jobs),
                Err(problem) => Err(Error::device(format!("there is no thread for tower {tower}: {problem}"))),
            }
        });
        Ok(Self { others: others.collect::<Result<_, _>>()? })
    }

    /// Does the work of each tower on the thread of that tower, with a part of the threads of kernels.
    pub(crate) fn side_by_side<W: Send + 'static>(
        &self,
        work: Vec<W>,
        run: fn(&mut W) -> Result<(), Error>,
    ) -> Vec<Result<W, Error>> {
        let (threads, towers) = (kernels::threads(), work.len());
        let share = move |tower: usize| (threads / towers + usize::from(tower < threads % towers)).max(1);
        let (results, received) = mpsc::channel();
        let mut jobs = work.into_iter().enumerate().map(|(tower, mut work)| -> Job {
            let results = results.clone();
            Box::new(move || {
                let done = kernels::limited(share(tower), || attempt(|| run(&mut work)));
                // Whoever has asked waits for it.
                let _ = results.send((tower, done.map(|()| work)));
            })
        });
        let own = jobs.next();
        for (thread, job) in self.others.iter().zip(&mut jobs) {
            // A thread that is gone leaves its work to this one.
            if let Err(SendError(job)) = thread.send(job) {
                job();
            }
        }
        own.into_iter().chain(jobs).for_each(|job| job());
        drop(results);
        let mut done: Vec<_> = received.into_iter().collect();
        done.sort_by_key(|(tower, _)| *tower);
        done.into_iter().map(|(_, done)| done).collect()
    }

    /// Does the work of one tower after the other on this thread.
    #[cfg(feature = "cuda")]
    pub(crate) fn one_after_the_other<W>(
        &self,
        work: Vec<W>,
        run: fn(&mut W) -> Result<(), Error>,
    ) -> Vec<Result<W, Error>> {
        work.into_iter().map(|mut work| attempt(|| run(&mut work)).map(|()| work)).collect()
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

    fn threads(towers: usize) -> Threads {
        Threads::new(towers).unwrap()
    }

    #[test]
    fn each_tower_has_a_thread() {
        let threads = threads(3);
        let note = |work: &mut Option<thread::ThreadId>| {
            *work = Some(thread::current().id());
            Ok(())
        };
        let ids = |threads: &Threads| -> Vec<_> {
            threads.side_by_side(vec![None; 3], note).into_iter().map(|done| done.unwrap().unwrap()).collect()
        };
        let first = ids(&threads);
        assert_eq!(first[0], thread::current().id());
        assert!(first[1] != first[0] && first[2] != first[0] && first[1] != first[2]);
        assert_eq!(ids(&threads), first);
    }

    #[test]
    fn a_panic_is_the_error_of_its_tower() {
        let threads = threads(4);
        for bad in 0..4 {
            let work = (0..4).map(|tower| (tower, bad)).collect();
            let done = threads.side_by_side(work, |(tower, bad)| {
                assert_ne!(tower, bad, "it is {bad}");
                Ok(())
            });
            for (tower, done) in done.into_iter().enumerate() {
                match done {
                    Ok(work) => assert!(tower != bad && work == (tower, bad)),
                    Err(Error::Panic(words)) => assert!(tower == bad && words.contains(&format!("it is {bad}"))),
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    #[test]
    fn kernels_of_a_tower_have_a_part_of_the_threads() {
        let count = |found: &mut usize| {
            *found = kernels::threads();
            Ok(())
        };
        let found = |threads: usize, towers: usize| -> Vec<usize> {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let done = pool.install(|| self::threads(towers).side_by_side(vec![0; towers], count));
            done.into_iter().map(Result::unwrap).collect()
        };
        // The first tower works on a thread of the pool, the others beside it.
        assert_eq!((found(2, 2)[0], found(4, 2)[0], found(5, 2)[0], found(2, 4)[0]), (1, 2, 3, 1));
    }

    #[test]
    fn more_work_than_threads_is_done_as_well() {
        let double = |work: &mut usize| {
            *work *= 2;
            Ok(())
        };
        let done = threads(2).side_by_side((0..5).collect(), double);
        assert_eq!(done.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
    }
}
