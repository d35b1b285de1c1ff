//! Passes as dfdx trains a module.

use std::sync::Arc;

use dfdx::nn::TensorCollection;
use dfdx::tensor::{OwnedTape, Tape};

use super::foreign::ForeignVariable;
use super::ledger::{Booking, Layout};
use super::outputs::{Given, Outputs, Results};
use super::perform::{Body, Done, Failure, Task};
use super::pool::{Passes, Pool, Purpose, Session};
use super::settings::Planned;
use super::variables::{foreign_variables, lay_out};
use super::{Mode, Pass};
use crate::Error;
use crate::axis::Sizes;
use crate::storage::{Device, Dtype, Fault, Flat};
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
        mut body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<(O, OwnedTape<E, D>, Updates<E, D>), Failure<D::Err>>
    where
        N: TensorCollection<E, D>,
        O: Outputs<E, D>,
        E: Dtype,
        D: Device<E>,
    {
        let pool = self.pool::<E, D>();
        let layout = &pool.layout(|| Layout::of(network));
        let mut output = None;
        let recorded = Recording { pool: Arc::clone(&pool), layout: Arc::clone(layout), device, batch, sizes, strict }
            .make(
                tape,
                Body {
                    run: &mut |pass| Given::of(None, &body(pass)?),
                    frozen: &Vec::new,
                    prepare: &|run| lay_out(run, network, layout),
                },
                &mut |results, visit| output.insert(O::leave(results)?).tensors(visit),
                &|session| foreign_variables(session, network, layout),
            );
        let (tape, updates) = recorded?;
        Ok((output.unwrap_or_else(|| unreachable!("a pass ends with its outputs")), tape, updates))
    }
}

/// A pass that dfdx trains by, of a network whose type is of no matter.
struct Recording<'a, E: Dtype, D: Device<E>> {
    pool: Arc<Pool<E, D>>,
    layout: Arc<Layout>,
    device: &'a D,
    batch: usize,
    sizes: Sizes,
    /// Whether a problem ends the pass.
    strict: bool,
}

impl<E: Dtype, D: Device<E>> Recording<'_, E, D> {
    /// Makes it, and puts it on the tape. `leave` makes the outputs and shows their tensors, `foreign` finds the variables that
    /// only dfdx knows.
    #[allow(clippy::type_complexity)]
    fn make(
        self,
        tape: OwnedTape<E, D>,
        mut body: Body<'_, E, D>,
        leave: &mut dyn FnMut(&mut Results<'_, E, D>, &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err>,
        foreign: &dyn Fn(&Session<E, D>) -> Vec<ForeignVariable<E, D>>,
    ) -> Result<(OwnedTape<E, D>, Updates<E, D>), Failure<D::Err>> {
        let Self { pool, layout, device, batch, sizes, strict } = self;
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
        let Done { mut session, tape, given, .. } = task.perform(&mut body)?;
        let mut booking = Booking::new(&pool, device, &layout, &[]).map_err(|fault| Failure::of(fault, strict))?;
        let (run, holding) = session.look();
        run.update(holding, &mut booking, 1.0);
        let updates = Updates::new(booking);
        let mut seeds = Vec::new();
        let (run, holding) = session.look();
        leave(&mut Results::of([(run, holding, &*given.leaving)]), &mut |tensor| seeds.push(tensor.ghost()))
            .map_err(Failure::Device)?;
        let foreign = foreign(&session);
        let mut tape = tape.unwrap_or_default();
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
        Ok((tape, updates))
    }
}
