//! What is said while kernels are compiled, where that takes long and somebody looks at a terminal.

use std::env;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::lock;

/// Shorter than this nobody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long this process has compiled until now.
static SPENT: Mutex<Duration> = Mutex::new(Duration::ZERO);

/// Compiles the kernels of `operation`, and says so if compiling has taken long before. `NETWEAVE_QUIET` says that it
/// should not.
pub(super) fn tell<R>(operation: &str, compile: impl FnOnce() -> R) -> R {
    let is_quiet = env::var_os("NETWEAVE_QUIET").is_some_and(|quiet| !quiet.is_empty());
    let told = (!is_quiet && *lock(&SPENT) >= PATIENCE).then(|| Line::new(operation));
    let start = Instant::now();
    let compiled = compile();
    *lock(&SPENT) += start.elapsed();
    drop(told);
    compiled
}

/// A line on the terminal of the standard error output, which goes when it is dropped.
#[cfg(feature = "watch")]
struct Line(indicatif::ProgressBar);

#[cfg(feature = "watch")]
impl Line {
    fn new(operation: &str) -> Self {
        let bar = indicatif::ProgressBar::new_spinner().with_message(message(operation));
        bar.enable_steady_tick(Duration::from_millis(100));
        Line(bar)
    }
}

#[cfg(feature = "watch")]
impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A line on the terminal of the standard error output; it is written once, and stays.
#[cfg(not(feature = "watch"))]
struct Line;

#[cfg(not(feature = "watch"))]
impl Line {
    fn new(operation: &str) -> Self {
        static ONCE: std::sync::Once = std::sync::Once::new();
        if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            ONCE.call_once(|| eprintln!("{}", message(operation)));
        }
        Line
    }
}

fn message(operation: &str) -> String {
    format!("compiling CUDA kernels, once for this machine: {operation}")
}
