//! The pictures of what was learnt, side by side.

use std::f32::consts::PI;
use std::path::Path;

use anyhow::Context;
use image::{Rgb, RgbImage, imageops};
use netweave::Device;

use super::film::{Film, Frame, Motion, REACH, SIDE};

/// A pixel of a frame is a square of so many.
const MAGNIFIED: u32 = 2;
/// White between the pictures.
const GAP: u32 = 4;

const PIXELS: usize = SIDE * SIDE;

/// Writes the first frame, the second one warped, the flow, and how far it is from the true one.
///
/// The hue of a flow is its direction, and its saturation is how far it leads: white is no motion. An error is black where
/// there is none, and white where it is a pixel or more.
pub(crate) fn write<D: Device<f32>>(
    file: &Path,
    film: &Film<D>,
    flow: &Motion<D>,
    warped: &Frame<D>,
) -> anyhow::Result<()> {
    let (flow, truth) = (flow.as_vec(), film.truth.as_vec());
    let at = |flow: &[f32], pixel: usize| (flow[pixel], flow[PIXELS + pixel]);
    let panels = [
        frame(&film.first),
        frame(warped),
        panel(|pixel| wheel(at(&flow, pixel))),
        panel(|pixel| {
            let ((u, v), (true_u, true_v)) = (at(&flow, pixel), at(&truth, pixel));
            [(u - true_u).hypot(v - true_v); 3]
        }),
    ];

    let side = SIDE as u32 * MAGNIFIED;
    let width = panels.len() as u32 * (side + GAP) - GAP;
    let mut strip = RgbImage::from_pixel(width, side, Rgb([255; 3]));
    for (place, panel) in (0..).zip(&panels) {
        let large = imageops::resize(panel, side, side, imageops::FilterType::Nearest);
        imageops::replace(&mut strip, &large, place * i64::from(side + GAP), 0);
    }
    strip.save(file).with_context(|| format!("{}: the pictures could not be written", file.display()))
}

fn frame<D: Device<f32>>(frame: &Frame<D>) -> RgbImage {
    let values = frame.as_vec();
    panel(|pixel| [0, 1, 2].map(|channel| values[channel * PIXELS + pixel]))
}

/// A picture of red, green and blue from 0 to 1.
fn panel(color: impl Fn(usize) -> [f32; 3]) -> RgbImage {
    RgbImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        Rgb(color(y as usize * SIDE + x as usize).map(|share| (255.0 * share.clamp(0.0, 1.0)).round() as u8))
    })
}

/// The place of a displacement in a colour wheel that is white in the middle.
fn wheel((u, v): (f32, f32)) -> [f32; 3] {
    let (hue, saturation) = (v.atan2(u) / PI * 3.0, (u.hypot(v) / REACH).min(1.0));
    // Of red, green and blue: 1 within a sixth of the wheel from its own hue, 0 from two sixths on.
    [0.0, 2.0, 4.0].map(|own| {
        let distance = (hue - own + 9.0).rem_euclid(6.0) - 3.0;
        1.0 - saturation * (distance.abs() - 1.0).clamp(0.0, 1.0)
    })
}
