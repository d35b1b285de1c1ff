//! Towers: what works on the parts of a batch at the same time.

mod circle;
#[doc(hidden)]
pub mod communicator;
mod crew;
mod exchange;
#[cfg(feature = "nccl")]
mod nccl;
mod pipeline;
mod placement;
mod processes;
mod ranks;
mod sync;
mod threads;
mod timeline;

use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::sync::Arc;

use dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use crate::Error;
#[cfg(feature = "cuda")]
use crate::{kernels, storage::DeviceName};

pub use circle::Circle;
pub use crew::{Crew, HasCrew, Workers};
pub(crate) use crew::{Part, lacking, parts, turns};
pub use exchange::Exchange;
pub(crate) use pipeline::Pipeline;
pub use pipeline::PipelineSchedule;
pub use placement::Placement;
pub(crate) use processes::structure;
pub(crate) use ranks::{At, Link, Ranks, SAME, gone};
pub(crate) use threads::{Journey, Leg, Threads, attempt};
pub use timeline::Timeline;

/// Copies of a network that each work on a part of the batch, at the same time. They share its variables.
///
/// `net.training().on(&towers)` splits the inputs and targets of a pass along their first axis, runs each part forward and
/// backward in a tower, and combines what the towers have found: the loss and the gradients are those of the whole batch.
///
/// ```
/// use netweave::Towers;
/// use netweave::prelude::*;
///
/// network! {
///     network Line(x: [1]) -> [1] {
///         let y = x -> fc: linear(1);
///         loss fit(target: [1]) = l2(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Line::<f32, Cpu>::build(&device);
/// let (x, y) = (device.tensor([[1.0], [2.0], [3.0]]), device.tensor([[3.0], [5.0], [7.0]]));
/// let mut adam = Adam::new(1e-2);
///
/// let towers = Towers::cpu(2)?;
/// let pass = net.training().on(&towers).fit(&x, &y)?;
/// assert!((pass.value() - net.training().fit(&x, &y)?.value()).abs() < 1e-4);
/// let gradients = adam.compute_gradients(pass)?;
/// adam.apply_gradients(&mut net, gradients)?;
///
/// let predictions = net.inference().on(&towers).forward(&x);
/// assert_eq!(predictions.shape().concrete(), [3, 1]);
/// # Ok::<(), netweave::Error>(())
/// ```
pub struct Towers<D> {
    pub(crate) crew: Crew,
    device: PhantomData<fn() -> D>,
}

/// How the losses and the gradients of towers become those of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduce {
    /// They are those of the whole batch: a mean over all samples, of which a tower that has more of them decides more.
    #[default]
    Mean,
    /// Each tower has a loss of its own samples alone, and these are added up, as if each were a step.
    Sum,
}

/// What batch norm takes for the batch in a training pass of towers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistics {
    /// Each tower normalises its samples by themselves. Their running statistics are combined after the step, weighted by
    /// samples.
    #[default]
    PerTower,
    /// The samples of all towers have one mean and one variance, and the gradients go back through them: as on one device.
    Synchronised,
}

impl Towers<Cpu> {
    /// So many towers on the threads of the CPU, among which the threads of its kernels are shared out. The first works on the
    /// thread of its caller.
    ///
    /// # Errors
    /// [`Error::Setting`] for none and for more than 512, and [`Error::Device`] if there are no threads for them.
    pub fn cpu(count: usize) -> Result<Self, Error> {
        counted("towers", count)?;
        let threads = Threads::new(count, 1, |tower| format!("tower {tower}"))?;
        let crew = Crew::new(count, 1, threads);
        Ok(Self { crew, device: PhantomData })
    }
}

#[cfg(feature = "cuda")]
impl Towers<Cuda> {
    /// Towers on the CUDA devices of these numbers, one on each. A number that is there twice has two towers, which work one
    /// after the other.
    ///
    /// The network is on one device, whether a tower is there or not. A tower on another one has its part of the batch copied,
    /// and in each pass the variables, from device to device; its gradients come back that way.
    ///
    /// # Errors
    /// [`Error::Setting`] for none and for more than 512, [`Error::NoDevice`] for a number that is none, and
    /// [`Error::Device`] if there are no threads for them.
    pub fn cuda(devices: impl AsRef<[usize]>) -> Result<Self, Error> {
        let (threads, devices) =
            on_cuda("towers", devices.as_ref(), |count| Threads::new(count, 1, |tower| format!("tower {tower}")))?;
        let crew = Crew { devices: Some(Arc::clone(&devices)), ..Crew::new(devices.len(), 1, threads) };
        Ok(Self { crew, device: PhantomData })
    }
}

/// Checks the numbers of devices, and makes as many threads.
#[cfg(feature = "cuda")]
fn on_cuda(
    setting: &str,
    devices: &[usize],
    threads: impl FnOnce(usize) -> Result<Threads, Error>,
) -> Result<(Threads, Arc<[usize]>), Error> {
    counted(setting, devices.len())?;
    devices.iter().try_for_each(|number| DeviceName::Cuda(*number).check())?;
    Ok((threads(devices.len())?, devices.into()))
}

impl<D> HasCrew for &Towers<D> {
    type Device = D;

    fn crew(&self) -> &Crew {
        &self.crew
    }
}

