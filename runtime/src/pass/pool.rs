use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::iter::once;
use std::panic::RefUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dfdx::tensor::Gradients;

use super::beside::{Away, Copies, Others, Visit};
use super::holding::Holding;
use super::ledger::{Layout, Ledger};
use super::run::{Foreign, Run};
use super::settings::Planned;
use crate::kernels::List;
use crate::memory::{Block, REACH};
use crate::storage::{Device, Dtype, Fault, Slice};

/// How many plans a network remembers, for as many batch sizes, losses and end points.
const REMEMBERED: usize = 32;

/// What a network keeps from pass to pass: plans, and the memory that they share.
///
/// There is as much memory as the largest pass takes, for each pass that is there at the same time. A clone of a network
/// begins without.
#[derive(Default)]
pub struct Passes {
    /// A pool of the element type and the device that the network turned out to have.
    pool: OnceLock<Arc<dyn Any + Send + Sync>>,
}

// Whoever panics while a pass is made takes what the pass had with him; the rest is behind a mutex.
impl RefUnwindSafe for Passes {}

impl Clone for Passes {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Debug for Passes {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passes")
    }
}

impl Passes {
    pub(super) fn pool<E: Dtype, D: Device<E>>(&self) -> Arc<Pool<E, D>> {
        let pool = self.pool.get_or_init(|| Arc::new(Pool::<E, D>::default()));
        match Arc::clone(pool).downcast() {
            Ok(pool) => pool,
            Err(_) => unreachable!("a network has one element type and one device"),
        }
    }
}

/// What a program is for. Two passes of one key do the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) purpose: Purpose,
    pub(super) batch: usize,
    pub(super) settings: Planned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Inference,
    /// The end point of this number.
    EndPoint(usize),
    /// As dfdx trains a module.
    ModuleMut,
    /// The loss of this name.
    Training(&'static str),
}

pub(super) struct Pool<E: Dtype, D: Device<E>> {
    idle: Mutex<Idle<E, D>>,
    /// What the tensors of the network are, for the gradients.
    layout: OnceLock<Arc<Layout>>,
    /// Whether the variables were compared between ranks.
    is_compared: AtomicBool,
    /// On which device this is, if not on the network's.
    away: Option<Away<E, D>>,
    others: Others<E, D>,
    copies: Copies<E, D>,
}

struct Idle<E: Dtype, D: Device<E>> {
    /// The last that was used comes last.
    #[expect(clippy::vec_box, reason = "a run moves in and out of here with each pass")]
    runs: Vec<Box<Run<E, D>>>,
    arenas: Vec<D::Block>,
    /// For what remains of passes.
    remains: Vec<D::Block>,
    ledgers: Vec<Ledger<E, D>>,
}

impl<E: Dtype, D: Device<E>> Default for Pool<E, D> {
    fn default() -> Self {
        let idle = Idle { runs: Vec::new(), arenas: Vec::new(), remains: Vec::new(), ledgers: Vec::new() };
        let (others, copies) = (Others::default(), Copies::default());
        let (layout, is_compared) = (OnceLock::new(), AtomicBool::new(false));
        Self { idle: Mutex::new(idle), layout, is_compared, away: None, others, copies }
    }
}

impl<E: Dtype, D: Device<E>> Pool<E, D> {
    fn idle(&self) -> MutexGuard<'_, Idle<E, D>> {
        // Nothing in here panics half way.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One on another device.
    pub(super) fn away(away: Away<E, D>) -> Self {
        Self { away: Some(away), ..Self::default() }
    }

    /// The one on the devices of these numbers.
    pub(super) fn beside(self: &Arc<Self>, device: &D, numbers: &[usize]) -> Result<Arc<Self>, Fault<D::Err>> {
        Ok(self.others.pool(device, numbers)?.unwrap_or_else(|| Arc::clone(self)))
    }

    /// On which device this is, if not on the network's.
    pub(super) fn is_away(&self) -> Option<&Away<E, D>> {
        self.away.as_ref()
    }

    /// On how many devices it is.
    pub(super) fn places(&self) -> usize {
        self.away.as_ref().map_or(1, |away| away.there.len())
    }

    /// Copies of the variables of passes, on this device.
    pub(super) fn copies(&self) -> &Copies<E, D> {
        &self.copies
    }

    /// A run for this purpose that nobody uses.
    pub(super) fn run(&self, purpose: Purpose, batch: usize, settings: &Planned) -> Option<Box<Run<E, D>>> {
        self.run_if(purpose, batch, settings, |_| true)
    }

    /// One that dfdx has steps in.
    pub(super) fn run_of_dfdx(&self, purpose: Purpose, batch: usize, settings: &Planned) -> Option<Box<Run<E, D>>> {
        self.run_if(purpose, batch, settings, Run::has_foreign_steps)
    }

