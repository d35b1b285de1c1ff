use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
#[cfg(feature = "cuda")]
use std::sync::Arc;

use dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use super::{Crew, HasCrew, PipelineSchedule, Threads, Timeline, counted};
use crate::Error;

/// The devices of a network whose scopes and layers say `on device(..)`.
///
/// Each does what is placed on it. One alone waits for the other where the second reads what the first makes; a batch in
/// `micro_batches` keeps both at work, as in a pipeline: while the second works on the first of them, the first works on the
/// second. First all of them go forward, then, for the gradients, all go back, unless another [`schedule`](Self::schedule) is set.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Two(x: [4]) -> [2] {
///         let h = scope low on device(0) { x -> fc: linear(16) -> relu };
///         let y = scope high on device(1) { h -> fc: linear(2) };
///         loss fit(target: [2]) = l2(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Two::<f32, Cpu>::build(&device);
/// let (x, y) = (device.sample_normal::<Rank2<32, 4>>(), device.sample_normal::<Rank2<32, 2>>());
/// let mut adam = Adam::new(1e-2);
///
/// let devices = Placement::cpu(2)?;
/// let pass = net.training().on(&devices).micro_batches(4).fit(&x, &y)?;
/// // As on one device, in one batch.
/// assert!((pass.value() - net.training().fit(&x, &y)?.value()).abs() < 1e-4);
/// let gradients = adam.compute_gradients(pass)?;
/// adam.apply_gradients(&mut net, gradients)?;
/// println!("{}", devices.timeline());
/// # Ok::<(), netweave::Error>(())
/// ```
pub struct Placement<D> {
    pub(super) crew: Crew,
    device: PhantomData<fn() -> D>,
}

impl Placement<Cpu> {
    /// So many devices that are threads of the CPU, among which the threads of its kernels are shared out.
    ///
    /// # Errors
    /// [`Error::Setting`] for none and for more than 512, and [`Error::Device`] if there are no threads for them.
    pub fn cpu(count: usize) -> Result<Self, Error> {
        counted("devices", count)?;
        let threads = Threads::new(count, count, |device| format!("device {device}"))?;
        Ok(Self { crew: Crew::new(1, count, threads), device: PhantomData })
    }
}

#[cfg(feature = "cuda")]
impl Placement<Cuda> {
    /// The CUDA devices of these numbers: the first is device 0 of the network, and so on. A number may be there twice.
    ///
    /// The network itself is on one device. Each of these has the memory for what is placed there, and copies of the variables
    /// of that; values go from device to device, and so do their gradients.
    ///
    /// # Errors
    /// [`Error::Setting`] for none and for more than 512, [`Error::NoDevice`] for a number that is none, and
    /// [`Error::Device`] if there are no threads for them.
    pub fn cuda(devices: impl AsRef<[usize]>) -> Result<Self, Error> {
        let (threads, devices) = super::on_cuda("devices", devices.as_ref(), |count| {
            Threads::new(count, count, |device| format!("device {device}"))
        })?;
        let crew = Crew { devices: Some(Arc::clone(&devices)), ..Crew::new(1, devices.len(), threads) };
        Ok(Self { crew, device: PhantomData })
    }
}

impl<D> Placement<D> {
    /// How many devices there are.
    #[expect(clippy::misnamed_getters, reason = "the count of a crew is that of its towers")]
    pub fn count(&self) -> usize {
        self.crew.places
    }

    /// In which order they work on micro-batches; [`PipelineSchedule::GPipe`] at first.
    pub fn schedule(mut self, schedule: PipelineSchedule) -> Self {
        self.crew.schedule = schedule;
        self
    }

    /// How busy they were in their last pass.
    pub fn timeline(&self) -> Timeline {
        self.crew.threads.timeline()
    }
}

impl<D> HasCrew for &Placement<D> {
    type Device = D;

    fn crew(&self) -> &Crew {
        &self.crew
    }
}

impl<D> Clone for Placement<D> {
    /// The same devices: their threads are shared.
    fn clone(&self) -> Self {
        Self { crew: self.crew.clone(), device: PhantomData }
    }
}

impl<D> Debug for Placement<D> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut placement = formatter.debug_struct("Placement");
        placement.field("count", &self.count()).field("schedule", &self.crew.schedule).finish()
    }
}
