use std::num::NonZero;
use std::ops::Range;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::workers::Workers;
use super::{Parts, Source};
use crate::Error;
use crate::storage::Device;
use crate::towers::{At, Towers, parts};

/// Makes batches of a source's samples on threads of its own, some batches ahead.
///
/// Which samples a batch has, and in which order batches come, depends on the source, the batch size and the seed,
/// never on threads. Batches are counted through all epochs, so that the number of a training run's step says where to
/// go on: see [`Loader::from_step`].
pub struct Loader<S, D> {
    source: Arc<S>,
    device: D,
    batch_size: usize,
    seed: Option<u64>,
    drop_last: bool,
    threads: usize,
    /// Which rank it makes batches for, and of how many.
    share: (usize, usize),
}

impl<S: Source, D: Device<S::Dtype>> Loader<S, D> {
    /// Batches of 32 in the order of the samples, made on one thread; `device` is where the tensors will be.
    pub fn new(source: S, device: &D) -> Self {
        let device = device.clone();
        let source = Arc::new(source);
        Self { source, device, batch_size: 32, seed: None, drop_last: false, threads: 1, share: (0, 1) }
    }

    /// Sets how many samples go into a batch.
    pub fn batch_size(mut self, samples: usize) -> Self {
        self.batch_size = samples;
        self
    }

    /// Shuffles the samples, in each epoch anew. A seed gives one order of every epoch.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Leaves out the last batch of an epoch if it has fewer samples than the others.
    pub fn drop_last(mut self) -> Self {
        self.drop_last = true;
        self
    }

