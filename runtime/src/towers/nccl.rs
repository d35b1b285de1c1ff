//! Ranks whose devices add up the gradients themselves, by NCCL.

use dfdx::tensor::{Cpu, Cuda};

use super::communicator::{Communicator, Launched, Lost, Nccl, Place};
use super::ranks::{At, Link, Ranks, SAME};
use super::{Circle, Towers};
use crate::Error;
use crate::data::mix;
use crate::kernels::Float;
use crate::kernels::cuda::{self as kernels, SliceMut};
use crate::storage::Device;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

impl Towers<Cpu> {
    /// The same ranks for networks on this CUDA device, which the rank has for itself: NCCL adds up the gradients, from device to
    /// device. What else the ranks tell each other goes on as it did.
    ///
    /// ```no_run
    /// # use netweave::Towers;
    /// # use netweave::prelude::*;
    /// # for ranks in Towers::in_process(2)? {
    /// // let ranks = Towers::mpi()?;
    /// let device = ranks.cuda_device(0)?;
    /// let towers = ranks.by_nccl(&device)?;
    /// # }
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// All ranks call it. NCCL is looked for on the machine that the program runs on; it is not needed to build it.
    ///
    /// # Errors
    /// [`Error::Nccl`] if there is no NCCL, or it cannot have the devices work together; [`Error::SharedDevice`] if two ranks have
    /// one device; [`Error::RanksDiffer`] if they have different versions of NCCL; and those of [`Towers::on`].
    pub fn by_nccl(self, device: &Cuda) -> Result<Towers<Cuda>, Error> {
        let towers = self.on(device)?;
        if let Some(ranks) = &towers.crew.ranks {
            ranks.begin_nccl(Device::<f32>::kernels(device).map_err(Error::device)?)?;
        }
        Ok(towers)
    }
}

impl Towers<Cuda> {
    /// One tower in each of the processes that `torchrun`, Slurm or anything else has started, which are called ranks: as
    /// `Towers::mpi`, without an MPI. Each has the CUDA device of its number on its machine, and NCCL adds up the gradients.
    ///
    /// ```no_run
    /// # use netweave::Towers;
    /// # use netweave::prelude::*;
    /// let towers = Towers::nccl()?;
    /// let device = towers.cuda_device(0)?;
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// Each process is told by `RANK`, `WORLD_SIZE` and `LOCAL_RANK` which it is; if none of these is set, by Slurm's `SLURM_PROCID`,
    /// `SLURM_NTASKS` and `SLURM_LOCALID`. The first listens at `MASTER_ADDR` and `MASTER_PORT`, where the others come. What goes
    /// there are words and single numbers.
    ///
    /// All have to be there within 300 seconds; `NETWEAVE_START_LIMIT` sets another limit.
    ///
    /// # Errors
    /// [`Error::Start`] for a variable that is not set or malformed, a port that is in use, a rank that does not come, and two of one
    /// number; [`Error::NoDevice`] if there are fewer devices than ranks; and those of [`by_nccl`](Towers::<Cpu>::by_nccl).
    pub fn nccl() -> Result<Self, Error> {
        let place = Place::of_environment()?;
        let ranks = Towers::over(Launched::new(&place)?)?;
        ranks.check_cuda_device()?;
        let device = kernels::Cuda::new(ranks.local_rank()).map_err(Error::device)?;
        if let Some(ranks) = &ranks.crew.ranks {
            ranks.begin_nccl(device)?;
        }
        Ok(Self { crew: ranks.crew, device: PhantomData })
    }

