//! Learns to read handwritten digits five times: on one device, in towers that each work on a part of the batch, on two devices
//! of which each has a part of the network, by GPipe and by 1F1B, and in towers of two devices each.
//!
//! ```text
//! cargo run --release --package netweave-examples --example towers -- --towers 2
//! cargo run --release --package netweave-examples --features cuda --example towers -- --device cuda --gpus 0,1
//! cargo run --release --package netweave-examples --features nccl --example towers -- --device cuda --gpus 0,1 --nccl
//! ```
//!
//! Or twice, on one device and in several processes:
//!
//! ```text
//! mpirun -n 2 cargo run --release --features mpi --example towers -- --mpi
//! mpirun -n 2 cargo run --release --features mpi,cuda --example towers -- --mpi --device cuda
//! mpirun -n 2 cargo run --release --features mpi,nccl --example towers -- --mpi --device cuda --nccl
//! torchrun --nproc-per-node 2 --no-python target/release/examples/towers --nccl
//! ```

#[path = "digits/data.rs"]
mod data;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Parser;
use netweave::data::Loader;
use netweave::metric::Accuracy;
use netweave::prelude::*;
use netweave::{Device, DeviceName, PipelineSchedule};

network! {
    /// Recognises an 8×8 handwritten digit. Its norm is one of samples: that of a batch is another one in each tower.
    /// The devices are for those who ask for them: on one, or in plain towers, it is as if they were not written.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features on device(0) {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> layer_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = scope head on device(1) { features -> flatten -> fc1: linear(64) -> relu -> fc2: linear(10) };

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// Learns to read handwritten digits on one device, in towers, on placed devices, and in towers of these.
#[derive(Parser)]
#[command(name = "towers")]
struct Options {
    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,

    /// The CUDA devices to work on, in turn: numbers and commas. Without it, all is done on the device of the network
    #[cfg(feature = "cuda")]
    #[arg(long, value_delimiter = ',')]
    gpus: Vec<usize>,

    /// How many towers there are
    #[arg(long, default_value_t = 2)]
    towers: usize,

    /// How often to go through the training digits
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,

    /// How many parts placed devices work on, one after the other
    #[arg(long, default_value_t = 4)]
    micro_batches: usize,

    /// Digits per step, of all towers together
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    batch_size: u32,

    /// Train in the processes that `mpirun` has started; on CUDA each of a machine has a device for itself, from `--device` on
    #[cfg(feature = "mpi")]
    #[arg(long)]
    mpi: bool,

    /// Have CUDA devices add up the gradients themselves, by NCCL: those of `--gpus`, those of the processes of `--mpi`, or, with
    /// neither, those of the processes that `torchrun` or Slurm has started
    #[cfg(feature = "nccl")]
    #[arg(long)]
    nccl: bool,

    /// Seed of the first weights and of the order of the digits
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// The digits, one a line: 64 pixels from 0 to 16, then the label
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv"))]
    data: PathBuf,
}

/// Devices that can be told to work together.
trait Site: Device<f32> {
    /// So many towers, and two devices for what is placed on them.
    fn crews(options: &Options) -> Result<(Towers<Self>, Placement<Self>), Error>;

    /// These ranks, for networks on the device.
    #[cfg(feature = "mpi")]
    fn ranks(&self, _: &Options, ranks: Towers<Cpu>) -> Result<Towers<Self>, Error> {
        ranks.on(self)
    }
}

impl Site for Cpu {
    fn crews(options: &Options) -> Result<(Towers<Self>, Placement<Self>), Error> {
        Ok((Towers::cpu(options.towers)?, Placement::cpu(2)?))
    }
}

#[cfg(feature = "cuda")]
impl Site for Cuda {
    fn crews(options: &Options) -> Result<(Towers<Self>, Placement<Self>), Error> {
        let own = if let DeviceName::Cuda(number) = options.device { number } else { 0 };
        let all = if options.gpus.is_empty() { vec![own] } else { options.gpus.clone() };
        let numbers = |count: usize| all.iter().copied().cycle().take(count).collect::<Vec<_>>();
        let towers = Towers::cuda(numbers(options.towers))?;
        #[cfg(feature = "nccl")]
        let towers = if options.nccl { towers.by_nccl()? } else { towers };
        Ok((towers, Placement::cuda(numbers(2))?))
    }

    #[cfg(all(feature = "mpi", feature = "nccl"))]
    fn ranks(&self, options: &Options, ranks: Towers<Cpu>) -> Result<Towers<Self>, Error> {
        if options.nccl { ranks.by_nccl(self) } else { ranks.on(self) }
    }
}

fn main() -> ExitCode {
    match train_all(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn train_all(options: &Options) -> anyhow::Result<()> {
    #[cfg(feature = "mpi")]
    if options.mpi {
        let ranks = Towers::mpi()?;
        let own = match options.device {
            DeviceName::Cuda(first) => DeviceName::Cuda(first + ranks.local_rank()),
            name => name,
        };
        return netweave::on_device!(own, |device| run_in_processes(options, &device.ranks(options, ranks)?, device));
    }
    #[cfg(feature = "nccl")]
    if options.nccl && options.gpus.is_empty() {
        let towers = Towers::nccl()?;
        return run_in_processes(options, &towers, &towers.cuda_device(options.seed)?);
    }
    netweave::on_device!(options.device, |device| run(options, device))
}

fn run<D: Site>(options: &Options, device: &D) -> anyhow::Result<()> {
    let (towers, devices) = D::crews(options)?;
    let hybrid = Towers::of(&devices, options.towers)?;
    let count = options.micro_batches;

    let one = train(options, device, None, |training| training)?;
    one.print("one device");
    let all = train(options, device, None, |training| training.on(&towers))?;
    all.compare(&format!("{} towers", options.towers), &one)?;
    let all = train(options, device, None, |training| training.on(&devices).micro_batches(count))?;
    all.compare("2 devices", &one)?;
    println!("    the last step: {}", devices.timeline());
    println!("    {} bytes a step", all.memory);
    let in_turn = devices.schedule(PipelineSchedule::OneForwardOneBackward);
    let all = train(options, device, None, |training| training.on(&in_turn).micro_batches(count))?;
    all.compare("1F1B on 2 devices", &one)?;
    println!("    the last step: {}", in_turn.timeline());
    println!("    {} bytes a step", all.memory);
    let all = train(options, device, None, |training| training.on(&hybrid).micro_batches(count))?;
    all.compare(&format!("{} towers of 2 devices", options.towers), &one)?;
    println!("    the last step: {}", hybrid.timeline());
    Ok(())
}

/// Trains in one process, and then in all of them.
#[cfg(any(feature = "mpi", feature = "nccl"))]
fn run_in_processes<D: Site>(options: &Options, towers: &Towers<D>, device: &D) -> anyhow::Result<()> {
    // Every rank trains alone, too; what it finds is what the first prints.
    let one = train(options, device, None, |training| training)?;
    let all = train(options, device, Some(towers), |training| training.on(towers))?;
    let apart = distance(&one.gradients, &all.gradients);
    ensure!(apart < 1e-5, "rank {} does not agree with one device", towers.rank());
    if towers.is_first() {
        one.print("one process");
        all.print(&format!("{} processes", towers.ranks()));
        println!("    the gradients of the first batch are {apart:.1e} of the largest away from those of one process");
        println!("    the last step: {}", towers.exchange());
    }
    Ok(())
}

/// What came of a training.
struct Outcome {
    /// Those of the first batch.
    gradients: Vec<f32>,
    steps: u64,
    time: Duration,
    /// The most bytes that a step took.
    memory: usize,
    accuracy: f64,
}

impl Outcome {
    fn print(&self, how: &str) {
        let Self { steps, time, accuracy, .. } = self;
        let each = time.as_secs_f64() * 1e6 / *steps as f64;
        let percent = 100.0 * accuracy;
        println!("{how}: {steps} steps of {each:.0} µs, test accuracy {percent:.2} %");
    }

    /// Prints it, and fails if it is not what one device makes.
    fn compare(&self, how: &str, one: &Self) -> anyhow::Result<()> {
        self.print(how);
        let apart = distance(&one.gradients, &self.gradients);
        println!("    the gradients of the first batch are {apart:.1e} of the largest away from those of one device");
        ensure!(apart < 1e-5, "{how} do not agree with one device");
        Ok(())
    }
}

/// Trains as `set` has it done, on a part of each batch where there are `ranks`.
fn train<D: Device<f32>>(
    options: &Options,
    device: &D,
    ranks: Option<&Towers<D>>,
    set: impl Fn(digits::Training<'_, Digits<f32, D>>) -> digits::Training<'_, Digits<f32, D>>,
) -> anyhow::Result<Outcome> {
    let (training, test) = data::split(data::read(&options.data)?);
    let device = &device.with_seed(options.seed)?;
    let mut net = Digits::build(device);
    let mut loader =
        Loader::new(data::source(training), device).batch_size(options.batch_size as usize).shuffle(options.seed);
    if let Some(ranks) = ranks {
        loader = loader.share_of(ranks)?;
    }
    let mut adam = Adam::new(5e-3);
    let (mut first, mut steps, mut time, mut memory) = (Vec::new(), 0, Duration::ZERO, 0);
    for epoch in 0..u64::from(options.epochs) {
        for batch in loader.epoch(epoch) {
            let (images, labels) = batch?;
            let start = Instant::now();
            let pass = set(net.training()).classification(&images, &labels)?;
            memory = memory.max(pass.memory().bytes);
            let gradients = adam.compute_gradients(pass)?;
            if steps == 0 {
                let all = gradients.variables("")?;
                first = all.into_iter().flat_map(|gradient| gradient.values).collect();
            }
            adam.apply_gradients(&mut net, gradients)?;
            time += start.elapsed();
            steps += 1;
        }
    }

    let samples = test.len();
    let test = Loader::new(data::source(test), device).batch_size(samples);
    let (images, labels) = test.epoch(0).next().context("no digits were held out")??;
    let logits = net.try_forward(images)?;
    let mut accuracy = Accuracy::new();
    accuracy.add(&logits, &labels)?;
    Ok(Outcome { gradients: first, steps, time, memory, accuracy: accuracy.value() })
}

/// The largest difference of two lists of numbers, as a part of the largest number.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    let largest = a.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
    a.iter().zip(b).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs())) / largest
}
