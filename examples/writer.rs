//! Learns to write, letter by letter, from the prose of this project's own book, and shows how it gets on.
//!
//! ```text
//! cargo run --release --package netweave-examples --example writer
//! ```

#[path = "writer/network.rs"]
mod network;
#[path = "writer/picture.rs"]
mod picture;
#[path = "writer/text.rs"]
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use netweave::prelude::*;
use netweave::watch::Progress;
use netweave::{Device, DeviceName};

use network::{UNITS, Writer};
use picture::Sample;
use text::LETTERS;

/// Learns to write like a book.
#[derive(Parser)]
#[command(name = "writer", allow_negative_numbers = true)]
struct Options {
    /// Steps of training
    #[arg(long, default_value_t = 1500, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,

    /// How often to show what it writes
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    samples: u32,

    /// Adam's learning rate, which falls to 0
    #[arg(long, default_value_t = 4e-3, value_parser = positive)]
    learning_rate: f64,

    /// How daring it writes: near 0 it takes the likeliest letter each time
    #[arg(long, default_value_t = 0.6, value_parser = positive)]
    temperature: f64,

    /// How its text begins
    #[arg(long, default_value = "A ")]
    prompt: String,

    /// Seed of the first weights, of the places that are read, and of what is written
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// A folder of Markdown to learn from
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../book/src"))]
    book: PathBuf,

    /// Where to draw what it has written
    #[arg(long, value_name = "FILE.svg")]
    picture: Option<PathBuf>,

    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if number > 0.0 && f64::is_finite(number) => Ok(number),
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

/// Passages a step, and letters in each.
const BATCH: usize = 32;
const LENGTH: usize = 64;
/// Letters of a sample.
const LINE: usize = 84;

type Letters<D> = Tensor<(usize, usize), usize, D>;
type State<D> = Tensor<(usize, Const<2>, Const<UNITS>), f32, D>;

fn run<D: Device<f32>>(options: &Options, device: &D) -> anyhow::Result<()> {
    let book = text::prose(&options.book).with_context(|| options.book.display().to_string())?;
    // The last twentieth is for the test.
    let (training, held_out) = book.split_at(book.len() * 19 / 20);
    let (folder, least) = (options.book.display(), 20 * (LENGTH + 1));
    ensure!(book.len() >= least, "{folder}: {} letters of prose, expected at least {least}", book.len());
    let prompt = text::numbers(&options.prompt);
    ensure!(!prompt.is_empty(), "the prompt is empty: give one letter at least");

    let device = &device.with_seed(options.seed)?;
    let mut net = Writer::build(device);
    let mut adam = Adam::new(options.learning_rate).schedule(Schedule::cosine(options.steps.into()));
    let mut progress = Progress::new(1, options.steps.into());
    let mut samples = Vec::new();
    for step in 1..=options.steps {
        let (read, next) = passages(training, u64::from(step) + options.seed * 1000, device);
        let start: State<D> = device.zeros_like(&(BATCH, Const, Const));
        let pass = net.training().spelling(&read, &start, &start, &next)?;
        progress.set("loss", pass.value().into());
        let gradients = adam.compute_gradients(pass)?.clip_by_global_norm(1.0);
        adam.apply_gradients(&mut net, gradients)?;
        progress.step();
        if (step * options.samples) % options.steps < options.samples {
            let bits = bits(&net, held_out, device)?;
            let text = write(&net, &prompt, options.temperature, device)?;
            println!("step {step}: {bits:.2} bits a letter: {text}");
            samples.push(Sample { step, bits, text });
        }
    }
    let line = progress.end_epoch();
    if progress.is_hidden() {
        println!("{line}");
    }
    if let Some(file) = &options.picture {
        picture::write(file, &samples).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Passages from all over a text, and the letter that follows each of theirs.
fn passages<D: Device<f32>>(text: &[usize], step: u64, device: &D) -> (Letters<D>, Letters<D>) {
    /// The golden ratio spreads places evenly, however many there are.
    const SPREAD: f64 = 0.618_033_988_749_894_9;
    let first = step * BATCH as u64;
    let starts = (first..first + BATCH as u64).map(|passage| {
        let places = text.len() - LENGTH;
        ((passage as f64 * SPREAD).fract() * places as f64) as usize
    });
    let both = starts.map(|start| (&text[start..start + LENGTH], &text[start + 1..=start + LENGTH]));
    let (read, next): (Vec<_>, Vec<_>) = both.unzip();
    (letters(&read.concat(), BATCH, device), letters(&next.concat(), BATCH, device))
}

fn letters<D: Device<f32>>(numbers: &[usize], passages: usize, device: &D) -> Letters<D> {
    device.tensor_from_vec(numbers.to_vec(), (passages, numbers.len() / passages))
}

/// How many bits a letter of a text takes that was not learnt from: less is better, and 6.6 are as good as nothing.
fn bits<D: Device<f32>>(net: &Writer<f32, D>, text: &[usize], device: &D) -> anyhow::Result<f64> {
    let count = (text.len() - 1) / LENGTH;
    let (read, next) = (&text[..count * LENGTH], &text[1..=count * LENGTH]);
    let start: State<D> = device.zeros_like(&(count, Const, Const));
    let scores = net.try_forward(letters(read, count, device), start.clone(), start)?.next.as_vec();
    let nats = scores.chunks(LETTERS).zip(next).map(|(scores, truth)| {
        let largest = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f64 = scores.iter().map(|score| f64::from(score - largest).exp()).sum();
        sum.ln() - f64::from(scores[*truth] - largest)
    });
    Ok(nats.sum::<f64>() / (next.len() as f64 * std::f64::consts::LN_2))
}

/// A line that goes on from a prompt, one letter at a time: the state goes out of the network and in again.
fn write<D: Device<f32>>(
    net: &Writer<f32, D>,
    prompt: &[usize],
    temperature: f64,
    device: &D,
) -> anyhow::Result<String> {
    let start: State<D> = device.zeros_like(&(1, Const, Const));
    let mut left = net.try_forward(letters(prompt, 1, device), start.clone(), start)?;
    let mut line: String = prompt.iter().map(|number| text::letter(*number)).collect();
    while line.len() < LINE {
        let scores = left.next.as_vec();
        // The largest of scores with Gumbel's noise is each letter as often as it is likely.
        let noise: Tensor<Rank1<LETTERS>, f32, D> = device.sample_uniform();
        let noisy = scores[scores.len() - LETTERS..]
            .iter()
            .zip(noise.as_vec())
            .map(|(score, noise)| f64::from(*score) / temperature - (-f64::from(noise.max(1e-9)).ln()).ln());
        let next = noisy.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(letter, _)| letter);
        line.push(text::letter(next));
        left = net.try_forward(letters(&[next], 1, device), left.h, left.c)?;
    }
    Ok(line.replace('\n', " / "))
}
