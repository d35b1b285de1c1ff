//! How near enlarged photographs are to the true ones, and what one gets without a network.

use image::{ImageBuffer, Rgb, imageops};
use netweave::metric::Psnr;
use netweave::prelude::*;

use super::photographs::{Picture, SIDE};

/// What is told of some pictures.
pub(crate) struct Quality {
    /// The mean over the pictures, in dB.
    pub(crate) psnr: f64,
    /// How much neighbouring pixels differ, as a share of how much they do in the truth; a mean over the pictures.
    pub(crate) sharpness: f64,
}

impl Quality {
    pub(crate) fn of(pictures: &[Picture], truth: &[Picture]) -> anyhow::Result<Self> {
        let cpu = Cpu::default();
        let mut psnr = Psnr::new(1.0);
        let mut sharpness = 0.0;
        for (picture, truth) in pictures.iter().zip(truth) {
            psnr.add(&picture.tensor::<SIDE, _>(&cpu), &truth.tensor::<SIDE, _>(&cpu))?;
            sharpness += gradient(picture) / gradient(truth);
        }
        Ok(Self { psnr: psnr.value(), sharpness: sharpness / pictures.len() as f64 })
    }
}

/// The mean length of the gradient, between a pixel and the next ones to the right and below.
fn gradient(picture: &Picture) -> f64 {
    let last = picture.side - 1;
    let mut sum = 0.0;
    for (row, column) in (0..last * last).map(|place| (place / last, place % last)) {
        let at = picture.pixel(row, column);
        let (right, below) = (picture.pixel(row, column + 1), picture.pixel(row + 1, column));
        sum += (0..3).map(|color| f64::from((right[color] - at[color]).hypot(below[color] - at[color]))).sum::<f64>();
    }
    sum / (3 * last * last) as f64
}

/// A small picture, enlarged by cubic interpolation (Catmull-Rom).
pub(crate) fn bicubic(small: &Picture) -> Picture {
    let side = small.side as u32;
    let pixels = ImageBuffer::from_fn(side, side, |x, y| Rgb(small.pixel(y as usize, x as usize)));
    let large = imageops::resize(&pixels, SIDE as u32, SIDE as u32, imageops::FilterType::CatmullRom);
    let channel = |channel: usize| large.pixels().map(move |pixel| pixel.0[channel].clamp(0.0, 1.0));
    Picture { side: SIDE, values: (0..3).flat_map(channel).collect() }
}
