//! Passes that train a network by one of its losses.

use std::iter::zip;
use std::sync::Arc;

use dfdx::tensor::{Gradients, HasErr};

use super::check::Outside;
use super::foreign::ForeignVariable;
use super::ledger::{Booking, Layout, Ledger};
use super::outputs::{Leaving, Outputs, Results, Values, leaving};
use super::perform::{Failure, Task};
use super::pool::{Passes, Pool, Purpose, Session};
use super::program::{Id, Program};
use super::run::{Run, place_of};
use super::settings::Settings;
use super::value::Value;
use super::variables::{foreign_variables, frozen_statistics, lay_out, note_updates};
use super::{Mode, Pass, towers};
use crate::Error;
use crate::kernels::List;
use crate::kernels::embedding::Embedding;
use crate::kernels::optimizer::Optimizer;
use crate::network::Network;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Crew, Reduce, attempt};
use crate::training::{Memory, TrainingPass};

/// What the body of a training pass gives: the loss, and the outputs.
type Trained<N, V> = (Value<(), <N as Network>::Dtype, <N as Network>::Device>, V);

impl Passes {
    /// Makes a pass that trains a network by one of its losses.
    ///
    /// # Errors
    /// The first problem.
    pub fn train<N: Network, O: Outputs<N::Dtype, N::Device>, V: Values<N::Dtype, N::Device>>(
        &self,
        network: &N,
        loss: &'static str,
        settings: &Settings,
        device: &N::Device,
        batch: usize,
        body: impl FnMut(&mut Pass<N::Dtype, N::Device>) -> Result<Trained<N, V>, <N::Device as HasErr>::Err>,
    ) -> Result<TrainingPass<N, O>, Error> {
        let pool = self.pool::<N::Dtype, N::Device>();
        let layout = pool.layout(|| Layout::of(network));
        let planned = &settings.planned;
        let task = Task {
            pool: Arc::clone(&pool),
            device,
            purpose: Purpose::Training(loss),
            batch,
            settings: planned.clone(),
            share: None,
            mode: Mode::TRAINING,
            tape: None,
            strict: true,
            reads_loss: true,
        };
        let results = |values: &Trained<N, V>, program: &mut Program<_, _>| {
            program.seeds = vec![values.0.id()];
            program.results = leaving(&values.1).iter().map(|value| value.id).collect();
            program.results.push(values.0.id());
            if <N::Device as Device<N::Dtype>>::IS_APART {
                let checks = program.checks.iter().map(|check| check.value);
                program.told = checks.chain([values.0.id()]).collect();
            }
        };
        let prepare = |run: &mut Run<_, _>| {
            lay_out(run, network, &layout);
            let reached = N::STRUCTURE.reached(loss);
            run.reached = layout.fields.iter().map(|field| field.trainable && reached.contains(&field.name)).collect();
            let unwritten = (0..run.reached.len())
                .filter(|field| run.reached[*field] && !run.written().any(|start| start == layout.start(*field)));
            run.unwritten = unwritten.collect();
        };
        let frozen = || frozen_statistics(network, &planned.frozen, &layout);
        let done = task.perform_on(settings, body, results, frozen, prepare).map_err(Failure::into_error)?;
        let crew = settings.crew.as_ref().filter(|crew| done.len() > 1 || crew.places > 1);
        let parts = done.into_iter().map(|done| {
            let mut booking = {
                let run = done.session.run();
                Booking::new(done.session.pool(), device, &layout, &run.ranges).map_err(Fault::told)?
            };
            booking.network.note(network);
            let mut booking = note_updates(&done.session, booking);
            booking.weigh_updates(done.weight);
            let foreign = foreign_variables(&done.session, network, &layout);
            let weight = if crew.is_some_and(|crew| crew.reduce == Reduce::Sum) { 1.0 } else { done.weight };
            let (loss, leaving) = (done.values.0.id(), leaving(&done.values.1));
            Ok(Part { session: done.session, booking, foreign, loss, leaving, weight, tower: done.tower })
        });
        let parts = parts.collect::<Result<_, Error>>()?;
        Ok(TrainingPass::new(loss, Performed { parts, pool, crew: crew.cloned() }))
    }
}

/// A training pass on its way to its gradients.
pub(crate) struct Performed<E: Dtype, D: Device<E>> {
    /// Those of all towers, or the only one.
    parts: List<Part<E, D>>,
    /// That of the network.
    pool: Arc<Pool<E, D>>,
    /// Who works on them.
    crew: Option<Crew>,
}