    fn run_if(
        &self,
        purpose: Purpose,
        batch: usize,
        settings: &Planned,
        choose: impl Fn(&Run<E, D>) -> bool,
    ) -> Option<Box<Run<E, D>>> {
        let mut idle = self.idle();
        let found = idle.runs.iter().rposition(|run| {
            let Key { purpose: own, batch: size, settings: set } = &run.key;
            (*own, *size, set) == (purpose, batch, settings) && choose(run)
        });
        found.map(|index| idle.runs.remove(index))
    }

    /// Memory for a run of these sizes, one for each of its devices. What is too small is given back to the system, so that a
    /// pool holds no more than its largest passes take.
    pub(super) fn arena(&self, device: &D, sizes: &[usize]) -> Result<D::Block, Fault<D::Err>> {
        self.memory(device, sizes, |idle| &mut idle.arenas)
    }

    /// The same for what remains of a run.
    fn remains(&self, device: &D, sizes: &[usize]) -> Result<D::Block, Fault<D::Err>> {
        self.memory(device, sizes, |idle| &mut idle.remains)
    }

    fn memory(
        &self,
        device: &D,
        sizes: &[usize],
        blocks: impl Fn(&mut Idle<E, D>) -> &mut Vec<D::Block>,
    ) -> Result<D::Block, Fault<D::Err>> {
        let largest = {
            let mut idle = self.idle();
            let blocks = blocks(&mut idle);
            let index = (0..blocks.len()).max_by_key(|index| blocks[*index].size());
            index.map(|index| blocks.swap_remove(index))
        };
        let mut parts = sizes.iter().enumerate();
        match largest {
            Some(arena) if parts.all(|(place, size)| arena.holds(place * REACH, *size)) => Ok(arena),
            small => {
                drop(small);
                let parts = sizes.iter().enumerate().map(|(place, size)| (place, place * REACH, *size));
                self.block(device, parts.collect::<List<_>>())
            }
        }
    }

    /// Memory on the devices of these places, from these elements on, for so many of them.
    fn block(&self, device: &D, parts: List<(usize, usize, usize)>) -> Result<D::Block, Fault<D::Err>> {
        match &self.away {
            Some(away) => {
                let parts = parts.iter().map(|(place, start, len)| (&away.there[*place], *start, *len));
                D::block(&parts.collect::<Vec<_>>())
            }
            None => {
                let kernels = device.kernels().map_err(Fault::of)?;
                D::block(&[(&kernels, 0, parts.iter().map(|(.., len)| len).sum())])
            }
        }
    }

    /// Takes a run back.
    fn put(&self, run: Box<Run<E, D>>) {
        let mut idle = self.idle();
        if idle.runs.len() == REMEMBERED {
            idle.runs.remove(0);
        }
        idle.runs.push(run);
    }

    /// Takes the memory of a run back, and that of what remains of it.
    pub(super) fn put_memory(&self, [arena, remains]: [Option<D::Block>; 2]) {
        let mut idle = self.idle();
        idle.arenas.extend(arena);
        idle.remains.extend(remains);
    }

    /// The list of the network's tensors, which `list` makes the first time.
    pub(super) fn layout(&self, list: impl FnOnce() -> Layout) -> Arc<Layout> {
        Arc::clone(self.layout.get_or_init(|| Arc::new(list())))
    }

    /// Whether the variables were not compared between ranks before. They are from now on.
    pub(super) fn is_new_to_ranks(&self) -> bool {
        !self.is_compared.swap(true, Ordering::Relaxed)
    }

    /// A ledger, in these ranges of its elements where a run has them on several devices.
    pub(super) fn ledger(
        &self,
        device: &D,
        layout: &Arc<Layout>,
        ranges: &[(usize, usize, usize)],
    ) -> Result<Ledger<E, D>, Fault<D::Err>> {
        let known = self.idle().ledgers.pop().filter(|ledger| ledger.ranges() == ranges);
        if let Some(known) = known {
            return Ok(known);
        }
        let whole = [(0, 0, Ledger::<E, D>::size(layout))];
        let parts = if ranges.is_empty() { &whole[..] } else { ranges };
        Ok(Ledger::new(self.block(device, parts.iter().copied().collect())?, layout, ranges.to_vec()))
    }

    pub(super) fn put_ledger(&self, ledger: Ledger<E, D>) {
        self.idle().ledgers.push(ledger);
    }
}

/// A run while it is used, with its memory. It goes back when it is dropped.
pub(crate) struct Session<E: Dtype, D: Device<E>> {
    pool: Arc<Pool<E, D>>,
    /// Until it is dropped, but for the time that a tower works with it.
    pub(super) held: Option<(Box<Run<E, D>>, Holding<E, D>)>,
    /// Whether the steps forward are done together when the body is through: by a tower, or because they may be recorded.
    pub(super) waits: bool,
    /// What dfdx has recorded of foreign steps, in their order.
    pub(super) foreign: Vec<(usize, Foreign<E, D>)>,
}

