//! Learns to make photographs twice as wide and high, once with `l1` and once with a perceptual loss beside it, and
//! shows what each of the two is good for.
//!
//! ```text
//! cargo run --release --package netweave-examples --example super_resolution -- --strip super_resolution.png
//! ```

#[path = "super_resolution/network.rs"]
mod network;
#[path = "super_resolution/photographs.rs"]
mod photographs;
#[path = "super_resolution/quality.rs"]
mod quality;
#[path = "super_resolution/strip.rs"]
mod strip;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use netweave::checkpoint::{Keys, Weights};
use netweave::metric::Accuracy;
use netweave::prelude::*;
use netweave::watch::Progress;
use netweave::{Device, DeviceName, TrainingPass};

use network::{Critic, Enlarge, Photograph, Vgg19};
use photographs::{Picture, SMALL};
use quality::{Quality, bicubic};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data");

/// Learns to enlarge photographs with and without a perceptual loss.
#[derive(Parser)]
#[command(name = "super_resolution", allow_negative_numbers = true)]
struct Options {
    /// Steps of training, with each loss
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,

    /// Steps of training for the critic
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(1..))]
    critic_steps: u32,

    /// Adam's learning rate, which falls to 0
    #[arg(long, default_value_t = 3e-3, value_parser = learning_rate)]
    learning_rate: f64,

    /// Seed of the first weights and of the order of the parts
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// Weights of VGG-19 in a safetensors file with torchvision's names, for a critic [default: a small critic that
    /// learns to tell the photographs apart]
    #[arg(long, value_name = "FILE")]
    vgg19: Option<PathBuf>,

    /// Where to write the pictures [default: super_resolution.png in the directory for temporary files]
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

/// What a network is trained with.
enum Loss<D: Device<f32>> {
    Pixels,
    Perceptual(Box<Critic<f32, D>>),
    Vgg19(Box<Vgg19<f32, D>>),
}

fn run<D: Device<f32>>(options: &Options, device: &D) -> anyhow::Result<()> {
    let data = Path::new(DATA);
    let training = photographs::training(data)?;
    let held_out = photographs::held_out(data)?;
    let small: Vec<Picture> = held_out.iter().map(Picture::small).collect();
    let critic = match &options.vgg19 {
        Some(file) => Loss::Vgg19(vgg19(file, device)?.into()),
        None => Loss::Perceptual(critic(&training, options, &device.with_seed(options.seed)?)?.into()),
    };

    // Both begin with the same weights.
    let plain = train(&Loss::Pixels, &training, options, &device.with_seed(options.seed)?)?;
    let sharp = train(&critic, &training, options, &device.with_seed(options.seed)?)?;
    let (bilinear, plain) = enlarge(&plain, &small, device)?;
    let (_, sharp) = enlarge(&sharp, &small, device)?;
    let bicubic: Vec<Picture> = small.iter().map(bicubic).collect();
    let results = [("bilinear", &bilinear), ("bicubic", &bicubic), ("l1", &plain), ("l1 and perceptual", &sharp)];
    for (name, pictures) in results {
        let Quality { psnr, sharpness } = Quality::of(pictures, &held_out)?;
        println!("{name}: PSNR {psnr:.2} dB, sharpness {sharpness:.3}");
    }

    let default = || std::env::temp_dir().join("super_resolution.png");
    let file = options.strip.clone().unwrap_or_else(default);
    let rows = (0..held_out.len()).map(|row| [&bilinear, &plain, &sharp, &held_out].map(|pictures| &pictures[row]));
    strip::write(&file, &rows.map(Vec::from).collect::<Vec<_>>())?;
    println!("bilinear, l1, l1 and perceptual, truth: {}", file.display());
    Ok(())
}

/// A VGG-19 with the weights of a file.
fn vgg19<D: Device<f32>>(file: &Path, device: &D) -> anyhow::Result<Vgg19<f32, D>> {
    let mut net = Vgg19::build(device);
    let weights = Weights::open(file)?.keys(Keys::torchvision_vgg19());
    for block in ["block1", "block2", "block3"] {
        weights.clone().only(block).load(&mut net)?;
    }
    println!("critic: VGG-19");
    Ok(net)
}

/// A critic that has learnt to tell photographs apart.
fn critic<D: Device<f32>>(
    photographs: &Arc<[Picture]>,
    options: &Options,
    device: &D,
) -> anyhow::Result<Critic<f32, D>> {
    let mut net = Critic::build(device);
    let mut adam = Adam::new(options.learning_rate);
    let parts = photographs::labelled(photographs, device, options.seed);
    for batch in parts.from_step(0).take(options.critic_steps as usize) {
        let (part, photograph) = batch?;
        let gradients = adam.compute_gradients(net.training().recognition(&part, &photograph)?)?;
        adam.apply_gradients(&mut net, gradients)?;
    }
    let mut accuracy = Accuracy::new();
    for batch in photographs::labelled(photographs, device, options.seed + 1).epoch(0) {
        let (part, photograph) = batch?;
        accuracy.add(&net.try_forward(part)?, &photograph)?;
    }
    println!("critic: trained here, tells where {:.1} % of other parts are from", 100.0 * accuracy.value());
    Ok(net)
}

/// Trains a network, always with the same parts.
fn train<D: Device<f32>>(
    loss: &Loss<D>,
    photographs: &Arc<[Picture]>,
    options: &Options,
    device: &D,
) -> anyhow::Result<Enlarge<f32, D>> {
    let mut net = Enlarge::build(device);
    let mut adam = Adam::new(options.learning_rate).schedule(Schedule::cosine(options.steps.into()));
    let mut progress = Progress::new(1, options.steps.into());
    for batch in photographs::pairs(photographs, device, options.seed).from_step(0).take(options.steps as usize) {
        let (small, truth) = batch?;
        let pass: TrainingPass<_, _> = match loss {
            Loss::Pixels => net.training().pixels(&small, &truth)?,
            Loss::Perceptual(critic) => net.training().sharp(&small, &truth, critic)?,
            Loss::Vgg19(critic) => net.training().sharp_vgg(&small, &truth, critic)?,
        };
        for (name, value) in pass.parts() {
            progress.set(name, value.into());
        }
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(&mut net, gradients)?;
        progress.step();
    }
    let line = progress.end_epoch();
    // Where there is no terminal the bar draws nothing: a log gets one line.
    if progress.is_hidden() {
        println!("{line}");
    }
    Ok(net)
}

/// Whole photographs, enlarged bilinearly and by a network.
fn enlarge<D: Device<f32>>(
    net: &Enlarge<f32, D>,
    small: &[Picture],
    device: &D,
) -> anyhow::Result<(Vec<Picture>, Vec<Picture>)> {
    let mut whole = Photograph::build(device);
    for variable in net.variables("") {
        whole.set_variable(&variable.name, &variable.values)?;
    }
    let (mut bilinear, mut enlarged) = (Vec::new(), Vec::new());
    for picture in small {
        let seen = whole.try_forward(picture.tensor::<SMALL, D>(device))?;
        bilinear.push(Picture::from_values(seen.bilinear.as_vec()));
        enlarged.push(Picture::from_values(seen.enlarged.as_vec()));
    }
    Ok((bilinear, enlarged))
}
