//! Runs the example `digits` small, and on every kind of bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::{number_after, run, text};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv");

fn digits<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("digits", arguments)
}

#[test]
fn learns_and_saves_what_it_learnt() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("weights.safetensors");
    let (curves, events) = (directory.path().join("curves.svg"), directory.path().join("events"));
    let watched = ["--curves", curves.to_str().unwrap(), "--events", events.to_str().unwrap()];
    let output = digits(["--epochs", "2", "--save", file.to_str().unwrap()].into_iter().chain(watched));
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));

    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 4, "two epochs, the test and the file:\n{stdout}");
    assert!(lines[0].starts_with("epoch 1/2  loss "), "{stdout}");
    assert!(lines[1].starts_with("epoch 2/2  loss "), "{stdout}");
    assert!(number_after(lines[1], "loss") < number_after(lines[0], "loss"), "{stdout}");
    assert!(number_after(lines[2], "test accuracy:") > 90.0, "{stdout}");
    assert!(lines[2].contains("of 359 digits that were held out"), "{stdout}");
    assert!(lines[3].ends_with("loaded again, it predicts the same, bit for bit"), "{stdout}");

    let tested = text(&digits(["--load", file.to_str().unwrap()]).stdout);
    assert_eq!(tested, format!("{}\n", lines[2]));

    assert!(fs::read_to_string(curves).unwrap().starts_with("<svg "));
    let events = fs::read_dir(events).unwrap().next().unwrap().unwrap();
    assert!(fs::read(events.path()).unwrap().windows(13).any(|bytes| bytes == b"training/loss"));

    // Two convolutions and a linear layer with biases, and the four vectors of batch norm, in f32.
    let numbers = (16 * 9 + 16) + 4 * 16 + (32 * 16 * 9 + 32) + (10 * 512 + 10);
    let header = fs::read(&file).unwrap();
    let header_length = u64::from_le_bytes(header[..8].try_into().unwrap()) as usize;
    assert_eq!(header.len(), 8 + header_length + 4 * numbers);
}

#[test]
fn a_seed_gives_one_result() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("weights.safetensors");
    let run = |seed| text(&digits(["--epochs", "1", "--seed", seed, "--save", file.to_str().unwrap()]).stdout);
    let first = run("7");
    assert_eq!(first, run("7"));
    assert_ne!(first, run("8"));
}

/// Writes the first 20 digits with line 7 replaced, and expects one line about it and exit code 1.
#[track_caller]
fn rejects_line(line: &str, expected: &str) {
    let original = fs::read_to_string(DATA).unwrap();
    let mut lines: Vec<&str> = original.lines().take(20).collect();
    lines[6] = line;
    rejects_file(lines.join("\n").as_bytes(), &format!(":7: {expected}"));
}

#[track_caller]
fn rejects_file(content: &[u8], expected: &str) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bad.csv");
    fs::write(&file, content).unwrap();
    rejects(&file, expected);
}

#[track_caller]
fn rejects(file: &Path, expected: &str) {
    let output = digits(["--data", file.to_str().unwrap()]);
    let stderr = text(&output.stderr);
    assert_eq!(stderr, format!("error: {}{expected}\n", file.display()));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
}

/// A line of 64 equal pixels and a label.
fn line(pixel: &str, label: &str) -> String {
    format!("{}{label}", format!("{pixel},").repeat(64))
}

#[test]
fn data_that_is_missing() {
    rejects(Path::new("nowhere/digits.csv"), ": No such file or directory (os error 2)");
}

#[test]
fn data_that_is_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    rejects(directory.path(), ": Is a directory (os error 21)");
}

#[test]
fn data_that_is_empty() {
    rejects_file(b"", ": found 0 digits, expected at least 5");
}

#[test]
fn data_that_is_too_short_for_a_test() {
    let content = [line("3", "4"), line("4", "5")].join("\n");
    rejects_file(content.as_bytes(), ": found 2 digits, expected at least 5");
}

#[test]
fn data_that_is_not_text() {
    rejects_file(b"\x93NUMPY\x01\x00", ":1: column 1 is not UTF-8");
}

#[test]
fn data_that_ends_within_a_line() {
    let whole = fs::read(DATA).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
    rejects_file(&whole[..last + 4], ":1797: expected 65 columns, found 3");
}

#[test]
fn line_without_numbers() {
    rejects_line("none", "expected 65 columns, found 1");
}

#[test]
fn line_that_is_too_long() {
    rejects_line(&line("3", "4,5"), "expected 65 columns, found 66");
}

#[test]
fn pixel_that_is_no_number() {
    let bad = line("3", "4").replacen("3,3,", "3,three,", 1);
    rejects_line(&bad, "column 2 is `three`, expected a whole number from 0 to 16");
}

#[test]
fn pixel_that_is_too_dark() {
    rejects_line(&line("17", "4"), "column 1 is `17`, expected a whole number from 0 to 16");
}

#[test]
fn pixel_below_zero() {
    rejects_line(&line("-1", "4"), "column 1 is `-1`, expected a whole number from 0 to 16");
}

#[test]
fn label_that_is_no_digit() {
    rejects_line(&line("3", "10"), "column 65 is `10`, expected a whole number from 0 to 9");
}

#[test]
fn label_that_is_missing() {
    rejects_line(&line("3", ""), "column 65 is ``, expected a whole number from 0 to 9");
}

#[test]
fn weights_that_cannot_be_saved() {
    let directory = tempfile::tempdir().unwrap();
    let file: PathBuf = directory.path().join("nowhere").join("weights.safetensors");
    let output = digits(["--epochs", "1", "--save", file.to_str().unwrap()]);
    let stderr = text(&output.stderr);
    let expected = format!("error: {}: the weights could not be saved: ", file.display());
    assert!(stderr.starts_with(&expected), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn learning_rate_that_makes_the_loss_infinite() {
    let output = digits(["--epochs", "3", "--learning-rate", "1e38"]);
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("error: the loss is "), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn options_out_of_range() {
    for (option, value) in [
        ("--epochs", "0"),
        ("--epochs", "-1"),
        ("--batch-size", "0"),
        ("--batch-size", "many"),
        ("--learning-rate", "0"),
        ("--learning-rate", "-0.1"),
        ("--learning-rate", "nan"),
        ("--learning-rate", "inf"),
        ("--seed", "1.5"),
    ] {
        let output = digits([option, value]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(stderr.contains(&format!("'{value}'")), "{option} {value}: {stderr}");
        assert!(stderr.contains(option), "{option} {value}: {stderr}");
    }
}
