//! Runs the example `gan` small, shows what it drew to a network that reads digits, and gives it bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use image::GrayImage;
use netweave::data::Loader;
use netweave::metric::Accuracy;
use netweave::prelude::*;

use super::{run, text};
use data::{CLASSES, SIDE};
use network::Gan;
use players::{Batch, Players};

#[path = "../../digits/data.rs"]
mod data;
#[path = "../../gan/network.rs"]
mod network;
#[path = "../../gan/players.rs"]
mod players;

network! {
    network Reader(image: [1, 8, 8]) -> [10] {
        let logits = image
            -> conv1: conv2d(16, kernel = 3, padding = 1) -> relu
            -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
            -> flatten -> fc: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.csv");
const PIXELS: usize = SIDE * SIDE;
/// Digits of each label on a sheet.
const ACROSS: usize = 10;

fn gan<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("gan", arguments)
}

/// A network that reads real digits well, those among them that it has not seen.
fn reader(device: &Cpu) -> Reader {
    let (training, test) = data::split(data::read(Path::new(DATA)).unwrap());
    let mut net = device.build_module::<Reader, f32>();
    let mut adam = Adam::new(2e-3);
    let loader = Loader::new(data::source(training), device).batch_size(32).shuffle(1);
    for batch in (0..8).flat_map(|epoch| loader.epoch(epoch)) {
        let (images, labels) = batch.unwrap();
        let gradients = adam.compute_gradients(net.training().classification(&images, &labels).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    let mut accuracy = Accuracy::new();
    for batch in Loader::new(data::source(test), device).epoch(0) {
        let (images, labels) = batch.unwrap();
        accuracy.add(&net.forward(images), &labels).unwrap();
    }
    assert!(accuracy.value() > 0.93, "it cannot tell: {}", accuracy.value());
    net
}

/// The digits of a sheet, from 0 (paper) to 1 (ink).
fn digits(sheet: &GrayImage) -> Vec<f32> {
    let (magnified, step) = (6, 6 * SIDE + 8);
    assert_eq!(sheet.dimensions(), (8 + 10 * step as u32, 8 + 10 * step as u32));
    let pixel = |index: usize| {
        let (digit, pixel) = (index / PIXELS, index % PIXELS);
        let x = 8 + digit % ACROSS * step + pixel % SIDE * magnified;
        let y = 8 + digit / ACROSS * step + pixel / SIDE * magnified;
        1.0 - f32::from(sheet.get_pixel(x as u32, y as u32).0[0]) / 255.0
    };
    (0..CLASSES * ACROSS * PIXELS).map(pixel).collect()
}

fn probability(logits: &[f32], label: usize) -> f32 {
    1.0 / logits.iter().map(|logit| (logit - logits[label]).exp()).sum::<f32>()
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

/// Fewer steps than by default, and enough.
#[test]
fn what_it_draws_is_read_as_what_was_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let (sheet, curves): (PathBuf, PathBuf) = (directory.path().join("gan.png"), directory.path().join("gan.svg"));
    let files = ["--samples", sheet.to_str().unwrap(), "--curves", curves.to_str().unwrap()];
    let output = gan(["--steps", "500"].into_iter().chain(files));
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    assert_eq!(stdout.lines().count(), 2, "the training and the file:\n{stdout}");
    let curves = fs::read_to_string(curves).unwrap();
    assert!(curves.contains("/detecting") && curves.contains("/fooling"), "a curve has no name");

    let device = Cpu::seed_from_u64(0);
    let made = digits(&image::open(&sheet).unwrap().to_luma8());
    let shape = (CLASSES * ACROSS, Const, Const, Const);
    let images: Tensor<(usize, Const<1>, Const<SIDE>, Const<SIDE>), f32, _> =
        device.tensor_from_vec(made.clone(), shape);
    let logits = reader(&device).forward(images).as_vec();
    let of_asked: Vec<f32> =
        logits.chunks(CLASSES).enumerate().map(|(digit, logits)| probability(logits, digit / ACROSS)).collect();
    let mean = of_asked.iter().sum::<f32>() / of_asked.len() as f32;
    assert!(mean > 0.85, "the reader is sure by {mean}: {of_asked:?}");
    for (label, sure) in of_asked.chunks(ACROSS).enumerate() {
        let read = sure.iter().filter(|sure| **sure > 0.5).count();
        assert!(read >= 7, "of ten that should be a {label}, {read} are read as one: {sure:?}");
    }
    // Of one label as well, no two are the same.
    for row in made.chunks(ACROSS * PIXELS) {
        let digits: Vec<&[f32]> = row.chunks(PIXELS).collect();
        let nearest = digits.iter().enumerate().flat_map(|(index, a)| digits[..index].iter().map(|b| distance(a, b)));
        let nearest = nearest.fold(f32::INFINITY, f32::min);
        assert!(nearest > 0.1, "two are {nearest} apart");
    }
}

/// The trainable variables that differ.
fn changed(before: &Gan, after: &Gan) -> Vec<String> {
    let pairs = before.trainable_variables("").into_iter().zip(after.trainable_variables(""));
    pairs.filter(|(before, after)| before.values != after.values).map(|(before, _)| before.name).collect()
}

#[test]
fn each_player_changes_all_that_is_its_own_and_nothing_else() {
    let device = Cpu::seed_from_u64(3);
    let mut net = device.build_module::<Gan, f32>();
    let mut players = Players::new(1e-3);
    let mut labels = device.zeros_like(&(20, Const));
    for sample in 0..20 {
        labels[[sample, sample % CLASSES]] = 1.0;
    }
    let (noise, real) =
        (device.sample_normal_like(&(20, Const)), device.sample_uniform_like(&(20, Const, Const, Const)));
    let batch = Batch { noise: &noise, labels: &labels, real: &real };
    let own = |scope: &str| -> Vec<String> {
        net.trainable_variables(scope).into_iter().map(|variable| variable.name).collect()
    };
    let (generator, discriminator) = (own("generator/"), own("discriminator/"));
    assert_eq!((generator.len(), discriminator.len()), (10, 6));

    for _ in 0..2 {
        let before = net.clone();
        players.detect(&mut net, &batch).unwrap();
        assert_eq!(changed(&before, &net), discriminator);
        let before = net.clone();
        players.fool(&mut net, &batch).unwrap();
        assert_eq!(changed(&before, &net), generator);
    }
}

#[test]
fn a_seed_gives_one_result() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("gan.png");
    let run = |seed| text(&gan(["--steps", "3", "--seed", seed, "--samples", file.to_str().unwrap()]).stdout);
    let first = run("7");
    assert_eq!(first, run("7"));
    assert_ne!(first, run("8"));
}

#[track_caller]
fn rejects(arguments: [&str; 2], expected: &str) {
    let output = gan(["--steps", "1"].into_iter().chain(arguments));
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with(&format!("error: {expected}")), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn files_that_are_missing_or_cannot_be_written() {
    rejects(["--data", "nowhere/digits.csv"], "nowhere/digits.csv: No such file or directory (os error 2)\n");
    rejects(["--samples", "nowhere/gan.png"], "nowhere/gan.png: the pictures could not be written: ");
    rejects(["--curves", "nowhere/gan.svg"], "nowhere/gan.svg: No such file or directory (os error 2)\n");
}

#[test]
fn digits_that_are_too_few() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("few.csv");
    let few: Vec<String> = fs::read_to_string(DATA).unwrap().lines().take(35).map(str::to_owned).collect();
    fs::write(&file, few.join("\n")).unwrap();
    let expected = format!("{}: 28 digits are left to learn from, expected at least 32\n", file.display());
    rejects(["--data", file.to_str().unwrap()], &expected);
}

#[test]
fn options_out_of_range() {
    for (option, value) in
        [("--steps", "0"), ("--steps", "-1"), ("--learning-rate", "0"), ("--learning-rate", "nan"), ("--seed", "1.5")]
    {
        let output = gan([option, value]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(stderr.contains(option) && stderr.contains(&format!("'{value}'")), "{option} {value}: {stderr}");
    }
}
