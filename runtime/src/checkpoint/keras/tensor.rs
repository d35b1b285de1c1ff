use hdf5_pure::{Dataset, Datatype, DatatypeByteOrder};
use safetensors::Dtype as Kind;

use super::{Stored, damaged, text};

/// How many times smaller deflate makes something at most.
const PACKED: usize = 1032;

/// Reads an array of numbers from a file of so many bytes; nothing else is a variable.
pub(super) fn read(dataset: &Dataset, bytes: usize) -> Result<Option<Stored>, String> {
    let Some((kind, size, order)) = element(dataset)? else { return Ok(None) };
    let shape = dataset.shape().map_err(damaged)?;
    let shape: Option<Vec<usize>> = shape.into_iter().map(|size| usize::try_from(size).ok()).collect();
    // What is not in chunks is not packed either.
    let is_packed = dataset.chunk_shape().map_err(damaged)?.is_some();
    let limit = if is_packed { bytes.saturating_mul(PACKED) } else { bytes };
    let length = |shape: &Vec<usize>| shape.iter().try_fold(size, |bytes, size| bytes.checked_mul(*size));
    let sized = shape.and_then(|shape| Some((length(&shape)?, shape)));
    let Some((length, shape)) = sized.filter(|(length, _)| *length <= limit) else {
        return Err("this is no whole HDF5 file: it promises more numbers than there are".to_owned());
    };
    let mut bytes = dataset.read_raw().map_err(damaged)?;
    if bytes.len() != length {
        return Err("this is no whole HDF5 file: an array has fewer numbers than its shape says".to_owned());
    }
    if order == DatatypeByteOrder::BigEndian {
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    Ok(Some(Stored { kind, shape, bytes }))
}

/// What the elements are, and how many bytes each has.
fn element(dataset: &Dataset) -> Result<Option<(Kind, usize, DatatypeByteOrder)>, String> {
    Ok(match dataset.datatype().map_err(damaged)? {
        Datatype::FloatingPoint { size, byte_order, layout } => match size {
            2 if layout.exponent_size == 8 => Some((Kind::BF16, 2, byte_order)),
            2 => Some((Kind::F16, 2, byte_order)),
            4 => Some((Kind::F32, 4, byte_order)),
            8 => Some((Kind::F64, 8, byte_order)),
            _ => None,
        },
        Datatype::FixedPoint { size, byte_order, .. } => match size {
            1 => Some((Kind::I8, 1, byte_order)),
            2 => Some((Kind::I16, 2, byte_order)),
            4 => Some((Kind::I32, 4, byte_order)),
            8 => Some((Kind::I64, 8, byte_order)),
            _ => None,
        },
        // NumPy has no type for it, so Keras writes two bytes and says what they are.
        Datatype::Opaque { size: 2, .. } => {
            let said = dataset.attrs().map_err(damaged)?.remove("dtype").and_then(text);
            (said.as_deref() == Some("bfloat16")).then_some((Kind::BF16, 2, DatatypeByteOrder::LittleEndian))
        }
        _ => None,
    })
}