impl<E: Dtype, D: Device<E>> Session<E, D> {
    pub(super) fn new(
        pool: Arc<Pool<E, D>>,
        mut run: Box<Run<E, D>>,
        device: D,
        waits: bool,
        is_apart: bool,
    ) -> Result<Self, Fault<D::Err>> {
        let arena = match is_apart {
            true => pool.remains(&device, &run.remains.sizes)?,
            false => pool.arena(&device, &run.plan.sizes)?,
        };
        let visit = pool.is_away().cloned().map(Visit);
        let holding = run.room.enter(device, (arena, is_apart), run.program.entrances.len(), visit);
        Ok(Self { pool, held: Some((run, holding)), waits, foreign: Vec::new() })
    }

    /// Lends it memory of these sizes for the time that it takes.
    pub(super) fn lend_memory(&mut self, sizes: &[usize]) -> Result<(), Fault<D::Err>> {
        let arena = self.pool.arena(&self.look().1.device, sizes)?;
        self.parts().1.move_in(arena);
        Ok(())
    }

    /// Has it give back what was lent, if it is there yet.
    pub(super) fn hand_back(&mut self) {
        if let Some((_, holding)) = &mut self.held {
            self.pool.put_memory([holding.move_out(), None]);
        }
    }

    /// What is known to have failed of its work.
    pub(super) fn check(&self) -> Result<(), Fault<D::Err>> {
        let (_, holding) = self.look();
        match &holding.visit {
            None => D::check(&holding.arena.kernels()),
            Some(visit) => once(&visit.0.home).chain(&*visit.0.there).try_for_each(D::check),
        }
    }

    /// Where it comes from.
    pub(super) fn pool(&self) -> &Arc<Pool<E, D>> {
        &self.pool
    }

    pub(super) fn parts(&mut self) -> (&mut Run<E, D>, &mut Holding<E, D>) {
        match &mut self.held {
            Some((run, holding)) => (run, holding),
            None => unreachable!("a session has a run until it is dropped"),
        }
    }

    /// Forgets the run, and gives its memory back.
    pub(super) fn discard(mut self) {
        if let Some((mut run, holding)) = self.held.take() {
            self.pool.put_memory(run.room.leave(holding));
        }
    }

    pub(super) fn run(&self) -> &Run<E, D> {
        self.look().0
    }

    pub(super) fn look(&self) -> (&Run<E, D>, &Holding<E, D>) {
        match &self.held {
            Some((run, holding)) => (run, holding),
            None => unreachable!("a session has a run until it is dropped"),
        }
    }

    /// Does the way back from this gradient, which is `work` in this memory; if it is the same in each pass, it is recorded.
    pub(super) fn backward_together(&mut self, variables: u64, gradient: f64, work: &mut dyn FnMut(&mut Self)) {
        if !self.waits {
            return work(self);
        }
        let (run, holding) = self.parts();
        let (kernels, places) = (holding.arena.kernels(), run.places_back(holding, variables, gradient));
        let mut backward = std::mem::take(&mut run.backward);
        backward.perform(&kernels, places, &mut || work(self));
        self.parts().0.backward = backward;
    }

    /// Gives the results their gradients: what `gradient` lends of each to be read.
    pub(super) fn seed(
        &mut self,
        ledger: &Ledger<E, D>,
        mut gradient: impl FnMut(usize, &mut dyn FnMut(Slice<'_, E, D>)) -> Result<(), D::Err>,
    ) -> Result<(), D::Err> {
        let (run, holding) = self.parts();
        run.begin(ledger.is_filled());
        let variables = ledger.block();
        (0..run.program.seeds.len())
            .try_for_each(|index| gradient(index, &mut |gradient| run.seed((holding, variables), index, gradient)))
    }

    /// Begins the way back from a loss; see [`Run::begin_at_loss`].
    pub(super) fn begin_at_loss(&mut self, ledger: &Ledger<E, D>, gradient: f64) {
        let (run, holding) = self.parts();
        run.begin_at_loss((holding, ledger), gradient);
    }

    /// Runs all steps backward; see [`Run::backward`].
    pub(super) fn backward(
        &mut self,
        variables: &D::Block,
        others: &mut dyn FnMut(&mut Gradients<E, D>) -> Result<(), D::Err>,
        after: &mut dyn FnMut(usize),
    ) -> Result<(), D::Err> {
        let foreign = std::mem::take(&mut self.foreign);
        let (run, holding) = self.parts();
        run.backward((holding, variables), foreign, others, after)
    }
}

impl<E: Dtype, D: Device<E>> Drop for Session<E, D> {
    fn drop(&mut self) {
        let Some((mut run, holding)) = self.held.take() else { return };
        // A run that was left in the middle of a step may be in any state.
        if !std::thread::panicking() {
            self.pool.put_memory(run.room.leave(holding));
            self.pool.put(run);
        }
    }
}
