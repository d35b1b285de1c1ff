//! Times the works as `peers/` does and prints each as one line of JSON, for `compare`.

use clap::Parser;
use clap::builder::PossibleValuesParser;
use netweave_benches::layers::{Layer, Way, layers};
use netweave_benches::{WORKS, Work};

/// As many as `peers/timing.py` has.
const WARM_UP: usize = 5;

/// Times pieces of work and prints each as one line of JSON.
#[derive(Parser)]
struct Options {
    /// The works to time; all when none is named
    #[arg(value_parser = PossibleValuesParser::new(WORKS.map(|work| work.name)))]
    work: Vec<String>,

    /// Timed runs after the warm-up
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(10..))]
    runs: u32,

    /// Time the kernels of layers instead of works
    #[arg(long)]
    layers: bool,
}

fn main() {
    let options = Options::parse();
    if options.layers {
        return layers().for_each(|layer| println!("{}", layer_json(layer, options.runs)));
    }
    let before = peak_memory();
    let named = |work: &&Work| options.work.is_empty() || options.work.iter().any(|name| name == work.name);
    for work in WORKS.iter().filter(named) {
        println!("{}", json(work, options.runs, before));
    }
}

fn json(work: &Work, runs: u32, before: u64) -> String {
    let mut run = (work.prepare)();
    let mut milliseconds = || run().as_secs_f64() * 1e3;
    let warm_up: Vec<f64> = (0..WARM_UP).map(|_| milliseconds()).collect();
    let timed: Vec<f64> = (0..runs).map(|_| milliseconds()).collect();
    let runs: Vec<String> = timed.iter().map(|run| format!("{run:.4}")).collect();
    let (name, median, runs, first) = (work.name, median(&timed), runs.join(", "), warm_up[0]);
    let memory = peak_memory() - before;
    format!(
        r#"{{"work": "{name}", "median_ms": {median:.4}, "runs_ms": [{runs}], "first_ms": {first:.4}, "memory_kib": {memory}}}"#
    )
}

fn layer_json(mut layer: Layer, runs: u32) -> String {
    let mut median_of = |way| {
        let mut milliseconds = || (layer.run)(way).as_secs_f64() * 1e3;
        let all: Vec<f64> = (0..WARM_UP + runs as usize).map(|_| milliseconds()).collect();
        median(&all[WARM_UP..])
    };
    let (forward, backward) = (median_of(Way::Forward), median_of(Way::Backward));
    format!(r#"{{"layer": "{}", "forward_ms": {forward:.4}, "backward_ms": {backward:.4}}}"#, layer.name)
}

/// The most resident memory that this process has had, in KiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
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
