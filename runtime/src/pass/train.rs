//! Passes that train a network by one of its losses.

mod in_turn;
mod outcome;
mod ranks;
mod told;

use std::iter::zip;
use std::sync::Arc;

use dfdx::tensor::{Gradients, HasErr};

use super::foreign::ForeignVariable;
use super::ledger::{Booking, Layout, Ledger};
use super::outputs::{Given, Leaving, Outputs, Results, Values};
use super::perform::{Body, Failure, Task};
use super::pool::{Passes, Pool, Purpose, Session};
use super::program::Id;
use super::run::{Run, place_of};
use super::settings::Settings;
use super::together::{Found, Together};
use super::value::Value;
use super::variables::{foreign_variables, frozen_statistics, lay_out};
use super::{Mode, Pass, towers};
use crate::Error;
use crate::kernels::List;
use crate::kernels::optimizer::Optimizer;
use crate::kernels::round::Half;
use crate::network::Network;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Crew, Reduce, attempt};
use crate::training::{Memory, TrainingPass};
pub(crate) use outcome::Outcome;
use told::{of_batch, tell};

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
        mut body: impl FnMut(&mut Pass<N::Dtype, N::Device>) -> Result<Trained<N, V>, <N::Device as HasErr>::Err>,
    ) -> Result<TrainingPass<N, O>, Error> {
        let pool = self.pool::<N::Dtype, N::Device>();
        let layout = pool.layout(|| Layout::of(network));
        settings.check_schedule()?;
        let planned = &settings.planned;
        let together = match settings.ranks() {
            Some(ranks) => {
                let known = (network, &*layout, pool.is_new_to_ranks());
                let begun = Together::begin(ranks, known, (loss, planned.half), &planned.frozen, device, batch)?;
                Some(Arc::new(begun))
            }
            None => None,
        };
        if together.as_ref().map_or(batch, |together| together.batch) == 0 {
            return Err(Error::EmptyBatch);
        }
        let task = Task {
            pool: Arc::clone(&pool),
            device,
            purpose: Purpose::Training(loss),
            batch,
            settings: planned.clone(),
            share: None,
            ranks: together.clone(),
            mode: Mode::TRAINING,
            tape: None,
            strict: true,
            reads_loss: true,
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
        let performed = || {
            let mut run = |pass: &mut Pass<_, _>| {
                let (loss, values) = body(pass)?;
                Given::of(Some(loss.id()), &values)
            };
            let body = &mut Body { run: &mut run, frozen: &frozen, prepare: &prepare };
            let done = task.perform_on(settings, body).map_err(Failure::into_error)?;
            let is_shared = done.len() > 1 || together.is_some();
            let crew = settings.crew.as_ref().filter(|crew| is_shared || crew.places > 1);
            // The micro-batches of a tower add to the same gradients, if no two of its devices write one.
            let share = done.iter().all(|done| done.session.run().parts_variables());
            let mut bookings = List::new();
            let mut before = None;
            let parts = done.into_iter().map(|done| {
                if !share || before.replace(done.tower) != Some(done.tower) {
                    let ranges = &done.session.run().ranges;
                    let booking = Booking::new(done.session.pool(), device, &layout, ranges);
                    let mut booking = booking.map_err(Fault::told)?;
                    booking.network.note(network);
                    bookings.push(booking);
                }
                let booking = bookings.len() - 1;
                let is_empty = done.weight.is_nan() || done.weight <= 0.0;
                let foreign = foreign_variables(&done.session, network, &layout);
                let sums = crew.is_some_and(|crew| crew.reduce == Reduce::Sum);
                let weight = if sums && !is_empty { 1.0 } else { done.weight };
                let Given { loss: Some(loss), leaving } = done.given else { unreachable!("it trains by a loss") };
                let (session, tower, share) = (done.session, done.tower, done.weight);
                Ok(Part { session, booking, foreign, loss, leaving, share, weight, scale: 1.0, tower, is_empty })
            });
            let parts = parts.collect::<Result<_, Error>>()?;
            let (pool, together) = (Arc::clone(&pool), together.clone());
            let (crew, found, turned_back) = (crew.cloned(), None, None);
            Performed { parts, bookings, pool, crew, together, found, turned_back }.in_turn()?.updated().with_ranks()
        };
        let performed = performed().inspect_err(|_| together.iter().for_each(|together| together.fail()))?;
        Ok(TrainingPass::new(loss, performed))
    }
}

/// A training pass on its way to its gradients.
pub(crate) struct Performed<E: Dtype, D: Device<E>> {
    /// Those of all towers, or the only one.
    parts: List<Part<E, D>>,
    /// The ledgers that they write to.
    bookings: List<Booking<E, D>>,
    /// That of the network.
    pool: Arc<Pool<E, D>>,
    /// Who works on them.
    crew: Option<Crew>,
    /// The ranks that make the pass, if there are several, and what they have found: the loss, its parts, and by field what is
    /// kept of running statistics.
    together: Option<Arc<Together>>,
    found: Option<Found>,
    /// How many elements its micro-batches took at a time, and how many at least, if they have gone there and back in turn.
    turned_back: Option<(usize, usize)>,
}

