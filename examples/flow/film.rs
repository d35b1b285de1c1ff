//! Two frames of a film whose motion is known: a photograph, and the photograph moved.

use std::f32::consts::PI;
use std::path::Path;

use anyhow::{Context, ensure};
use image::imageops;
use netweave::Device;
use netweave::prelude::*;

/// The frames are this wide and high.
pub(crate) const SIDE: usize = 96;
/// The farthest that a pixel moves along an axis, in pixels.
pub(crate) const REACH: f32 = 4.0;

/// The photograph is twice as wide and high as the frames.
const LARGE: usize = 2 * SIDE;

pub(crate) type Frame<D> = Tensor<Rank4<1, 3, SIDE, SIDE>, f32, D>;
pub(crate) type Motion<D> = Tensor<Rank4<1, 2, SIDE, SIDE>, f32, D>;

network! {
    /// Moves a photograph, and brings it to half its size with and without that.
    ///
    /// A network that warps the second frame right does not get the first one to the last bit, just as it would not if
    /// a camera had seen both.
    network Camera(photograph: [3, 192, 192], motion: [2, 192, 192])
        -> (first: [3, 96, 96], second: [3, 96, 96], truth: [2, 96, 96])
    {
        let first = warp(photograph, motion) -> avg_pool2d(2);
        let second = photograph -> avg_pool2d(2);
        let truth = 0.5 * (motion -> avg_pool2d(2));
        (first, second, truth)
    }
}

/// Two frames, and the flow that leads from the first to the second.
pub(crate) struct Film<D: Device<f32>> {
    pub(crate) first: Frame<D>,
    pub(crate) second: Frame<D>,
    pub(crate) truth: Motion<D>,
}

/// Makes a film of the middle of the photograph in `file`.
pub(crate) fn shoot<D: Device<f32>>(file: &Path, device: &D) -> anyhow::Result<Film<D>> {
    let camera = Camera::build(device);
    let photograph = device.tensor_from_vec(read(file)?, Rank4::default());
    let motion = device.tensor_from_vec(motion(), Rank4::<1, 2, LARGE, LARGE>::default());
    let seen = camera.try_forward(photograph, motion)?;
    Ok(Film { first: seen.first, second: seen.second, truth: seen.truth })
}

/// The middle of a photograph, from 0 to 1: all of its red, then green, then blue.
fn read(file: &Path) -> anyhow::Result<Vec<f32>> {
    let name = file.display();
    let photograph = image::open(file).with_context(|| format!("{name}: the photograph could not be read"))?.to_rgb8();
    let (width, height) = photograph.dimensions();
    let large = LARGE as u32;
    ensure!(
        width >= large && height >= large,
        "{name}: the photograph is {width} pixels wide and {height} high, expected {large} at least"
    );
    let middle = imageops::crop_imm(&photograph, (width - large) / 2, (height - large) / 2, large, large).to_image();
    let channel = |channel: usize| middle.pixels().map(move |pixel| f32::from(pixel.0[channel]) / 255.0);
    Ok((0..3).flat_map(channel).collect())
}

/// `u = 2R · sin 2πy · sin πx` columns and `v = 2R · sin 2πx · sin πy` rows, with `x` and `y` from 0 to 1 and the reach `R`
/// in pixels of a frame: smooth, and with nothing that comes from beyond the border.
fn motion() -> Vec<f32> {
    let share = |place: usize| (place as f32 + 0.5) / LARGE as f32;
    let along = |across: f32, along: f32| 2.0 * REACH * (2.0 * PI * across).sin() * (PI * along).sin();
    let places = || (0..LARGE * LARGE).map(|place| (share(place % LARGE), share(place / LARGE)));
    places().map(|(x, y)| along(y, x)).chain(places().map(|(x, y)| along(x, y))).collect()
}
