//! Towers: what works on the parts of a batch at the same time.

#[doc(hidden)]
pub mod communicator;
mod exchange;
mod placement;
mod processes;
mod ranks;
mod threads;
mod timeline;

use std::fmt::{self, Debug, Formatter};
use std::iter::zip;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use crate::Error;
use crate::given::Is;
use crate::kernels::List;
#[cfg(feature = "cuda")]
use crate::{kernels, storage::DeviceName};

pub use exchange::Exchange;
pub use placement::Placement;
pub(crate) use processes::structure;
pub(crate) use ranks::{At, Link, Ranks, gone};
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

/// Towers, whatever they work on.
#[derive(Clone, Debug)]
pub struct Crew {
    count: usize,
    /// How many devices each of them has for a placed network; 1 if it takes such a network for one that is not.
    pub(crate) places: usize,
    /// That of each device of each tower.
    pub(crate) threads: Arc<Threads>,
    /// The numbers of these devices, where they have some.
    devices: Option<Arc<[usize]>>,
    pub(crate) reduce: Reduce,
    pub(crate) statistics: Statistics,
    /// The processes that they are spread over, if these are several.
    pub(crate) ranks: Option<Arc<Ranks>>,
}

/// Who does the pass of a network: [`Towers`], or the devices of a [`Placement`].
#[diagnostic::on_unimplemented(
    message = "a pass is done on `&Towers` or on a `&Placement`, not on `{Self}`",
    label = "neither towers nor a placement for networks on `{D}`",
    note = "make them once, and lend them to each pass: `let towers = Towers::cpu(2)?;` and `.on(&towers)`"
)]
pub trait Workers<D>: HasCrew {
    /// Nothing: see `Given`.
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<D, T: HasCrew<Device: Is<D>>> Workers<D> for T {
    type Itself = ();
}

/// Who does passes on any device.
#[doc(hidden)]
pub trait HasCrew {
    /// Where the networks are.
    type Device;

    /// Those who do it.
    fn crew(&self) -> &Crew;
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
        let crew = Crew { devices, ..Crew::new(count, places, threads) };
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
        let Crew { count, reduce, statistics, .. } = &self.crew;
        let mut towers = formatter.debug_struct("Towers");
        towers.field("count", count).field("reduce", reduce).field("statistics", statistics).finish()
    }
}

impl Crew {
    fn new(count: usize, places: usize, threads: Threads) -> Self {
        let (reduce, statistics) = (Reduce::default(), Statistics::default());
        Self { count, places, threads: Arc::new(threads), devices: None, reduce, statistics, ranks: None }
    }

    /// The parts of a batch, in its order, each with the tower that works on it: so many for each tower that has samples.
    pub(crate) fn split(&self, batch: usize, micro_batches: usize) -> Vec<(usize, Range<usize>)> {
        let towers = parts(0..batch, self.count).into_iter().enumerate();
        towers
            .flat_map(|(tower, samples)| parts(samples, micro_batches).into_iter().map(move |part| (tower, part)))
            .collect()
    }

    /// By part of a batch: how many samples batch norm takes together, if those of other towers are among them. Those are
    /// the micro-batches that each tower works on at its same turn.
    pub(crate) fn together(&self, parts: &[(usize, Range<usize>)]) -> List<Option<usize>> {
        let turns: List<usize> = turns(parts.iter().map(|(tower, _)| *tower)).collect();
        let of_turn = |turn: usize| {
            let parts = zip(parts, &turns).filter(move |(_, other)| **other == turn);
            parts.map(|((_, samples), _)| samples.len())
        };
        let synchronised = self.statistics == Statistics::Synchronised;
        let together = |turn| (synchronised && of_turn(turn).count() > 1).then(|| of_turn(turn).sum());
        turns.iter().copied().map(together).collect()
    }

    /// Checks that there are as many devices as a network is placed on, if there are several.
    pub(crate) fn check(&self, devices: usize) -> Result<(), Error> {
        if self.places == 1 || devices <= self.places {
            return Ok(());
        }
        Err(Error::TooFewDevices { network: devices, placement: self.places })
    }

