use std::fs;
use std::process::Command;

use netweave::checkpoint::{Checkpoint, Checkpoints};
use netweave::prelude::*;

use super::{Digits, place};

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn step(number: u64) -> String {
    format!("step-{number:012}.safetensors")
}

#[test]
fn the_last_ones_are_kept() {
    let (_place, folder) = place("run");
    let device = Cpu::default();
    let net = device.build_module::<Digits, f32>();
    let sgd = Sgd::new(0.1);
    let checkpoints = Checkpoints::open(&folder, &device).unwrap().keep(2);
    assert!(checkpoints.latest().unwrap().is_none());
    for number in [9, 10, 100] {
        checkpoints.save(number, &net, &sgd, &device).unwrap();
    }
    assert_eq!(names(&folder), [step(10), step(100)]);
    assert_eq!(checkpoints.latest().unwrap().unwrap().step(), 100);
    // A run that went back: what lay before it is of another future.
    checkpoints.save(50, &net, &sgd, &device).unwrap();
    assert_eq!(names(&folder), [step(10), step(50)]);
}

#[test]
fn unfinished_files_are_removed_and_others_left() {
    let (_place, folder) = place("run");
    fs::create_dir(&folder).unwrap();
    for name in [step(7) + ".unfinished", "notes.unfinished".into(), "weights.safetensors".into()] {
        fs::write(folder.join(name), "?").unwrap();
    }
    let checkpoints = Checkpoints::open(&folder, &Cpu::default()).unwrap();
    assert_eq!(names(&folder), ["notes.unfinished", "weights.safetensors"]);
    assert!(checkpoints.files().unwrap().is_empty());
}

#[test]
fn a_damaged_file_falls_back_to_the_one_before() {
    let (_place, folder) = place("run");
    let device = Cpu::default();
    let (mut net, mut sgd) = (device.build_module::<Digits, f32>(), Sgd::new(0.1));
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    checkpoints.save(1, &net, &sgd, &device).unwrap();
    checkpoints.save(2, &net, &sgd, &device).unwrap();
    let last = folder.join(step(2));
    let bytes = fs::read(&last).unwrap();
    fs::write(&last, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(checkpoints.latest().unwrap().unwrap().step(), 1);
    fs::write(folder.join(step(1)), "").unwrap();
    let error = checkpoints.resume(&mut net, &mut sgd, &device).unwrap_err().to_string();
    assert!(error.starts_with(last.to_str().unwrap()), "{error}");
}

/// Tells the process that takes up a checkpoint from where.
const FOLDER: &str = "NETWEAVE_TEST_DAMAGED_FOLDER";

#[test]
fn a_damaged_file_that_is_passed_over_is_named() {
    let device = Cpu::default();
    if let Some(folder) = std::env::var_os(FOLDER) {
        let (mut net, mut sgd) = (device.build_module::<Digits, f32>(), Sgd::new(0.1));
        let checkpoints = Checkpoints::open(folder, &device).unwrap();
        assert_eq!(checkpoints.resume(&mut net, &mut sgd, &device).unwrap(), 1);
        return;
    }
    let (_place, folder) = place("run");
    let (net, sgd) = (device.build_module::<Digits, f32>(), Sgd::new(0.1));
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    checkpoints.save(1, &net, &sgd, &device).unwrap();
    let said = || {
        let name = "checkpoint::folder::a_damaged_file_that_is_passed_over_is_named";
        let mut child = Command::new(std::env::current_exe().unwrap());
        let child = child.args(["--exact", "--nocapture", name]).env(FOLDER, &folder).output().unwrap();
        assert!(child.status.success(), "{child:?}");
        String::from_utf8(child.stderr).unwrap()
    };
    assert!(!said().contains("passed over"));
    fs::write(folder.join(step(2)), "?").unwrap();
    let (said, file) = (said(), folder.join(step(2)));
    let expected = format!("netweave: passed over a checkpoint: {}: this is no whole safetensors file", file.display());
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn what_does_not_fit_is_refused() {
    network! {
        network Other(x: [2]) -> [2] {
            x -> fc: linear(2)
        }
    }
    let (_place, folder) = place("run");
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Digits, f32>();
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    checkpoints.save(3, &net, &Sgd::new(0.1), &device).unwrap();

    let mut other = device.build_module::<Other, f32>();
    let error = checkpoints.resume(&mut other, &mut Sgd::new(0.1), &device).unwrap_err().to_string();
    assert!(error.contains("missing: `fc.weight`") || error.contains("wrong shape: `fc.weight`"), "{error}");

    let mut net = net;
    let error = checkpoints.resume(&mut net, &mut Adam::new(0.1), &device).unwrap_err().to_string();
    assert!(error.ends_with(": the checkpoint has no number `first_beta`"), "{error}");
    let mut checkpoint = Checkpoint::new(3);
    checkpoint.set_state("adam", &net, &Adam::new(0.1));
    let error = checkpoint.state("adam", &net, &mut AdamW::new(0.1)).unwrap_err().to_string();
    assert!(error.ends_with(": the checkpoint is of `Adam`, but this optimizer is `AdamW`"), "{error}");

    let device = Cpu::seed_from_u64(2);
    let mut net = device.build_module::<Digits, f32>();
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    let error = checkpoints.resume(&mut net, &mut Sgd::new(0.1), &device).unwrap_err().to_string();
    assert!(error.contains(": the run drew other random numbers: give the device the seed that it had"), "{error}");
}

#[test]
fn numbers_and_several_networks_go_into_one_file() {
    let (_place, file) = place("run.safetensors");
    let device = Cpu::seed_from_u64(6);
    let (one, mut two) = (device.build_module::<Digits, f32>(), device.build_module::<Digits, f32>());
    let mut checkpoint = Checkpoint::new(u64::MAX);
    checkpoint.set_network("one", &one);
    checkpoint.set_network("two", &two);
    checkpoint.set_number("best", 0.1);
    checkpoint.write(&file).unwrap();
    let checkpoint = Checkpoint::read(&file).unwrap();
    assert_eq!((checkpoint.step(), checkpoint.number("best").unwrap()), (u64::MAX, 0.1));
    checkpoint.network("one", &mut two).unwrap();
    assert_eq!(one.fc.weight.array(), two.fc.weight.array());
    let error = checkpoint.number("worst").unwrap_err().to_string();
    assert_eq!(error, format!("{}: the checkpoint has no number `worst`", file.display()));
}
