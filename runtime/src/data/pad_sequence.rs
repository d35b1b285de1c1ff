use dfdx::dtypes::Unit;
use dfdx::tensor::{Tensor, TensorFromVec};

use crate::Error;
use crate::storage::{Device, Dtype};

/// Sequences of unequal lengths as one batch: what [`pad_sequence`] makes.
#[derive(Clone, Debug)]
pub struct Padded<T: Unit, E: Dtype, D: Device<E> + TensorFromVec<T>> {
    /// The sequences, filled up to the longest: `[samples, length]`.
    pub values: Tensor<(usize, usize), T, D>,
    /// 1 where a sequence is, and 0 where it was filled up: `[samples, length]`.
    pub mask: Tensor<(usize, usize), E, D>,
    /// How long each was.
    pub lengths: Vec<usize>,
}

/// Fills sequences up to the longest of them, as PyTorch's `pad_sequence(.., batch_first=True)` does, and tells where there was
/// something.
///
/// The elements are indices, or numbers of the network's element type.
///
/// ```
/// use netweave::data::{Padded, pad_sequence};
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let texts = [vec![4, 2, 7], vec![5]];
/// let Padded { values, mask, lengths } = pad_sequence::<_, f32, _>(&texts, 0, &device)?;
/// assert_eq!(values.as_vec(), [4, 2, 7, 5, 0, 0]);
/// assert_eq!(mask.as_vec(), [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
/// assert_eq!(lengths, [3, 1]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::EmptySequence`] if one has no elements, for a network has nothing to look at then, and the device's.
pub fn pad_sequence<T: Unit, E: Dtype, D: Device<E> + TensorFromVec<T>>(
    sequences: &[impl AsRef<[T]>],
    padding: T,
    device: &D,
) -> Result<Padded<T, E, D>, Error> {
    let lengths = sequences.iter().map(|sequence| sequence.as_ref().len()).collect::<Vec<_>>();
    if let Some(index) = lengths.iter().position(|length| *length == 0) {
        return Err(Error::EmptySequence { index });
    }
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let shape = (sequences.len(), longest);
    let (mut values, mut mask) = (Vec::new(), Vec::new());
    for sequence in sequences {
        let sequence = sequence.as_ref();
        values.extend_from_slice(sequence);
        values.resize(values.len() + longest - sequence.len(), padding);
        mask.extend((0..longest).map(|place| E::of(if place < sequence.len() { 1.0 } else { 0.0 })));
    }
    Ok(Padded {
        values: device.try_tensor_from_vec(values, shape).map_err(Error::device)?,
        mask: device.try_tensor_from_vec(mask, shape).map_err(Error::device)?,
        lengths,
    })
}

#[cfg(test)]
mod tests {
    use dfdx::tensor::Cpu;

    use super::pad_sequence;
    use crate::Error;

    #[test]
    fn what_is_missing_is_filled_up() {
        let device = Cpu::default();
        let rows = [vec![1.0, 2.0], vec![3.0, 4.0, 5.0], vec![6.0]];
        let padded = pad_sequence::<f64, f64, _>(&rows, -1.0, &device).expect("a batch");
        assert_eq!(padded.values.as_vec(), [1.0, 2.0, -1.0, 3.0, 4.0, 5.0, 6.0, -1.0, -1.0]);
        assert_eq!(padded.mask.as_vec(), [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
        assert_eq!(padded.lengths, [2, 3, 1]);
    }

    #[test]
    fn an_empty_sequence_is_an_error() {
        let error = pad_sequence::<usize, f32, _>(&[vec![1], vec![]], 0, &Cpu::default()).err();
        assert_eq!(error, Some(Error::EmptySequence { index: 1 }));
    }
}
