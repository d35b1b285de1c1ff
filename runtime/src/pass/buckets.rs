//! Gradients on their way to the other ranks, while the pass still goes backward.
//!
//! A ledger is laid out like the network, so that the gradients of its last layers, which are there first, are at its end. It is
//! cut into buckets from there on. Each goes as soon as it is complete; all ranks cut alike, whatever their batches are.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use super::ForeignVariable;
use super::ledger::Ledger;
use super::plan::Gradient;
use super::recompute::Move;
use super::run::Run;
use super::together::Together;
use crate::memory::Block;
use crate::storage::{Device, Dtype, Fault, Lent};
use crate::towers::{Link, gone};
use crate::{Error, Exchange};

/// A bucket is an eighth of all gradients, within these bounds: what comes last cannot be hidden behind anything.
const PARTS: usize = 8;
const LEAST_BYTES: usize = 64 << 10;
const MOST_BYTES: usize = 4 << 20;
/// A large variable goes in buckets of so many bytes, for which a communicator and a device need memory of their own.
const AT_ONCE: usize = 16 << 20;

/// A part of the ledger that goes at once.
#[derive(Debug, PartialEq)]
struct Bucket {
    elements: Range<usize>,
    /// The move of the way back after which it is complete.
    after: usize,
}

impl Bucket {
    /// The same in parts of so many elements at most.
    fn parts(self, most: usize) -> impl Iterator<Item = Bucket> {
        let Bucket { elements: Range { start, end }, after } = self;
        (start..end).step_by(most).map(move |start| Bucket { elements: start..end.min(start + most), after })
    }
}

/// All of them, in the order in which they go.
pub(super) struct Buckets(Vec<Bucket>);

impl Buckets {
    /// Those of a ledger: first the updates of running statistics, which are there before the way back.
    pub(super) fn of<E: Dtype, D: Device<E>>(
        ledger: &Ledger<E, D>,
        run: &Run<E, D>,
        foreign: &[ForeignVariable<E, D>],
    ) -> Self {
        let statistics = Bucket { elements: ledger.statistics(), after: 0 };
        let statistics = (!run.program.updates.is_empty()).then_some(statistics);
        let buckets = statistics.into_iter().chain(cut(ledger, &run.reached, &complete(run, foreign, ledger)));
        Self(buckets.flat_map(|bucket| bucket.parts(AT_ONCE / size_of::<E>())).collect())
    }
}

/// Buckets on their way.
pub(super) struct Sending<'t> {
    together: &'t Together,
    buckets: Buckets,
    next: usize,
    begin: Instant,
    /// When each that went was complete.
    complete: Vec<Duration>,
    done: Receiver<Duration>,
    sender: Option<Sender<Duration>>,
    /// Why this rank has sent no numbers.
    problem: Option<Error>,
}

impl<'t> Sending<'t> {
    pub(super) fn new(together: &'t Together, buckets: Buckets) -> Self {
        let (sender, done) = mpsc::channel();
        let complete = Vec::with_capacity(buckets.0.len());
        let (begin, sender) = (Instant::now(), Some(sender));
        Self { together, buckets, next: 0, begin, complete, done, sender, problem: None }
    }

    /// Sends what is complete after a move of the way back.
    ///
    /// # Safety
    /// This is the block of the ledger. It is not dropped before this is, and of its elements, those of a bucket are neither read
    /// nor written from then on after which it is complete.
    pub(super) unsafe fn after<E: Dtype, D: Device<E>>(&mut self, at: usize, block: &D::Block) {
        while let Some(Bucket { elements, .. }) = self.buckets.0.get(self.next).filter(|bucket| bucket.after <= at) {
            let len = elements.len();
            let kernels = block.kernels_at(elements.start);
            // SAFETY: they are within the ledger, and each bucket is sent once.
            let lent = unsafe { D::lend(&kernels, block.write(elements.start, len), self.together.ranks.nccl()) };
            match lent.map_err(Fault::told) {
                Ok(lent) => {
                    self.next += 1;
                    self.complete.push(self.begin.elapsed());
                    self.send(move |link| lent.all_reduce(link));
                }
                Err(problem) => {
                    let problem = self.problem.get_or_insert(problem).clone();
                    return self.fail::<E, D>(&problem);
                }
            }
        }
    }

