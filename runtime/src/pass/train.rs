//! Passes that train a network by one of its losses.

use std::sync::Arc;

use dfdx::tensor::{Gradients, HasErr};

use super::foreign::ForeignVariable;
use super::ledger::{Booking, Layout, Ledger};
use super::outputs::Outputs;
use super::perform::{Failure, Task, ids};
use super::pool::{Passes, Purpose, Session};
use super::program::{Id, Program};
use super::run::{Results, Run};
use super::settings::Settings;
use super::value::Value;
use super::variables::{foreign_variables, frozen_statistics, lay_out, note_updates};
use super::{Mode, Pass};
use crate::Error;
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
        };
        let results = |values: &Trained<N, O>, program: &mut Program<_, _>| {
            program.seeds = vec![values.0.id()];
            program.results = ids::<O, _, _>(&values.1);
            program.results.push(values.0.id());
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
        let (run, holding) = self.session.look();
        let kernels = holding.arena.kernels();
        run.with_value(id, holding, |value| D::number(&kernels, value)).map_err(Fault::told)
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

    /// Runs the pass backward, and keeps the gradients of variables, with the updates that are pending.
    pub(crate) fn backward(self) -> Result<Booking<E, D>, D::Err> {
        let Self { mut session, mut booking, foreign, .. } = self;
        for field in 0..session.run().reached.len() {
            booking.has_gradient[field] = session.run().reached[field];
        }
        let kernels = booking.kernels();
        if !Ledger::<E, D>::FILLS_AT_ONCE {
            for field in &session.run().unwritten {
                kernels.fill(0.0, booking.give_gradient(*field));
            }
        }
        let mut taken = Vec::new();
        let mut others = |within: &mut Gradients<E, D>| {
            for variable in &foreign {
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
        Ok(booking)
    }
}
