//! What recurrent layers hold.

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Rank1, Rank2};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::upper::Upper;
use super::{Cell, Recurring};
use crate::init::{Initializer, Initializers};
use crate::pass::{Id, Pass};
use crate::storage::{Device, Dtype};

/// The variables of one direction of a layer.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Direction {
    pub(super) weight_ih: Id,
    pub(super) weight_hh: Id,
    /// `bias_ih` and `bias_hh`.
    pub(super) biases: Option<[Id; 2]>,
}

/// What holds the variables of recurrent layers that lie on each other.
pub trait Layers<E: Dtype, D: Device<E>> {
    /// Units of a state.
    const UNITS: usize;
    /// How many layers there are.
    const COUNT: usize;
    /// Whether each goes through a sequence from both ends.
    const BOTH_WAYS: bool;

    /// Takes the variables of a layer into the pass: of its way forward, and of the other way.
    #[doc(hidden)]
    fn layer(&self, index: usize, pass: &mut Pass<E, D>) -> Result<[Option<Direction>; 2], D::Err>;
}

/// Declares what holds the variables of layers of one kind, and of those above the first, which take what is below them.
macro_rules! holders {
    (
        $(#[$doc:meta])* $name:ident, $upper:ident, both ways: $both:literal;
        $($ih:ident $hh:ident $($bias_ih:ident $bias_hh:ident)?),+
    ) => {
        $(#[$doc])*
        ///
        /// `GATES` is the width of all gates, `H` that of the state, `IN` of what comes in, and `BELOW` of what comes to one of
        /// the layers above, of which there are `UPPER`.
        #[derive(Clone, Debug)]
        pub struct $name<
            const GATES: usize,
            const H: usize,
            const IN: usize,
            const BELOW: usize,
            const UPPER: usize,
            E: DfdxDtype,
            D: DfdxDevice<E>,
            I: Initializers,
        > {
            $(
                /// `[GATES, IN]`.
                pub $ih: Tensor<Rank2<GATES, IN>, E, D>,
                /// `[GATES, H]`.
                pub $hh: Tensor<Rank2<GATES, H>, E, D>,
                $(
                    /// `[GATES]`.
                    pub $bias_ih: Tensor<Rank1<GATES>, E, D>,
                    /// `[GATES]`.
                    pub $bias_hh: Tensor<Rank1<GATES>, E, D>,
                )?
            )+
            /// The layers above the first.
            pub upper: [$upper<GATES, H, BELOW, E, D, I>; UPPER],
            init: PhantomData<I>,
        }

        /// The variables of one of the layers above the first.
        #[derive(Clone, Debug)]
        pub struct $upper<
            const GATES: usize,
            const H: usize,
            const BELOW: usize,
            E: DfdxDtype,
            D: DfdxDevice<E>,
            I: Initializers,
        > {
            $(
                /// `[GATES, BELOW]`.
                pub $ih: Tensor<Rank2<GATES, BELOW>, E, D>,
                /// `[GATES, H]`.
                pub $hh: Tensor<Rank2<GATES, H>, E, D>,
                $(
                    /// `[GATES]`.
                    pub $bias_ih: Tensor<Rank1<GATES>, E, D>,
                    /// `[GATES]`.
                    pub $bias_hh: Tensor<Rank1<GATES>, E, D>,
                )?
            )+
            init: PhantomData<I>,
        }

        impl<
            const GATES: usize,
            const H: usize,
            const IN: usize,
            const BELOW: usize,
            const UPPER: usize,
            E: Dtype,
            D: DfdxDevice<E>,
            I: Initializers,
        > TensorCollection<E, D> for $name<GATES, H, IN, BELOW, UPPER, E, D, I>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $name<GATES, H, IN, BELOW, UPPER, E2, D2, I>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                let upper = Upper { get: |s: &Self| &s.upper, get_mut: |s: &mut Self| &mut s.upper };
                visitor.visit_fields(
                    ($(holders!(@ Self GATES H IN $ih $hh $($bias_ih $bias_hh)?),)+ upper),
                    |($(holders!(# $ih $hh $($bias_ih $bias_hh)?),)+ upper)| {
                        $name { $($ih, $hh, $($bias_ih, $bias_hh,)?)+ upper, init: PhantomData }
                    },
                )
            }
        }

        impl<const GATES: usize, const H: usize, const BELOW: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers>
            TensorCollection<E, D> for $upper<GATES, H, BELOW, E, D, I>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $upper<GATES, H, BELOW, E2, D2, I>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    ($(holders!(@ Self GATES H BELOW $ih $hh $($bias_ih $bias_hh)?),)+),
                    |($(holders!(# $ih $hh $($bias_ih $bias_hh)?),)+)| {
                        $upper { $($ih, $hh, $($bias_ih, $bias_hh,)?)+ init: PhantomData }
                    },
                )
            }
        }

        impl<
            const GATES: usize,
            const H: usize,
            const IN: usize,
            const BELOW: usize,
            const UPPER: usize,
            E: Dtype,
            D: Device<E>,
            I: Initializers,
        > $name<GATES, H, IN, BELOW, UPPER, E, D, I>
        {
            /// What goes through a sequence by such cells.
            pub fn by(&self, cell: Cell) -> Recurring<'_, Self> {
                Recurring::new(self, cell)
            }
        }

        impl<
            const GATES: usize,
            const H: usize,
            const IN: usize,
            const BELOW: usize,
            const UPPER: usize,
            E: Dtype,
            D: Device<E>,
            I: Initializers,
        > Layers<E, D> for $name<GATES, H, IN, BELOW, UPPER, E, D, I>
        {
            const UNITS: usize = H;
            const COUNT: usize = 1 + UPPER;
            const BOTH_WAYS: bool = $both;

            fn layer(&self, index: usize, pass: &mut Pass<E, D>) -> Result<[Option<Direction>; 2], D::Err> {
                let mut directions = [None; 2];
                let mut next = directions.iter_mut();
                match index.checked_sub(1) {
                    None => {
                        $(holders!(= self pass next $ih $hh $($bias_ih $bias_hh)?);)+
                    }
                    Some(index) => {
                        let upper = &self.upper[index];
                        $(holders!(= upper pass next $ih $hh $($bias_ih $bias_hh)?);)+
                    }
                }
                Ok(directions)
            }
        }
    };
    // The fields of a direction, as they are visited.
    (@ $own:ident $gates:ident $h:ident $in:ident $ih:ident $hh:ident $($bias_ih:ident $bias_hh:ident)?) => {
        (
            $own::tensor(
                stringify!($ih),
                |s| &s.$ih,
                |s| &mut s.$ih,
                TensorOptions::reset_with(|weight| I::Weight::fill(weight, $in, $gates)),
            ),
            $own::tensor(
                stringify!($hh),
                |s| &s.$hh,
                |s| &mut s.$hh,
                TensorOptions::reset_with(|weight| I::Weight::fill(weight, $h, $gates)),
            ),
            $(
                $own::tensor(
                    stringify!($bias_ih),
                    |s| &s.$bias_ih,
                    |s| &mut s.$bias_ih,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, $h, $gates)),
                ),
                $own::tensor(
                    stringify!($bias_hh),
                    |s| &s.$bias_hh,
                    |s| &mut s.$bias_hh,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, $h, $gates)),
                ),
            )?
        )
    };
    // As they come back.
    (# $ih:ident $hh:ident $($bias_ih:ident $bias_hh:ident)?) => {
        ($ih, $hh, $($bias_ih, $bias_hh,)?)
    };
    // As they come into a pass.
    (= $from:ident $pass:ident $next:ident $ih:ident $hh:ident $($bias_ih:ident $bias_hh:ident)?) => {
        if let Some(direction) = $next.next() {
            #[allow(unused_mut, unused_assignments)]
            let mut biases = None;
            $(biases = Some([$pass.variable(&$from.$bias_ih)?, $pass.variable(&$from.$bias_hh)?]);)?
            let (weight_ih, weight_hh) = ($pass.variable(&$from.$ih)?, $pass.variable(&$from.$hh)?);
            *direction = Some(Direction { weight_ih, weight_hh, biases });
        }
    };
}

holders! {
    /// The variables of recurrent layers, under PyTorch's names but for the number of the layer.
    Recurrent, UpperRecurrent, both ways: false;
    weight_ih weight_hh bias_ih bias_hh
}

holders! {
    /// The variables of recurrent layers with `bias = false`.
    UnbiasedRecurrent, UpperUnbiasedRecurrent, both ways: false;
    weight_ih weight_hh
}

holders! {
    /// The variables of recurrent layers that go through a sequence from both ends.
    BidirectionalRecurrent, UpperBidirectionalRecurrent, both ways: true;
    weight_ih weight_hh bias_ih bias_hh,
    weight_ih_reverse weight_hh_reverse bias_ih_reverse bias_hh_reverse
}

holders! {
    /// The variables of recurrent layers that go through a sequence from both ends, with `bias = false`.
    UnbiasedBidirectionalRecurrent, UpperUnbiasedBidirectionalRecurrent, both ways: true;
    weight_ih weight_hh,
    weight_ih_reverse weight_hh_reverse
}
