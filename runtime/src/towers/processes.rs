//! Towers in several processes.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;

use super::communicator::{Communicator, in_process};
use super::ranks::{At, Ranks, Said};
use super::{Crew, Exchange, Threads, Towers, counted};
use crate::Error;
use crate::network::Network;
use crate::storage::Device;
#[cfg(feature = "cuda")]
use crate::storage::DeviceName;

impl Towers<Cpu> {
    /// One tower in each of the processes that `mpirun` has started, which are called ranks.
    ///
    /// Every rank runs the same program, on its own part of each batch; [`Loader::share_of`](crate::data::Loader::share_of)
    /// deals it out. The loss and the gradients are those of all of it, and the same on every rank, bit for bit. Outputs and
    /// inferences are of what the rank itself was given. Not every rank may do something that all have to do together: a pass,
    /// or what takes these towers. Where one rank stays away, the others wait for it for the
    /// [`time_limit`](Self::time_limit), and end with an error then.
    ///
    /// A program that no `mpirun` has started is one rank of one.
    ///
    /// # Errors
    /// [`Error::Device`] where it is made twice: MPI begins once in a process.
    #[cfg(feature = "mpi")]
    pub fn mpi() -> Result<Self, Error> {
        Self::over(super::communicator::Mpi::new()?)
    }

    /// So many ranks in this one process, as several processes are by `Towers::mpi`: each is to be used on a thread of its own,
    /// with a network of its own. One that is dropped waits until the others are, on their threads. It is for trying out what does
    /// not depend on processes.
    ///
    /// # Errors
    /// As of [`Towers::cpu`].
    pub fn in_process(ranks: usize) -> Result<Vec<Self>, Error> {
        counted("ranks", ranks)?;
        in_process(ranks).into_iter().map(Self::over).collect()
    }

    pub(super) fn over(communicator: impl Communicator + 'static) -> Result<Self, Error> {
        let ranks = Some(Arc::new(Ranks::new(communicator)?));
        let threads = Threads::new(1, 1, |_| String::new())?;
        Ok(Self { crew: Crew { ranks, ..Crew::new(1, 1, threads) }, device: PhantomData })
    }

    /// Has each rank have so many towers, which are threads, instead of one.
    ///
    /// # Errors
    /// As of [`Towers::cpu`].
    pub fn local(self, count: usize) -> Result<Self, Error> {
        let Crew { ranks, reduce, statistics, schedule, .. } = self.crew;
        let local = Self::cpu(count)?;
        Ok(Self { crew: Crew { ranks, reduce, statistics, schedule, ..local.crew }, device: PhantomData })
    }

