use safetensors::Dtype as Kind;
use safetensors::tensor::{SafeTensorError, TensorView};

use crate::storage::Dtype;

/// A tensor as it is in a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) kind: Kind,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: Vec<u8>,
}

/// How the dimensions of a weight are ordered in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Layout {
    /// `[out, in, height, width]` and `[out, in]`: PyTorch's and ours.
    #[default]
    OutFirst,
    /// `[height, width, in, out]`, of any number of dimensions, and `[in, out]`: TensorFlow's.
    OutLast,
    /// `[height, width, in, multiplier]`: TensorFlow's of a depthwise convolution.
    Depthwise,
    /// `[rows · columns · channels, out]`: TensorFlow's of a linear layer behind an image of that size.
    Flattened([usize; 3]),
}

impl Stored {
    pub(super) fn new<E: Dtype>(shape: Vec<usize>, values: Vec<E>) -> Self {
        let kind = if size_of::<E>() == 4 { Kind::F32 } else { Kind::F64 };
        Self { kind, shape, bytes: values.into_iter().flat_map(|value| value.to_le_bytes()).collect() }
    }

    pub(super) fn count(count: u64) -> Self {
        Self { kind: Kind::U64, shape: Vec::new(), bytes: count.to_le_bytes().to_vec() }
    }

    /// The single number that [`Stored::count`] keeps.
    pub(super) fn to_count(&self) -> Option<u64> {
        match (self.kind, self.bytes.as_slice().try_into()) {
            (Kind::U64, Ok(bytes)) => Some(u64::from_le_bytes(bytes)),
            _ => None,
        }
    }

    pub(super) fn view(&self) -> Result<TensorView<'_>, SafeTensorError> {
        TensorView::new(self.kind, self.shape.clone(), &self.bytes)
    }

    /// Whether the elements can become those of a network.
    pub(super) fn is_floating(&self) -> bool {
        matches!(self.kind, Kind::F16 | Kind::BF16 | Kind::F32 | Kind::F64)
    }

    /// The shape in our order of dimensions.
    pub(super) fn shape(&self, layout: Layout) -> Vec<usize> {
        let shape: Vec<usize> = axes(layout, self.shape.len()).into_iter().map(|axis| self.shape[axis]).collect();
        match (layout, shape.as_slice()) {
            // Each channel is a group of its own.
            (Layout::Depthwise, &[channels, multiplier, height, width]) => {
                vec![channels.saturating_mul(multiplier), 1, height, width]
            }
            // As it was said, so that it does not fit if the file has it otherwise.
            (Layout::Flattened([rows, columns, channels]), &[outputs, _]) => {
                vec![outputs, rows.saturating_mul(columns).saturating_mul(channels)]
            }
            _ => shape,
        }
    }

    /// The elements in our order of dimensions; of no elements, if these are no floating-point numbers.
    pub(super) fn values<E: Dtype>(&self, layout: Layout) -> Vec<E> {
        let values = self.in_order();
        if let (Layout::Flattened([rows, columns, channels]), &[inputs, outputs]) = (layout, self.shape.as_slice())
            && rows.checked_mul(columns).and_then(|places| places.checked_mul(channels)) == Some(inputs)
        {
            return permuted(&[rows, columns, channels, outputs], &[3, 2, 0, 1], &values);
        }
        let axes = axes(layout, self.shape.len());
        if axes.is_sorted() { values } else { permuted(&self.shape, &axes, &values) }
    }

    fn in_order<E: Dtype>(&self) -> Vec<E> {
        fn all<E: Dtype, const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<E> {
            bytes.as_chunks().0.iter().map(|&bytes| E::of(number(bytes))).collect()
        }
        let bytes = self.bytes.as_slice();
        match self.kind {
            Kind::F16 => all(bytes, |bytes| half(u16::from_le_bytes(bytes))),
            Kind::BF16 => all(bytes, |bytes| f64::from(f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16))),
            Kind::F32 => all(bytes, |bytes| f64::from(f32::from_le_bytes(bytes))),
            Kind::F64 => all(bytes, f64::from_le_bytes),
            _ => Vec::new(),
        }
    }
}

/// The number with these bits in half precision ([IEEE 754](https://doi.org/10.1109/IEEESTD.2019.8766229), binary16).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f64::from(bits & 0x3FF) / 1024.0;
    match i32::from(bits >> 10 & 0x1F) {
        0 => sign * fraction * 2.0_f64.powi(-14),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        exponent => sign * (1.0 + fraction) * 2.0_f64.powi(exponent - 15),
    }
}

/// Which dimension in the file each of ours is.
fn axes(layout: Layout, dimensions: usize) -> Vec<usize> {
    match (layout, dimensions) {
        (Layout::OutLast | Layout::Flattened(_), 2) => vec![1, 0],
        (Layout::OutLast, 3) => vec![2, 1, 0],
        (Layout::OutLast, 4) => vec![3, 2, 0, 1],
        (Layout::OutLast, 5) => vec![4, 3, 0, 1, 2],
        (Layout::Depthwise, 4) => vec![2, 3, 0, 1],
        _ => (0..dimensions).collect(),
    }
}

/// The values of an array of this shape with the dimensions in the order of `axes`.
fn permuted<E: Copy>(shape: &[usize], axes: &[usize], values: &[E]) -> Vec<E> {
    let stride = |axis: usize| shape[axis + 1..].iter().product::<usize>();
    let dimensions: Vec<(usize, usize)> = axes.iter().map(|&axis| (shape[axis], stride(axis))).collect();
    let place = |mut index: usize| {
        let mut place = 0;
        for &(size, stride) in dimensions.iter().rev() {
            place += index % size * stride;
            index /= size;
        }
        place
    };
    (0..values.len()).map(|index| values[place(index)]).collect()
}
