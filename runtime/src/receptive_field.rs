use crate::layer::Pool;
use crate::structure::View;

/// Which part of the input images one place of a value depends on, along the height and the width.
///
/// The value at row `i` depends on the rows from `offset[0] + stride[0] · i` on, `size[0]` of them; columns go by the
/// second numbers. Rows and columns outside of the image are the border.
///
/// A value has none if a place of it depends on the whole image, as after `global_avg_pool`, `flatten`, `instance_norm` or
/// `attention`; if it moves by less than a pixel, or by pixels and parts of them, as after `upsample` or after
/// `conv_transpose2d` with a stride; if what it depends on is computed, as after `warp`; or if its axes are no longer those
/// of an image, as after `permute` or `reshape`.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Edges(image: [1, 16, 16]) -> [4] {
///         let thin = image -> conv1: conv2d(4, kernel = 3, stride = 2, padding = 1) -> relu;
///         let wide = thin -> conv2: conv2d(4, kernel = 3, padding = 1) -> relu;
///         wide -> global_avg_pool
///     }
/// }
///
/// let field = edges::end_point::wide::RECEPTIVE_FIELD.unwrap();
/// assert_eq!((field.size, field.stride, field.offset), ([7, 7], [2, 2], [-3, -3]));
/// assert!(edges::end_point::global_avg_pool::RECEPTIVE_FIELD.is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptiveField {
    /// How many rows and columns one place depends on.
    pub size: [usize; 2],
    /// The rows and columns of the input from one place to the next; also called the jump.
    pub stride: [usize; 2],
    /// The first row and column that the place `[0, 0]` depends on.
    pub offset: [isize; 2],
}

impl ReceptiveField {
    /// That of an input image.
    const IMAGE: Self = Self { size: [1, 1], stride: [1, 1], offset: [0, 0] };

    /// That of a window over a value with this one.
    const fn through(self, pool: &Pool) -> Self {
        let mut field = self;
        let mut axis = 0;
        while axis < 2 {
            let reach = crate::shape::reach(pool.kernel[axis], pool.dilation[axis]);
            let stride = self.stride[axis];
            field.size[axis] = self.size[axis].saturating_add(reach.saturating_sub(1).saturating_mul(stride));
            field.stride[axis] = stride.saturating_mul(pool.stride[axis]);
            let before = pool.padding[axis][0].saturating_mul(stride);
            field.offset[axis] = self.offset[axis].saturating_sub_unsigned(before);
            axis += 1;
        }
        field
    }

    /// That of a place so many rows and columns further on.
    const fn shifted(self, by: [usize; 2]) -> Self {
        let mut field = self;
        let mut axis = 0;
        while axis < 2 {
            field.offset[axis] = self.offset[axis].saturating_add_unsigned(by[axis].saturating_mul(self.stride[axis]));
            axis += 1;
        }
        field
    }

    /// That of a place that depends on the same place of two values; `None` if these move at different strides.
    const fn and(self, other: Self) -> Option<Self> {
        let mut field = self;
        let mut axis = 0;
        while axis < 2 {
            if self.stride[axis] != other.stride[axis] {
                return None;
            }
            let (first, second) = (self.offset[axis], other.offset[axis]);
            let start = if first < second { first } else { second };
            let (first, second) =
                (first.saturating_add_unsigned(self.size[axis]), second.saturating_add_unsigned(other.size[axis]));
            let end = if first > second { first } else { second };
            field.offset[axis] = start;
            field.size[axis] = end.abs_diff(start);
            axis += 1;
        }
        Some(field)
    }
}

/// The receptive fields of the values of a network, by what each sees of those that it is made of.
#[doc(hidden)]
pub const fn receptive_fields<const N: usize>(values: &[(View, &[usize]); N]) -> [Option<ReceptiveField>; N] {
    let mut fields = [None; N];
    let mut index = 0;
    while index < N {
        let (view, inputs) = values[index];
        fields[index] = match view {
            View::Image => Some(ReceptiveField::IMAGE),
            View::Everything => None,
            View::Place => join(&fields, inputs),
            View::Shift(by) => match join(&fields, inputs) {
                Some(field) => Some(field.shifted(by)),
                None => None,
            },
            View::Window(pool) => match join(&fields, inputs) {
                Some(field) => Some(field.through(&pool)),
                None => None,
            },
        };
        index += 1;
    }
    fields
}

const fn join(fields: &[Option<ReceptiveField>], inputs: &[usize]) -> Option<ReceptiveField> {
    if inputs.is_empty() {
        return None;
    }
    let mut joined = fields[inputs[0]];
    let mut index = 1;
    while index < inputs.len() {
        joined = match (joined, fields[inputs[index]]) {
            (Some(joined), Some(field)) => joined.and(field),
            _ => None,
        };
        index += 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn window(kernel: usize, stride: usize, padding: usize, dilation: usize) -> View {
        let padding = [[padding; 2]; 2];
        View::Window(Pool { kernel: [kernel; 2], stride: [stride; 2], padding, dilation: [dilation; 2] })
    }

    #[test]
    fn windows_widen_it() {
        let fields = receptive_fields(&[
            (View::Image, &[]),
            (window(3, 2, 1, 1), &[0]),
            (window(3, 1, 2, 2), &[1]),
            (View::Place, &[2]),
        ]);
        let field = ReceptiveField { size: [11; 2], stride: [2; 2], offset: [-5; 2] };
        assert_eq!(fields[3], Some(field));
    }

    #[test]
    fn a_shift_goes_by_the_strides_before_it() {
        let fields = receptive_fields(&[(View::Image, &[]), (window(3, 2, 1, 1), &[0]), (View::Shift([0, 4]), &[1])]);
        assert_eq!(fields[2], Some(ReceptiveField { size: [3; 2], stride: [2; 2], offset: [-1, 7] }));
    }

    #[test]
    fn a_sum_sees_what_its_terms_see() {
        let fields = receptive_fields(&[
            (View::Image, &[]),
            (window(3, 1, 1, 1), &[0]),
            (View::Place, &[0, 1]),
            (window(1, 2, 0, 1), &[0]),
            (View::Place, &[1, 3]),
            (View::Everything, &[2]),
            (View::Place, &[2, 5]),
        ]);
        assert_eq!(fields[2], fields[1]);
        // One of the two moves twice as far.
        assert_eq!(fields[4], None);
        assert_eq!((fields[5], fields[6]), (None, None));
    }
}
