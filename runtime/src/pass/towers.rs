//! Passes that are made by several towers, each for its share of the batch, or by the devices of a placed network, for one
//! micro-batch after the other.
//!
//! The body of the network is run for one share after the other, on the thread of the caller: it tells the operations what
//! they have to do, and takes the inputs in. Then that is done, at the same time.

mod meeting;
mod route;
#[cfg(test)]
mod tests;

use std::iter::{once, zip};
use std::sync::Arc;

use dfdx::tensor::Gradients;

use super::hand_out::HandOut;
use super::holding::Holding;
use super::ledger::Booking;
use super::perform::{Body, Done, Failure, Task};
use super::pool::{Purpose, Session};
use super::run::{Run, place_of};
use super::settings::{Planned, Settings};
use super::share::Share;
use super::together::Together;
use crate::Error;
use crate::kernels::List;
use crate::memory::Block;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Crew, Pipeline, attempt, turns};

impl<E: Dtype, D: Device<E>> Task<'_, E, D> {
    /// [`perform`](Self::perform) for each share of the batch; once for all of it if there is one of them, or none.
    ///
    /// What goes there and back in turn has only been told what to do.
    pub(super) fn perform_on(
        self,
        settings: &Settings,
        body: &mut Body<'_, E, D>,
    ) -> Result<List<Done<E, D>>, Failure<D::Err>> {
        let batches = self.ranks.as_ref().map(|ranks| &*ranks.batches);
        let Some(shared) = settings.shared(self.batch, batches).map_err(Failure::Problem)? else {
            return Ok(once(self.perform(body)?).collect());
        };
        let (crew, lacking) = (shared.crew, shared.lacking);
        let towers: List<usize> = shared.parts.iter().map(|(tower, _)| *tower).collect();
        let hand_out = HandOut::of(crew, &self.pool, self.device).map_err(Failure::Problem)?;
        let shares = Share::all(shared, self.batch, self.ranks.as_ref(), hand_out);
        let done = zip(towers, shares).map(|(tower, share)| {
            let done = attempt(|| {
                let task = self.of_share(share, crew.devices_of(tower)).map_err(Fault::told)?;
                let mut done = task.perform(body).map_err(Failure::into_error)?;
                done.tower = tower;
                crew.check(done.session.run().program.devices())?;
                Ok(done)
            });
            done.map_err(|problem| crew.blame(tower, problem))
        });
        let mut done = done.collect::<Result<List<_>, _>>().map_err(Failure::Problem)?;
        if let Some(rank) = lacking.filter(|_| done.iter().any(|done| done.session.run().has_meetings())) {
            return Err(Failure::Problem(Error::RankWithoutSamples { rank }));
        }
        if done.iter().all(|done| done.session.waits && !done.session.look().1.is_apart) {
            let working = done.iter_mut().filter(|done| done.weight > 0.0);
            let mut sessions: Vec<_> = working.map(|done| (done.tower, &mut done.session)).collect();
            forward(crew, &mut sessions, self.ranks.as_ref()).map_err(Failure::Problem)?;
        }
        Ok(done)
    }

    /// Whether it goes there and back in turn with other shares of a batch.
    pub(super) fn takes_turns(&self) -> bool {
        matches!(self.purpose, Purpose::Training(_)) && self.share.as_ref().is_some_and(|share| share.takes_turns)
    }

    /// The same for a share of the batch, within as large a share of the memory, by devices if they have numbers.
    fn of_share(&self, mut share: Share<E, D>, devices: Option<&[usize]>) -> Result<Self, Fault<D::Err>> {
        // A rank may have no samples at all.
        let part = share.samples.len().max(1) as f64 / share.at_a_time.max(1) as f64;
        let limit = self.settings.memory_limit.map(|bytes| (bytes as f64 * part) as usize);
        share.pool = devices.map(|numbers| self.pool.beside(self.device, numbers)).transpose()?;
        Ok(Self {
            pool: Arc::clone(&self.pool),
            batch: share.samples.len(),
            settings: Planned { memory_limit: limit, together: share.together, ..self.settings.clone() },
            ranks: share.ranks.clone(),
            share: Some(share),
            tape: None,
            ..*self
        })
    }
}

