//! Reads `digits.csv`; its README tells the format.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail, ensure};

/// An image is `SIDE` pixels wide and high.
pub(crate) const SIDE: usize = 8;
/// The labels are 0 to `CLASSES - 1`.
pub(crate) const CLASSES: usize = 10;

const PIXELS: usize = SIDE * SIDE;
const DARKEST: u8 = 16;
/// Every so many digits, one is held out for the test.
const TEST_EVERY: usize = 5;

/// One handwritten digit.
pub(crate) struct Digit {
    /// Row by row from the top left, from 0 (paper) to 1 (ink).
    pub(crate) pixels: [f32; PIXELS],
    /// The digit that was meant.
    pub(crate) label: usize,
}

/// Reads all digits of `file`.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<Digit>> {
    let name = file.display();
    let lines = BufReader::new(File::open(file).with_context(|| name.to_string())?).lines();
    let digits = lines
        .zip(1..)
        .map(|(line, number)| {
            line.map_err(anyhow::Error::from).and_then(|line| parse(&line)).with_context(|| format!("{name}:{number}"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(digits.len() >= TEST_EVERY, "{name}: found {} digits, expected at least {TEST_EVERY}", digits.len(),);
    Ok(digits)
}

/// Parts `digits` into those to learn from and every fifth, which is held out for the test.
pub(crate) fn split(digits: Vec<Digit>) -> (Vec<Digit>, Vec<Digit>) {
    let (mut training, mut test) = (Vec::new(), Vec::new());
    for (index, digit) in digits.into_iter().enumerate() {
        let held_out = index % TEST_EVERY == TEST_EVERY - 1;
        if held_out { &mut test } else { &mut training }.push(digit);
    }
    (training, test)
}

fn parse(line: &str) -> anyhow::Result<Digit> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    ensure!(
        fields.len() == PIXELS + 1,
        "expected {} numbers ({PIXELS} pixels, then the label), found {}",
        PIXELS + 1,
        fields.len(),
    );
    let (pixels, label) = fields.split_at(PIXELS);

    let mut digit = Digit { pixels: [0.0; PIXELS], label: number("the label", label[0], CLASSES as u8 - 1)?.into() };
    for (index, (pixel, field)) in digit.pixels.iter_mut().zip(pixels).enumerate() {
        let ink = number(&format!("pixel {}", index + 1), field, DARKEST)?;
        *pixel = f32::from(ink) / f32::from(DARKEST);
    }
    Ok(digit)
}

fn number(what: &str, field: &str, greatest: u8) -> anyhow::Result<u8> {
    match field.parse() {
        Ok(number) if number <= greatest => Ok(number),
        _ => bail!("{what} is `{}`, expected a whole number from 0 to {greatest}", field.escape_debug()),
    }
}
