//! A tower that fails keeps nobody waiting who would meet it in a batch norm.

use std::sync::Arc;

use dfdx::nn::BuildModule;
use dfdx::shapes::Const;
use dfdx::tensor::{Cpu, CpuError, Tensor, TensorFromVec};

use super::{Body, Booking, Task, Turn, backward, there_and_back};
use crate::Error;
use crate::kernels::List;
use crate::layer::BatchNorm;
use crate::pass::frame::{Frame, Part};
use crate::pass::ledger::Layout;
use crate::pass::operation::{Keeps, Operation};
use crate::pass::outputs::Given;
use crate::pass::pool::{Passes, Pool, Purpose};
use crate::pass::settings::{Planned, Settings};
use crate::pass::variables::lay_out;
use crate::pass::{Mode, Pass, Value};
use crate::towers::{PipelineSchedule, Placement, Statistics, Towers};

/// Hands its operand on, or breaks.
#[derive(PartialEq)]
struct Fragile {
    breaks: bool,
    breaks_back: bool,
}

impl Operation<f64, Cpu> for Fragile {
    fn forward(&self, at: &mut Frame<'_, f64, Cpu>) {
        assert!(!self.breaks, "it breaks on the way forward");
        let (reads, [y]) = at.lend([Part::Output(0)]);
        y.copy_from_slice(reads.operand(0));
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, f64, Cpu>) {
        assert!(!self.breaks_back, "it breaks on the way back");
        at.hand_on(0);
    }
}

/// Where something breaks.
#[derive(Clone, Copy, PartialEq)]
struct Break {
    tower: usize,
    /// In front of which batch norm, or behind the last.
    place: usize,
    back: bool,
}

type Norm = BatchNorm<3, f64, Cpu>;

/// How many batch norms there are.
const NORMS: usize = 3;

fn task<'a>(pool: &Arc<Pool<f64, Cpu>>, device: &'a Cpu, batch: usize) -> Task<'a, f64, Cpu> {
    Task {
        pool: Arc::clone(pool),
        device,
        purpose: Purpose::Training("fit"),
        batch,
        settings: Planned::DEFAULT,
        share: None,
        ranks: None,
        mode: Mode::TRAINING,
        tape: None,
        strict: true,
        reads_loss: false,
    }
}

fn samples(batch: usize) -> Tensor<(usize, Const<3>), f64, Cpu> {
    let values = (0..3 * batch).map(|index| (index * index % 17) as f64).collect();
    Cpu::default().tensor_from_vec(values, (batch, Const))
}

/// Trains by all of a value, and gives nothing.
fn trains(value: &Value<(usize, Const<3>), f64, Cpu>) -> Result<Given, CpuError> {
    Given::of::<f64, Cpu>(Some(value.id()), &())
}

/// A pass of two samples for each tower, through batch norms with something fragile before, between and behind them.
fn pass(
    (passes, norms): (&Passes, &(Norm, Norm, Norm)),
    towers: &Towers<Cpu>,
    broken: Option<Break>,
) -> Result<(), Error> {
    let (device, pool) = (Cpu::default(), passes.pool());
    let mut settings = Settings::default();
    settings.on(&towers);
    settings.micro_batches(2);
    let batch = 4 * towers.count();
    let x = samples(batch);
    let layout = Arc::new(Layout::of(norms));
    let task = task(&pool, &device, batch);
    let mut run = |pass: &mut Pass<f64, Cpu>| {
        let first = pass.share.as_ref().map_or(0, |share| share.samples.start);
        let breaks = |place, back| broken == Some(Break { tower: first / 4, place, back });
        let mut value = pass.input("x", &x)?;
        for place in 0..=NORMS {
            let fragile = Fragile { breaks: breaks(place, false), breaks_back: breaks(place, true) };
            value = Value::new(pass.apply(fragile, &[value.id()], &[3 * value.shape().0]), *value.shape());
            if let Some(norm) = [&norms.0, &norms.1, &norms.2].get(place) {
                value = norm.with(0.1, 1e-5).apply(&value, pass)?;
            }
        }
        trains(&value)
    };
    let body = &mut Body { run: &mut run, frozen: &Vec::new, prepare: &|run| lay_out(run, norms, &layout) };
    let done = task.perform_on(&settings, body);
    let done = done.map_err(super::Failure::into_error)?;
    assert_eq!(done.len(), 2 * towers.count());
    let mut bookings: List<_> =
        (0..towers.count()).map(|_| Booking::new(&pool, &device, &layout, &[]).unwrap()).collect();
    bookings.iter_mut().for_each(|booking| booking.fill_gradients());
    if towers.crew.schedule == PipelineSchedule::OneForwardOneBackward {
        let mut done: Vec<_> = List::into_iter(done).collect();
        let turns = done.iter_mut().map(|done| {
            let tower = done.tower;
            Turn { tower, session: &mut done.session, booking: tower, gradient: 1.0 }
        });
        return there_and_back(&towers.crew, &mut turns.collect::<Vec<_>>(), bookings).map(drop);
    }
    let ways = List::into_iter(done).map(|done| (done.tower, done.session, done.tower, 1.0));
    backward(&towers.crew, ways.collect(), bookings, None).map(drop)
}

#[test]
fn nobody_waits_for_a_tower_that_breaks() {
    let norms = BuildModule::build(&Cpu::default());
    let passes = Passes::default();
    for towers in [Towers::cpu(3).unwrap(), Towers::of(&Placement::cpu(2).unwrap(), 3).unwrap()] {
        let towers = towers.statistics(Statistics::Synchronised);
        let in_turn = towers.clone().schedule(PipelineSchedule::OneForwardOneBackward);
        for (tower, towers) in (0..3).flat_map(|tower| [(tower, &towers), (tower, &in_turn)]) {
            for (place, back) in (0..=NORMS).flat_map(|place| [(place, false), (place, true)]) {
                let broken = pass((&passes, &norms), towers, Some(Break { tower, place, back }));
                if (place, back) == (0, true) {
                    // Nothing is trained in front of the first.
                    assert_eq!(broken, Ok(()));
                    continue;
                }
                let way = if back { "back" } else { "forward" };
                let problem = Error::Panic(format!("it breaks on the way {way}"));
                assert_eq!(broken, Err(Error::Tower { tower, problem: Box::new(problem) }));
                assert_eq!(pass((&passes, &norms), towers, None), Ok(()));
            }
        }
    }
}

/// Micro-batches do not share the gradient of a variable that two devices add to.
#[test]
fn a_variable_on_two_devices() {
    let norms: (Norm, Norm) = BuildModule::build(&Cpu::default());
    let parted = |first: &Norm, second: &Norm| {
        let (device, x, passes) = (Cpu::default(), samples(4), Passes::default());
        let mut run = |pass: &mut Pass<f64, Cpu>| {
            let value = pass.input("x", &x)?;
            let value = first.with(0.1, 1e-5).apply(&value, pass)?;
            trains(&pass.on(1, |pass| second.with(0.1, 1e-5).apply(&value, pass))?)
        };
        let done = task(&passes.pool(), &device, 4).perform(&mut Body::untrained(&mut run));
        done.map_err(super::Failure::into_error).unwrap().session.run().parts_variables()
    };
    assert!(parted(&norms.0, &norms.1) && !parted(&norms.0, &norms.0));
}
