//! Times the works as `peers/` does and prints each as one line of JSON, for `compare` and `gpu/accept`.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Parser, ValueEnum};
use netweave::{Device, DeviceName, Error};
use netweave_benches::layers::{Holder, Layer, Sizes, Way, layers, sizes};
use netweave_benches::{FOR_GPUS, Gauge, Place, WORKS, Work};

/// As many as `peers/timing.py` has.
const WARM_UP: usize = 5;

/// Times pieces of work and prints each as one line of JSON.
#[derive(Parser)]
struct Options {
    /// The works to time; if none is named, all but those for GPUs
    #[arg(value_parser = PossibleValuesParser::new(WORKS.iter().chain(&FOR_GPUS).map(|work| work.name)))]
    work: Vec<String>,

    /// Timed runs after the warm-up
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,

    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device
    #[arg(long, default_value_t)]
    device: DeviceName,

    /// Time the kernels of layers instead of works
    #[arg(long)]
    layers: bool,

    /// How large the layers are
    #[arg(long, default_value = "usual")]
    sizes: Choice,

    /// How often a layer is run between two readings of the clock
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    times: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    Usual,
    Large,
    Tiny,
}

impl Choice {
    fn sizes(self) -> Sizes {
        match self {
            Self::Usual => sizes::USUAL,
            Self::Large => sizes::LARGE,
            Self::Tiny => sizes::TINY,
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match netweave::on_device!(options.device, |device| run(&options, device)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run<D: Place>(options: &Options, device: &D) -> Result<(), Error>
where
    D::Kernels: Holder,
{
    if options.layers {
        let kernels = Device::kernels(device).map_err(Error::device)?;
        for layer in layers(&kernels, options.sizes.sizes()) {
            println!("{}", layer_json(layer, options));
        }
        return Ok(());
    }
    let named = |work: &&Work| options.work.iter().any(|name| name == work.name);
    let works: Vec<&Work> = match options.work[..] {
        [] => WORKS.iter().collect(),
        _ => WORKS.iter().chain(&FOR_GPUS).filter(named).collect(),
    };
    for line in works.into_iter().filter_map(|work| json(work, device, options.runs)) {
        println!("{line}");
    }
    Ok(())
}

/// What a work has taken, if it is for such a device.
fn json(work: &Work, device: &impl Place, runs: u32) -> Option<String> {
    let memory = device.memory();
    let before = memory();
    let (prepared, peak) = watched(&memory, || {
        let mut run = device.prepare(work)?;
        let warm_up: Vec<f64> = (0..WARM_UP).map(|_| milliseconds(run())).collect();
        Some((run, warm_up))
    });
    let (mut run, warm_up) = prepared?;
    let timed: Vec<f64> = (0..runs).map(|_| milliseconds(run())).collect();
    let memory = peak.max(memory()).saturating_sub(before) >> 10;
    let runs: Vec<String> = timed.iter().map(|run| format!("{run:.4}")).collect();
    let (name, median, runs, first) = (work.name, median(&timed), runs.join(", "), warm_up[0]);
    Some(format!(
        r#"{{"work": "{name}", "median_ms": {median:.4}, "runs_ms": [{runs}], "first_ms": {first:.4}, "memory_kib": {memory}}}"#
    ))
}

/// Does some work, and gives the most memory that was seen in use meanwhile.
fn watched<R>(memory: &Gauge, work: impl FnOnce() -> R) -> (R, u64) {
    let (is_done, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                peak.fetch_max(memory(), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(1));
            }
        });
        let result = work();
        is_done.store(true, Ordering::Relaxed);
        result
    });
    (result, peak.into_inner())
}

fn layer_json(mut layer: Layer, options: &Options) -> String {
    let mut median_of = |way| {
        let mut run = || milliseconds((layer.run)(way, options.times)) / f64::from(options.times);
        let all: Vec<f64> = (0..WARM_UP + options.runs as usize).map(|_| run()).collect();
        median(&all[WARM_UP..])
    };
    let (forward, backward) = (median_of(Way::Forward), median_of(Way::Backward));
    let [one, other] = layer.costs;
    format!(
        r#"{{"layer": "{}", "forward_ms": {forward:.5}, "backward_ms": {backward:.5}, "bytes": [{}, {}], "multiply_adds": [{}, {}]}}"#,
        layer.name, one.bytes, other.bytes, one.multiply_adds, other.multiply_adds,
    )
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
        _ => sorted[middle],
    }
}
