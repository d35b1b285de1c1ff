use std::path::Path;

use netweave::Error;
use netweave::data::{Array, Classified, Loader, read_idx};
use netweave::prelude::*;

use super::{made, refuses};

fn read(file: &Path) -> Result<Array<f64>, Error> {
    read_idx(file)
}

#[test]
fn bytes_and_doubles_are_read() {
    let images = read(&made("images.idx")).unwrap();
    assert_eq!(images.shape(), [2, 2, 3]);
    assert_eq!(images.values(), (0..12).map(|i| f64::from(20 * i)).collect::<Vec<_>>());
    assert_eq!(read(&made("doubles.idx")).unwrap().values(), [-1.5, 1e300]);
}

#[test]
fn gzipped_files_are_read() {
    let (packed, plain) = (read(&made("images.idx.gz")).unwrap(), read(&made("images.idx")).unwrap());
    assert_eq!((packed.shape(), packed.values()), (plain.shape(), plain.values()));
}

#[test]
fn images_and_classes_become_batches() {
    let images = read_idx::<f32>(made("images.idx")).unwrap().map(|byte| byte / 20.0);
    let source = Classified::<Rank3<1, 2, 3>, f32, 3>::new(images, read_idx(made("labels.idx")).unwrap()).unwrap();
    let batches: Vec<_> = Loader::new(source, &Cpu::default()).epoch(0).map(Result::unwrap).collect();
    let [(images, labels)] = batches.as_slice() else { panic!("one batch, not {}", batches.len()) };
    assert_eq!(images.shape().concrete(), [2, 1, 2, 3]);
    assert_eq!(images.as_vec(), (0..12).map(|i| i as f32).collect::<Vec<_>>());
    assert_eq!(labels.as_vec(), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn arrays_that_do_not_fit() {
    let (images, labels) = (made("images.idx"), made("labels.idx"));
    let fit = |images: &Path, labels: &Path| {
        let source = Classified::<Rank3<1, 2, 3>, f64, 2>::new(read(images)?, read(labels)?);
        source
            .map(|_| ())
            .map_err(|error| error.to_string().replace(made("").to_str().unwrap(), ""))
            .map_err(Error::Device)
    };
    let error = |images: &Path, labels: &Path| match fit(images, labels) {
        Err(Error::Device(text)) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(error(&labels, &labels), "labels.idx: a sample has the shape [], expected [1, 2, 3]");
    assert_eq!(error(&images, &images), "images.idx: 12 classes for 2 samples of images.idx");
    assert_eq!(error(&images, &labels), "labels.idx: the class of sample 0 is 2.0, expected a whole number below 2");
}

#[test]
fn headers_that_lie() {
    refuses([], read, ", byte 0: this is no idx file, which begins with two zeros");
    refuses([0, 0, 8], read, ", byte 0: this is no idx file, which begins with two zeros");
    refuses([1, 0, 8, 1], read, ", byte 0: this is no idx file, which begins with two zeros");
    refuses([0, 0, 7, 0], read, ", byte 2: there is no type of numbers 0x07");
    refuses([0, 0, 8, 2, 0, 0, 0, 1], read, ", byte 4: the file ends within the sizes of its 2 dimensions");
    let one = [0, 0, 13, 1, 0, 0, 0, 2, 1, 2, 3, 4];
    refuses(one, read, ", byte 8: expected [2] numbers of 4 bytes each, found 4 bytes");
    let mut huge = vec![0, 0, 8, 3];
    huge.extend([0xFF; 12]);
    let size = u32::MAX;
    let reason = format!(", byte 16: expected [{size}, {size}, {size}] numbers of 1 bytes each, found 0 bytes");
    refuses(huge, read, &reason);
}

#[test]
fn damaged_gzip() {
    let mut bytes = std::fs::read(made("images.idx.gz")).unwrap();
    bytes.truncate(20);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let error = read(file.path()).unwrap_err().to_string();
    assert!(error.contains(": the gzipped bytes are damaged: "), "{error}");
}
