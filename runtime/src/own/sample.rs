use dfdx::shapes::{Const, ConstShape};

use crate::storage::InPass;

/// A shape of a sample: `Rank3<16, 8, 8>`, of up to five axes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no shape of a sample",
    label = "no shape of a sample",
    note = "shapes are per sample, without the batch, and of sizes that are known: `Rank3<16, 8, 8>`"
)]
pub trait Sample: ConstShape {
    /// The shape of a batch.
    #[doc(hidden)]
    type Batch: InPass<Batch = usize>;

    /// The size of each axis.
    const SIZES: &'static [usize];
}

macro_rules! samples {
    ($(($($size:ident),*))*) => {$(
        impl<$(const $size: usize),*> Sample for ($(Const<$size>,)*) {
            type Batch = (usize, $(Const<$size>,)*);

            const SIZES: &'static [usize] = &[$($size),*];
        }
    )*};
}

samples! { () (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) }

/// Whether an operand of these sizes stretches to others: missing axes are added in front, and axes of one element repeated.
pub(super) const fn stretches(from: &[usize], to: &[usize]) -> bool {
    if from.len() > to.len() {
        return false;
    }
    let missing = to.len() - from.len();
    let mut axis = 0;
    while axis < from.len() {
        if from[axis] != 1 && from[axis] != to[missing + axis] {
            return false;
        }
        axis += 1;
    }
    true
}

/// Whether sizes are others but for one axis, which has this size.
pub(super) const fn differ_at(axis: usize, size: usize, from: &[usize], to: &[usize]) -> bool {
    if axis >= from.len() || from.len() != to.len() {
        return false;
    }
    let mut other = 0;
    while other < from.len() {
        let expected = if other == axis { size } else { from[other] };
        if to[other] != expected {
            return false;
        }
        other += 1;
    }
    true
}

/// Whether sizes are others without one axis.
pub(super) const fn lack(axis: usize, from: &[usize], to: &[usize]) -> bool {
    if axis >= from.len() || from.len() != to.len() + 1 {
        return false;
    }
    let mut other = 0;
    while other < to.len() {
        let own = if other < axis { other } else { other + 1 };
        if to[other] != from[own] {
            return false;
        }
        other += 1;
    }
    true
}

/// Whether sizes are others with two axes exchanged.
pub(super) const fn are_exchanged(one: usize, two: usize, from: &[usize], to: &[usize]) -> bool {
    if one >= from.len() || two >= from.len() || from.len() != to.len() {
        return false;
    }
    let mut axis = 0;
    while axis < from.len() {
        let own = if axis == one {
            two
        } else if axis == two {
            one
        } else {
            axis
        };
        if to[axis] != from[own] {
            return false;
        }
        axis += 1;
    }
    true
}

/// Whether `[.., rows, terms]` times `[.., terms, columns]` gives `[.., rows, columns]`.
pub(super) const fn multiply(a: &[usize], b: &[usize], to: &[usize]) -> bool {
    let rank = a.len();
    if rank < 2 || b.len() != rank || to.len() != rank || a[rank - 1] != b[rank - 2] {
        return false;
    }
    let mut axis = 0;
    while axis + 2 < rank {
        if a[axis] != b[axis] || a[axis] != to[axis] {
            return false;
        }
        axis += 1;
    }
    to[rank - 2] == a[rank - 2] && to[rank - 1] == b[rank - 1]
}

#[cfg(test)]
mod tests {
    use super::{are_exchanged, differ_at, lack, multiply, stretches};

    #[test]
    fn axes_of_one_element_stretch_and_missing_ones_are_added() {
        assert!(stretches(&[], &[3, 4]));
        assert!(stretches(&[4], &[3, 4]));
        assert!(stretches(&[3, 1], &[3, 4]));
        assert!(!stretches(&[3], &[3, 4]));
        assert!(!stretches(&[1, 3, 4], &[3, 4]));
    }

    #[test]
    fn shapes_are_compared_axis_by_axis() {
        assert!(differ_at(1, 1, &[3, 4, 5], &[3, 1, 5]));
        assert!(!differ_at(1, 1, &[3, 4, 5], &[3, 4, 5]));
        assert!(!differ_at(3, 1, &[3, 4, 5], &[3, 4, 5]));
        assert!(lack(1, &[3, 4, 5], &[3, 5]));
        assert!(!lack(1, &[3, 4, 5], &[3, 4]));
        assert!(!lack(0, &[], &[]));
        assert!(are_exchanged(0, 2, &[3, 4, 5], &[5, 4, 3]));
        assert!(!are_exchanged(0, 2, &[3, 4, 5], &[5, 3, 4]));
        assert!(multiply(&[2, 3, 4], &[2, 4, 5], &[2, 3, 5]));
        assert!(!multiply(&[2, 3, 4], &[2, 3, 5], &[2, 3, 5]));
        assert!(!multiply(&[2, 3, 4], &[4, 5], &[2, 3, 5]));
    }
}