    /// Whether towers and their devices are in several processes or on several CUDA devices.
    pub(crate) fn is_apart(&self) -> bool {
        let differ = |devices: &[usize]| devices.iter().any(|device| *device != devices[0]);
        self.ranks.is_some() || self.devices.as_deref().is_some_and(differ)
    }

    /// The numbers of the devices of a tower, if they have some.
    pub(crate) fn devices_of(&self, tower: usize) -> Option<&[usize]> {
        self.devices.as_ref().map(|devices| &devices[tower * self.places..][..self.places])
    }

    /// Says in which tower something failed, if there are several.
    pub(crate) fn blame(&self, tower: usize, problem: Error) -> Error {
        if self.count > 1 { problem.of_tower(tower) } else { problem }
    }
}

/// Of parts in the order of their towers: which of its tower's each is.
pub(crate) fn turns(towers: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
    towers.scan((usize::MAX, 0), |(before, turn), tower| {
        *turn = if tower == *before { *turn + 1 } else { 0 };
        *before = tower;
        Some(*turn)
    })
}

/// Samples in parts: as many as possible in all of them, and one more in the first ones.
pub(crate) fn parts(samples: Range<usize>, count: usize) -> Vec<Range<usize>> {
    let count = count.min(samples.len()).max(1);
    let (each, rest) = (samples.len() / count, samples.len() % count);
    let start = |part: usize| samples.start + part * each + part.min(rest);
    (0..count).map(|part| start(part)..start(part + 1)).collect()
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

    #[test]
    fn parts_are_all_of_the_batch_and_differ_by_one_at_most() {
        for count in 1..7 {
            let towers = Towers::cpu(count).unwrap();
            for batch in 0..30 {
                let parts = towers.crew.split(batch, 1);
                assert!(parts.len() <= count && parts.iter().flat_map(|(_, part)| part.clone()).eq(0..batch));
                let sizes = || parts.iter().map(|(_, part)| part.len());
                assert!(sizes().max() <= sizes().min().map(|least| least + 1));
                assert!(batch == 0 || sizes().all(|size| size > 0));
            }
        }
        assert_eq!(Towers::cpu(3).unwrap().crew.split(7, 1), [(0, 0..3), (1, 3..5), (2, 5..7)]);
        assert_eq!(Towers::cpu(2).unwrap().crew.split(7, 2), [(0, 0..2), (0, 2..4), (1, 4..6), (1, 6..7)]);
        assert_eq!(Towers::cpu(2).unwrap().crew.split(1, 4), [(0, 0..1)]);
    }

    #[cfg(feature = "cuda")]
    #[test]
    fn towers_follow_each_other() {
        assert_eq!(*following(&[0, 1], 2, 4), [0, 1, 2, 3]);
        assert_eq!(*following(&[1, 0], 2, 2), [1, 0, 1, 0]);
        assert_eq!(*following(&[2, 2, 3], 3, 5), [2, 2, 3, 4, 4, 0, 1, 1, 2]);
        assert_eq!(*following(&[0, 0], 2, 1), [0; 4]);
    }

    #[test]
    fn micro_batches_of_one_turn_are_normalised_together() {
        let towers = Towers::cpu(2).unwrap();
        let together = |towers: &Towers<Cpu>, batch, micro_batches| {
            towers.crew.together(&towers.crew.split(batch, micro_batches)).to_vec()
        };
        assert_eq!(together(&towers, 7, 1), [None; 2]);
        let towers = towers.statistics(Statistics::Synchronised);
        assert_eq!(together(&towers, 7, 1), [Some(7); 2]);
        assert_eq!(together(&towers, 7, 2), [Some(4), Some(3), Some(4), Some(3)]);
        // The first tower has four micro-batches, the second three.
        let four = [Some(2), Some(2), Some(2), None, Some(2), Some(2), Some(2)];
        assert_eq!(together(&towers, 7, 9), four);
        assert_eq!(together(&towers, 1, 1), [None]);
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
