//! Runs the example `super_resolution` small, looks at its pictures, and gives it every kind of bad input.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use netweave::Variable;
use netweave::prelude::*;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use self::network::{Critic, Enlarge, Photograph, Vgg19};
use super::{number_after, run, text};

#[path = "../../super_resolution/network.rs"]
mod network;

/// A picture of the strip is this wide and high, and so far from the one before.
const SIDE: u32 = 192;
const STEP: u32 = SIDE + 4;

fn super_resolution<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    run("super_resolution", arguments)
}

/// The PSNR and the sharpness in the line of this name.
fn quality(stdout: &str, name: &str) -> (f64, f64) {
    let line = stdout.lines().find(|line| line.starts_with(&format!("{name}: "))).unwrap_or_else(|| panic!("{stdout}"));
    (number_after(line, "PSNR"), number_after(line, "sharpness"))
}

/// The steps are fewer than by default, and enough.
#[test]
fn both_losses_are_better_than_interpolation_and_one_is_sharper() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("strip.png");
    let output = super_resolution(["--steps", "150", "--critic-steps", "60", "--strip", file.to_str().unwrap()]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));

    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "");
    assert_eq!(stdout.lines().count(), 8, "the critic, two trainings, four methods and the file:\n{stdout}");
    assert!(number_after(&stdout, "tells where") > 50.0, "{stdout}");
    let (_, blurred) = quality(&stdout, "bilinear");
    let (bicubic, _) = quality(&stdout, "bicubic");
    let (plain, plain_sharpness) = quality(&stdout, "l1");
    let (sharp, sharpness) = quality(&stdout, "l1 and perceptual");
    assert!(plain >= bicubic + 0.4 && sharp >= bicubic + 0.1, "{stdout}");
    assert!(blurred < plain_sharpness && plain_sharpness < sharpness && sharpness < 1.0, "{stdout}");

    let strip = image::open(&file).unwrap().to_rgb8();
    assert_eq!(strip.dimensions(), (3 * STEP + SIDE, STEP + SIDE));
    // The last picture of the second row is the photograph itself.
    let photograph = image::open(concat!(env!("CARGO_MANIFEST_DIR"), "/data/chelsea.png")).unwrap().to_rgb8();
    for (x, y, pixel) in photograph.enumerate_pixels() {
        assert_eq!(strip.get_pixel(3 * STEP + x, STEP + y), pixel, "{x} {y}");
    }
}

#[test]
fn a_step_changes_the_network_and_no_critic() {
    let device = Cpu::seed_from_u64(0);
    let mut net = device.build_module::<Enlarge, f32>();
    let (critic, vgg) = (device.build_module::<Critic, f32>(), device.build_module::<Vgg19, f32>());
    let small = device.sample_uniform::<Rank4<1, 3, 24, 24>>();
    let truth = device.sample_uniform::<Rank4<1, 3, 48, 48>>();
    let values =
        |variables: Vec<Variable<f32>>| variables.into_iter().map(|variable| variable.values).collect::<Vec<_>>();
    let (own, other) = (values(critic.variables("")), values(vgg.variables("")));
    let before = values(net.variables(""));

    let mut adam = Adam::new(1e-3);
    let gradients = adam.compute_gradients(net.training().sharp(&small, &truth, &critic).unwrap()).unwrap();
    adam.apply_gradients(&mut net, gradients).unwrap();
    let after = values(net.variables(""));
    assert_ne!(before, after);
    let gradients = adam.compute_gradients(net.training().sharp_vgg(&small, &truth, &vgg).unwrap()).unwrap();
    adam.apply_gradients(&mut net, gradients).unwrap();
    assert_ne!(after, values(net.variables("")));
    assert!(own == values(critic.variables("")) && other == values(vgg.variables("")));
}

#[test]
fn a_whole_photograph_is_enlarged_by_the_same_variables() {
    let names = |variables: Vec<Variable<f32>>| {
        variables.into_iter().map(|variable| (variable.name, variable.shape)).collect::<Vec<_>>()
    };
    let device = Cpu::default();
    let part = names(device.build_module::<Enlarge, f32>().variables(""));
    assert_eq!(part, names(device.build_module::<Photograph, f32>().variables("")));
}

