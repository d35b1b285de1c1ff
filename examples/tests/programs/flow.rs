//! Runs the example `flow` as it is, looks at its pictures, and gives it every kind of bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use image::{ImageBuffer, Rgb, RgbImage};

use super::{number_after, run, text};

/// A picture of the strip is this wide and high, and so far from the one before.
const SIDE: u32 = 192;
const STEP: u32 = SIDE + 4;

fn flow<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("flow", arguments)
}

/// How far two pictures of the strip are from each other: the mean over all pixels and colours, from 0 to 255.
fn difference(strip: &RgbImage, one: u32, other: u32) -> f64 {
    let mut sum = 0.0;
    for (x, y) in (0..SIDE * SIDE).map(|pixel| (pixel % SIDE, pixel / SIDE)) {
        let pixel = |picture: u32| strip.get_pixel(picture * STEP + x, y).0;
        sum += pixel(one).into_iter().zip(pixel(other)).map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>();
    }
    sum / f64::from(3 * SIDE * SIDE)
}

/// The steps are fewer than by default, and enough.
#[test]
fn the_error_falls_to_a_fifth_of_what_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("strip.png");
    let output = flow(["--steps", "150", "--strip", file.to_str().unwrap()]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));

    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    assert_eq!(stdout.lines().count(), 4, "before, the training, after and the file:\n{stdout}");
    let before = number_after(&stdout, "end-point error before:");
    let after = number_after(&stdout, "end-point error after:");
    // Nothing is found by a network that has learnt nothing: the mean length of the true flow, whose reach is 4.
    assert!((2.0..3.0).contains(&before), "{stdout}");
    assert!(before >= 5.0 * after, "{stdout}");

    let strip = image::open(&file).unwrap().to_rgb8();
    assert_eq!(strip.dimensions(), (3 * STEP + SIDE, SIDE));
    assert!(difference(&strip, 0, 1) < 6.0, "the second frame, warped, is nearly the first");
    // The motion in the upper left quarter is downwards and to the right, in the lower right upwards and to the left.
    let hue = |x: u32, y: u32| strip.get_pixel(2 * STEP + x, y).0;
    let ([red, _, blue], [other_red, _, other_blue]) = (hue(SIDE / 4, SIDE / 4), hue(3 * SIDE / 4, 3 * SIDE / 4));
    assert!(red > blue && other_blue > other_red, "{:?} {:?}", hue(48, 48), hue(144, 144));
    let errors = || (0..SIDE * SIDE).map(|pixel| strip.get_pixel(3 * STEP + pixel % SIDE, pixel / SIDE).0[0]);
    let mean = errors().map(f64::from).sum::<f64>() / f64::from(SIDE * SIDE) / 255.0;
    assert!(mean <= after + 0.01, "what is drawn is the error, but for what is above a pixel: {mean}\n{stdout}");
    assert!(errors().any(|error| error > 0));
}

#[test]
fn a_seed_gives_one_result() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("strip.png");
    let run = |seed| text(&flow(["--steps", "3", "--seed", seed, "--strip", file.to_str().unwrap()]).stdout);
    let first = run("7");
    assert_eq!(first, run("7"));
    assert_ne!(first, run("8"));
}

#[track_caller]
fn rejects(photograph: &Path, expected: &str) {
    let output = flow(["--photograph", photograph.to_str().unwrap()]);
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with(&format!("error: {}{expected}", photograph.display())), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn photograph_that_is_missing() {
    rejects(Path::new("nowhere/cat.png"), ": the photograph could not be read: No such file or directory");
}

#[test]
fn photograph_that_is_no_image() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("cat.png");
    fs::write(&file, "a cat").unwrap();
    rejects(&file, ": the photograph could not be read: ");
}

#[test]
fn photograph_that_is_too_small() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("cat.png");
    let small: RgbImage = ImageBuffer::from_pixel(300, 100, Rgb([9; 3]));
    small.save(&file).unwrap();
    rejects(&file, ": the photograph is 300 pixels wide and 100 high, expected 192 at least\n");
}

#[test]
fn pictures_that_cannot_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let file: PathBuf = directory.path().join("nowhere").join("strip.png");
    let output = flow(["--steps", "1", "--strip", file.to_str().unwrap()]);
    let stderr = text(&output.stderr);
    let expected = format!("error: {}: the pictures could not be written: ", file.display());
    assert!(stderr.starts_with(&expected), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn learning_rate_that_makes_the_loss_infinite() {
    let output = flow(["--steps", "5", "--learning-rate", "1e38"]);
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("error: the loss is "), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn options_out_of_range() {
    for (option, value) in
        [("--steps", "0"), ("--steps", "-1"), ("--learning-rate", "0"), ("--learning-rate", "nan"), ("--seed", "1.5")]
    {
        let output = flow([option, value]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(stderr.contains(&format!("'{value}'")), "{option} {value}: {stderr}");
        assert!(stderr.contains(option), "{option} {value}: {stderr}");
    }
}
