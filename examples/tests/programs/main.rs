//! Runs the example programs, small, and on every kind of bad input.
//!
//! Cargo builds the examples for `cargo test`, but not for `cargo test --test programs`.

use std::path::Path;
use std::process::{Command, Output};

mod device;
mod digits;
mod flow;
mod gan;
mod imbalance;
mod resume;
mod super_resolution;
mod towers;
mod writer;

/// The example of this name, which stands beside this test: `<profile>/examples/digits` and `<profile>/deps/programs-…`.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(example.exists(), "build the example first: cargo build --examples");
    Command::new(example)
}

fn run<'a>(name: &str, arguments: impl IntoIterator<Item = &'a str>) -> Output {
    example(name).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The number after `label` in the first line of `output` that has it.
fn number_after(output: &str, label: &str) -> f64 {
    let (_, rest) = output.split_once(label).unwrap_or_else(|| panic!("no `{label}` in:\n{output}"));
    rest.split_whitespace().next().unwrap().parse().unwrap()
}
