//! The digits that were made, side by side.

use std::path::Path;

use anyhow::Context;
use image::{GrayImage, Luma, imageops};

use super::data::SIDE;

/// So many digits to a row, and so many rows.
pub(crate) const ACROSS: usize = 10;
/// A pixel of a digit is a square of so many.
const MAGNIFIED: u32 = 6;
/// White between the digits.
const GAP: u32 = 8;

/// Writes digits as they stand in the memory of a batch, row by row, with ink in black.
pub(crate) fn write(file: &Path, digits: &[f32]) -> anyhow::Result<()> {
    let side = SIDE as u32 * MAGNIFIED;
    let step = side + GAP;
    let digits = digits.chunks_exact(SIDE * SIDE);
    let rows = digits.len().div_ceil(ACROSS) as u32;
    let mut sheet = GrayImage::from_pixel(ACROSS as u32 * step + GAP, rows * step + GAP, Luma([255]));
    for (place, digit) in digits.enumerate() {
        let small = GrayImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
            let ink = digit[y as usize * SIDE + x as usize];
            Luma([(255.0 * (1.0 - ink.clamp(0.0, 1.0))).round() as u8])
        });
        let large = imageops::resize(&small, side, side, imageops::FilterType::Nearest);
        let at = |index: usize| i64::from(GAP) + index as i64 * i64::from(step);
        imageops::replace(&mut sheet, &large, at(place % ACROSS), at(place / ACROSS));
    }
    sheet.save(file).with_context(|| format!("{}: the pictures could not be written", file.display()))
}
