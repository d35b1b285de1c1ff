//! Learns to draw the digits that are asked for: a generator against a discriminator, in one network, trained by two
//! optimizers.
//!
//! ```text
//! cargo run --release --package netweave-examples --example gan -- --samples gan.png --curves gan.svg
//! ```

#[path = "digits/data.rs"]
mod data;
#[path = "gan/network.rs"]
mod network;
#[path = "gan/players.rs"]
mod players;
#[path = "gan/sheet.rs"]
mod sheet;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::ensure;
use clap::Parser;
use netweave::data::Loader;
use netweave::prelude::*;
use netweave::watch::{Curves, Progress};
use netweave::{Device, DeviceName, MovingAverage};

use data::CLASSES;
use network::Gan;
use players::{Batch, Players};

/// Learns to draw digits.
#[derive(Parser)]
#[command(name = "gan", allow_negative_numbers = true)]
struct Options {
    /// Steps of training, of both players each
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,

    /// Adam's learning rate, of both players
    #[arg(long, default_value_t = 1e-3, value_parser = learning_rate)]
    learning_rate: f64,

    /// Seed of the first weights, of the noise and of the order of the digits
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// The digits, one a line: 64 pixels from 0 to 16, then the label
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv"))]
    data: PathBuf,

    /// Where to write ten digits of each sort that were made [default: gan.png in the directory for temporary files]
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,

    /// Where to draw the losses of both players
    #[arg(long, value_name = "FILE.svg")]
    curves: Option<PathBuf>,

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

/// Real digits to a step, and as many made ones.
const BATCH: usize = 32;
/// A point of a curve is a mean over so many steps.
const POINT: u64 = 20;

fn run<D: Device<f32>>(options: &Options, device: &D) -> anyhow::Result<()> {
    let (training, _) = data::split(data::read(&options.data)?);
    let (file, found) = (options.data.display(), training.len());
    ensure!(found >= BATCH, "{file}: {found} digits are left to learn from, expected at least {BATCH}");
    let device = &device.with_seed(options.seed)?;
    let mut net = Gan::build(device);
    let average = train(&mut net, training, options, device)?;

    let default = || std::env::temp_dir().join("gan.png");
    let file = options.samples.clone().unwrap_or_else(default);
    sheet::write(&file, &draw(average.network(), device)?)?;
    println!("digits that were made: {}", file.display());
    Ok(())
}

/// Ten of each digit, in a row.
fn draw<D: Device<f32>>(net: &Gan<f32, D>, device: &D) -> anyhow::Result<Vec<f32>> {
    let samples = CLASSES * sheet::ACROSS;
    let mut labels = vec![0.0; samples * CLASSES];
    for (sample, label) in labels.chunks_exact_mut(CLASSES).enumerate() {
        label[sample / sheet::ACROSS] = 1.0;
    }
    let labels = device.tensor_from_vec(labels, (samples, Const));
    let noise = device.sample_normal_like(&(samples, Const));
    // The generator looks at no real digits.
    let real = device.zeros_like(&(samples, Const, Const, Const));
    Ok(net.try_end_point(network::gan::end_point::made, noise, labels, real)?.as_vec())
}

/// Lets the players take turns, and gives the moving average of what they became: from step to step the generator drifts
/// with what the discriminator does not see yet.
fn train<D: Device<f32>>(
    net: &mut Gan<f32, D>,
    digits: Vec<data::Digit>,
    options: &Options,
    device: &D,
) -> anyhow::Result<MovingAverage<Gan<f32, D>>> {
    let mut players = Players::new(options.learning_rate);
    let mut average = MovingAverage::of(net, 0.995)?;
    let loader = Loader::new(data::source(digits), device).batch_size(BATCH).shuffle(options.seed).drop_last();
    let mut curves = Curves::new();
    let mut progress = Progress::new(1, options.steps.into());
    let mut sums = [0.0; 2];
    for (step, batch) in (1..=u64::from(options.steps)).zip(loader.from_step(0)) {
        let (real, labels) = batch?;
        let noise = [(); 2].map(|()| device.sample_normal_like(&(BATCH, Const)));
        let [first, second] = noise.each_ref().map(|noise| Batch { noise, labels: &labels, real: &real });
        let losses = [players.detect(net, &first)?, players.fool(net, &second)?];
        average.update(net)?;

        for ((name, loss), sum) in ["detecting", "fooling"].into_iter().zip(losses).zip(&mut sums) {
            progress.set(name, loss);
            *sum += loss;
            if step % POINT == 0 {
                curves.add(&format!("loss/{name}"), step, std::mem::take(sum) / POINT as f64);
            }
        }
        progress.step();
    }
    let line = progress.end_epoch();
    // Where there is no terminal the bar draws nothing: a log gets one line.
    if progress.is_hidden() {
        println!("{line}");
    }
    if let Some(file) = &options.curves {
        curves.write_svg(file)?;
    }
    Ok(average)
}
