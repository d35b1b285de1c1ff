use std::fs;
use std::path::Path;

use image::{GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use netweave::Error;
use netweave::data::{ImageFolder, Loader};
use netweave::prelude::*;
use tempfile::TempDir;

type Pets<const CHANNELS: usize> = ImageFolder<f32, CHANNELS, 2, 3, 2>;

/// Two cats and a dog, 3 wide and 2 high: each pixel tells its channel and place.
fn pets() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for class in ["dog", "cat"] {
        fs::create_dir(folder.path().join(class)).unwrap();
    }
    let colour = RgbImage::from_fn(3, 2, |x, y| Rgb([10, 20, 30].map(|channel| channel + (3 * y + x) as u8)));
    colour.save(folder.path().join("cat/2.png")).unwrap();
    let grey = GrayImage::from_fn(3, 2, |x, y| Luma([100 + (3 * y + x) as u8]));
    grey.save(folder.path().join("cat/1.PNG")).unwrap();
    let flat = RgbImage::from_pixel(3, 2, Rgb([200, 200, 200]));
    flat.save_with_format(folder.path().join("dog/rex.jpg"), ImageFormat::Jpeg).unwrap();
    fs::write(folder.path().join("dog/notes.txt"), "no image").unwrap();
    folder
}

fn all<const CHANNELS: usize>(folder: &Path) -> Result<(Vec<f32>, Vec<f32>), Error> {
    let loader = Loader::new(Pets::<CHANNELS>::open(folder)?, &Cpu::default());
    let (images, labels) = loader.epoch(0).next().expect("one batch")?;
    Ok((images.as_vec().iter().map(|value| (value * 255.0).round()).collect(), labels.as_vec()))
}

#[test]
fn classes_are_folders_and_channels_are_planes() {
    let folder = pets();
    let source = Pets::<3>::open(folder.path()).unwrap();
    assert_eq!(source.classes(), ["cat", "dog"]);
    assert_eq!(source.file(1), Some(folder.path().join("cat/2.png").as_path()));
    assert_eq!(source.file(3), None);
    let (images, labels) = all::<3>(folder.path()).unwrap();
    assert_eq!(labels, [1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let ramp = |start: i32| (start..start + 6).map(|value| value as f32).collect::<Vec<_>>();
    assert_eq!(images[..18], [ramp(100), ramp(100), ramp(100)].concat());
    assert_eq!(images[18..36], [ramp(10), ramp(20), ramp(30)].concat());
    assert_eq!(images[36..], [200.0; 18]);
}

#[test]
fn colours_become_grey() {
    let folder = pets();
    let (images, _) = all::<1>(folder.path()).unwrap();
    assert_eq!(images[..6], [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]);
    // Rec. 709's luma of (10, 20, 30): 0.2126 · 10 + 0.7152 · 20 + 0.0722 · 30, to the next whole number.
    assert_eq!(images[6], 19.0);
}

#[test]
fn other_sizes_are_refused_or_resized() {
    let folder = pets();
    let file = folder.path().join("cat/1.PNG");
    GrayImage::from_pixel(12, 4, Luma([51])).save(&file).unwrap();
    let error = all::<3>(folder.path()).unwrap_err().to_string();
    assert_eq!(error, format!("{}: the image is 12 wide and 4 high, expected 3 and 2", file.display()));
    let source = Pets::<1>::open(folder.path()).unwrap().resized();
    let (images, _) = Loader::new(source, &Cpu::default()).epoch(0).next().unwrap().unwrap();
    assert_eq!(images.as_vec()[..6], [51.0 / 255.0; 6]);
}

#[test]
fn folders_that_do_not_fit() {
    let folder = pets();
    let error = ImageFolder::<f32, 1, 2, 3, 3>::open(folder.path()).unwrap_err().to_string();
    assert_eq!(error, format!("{}: expected 3 folders, one for each class, found 2", folder.path().display()));
    fs::remove_file(folder.path().join("dog/rex.jpg")).unwrap();
    let error = Pets::<1>::open(folder.path()).unwrap_err().to_string();
    let dog = folder.path().join("dog");
    assert_eq!(error, format!("{}: there is no JPEG or PNG image in this folder", dog.display()));
    let error = Pets::<1>::open(dog.join("bed")).unwrap_err().to_string();
    assert_eq!(error, format!("{}: No such file or directory (os error 2)", dog.join("bed").display()));
}

#[test]
fn damaged_images_are_refused() {
    let folder = pets();
    let file = folder.path().join("cat/2.png");
    let whole = fs::read(&file).unwrap();
    for length in 0..whole.len() - 12 {
        fs::write(&file, &whole[..length]).unwrap();
        let error = all::<3>(folder.path()).unwrap_err().to_string();
        assert!(error.starts_with(file.to_str().unwrap()), "{error}");
    }
    // A width and height of 2³¹ − 1.
    let mut huge = whole.clone();
    huge[16..24].copy_from_slice(&[0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]);
    fs::write(&file, &huge).unwrap();
    assert!(all::<3>(folder.path()).is_err());
}