#[test]
fn a_seed_gives_one_result() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("strip.png");
    let run = |seed| {
        let arguments = ["--steps", "2", "--critic-steps", "2", "--seed", seed, "--strip", file.to_str().unwrap()];
        text(&super_resolution(arguments).stdout)
    };
    let first = run("7");
    assert_eq!(first, run("7"));
    assert_ne!(first, run("8"));
}

#[track_caller]
fn rejects<'a>(arguments: impl IntoIterator<Item = &'a str>, expected: &str) {
    let output = super_resolution(arguments);
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with(&format!("error: {expected}")), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

/// Weights of the first three blocks of VGG-19 under torchvision's names, from −1 to 1 and brought to He's bound.
fn vgg19(file: &Path) {
    let convolutions = [
        (0, 64, 3),
        (2, 64, 64),
        (5, 128, 64),
        (7, 128, 128),
        (10, 256, 128),
        (12, 256, 256),
        (14, 256, 256),
        (16, 256, 256),
    ];
    let mut state = 1_u32;
    let mut tensors = BTreeMap::new();
    for (index, out, inputs) in convolutions {
        let bound = (6.0 / (9 * inputs) as f32).sqrt();
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bound * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
        };
        let weight: Vec<u8> = (0..out * inputs * 9).flat_map(|_| draw().to_le_bytes()).collect();
        tensors.insert(format!("features.{index}.weight"), (vec![out, inputs, 3, 3], weight));
        tensors.insert(format!("features.{index}.bias"), (vec![out], vec![0; 4 * out]));
    }
    // The file is that of a whole network: what is not looked at may be there.
    tensors.insert("classifier.6.bias".to_owned(), (vec![1], vec![0; 4]));
    let views =
        tensors.iter().map(|(name, (shape, bytes))| (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap()));
    safetensors::serialize_to_file(views, None, file).unwrap();
}

#[test]
fn a_vgg_19_from_a_file_is_the_critic() {
    let directory = tempfile::tempdir().unwrap();
    let (weights, strip) = (directory.path().join("vgg19.safetensors"), directory.path().join("strip.png"));
    vgg19(&weights);
    let arguments = ["--steps", "2", "--vgg19", weights.to_str().unwrap(), "--strip", strip.to_str().unwrap()];
    let output = super_resolution(arguments);
    let stdout = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(stdout.starts_with("critic: VGG-19\n"), "{stdout}");
    assert!(number_after(&stdout, "perceptual ") > 0.0, "{stdout}");
}

#[test]
fn weights_that_are_missing() {
    rejects(["--vgg19", "nowhere/vgg19.safetensors"], "nowhere/vgg19.safetensors: ");
}

#[test]
fn weights_of_another_kind() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("vgg19.safetensors");
    fs::write(&file, "no weights").unwrap();
    rejects(["--vgg19", file.to_str().unwrap()], &file.display().to_string());
}

#[test]
fn pictures_that_cannot_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("nowhere").join("strip.png");
    let expected = format!("{}: the pictures could not be written: ", file.display());
    rejects(["--steps", "1", "--critic-steps", "1", "--strip", file.to_str().unwrap()], &expected);
}

#[test]
fn learning_rate_that_makes_the_loss_infinite() {
    rejects(["--steps", "5", "--critic-steps", "5", "--learning-rate", "1e38"], "the loss is ");
}

#[test]
fn options_out_of_range() {
    for (option, value) in [
        ("--steps", "0"),
        ("--critic-steps", "-1"),
        ("--learning-rate", "0"),
        ("--learning-rate", "nan"),
        ("--seed", "1.5"),
    ] {
        let output = super_resolution([option, value]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {stderr}");
        assert!(stderr.contains(&format!("'{value}'")), "{option} {value}: {stderr}");
        assert!(stderr.contains(option), "{option} {value}: {stderr}");
    }
}