/// A training pass of a part of the batch.
struct Part<E: Dtype, D: Device<E>> {
    session: Session<E, D>,
    booking: Booking<E, D>,
    foreign: Vec<ForeignVariable<E, D>>,
    loss: Id,
    leaving: List<Leaving>,
    /// What its loss counts.
    weight: f64,
    /// Who works on it.
    tower: usize,
}

impl<E: Dtype, D: Device<E>> Performed<E, D> {
    /// The loss.
    pub(crate) fn loss(&self) -> Result<E, Error> {
        self.weighted(|part| part.loss)
    }

    /// The losses that the loss is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, Result<E, Error>)> {
        let names = self.parts[0].session.run().program.parts.iter().map(|(name, _)| *name);
        let value = |index: usize| self.weighted(|part| part.session.run().program.parts[index].1);
        names.enumerate().map(move |(index, name)| (name, value(index)))
    }

    fn blame(&self, tower: usize, problem: Error) -> Error {
        match &self.crew {
            Some(crew) => crew.blame(tower, problem),
            None => problem,
        }
    }

    /// A number of the whole batch, of those of its parts.
    fn weighted(&self, number: impl Fn(&Part<E, D>) -> Id) -> Result<E, Error> {
        if let [part] = &*self.parts {
            return part.scalar(number(part));
        }
        let numbers = self.parts.iter().map(|part| (part.tower, &part.session, number(part), part.weight));
        of_batch(numbers, |tower, problem| self.blame(tower, problem))
    }

    /// Tensors of what the pass has made.
    pub(crate) fn leave<O: Outputs<E, D>>(&self) -> Result<O, D::Err> {
        O::leave(&mut Results::of(self.parts.iter().map(|part| {
            let (run, holding) = part.session.look();
            (run, holding, &*part.leaving)
        })))
    }

    /// What the pass takes.
    pub(crate) fn memory(&self) -> Memory {
        let mut memory = Memory { bytes: 0, least: 0, recomputed: 0.0 };
        for Part { session, .. } in &self.parts {
            let plan = &session.run().plan;
            memory.bytes += plan.size * size_of::<E>();
            memory.least += plan.bound * size_of::<E>();
            memory.recomputed += plan.recomputed / self.parts.len() as f64;
        }
        memory
    }

    /// Runs the pass backward, and keeps the gradients of variables, with the updates that are pending.
    ///
    /// # Errors
    /// What the pass could not tell before, and [`Error::Device`].
    pub(crate) fn backward(mut self) -> Result<Outcome<E, D>, Error> {
        self.parts.iter_mut().for_each(Part::book);
        match self.crew.take() {
            Some(crew) => self.backward_by(&crew),
            None => match self.parts.into_iter().next() {
                Some(part) => part.backward_alone(),
                None => unreachable!("a pass has a part"),
            },
        }
    }

    /// Runs the parts backward: all of them at the same time, if dfdx does nothing of them.
    fn backward_by(self, crew: &Crew) -> Result<Outcome<E, D>, Error> {
        let device = self.parts[0].session.look().1.device.clone();
        if !self.parts.iter().all(|part| part.session.waits) {
            let loss = if D::IS_APART { Some(self.loss()?) } else { None };
            let bookings = self.parts.into_iter().map(|mut part| {
                let done = attempt(|| part.backward().map_err(Error::device));
                done.map_err(|problem| crew.blame(part.tower, problem)).map(|()| part.booking)
            });
            let booking = Booking::together(bookings.collect::<Result<List<_>, _>>()?, &self.pool, &device)?;
            return Outcome::of(booking, || Ok(loss));
        }
        let losses: List<_> = self.parts.iter().map(|part| (part.loss, part.weight)).collect();
        let ways = self.parts.into_iter().map(|part| (part.tower, part.session, part.booking, part.weight));
        let (sessions, bookings) = towers::backward(crew, ways.collect())?;
        let booking = Booking::together(bookings, &self.pool, &device)?;
        Outcome::of(booking, || {
            let losses = zip(&sessions, losses);
            let losses = losses.map(|((tower, session), (loss, weight))| (*tower, session, loss, weight));
            D::IS_APART.then(|| of_batch(losses, |tower, problem| crew.blame(tower, problem))).transpose()
        })
    }
}

/// A number of the whole batch, of those of its parts: each with its tower and its weight.
fn of_batch<'s, E: Dtype, D: Device<E>>(
    numbers: impl Iterator<Item = (usize, &'s Session<E, D>, Id, f64)>,
    blame: impl Fn(usize, Error) -> Error,
) -> Result<E, Error> {
    let mut sum = 0.0;
    for (tower, session, id, weight) in numbers {
        let told = tell(session, &[id], None).map_err(|problem| blame(tower, problem))?;
        sum += weight * told[0].to_f64().unwrap_or(f64::NAN);
    }
    Ok(E::from_f64(sum).unwrap_or_else(num_traits::Float::nan))
}