/// A training pass of a part of the batch.
struct Part<E: Dtype, D: Device<E>> {
    session: Session<E, D>,
    /// Which of the ledgers it writes to.
    booking: usize,
    foreign: Vec<ForeignVariable<E, D>>,
    loss: Id,
    leaving: List<Leaving>,
    /// How much of the batch it is.
    share: f64,
    /// What its loss counts.
    weight: f64,
    /// What its gradients are multiplied with on their way back.
    scale: f64,
    /// Who works on it.
    tower: usize,
    /// Whether it has no samples, as that of a rank that was given none.
    is_empty: bool,
}

impl<E: Dtype, D: Device<E>> Performed<E, D> {
    /// The loss.
    pub(crate) fn loss(&self) -> Result<E, Error> {
        self.number(0, |part| part.loss)
    }

    /// Whether the loss need not be waited for.
    pub(crate) fn tells_at_once(&self) -> bool {
        !D::IS_APART && self.found.is_none()
    }

    /// The losses that the loss is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, Result<E, Error>)> {
        let names = self.parts[0].session.run().program.parts.iter().map(|(name, _)| *name);
        let value = |index: usize| self.number(index + 1, |part| part.session.run().program.parts[index].1);
        names.enumerate().map(move |(index, name)| (name, value(index)))
    }

    fn blame(&self, tower: usize, problem: Error) -> Error {
        match &self.crew {
            Some(crew) => crew.blame(tower, problem),
            None => problem,
        }
    }

    /// A number of the whole batch, which all ranks have found in this place, if there are several.
    fn number(&self, place: usize, number: impl Fn(&Part<E, D>) -> Id) -> Result<E, Error> {
        match &self.found {
            Some(found) => Ok(E::of(found.numbers()?[place])),
            None => self.weighted(number),
        }
    }

    /// A number of the batch of this rank, of those of its parts.
    fn weighted(&self, number: impl Fn(&Part<E, D>) -> Id) -> Result<E, Error> {
        if let ([part], None) = (&*self.parts, &self.together) {
            return part.scalar(number(part));
        }
        let parts = self.parts.iter().filter(|part| !part.is_empty);
        let numbers = parts.map(|part| (part.tower, &part.session, number(part), part.weight));
        of_batch(numbers, |tower, problem| self.blame(tower, problem))
    }

    /// Tensors of what the pass has made.
    pub(crate) fn leave<O: Outputs<E, D>>(&self) -> Result<O, D::Err> {
        O::leave(&mut Results::of(self.parts.iter().map(|part| {
            let (run, holding) = part.session.look();
            (run, holding, &*part.leaving)
        })))
    }

    /// Tells the ledgers what becomes of running statistics.
    fn updated(mut self) -> Self {
        for part in self.parts.iter().filter(|part| !part.is_empty) {
            let (run, holding) = part.session.look();
            run.update(holding, &mut self.bookings[part.booking], part.share);
        }
        self
    }

    /// Makes room for the gradients of all parts.
    fn book(&mut self) {
        for (index, part) in self.parts.iter().enumerate() {
            let booking = &mut self.bookings[part.booking];
            part.book(booking);
            // What several parts write to, the first finds as the others do.
            if self.parts.get(index + 1).is_some_and(|next| next.booking == part.booking) {
                booking.fill_gradients();
            }
        }
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
        if let Some((elements, least)) = self.turned_back {
            (memory.bytes, memory.least) = (elements * size_of::<E>(), least * size_of::<E>());
        }
        memory
    }

    /// What the factors of its products are rounded to, if they are.
    pub(crate) fn half(&self) -> Option<Half> {
        self.parts[0].session.run().key.settings.half
    }

    /// Runs the pass backward, and keeps the gradients of variables, with the updates that are pending. On their way back
    /// gradients are multiplied with the scale.
    ///
    /// # Errors
    /// What the pass could not tell before, and [`Error::Device`].
    pub(crate) fn backward(mut self, scale: f64) -> Result<Outcome<E, D>, Error> {
        if self.turned_back.is_some() {
            return self.brought_together();
        }
        self.parts.iter_mut().for_each(|part| part.scale = scale);
        self.book();
        match self.crew.take() {
            Some(crew) if self.together.is_some() => self.backward_with_ranks(&crew),
            Some(crew) => self.backward_by(&crew),
            None => match (self.parts.into_iter().next(), self.bookings.into_iter().next()) {
                (Some(part), Some(booking)) => part.backward_alone(booking),
                _ => unreachable!("a pass has a part and a ledger"),
            },
        }
    }

    /// Runs the parts backward: all of them at the same time, if dfdx does nothing of them.
    fn backward_by(self, crew: &Crew) -> Result<Outcome<E, D>, Error> {
        // What dfdx does is done as it is called for, so that nothing is at work when the loss is asked for.
        let at_once = !self.parts.iter().all(|part| part.session.waits);
        let before = (D::IS_APART && at_once).then(|| self.loss()).transpose()?;
        let losses: List<_> = self.parts.iter().map(|part| (part.loss, part.weight)).collect();
        let scale = self.parts[0].scale;
        let (booking, sessions) = joined(self.parts, self.bookings, &self.pool, crew, None)?;
        Outcome::of(booking, scale, || {
            if at_once || !D::IS_APART {
                return Ok(before);
            }
            let losses = zip(&sessions, losses);
            let losses = losses.map(|((tower, session), (loss, weight))| (*tower, session, loss, weight));
            of_batch(losses, |tower, problem| crew.blame(tower, problem)).map(Some)
        })
    }
}

