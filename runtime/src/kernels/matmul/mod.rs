//! Products of matrices that are values both: `c[.., r, k] = Σ_t a[.., r, t] · b[.., t, k]`.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Memory, broadcast};

/// The sizes of products of matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// How the axes before the matrices meet; each of their elements is a matrix.
    batch: broadcast::Geometry,
    rows: usize,
    terms: usize,
    columns: usize,
    /// Whether `a` lies there as `[terms, rows]`, and `b` as `[columns, terms]`.
    transposed: [bool; 2],
}

/// Products of matrices on a device.
///
/// # Shapes
/// `a` is `[.., rows, terms]`, `b` is `[.., terms, columns]`, and `c` is `[.., rows, columns]`, each row after row.
pub trait Matmul<E>: Memory<E> {
    /// `c = a · b`; overwrites `c`.
    fn forward(&self, geometry: &Geometry, a: Self::Slice<'_>, b: Self::Slice<'_>, c: Self::SliceMut<'_>);

    /// Adds the gradient with respect to `a`, or to `b` if `operand` is 1, given the other one.
    fn backward(
        &self,
        geometry: &Geometry,
        operand: usize,
        other: Self::Slice<'_>,
        dc: Self::Slice<'_>,
        gradient: Self::SliceMut<'_>,
    );
}

/// One product: `out = left · right`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Single {
    rows: usize,
    terms: usize,
    columns: usize,
    /// Whether the left factor lies there as `[terms, rows]`, and the right one as `[columns, terms]`.
    transposed: [bool; 2],
}

impl Geometry {
    /// Of matrices with these axes before them, which meet as those of values in arithmetic do: `[rows, terms, columns]`.
    pub fn new(a: &[usize], b: &[usize], [rows, terms, columns]: [usize; 3], transposed: [bool; 2]) -> Self {
        let batch = broadcast::Geometry::new(a, b);
        let whole = Self { batch, rows, terms, columns, transposed };
        let shares_b = batch.elements_of(1) == 1 && batch.elements_of(0) == batch.elements();
        if shares_b && !transposed[0] {
            // The rows of all matrices are those of one.
            return Self { batch: broadcast::Geometry::new(&[], &[]), rows: batch.elements() * rows, ..whole };
        }
        whole
    }

    /// The number of elements of the result.
    pub fn elements(&self) -> usize {
        self.batch.elements() * self.rows * self.columns
    }

    /// The number of multiplications.
    pub fn multiply_adds(&self) -> usize {
        self.elements() * self.terms
    }

    /// The elements of a matrix of the result and of both operands.
    fn sizes(&self) -> [usize; 3] {
        [self.rows * self.columns, self.rows * self.terms, self.terms * self.columns]
    }

    /// The product of two matrices.
    fn forward(&self) -> Single {
        let Self { rows, terms, columns, transposed, .. } = *self;
        Single { rows, terms, columns, transposed }
    }

    /// The product that is the gradient of a matrix of an operand, as that lies there; and whether the gradient of the
    /// result is its left factor, the other operand then being the right one.
    fn backward(&self, operand: usize) -> (Single, bool) {
        let Self { rows, terms, columns, transposed: [of_a, of_b], .. } = *self;
        match (operand, of_a, of_b) {
            (0, false, _) => (Single { rows, terms: columns, columns: terms, transposed: [false, !of_b] }, true),
            (0, true, _) => (Single { rows: terms, terms: columns, columns: rows, transposed: [of_b, true] }, false),
            (_, _, false) => (Single { rows: terms, terms: rows, columns, transposed: [!of_a, false] }, false),
            (_, _, true) => (Single { rows: columns, terms: rows, columns: terms, transposed: [true, of_a] }, true),
        }
    }
}
