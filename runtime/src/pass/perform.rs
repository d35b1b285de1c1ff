//! How a pass is made: described if it was not before, then run.

use std::fmt::Display;
use std::sync::Arc;

use dfdx::tensor::OwnedTape;

use super::outputs::{Given, Leaving, Outputs, Results, Values};
use super::plan::TooLittle;
use super::pool::{Key, Passes, Pool, Purpose, Session};
use super::program::Program;
use super::run::Run;
use super::settings::{Planned, Settings};
use super::share::Share;
use super::together::Together;
use super::{Mode, Pass, Stage};
use crate::axis::Sizes;
use crate::storage::{Device, Dtype, Fault};
use crate::{Error, slow_build};

/// Why there is no pass.
pub(super) enum Failure<X> {
    Device(X),
    Problem(Error),
}

impl<X> Failure<X> {
    /// What is told of work that the device has not done.
    pub(super) fn of(fault: Fault<X>, strict: bool) -> Self {
        if strict { Self::Problem(fault.problem) } else { Self::Device(fault.error) }
    }
}

impl<X: Display> Failure<X> {
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Device(error) => Error::device(error),
            Self::Problem(problem) => problem,
        }
    }
}

/// A pass to be made.
pub(super) struct Task<'a, E: Dtype, D: Device<E>> {
    /// That of the network.
    pub(super) pool: Arc<Pool<E, D>>,
    pub(super) device: &'a D,
    pub(super) purpose: Purpose,
    pub(super) batch: usize,
    pub(super) settings: Planned,
    /// The part of the batch that it is for, if it is one of a tower; `batch` is the size of that part then.
    pub(super) share: Option<Share<E, D>>,
    /// The ranks that make the pass, if there are several.
    pub(super) ranks: Option<Arc<Together>>,
    pub(super) mode: Mode,
    /// dfdx's.
    pub(super) tape: Option<OwnedTape<E, D>>,
    /// Whether a problem ends the pass.
    pub(super) strict: bool,
    /// Whether somebody will ask for the loss.
    pub(super) reads_loss: bool,
}

/// The body of a network, and what a pass has to know of that. It has no type of its own, so that what makes passes is not
/// compiled once more for each network.
pub(super) struct Body<'b, E: Dtype, D: Device<E>> {
    /// Tells a pass what to do.
    pub(super) run: &'b mut dyn FnMut(&mut Pass<E, D>) -> Result<Given, D::Err>,
    /// Where the frozen statistics lie.
    pub(super) frozen: &'b dyn Fn() -> Vec<usize>,
    /// Completes a new run.
    pub(super) prepare: &'b dyn Fn(&mut Run<E, D>),
}

impl<'b, E: Dtype, D: Device<E>> Body<'b, E, D> {
    /// That of a pass that trains nothing.
    pub(super) fn untrained(run: &'b mut dyn FnMut(&mut Pass<E, D>) -> Result<Given, D::Err>) -> Self {
        Self { run, frozen: &Vec::new, prepare: &|_| {} }
    }
}

/// A pass that was made.
pub(super) struct Done<E: Dtype, D: Device<E>> {
    pub(super) session: Session<E, D>,
    pub(super) tape: Option<OwnedTape<E, D>>,
    pub(super) given: Given,
    /// How much of the batch it was for.
    pub(super) weight: f64,
    /// Which tower it is one of.
    pub(super) tower: usize,
}

