use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use dfdx::shapes::{Rank1, Rank3};
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};

use super::{Sample, Source};
use crate::storage::Dtype;
use crate::{Error, Place};

/// The endings of the files that are images.
const ENDINGS: [&str; 3] = ["jpeg", "jpg", "png"];

/// The widest and highest image that is unpacked: what a file says of its size may be a lie.
const LARGEST: u32 = 1 << 14;

/// A folder with a folder for each class, each with JPEG and PNG images: `flowers/rose/1.jpg`.
///
/// A sample is an image `[CHANNELS, HEIGHT, WIDTH]`, grey for 1 channel and red, green, blue for 3, from 0 to 1; and a
/// row of `CLASSES` numbers, 1 at its class and 0 elsewhere. Classes are numbered in the order of their names, and so
/// are the images of a class. Images are read when they are asked for.
///
/// ```no_run
/// use netweave::data::{ImageFolder, Loader};
/// use netweave::prelude::*;
///
/// let flowers = ImageFolder::<f32, 3, 64, 64, 5>::open("flowers")?.resized();
/// let loader = Loader::new(flowers, &Cpu::default()).batch_size(32).shuffle(0).threads(4);
/// for batch in loader.epoch(0) {
///     let (images, labels) = batch?;
/// }
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ImageFolder<E, const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize, const CLASSES: usize> {
    classes: Vec<String>,
    images: Vec<(PathBuf, usize)>,
    resized: bool,
    element: PhantomData<fn() -> E>,
}

impl<E: Dtype, const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize, const CLASSES: usize>
    ImageFolder<E, CHANNELS, HEIGHT, WIDTH, CLASSES>
{
    /// Lists the images of a folder.
    ///
    /// # Errors
    /// [`Error::File`] if the folder cannot be read, has more or fewer than `CLASSES` folders, or one of these has no
    /// image.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        const { assert!(CHANNELS == 1 || CHANNELS == 3, "an image has 1 channel (grey) or 3 (red, green, blue)") };
        let folder = folder.as_ref();
        let folders: Vec<PathBuf> = list(folder)?.into_iter().filter(|path| path.is_dir()).collect();
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let classes: Vec<String> = folders.iter().map(name).collect();
        if classes.len() != CLASSES {
            let reason = format!("expected {CLASSES} folders, one for each class, found {}", classes.len());
            return Err(Error::file(folder, Place::Whole, reason));
        }
        let mut images = Vec::new();
        for (class, folder) in folders.iter().enumerate() {
            let before = images.len();
            images.extend(list(folder)?.into_iter().filter(|path| is_image(path)).map(|path| (path, class)));
            if images.len() == before {
                return Err(Error::file(folder, Place::Whole, "there is no JPEG or PNG image in this folder"));
            }
        }
        Ok(Self { classes, images, resized: false, element: PhantomData })
    }

    /// Resizes images that are not `HEIGHT` by `WIDTH` (linearly, without keeping the ratio of the sides); otherwise
    /// such images are errors.
    pub fn resized(mut self) -> Self {
        self.resized = true;
        self
    }

    /// The names of the classes, which are those of the folders, by their numbers.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The file of an image, by its number.
    pub fn file(&self, index: usize) -> Option<&Path> {
        self.images.get(index).map(|(file, _)| file.as_path())
    }

    fn decode(&self, file: &Path) -> Result<DynamicImage, String> {
        let bytes = fs::read(file).map_err(|error| error.to_string())?;
        let mut reader =
            ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(LARGEST), Some(LARGEST));
        reader.limits(limits);
        let image = reader.decode().map_err(|error| error.to_string())?;
        let (width, height) = (image.width() as usize, image.height() as usize);
        match (width, height) == (WIDTH, HEIGHT) {
            true => Ok(image),
            false if self.resized => Ok(image.resize_exact(WIDTH as u32, HEIGHT as u32, FilterType::Triangle)),
            false => Err(format!("the image is {width} wide and {height} high, expected {WIDTH} and {HEIGHT}")),
        }
    }
}

impl<E: Dtype, const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize, const CLASSES: usize> Source
    for ImageFolder<E, CHANNELS, HEIGHT, WIDTH, CLASSES>
{
    type Parts = (Rank3<CHANNELS, HEIGHT, WIDTH>, Rank1<CLASSES>);
    type Dtype = E;

    fn samples(&self) -> usize {
        self.images.len()
    }

    fn read(&self, sample: Sample, (pixels, label): (&mut [E], &mut [E])) -> Result<(), Error> {
        let (file, class) = &self.images[sample.index];
        let image = self.decode(file).map_err(|reason| Error::file(file, Place::Whole, reason))?;
        let bytes = if CHANNELS == 1 { image.into_luma8().into_raw() } else { image.into_rgb8().into_raw() };
        for (index, pixel) in bytes.chunks_exact(CHANNELS).enumerate() {
            for (channel, &byte) in pixel.iter().enumerate() {
                pixels[channel * HEIGHT * WIDTH + index] = E::of(f64::from(byte) / 255.0);
            }
        }
        label[*class] = E::of(1.0);
        Ok(())
    }
}

/// What is in a folder, by name.
fn list(folder: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    entries.map_err(|error| Error::io(folder, &error))
}

fn is_image(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    path.is_file() && ENDINGS.iter().any(|&known| ending == known)
}
