//! Reads `digits.csv`; its README tells the format.

use std::path::Path;

use anyhow::ensure;
use netweave::data::{Csv, Source, from_fn};
use netweave::prelude::*;

/// An image is `SIDE` pixels wide and high.
pub(crate) const SIDE: usize = 8;
/// The labels are 0 to `CLASSES - 1`.
pub(crate) const CLASSES: usize = 10;

const PIXELS: usize = SIDE * SIDE;
const DARKEST: usize = 16;
/// Every so many digits, one is held out for the test.
const TEST_EVERY: usize = 5;

/// One handwritten digit.
#[derive(Clone)]
pub(crate) struct Digit {
    /// Row by row from the top left, from 0 (paper) to 1 (ink).
    pixels: [f32; PIXELS],
    /// The digit that was meant.
    pub(crate) label: usize,
}

/// Reads all digits of `file`: 64 pixels, then the label.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<Digit>> {
    let digits = Csv::new(file).columns(PIXELS + 1).read(|row| {
        let mut pixels = [0.0; PIXELS];
        for (column, pixel) in pixels.iter_mut().enumerate() {
            *pixel = row.whole(column, 0..=DARKEST)? as f32 / DARKEST as f32;
        }
        Ok(Digit { pixels, label: row.whole(PIXELS, 0..=CLASSES - 1)? })
    })?;
    let name = file.display();
    ensure!(digits.len() >= TEST_EVERY, "{name}: found {} digits, expected at least {TEST_EVERY}", digits.len());
    Ok(digits)
}

/// Parts `digits` into those to learn from and every fifth, which is held out for the test.
pub(crate) fn split(digits: Vec<Digit>) -> (Vec<Digit>, Vec<Digit>) {
    let (test, training): (Vec<_>, Vec<_>) =
        digits.into_iter().enumerate().partition(|(index, _)| index % TEST_EVERY == TEST_EVERY - 1);
    let digits = |numbered: Vec<(usize, Digit)>| numbered.into_iter().map(|(_, digit)| digit).collect();
    (digits(training), digits(test))
}

/// Digits as a loader wants them: an image, and a row of ten numbers with a 1 at the label.
pub(crate) fn source(digits: Vec<Digit>) -> impl Source<Parts = (Rank3<1, SIDE, SIDE>, Rank1<CLASSES>), Dtype = f32> {
    from_fn::<(Rank3<1, SIDE, SIDE>, Rank1<CLASSES>), f32>(digits.len(), move |sample, (image, label)| {
        let digit = &digits[sample.index];
        image.copy_from_slice(&digit.pixels);
        label[digit.label] = 1.0;
        Ok(())
    })
}