impl<D> Towers<D> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.crew.count
    }

    /// So many towers of a placed network: each has devices of its own, as many as the placement has.
    ///
    /// On CUDA devices the first tower has those of the placement, and each other one those that follow them: after `[0, 1]` come
    /// `[2, 3]`. Where there are no more, it is the first ones again.
    ///
    /// # Errors
    /// As of [`Towers::cpu`], for all devices of all towers.
    pub fn of(placement: &Placement<D>, count: usize) -> Result<Self, Error> {
        counted("towers", count)?;
        let places = placement.crew.places;
        counted("devices of all towers", count.saturating_mul(places))?;
        let threads = Threads::new(count * places, places, |thread| {
            format!("device {} of tower {}", thread % places, thread / places)
        })?;
        let devices = placement.crew.devices.as_deref().map(|devices| follow(devices, count)).transpose()?;
        let schedule = placement.crew.schedule;
        let crew = Crew { devices, schedule, ..Crew::new(count, places, threads) };
        Ok(Self { crew, device: PhantomData })
    }

    /// How busy they were in their last pass; a tower of a placed network has several devices.
    pub fn timeline(&self) -> Timeline {
        self.crew.threads.timeline()
    }

    /// How their losses and gradients are combined; [`Reduce::Mean`] at first.
    pub fn reduce(mut self, reduce: Reduce) -> Self {
        self.crew.reduce = reduce;
        self
    }

    /// In which order their devices work on micro-batches; that of the placement, or [`PipelineSchedule::GPipe`] at first.
    ///
    /// Towers of one device have one micro-batch there at a time by [`PipelineSchedule::OneForwardOneBackward`], and the memory of
    /// one.
    pub fn schedule(mut self, schedule: PipelineSchedule) -> Self {
        self.crew.schedule = schedule;
        self
    }

    /// What batch norm normalises with in training; [`Statistics::PerTower`] at first.
    ///
    /// ```
    /// use netweave::prelude::*;
    /// use netweave::{Statistics, Towers};
    ///
    /// network! {
    ///     network Normed(x: [2]) -> [1] {
    ///         let y = x -> batch_norm -> fc: linear(1);
    ///         loss fit(target: [1]) = l2(y, target);
    ///         y
    ///     }
    /// }
    ///
    /// let device = Cpu::default();
    /// let net = Normed::<f32, Cpu>::build(&device);
    /// let x = device.tensor([[1.0, 2.0], [3.0, 5.0], [8.0, 13.0]]);
    /// let y = device.tensor([[1.0], [0.0], [1.0]]);
    ///
    /// // The second tower has one sample, which has no variance of its own.
    /// let towers = Towers::cpu(2)?;
    /// assert!(net.training().on(&towers).fit(&x, &y).is_err());
    /// let towers = towers.statistics(Statistics::Synchronised);
    /// let (all, one) = (net.training().on(&towers).fit(&x, &y)?, net.training().fit(&x, &y)?);
    /// assert!((all.value() - one.value()).abs() < 1e-5);
    /// # Ok::<(), netweave::Error>(())
    /// ```
    pub fn statistics(mut self, statistics: Statistics) -> Self {
        self.crew.statistics = statistics;
        self
    }
}

impl<D> Clone for Towers<D> {
    /// The same towers: their threads are shared.
    fn clone(&self) -> Self {
        Self { crew: self.crew.clone(), device: PhantomData }
    }
}

impl<D> Debug for Towers<D> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Crew { count, reduce, statistics, schedule, .. } = &self.crew;
        let mut towers = formatter.debug_struct("Towers");
        towers.field("count", count).field("reduce", reduce).field("statistics", statistics);
        towers.field("schedule", schedule).finish()
    }
}

/// The numbers of the devices of so many towers, of which the first has these.
#[cfg(feature = "cuda")]
fn follow(devices: &[usize], count: usize) -> Result<Arc<[usize]>, Error> {
    Ok(following(devices, count, kernels::cuda::Cuda::count().map_err(Error::device)?))
}

/// The same of so many devices.
#[cfg(feature = "cuda")]
fn following(devices: &[usize], count: usize, all: usize) -> Arc<[usize]> {
    let ends = (devices.iter().min(), devices.iter().max());
    let span = if let (Some(first), Some(last)) = ends { last + 1 - first } else { 0 };
    (0..count).flat_map(|tower| devices.iter().map(move |device| (device + tower * span) % all)).collect()
}

#[cfg(not(feature = "cuda"))]
fn follow(_: &[usize], _: usize) -> Result<Arc<[usize]>, Error> {
    unreachable!("devices have numbers with the feature `cuda` alone")
}

/// Checks how many there are of something that has a thread.
fn counted(setting: &str, count: usize) -> Result<(), Error> {
    const MOST: usize = 512;
    if (1..=MOST).contains(&count) {
        return Ok(());
    }
    Err(Error::Setting { setting: setting.to_owned(), value: count as f64, expected: "a number from 1 to 512" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "cuda")]
    #[test]
    fn towers_follow_each_other() {
        assert_eq!(*following(&[0, 1], 2, 4), [0, 1, 2, 3]);
        assert_eq!(*following(&[1, 0], 2, 2), [1, 0, 1, 0]);
        assert_eq!(*following(&[2, 2, 3], 3, 5), [2, 2, 3, 4, 4, 0, 1, 1, 2]);
        assert_eq!(*following(&[0, 0], 2, 1), [0; 4]);
    }

    #[test]
    fn no_towers_and_too_many_are_refused() {
        for count in [0, 513, usize::MAX] {
            let message = Towers::cpu(count).unwrap_err().to_string();
            assert!(message.ends_with("but must be a number from 1 to 512"), "{message}");
        }
        assert_eq!(Towers::cpu(512).unwrap().count(), 512);
    }
}
