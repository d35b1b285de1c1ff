//! A process that does nothing but save, killed until it has died in the middle of it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use netweave::checkpoint::Checkpoints;
use netweave::prelude::*;

use super::place;

network! {
    /// Enough variables for saving to take a while.
    network Large(x: [1024]) -> [1024] {
        x -> fc: linear(1024)
    }
}

/// Tells the process that saves where to do so.
const FOLDER: &str = "NETWEAVE_TEST_FOLDER";

fn save_for_ever(folder: &Path) {
    let device = Cpu::seed_from_u64(0);
    let net = device.build_module::<Large, f32>();
    let checkpoints = Checkpoints::open(folder, &device).unwrap();
    let first = checkpoints.latest().unwrap().map_or(0, |checkpoint| checkpoint.step());
    for step in first + 1.. {
        checkpoints.save(step, &net, &Sgd::new(0.1), &device).unwrap();
        println!("saved {step}");
    }
}

/// Whether a file is there that is being written, or was.
fn is_saving(folder: &Path) -> bool {
    let mut names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.any(|name| name.to_string_lossy().ends_with(".unfinished"))
}

#[test]
fn to_die_in_the_middle_of_saving_loses_nothing_saved() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return save_for_ever(folder.as_ref());
    }
    let (_place, folder) = place("run");
    let (mut lives, mut amid_saving) = (0, 0);
    while amid_saving == 0 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args([
            "--exact",
            "--nocapture",
            "checkpoint::killed::to_die_in_the_middle_of_saving_loses_nothing_saved",
        ]);
        let mut child = child.env(FOLDER, &folder).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut steps = lines.filter_map(|line| line.strip_prefix("saved ")?.parse::<u64>().ok());
        steps.next().unwrap();
        let saved = steps.next().unwrap();
        // A file that is being written is there, and each life dies at another part of it.
        while !is_saving(&folder) {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(100) * lives);
        child.kill().unwrap();
        child.wait().unwrap();
        let saved = steps.last().unwrap_or(saved);

        amid_saving += usize::from(is_saving(&folder));
        let device = Cpu::seed_from_u64(0);
        let mut net = device.build_module::<Large, f32>();
        let whole = net.fc.weight.as_vec();
        net.fc.weight = device.zeros();
        let checkpoints = Checkpoints::open(&folder, &device).unwrap();
        let step = checkpoints.resume(&mut net, &mut Sgd::new(0.2), &device).unwrap();
        assert!(step >= saved, "step {saved} was saved, but {step} is the last there");
        assert_eq!(net.fc.weight.as_vec(), whole);
        lives += 1;
        assert!(lives < 200, "in 200 lives, {amid_saving} ended in the middle of saving");
    }
}
