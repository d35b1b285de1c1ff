//! Passes that are made by several towers, each for its share of the batch.
//!
//! The body of the network is run for one tower after the other, on the thread of the caller: it tells the operations what
//! they have to do, and takes the inputs in. Then the towers do that, at the same time.

use std::iter::zip;
use std::sync::Arc;

use super::Pass;
use super::ledger::Booking;
use super::perform::{Done, Failure, Task};
use super::pool::Session;
use super::program::Program;
use super::run::{Holding, Run};
use super::settings::Planned;
use super::share::Share;
use crate::Error;
use crate::memory::Block;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Crew, Reduce, Threads, attempt};

impl<E: Dtype, D: Device<E>> Task<'_, E, D> {
    /// [`perform`](Self::perform) for each of the towers that has samples; once for the whole batch if there is one of them,
    /// or none.
    pub(super) fn perform_on<V>(
        self,
        towers: Option<&Crew>,
        mut body: impl FnMut(&mut Pass<E, D>) -> Result<V, D::Err>,
        results: impl Fn(&V, &mut Program<E, D>),
        frozen: impl Fn() -> Vec<usize>,
        prepare: impl Fn(&mut Run<E, D>),
    ) -> Result<Vec<Done<E, D, V>>, Failure<D::Err>> {
        let parts = towers.map(|towers| (towers, towers.split(self.batch))).filter(|(_, parts)| parts.len() > 1);
        let Some((towers, parts)) = parts else {
            return Ok(vec![self.perform(body, results, frozen, prepare)?]);
        };
        let shares = Share::all(parts, self.batch, towers.reduce == Reduce::Mean);
        let done = shares.enumerate().map(|(tower, share)| {
            let task = self.of_tower(share);
            let done = attempt(|| task.perform(&mut body, &results, &frozen, &prepare).map_err(Failure::into_error));
            done.map_err(|problem| problem.of_tower(tower))
        });
        let mut done = done.collect::<Result<Vec<_>, _>>().map_err(Failure::Problem)?;
        let mut sessions: Vec<_> = done.iter_mut().map(|done| &mut done.session).collect();
        if sessions.iter().all(|session| session.waits) {
            forward(&towers.threads, &mut sessions).map_err(Failure::Problem)?;
        }
        Ok(done)
    }

    /// The same for a share of the batch, within as large a share of the memory.
    fn of_tower(&self, share: Share<E, D>) -> Self {
        let limit = self.settings.memory_limit.map(|bytes| (bytes as f64 * share.weight()) as usize);
        Self {
            pool: Arc::clone(&self.pool),
            batch: share.samples.len(),
            settings: Planned { frozen: self.settings.frozen.clone(), memory_limit: limit },
            share: Some(share),
            tape: None,
            ..*self
        }
    }
}

/// What a tower does by itself: the steps of a pass, forward or backward.
#[doc(hidden)]
pub struct Work<E: Dtype, D: Device<E>> {
    run: Box<Run<E, D>>,
    holding: Holding<E, D>,
    /// Where the gradients of variables go, and that of the loss.
    back: Option<(Booking<E, D>, f64)>,
}

impl<E: Dtype, D: Device<E>> Work<E, D> {
    fn of(session: &mut Session<E, D>, back: Option<(Booking<E, D>, f64)>) -> Self {
        match session.held.take() {
            Some((run, holding)) => Self { run, holding, back },
            None => unreachable!("a session that works has its run"),
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// The device's.
    pub(crate) fn run(&mut self) -> Result<(), Error> {
        let Self { run, holding, back } = self;
        match back {
            None => run.forward_all(holding),
            Some((booking, gradient)) => {
                run.begin_at_loss((holding, booking.block()), *gradient);
                let done = run.backward((holding, booking.block()), Vec::new(), &mut |_| Ok(()));
                done.map_err(Error::device)?;
            }
        }
        D::check(&holding.arena.kernels()).map_err(Fault::told)
    }
}

/// Has all steps forward done that wait.
fn forward<E: Dtype, D: Device<E>>(threads: &Threads, sessions: &mut [&mut Session<E, D>]) -> Result<(), Error> {
    let work = sessions.iter_mut().map(|session| Work::of(session, None)).collect();
    done(D::work(threads, work), sessions.iter_mut().map(|session| &mut **session)).map(drop)
}

/// Has all steps backward done, each session with its ledger and the gradient of its loss.
pub(super) fn backward<E: Dtype, D: Device<E>>(
    threads: &Threads,
    towers: Vec<(Session<E, D>, Booking<E, D>, f64)>,
) -> Result<Vec<Booking<E, D>>, Error> {
    let lent = towers.into_iter().map(|(mut session, booking, gradient)| {
        let work = Work::of(&mut session, Some((booking, gradient)));
        (work, session)
    });
    let (work, mut sessions): (Vec<_>, Vec<_>) = lent.unzip();
    done(D::work(threads, work), &mut sessions)
}

/// Gives the sessions of the towers that have not failed their runs back, and the ledgers to the caller.
fn done<'s, E: Dtype, D: Device<E>>(
    worked: Vec<Result<Work<E, D>, Error>>,
    sessions: impl IntoIterator<Item = &'s mut Session<E, D>>,
) -> Result<Vec<Booking<E, D>>, Error> {
    let mut bookings = Ok(Vec::new());
    for (tower, (session, worked)) in zip(sessions, worked).enumerate() {
        match worked {
            Ok(Work { run, holding, back }) => {
                session.held = Some((run, holding));
                bookings = bookings
                    .map(|bookings: Vec<_>| bookings.into_iter().chain(back.map(|(booking, _)| booking)).collect());
            }
            Err(problem) => bookings = bookings.and(Err(problem.of_tower(tower))),
        }
    }
    bookings
}
