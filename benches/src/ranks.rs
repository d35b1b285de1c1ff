//! Times a step of two processes: `mpirun -n 2 ranks cnn` and `mpirun -n 2 ranks resnet18`. The batch of both together is that of
//! the works `cnn_training_step_64` and `resnet18_training_step`. The first prints one line of JSON.

use std::process::ExitCode;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use netweave::prelude::*;
use netweave_benches::{cnn, resnet18};

/// Times a training step of two processes.
#[derive(Parser)]
struct Options {
    /// The network
    #[arg(value_parser = PossibleValuesParser::new(["cnn", "resnet18"]))]
    work: String,

    /// Timed runs after the warm-up
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Error> {
    let towers = Towers::mpi()?;
    let device = Cpu::seed_from_u64(0);
    let mut step = match &*options.work {
        "cnn" => cnn::step_of_rank::<32>(&device, &towers),
        _ => resnet18::step_of_rank::<8>(&device, &towers),
    };
    for _ in 0..5 {
        step();
    }
    let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    let runs = (0..options.runs).map(|_| {
        let time = step();
        let exchange = towers.exchange();
        [time, exchange.busy(), exchange.waited()].map(milliseconds)
    });
    let runs: Vec<_> = runs.collect();
    if towers.is_first() {
        let [step, busy, waited] = [0, 1, 2].map(|which| median(runs.iter().map(|run| run[which])));
        let (work, exchange) = (&options.work, towers.exchange());
        let complete = exchange.schedule().iter();
        let complete = complete.map(|(bytes, at)| format!("[{bytes}, {:.3}]", milliseconds(*at)));
        println!(
            r#"{{"work": "{work}", "median_ms": {step:.3}, "all_reduce_ms": {busy:.3}, "waited_ms": {waited:.3}, "buckets": {}, "bytes": {}, "complete": [{}]}}"#,
            exchange.buckets(),
            exchange.bytes(),
            complete.collect::<Vec<_>>().join(", ")
        );
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
