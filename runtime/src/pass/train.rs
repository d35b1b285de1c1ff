//! Passes that train a network by one of its losses.

use std::iter::zip;
use std::sync::Arc;

use dfdx::tensor::{Gradients, HasErr};

use super::check::Outside;
use super::foreign::ForeignVariable;
use super::ledger::{Booking, Layout, Ledger};
use super::outputs::Outputs;
use super::perform::{Failure, Task, ids};
use super::pool::{Passes, Purpose, Session};
use super::program::{Id, Program};
use super::run::{Results, Run, place_of};
use super::settings::Settings;
use super::value::Value;
use super::variables::{foreign_variables, frozen_statistics, lay_out, note_updates};
use super::{Mode, Pass};
use crate::Error;
use crate::kernels::embedding::Embedding;
use crate::kernels::optimizer::Optimizer;
use crate::memory::Block;
use crate::network::Network;
use crate::storage::{Device, Dtype, Fault};
use crate::training::{Memory, TrainingPass};

/// What the body of a training pass gives: the loss, and the outputs.
type Trained<N, O> = (
    Value<(), <N as Network>::Dtype, <N as Network>::Device>,
    <O as Outputs<<N as Network>::Dtype, <N as Network>::Device>>::Values,
);

impl Passes {
    /// Makes a pass that trains a network by one of its losses.
    ///
    /// # Errors
    /// The first problem.
    pub fn train<N: Network, O: Outputs<N::Dtype, N::Device>>(
        &self,
        network: &N,
        loss: &'static str,
        settings: &Settings,
        device: &N::Device,
        batch: usize,
        body: impl FnMut(&mut Pass<N::Dtype, N::Device>) -> Result<Trained<N, O>, <N::Device as HasErr>::Err>,
    ) -> Result<TrainingPass<N, O>, Error> {
        let pool = self.pool::<N::Dtype, N::Device>();
        let layout = pool.layout(|| Layout::of(network));
        let task = Task {
            pool: Arc::clone(&pool),
            device,
            purpose: Purpose::Training(loss),
            batch,
            settings,
            mode: Mode::TRAINING,
            tape: None,
            strict: true,
            reads_loss: true,
        };
        let results = |values: &Trained<N, O>, program: &mut Program<_, _>| {
            program.seeds = vec![values.0.id()];
            program.results = ids::<O, _, _>(&values.1);
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
        let frozen = || frozen_statistics(network, &settings.frozen, &layout);
        let done = task.perform(body, results, frozen, prepare).map_err(Failure::into_error)?;
        let mut booking = Booking::new(&pool, device, &layout).map_err(Error::device)?;
        booking.network.note(network);
        let booking = note_updates(&done.session, booking);
        let foreign = foreign_variables(&done.session, network, &layout);
        let (value, output) = done.values;
        let performed = Performed { session: done.session, booking, foreign, loss: value.id() };
        Ok(TrainingPass::new(loss, performed, output))
    }
}

/// A training pass on its way to its gradients.
pub(crate) struct Performed<E: Dtype, D: Device<E>> {
    session: Session<E, D>,
    booking: Booking<E, D>,
    foreign: Vec<ForeignVariable<E, D>>,
    loss: Id,
}

impl<E: Dtype, D: Device<E>> Performed<E, D> {
    /// The loss.
    pub(crate) fn loss(&self) -> Result<E, Error> {
        self.scalar(self.loss)
    }

    /// The losses that the loss is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, Result<E, Error>)> {
        self.session.run().program.parts.iter().map(|(name, value)| (*name, self.scalar(*value)))
    }

    fn scalar(&self, id: Id) -> Result<E, Error> {
        tell(&self.session, &[id], None).map(|told| told[0])
    }

    /// Tensors of what the pass has made.
    pub(crate) fn leave<O: Outputs<E, D>>(&self, values: O::Values) -> Result<O, D::Err> {
        let (run, holding) = self.session.look();
        O::leave(values, &Results { run, holding })
    }

    /// What the pass takes.
    pub(crate) fn memory(&self) -> Memory {
        let plan = &self.session.run().plan;
        let [bytes, least] = [plan.size, plan.bound].map(|elements| elements * size_of::<E>());
        Memory { bytes, least, recomputed: plan.recomputed }
    }

    /// Runs the pass backward, and keeps the gradients of variables, with the updates that are pending. What the device
    /// has to tell then is waited for once.
    ///
    /// # Errors
    /// What the pass could not tell before, and [`Error::Device`].
    pub(crate) fn backward(self) -> Result<Outcome<E, D>, Error> {
        let Self { mut session, mut booking, foreign, loss } = self;
        for field in 0..session.run().reached.len() {
            booking.has_gradient[field] = session.run().reached[field];
        }
        let mut done = Ok(());
        session.backward_together(place_of::<E, D>(booking.block()), &mut |session| {
            done = way_back(session, &mut booking, &foreign);
        });
        done.map_err(Error::device)?;
        let told = tell(&session, &[loss], Some(&booking))?;
        let loss = told.first().copied();
        let is_finite = told.last().is_some_and(|answer| *answer == E::zero());
        Ok(Outcome { booking, loss: loss.unwrap_or_else(E::nan), is_finite })
    }
}

/// What comes of a training pass.
pub(crate) struct Outcome<E: Dtype, D: Device<E>> {
    pub(crate) booking: Booking<E, D>,
    pub(crate) loss: E,
    /// Whether all gradients are finite, of those variables too that are not trained.
    pub(crate) is_finite: bool,
}

fn way_back<E: Dtype, D: Device<E>>(
    session: &mut Session<E, D>,
    booking: &mut Booking<E, D>,
    foreign: &[ForeignVariable<E, D>],
) -> Result<(), D::Err> {
    let kernels = booking.kernels();
    if !Ledger::<E, D>::FILLS_AT_ONCE {
        for field in &session.run().unwritten {
            kernels.fill(0.0, booking.give_gradient(*field));
        }
    }
    let mut taken = Vec::new();
    let mut others = |within: &mut Gradients<E, D>| {
        for variable in foreign {
            taken.push((variable.field, variable.take(within)?));
        }
        Ok(())
    };
    session.seed(booking.block(), |_, seed| {
        seed(None);
        Ok(())
    })?;
    session.backward(booking.block(), &mut others)?;
    for (field, gradient) in taken {
        if let Some(target) = booking.gradient_mut(field) {
            kernels.add(D::read_buffer(&gradient), target);
        }
    }
    booking.look_for_not_finite();
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
) -> Result<Vec<E>, Error> {
    let (run, holding) = session.look();
    let checks = &run.program.checks;
    let ids: Vec<Id> = checks.iter().map(|check| check.value).chain(values.iter().copied()).collect();
    let mut told = run.tell(&ids, ledger, holding).map_err(Fault::told)?;
    for (check, outside) in zip(checks, told.drain(..checks.len())) {
        if outside != E::zero() {
            let indices = D::read_indices(&holding.indices[check.indices]);
            let index =
                Embedding::<E>::first_outside(&holding.arena.kernels(), &Outside::geometry(check.bound), indices);
            return Err((check.problem)(index.unwrap_or(check.bound), check.bound));
        }
    }
    Ok(told)
}
