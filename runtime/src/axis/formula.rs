//! Dimensions that are computed from others, of which one is an axis at least.

use std::marker::PhantomData;

use dfdx::shapes::Dim;

use super::{Extent, Sizes};
use crate::shape;

macro_rules! formulas {
    ($($(#[$documentation:meta])* $name:ident($($part:ident),+) = $value:expr;)*) => {$(
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<$($part),+> {
            size: usize,
            parts: PhantomData<($($part,)+)>,
        }

        impl<$($part: Extent),+> Dim for $name<$($part),+> {
            fn size(&self) -> usize {
                self.size
            }

            fn from_size(size: usize) -> Option<Self> {
                Some(Self { size, parts: PhantomData })
            }
        }

        impl<$($part: Extent),+> Extent for $name<$($part),+> {
            type Outside = usize;

            fn of(sizes: &Sizes) -> Self {
                let value: fn($(formulas!(@usize $part)),+) -> usize = $value;
                Self { size: value($($part::of(sizes).size()),+), parts: PhantomData }
            }
        }
    )*};
    (@usize $part:ident) => { usize };
}

formulas! {
    /// `a + b`
    Sum(A, B) = |a, b| shape::sum(&[a, b]);
    /// `a · b`
    Product(A, B) = |a, b| shape::product(&[a, b]);
    /// `a − b`
    Difference(A, B) = shape::difference;
    /// `⌊a / b⌋`
    Quotient(A, B) = shape::quotient;
    /// `⌈a / b⌉`
    Ceiling(A, B) = shape::quotient_rounded_up;
    /// How many positions a kernel takes: an input, its reach, its stride, and the padding of both sides together.
    Slide(A, B, C, D) = shape::positions;
    /// The same, rounded up.
    SlideRoundedUp(A, B, C, D) = shape::positions_rounded_up;
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::Const;

    use super::{Ceiling, Difference, Product, Quotient, Slide, SlideRoundedUp, Sum};
    use crate::axis::{Axis, Extent, Sizes};

    fn of<X: Extent>() -> usize {
        let sizes = Sizes::default().with(7).with(4);
        let extent = X::of(&sizes);
        assert_eq!(X::from_size(extent.size()), Some(extent));
        extent.size()
    }

    #[test]
    fn formulas_follow_from_the_axes() {
        assert_eq!(of::<Axis<0>>(), 7);
        assert_eq!(of::<Sum<Axis<0>, Axis<1>>>(), 11);
        assert_eq!(of::<Product<Axis<1>, Const<3>>>(), 12);
        assert_eq!(of::<Difference<Axis<0>, Const<2>>>(), 5);
        assert_eq!(of::<Quotient<Axis<0>, Const<2>>>(), 3);
        assert_eq!(of::<Ceiling<Axis<0>, Const<2>>>(), 4);
        assert_eq!(of::<Slide<Axis<0>, Const<3>, Const<2>, Const<2>>>(), 4);
        assert_eq!(of::<SlideRoundedUp<Axis<1>, Const<3>, Const<2>, Const<0>>>(), 2);
        assert_eq!(of::<Product<Const<2>, Slide<Axis<1>, Const<2>, Const<2>, Const<0>>>>(), 4);
    }
}