    /// Has the others learn that this rank has failed: where the host speaks for the devices it says so, and sends no numbers in
    /// place of what is left otherwise.
    fn fail<E: Dtype, D: Device<E>>(&mut self, problem: &Error) {
        if D::IS_APART && self.together.ranks.nccl().is_some() && self.next < self.buckets.0.len() {
            self.next = self.buckets.0.len();
            let problem = problem.clone();
            return self.send(move |link| link.failed(problem));
        }
        while let Some(Bucket { elements, .. }) = self.buckets.0.get(self.next) {
            let mut part = vec![E::of(f64::NAN); elements.len()];
            self.next += 1;
            self.send(move |link| link.all_reduce(&mut part));
        }
    }

    fn send(&mut self, job: impl FnOnce(&mut Link) -> Result<(), Error> + Send + 'static) {
        let Some(sender) = self.sender.clone() else { return };
        self.together.then(move |link| {
            let begin = Instant::now();
            job(link)?;
            // Whoever has given up does not ask.
            let _ = sender.send(begin.elapsed());
            Ok(())
        });
    }

    /// Sends the rest, if all has gone well on this rank, and waits for all.
    ///
    /// # Errors
    /// What has gone wrong on this rank, and why the ranks have given the pass up.
    pub(super) fn finish<E: Dtype, D: Device<E>>(
        mut self,
        done: Result<(), Error>,
        block: Option<&D::Block>,
    ) -> Result<(), Error> {
        match (&done, block) {
            // SAFETY: it is borrowed until this is dropped, and the pass is over.
            (Ok(()), Some(block)) => unsafe { self.after::<E, D>(usize::MAX, block) },
            (Ok(()), None) => unreachable!("what was done is in a ledger"),
            (Err(problem), _) => self.fail::<E, D>(problem),
        }
        self.sender = None;
        let begin = Instant::now();
        let times = self.done.iter().collect::<Vec<_>>();
        let (busy, waited) = (times.iter().sum(), begin.elapsed());
        let bytes = self.buckets.0.iter().map(|bucket| bucket.elements.len() * size_of::<E>());
        let buckets = bytes.zip(std::mem::take(&mut self.complete)).collect();
        self.together.ranks.note(Exchange { buckets, busy, waited });
        done.and(self.problem.take().map_or(Ok(()), Err))?;
        match times.len() == self.buckets.0.len() {
            true => Ok(()),
            false => Err(self.together.failure().unwrap_or_else(gone)),
        }
    }
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        // What was given up drops its sender, too.
        self.sender = None;
        self.done.iter().for_each(drop);
    }
}

/// By where it begins: the move of the way back after which the gradient of a variable is complete.
fn complete<E: Dtype, D: Device<E>>(
    run: &Run<E, D>,
    foreign: &[ForeignVariable<E, D>],
    ledger: &Ledger<E, D>,
) -> HashMap<usize, usize> {
    let mut complete = HashMap::new();
    for (at, done) in run.plan.moves.iter().enumerate() {
        let Move::Backward(step) = done else { continue };
        for operand in run.program.operands(*step) {
            if let Some(Gradient::Variable(entrance)) = run.plan.gradients[operand.index()]
                && let Some(start) = run.offsets[entrance]
            {
                complete.insert(start, at);
            }
        }
    }
    // dfdx's come when the pass is over.
    complete.extend(foreign.iter().map(|variable| (ledger.range(variable.field).start, usize::MAX)));
    complete
}

/// Cuts the gradients that the loss can reach into buckets, from the last to the first.
fn cut<E: Dtype, D: Device<E>>(
    ledger: &Ledger<E, D>,
    reached: &[bool],
    complete: &HashMap<usize, usize>,
) -> Vec<Bucket> {
    let mut fields: Vec<_> =
        (0..reached.len()).filter(|field| reached[*field]).map(|field| ledger.range(field)).collect();
    fields.sort_by_key(|elements| std::cmp::Reverse(elements.start));
    let all = fields.iter().map(Range::len).sum::<usize>() * size_of::<E>();
    let enough = (all / PARTS).clamp(LEAST_BYTES, MOST_BYTES) / size_of::<E>();
    let mut buckets: Vec<Bucket> = Vec::new();
    for elements in fields {
        let after = complete.get(&elements.start).copied().unwrap_or(0);
        match buckets.last_mut() {
            // What lies between two variables is a part of a cache line, unless there is one that has no gradient.
            Some(last)
                if last.elements.len() < enough && last.elements.start - elements.end < crate::memory::ALIGNMENT =>
            {
                last.elements.start = elements.start;
                last.after = last.after.max(after);
            }
            _ => buckets.push(Bucket { elements, after }),
        }
    }
    buckets
}
