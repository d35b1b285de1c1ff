//! Passes as dfdx trains a module.

use std::sync::Arc;

use dfdx::nn::TensorCollection;
use dfdx::tensor::{OwnedTape, Tape};

use super::ledger::{Booking, Layout};
use super::outputs::{Outputs, Results, leaving};
use super::perform::{Failure, Task, nowhere};
use super::pool::{Passes, Purpose};
use super::program::Program;
use super::settings::Planned;
use super::variables::{foreign_variables, lay_out};
use super::{Mode, Pass};
use crate::Error;
use crate::axis::Sizes;
use crate::storage::{Device, Dtype, Fault};
use crate::updates::Updates;

impl Passes {
    /// Makes a pass as dfdx trains a module: with its tape, on which the whole pass is one operation.
    ///
    /// # Errors
    /// Those of the body. A device's error type cannot tell of [`Error::OneValuePerChannel`], so that this way of training a
    /// batch norm on one value leaves its statistics as they are and says nothing.
    #[allow(clippy::type_complexity)]
    pub fn forward_mut<N, O, E, D>(
        &self,
        network: &N,
        device: &D,
        batch: usize,
        tape: OwnedTape<E, D>,
        body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<(O, OwnedTape<E, D>, Updates<E, D>), D::Err>
    where
        N: TensorCollection<E, D>,
        O: Outputs<E, D>,
        E: Dtype,
        D: Device<E>,
    {
        self.record(network, device, (batch, Sizes::NONE), tape, false, body).map_err(|failure| match failure {
            Failure::Device(error) => error,
            Failure::Problem(_) => unreachable!("a pass that is not strict tells no problems"),
        })
    }

    /// [`forward_mut`](Self::forward_mut), with the problems that a pass has met.
    ///
    /// # Errors
    /// The first problem.
    #[allow(clippy::type_complexity)]
    pub fn try_forward_mut<N, O, E, D>(
        &self,
        network: &N,
        device: &D,
        batch: usize,
        tape: OwnedTape<E, D>,
        body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<(O, OwnedTape<E, D>, Updates<E, D>), Error>
    where
        N: TensorCollection<E, D>,
        O: Outputs<E, D>,
        E: Dtype,
        D: Device<E>,
    {
        self.record(network, device, (batch, Sizes::NONE), tape, true, body).map_err(Failure::into_error)
    }

    /// [`try_forward_mut`](Self::try_forward_mut) of a network whose axes are of these sizes.
    ///
    /// # Errors
    /// The first problem.
    #[allow(clippy::type_complexity)]
    pub fn try_forward_mut_at<N, O, E, D>(
        &self,
        network: &N,
        device: &D,
        (batch, sizes): (usize, Sizes),
        tape: OwnedTape<E, D>,
        body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<(O, OwnedTape<E, D>, Updates<E, D>), Error>
    where
        N: TensorCollection<E, D>,
        O: Outputs<E, D>,
        E: Dtype,
        D: Device<E>,
    {
        self.record(network, device, (batch, sizes), tape, true, body).map_err(Failure::into_error)
    }

    #[allow(clippy::type_complexity)]
    fn record<N, O, E, D>(
        &self,
        network: &N,
        device: &D,
        (batch, sizes): (usize, Sizes),
        tape: OwnedTape<E, D>,
        strict: bool,
        body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<(O, OwnedTape<E, D>, Updates<E, D>), Failure<D::Err>>
    where
        N: TensorCollection<E, D>,
        O: Outputs<E, D>,
        E: Dtype,
        D: Device<E>,
    {
        let pool = self.pool::<E, D>();
        let layout = pool.layout(|| Layout::of(network));
        let task = Task {
            pool: Arc::clone(&pool),
            device,
            purpose: Purpose::ModuleMut,
            batch,
            settings: Planned { sizes, ..Planned::DEFAULT },
            share: None,
            ranks: None,
            mode: Mode::TRAINING,
            tape: Some(tape),
            strict,
            reads_loss: false,
        };
        let results = |values: &O::Values, program: &mut Program<E, D>| {
            program.results = leaving(values).iter().map(|value| value.id).collect();
            program.seeds = program.results.clone();
        };
        let done = task.perform(body, results, nowhere, |run| lay_out(run, network, &layout))?;
        let (mut session, tape) = (done.session, done.tape.unwrap_or_default());
        let mut booking = Booking::new(&pool, device, &layout, &[]).map_err(|fault| Failure::of(fault, strict))?;
        let (run, holding) = session.look();
        run.update(holding, &mut booking, 1.0);
        let updates = Updates::new(booking);
        let (output, seeds) = {
            let (run, holding) = session.look();
            let values = leaving(&done.values);
            let output = O::leave(&mut Results::of([(run, holding, &*values)])).map_err(Failure::Device)?;
            let mut seeds = Vec::new();
            output.tensors(&mut |tensor| seeds.push(tensor.ghost())).map_err(Failure::Device)?;
            (output, seeds)
        };
        let foreign = foreign_variables(&session, network, &layout);
        let mut tape = tape;
        tape.add_backward_op(move |gradients| {
            let booking = Booking::new(&pool, &session.look().1.device, &layout, &[]).map_err(Fault::into_error)?;
            session.seed(&booking, |index, seed| {
                seed(D::read_buffer(gradients.get_or_alloc_mut(&seeds[index])?));
                Ok(())
            })?;
            let mut others = |within: &mut dfdx::tensor::Gradients<E, D>| {
                foreign.iter().try_for_each(|variable| variable.give(within, gradients))
            };
            session.backward(booking.block(), &mut others, &mut |_| {})?;
            let (run, holding) = session.look();
            run.hand_over(holding, booking.block(), gradients)?;
            D::check(&booking.kernels()).map_err(|fault| fault.error)
        });
        Ok((output, tape, updates))
    }
}
