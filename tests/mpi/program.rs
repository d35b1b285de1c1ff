//! What `mpi/run` starts in several processes: `mpirun -n 2 program WHAT`. Each line that begins with `ok` is one that it waits for.

mod conformance;
mod device;
mod equality;
#[allow(dead_code, reason = "some are for towers alone")]
#[path = "../towers/networks.rs"]
mod networks;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use netweave::checkpoint::Checkpoints;
use netweave::data::{Loader, from_fn};
use netweave::prelude::*;
#[cfg(feature = "nccl")]
use netweave::towers::communicator::Nccl;
use netweave::towers::communicator::{Communicator, Mpi};

use device::{on_device, own_device, seeded};

network! {
    /// It has all that a run has to come back to: dropout, running statistics and the moments of Adam.
    network Digit(image: [1, 8, 8]) -> [10] {
        let logits = image -> conv: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu
            -> flatten -> dropout(0.25) -> fc1: linear(64) -> relu -> fc2: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["conformance"] => Mpi::new().map(|mut mpi| {
            conformance::conforms(&mut mpi);
            println!("ok rank {}", mpi.rank());
        }),
        #[cfg(feature = "nccl")]
        ["conformance", "nccl"] => devices_conform(),
        #[cfg(feature = "nccl")]
        ["begin", "nccl"] => Towers::mpi().and_then(|ranks| {
            let device = ranks.cuda_device(0)?;
            ranks.by_nccl(&device).map(|towers| println!("ok rank {}", towers.rank()))
        }),
        #[cfg(feature = "nccl")]
        ["begin", "launched"] => Towers::nccl().map(|towers| println!("ok rank {}", towers.rank())),
        ["equality"] => equal(),
        ["twice"] => Towers::mpi().and_then(|_first| Towers::mpi()).map(drop),
        ["stop"] => stops(),
        ["train", folder, steps, pause] => train(folder.into(), steps.parse().unwrap(), pause.parse().unwrap()),
        _ => panic!("{arguments:?}"),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the devices of processes do by NCCL.
#[cfg(feature = "nccl")]
fn devices_conform() -> Result<(), Error> {
    const LIMIT: Duration = Duration::from_secs(20);
    let mut mpi = Mpi::new()?;
    let mut id = Nccl::id()?;
    mpi.broadcast(&mut id, 0, LIMIT).unwrap();
    let cuda = netweave::kernels::cuda::Cuda::new(mpi.local_rank()).map_err(Error::device)?;
    let mut nccl = Nccl::new(&mpi, &cuda, &id, LIMIT).unwrap();
    conformance::conforms(&mut nccl);
    println!("ok rank {}", nccl.rank());
    Ok(())
}

/// The ranks that this process is one of, which wait for each other for so many seconds.
fn ranks(seconds: u64) -> Result<Towers<networks::Dev>, Error> {
    let limit = Duration::from_secs(seconds);
    #[cfg(feature = "nccl")]
    if device::are_launched() {
        return Ok(device::own(Towers::nccl()?.time_limit(limit)));
    }
    Ok(on_device(Towers::mpi()?.time_limit(limit)))
}

fn equal() -> Result<(), Error> {
    let towers = ranks(25)?;
    equality::of_passes(&towers);
    equality::of_trainings(&towers);
    equality::of_statistics(&towers);
    equality::of_synchronised(&towers);
    #[cfg(not(feature = "cuda"))]
    {
        let local = towers.clone().local(2)?;
        equality::of_passes(&local);
        equality::of_trainings(&local);
    }
    println!("ok rank {} of {}", towers.rank(), towers.ranks());
    Ok(())
}

/// The last rank has fewer batches than the others.
fn stops() -> Result<(), Error> {
    let towers = ranks(25)?;
    let is_last = towers.rank() + 1 == towers.ranks();
    let net = seeded(1).build_module::<networks::Mlp, f64>();
    for _ in 0..if is_last { 3 } else { 5 } {
        let pass = net.training().on(&towers).mean(networks::noise(2, 3), networks::noise(3, 3))?;
        drop(Sgd::new(0.1).compute_gradients(pass)?);
    }
    Ok(())
}

/// Trains with a checkpoint every ten steps, and a pause of so many milliseconds in each step.
fn train(folder: PathBuf, steps: u64, pause: u64) -> Result<(), Error> {
    let towers = ranks(5)?;
    let device = seeded(0);
    let source = from_fn::<(Rank3<1, 8, 8>, Rank1<10>), f32>(101, |sample, (image, label)| {
        for (place, pixel) in image.iter_mut().enumerate() {
            *pixel = ((sample.index * 31 + place * place * 7) % 17) as f32 / 17.0;
        }
        label[sample.index % 10] = 1.0;
        Ok(())
    });
    let loader = Loader::new(source, &device).batch_size(12).shuffle(1).share_of(&towers)?;
    let (mut net, mut adam) = (device.build_module::<Digit, f32>(), Adam::new(1e-3));
    let checkpoints = Checkpoints::open(&folder, &device)?.on(&towers);
    let first = checkpoints.resume(&mut net, &mut adam, &device)?;
    if towers.is_first() {
        println!("begins at step {first}");
    }
    std::fs::write(folder.join(format!("pid-{}", towers.rank())), std::process::id().to_string()).unwrap();
    for (step, batch) in (first + 1..=steps).zip(loader.from_step(first)) {
        let (images, labels) = batch?;
        let gradients = adam.compute_gradients(net.training().on(&towers).classification(&images, &labels)?)?;
        adam.apply_gradients(&mut net, gradients)?;
        if step % 10 == 0 {
            checkpoints.save(step, &net, &adam, &device)?;
        }
        std::thread::sleep(Duration::from_millis(pause));
    }
    let bits = net.variables("").into_iter().flat_map(|variable| variable.values);
    let sum = bits.fold(0_u64, |sum, value| sum.wrapping_mul(31).wrapping_add(u64::from(value.to_bits())));
    println!("ok rank {} ends with {sum:016x}", towers.rank());
    Ok(())
}
