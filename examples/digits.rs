//! Learns to read handwritten digits, saves what it learnt and proves that the file holds all of it.
//!
//! ```text
//! cargo run --release --package netweave-examples --example digits
//! ```

#[path = "digits/data.rs"]
mod data;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, ensure};
use clap::Parser;
use netweave::checkpoint::Weights;
use netweave::data::{Loader, Source};
use netweave::metric::Accuracy;
use netweave::prelude::*;
use netweave::watch::{Curves, Events, Progress};
use netweave::{Device, DeviceName};

use data::SIDE;

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// Learns to read handwritten digits.
#[derive(Parser)]
#[command(name = "digits", allow_negative_numbers = true)]
struct Options {
    /// How often to go through the training digits
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,

    /// Digits per step
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    batch_size: u32,

    /// Adam's learning rate
    #[arg(long, default_value_t = 5e-3, value_parser = learning_rate)]
    learning_rate: f64,

    /// Seed of the first weights and of the order of the digits
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// The digits, one a line: 64 pixels from 0 to 16, then the label
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv"))]
    data: PathBuf,

    /// Where to save the weights [default: digits.safetensors in the directory for temporary files]
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,

    /// Weights to test, of a digits that was trained before, instead of training one
    #[arg(long, value_name = "FILE", conflicts_with = "save")]
    load: Option<PathBuf>,

    /// Where to draw the curves of loss and accuracy
    #[arg(long, value_name = "FILE.svg")]
    curves: Option<PathBuf>,

    /// Where to write events for TensorBoard
    #[arg(long, value_name = "FOLDER")]
    events: Option<PathBuf>,

    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,
}

fn learning_rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if rate > 0.0 && f64::is_finite(rate) => Ok(rate),
        _ => Err("expected a number above 0".into()),
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
    let device = &device.with_seed(options.seed)?;
    let mut net = Digits::build(device);
    match &options.load {
        Some(file) => Weights::open(file)?.load(&mut net)?,
        None => train(&mut net, training, options, device)?,
    }

    // All of them in one batch.
    let samples = test.len();
    let test = Loader::new(data::source(test), device).batch_size(samples);
    let (images, labels) = test.epoch(0).next().context("no digits were held out")??;
    let logits = net.try_forward(images.clone())?;
    let mut accuracy = Accuracy::new();
    accuracy.add(&logits, &labels)?;
    let percent = 100.0 * accuracy.value();
    println!("test accuracy: {percent:.2} % of {samples} digits that were held out");

    if options.load.is_some() {
        return Ok(());
    }
    let default = || std::env::temp_dir().join("digits.safetensors");
    let file = options.save.clone().unwrap_or_else(default);
    prove_saved(&net, &file, images, device)
}

/// Trains `net` with Adam on shuffled batches, and shows how far it is.
fn train<D: Device<f32>>(
    net: &mut Digits<f32, D>,
    digits: Vec<data::Digit>,
    options: &Options,
    device: &D,
) -> anyhow::Result<()> {
    let loader =
        Loader::new(data::source(digits), device).batch_size(options.batch_size as usize).shuffle(options.seed);
    let mut adam = Adam::new(options.learning_rate);
    let mut events = options.events.as_ref().map(Events::create).transpose()?;
    let mut curves = Curves::new();
    let epochs = u64::from(options.epochs);
    let mut progress = Progress::new(epochs, loader.batches());

    for epoch in 0..epochs {
        let mut accuracy = Accuracy::new();
        let mut sum = 0.0;
        for (batch, step) in loader.epoch(epoch).zip(epoch * loader.batches()..) {
            let (images, labels) = batch?;
            let pass = net.training().classification(&images, &labels)?;
            let loss = f64::from(pass.value());
            sum += loss * images.shape().0 as f64;
            accuracy.add(pass.output(), &labels)?;
            let gradients = adam.compute_gradients(pass)?;
            adam.apply_gradients(net, gradients)?;
            progress.set("loss", loss);
            progress.step();
            curves.add("loss", step, loss);
            if let Some(events) = &mut events {
                events.scalar("training/loss", step, loss)?;
            }
        }
        progress.set("loss", sum / loader.source().samples() as f64);
        progress.set("accuracy", accuracy.value());
        let line = progress.end_epoch();
        // Where there is no terminal the bar draws nothing: a log gets one line an epoch.
        if progress.is_hidden() {
            println!("{line}");
        }
        let step = (epoch + 1) * loader.batches();
        curves.add("accuracy", step, accuracy.value());
        if let Some(events) = &mut events {
            events.scalar("training/accuracy", step, accuracy.value())?;
            events.variables(step, net, "")?;
        }
    }
    if let Some(events) = &mut events {
        events.graph::<Digits<f32, D>>()?;
    }
    if let Some(file) = &options.curves {
        curves.write_svg(file)?;
    }
    Ok(())
}

/// Saves `net`, loads the file into a fresh network, and compares what the two say, bit for bit.
fn prove_saved<D: Device<f32>>(net: &Digits<f32, D>, file: &Path, images: Images<D>, device: &D) -> anyhow::Result<()> {
    let name = file.display();
    net.save_safetensors(file).with_context(|| format!("{name}: the weights could not be saved"))?;
    let mut loaded = Digits::<f32, D>::build(device);
    loaded.load_safetensors(file).map_err(|error| anyhow!("{name}: the weights could not be loaded: {error:?}"))?;

    let bits = |net: &Digits<f32, D>| -> anyhow::Result<Vec<u32>> {
        Ok(net.try_forward(images.clone())?.as_vec().into_iter().map(f32::to_bits).collect())
    };
    ensure!(bits(net)? == bits(&loaded)?, "{name}: the loaded network predicts otherwise");
    println!("saved to {name}: loaded again, it predicts the same, bit for bit");
    Ok(())
}

type Images<D> = Tensor<(usize, Const<1>, Const<SIDE>, Const<SIDE>), f32, D>;