/// Runs the parts backward, and brings their ledgers together; the sessions that have done it come back.
#[allow(clippy::type_complexity)]
fn joined<E: Dtype, D: Device<E>>(
    parts: List<Part<E, D>>,
    mut bookings: List<Booking<E, D>>,
    pool: &Arc<Pool<E, D>>,
    crew: &Crew,
    ranks: Option<&Arc<Together>>,
) -> Result<(Booking<E, D>, Vec<(usize, Session<E, D>)>), Error> {
    let device = parts[0].session.look().1.device.clone();
    let mut sessions = Vec::new();
    if parts.iter().all(|part| part.session.waits) {
        let ways = parts.into_iter().map(|part| (part.tower, part.session, part.booking, part.weight * part.scale));
        (sessions, bookings) = towers::backward(crew, ways.collect(), bookings, ranks)?;
    } else {
        for mut part in parts {
            let done = attempt(|| part.backward(&mut bookings).map_err(Error::device));
            done.map_err(|problem| crew.blame(part.tower, problem))?;
        }
    }
    Ok((Booking::together(bookings, pool, &device, crew.circle.as_ref())?, sessions))
}

impl<E: Dtype, D: Device<E>> Part<E, D> {
    fn scalar(&self, id: Id) -> Result<E, Error> {
        tell(&self.session, &[id], None).map(|told| told[0])
    }

    /// Makes room for the gradients.
    fn book(&self, booking: &mut Ledger<E, D>) {
        let session = &self.session;
        for field in 0..session.run().reached.len() {
            booking.has_gradient[field] = session.run().reached[field];
        }
        let kernels = booking.kernels();
        if self.is_empty {
            booking.fill_with_zeros();
        } else if !booking.is_filled() {
            for field in &session.run().unwritten {
                kernels.fill(0.0, booking.give_gradient(*field));
            }
        }
    }

    /// Runs the only part of a pass backward. What the device has to tell then is waited for once.
    fn backward_alone(mut self, mut booking: Booking<E, D>) -> Result<Outcome<E, D>, Error> {
        let mut done = Ok(());
        let Self { session, foreign, weight, scale, loss, .. } = &mut self;
        let gradient = *weight * *scale;
        session.backward_together(place_of::<E, D>(booking.block()), gradient, &mut |session| {
            done = way_back(session, &mut booking, foreign, gradient, &mut |_, _| {});
            booking.unscale(*scale);
            booking.look_for_not_finite();
        });
        done.map_err(Error::device)?;
        // What need not be waited for was asked before, and its memory is used again.
        let asked: &[Id] = if D::IS_APART { &[*loss] } else { &[] };
        let told = tell(session, asked, Some(&booking))?;
        let loss = D::IS_APART.then(|| told[0]);
        let is_finite = told.last().is_some_and(|answer| *answer == E::zero());
        Ok(Outcome { booking, loss, is_finite })
    }

    /// Runs the part backward on this thread.
    fn backward(&mut self, bookings: &mut [Booking<E, D>]) -> Result<(), D::Err> {
        let gradient = self.weight * self.scale;
        way_back(&mut self.session, &mut bookings[self.booking], &self.foreign, gradient, &mut |_, _| {})
    }
}

/// Runs a session backward on this thread, from a loss that counts so much. `after` is told of each move, with the gradients.
fn way_back<E: Dtype, D: Device<E>>(
    session: &mut Session<E, D>,
    booking: &mut Booking<E, D>,
    foreign: &[ForeignVariable<E, D>],
    weight: f64,
    after: &mut dyn FnMut(usize, &D::Block),
) -> Result<(), D::Err> {
    let mut taken = Vec::new();
    let mut others = |within: &mut Gradients<E, D>| {
        for variable in foreign {
            taken.push((variable.field, variable.take(within)?));
        }
        Ok(())
    };
    session.begin_at_loss(booking, weight);
    let block = booking.block();
    session.backward(block, &mut others, &mut |at| after(at, block))?;
    let kernels = booking.kernels();
    for (field, gradient) in taken {
        if let Some(target) = booking.gradient_mut(field) {
            kernels.add(D::read_buffer(&gradient), target);
        }
    }
    Ok(())
}
