//! Trains in steps that outlive the process: stop it at any moment, start it again, and it goes on as if nothing had
//! happened.
//!
//! ```text
//! cargo run --release --package netweave-examples --example resume -- --folder run
//! ```

#[path = "digits/data.rs"]
mod data;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use netweave::checkpoint::{Checkpoints, save_weights};
use netweave::data::Loader;
use netweave::prelude::*;
use netweave::{Device, DeviceName};

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let logits = image
            -> conv1: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu
            -> flatten -> dropout(0.25)
            -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// Learns to read handwritten digits, and goes on where it was stopped.
#[derive(Parser)]
#[command(name = "resume")]
struct Options {
    /// Where the checkpoints are
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,

    /// Steps in all, those of earlier runs among them
    #[arg(long, default_value_t = 1000)]
    steps: u64,

    /// Steps from one checkpoint to the next
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,

    /// Where to save the weights at the end
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,

    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,
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
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv");
    let (training, _) = data::split(data::read(file.as_ref())?);
    let device = &device.with_seed(0)?;
    let loader = Loader::new(data::source(training), device).batch_size(16).shuffle(0);
    let mut net = Digits::build(device);
    let mut adam = Adam::new(5e-3);

    let checkpoints = Checkpoints::open(&options.folder, device)?.keep(3);
    let first = checkpoints.resume(&mut net, &mut adam, device)?;
    println!("begins at step {first}");

    for (step, batch) in (first + 1..=options.steps).zip(loader.from_step(first)) {
        let (images, labels) = batch?;
        let pass = net.training().classification(&images, &labels)?;
        let loss = pass.value();
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(&mut net, gradients)?;
        if step % options.every == 0 {
            checkpoints.save(step, &net, &adam, device)?;
            println!("saved step {step}  loss {loss:.4}");
        }
    }
    if let Some(file) = &options.save {
        save_weights(&net, file)?;
        println!("saved to {}", file.display());
    }
    Ok(())
}