/// What is done for a share of the batch: the steps of a pass, forward or backward.
#[doc(hidden)]
pub struct Work<E: Dtype, D: Device<E>> {
    run: Box<Run<E, D>>,
    holding: Holding<E, D>,
    /// Where the gradients of variables go, and that of the loss. Micro-batches of a tower may share a ledger: a variable's
    /// gradient is written by one thread then.
    back: Option<(Arc<Booking<E, D>>, f64)>,
    /// The same, if the way back follows the way forward, and the pipeline that it is in then.
    then: Option<(Arc<Booking<E, D>>, f64)>,
    pipeline: Option<Pipeline>,
    /// The next step, or the next move on the way back.
    at: usize,
    /// The first thread of its tower, and how many devices that has.
    tower: (usize, usize),
    /// Which of its tower's it is: it meets those of the same turn.
    turn: usize,
    /// The ranks that it meets, too.
    ranks: Option<Arc<Together>>,
}

impl<E: Dtype, D: Device<E>> Work<E, D> {
    fn of(
        session: &mut Session<E, D>,
        back: Option<(Arc<Booking<E, D>>, f64)>,
        crew: &Crew,
        (tower, turn): (usize, usize),
        ranks: Option<&Arc<Together>>,
    ) -> Self {
        let tower = (tower * crew.places, crew.places);
        match session.held.take() {
            Some((run, holding)) => {
                Self { run, holding, back, then: None, pipeline: None, at: 0, tower, turn, ranks: ranks.cloned() }
            }
            None => unreachable!("a session that works has its run"),
        }
    }

    /// The next step, and the device that does it, if there is one.
    fn next_step(&self) -> Option<(usize, usize)> {
        match self.back {
            None => self.run.step_forward(self.at).map(|step| (step, self.run.program.steps[step].device)),
            Some(_) => self.run.step_back(self.at),
        }
    }

    /// The device of the next step. A tower that has one device has all of them there.
    fn device(&self) -> Option<usize> {
        let (_, device) = self.next_step()?;
        Some(if self.tower.1 > 1 { device } else { 0 })
    }

    /// Does all steps, or goes all the way back, at once where it was recorded.
    fn at_once(&mut self) -> Result<(), D::Err> {
        let Self { run, holding, back, at, .. } = self;
        let Some((booking, gradient)) = back else {
            run.forward_together(holding);
            *at = run.program.steps.len();
            return Ok(());
        };
        let mut done = Ok(());
        let places = run.places_back(holding, place_of::<E, D>(booking.block()), *gradient);
        let mut backward = std::mem::take(&mut run.backward);
        backward.perform(&holding.arena.kernels(), places, &mut || {
            run.begin_at_loss((holding, booking), *gradient);
            done = run.backward((holding, booking.block()), Vec::new(), &mut |_| Ok(()), &mut |_| {});
        });
        run.backward = backward;
        *at = run.plan.moves.len();
        done
    }

    /// Does a step, or makes a move of the way back.
    fn step(&mut self) -> Result<(), D::Err> {
        let Self { run, holding, back, at, .. } = self;
        if let Some((booking, _)) = back {
            let nothing: &mut dyn FnMut(&mut Gradients<E, D>) -> Result<(), D::Err> = &mut |_| Ok(());
            run.back(*at, (holding, booking.block()), (&mut Vec::new(), nothing))?;
        } else {
            run.forward_at(*at, holding);
        }
        *at += 1;
        Ok(())
    }

    /// Turns back at the end of the way forward, if it goes there and back: keeps what can be asked for.
    fn turn_back(&mut self) {
        if self.next_step().is_none()
            && let Some(back) = self.then.take()
        {
            self.run.keep(&self.holding);
            (self.back, self.at) = (Some(back), 0);
        }
    }
}

/// Has all steps forward done that wait.
fn forward<E: Dtype, D: Device<E>>(
    crew: &Crew,
    sessions: &mut [(usize, &mut Session<E, D>)],
    ranks: Option<&Arc<Together>>,
) -> Result<(), Error> {
    crew.threads.forget();
    let turns: List<usize> = turns(sessions.iter().map(|(tower, _)| *tower)).collect();
    let work = zip(&mut *sessions, &turns);
    let work = work.map(|((tower, session), turn)| Work::of(session, None, crew, (*tower, *turn), ranks)).collect();
    let sessions = sessions.iter_mut().map(|(tower, session)| (*tower, &mut **session));
    done(D::work(&crew.threads, work), crew, sessions)
}

/// What is needed to go back: a session of a tower, the number of its ledger, and the gradient of its loss.
pub(super) type Way<E, D> = (usize, Session<E, D>, usize, f64);

