use std::fs;
use std::path::Path;

use super::Array;
use crate::storage::Dtype;
use crate::{Error, Place};

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// Reads an array of NumPy's, as `numpy.save` writes it
/// ([format](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)).
///
/// Booleans, whole numbers and floating-point numbers of 32 and 64 bits become `E`, as `astype` would make them.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, or holds anything but one whole array of such numbers.
pub fn read_npy<E: Dtype>(file: impl AsRef<Path>) -> Result<Array<E>, Error> {
    let file = file.as_ref();
    let bytes = fs::read(file).map_err(|error| Error::io(file, &error))?;
    parse(&bytes)
        .map(|(shape, values)| Array::new(file, shape, values))
        .map_err(|(byte, reason)| Error::file(file, Place::Byte(byte as u64), reason))
}

/// The shape and the numbers, or the byte that is wrong and why.
pub(super) fn parse<E: Dtype>(bytes: &[u8]) -> Result<(Vec<usize>, Vec<E>), (usize, String)> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err((0, "this is no `.npy` file, which begins with `\\x93NUMPY`".into()));
    };
    let cut = || (bytes.len(), "the file ends within its header".to_owned());
    let (&[major, _], rest) = rest.split_first_chunk().ok_or_else(cut)?;
    let (length, rest) = match major {
        1 => rest.split_first_chunk().map(|(&length, rest)| (usize::from(u16::from_le_bytes(length)), rest)),
        2 | 3 => rest.split_first_chunk().map(|(&length, rest)| (u32::from_le_bytes(length) as usize, rest)),
        _ => return Err((6, format!("version {major} of the format is unknown"))),
    }
    .ok_or_else(cut)?;
    let start = bytes.len() - rest.len();
    let (header, data) = rest.split_at_checked(length).ok_or_else(cut)?;
    let header = std::str::from_utf8(header).map_err(|error| (start + error.valid_up_to(), "not text".to_owned()))?;
    let header = Header::parse(header).map_err(|reason| (start, reason))?;

    let Some(number) = Number::of(&header.descr) else {
        let descr = &header.descr;
        return Err((start, format!("numbers of type `{descr}` cannot be read: save them as `float32`")));
    };
    let shape = header.shape;
    let size = shape.iter().try_fold(number.size, |bytes, &size| bytes.checked_mul(size));
    if size != Some(data.len()) {
        let (size, found) = (number.size, data.len());
        let reason = format!("expected {shape:?} numbers of {size} bytes each, found {found} bytes");
        return Err((start + length, reason));
    }
    let values = number.read(data);
    Ok(if header.fortran_order { (shape.clone(), rows_first(&shape, &values)) } else { (shape, values) })
}

/// The three entries of the header.
struct Header {
    descr: String,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl Header {
    /// Parses what `repr` makes of a Python dictionary: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
    fn parse(header: &str) -> Result<Self, String> {
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        let mut text = Text(header.trim());
        text.take("{")?;
        while !text.try_take("}") {
            let key = text.string()?;
            text.take(":")?;
            match key {
                "descr" => descr = Some(text.string()?.to_owned()),
                "fortran_order" => fortran_order = Some(text.boolean()?),
                "shape" => shape = Some(text.tuple()?),
                _ => return Err(format!("the header has an unknown entry `{}`", key.escape_debug())),
            }
            if !text.try_take(",") {
                text.take("}")?;
                break;
            }
        }
        if !text.0.is_empty() {
            return Err("the header goes on behind its `}`".into());
        }
        let missing = |entry| format!("the header has no entry `{entry}`");
        Ok(Self {
            descr: descr.ok_or_else(|| missing("descr"))?,
            fortran_order: fortran_order.ok_or_else(|| missing("fortran_order"))?,
            shape: shape.ok_or_else(|| missing("shape"))?,
        })
    }
}

/// What is left of a header.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn try_take(&mut self, token: &str) -> bool {
        self.0 = self.0.trim_start();
        match self.0.strip_prefix(token) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, token: &str) -> Result<(), String> {
        if self.try_take(token) { Ok(()) } else { Err(format!("the header has no `{token}` where one is due")) }
    }

    fn string(&mut self) -> Result<&'a str, String> {
        let quote = if self.try_take("\"") { '"' } else { '\'' };
        if quote == '\'' {
            self.take("'")?;
        }
        let (string, rest) = self.0.split_once(quote).ok_or("the header ends within a string")?;
        self.0 = rest;
        Ok(string)
    }

    fn boolean(&mut self) -> Result<bool, String> {
        if self.try_take("True") {
            return Ok(true);
        }
        self.take("False").map(|()| false).map_err(|_| "`fortran_order` is neither `True` nor `False`".into())
    }

    fn tuple(&mut self) -> Result<Vec<usize>, String> {
        self.take("(")?;
        let (sizes, rest) = self.0.split_once(')').ok_or("the header ends within the shape")?;
        self.0 = rest;
        let sizes = sizes.strip_suffix(',').unwrap_or(sizes);
        if sizes.trim().is_empty() {
            return Ok(Vec::new());
        }
        let size = |size: &str| {
            size.trim().parse().map_err(|_| format!("`{}` is no size of a dimension", size.trim().escape_debug()))
        };
        sizes.split(',').map(size).collect()
    }
}

/// A type of numbers.
struct Number {
    kind: Kind,
    size: usize,
    big_endian: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Boolean,
    Unsigned,
    Signed,
    Float,
}

impl Number {
    /// Parses NumPy's name of the type, such as `<f4`.
    fn of(descr: &str) -> Option<Self> {
        let (order, rest) = descr.split_at_checked(1)?;
        let (kind, size) = rest.split_at_checked(1)?;
        let kind = match (kind, size) {
            ("b", "1") => Kind::Boolean,
            ("u", "1" | "2" | "4" | "8") => Kind::Unsigned,
            ("i", "1" | "2" | "4" | "8") => Kind::Signed,
            ("f", "4" | "8") => Kind::Float,
            _ => return None,
        };
        let big_endian = match order {
            "<" | "|" => false,
            ">" => true,
            _ => return None,
        };
        Some(Self { kind, size: size.parse().ok()?, big_endian })
    }

    fn read<E: Dtype>(&self, data: &[u8]) -> Vec<E> {
        data.chunks_exact(self.size).map(|bytes| E::of(self.number(bytes))).collect()
    }

    fn number(&self, bytes: &[u8]) -> f64 {
        let mut bits = [0; 8];
        bits[..bytes.len()].copy_from_slice(bytes);
        if self.big_endian {
            bits[..bytes.len()].reverse();
        }
        let bits = u64::from_le_bytes(bits);
        let unused = 64 - 8 * self.size as u32;
        match self.kind {
            Kind::Boolean => f64::from(u8::from(bits != 0)),
            Kind::Unsigned => bits as f64,
            Kind::Signed => ((bits << unused).cast_signed() >> unused) as f64,
            Kind::Float if self.size == 4 => f64::from(f32::from_bits(bits as u32)),
            Kind::Float => f64::from_bits(bits),
        }
    }
}

/// Puts the numbers of an array with the first dimension fastest into the usual order, the last one fastest.
fn rows_first<E: Copy>(shape: &[usize], values: &[E]) -> Vec<E> {
    let mut strides = Vec::with_capacity(shape.len());
    let mut stride = 1;
    for size in shape {
        strides.push(stride);
        stride *= size;
    }
    let place = |mut index: usize| {
        let mut place = 0;
        for (size, stride) in shape.iter().zip(&strides).rev() {
            place += index % size * stride;
            index /= size;
        }
        place
    };
    (0..values.len()).map(|index| values[place(index)]).collect()
}
