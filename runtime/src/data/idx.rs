use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::Array;
use crate::storage::Dtype;
use crate::{Error, Place};

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Reads an [idx file](http://yann.lecun.com/exdb/mnist/), as the MNIST digits are kept in, gzipped or not.
///
/// The numbers are as in the file: bytes become 0 to 255.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, or holds anything but one whole array; the place is that of the
/// unpacked bytes.
pub fn read_idx<E: Dtype>(file: impl AsRef<Path>) -> Result<Array<E>, Error> {
    let file = file.as_ref();
    let mut bytes = fs::read(file).map_err(|error| Error::io(file, &error))?;
    if bytes.starts_with(&GZIP) {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).map_err(|error| {
            let reason = format!("the gzipped bytes are damaged: {error}");
            Error::file(file, Place::Whole, reason)
        })?;
        bytes = unpacked;
    }
    parse(&bytes)
        .map(|(shape, values)| Array::new(file, shape, values))
        .map_err(|(byte, reason)| Error::file(file, Place::Byte(byte as u64), reason))
}

/// The shape and the numbers, or the byte that is wrong and why.
fn parse<E: Dtype>(bytes: &[u8]) -> Result<(Vec<usize>, Vec<E>), (usize, String)> {
    let Some((&[0, 0, code, dimensions], rest)) = bytes.split_first_chunk() else {
        return Err((0, "this is no idx file, which begins with two zeros".into()));
    };
    let Some(number) = Number::of(code) else {
        return Err((2, format!("there is no type of numbers {code:#04x}")));
    };
    let dimensions = usize::from(dimensions);
    let Some((sizes, data)) = rest.split_at_checked(4 * dimensions) else {
        return Err((4, format!("the file ends within the sizes of its {dimensions} dimensions")));
    };
    let shape: Vec<usize> = sizes.as_chunks().0.iter().map(|&size| u32::from_be_bytes(size) as usize).collect();
    let expected =
        shape.iter().try_fold(number.size(), |bytes, &size| bytes.checked_mul(size)).filter(|&size| size == data.len());
    match expected {
        Some(_) => Ok((shape, number.read(data))),
        None => {
            let (found, start) = (data.len(), 4 + 4 * dimensions);
            let size = number.size();
            Err((start, format!("expected {shape:?} numbers of {size} bytes each, found {found} bytes")))
        }
    }
}

/// The types of numbers, big-endian all.
#[derive(Clone, Copy)]
enum Number {
    U8,
    I8,
    I16,
    I32,
    F32,
    F64,
}

impl Number {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            0x08 => Self::U8,
            0x09 => Self::I8,
            0x0B => Self::I16,
            0x0C => Self::I32,
            0x0D => Self::F32,
            0x0E => Self::F64,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    fn read<E: Dtype>(self, data: &[u8]) -> Vec<E> {
        fn all<E: Dtype, const N: usize>(data: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<E> {
            data.as_chunks().0.iter().map(|&bytes| E::of(number(bytes))).collect()
        }
        match self {
            Self::U8 => all(data, |bytes| f64::from(u8::from_be_bytes(bytes))),
            Self::I8 => all(data, |bytes| f64::from(i8::from_be_bytes(bytes))),
            Self::I16 => all(data, |bytes| f64::from(i16::from_be_bytes(bytes))),
            Self::I32 => all(data, |bytes| f64::from(i32::from_be_bytes(bytes))),
            Self::F32 => all(data, |bytes| f64::from(f32::from_be_bytes(bytes))),
            Self::F64 => all(data, f64::from_be_bytes),
        }
    }
}
