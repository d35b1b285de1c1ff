//! Runs the example `imbalance` small, and on bad input.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use super::{number_after, run, text};

fn imbalance<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("imbalance", arguments)
}

#[test]
fn both_losses_find_the_rare_digit_less_often_than_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let curves: PathBuf = directory.path().join("curves.svg");
    let output = imbalance(["--seeds", "2", "--epochs", "8", "--curves", curves.to_str().unwrap()]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));

    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{stdout}");
    assert_eq!(lines[0], "digits to learn from: 1337, of which 26 are a 8");
    for (line, loss) in [(lines[1], "cross entropy: "), (lines[2], "focal loss: ")] {
        assert!(line.starts_with(loss), "{line}");
        let (recall, accuracy) = (number_after(line, "recall of 8"), number_after(line, "accuracy"));
        assert!(recall > 30.0, "{line}");
        assert!(accuracy > 85.0 && recall < accuracy, "{line}");
    }

    let curves = fs::read_to_string(curves).unwrap();
    assert!(curves.contains("/cross entropy") && curves.contains("/focal loss"), "a curve has no name");
}

#[test]
fn the_losses_are_two() {
    let stdout = text(&imbalance(["--seeds", "1", "--epochs", "3"]).stdout);
    let recall = |loss: &str| {
        let (_, rest) = stdout.split_once(loss).unwrap_or_else(|| panic!("no `{loss}` in:\n{stdout}"));
        rest.lines().next().unwrap().to_owned()
    };
    assert_ne!(recall("cross entropy: "), recall("focal loss: "));
}

#[test]
fn a_digit_that_is_rare_already() {
    let output = imbalance(["--ratio", "1"]);
    assert_eq!(
        text(&output.stderr),
        "error: 1311 digits that are no 8 and 127 that are: there is no way to have 1 to one\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn data_that_is_missing() {
    let output = imbalance(["--data", "nowhere/digits.csv"]);
    assert_eq!(text(&output.stderr), "error: nowhere/digits.csv: No such file or directory (os error 2)\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn options_out_of_range() {
    for (option, value) in [("--rare", "10"), ("--ratio", "0"), ("--epochs", "0"), ("--seeds", "0"), ("--seeds", "-1")]
    {
        let output = imbalance([option, value]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(stderr.contains(option) && stderr.contains(&format!("'{value}'")), "{option} {value}: {stderr}");
    }
}
