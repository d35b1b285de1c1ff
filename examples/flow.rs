//! Learns how one frame became the next from the two frames alone, and shows how near it came to the truth.
//!
//! ```text
//! cargo run --release --package netweave-examples --example flow -- --strip flow.png
//! ```

#[path = "flow/film.rs"]
mod film;
#[path = "flow/network.rs"]
mod network;
#[path = "flow/strip.rs"]
mod strip;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use netweave::metric::EndPointError;
use netweave::prelude::*;
use netweave::watch::Progress;
use netweave::{Device, DeviceName};

use film::{Film, Motion};
use network::Flow;

/// Learns the motion between two frames from the frames alone.
#[derive(Parser)]
#[command(name = "flow", allow_negative_numbers = true)]
struct Options {
    /// Steps of training
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,

    /// Adam's learning rate
    #[arg(long, default_value_t = 2e-3, value_parser = learning_rate)]
    learning_rate: f64,

    /// Seed of the first weights
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// A photograph, JPEG or PNG, whose middle is the second frame and is moved for the first
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/chelsea.png"))]
    photograph: PathBuf,

    /// Where to write frame, warped frame, flow and error [default: flow.png in the directory for temporary files]
    #[arg(long, value_name = "FILE")]
    strip: Option<PathBuf>,

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
    let device = &device.with_seed(options.seed)?;
    let film = film::shoot(&options.photograph, device)?;
    let mut net = Flow::build(device);

    let before = end_point_error(&net.try_forward(film.first.clone(), film.second.clone())?.flow, &film)?;
    println!("end-point error before: {before:.3} pixels");
    train(&mut net, &film, options)?;
    let found = net.try_forward(film.first.clone(), film.second.clone())?;
    let after = end_point_error(&found.flow, &film)?;
    println!("end-point error after: {after:.3} pixels, {:.1} times less", before / after);

    let default = || std::env::temp_dir().join("flow.png");
    let file = options.strip.clone().unwrap_or_else(default);
    strip::write(&file, &film, &found.flow, &found.warped)?;
    println!("frame, warped frame, flow and error: {}", file.display());
    Ok(())
}

/// How far a flow is from the true one: the truth is for this alone.
fn end_point_error<D: Device<f32>>(flow: &Motion<D>, film: &Film<D>) -> anyhow::Result<f64> {
    let mut error = EndPointError::new();
    error.add(flow, &film.truth)?;
    Ok(error.value())
}

/// Trains `net` with Adam on the one pair of frames, and shows how far it is.
fn train<D: Device<f32>>(net: &mut Flow<f32, D>, film: &Film<D>, options: &Options) -> anyhow::Result<()> {
    let mut adam = Adam::new(options.learning_rate);
    let mut progress = Progress::new(1, options.steps.into());
    for _ in 0..options.steps {
        let pass = net.training().unsupervised(&film.first, &film.second)?;
        for (name, value) in pass.parts() {
            if ["photometric", "smoothness"].contains(&name) {
                progress.set(name, value.into());
            }
        }
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(net, gradients)?;
        progress.step();
    }
    let line = progress.end_epoch();
    // Where there is no terminal the bar draws nothing: a log gets one line.
    if progress.is_hidden() {
        println!("{line}");
    }
    Ok(())
}