impl<E: Dtype, D: Device<E>> Task<'_, E, D> {
    /// Runs the body.
    pub(super) fn perform(mut self, body: &mut Body<'_, E, D>) -> Result<Done<E, D>, Failure<D::Err>> {
        let (mut pool, mut found) = self.find_run();
        loop {
            let is_new = found.is_none();
            let run = match found.take() {
                Some(run) => run,
                None => {
                    let mut run = self.describe(body, pool.places())?;
                    if run.has_foreign_steps() && pool.is_away().is_some() {
                        pool = Arc::clone(&self.pool);
                        run = self.describe(body, 1)?;
                    }
                    (body.prepare)(&mut run);
                    run
                }
            };
            // dfdx does its steps as it is called for them. What has no samples waits and is never done.
            let is_empty = self.ranks.is_some() && self.batch == 0;
            let waits = is_empty || (self.share.is_some() || D::IS_APART) && !run.has_foreign_steps();
            if !waits && run.has_meetings() {
                return Err(Failure::Problem(Error::NotSynchronised));
            }
            // Where micro-batches go there and back in turn, their memory comes when it is their turn.
            let is_apart = waits && self.takes_turns();
            let session = Session::new(Arc::clone(&pool), run, self.device.clone(), waits, is_apart);
            let session = session.map_err(|fault| Failure::of(fault, self.strict))?;
            let mut pass = Pass::new(Stage::Running(session), self.device, self.batch, self.settings.sizes, self.mode);
            (pass.tape, pass.reads_loss) = (self.tape.take(), self.reads_loss);
            pass.share = self.share.clone();
            let given = (body.run)(&mut pass).map_err(Failure::Device)?;
            if let (Some(problem), true) = (pass.problem, self.strict) {
                return Err(Failure::Problem(problem));
            }
            if let Some(problem) = self.ranks.as_ref().and_then(|ranks| ranks.failure()) {
                return Err(Failure::Problem(problem));
            }
            match pass.stage {
                Stage::Running(mut session) => {
                    if session.waits {
                        let (run, holding) = session.parts();
                        let share = self.share.as_ref();
                        let moment = share.map_or(0, |share| share.moment);
                        let hand_out = share.and_then(|share| share.hand_out.as_deref());
                        let docked = run.dock(holding, (&pool, moment), hand_out);
                        docked.map_err(|fault| Failure::of(fault, self.strict))?;
                        // A tower does its steps beside others.
                        if self.share.is_none() {
                            run.forward_together(holding);
                        }
                    }
                    session.check().map_err(|fault| Failure::of(fault, self.strict))?;
                    let weight = self.share.as_ref().map_or(1.0, Share::weight);
                    return Ok(Done { session, tape: pass.tape, given, weight, tower: 0 });
                }
                // What was found does something else; it is gone now, and the next round describes anew.
                Stage::Describing(_) | Stage::Diverged => {
                    assert!(!is_new, "the body of a pass does something else each time it is run");
                    self.tape = pass.tape;
                }
            }
        }
    }

    /// A run that nobody uses, and the pool that its memory is in: that of the share's device, or that of the network's if
    /// dfdx has steps in it, for it does them there.
    fn find_run(&self) -> (Arc<Pool<E, D>>, Option<Box<Run<E, D>>>) {
        let own = self.share.as_ref().and_then(|share| share.pool.as_ref()).unwrap_or(&self.pool);
        let (home, found) = match own.run(self.purpose, self.batch, &self.settings) {
            None if own.is_away().is_some() => (true, self.pool.run_of_dfdx(self.purpose, self.batch, &self.settings)),
            found => (false, found),
        };
        let pool = if home && found.is_some() { &self.pool } else { own };
        (Arc::clone(pool), found)
    }

    /// Has the body say what it does, and plans that for so many devices.
    fn describe(&self, body: &mut Body<'_, E, D>, places: usize) -> Result<Box<Run<E, D>>, Failure<D::Err>> {
        slow_build::note();
        let mut program = Box::<Program<E, D>>::default();
        program.is_spread = places > 1;
        program.half = self.settings.half;
        let mut pass = Pass::new(Stage::Describing(program), self.device, self.batch, self.settings.sizes, self.mode);
        (pass.frozen, pass.reads_loss) = ((body.frozen)(), self.reads_loss);
        pass.share = self.share.clone();
        let given = (body.run)(&mut pass).map_err(Failure::Device)?;
        if let (Some(problem), true) = (pass.problem, self.strict) {
            return Err(Failure::Problem(problem));
        }
        let Stage::Describing(mut program) = pass.stage else { unreachable!("a description goes on to its end") };
        given.note(self.purpose, &mut program);
        if program.is_spread && program.devices() > places {
            return Err(Failure::Problem(Error::TooFewDevices { network: program.devices(), placement: places }));
        }
        let key = Key { purpose: self.purpose, batch: self.batch, settings: self.settings.clone() };
        Run::new(key, *program).map(Box::new).map_err(|less| self.too_little(less))
    }

    fn too_little(&self, TooLittle { least, most }: TooLittle) -> Failure<D::Err> {
        let [least, most] = [least, most].map(|elements| elements * size_of::<E>());
        let limit = self.settings.memory_limit.unwrap_or_default();
        Failure::Problem(Error::MemoryLimit { limit, batch: self.batch, least, most })
    }
}

