//! The photographs of the example, small and large, and parts of them in batches.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use netweave::Device;
use netweave::data::{Loader, Sample, Source, from_fn};
use netweave::prelude::*;

/// The photographs are this wide and high.
pub(crate) const SIDE: usize = 192;
/// How many times larger a picture becomes.
pub(crate) const SCALE: usize = 2;
/// The side of a photograph that was made small.
pub(crate) const SMALL: usize = SIDE / SCALE;

/// The sides of a part, large and small.
const PART: usize = 48;
const SMALL_PART: usize = PART / SCALE;

/// Parts in a batch.
const BATCH: usize = 16;

/// What is learnt from, and what is held out, in the folder of the example's data.
const TRAINING: [&str; 6] = [
    "photographs/brick.jpg",
    "photographs/camera.jpg",
    "photographs/coffee.jpg",
    "photographs/grass.jpg",
    "photographs/gravel.jpg",
    "photographs/rocket.jpg",
];
const HELD_OUT: [&str; 2] = ["photographs/astronaut.jpg", "chelsea.png"];

/// A picture from 0 to 1: all of its red, then green, then blue.
pub(crate) struct Picture {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

impl Picture {
    fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.display();
        let photograph = image::open(file).with_context(|| format!("{name}: the photograph could not be read"))?;
        let photograph = photograph.to_rgb8();
        let (width, height) = photograph.dimensions();
        ensure!(
            (width, height) == (SIDE as u32, SIDE as u32),
            "{name}: the photograph is {width} pixels wide and {height} high, expected {SIDE} each"
        );
        let channel = |channel: usize| photograph.pixels().map(move |pixel| f32::from(pixel.0[channel]) / 255.0);
        Ok(Self { side: SIDE, values: (0..3).flat_map(channel).collect() })
    }

    /// A photograph that was enlarged.
    pub(crate) fn from_values(values: Vec<f32>) -> Self {
        Self { side: SIDE, values }
    }

    /// Red, green and blue of a pixel.
    pub(crate) fn pixel(&self, row: usize, column: usize) -> [f32; 3] {
        [0, 1, 2].map(|channel| self.values[(channel * self.side + row) * self.side + column])
    }

    /// It alone in a batch.
    pub(crate) fn tensor<const SIDE: usize, D: Device<f32>>(
        &self,
        device: &D,
    ) -> Tensor<Rank4<1, 3, SIDE, SIDE>, f32, D> {
        device.tensor_from_vec(self.values.clone(), Rank4::default())
    }

    /// Each pixel is the mean of a square.
    pub(crate) fn small(&self) -> Self {
        let mut values = vec![0.0; 3 * (self.side / SCALE).pow(2)];
        shrink(&self.values, self.side, &mut values);
        Self { side: self.side / SCALE, values }
    }

    /// Writes a square part of it.
    fn cut(&self, [top, left]: [usize; 2], side: usize, to: &mut [f32]) {
        for (line, to) in to.chunks_exact_mut(side).enumerate() {
            let (channel, row) = (line / side, top + line % side);
            to.copy_from_slice(&self.values[(channel * self.side + row) * self.side + left..][..side]);
        }
    }
}

/// Writes the mean of each square of `SCALE` by `SCALE` pixels of a picture of this side.
fn shrink(large: &[f32], side: usize, small: &mut [f32]) {
    let width = side / SCALE;
    for (at, small) in small.iter_mut().enumerate() {
        let (line, column) = (at / width * SCALE, at % width * SCALE);
        let rows = (line..line + SCALE).flat_map(|line| &large[line * side + column..][..SCALE]);
        *small = rows.sum::<f32>() / (SCALE * SCALE) as f32;
    }
}

/// The photographs to learn from.
pub(crate) fn training(folder: &Path) -> anyhow::Result<Arc<[Picture]>> {
    TRAINING.iter().map(|file| Picture::read(&folder.join(file))).collect()
}

/// The photographs to judge by.
pub(crate) fn held_out(folder: &Path) -> anyhow::Result<Vec<Picture>> {
    HELD_OUT.iter().map(|file| Picture::read(&folder.join(file))).collect()
}

/// The photograph that a sample is from, and a random place in it.
fn choose(sample: Sample, photographs: &[Picture]) -> (usize, [usize; 2]) {
    let places = (SIDE - PART + 1) as u64;
    let [row, column] = [sample.seed % places, sample.seed / places % places].map(|place| place as usize);
    (sample.index % photographs.len(), [row, column])
}

type Part = Rank3<3, PART, PART>;
type SmallPart = Rank3<3, SMALL_PART, SMALL_PART>;

/// Batches of random parts, small and as they are.
pub(crate) fn pairs<D: Device<f32>>(
    photographs: &Arc<[Picture]>,
    device: &D,
    seed: u64,
) -> Loader<impl Source<Parts = (SmallPart, Part), Dtype = f32>, D> {
    let photographs = Arc::clone(photographs);
    let source = from_fn::<(SmallPart, Part), f32>(BATCH * photographs.len(), move |sample, (small, large)| {
        let (photograph, place) = choose(sample, &photographs);
        photographs[photograph].cut(place, PART, large);
        shrink(large, PART, small);
        Ok(())
    });
    Loader::new(source, device).batch_size(BATCH).shuffle(seed)
}

/// Batches of random parts, each with the photograph that it is from.
pub(crate) fn labelled<D: Device<f32>>(
    photographs: &Arc<[Picture]>,
    device: &D,
    seed: u64,
) -> Loader<impl Source<Parts = (Part, Rank1<6>), Dtype = f32>, D> {
    let photographs = Arc::clone(photographs);
    let source = from_fn::<(Part, Rank1<6>), f32>(BATCH * photographs.len(), move |sample, (part, label)| {
        let (photograph, place) = choose(sample, &photographs);
        photographs[photograph].cut(place, PART, part);
        label[photograph] = 1.0;
        Ok(())
    });
    Loader::new(source, device).batch_size(BATCH).shuffle(seed)
}
