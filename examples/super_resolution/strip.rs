//! The pictures side by side.

use std::path::Path;

use anyhow::Context;
use image::{Rgb, RgbImage, imageops};

use super::photographs::{Picture, SIDE};

/// White between the pictures.
const GAP: u32 = 4;

/// Writes a row of pictures for each photograph.
pub(crate) fn write(file: &Path, rows: &[Vec<&Picture>]) -> anyhow::Result<()> {
    let side = SIDE as u32;
    let extent = |pictures: usize| pictures as u32 * (side + GAP) - GAP;
    let columns = rows.first().map_or(0, Vec::len);
    let mut strip = RgbImage::from_pixel(extent(columns), extent(rows.len()), Rgb([255; 3]));
    for (top, row) in (0..).zip(rows) {
        for (left, picture) in (0..).zip(row) {
            imageops::replace(&mut strip, &drawn(picture), left * i64::from(side + GAP), top * i64::from(side + GAP));
        }
    }
    strip.save(file).with_context(|| format!("{}: the pictures could not be written", file.display()))
}

fn drawn(picture: &Picture) -> RgbImage {
    RgbImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        Rgb(picture.pixel(y as usize, x as usize).map(|share| (255.0 * share.clamp(0.0, 1.0)).round() as u8))
    })
}
