use super::Float;

/// How two numbers are compared. Nothing is true of NaN but that it is unequal, as in IEEE 754.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `a < b`.
    Less,
    /// `a ≤ b`.
    AtMost,
    /// `a > b`.
    Greater,
    /// `a ≥ b`.
    AtLeast,
    /// `a = b`.
    Equal,
    /// `a ≠ b`.
    Unequal,
}

/// 1 for what is true, and 0 for what is not.
#[inline(always)]
pub(super) fn truth<E: Float>(is: bool) -> E {
    if is { E::one() } else { E::zero() }
}

/// Calls `$with` with the closure that compares: a closure of its own for each comparison, so that loops know which it is.
macro_rules! by_comparison {
    ($comparison:expr, |$compare:ident| $with:expr) => {
        match $comparison {
            $crate::kernels::Comparison::Less => {
                let $compare = |a: E, b: E| truth::<E>(a < b);
                $with
            }
            $crate::kernels::Comparison::AtMost => {
                let $compare = |a: E, b: E| truth::<E>(a <= b);
                $with
            }
            $crate::kernels::Comparison::Greater => {
                let $compare = |a: E, b: E| truth::<E>(a > b);
                $with
            }
            $crate::kernels::Comparison::AtLeast => {
                let $compare = |a: E, b: E| truth::<E>(a >= b);
                $with
            }
            $crate::kernels::Comparison::Equal => {
                let $compare = |a: E, b: E| truth::<E>(a == b);
                $with
            }
            $crate::kernels::Comparison::Unequal => {
                let $compare = |a: E, b: E| truth::<E>(a != b);
                $with
            }
        }
    };
}

pub(super) use by_comparison;
