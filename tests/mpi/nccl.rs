//! Ranks whose devices speak by NCCL: what that promises, and what is said where it cannot.

use std::thread;
use std::time::{Duration, Instant};

use netweave::kernels::cuda::Cuda as Kernels;
use netweave::prelude::*;
use netweave::towers::communicator::{Communicator, InProcess, Lost, Nccl, Numbers, in_process};

use crate::conformance;
use crate::networks::*;

const LIMIT: Duration = Duration::from_secs(20);

/// Does something on so many ranks, each with a device of its own.
fn on_nccl<R: Send>(ranks: usize, work: impl Fn(Nccl) -> R + Sync) -> Vec<R> {
    let id = Nccl::id().unwrap();
    thread::scope(|scope| {
        let (work, id) = (&work, &id);
        let begin = move |communicator: InProcess| {
            Nccl::new(&communicator, &Kernels::new(communicator.rank()).unwrap(), id, LIMIT)
        };
        let all = in_process(ranks).into_iter();
        let threads: Vec<_> = all.map(|own| scope.spawn(move || work(begin(own).unwrap()))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn devices_conform() {
    for ranks in 1..=devices().min(3) {
        on_nccl(ranks, |mut nccl| conformance::conforms(&mut nccl));
    }
}

/// What has begun on the device ends where it is given up, and what is asked for then fails at once.
#[test]
fn a_device_that_does_not_come() {
    if devices() < 2 {
        return eprintln!("skipped: there is one device");
    }
    on_nccl(2, |mut nccl| {
        let mut values = [1.0, 2.0];
        nccl.all_reduce(Numbers::F64(&mut values), LIMIT).unwrap();
        assert_eq!(values, [2.0, 4.0]);
        if nccl.rank() == 1 {
            return thread::sleep(Duration::from_secs(1));
        }
        for most in [3000, 500] {
            let begin = Instant::now();
            let lost = nccl.all_reduce(Numbers::F64(&mut values), Duration::from_millis(200));
            assert_eq!(lost, Err(Lost::Late));
            assert!(begin.elapsed() < Duration::from_millis(most), "{:?}", begin.elapsed());
        }
    });
}

/// The same mistake on each of two ranks.
fn both(work: impl Fn(Towers<Cpu>) -> Result<(), Error> + Sync) -> String {
    let found = thread::scope(|scope| {
        let work = &work;
        let threads = Towers::in_process(2).unwrap().into_iter().map(|ranks| scope.spawn(move || work(ranks)));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap_err().to_string()).collect::<Vec<_>>()
    });
    assert_eq!(found[0], found[1]);
    found[0].clone()
}

#[test]
fn two_ranks_on_one_device() {
    let message = both(|ranks| ranks.by_nccl(&Cuda::try_build(0, 0).unwrap()).map(drop));
    assert!(message.starts_with("ranks 0 and 1 are on the same CUDA device, where NCCL takes one"), "{message}");
}

#[test]
fn nccl_on_one_rank_alone() {
    let message = both(|ranks| match ranks.rank() {
        0 => ranks.by_nccl(&Cuda::try_build(0, 0).unwrap()).map(drop),
        _ => {
            let device = Cuda::try_build(0, 0).unwrap();
            let net = device.build_module::<Mlp, f64>();
            net.training().on(&ranks.on(&device)?).mean(noise(2, 2), noise(3, 2)).map(drop)
        }
    });
    assert!(message.starts_with("rank 0 has come to `by_nccl`, but rank 1 has come to a pass: "), "{message}");
}

/// The other rank does not wait for a device that NCCL knows nothing of.
#[test]
fn a_network_on_another_device() {
    if devices() < 3 {
        return eprintln!("skipped: there are no three devices");
    }
    let found = thread::scope(|scope| {
        let threads = Towers::in_process(2).unwrap().into_iter().map(|ranks| {
            scope.spawn(move || {
                let own = ranks.cuda_device(0)?;
                let towers = ranks.by_nccl(&own)?;
                let number = if towers.rank() == 1 { 2 } else { 0 };
                let device = Cuda::try_build(number, 1).unwrap();
                let net = device.build_module::<Mlp, f64>();
                let (x, t) = (noise::<(usize, Const<5>), f64>(2, 2), noise::<(usize, Const<3>), f64>(3, 2));
                let pass = net.training().on(&towers).mean(x.to_device(&device), t.to_device(&device))?;
                Sgd::new(0.1).compute_gradients(pass).map(drop)
            })
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap_err().to_string()).collect::<Vec<_>>()
    });
    assert_eq!(found[0], "rank 1 has failed, and says why");
    assert!(found[1].contains("on CUDA device 1, and the network is on device 2: build the network"), "{}", found[1]);
}

#[test]
fn fewer_devices_than_ranks() {
    let found = thread::scope(|scope| {
        let ranks = Towers::in_process(devices() + 1).unwrap().into_iter();
        let threads: Vec<_> = ranks.map(|ranks| scope.spawn(move || ranks.cuda_device(0).err())).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap())
            .map(|error| error.to_string())
            .collect::<Vec<_>>()
    });
    assert!(found.len() == 1 && found[0].contains("start as many ranks on a machine as it has devices"), "{found:?}");
}