    /// Sets how many threads make batches; on 0 the thread makes them that asks for them.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Has each rank of towers in several processes make its part of every batch; the batch size is that of all ranks together.
    /// Say it last, on every rank.
    ///
    /// A batch has the samples that it has in one process, in their order, and ranks have one sample more than others at most:
    /// the rest of an epoch may leave some without any, which take part in the pass all the same. Towers of one process have all
    /// of it.
    ///
    /// ```
    /// # use netweave::data::{Loader, from_fn};
    /// # use netweave::prelude::*;
    /// # let source = from_fn::<(Rank1<1>,), f32>(5, |sample, (x,)| {
    /// #     x[0] = sample.index as f32;
    /// #     Ok(())
    /// # });
    /// # let (towers, device) = (Towers::cpu(2)?, Cpu::default());
    /// let loader = Loader::new(source, &device).batch_size(64).shuffle(1).share_of(&towers)?;
    /// # assert_eq!(loader.batches(), 1);
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::RanksDiffer`] if the loaders of two ranks would not make parts of the same batches, and [`Error::RankLost`].
    pub fn share_of<T>(self, towers: &Towers<T>) -> Result<Self, Error> {
        const HELP: &str = "give every rank the same data, in batches of the same size and the same order";
        if let Some(ranks) = &towers.crew.ranks {
            let order = self.seed.map_or("in their order".to_owned(), |seed| format!("shuffled by {seed}"));
            let last = if self.drop_last { "without" } else { "with" };
            let says = [
                (format!("a loader of {} samples", self.source.samples()), HELP),
                (format!("samples {order}"), HELP),
                (format!("batches of {} samples, {last} what is left at the end of an epoch", self.batch_size), HELP),
            ];
            ranks.ask(move |link| link.meet(At::Loader, &says, 0.0).map(drop))?;
        }
        Ok(Self { share: (towers.rank(), towers.ranks()), ..self })
    }

    /// The source.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The number of batches of an epoch.
    pub fn batches(&self) -> u64 {
        NonZero::new(self.batch_size).map_or(0, |size| self.plan(size).batches())
    }

    /// The batches of an epoch, which are counted from 0.
    ///
    /// # Errors
    /// An item is an error where the source or the device has one, and [`Error::Setting`] if the batch size is 0.
    /// Nothing comes after an error.
    pub fn epoch(&self, epoch: u64) -> Batches<S, D> {
        let batches = self.batches();
        self.steps(epoch.saturating_mul(batches)..epoch.saturating_add(1).saturating_mul(batches))
    }

    /// The batches from a step on, through all epochs and without an end: step `s` is batch `s % batches` of epoch
    /// `s / batches`.
    ///
    /// ```
    /// # use netweave::data::{Loader, from_fn};
    /// # use netweave::prelude::*;
    /// # let source = from_fn::<(Rank1<1>,), f32>(5, |sample, (x,)| {
    /// #     x[0] = sample.index as f32;
    /// #     Ok(())
    /// # });
    /// let loader = Loader::new(source, &Cpu::default()).batch_size(2).shuffle(1);
    /// let (all, late) = (loader.from_step(0).skip(4), loader.from_step(4));
    /// for (all, late) in all.zip(late).take(10) {
    ///     assert_eq!(all?.0.as_vec(), late?.0.as_vec());
    /// }
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loader::epoch`].
    pub fn from_step(&self, step: u64) -> Batches<S, D> {
        self.steps(step..u64::MAX)
    }

    fn steps(&self, steps: Range<u64>) -> Batches<S, D> {
        let device = self.device.clone();
        let Some(size) = NonZero::new(self.batch_size) else {
            let expected = "at least 1";
            let problem = Error::Setting { setting: "batch_size".to_owned(), value: 0.0, expected };
            return Batches { device, problem: Some(problem), workers: None };
        };
        let plan = self.plan(size);
        let workers = (plan.batches() > 0).then(|| Workers::new(Arc::clone(&self.source), plan, steps, self.threads));
        Batches { device, problem: None, workers }
    }

    fn plan(&self, size: NonZero<usize>) -> Plan {
        Plan { samples: self.source.samples(), size, seed: self.seed, drop_last: self.drop_last, share: self.share }
    }
}

/// Batches as they are made: a tuple of tensors each.
///
/// What has been made ahead is dropped with it; dropping waits for the samples that are being read.
pub struct Batches<S: Source, D> {
    device: D,
    problem: Option<Error>,
    workers: Option<Workers<S>>,
}

impl<S: Source, D: Device<S::Dtype>> Iterator for Batches<S, D> {
    type Item = Result<<S::Parts as Parts>::Batch<S::Dtype, D>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(problem) = self.problem.take() {
            return Some(Err(problem));
        }
        let batch = self.workers.as_mut()?.next()?;
        let batch = batch.and_then(|batch| S::Parts::batch(&batch.buffers, batch.size, &self.device));
        if batch.is_err() {
            self.workers = None;
        }
        Some(batch)
    }
}

/// Which samples each step gets.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    samples: usize,
    size: NonZero<usize>,
    seed: Option<u64>,
    drop_last: bool,
    share: (usize, usize),
}

impl Plan {
    /// The number of batches of an epoch.
    pub(super) fn batches(self) -> u64 {
        let whole = self.samples / self.size;
        let rest = !self.drop_last && !self.samples.is_multiple_of(self.size.get());
        whole as u64 + u64::from(rest)
    }

    /// The samples of an epoch, in their order.
    pub(super) fn order(self, epoch: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.samples).collect();
        if let Some(seed) = self.seed {
            order.shuffle(&mut StdRng::seed_from_u64(mix(seed, epoch)));
        }
        order
    }

    /// The place of a batch in the order of its epoch: of that part of it that is made here.
    pub(super) fn batch(self, batch: u64) -> Range<usize> {
        let start = batch as usize * self.size.get();
        let end = start.saturating_add(self.size.get()).min(self.samples);
        let (rank, ranks) = self.share;
        parts(start..end, ranks).get(rank).cloned().unwrap_or(end..end)
    }

    /// The seed of a sample in an epoch.
    pub(super) fn sample_seed(self, epoch: u64, index: usize) -> u64 {
        mix(mix(self.seed.unwrap_or(0), epoch), index as u64 + 1)
    }
}

/// A seed made of two numbers: SplitMix64's output function
/// ([Steele, Lea and Flood 2014](https://doi.org/10.1145/2660193.2660195)) of the first, moved by the second.
pub(crate) fn mix(seed: u64, number: u64) -> u64 {
    let state = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}