/// Has all steps backward done, and gives the sessions back with their ledgers.
#[allow(clippy::type_complexity)]
pub(super) fn backward<E: Dtype, D: Device<E>>(
    crew: &Crew,
    ways: Vec<Way<E, D>>,
    bookings: List<Booking<E, D>>,
    ranks: Option<&Arc<Together>>,
) -> Result<(Vec<(usize, Session<E, D>)>, List<Booking<E, D>>), Error> {
    let bookings: List<_> = List::into_iter(bookings).map(Arc::new).collect();
    let turns: List<usize> = turns(ways.iter().map(|(tower, ..)| *tower)).collect();
    let lent = zip(ways, &turns).map(|((tower, mut session, booking, gradient), turn)| {
        let back = (Arc::clone(&bookings[booking]), gradient);
        (Work::of(&mut session, Some(back), crew, (tower, *turn), ranks), (tower, session))
    });
    let (work, mut sessions): (Vec<_>, Vec<_>) = lent.unzip();
    done(D::work(&crew.threads, work), crew, sessions.iter_mut().map(|(tower, session)| (*tower, session)))?;
    let alone = |booking| Arc::into_inner(booking).unwrap_or_else(|| unreachable!("nobody works any more"));
    Ok((sessions, List::into_iter(bookings).map(alone).collect()))
}

/// Has all steps done, there and back in turn. The sessions have no memory of their own, before and afterwards: the first of each
/// tower are given some, and hand it on.
pub(super) fn there_and_back<E: Dtype, D: Device<E>>(
    crew: &Crew,
    sessions: &mut [Turn<'_, E, D>],
    bookings: List<Booking<E, D>>,
) -> Result<(List<Booking<E, D>>, (usize, usize)), Error> {
    crew.threads.forget();
    let bookings: List<_> = List::into_iter(bookings).map(Arc::new).collect();
    let turns: List<usize> = turns(sessions.iter().map(|turn| turn.tower)).collect();
    let most = |session: &Session<E, D>| crew.places.min(session.run().program.devices());
    let memory = lend_memory(sessions, &turns, most)?;
    let work = zip(&mut *sessions, &turns).map(|(Turn { tower, session, booking, gradient }, turn)| {
        let pipeline = Pipeline { number: *tower, most: most(session) };
        let mut work = Work::of(session, None, crew, (*tower, *turn), None);
        work.then = Some((Arc::clone(&bookings[*booking]), *gradient));
        work.pipeline = Some(pipeline);
        work
    });
    let worked = D::work(&crew.threads, work.collect());
    let done = done(worked, crew, sessions.iter_mut().map(|turn| (turn.tower, &mut *turn.session)));
    sessions.iter_mut().for_each(|turn| turn.session.hand_back());
    done?;
    let alone = |booking| Arc::into_inner(booking).unwrap_or_else(|| unreachable!("nobody works any more"));
    Ok((List::into_iter(bookings).map(alone).collect(), memory))
}

/// What goes there and back in turn with others: a session of a tower, the number of its ledger, and the gradient of its loss.
pub(super) struct Turn<'s, E: Dtype, D: Device<E>> {
    pub(super) tower: usize,
    pub(super) session: &'s mut Session<E, D>,
    pub(super) booking: usize,
    pub(super) gradient: f64,
}

/// Gives the first sessions of each tower memory, as much as those need that it comes to; how many elements these are, and how many
/// there must be at least.
fn lend_memory<E: Dtype, D: Device<E>>(
    sessions: &mut [Turn<'_, E, D>],
    turns: &[usize],
    most: impl Fn(&Session<E, D>) -> usize,
) -> Result<(usize, usize), Error> {
    let (mut lent, mut least) = (0, 0);
    for first in 0..sessions.len() {
        let (own, tower, most) = (turns[first], sessions[first].tower, most(sessions[first].session));
        if own >= most {
            continue;
        }
        let mut sizes: List<usize> = sessions[first].session.run().plan.sizes.iter().map(|_| 0).collect();
        let mut bound = 0;
        for (other, turn) in zip(&*sessions, turns) {
            if other.tower == tower && turn % most == own {
                let plan = &other.session.run().plan;
                zip(&mut sizes, &plan.sizes).for_each(|(size, needs)| *size = (*size).max(*needs));
                bound = bound.max(plan.bound);
            }
        }
        lent += sizes.iter().sum::<usize>();
        least += bound;
        sessions[first].session.lend_memory(&sizes).map_err(Fault::told)?;
    }
    Ok((lent, least))
}

/// Gives the sessions of what has not failed their runs back.
fn done<'s, E: Dtype, D: Device<E>>(
    worked: Vec<Result<Work<E, D>, Error>>,
    crew: &Crew,
    sessions: impl IntoIterator<Item = (usize, &'s mut Session<E, D>)>,
) -> Result<(), Error> {
    let mut all = Ok(());
    for ((tower, session), worked) in zip(sessions, worked) {
        match worked {
            Ok(Work { run, holding, .. }) => session.held = Some((run, holding)),
            Err(problem) => all = all.and(Err(crew.blame(tower, problem))),
        }
    }
    all
}
