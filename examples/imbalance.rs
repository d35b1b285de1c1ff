//! Learns to read digits of which one is rare, with cross entropy and with focal loss, and compares how often the rare
//! one is recognised.
//!
//! ```text
//! cargo run --release --package netweave-examples --example imbalance -- --curves imbalance.svg
//! ```

#[path = "digits/data.rs"]
mod data;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use netweave::data::Loader;
use netweave::metric::Confusion;
use netweave::prelude::*;
use netweave::watch::{Curves, Progress};
use netweave::{Device, DeviceName};

use data::{CLASSES, Digit, SIDE};

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let logits = image
            -> conv1: conv2d(16, kernel = 3, padding = 1) -> relu
            -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
            -> flatten -> fc: linear(10);

        loss cross_entropy(labels: [10]) = softmax_cross_entropy(logits, labels);
        /// Spares the samples that are recognised already, as most of the common digits are.
        loss focal(labels: [10]) = softmax_focal(logits, labels, beta = 2.0);
        logits
    }
}

/// Compares losses where one digit is rare.
#[derive(Parser)]
#[command(name = "imbalance", allow_negative_numbers = true)]
struct Options {
    /// The digit that is rare
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(..CLASSES as i64))]
    rare: u8,

    /// How many other digits there are for one that is rare
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    ratio: u32,

    /// How often to go through the training digits
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,

    /// Seeds to train with, from 0 on; both losses begin with the same weights and see the digits in the same order
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    seeds: u32,

    /// The digits, one a line: 64 pixels from 0 to 16, then the label
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv"))]
    data: PathBuf,

    /// Where to draw the recall after each epoch, a mean over the seeds
    #[arg(long, value_name = "FILE.svg")]
    curves: Option<PathBuf>,

    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,
}

#[derive(Clone, Copy)]
enum Loss {
    CrossEntropy,
    Focal,
}

impl Loss {
    const ALL: [Self; 2] = [Self::CrossEntropy, Self::Focal];

    fn name(self) -> &'static str {
        match self {
            Self::CrossEntropy => "cross entropy",
            Self::Focal => "focal loss",
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match netweave::on_device!(options.device, |device| run(&options, device)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run<D: Device<f32>>(options: &Options, device: &D) -> anyhow::Result<()> {
    let (training, test) = data::split(data::read(&options.data)?);
    let training = thin(training, options)?;
    ensure!(
        test.iter().any(|digit| digit.label == usize::from(options.rare)),
        "{}: no {} was held out, so its recall cannot be told",
        options.data.display(),
        options.rare,
    );

    let mut curves = Curves::new();
    let runs = u64::from(options.seeds) * Loss::ALL.len() as u64;
    let mut progress = Progress::new(runs, u64::from(options.epochs));
    for loss in Loss::ALL {
        // A row a seed: the confusion after each epoch.
        let mut seeds = Vec::new();
        for seed in 0..u64::from(options.seeds) {
            seeds.push(train(loss, &training, &test, &device.with_seed(seed)?, seed, options, &mut progress)?);
            progress.end_epoch();
        }
        report(loss, &seeds, options, &mut curves)?;
    }
    if let Some(file) = &options.curves {
        curves.write_svg(file)?;
    }
    Ok(())
}

/// Leaves out rare digits until there are `ratio` others for each.
fn thin(digits: Vec<Digit>, options: &Options) -> anyhow::Result<Vec<Digit>> {
    let (rare, mut digits): (Vec<_>, Vec<_>) =
        digits.into_iter().partition(|digit| digit.label == usize::from(options.rare));
    let kept = digits.len() / options.ratio as usize;
    ensure!(
        (1..=rare.len()).contains(&kept),
        "{} digits that are no {} and {} that are: there is no way to have {} to one",
        digits.len(),
        options.rare,
        rare.len(),
        options.ratio,
    );
    println!("digits to learn from: {}, of which {kept} are a {}", digits.len() + kept, options.rare);
    digits.extend(rare.into_iter().take(kept));
    Ok(digits)
}

/// Trains a network and tells after each epoch what it takes the digits that were held out for.
fn train<D: Device<f32>>(
    loss: Loss,
    training: &[Digit],
    test: &[Digit],
    device: &D,
    seed: u64,
    options: &Options,
    progress: &mut Progress,
) -> anyhow::Result<Vec<Confusion<CLASSES>>> {
    let mut net = Digits::build(device);
    let mut adam = Adam::new(2e-3);
    let loader = Loader::new(data::source(training.to_vec()), device).batch_size(32).shuffle(seed);
    let test = Loader::new(data::source(test.to_vec()), device).batch_size(test.len());
    let (images, truth): (Tensor<(usize, Const<1>, Const<SIDE>, Const<SIDE>), f32, D>, _) =
        test.epoch(0).next().context("no digits were held out")??;

    let mut confusions = Vec::new();
    for epoch in 0..u64::from(options.epochs) {
        for batch in loader.epoch(epoch) {
            let (images, labels) = batch?;
            let pass = match loss {
                Loss::CrossEntropy => net.training().cross_entropy(&images, &labels)?,
                Loss::Focal => net.training().focal(&images, &labels)?,
            };
            let gradients = adam.compute_gradients(pass)?;
            adam.apply_gradients(&mut net, gradients)?;
        }
        let mut confusion = Confusion::new();
        confusion.add(&net.try_forward(images.clone())?, &truth)?;
        confusions.push(confusion);
        progress.step();
    }
    Ok(confusions)
}

/// Prints recall and accuracy after the last epoch, and adds the recall after each to the curves.
fn report(loss: Loss, seeds: &[Vec<Confusion<CLASSES>>], options: &Options, curves: &mut Curves) -> anyhow::Result<()> {
    let rare = usize::from(options.rare);
    let mean = |epoch: usize, of: &dyn Fn(&Confusion<CLASSES>) -> f64| {
        100.0 * seeds.iter().map(|epochs| of(&epochs[epoch])).sum::<f64>() / seeds.len() as f64
    };
    for epoch in 0..options.epochs as usize {
        let name = format!("recall of the rare digit, %/{}", loss.name());
        curves.add(&name, epoch as u64 + 1, mean(epoch, &|confusion| confusion.recall(rare)));
    }
    let last = options.epochs as usize - 1;
    let recalls: Vec<String> = seeds.iter().map(|epochs| format!("{:.0}", 100.0 * epochs[last].recall(rare))).collect();
    println!(
        "{}: recall of {rare} {:.1} %, accuracy {:.1} %, over seeds 0 to {} (recall {})",
        loss.name(),
        mean(last, &|confusion| confusion.recall(rare)),
        mean(last, &Confusion::accuracy),
        seeds.len() - 1,
        recalls.join(", "),
    );
    Ok(())
}