impl Passes {
    /// Makes a pass that uses running statistics and has no gradients.
    ///
    /// ```
    /// use netweave::layer::select;
    /// use netweave::prelude::*;
    ///
    /// let device = Cpu::default();
    /// let condition = device.tensor([1.0_f32, 0.0, -1.0]);
    /// let (a, b) = (device.tensor([1.0, 2.0, 3.0]), device.tensor([-1.0, -2.0, -3.0]));
    /// let chosen: Tensor<Rank1<3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
    ///     let (condition, a, b) = (pass.untraced(&condition)?, pass.untraced(&a)?, pass.untraced(&b)?);
    ///     select(&condition, &a, &b, pass)
    /// })?;
    /// assert_eq!(chosen.array(), [1.0, -2.0, -3.0]);
    /// # Ok::<(), dfdx::tensor::CpuError>(())
    /// ```
    ///
    /// # Errors
    /// Those of the body; what it has told the pass by [`Error`] is lost.
    ///
    /// # Panics
    /// If the body, which is run twice at first, does not call the same layers both times.
    pub fn forward<O: Outputs<E, D>, E: Dtype, D: Device<E>>(
        &self,
        device: &D,
        batch: usize,
        body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<O, D::Err> {
        self.inferring(Purpose::Inference, device, batch, false).infer(&Settings::default(), body).map_err(|failure| {
            match failure {
                Failure::Device(error) => error,
                Failure::Problem(_) => unreachable!("a pass that is not strict tells no problems"),
            }
        })
    }

    /// [`forward`](Self::forward), with the problems that a pass has met, and in towers if `settings` say so.
    ///
    /// # Errors
    /// The first problem.
    pub fn inference<O: Outputs<E, D>, V: Values<E, D>, E: Dtype, D: Device<E>>(
        &self,
        settings: &Settings,
        device: &D,
        batch: usize,
        body: impl FnMut(&mut Pass<E, D>) -> Result<V, D::Err>,
    ) -> Result<O, Error> {
        let task = self.inferring(Purpose::Inference, device, batch, true);
        task.infer(settings, body).map_err(Failure::into_error)
    }

    /// [`inference`](Self::inference) that ends at the end point of this number.
    ///
    /// # Errors
    /// The first problem.
    pub(crate) fn end_point<O, E: Dtype, D: Device<E>>(
        &self,
        settings: &Settings,
        number: usize,
        device: &D,
        batch: usize,
        mut body: impl FnMut(&mut Pass<E, D>) -> Result<Leaving, D::Err>,
        leave: impl Fn(&mut Results<'_, E, D>) -> Result<O, D::Err>,
    ) -> Result<O, Error> {
        let mut output = None;
        let task = self.inferring(Purpose::EndPoint(number), device, batch, true);
        task.infer_and(settings, &mut |pass| Given::of::<E, D>(None, &body(pass)?), &mut |results| {
            output = Some(leave(results)?);
            Ok(())
        })
        .map_err(Failure::into_error)?;
        Ok(output.unwrap_or_else(|| unreachable!("an inference ends with its results")))
    }

    /// The bytes that an inference takes, without one being done.
    ///
    /// # Errors
    /// The first problem.
    pub fn memory_of<O: Outputs<E, D>, E: Dtype, D: Device<E>>(
        &self,
        device: &D,
        batch: usize,
        sizes: Sizes,
        mut body: impl FnMut(&mut Pass<E, D>) -> Result<O::Values, D::Err>,
    ) -> Result<usize, Error> {
        let mut task = self.inferring(Purpose::Inference, device, batch, true);
        task.settings.sizes = sizes;
        let run = task.describe(&mut Body::untrained(&mut |pass| Given::of(None, &body(pass)?)), 1);
        Ok(run.map_err(Failure::into_error)?.plan.size * size_of::<E>())
    }

    fn inferring<'a, E: Dtype, D: Device<E>>(
        &self,
        purpose: Purpose,
        device: &'a D,
        batch: usize,
        strict: bool,
    ) -> Task<'a, E, D> {
        Task {
            pool: self.pool(),
            device,
            purpose,
            batch,
            settings: Planned::DEFAULT,
            share: None,
            ranks: None,
            mode: Mode::INFERENCE,
            tape: None,
            strict,
            reads_loss: false,
        }
    }
}

impl<E: Dtype, D: Device<E>> Task<'_, E, D> {
    fn infer<O: Outputs<E, D>, V: Values<E, D>>(
        self,
        settings: &Settings,
        mut body: impl FnMut(&mut Pass<E, D>) -> Result<V, D::Err>,
    ) -> Result<O, Failure<D::Err>> {
        let mut outputs = None;
        self.infer_and(settings, &mut |pass| Given::of(None, &body(pass)?), &mut |results| {
            outputs = Some(O::leave(results)?);
            Ok(())
        })?;
        Ok(outputs.unwrap_or_else(|| unreachable!("an inference ends with its results")))
    }

    fn infer_and(
        mut self,
        settings: &Settings,
        run: &mut dyn FnMut(&mut Pass<E, D>) -> Result<Given, D::Err>,
        leave: &mut dyn FnMut(&mut Results<'_, E, D>) -> Result<(), D::Err>,
    ) -> Result<(), Failure<D::Err>> {
        let strict = self.strict;
        self.settings.sizes = settings.planned.sizes;
        self.settings.half = settings.planned.half;
        let done = self.perform_on(settings, &mut Body::untrained(run))?;
        let all = done.iter().map(|done| {
            let (run, holding) = done.session.look();
            (run, holding, &*done.given.leaving)
        });
        leave(&mut Results::of(all)).map_err(Failure::Device)?;
        for done in &done {
            done.session.check().map_err(|fault| Failure::of(fault, strict))?;
        }
        Ok(())
    }
}
