//! Runs the example `writer` small, looks at its picture, and gives it every kind of bad input.

use std::fs;
use std::process::Output;

use super::{number_after, run, text};

fn writer<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("writer", arguments)
}

#[test]
fn it_learns_to_spell() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("writer.svg");
    let output = writer(["--steps", "40", "--samples", "2", "--prompt", "<Scope", "--picture", file.to_str().unwrap()]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));

    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    let samples = stdout.lines().filter(|line| line.contains("bits a letter: ")).collect::<Vec<_>>();
    assert_eq!(samples.len(), 2, "{stdout}");
    let bits = samples.iter().map(|line| number_after(line, ": ")).collect::<Vec<_>>();
    // That of letters as often as they are, whatever comes before, is about 4.4.
    assert!(bits[1] < bits[0] && bits[1] < 4.6, "{stdout}");
    assert!(samples.iter().all(|line| line.contains("letter: <Scope")), "{stdout}");
    let picture = fs::read_to_string(&file).unwrap();
    assert!(picture.starts_with("<svg") && picture.matches(">&lt;Scope").count() == 2, "{picture}");
}

#[test]
fn the_same_seed_writes_the_same() {
    let run = || text(&writer(["--steps", "3", "--samples", "1", "--seed", "7"]).stdout);
    let first = run();
    assert_eq!(first.split("loss").next(), run().split("loss").next());
    assert!(first.contains("bits a letter: A "), "{first}");
}

#[test]
fn bad_input_is_one_clear_error() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().to_str().unwrap();
    fs::write(directory.path().join("code.md"), "```rust\nfn main() {}\n```\nA word.\n").unwrap();
    for (arguments, expected) in [
        (["--book", empty], format!("error: {empty}: 7 letters of prose, expected at least 1300\n")),
        (["--book", "nowhere"], "error: nowhere: No such file or directory (os error 2)\n".to_owned()),
        (["--prompt", "\u{e9}"], "error: the prompt is empty: give one letter at least\n".to_owned()),
    ] {
        let output = writer(arguments);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), expected), "{arguments:?}");
    }
    for arguments in [["--steps", "0"], ["--samples", "0"], ["--temperature", "0"], ["--learning-rate", "nan"]] {
        let output = writer(arguments);
        let stderr = text(&output.stderr);
        assert!(output.status.code() == Some(2) && stderr.contains(&format!("for '{}", arguments[0])), "{stderr}");
    }
}
