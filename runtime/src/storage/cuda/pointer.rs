//! dfdx shows the address of a tensor's memory nowhere but in `Debug`, whose text cannot change: dfdx and cudarc are both
//! pinned.

use std::fmt::{self, Write};

use cudarc::driver::sys::CUdeviceptr;
use dfdx::shapes::{Shape, Unit};
use dfdx::tensor::{Cuda, Tensor};

/// The address of a tensor's memory, `None` if `Debug` does not print it.
pub fn device_pointer<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cuda>) -> Option<CUdeviceptr> {
    Some(read(tensor)?.0)
}

/// The address of a tensor's memory and how many elements are in it.
pub(super) fn read<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cuda>) -> Option<(CUdeviceptr, usize)> {
    let mut reader = Reader::default();
    // It stops the printing with an error as soon as it has both numbers: all of the device would follow.
    let _ = write!(reader, "{tensor:?}");
    let [pointer, len] = reader.found;
    (reader.field == FIELDS.len()).then_some((pointer, len as usize))
}

const FIELDS: [&str; 2] = ["cu_device_ptr: ", ", len: "];

#[derive(Default)]
struct Reader {
    /// The field that it looks for, or whose number it reads.
    field: usize,
    /// How many characters of the field's name are there, all of them while its number is read.
    matched: usize,
    found: [u64; FIELDS.len()],
}

impl Write for Reader {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for byte in piece.bytes() {
            if self.field < FIELDS.len() && self.matched == FIELDS[self.field].len() {
                if byte.is_ascii_digit() {
                    self.found[self.field] = self.found[self.field] * 10 + u64::from(byte - b'0');
                    continue;
                }
                self.field += 1;
                self.matched = 0;
            }
            let Some(name) = FIELDS.get(self.field) else { return Err(fmt::Error) };
            let goes_on = name.as_bytes()[self.matched] == byte;
            self.matched = if goes_on { self.matched + 1 } else { usize::from(name.as_bytes()[0] == byte) };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_behind_their_names() {
        let mut reader = Reader::default();
        let text = ["Tensor { cu_d: 1, len: 3, ", "cu_device", "_ptr: ", "4", "2", ", ", "len: 7", " }", "more"];
        let stopped = text.iter().try_for_each(|piece| reader.write_str(piece));
        assert!(stopped.is_err());
        assert_eq!((reader.field, reader.found), (2, [42, 7]));
    }
}