    /// The same towers, each of which has a device for itself: NCCL hands out the variables and adds up the gradients, from device to
    /// device.
    ///
    /// ```no_run
    /// # use netweave::Towers;
    /// let towers = Towers::cuda([0, 1])?.by_nccl()?;
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// The network has to be on one of the devices. A pass in which a tower has no samples has its gradients copied, as without NCCL.
    ///
    /// # Errors
    /// [`Error::Nccl`] if there is no NCCL, or it cannot have the devices work together: two towers on one device are too many, and so
    /// are two devices of one tower.
    pub fn by_nccl(mut self) -> Result<Self, Error> {
        if self.crew.ranks.as_ref().is_some_and(|ranks| ranks.nccl().is_some()) {
            return Ok(self);
        }
        let refused = |reason: String| Err(Error::Nccl { reason });
        let Some(devices) = self.crew.devices.as_deref().filter(|_| self.crew.places == 1) else {
            return refused(match &self.crew.ranks {
                Some(_) => "these are ranks that use a device already: say `ranks.by_nccl(&device)?` in place of `ranks.on(&device)?`",
                None => "towers of a placed network have several devices each: it is for those of `Towers::cuda`",
            }.to_owned());
        };
        for (tower, device) in devices.iter().enumerate() {
            if let Some(other) = devices[..tower].iter().position(|other| other == device) {
                return refused(format!(
                    "towers {other} and {tower} are both on CUDA device {device}, and NCCL takes one of a device: name each device once, or leave `by_nccl` out"
                ));
            }
        }
        let devices = devices.iter().map(|number| kernels::Cuda::new(*number)).collect::<Result<_, _>>();
        let circle = kernels::Circle::new(devices.map_err(Error::device)?).map_err(|reason| Error::Nccl { reason })?;
        self.crew.circle = Some(Circle(Arc::new(circle)));
        Ok(self)
    }
}

impl Ranks {
    fn begin_nccl(&self, cuda: kernels::Cuda) -> Result<(), Error> {
        let number = cuda.ordinal();
        self.ask(move |link| link.begin_nccl(&cuda))?;
        // Where it has begun before, it goes on where it did.
        self.nccl.get_or_init(|| number);
        Ok(())
    }
}

impl Link {
    fn begin_nccl(&mut self, cuda: &kernels::Cuda) -> Result<(), Error> {
        const HELP: &str = "install one version of NCCL on all machines";
        let known = Nccl::version().and_then(|version| Ok((version, cuda.identity().map_err(Error::device)?)));
        // All ranks say why one of them cannot: whoever ends first may have the others ended before they say anything.
        let (says, identity) = match &known {
            Ok((version, identity)) => (format!("NCCL {version}"), *identity),
            Err(Error::Nccl { reason }) => (format!("no NCCL: {reason}"), 0),
            Err(problem) => (format!("no NCCL: {problem}"), 0),
        };
        // Of an identity, as many bits as a number of a meeting holds.
        let identity = mix(identity as u64, (identity >> 64) as u64) >> 12;
        let devices = self.meet(At::Nccl, &[(says, HELP)], identity as f64)?;
        known?;
        for (rank, device) in devices.iter().enumerate() {
            if let Some(other) = devices[..rank].iter().position(|other| other == device) {
                return Err(Error::SharedDevice { rank: other, other: rank });
            }
        }
        if self.nccl.is_some() {
            return Ok(());
        }
        let id = if self.communicator.rank() == 0 { Nccl::id().map(Some) } else { Ok(None) };
        let id = self.hand_out(id)?.unwrap_or_default();
        let limit = self.limit();
        let nccl = Nccl::new(&*self.communicator, cuda, &id, limit).map_err(|lost| self.lost(lost, limit))?;
        self.nccl = Some(nccl);
        // Devices are connected when they first have something to tell each other; where that fails, it fails here.
        self.over_nccl(|nccl, limit| nccl.barrier(limit))
    }

    /// Adds up elements of the devices of all ranks.
    ///
    /// None of them begins before all have said that their elements are there: the kernels of NCCL wait on the device for those of
    /// the other ranks, and would do so for one that has failed, too.
    pub(crate) fn all_reduce_there<E: Float>(&mut self, elements: SliceMut<'_, E>) -> Result<(), Error> {
        self.meet(At::Gradients, &[(format!("{} of them", elements.len()), SAME)], 0.0)?;
        self.over_nccl(|nccl, limit| nccl.all_reduce_there(elements, limit))
    }

    /// Makes a call from device to device, if there is somebody to make it to.
    pub(super) fn over_nccl(
        &mut self,
        call: impl FnOnce(&mut Nccl, Duration) -> Result<(), Lost>,
    ) -> Result<(), Error> {
        let limit = self.limit();
        match (&self.end, &mut self.nccl) {
            (Some(end), _) => Err(end.clone()),
            (None, Some(nccl)) => call(nccl, limit).map_err(|lost| self.lost(lost, limit)),
            (None, None) => unreachable!("who asks for this has begun it"),
        }
    }
}
