//! Times the works as `peers/` does and prints each as one line of JSON, for `compare`.

use clap::Parser;
use clap::builder::PossibleValuesParser;
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
}

fn main() {
    let options = Options::parse();
    let named = |work: &&Work| options.work.is_empty() || options.work.iter().any(|name| name == work.name);
    for work in WORKS.iter().filter(named) {
        println!("{}", json(work.name, &milliseconds(work, options.runs)));
    }
}

fn milliseconds(work: &Work, runs: u32) -> Vec<f64> {
    let mut run = (work.prepare)();
    for _ in 0..WARM_UP {
        run();
    }
    (0..runs).map(|_| run().as_secs_f64() * 1e3).collect()
}

fn json(work: &str, milliseconds: &[f64]) -> String {
    let runs: Vec<String> = milliseconds.iter().map(|run| format!("{run:.4}")).collect();
    let (median, runs) = (median(milliseconds), runs.join(", "));
    format!(r#"{{"work": "{work}", "median_ms": {median:.4}, "runs_ms": [{runs}]}}"#)
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
