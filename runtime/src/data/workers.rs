//! The threads behind a loader.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::loader::Plan;
use super::{Parts, Sample, Source};
use crate::Error;

/// The batches that wait behind each thread, beside the one that it is making.
const AHEAD: usize = 1;

/// A batch that is not on the device yet.
pub(super) struct Batch<S: Source> {
    pub(super) size: usize,
    pub(super) buffers: <S::Parts as Parts>::Buffers<S::Dtype>,
}

/// Makes the batches of a range of steps, each thread every so-manyth, so that the order is given without a lock.
pub(super) struct Workers<S: Source> {
    steps: Range<u64>,
    first: u64,
    /// Without threads, makes the batches itself.
    own: Maker<S>,
    threads: Vec<Worker<S>>,
}

struct Worker<S: Source> {
    /// Taken out to stop the thread.
    batches: Option<Receiver<Result<Batch<S>, Error>>>,
    thread: Option<JoinHandle<()>>,
}

impl<S: Source> Workers<S> {
    pub(super) fn new(source: Arc<S>, plan: Plan, steps: Range<u64>, threads: usize) -> Self {
        let worker = |number: usize| {
            let (sender, batches) = sync_channel(AHEAD);
            let mut maker = Maker::new(Arc::clone(&source), plan);
            let steps = steps.clone().skip(number).step_by(threads);
            let thread = thread::Builder::new().name(format!("netweave-data-{number}"));
            let thread = thread.spawn(move || maker.send_all(steps, &sender));
            thread.map(|thread| Worker { batches: Some(batches), thread: Some(thread) })
        };
        // Where the system has no thread to give, the batches are made here.
        let threads = (0..threads).map(worker).collect::<Result<_, _>>().unwrap_or_default();
        Self { first: steps.start, steps, own: Maker::new(source, plan), threads }
    }

    pub(super) fn next(&mut self) -> Option<Result<Batch<S>, Error>> {
        let step = self.steps.next()?;
        if self.threads.is_empty() {
            return Some(self.own.make(step));
        }
        let turn = (step - self.first) as usize % self.threads.len();
        self.threads[turn].receive()
    }
}

impl<S: Source> Worker<S> {
    /// The next batch of this thread.
    ///
    /// # Panics
    /// If the source has panicked on it: with what the source panicked with.
    fn receive(&mut self) -> Option<Result<Batch<S>, Error>> {
        if let Ok(batch) = self.batches.as_ref()?.recv() {
            return Some(batch);
        }
        // A thread ends before its last batch is received only if it panics.
        if let Err(panic) = self.thread.take()?.join() {
            resume_unwind(panic);
        }
        None
    }
}

impl<S: Source> Drop for Worker<S> {
    fn drop(&mut self) {
        // The thread ends as soon as it finds that nobody receives.
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // A panic about a batch that nobody asked for is nobody's.
            let _ = thread.join();
        }
    }
}

/// Makes batches, one after the other.
struct Maker<S> {
    source: Arc<S>,
    plan: Plan,
    /// The epoch at hand, and the order of its samples.
    order: Option<(u64, Vec<usize>)>,
}

impl<S: Source> Maker<S> {
    fn new(source: Arc<S>, plan: Plan) -> Self {
        Self { source, plan, order: None }
    }

    fn send_all(&mut self, steps: impl Iterator<Item = u64>, batches: &SyncSender<Result<Batch<S>, Error>>) {
        for step in steps {
            if batches.send(self.make(step)).is_err() {
                break;
            }
        }
    }

    fn make(&mut self, step: u64) -> Result<Batch<S>, Error> {
        let plan = self.plan;
        let (epoch, batch) = (step / plan.batches(), step % plan.batches());
        let order = match self.order.take() {
            Some((last, order)) if last == epoch => order,
            _ => plan.order(epoch),
        };
        let (_, order) = self.order.insert((epoch, order));
        let indices = &order[plan.batch(batch)];
        let mut buffers = S::Parts::zeros(indices.len());
        for (row, &index) in indices.iter().enumerate() {
            let sample = Sample { index, epoch, seed: plan.sample_seed(epoch, index) };
            self.source.read(sample, S::Parts::row(&mut buffers, row))?;
        }
        Ok(Batch { size: indices.len(), buffers })
    }
}
