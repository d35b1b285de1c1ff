//! Pieces of work for the calling thread and for those of rayon's that are free.
//!
//! The caller begins at once, and the others join it as they wake. Rayon's own `join` would have one of its threads do
//! all of it and let the caller sleep: a wake-up before the first piece, one after the last, and often two threads that
//! the system has woken on one and the same core.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hint;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use super::list::List;

thread_local! {
    /// The most threads that work of this thread is shared among, itself included.
    static MOST: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// How many threads work that begins on this thread may be shared among.
pub fn threads() -> usize {
    rayon::current_num_threads().min(MOST.get())
}

/// Does work on this thread and on so many of rayon's that it is done by `most` in all.
pub fn limited<R>(most: usize, work: impl FnOnce() -> R) -> R {
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            MOST.set(self.0);
        }
    }
    let _before = Before(MOST.replace(most));
    work()
}

/// The results of all pieces, in their order.
///
/// The caller takes pieces from the front and the others from the back, so that what a thread has in its cache is there
/// when the next work is cut as this one.
pub(super) fn map<P: Send, R: Send>(pieces: impl IntoIterator<Item = P>, work: impl Fn(P) -> R + Sync) -> List<R> {
    let pieces: List<_> = pieces.into_iter().map(Some).collect();
    let results = Mutex::new(pieces.iter().map(|_| None).collect::<List<_>>());
    let helpers = pieces.len().min(threads()).saturating_sub(1);
    let pieces = Mutex::new((0..pieces.len(), pieces));
    let run = |next: fn(&mut Range<usize>) -> Option<usize>| {
        // The lock is free again while the piece is worked on.
        let next = || {
            let (left, pieces) = &mut *lock(&pieces);
            let i = next(left)?;
            Some((i, pieces[i].take()?))
        };
        while let Some((i, piece)) = next() {
            let result = work(piece);
            lock(&results)[i] = Some(result);
        }
    };
    together(helpers, &|| run(Range::next), &|| run(Range::next_back));
    results.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// [`map`] without results.
pub(super) fn for_each<P: Send>(pieces: impl IntoIterator<Item = P>, work: impl Fn(P) + Sync) {
    map(pieces, work);
}

/// No piece runs under a lock, hence nothing is half done where one panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `own` on this thread and meanwhile `help` on so many of rayon's, but for those that do not come in time.
///
/// A panic of either ends here, once nothing runs any more.
fn together(helpers: usize, own: &(dyn Fn() + Sync), help: &(dyn Fn() + Sync)) {
    if helpers == 0 {
        return own();
    }
    let help: *const (dyn Fn() + Sync + '_) = help;
    // SAFETY: only the lifetime changes, and nothing calls it after this function has returned (see `Crew::join`).
    let help: *const (dyn Fn() + Sync + 'static) = unsafe { std::mem::transmute(help) };
    let crew = Crew::of(help);
    for _ in 0..helpers {
        let crew = Arc::clone(&crew);
        rayon::spawn(move || crew.join());
    }
    let result = catch_unwind(AssertUnwindSafe(own));
    crew.dismiss();
    let panic = lock(&crew.panic).take();
    CREWS.with_borrow_mut(|crews| (crews.len() < KEPT).then(|| crews.push(crew)));
    if let Some(panic) = result.err().or(panic) {
        resume_unwind(panic);
    }
}

struct Crew {
    help: *const (dyn Fn() + Sync),
    caller: Thread,
    /// [`DISMISSED`], and [`HELPER`] times those who are inside.
    state: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

const DISMISSED: usize = 1;
const HELPER: usize = 2;

/// How often the caller looks whether all are done before it sleeps: for some 50 µs, the time of a piece or two.
const LOOKS: usize = 2048;

// SAFETY: `help` may be called from any thread, and is only while what it points to is alive (see `Crew::join`).
unsafe impl Send for Crew {}
// SAFETY: as above.
unsafe impl Sync for Crew {}

/// How many crews a thread keeps for its later work; each is used again when the last helper has come, be it too late.
const KEPT: usize = 16;

thread_local! {
    static CREWS: RefCell<Vec<Arc<Crew>>> = const { RefCell::new(Vec::new()) };
}

impl Crew {
    /// A crew of this thread that nobody is in.
    fn of(help: *const (dyn Fn() + Sync)) -> Arc<Self> {
        let known = CREWS.with_borrow_mut(|crews| {
            let free = crews.iter_mut().position(|crew| Arc::get_mut(crew).is_some());
            free.map(|index| crews.swap_remove(index))
        });
        let mut crew = known.unwrap_or_else(|| {
            Arc::new(Self { help, caller: thread::current(), state: AtomicUsize::new(0), panic: Mutex::new(None) })
        });
        let own = Arc::get_mut(&mut crew).unwrap_or_else(|| unreachable!("nobody else has it"));
        (own.help, own.state) = (help, AtomicUsize::new(0));
        crew
    }

    fn join(&self) {
        let counted = |state: usize| (state & DISMISSED == 0).then_some(state + HELPER);
        if self.state.fetch_update(Ordering::Acquire, Ordering::Relaxed, counted).is_err() {
            return;
        }
        // SAFETY: the crew was not dismissed before this helper was counted, so `dismiss` waits for it, and with it the
        // function that has borrowed `help`.
        let help = unsafe { &*self.help };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(help)) {
            *lock(&self.panic) = Some(panic);
        }
        if self.state.fetch_sub(HELPER, Ordering::Release) & DISMISSED != 0 {
            self.caller.unpark();
        }
    }

    /// Lets nobody in any more, and waits for those inside.
    fn dismiss(&self) {
        self.state.fetch_or(DISMISSED, Ordering::AcqRel);
        let mut looks = 0;
        while self.state.load(Ordering::Acquire) != DISMISSED {
            looks += 1;
            // A helper that takes so long has lost its core to another program, and may have this one.
            if looks < LOOKS { hint::spin_loop() } else { thread::park() }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::{Duration, Instant};

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    fn wait_for(flag: &AtomicBool) {
        let start = Instant::now();
        while !flag.load(Ordering::Relaxed) && start.elapsed() < Duration::from_secs(60) {
            thread::yield_now();
        }
    }

    /// So many pieces, and a tenth for Miri, which takes ten thousand times as long.
    fn many(pieces: usize) -> usize {
        if cfg!(miri) { pieces / 10 } else { pieces }
    }

    #[test]
    fn each_piece_has_its_result_in_its_place() {
        for threads in [1, 2, 5] {
            let squares = || map(0..many(1000), |i: usize| i * i);
            let expected: Vec<usize> = (0..many(1000)).map(|i| i * i).collect();
            assert_eq!(*pool(threads).install(squares), *expected);
            assert_eq!(*squares(), *expected);
        }
        assert!(map(Vec::<usize>::new(), |i| i).is_empty());
    }

    #[test]
    fn another_thread_helps() {
        let caller = thread::current().id();
        let helped = AtomicBool::new(false);
        pool(2).install(|| {
            let caller = thread::current().id();
            map(vec![(); 2], |()| {
                helped.fetch_or(thread::current().id() != caller, Ordering::Relaxed);
                // The other piece is there to be taken as long as this one is not done.
                wait_for(&helped);
            })
        });
        assert!(helped.into_inner());
        assert_eq!(*map(vec![()], |()| thread::current().id()), [caller]);
    }

    #[test]
    fn work_that_is_limited_stays_on_its_thread() {
        pool(3).install(|| {
            let own = thread::current().id();
            let inner = |_: usize| map(vec![(); 3], |()| thread::current().id());
            let by = limited(1, || map(0..many(100), inner));
            assert!(by.into_iter().flatten().all(|id| id == own));
            assert_eq!((limited(2, threads), limited(5, threads), threads()), (2, 3, 3));
        });
    }

    #[test]
    fn a_limit_ends_with_a_panic() {
        let before = threads();
        assert!(catch_unwind(|| limited(1, || panic!("in between"))).is_err());
        assert_eq!(threads(), before);
    }

    #[test]
    fn a_helper_that_takes_long_is_waited_for() {
        let started = AtomicBool::new(false);
        let by_helper = pool(2).install(|| {
            let caller = thread::current().id();
            map(vec![(); 2], |()| {
                if thread::current().id() != caller {
                    started.store(true, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(50));
                    return true;
                }
                wait_for(&started);
                false
            })
        });
        assert_eq!(*by_helper, [false, true]);
    }

    #[test]
    fn work_in_work_comes_to_an_end() {
        let inner = |i: usize| map(0..20, |j: usize| i * j).into_iter().sum::<usize>();
        let outer = || map(0..many(50), inner);
        let expected: Vec<usize> = (0..many(50)).map(|i| 190 * i).collect();
        assert_eq!(*pool(3).install(outer), *expected);
        assert_eq!(*outer(), *expected);
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let pieces = many(100);
        for bad in [0, pieces / 2, pieces - 1] {
            let result = catch_unwind(|| map(0..pieces, |i: usize| assert_ne!(i, bad, "piece {bad}")));
            let message = *result.unwrap_err().downcast::<String>().unwrap();
            assert!(message.contains(&format!("piece {bad}")), "{message}");
        }
    }

    #[test]
    fn a_panic_of_a_helper_reaches_the_caller() {
        let started = AtomicBool::new(false);
        let work = || {
            let caller = thread::current().id();
            map(vec![(); 2], |()| {
                if thread::current().id() != caller {
                    started.store(true, Ordering::Relaxed);
                    panic!("a helper");
                }
                wait_for(&started);
            })
        };
        let result = catch_unwind(AssertUnwindSafe(|| pool(2).install(work)));
        assert_eq!(result.unwrap_err().downcast_ref(), Some(&"a helper"));
    }
}