    /// The same ranks for networks on a device of another kind: a CUDA device, which each rank has for itself if it takes that
    /// of its [`local_rank`](Self::local_rank).
    ///
    /// Gradients go through memory of the host then, beside what the device does meanwhile. With the feature `nccl` there is
    /// `Towers::nccl`, too, by which they go from device to device.
    ///
    /// ```
    /// # use netweave::Towers;
    /// # use netweave::prelude::*;
    /// # for ranks in Towers::in_process(1)? {
    /// // let ranks = Towers::mpi()?;
    /// // let device = Cuda::try_build(ranks.local_rank(), 0)?;
    /// let device = netweave::device()?;
    /// let towers = ranks.on(&device)?;
    /// # }
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Setting`] if each rank has several towers, which need not be on one device.
    pub fn on<D: Device<f32>>(self, _: &D) -> Result<Towers<D>, Error> {
        match self.count() {
            2.. if D::IS_APART => Err(Error::Setting {
                setting: "towers of a rank".to_owned(),
                value: self.count() as f64,
                expected: "1 on such a device: start a rank for each device",
            }),
            _ => Ok(Towers { crew: self.crew, device: PhantomData }),
        }
    }
}

impl<D> Towers<D> {
    /// Which rank this process is, counted from 0; 0 where there is one process.
    pub fn rank(&self) -> usize {
        self.crew.ranks.as_ref().map_or(0, |ranks| ranks.rank())
    }

    /// How many ranks there are.
    pub fn ranks(&self) -> usize {
        self.crew.ranks.as_ref().map_or(1, |ranks| ranks.size())
    }

    /// Which of the ranks on its machine this process is, counted from 0. With a rank for each GPU, it is the number of its own.
    pub fn local_rank(&self) -> usize {
        self.crew.ranks.as_ref().map_or(0, |ranks| ranks.local_rank())
    }

    /// The CUDA device of this rank, with random numbers from this seed: each rank of a machine has the one of its
    /// [`local_rank`](Self::local_rank).
    ///
    /// # Errors
    /// [`Error::NoDevice`] if there are fewer devices than ranks.
    #[cfg(feature = "cuda")]
    pub fn cuda_device(&self, seed: u64) -> Result<Cuda, Error> {
        self.check_cuda_device()?;
        Cuda::try_build(self.local_rank(), seed).map_err(Error::device)
    }

    /// Checks that there is a CUDA device for this rank.
    #[cfg(feature = "cuda")]
    pub(super) fn check_cuda_device(&self) -> Result<(), Error> {
        let name = DeviceName::Cuda(self.local_rank());
        name.check().map_err(|error| match error {
            Error::NoDevice { name, reason } if self.local_rank() > 0 => Error::NoDevice {
                name,
                reason: format!(
                    "{reason}, and rank {} is number {} on its machine, counted from 0: start as many ranks on a machine as it has devices, and let each see all of them",
                    self.rank(),
                    self.local_rank(),
                ),
            },
            error => error,
        })
    }

    /// Whether this is the rank that speaks for all: it prints, draws the progress and saves.
    pub fn is_first(&self) -> bool {
        self.rank() == 0
    }

    /// How long a rank waits for the others; 25 seconds unless set. It has to be longer than what one rank does while the others
    /// do nothing, as a test or the saving of a large network.
    pub fn time_limit(self, limit: Duration) -> Self {
        if let Some(ranks) = &self.crew.ranks {
            ranks.limit(limit);
        }
        self
    }

    /// What the gradients of the last pass have taken to be added up over the ranks.
    pub fn exchange(&self) -> Exchange {
        self.crew.ranks.as_ref().map(|ranks| ranks.exchange()).unwrap_or_default()
    }

    /// Gives the network of every rank the variables and running statistics of the first rank's. All ranks call it, before
    /// their first pass; those that have read the same file or built from the same seed need not.
    ///
    /// # Errors
    /// [`Error::RanksDiffer`] if the networks are not the same, and [`Error::RankLost`].
    pub fn broadcast<N: Network<Device = D>>(&self, network: &mut N) -> Result<(), Error> {
        let Some(ranks) = self.crew.ranks.as_ref().filter(|ranks| ranks.size() > 1) else { return Ok(()) };
        let mut variables = network.variables("");
        let says = structure::<N>(variables.iter().map(|variable| (&*variable.name, &*variable.shape)));
        ranks.ask(move |link| link.meet(At::Broadcast, &says, 0.0).map(drop))?;
        for variable in &mut variables {
            // As they are in double precision: no bit is lost.
            let numbers =
                variable.values.iter().map(|value| num_traits::ToPrimitive::to_f64(value).unwrap_or(f64::NAN));
            let mut bytes = numbers.flat_map(f64::to_le_bytes).collect::<Vec<u8>>();
            let bytes = ranks.ask(move |link| link.broadcast(&mut bytes).map(|()| bytes))?;
            let numbers = bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
            if !self.is_first() {
                let values = numbers.map(crate::kernels::Float::of).collect::<Vec<N::Dtype>>();
                network.set_variable(&variable.name, &values)?;
            }
        }
        Ok(())
    }
}

/// What a network is, to be compared between ranks.
pub(crate) fn structure<'a, N: Network>(variables: impl Iterator<Item = (&'a str, &'a [usize])>) -> Vec<Said> {
    const HELP: &str = "run the same program on every rank";
    let network = format!("the network `{}` of {}-bit numbers", N::NAME, 8 * size_of::<N::Dtype>());
    let variables = variables.map(|(name, shape)| {
        let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        (format!("the variable `{}` of [{shape}]", name.replace('.', "/")), HELP)
    });
    std::iter::once((network, HELP)).chain(variables).collect()
}
