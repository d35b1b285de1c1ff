//! A training pass of several ranks: each does its own batch, and what they find is that of all batches together.

use std::cell::OnceCell;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use dfdx::tensor::RandomU64;

use super::ledger::Layout;
use crate::Error;
use crate::data::mix;
use crate::kernels::round::Half;
use crate::network::Network;
use crate::towers::{At, Link, Ranks, SAME, gone, structure};

/// What a training pass has from the ranks that make it.
pub(super) struct Together {
    pub(super) ranks: Arc<Ranks>,
    /// The samples of each rank, and of all.
    pub(super) batches: Vec<usize>,
    pub(super) batch: usize,
    /// Where the random numbers of this pass come from: all ranks have drawn the same.
    random: u64,
    /// The sums over all samples that the loss has asked for, in their order: the body may be run more than once.
    sums: Mutex<Vec<f64>>,
    /// Why the ranks do not go on with this pass.
    failure: Arc<OnceLock<Error>>,
}

impl Together {
    /// Begins a pass, as all ranks do.
    pub(super) fn begin<N: Network>(
        ranks: &Arc<Ranks>,
        (network, layout, is_first): (&N, &Layout, bool),
        (loss, half): (&str, Option<Half>),
        frozen: &[&'static str],
        device: &N::Device,
        batch: usize,
    ) -> Result<Self, Error> {
        let random = device.random_u64();
        let fields = layout.fields.iter().map(|field| (&*field.name, &*field.shape));
        let mut says = structure::<N>(fields);
        says.push((format!("a pass by the loss `{loss}`"), "train all ranks by the same loss"));
        says.push((format!("the scopes {frozen:?} frozen"), "freeze the same scopes on every rank"));
        let precision = half.map_or("full precision".to_owned(), |half| format!("products in {half:?}"));
        says.push((precision, "mix the same precision on every rank"));
        if is_first {
            let help = "build the network from the same seed on every rank, or call `towers.broadcast(&mut network)?` before the first pass";
            says.push((format!("variables of the checksum {:08x}", checksum(network)), help));
        }
        let help = "give the device the same seed on every rank, and draw as many numbers from it";
        says.push((format!("the random number {random} next"), help));
        let batches = ranks.ask(move |link| link.meet(At::Pass, &says, batch as f64))?;
        let batches = batches.into_iter().map(|batch| batch as usize).collect::<Vec<_>>();
        let batch = batches.iter().sum();
        let (ranks, sums, failure) = (Arc::clone(ranks), Mutex::default(), Arc::default());
        Ok(Self { ranks, batches, batch, random, sums, failure })
    }

    /// The sum over all ranks, of the sum over the batch of this one, which is the one of this number.
    ///
    /// # Errors
    /// As of [`Link::meet`].
    pub(super) fn sum(&self, number: usize, own: f64) -> Result<f64, Error> {
        let mut known = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(number) {
            return Ok(*known);
        }
        let sum = self.ask(move |link| link.meet(At::Sum, &[], own))?.iter().sum();
        known.push(sum);
        Ok(sum)
    }

    /// Makes sums over the parts of this rank those over all parts, in a step that all ranks come to.
    ///
    /// # Errors
    /// As of [`Link::meet`].
    pub(super) fn sums(&self, sums: &mut [f64]) -> Result<(), Error> {
        let mut all = sums.to_vec();
        let all = self.ask(move |link| {
            link.meet(At::Statistics, &[(format!("{} sums", all.len()), SAME)], 0.0)?;
            link.all_reduce(&mut all).map(|()| all)
        });
        sums.copy_from_slice(&all?);
        Ok(())
    }

    /// Waits until all ranks have gone back through the steps that they do together.
    ///
    /// # Errors
    /// As of [`Link::meet`].
    pub(super) fn backward(&self) -> Result<(), Error> {
        self.ask(|link| link.meet(At::Backward, &[], 0.0).map(drop))
    }

    /// Has the ranks do something, if all before has gone well, and waits for it. Why it fails is why they do not go on.
    fn ask<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Link) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let failure = Arc::clone(&self.failure);
        let done = self.ranks.ask(move |link| failure.get().map_or_else(|| job(link), |problem| Err(problem.clone())));
        done.inspect_err(|problem| drop(self.failure.set(problem.clone())))
    }

    /// A random number of this rank, for its samples from this one on.
    pub(super) fn random(&self, first: usize, number: usize) -> u64 {
        let own = mix(self.random, self.ranks.rank() as u64);
        mix(mix(own, first as u64), number as u64)
    }

    /// Tells the others that the pass has failed on this rank, if they do not know.
    pub(super) fn fail(&self) {
        if self.failure.get().is_none() {
            self.ranks.post(|link| drop(link.meet(At::Failed, &[], 0.0)));
        }
    }

    /// Adds up the numbers of all ranks beside what is done next, if the pass has failed on none of them.
    pub(super) fn forward(&self, mut numbers: Vec<f64>) -> Found {
        let (answer, received) = mpsc::channel();
        self.then(move |link| {
            let found = link.meet(At::Forward, &[(format!("{} numbers", numbers.len()), "")], 0.0);
            let found = found.and_then(|_| link.all_reduce(&mut numbers)).map(|()| numbers);
            let outcome = found.as_ref().map(drop).map_err(Clone::clone);
            let _ = answer.send(found);
            outcome
        });
        Found { received, numbers: OnceCell::new(), failure: Arc::clone(&self.failure) }
    }

    /// Has something done beside what is done next, if all before has gone well.
    pub(super) fn then(&self, job: impl FnOnce(&mut Link) -> Result<(), Error> + Send + 'static) {
        let failure = Arc::clone(&self.failure);
        self.ranks.post(move |link| {
            if failure.get().is_none()
                && let Err(problem) = job(link)
            {
                let _ = failure.set(problem);
            }
        });
    }

    /// Why the ranks have given the pass up.
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.get().cloned()
    }
}

/// Sums over all ranks, which may not be there yet.
pub(super) struct Found {
    received: Receiver<Result<Vec<f64>, Error>>,
    numbers: OnceCell<Result<Vec<f64>, Error>>,
    failure: Arc<OnceLock<Error>>,
}

impl Found {
    /// Waits for them.
    pub(super) fn numbers(&self) -> Result<&[f64], Error> {
        let numbers = self.numbers.get_or_init(|| match self.received.recv() {
            Ok(found) => found,
            Err(_) => Err(self.failure.get().cloned().unwrap_or_else(gone)),
        });
        numbers.as_deref().map_err(Clone::clone)
    }
}

/// A checksum of all variables and running statistics.
fn checksum<N: Network>(network: &N) -> u32 {
    let values = network.variables("").into_iter().flat_map(|variable| variable.values);
    values.fold(0, |sum, value| {
        let value = num_traits::ToPrimitive::to_f64(&value).unwrap_or(f64::NAN);
        crc32c::crc32c_append(sum, &value.to_le_bytes())
    })
}
