//! Passes that are made by several towers, each for its share of the batch, or by the devices of a placed network, for one
//! micro-batch after the other.
//!
//! The body of the network is run for one share after the other, on the thread of the caller: it tells the operations what
//! they have to do, and takes the inputs in. Then that is done, at the same time.

mod meeting;
#[cfg(test)]
mod tests;

use std::iter::{once, zip};
use std::sync::Arc;

use dfdx::tensor::Gradients;

use super::holding::Holding;
use super::ledger::Booking;
use super::perform::{Body, Done, Failure, Task};
use super::pool::Session;
use super::run::{Run, place_of};
use super::settings::{Planned, Settings};
use super::share::Share;
use super::together::Together;
use crate::Error;
use crate::kernels::List;
use crate::memory::{Block, REACH};
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Crew, Journey, Leg, attempt, turns};

impl<E: Dtype, D: Device<E>> Task<'_, E, D> {
    /// [`perform`](Self::perform) for each share of the batch; once for all of it if there is one of them, or none.
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
        let shares = Share::all(shared, self.batch, self.ranks.as_ref());
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
        if done.iter().all(|done| done.session.waits) {
            let working = done.iter_mut().filter(|done| done.weight > 0.0);
            let mut sessions: Vec<_> = working.map(|done| (done.tower, &mut done.session)).collect();
            forward(crew, &mut sessions, self.ranks.as_ref()).map_err(Failure::Problem)?;
        }
        Ok(done)
    }

    /// The same for a share of the batch, within as large a share of the memory, by devices if they have numbers.
    fn of_share(&self, mut share: Share<E, D>, devices: Option<&[usize]>) -> Result<Self, Fault<D::Err>> {
        // A rank may have no samples at all.
        let part = share.samples.len().max(1) as f64 / self.batch.max(1) as f64;
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
            Some((run, holding)) => Self { run, holding, back, at: 0, tower, turn, ranks: ranks.cloned() },
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
}

impl<E: Dtype, D: Device<E>> Journey for Work<E, D> {
    fn next(&self) -> Option<usize> {
        self.device().map(|device| self.tower.0 + device)
    }

    fn route(&self) -> List<Leg> {
        let steps = &self.run.program.steps;
        let moves: List<(usize, usize)> = match self.back {
            None => (0..steps.len())
                .filter(|step| self.run.plan.forward[*step])
                .map(|step| (step, steps[step].device))
                .collect(),
            Some(_) => (0..).map_while(|at| self.run.step_back(at)).collect(),
        };
        let mut legs = List::new();
        let (mut meetings, mut last) = (0, None);
        for (step, device) in moves {
            if steps[step].meeting().is_some() {
                (meetings, last) = (meetings + 1, None);
                continue;
            }
            let thread = self.tower.0 + if self.tower.1 > 1 { device } else { 0 };
            if last.replace(thread) != Some(thread) {
                legs.push(Leg { thread, meetings });
            }
        }
        legs
    }

    fn group(&self) -> Option<usize> {
        self.run.key.settings.together.map(|_| self.turn)
    }

    fn waits(&self) -> bool {
        self.next_step().is_some_and(|(step, _)| self.run.program.steps[step].meeting().is_some())
    }

    fn meet(all: &mut [&mut Self]) -> Result<(), Error> {
        Self::do_together(all)
    }

    /// Does the next steps, as far as they are on one device, and nobody is waited for.
    fn go(&mut self) -> Result<(), Error> {
        let device = self.device();
        if D::IS_APART && self.tower.1 == 1 && !self.run.has_meetings() {
            self.at_once().map_err(Error::device)?;
        } else if let (0, Some((booking, gradient))) = (self.at, &self.back) {
            self.run.begin_at_loss((&self.holding, booking), *gradient);
        }
        while device.is_some() && self.device() == device && !self.waits() {
            self.step().map_err(Error::device)?;
        }
        let mut places = 0..self.run.program.places();
        places.try_for_each(|place| D::check(&self.holding.arena.kernels_at(place * REACH))).map_err(Fault::told)
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
