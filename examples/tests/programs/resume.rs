//! Kills the example `resume` at any moment, again and again, and expects the weights of a run that nobody killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::example;

const STEPS: u64 = 80;

fn resume(folder: &Path) -> Command {
    let mut command = example("resume");
    command.arg("--folder").arg(folder.join("run")).arg("--save").arg(folder.join("weights.safetensors"));
    command.args(["--steps", &STEPS.to_string(), "--every", "1"]).stdout(Stdio::piped());
    command
}

/// Runs to the end, and gives the weights.
fn finish(folder: &Path) -> Vec<u8> {
    let output = resume(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(folder.join("weights.safetensors")).unwrap()
}

/// Runs until it has said so often that a step is saved, and a moment longer, then dies on the spot. Gives the step
/// that it began at and the last that it said to be saved.
fn die(folder: &Path, after: usize, moment: Duration) -> (u64, u64) {
    let mut child = resume(folder).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let began = number(&lines.next().unwrap(), "begins at step ").unwrap();
    let mut saved = lines.by_ref().take(after).filter_map(|line| number(&line, "saved step ")).last();
    thread::sleep(moment);
    // SIGKILL: the process gets no chance to do anything about it.
    child.kill().unwrap();
    child.wait().unwrap();
    saved = lines.filter_map(|line| number(&line, "saved step ")).last().or(saved);
    (began, saved.unwrap_or(began))
}

/// The number behind the start of a line.
fn number(line: &str, start: &str) -> Option<u64> {
    line.strip_prefix(start)?.split(' ').next()?.parse().ok()
}

#[test]
fn a_run_that_is_killed_loses_nothing_but_the_current_step() {
    let (whole, killed) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let expected = finish(whole.path());

    let (mut lives, mut amid_saving, mut saved) = (0, 0, 0);
    while saved < STEPS {
        // Moments that have nothing to do with those of steps and of saving.
        let (began, last) = die(killed.path(), lives % 6, Duration::from_micros(lives as u64 * 1117 % 5003));
        assert!(began >= saved, "step {saved} was saved, but the next life began at {began}");
        (lives, saved) = (lives + 1, last);
        let files = fs::read_dir(killed.path().join("run")).unwrap();
        amid_saving += files.filter(|file| is_unfinished(&file.as_ref().unwrap().path())).count();
    }
    println!("{lives} lives, of which {amid_saving} ended in the middle of saving");
    assert!(lives > 10);
    assert_eq!(finish(killed.path()), expected);
}

fn is_unfinished(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "unfinished")
}