impl<E: Dtype, D: Device<E>> Part<E, D> {
    fn scalar(&self, id: Id) -> Result<E, Error> {
        tell(&self.session, &[id], None).map(|told| told[0])
    }

    /// Makes room for the gradients.
    fn book(&mut self) {
        let Self { session, booking, .. } = self;
        for field in 0..session.run().reached.len() {
            booking.has_gradient[field] = session.run().reached[field];
        }
        let kernels = booking.kernels();
        if !Ledger::<E, D>::FILLS_AT_ONCE {
            for field in &session.run().unwritten {
                kernels.fill(0.0, booking.give_gradient(*field));
            }
        }
    }

    /// Runs the only part of a pass backward. What the device has to tell then is waited for once.
    fn backward_alone(mut self) -> Result<Outcome<E, D>, Error> {
        let mut done = Ok(());
        let Self { session, booking, foreign, weight, loss, .. } = &mut self;
        session.backward_together(place_of::<E, D>(booking.block()), *weight, &mut |session| {
            done = way_back(session, booking, foreign, *weight);
            booking.look_for_not_finite();
        });
        done.map_err(Error::device)?;
        // What need not be waited for was asked before, and its memory is used again.
        let asked: &[Id] = if D::IS_APART { &[*loss] } else { &[] };
        let told = tell(session, asked, Some(booking))?;
        let loss = D::IS_APART.then(|| told[0]);
        let is_finite = told.last().is_some_and(|answer| *answer == E::zero());
        Ok(Outcome { booking: self.booking, loss, is_finite })
    }

    /// Runs the part backward on this thread.
    fn backward(&mut self) -> Result<(), D::Err> {
        way_back(&mut self.session, &mut self.booking, &self.foreign, self.weight)
    }
}

/// What comes of a training pass.
pub(crate) struct Outcome<E: Dtype, D: Device<E>> {
    pub(crate) booking: Booking<E, D>,
    /// The loss, of a device that has to be waited for.
    pub(crate) loss: Option<E>,
    /// Whether all gradients are finite, of those variables too that are not trained.
    pub(crate) is_finite: bool,
}

impl<E: Dtype, D: Device<E>> Outcome<E, D> {
    /// That of several towers. All of them are at work when the loss is asked for.
    fn of(mut booking: Booking<E, D>, loss: impl FnOnce() -> Result<Option<E>, Error>) -> Result<Self, Error> {
        booking.look_for_not_finite();
        let loss = loss()?;
        let told = D::scalars(&booking.kernels(), &[booking.answer()]).map_err(Fault::told)?;
        Ok(Self { is_finite: told[0] == E::zero(), booking, loss })
    }
}

/// Runs a session backward on this thread, from a loss that counts so much.
fn way_back<E: Dtype, D: Device<E>>(
    session: &mut Session<E, D>,
    booking: &mut Booking<E, D>,
    foreign: &[ForeignVariable<E, D>],
    weight: f64,
) -> Result<(), D::Err> {
    let mut taken = Vec::new();
    let mut others = |within: &mut Gradients<E, D>| {
        for variable in foreign {
            taken.push((variable.field, variable.take(within)?));
        }
        Ok(())
    };
    session.begin_at_loss(booking.block(), weight);
    session.backward(booking.block(), &mut others)?;
    let kernels = booking.kernels();
    for (field, gradient) in taken {
        if let Some(target) = booking.gradient_mut(field) {
            kernels.add(D::read_buffer(&gradient), target);
        }
    }
    Ok(())
}

/// The first elements of values, and what a ledger has to tell as the last; the device is waited for once.
///
/// # Errors
/// The problem of the first indices of the pass that are out of range, and [`Error::Device`].
fn tell<E: Dtype, D: Device<E>>(
    session: &Session<E, D>,
    values: &[Id],
    ledger: Option<&Ledger<E, D>>,
) -> Result<List<E>, Error> {
    let (run, holding) = session.look();
    let checks = &run.program.checks;
    let ids: List<Id> = checks.iter().map(|check| check.value).chain(values.iter().copied()).collect();
    let mut told = run.tell(&ids, ledger, holding).map_err(Fault::told)?.into_iter();
    for (check, outside) in zip(checks, &mut told) {
        if outside != E::zero() {
            let indices = D::read_indices(&holding.indices[check.indices]);
            let index = Embedding::<E>::first_outside(&holding.home(), &Outside::geometry(check.bound), indices);
            return Err((check.problem)(index.unwrap_or(check.bound), check.bound));
        }
    }
    Ok(told.collect())
}
