//! What an attention holds.

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Rank1, Rank2};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::{Attending, Heads, Prepare, Prepared};
use crate::init::{FanIn, GlorotUniform, Initializer, Initializers, Zeros};
use crate::layer::{Linear, UnbiasedLinear};
use crate::pass::Pass;
use crate::storage::{Device, Dtype};

/// Declares what holds the variables of attention: weights, perhaps a bias for what they make, and a linear layer.
macro_rules! holders {
    (
        $(#[$doc:meta])*
        $name:ident<$($size:ident),+>: over a width of $over:ident, keys of $keys:expr, $out:ident;
        $($weight:ident [$rows:ident, $columns:ident])+ $(; $bias:ident [$all:ident])?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<
            $(const $size: usize,)+
            E: DfdxDtype,
            D: DfdxDevice<E>,
            I: Initializers = (GlorotUniform, Zeros),
            O: Initializers = (FanIn, Zeros),
        > {
            $(
                #[doc = concat!("`[", stringify!($rows), ", ", stringify!($columns), "]`")]
                pub $weight: Tensor<Rank2<$rows, $columns>, E, D>,
            )+
            $(
                /// What is added to queries, keys and values, `[ALL]`.
                pub $bias: Tensor<Rank1<$all>, E, D>,
            )?
            /// The linear layer at the end.
            pub out_proj: $out<W, N, E, D, O>,
            init: PhantomData<I>,
        }

        impl<$(const $size: usize,)+ E: Dtype, D: DfdxDevice<E>, I: Initializers, O: Initializers>
            TensorCollection<E, D> for $name<$($size,)+ E, D, I, O>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $name<$($size,)+ E2, D2, I, O>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    (
                        $(
                            Self::tensor(
                                stringify!($weight),
                                |s| &s.$weight,
                                |s| &mut s.$weight,
                                TensorOptions::reset_with(|weight| I::Weight::fill(weight, $columns, $rows)),
                            ),
                        )+
                        $(
                            Self::tensor(
                                stringify!($bias),
                                |s| &s.$bias,
                                |s| &mut s.$bias,
                                TensorOptions::reset_with(|bias| I::Bias::fill(bias, W, $all)),
                            ),
                        )?
                        Self::module("out_proj", |s| &s.out_proj, |s| &mut s.out_proj),
                    ),
                    |($($weight,)+ $($bias,)? out_proj)| $name { $($weight,)+ $($bias,)? out_proj, init: PhantomData },
                )
            }
        }

        impl<$(const $size: usize,)+ E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
            $name<$($size,)+ E, D, I, O>
        {
            /// Attention of each place of a value to the places of the same or of another value, by so many heads.
            pub fn heads(&self, heads: usize) -> Attending<'_, Self> {
                Attending { variables: self, heads: Heads::new(heads) }
            }
        }

        impl<$(const $size: usize,)+ E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
            Prepare<W, $over, E, D> for $name<$($size,)+ E, D, I, O>
        {
            fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err> {
                let weights = [$(pass.variable(&self.$weight)?),+];
                let out_weight = pass.variable(&self.out_proj.weight)?;
                #[allow(unused_mut, unused_assignments)]
                let mut biases = None;
                $(biases = Some([pass.variable(&self.$bias)?, pass.variable(&self.out_proj.bias)?]);)?
                Ok(Prepared::new(&weights, [W, $over, N, $keys], out_weight, biases))
            }
        }
    };
}

holders! {
    /// The variables of multi-head attention ([Vaswani and others 2017](https://arxiv.org/abs/1706.03762)), under the names
    /// of PyTorch's `MultiheadAttention`. `W` is the width, `N` that of the queries of all heads, and `ALL` that of queries,
    /// keys and values together, whose weights lie one below the other; `O` is for the linear layer at the end, and `I` for
    /// the others.
    Attention<W, N, ALL>: over a width of W, keys of (ALL - N) / 2, Linear;
    in_proj_weight [ALL, W]; in_proj_bias [ALL]
}

holders! {
    /// The variables of multi-head attention with `bias = false`.
    UnbiasedAttention<W, N, ALL>: over a width of W, keys of (ALL - N) / 2, UnbiasedLinear;
    in_proj_weight [ALL, W]
}

holders! {
    /// The variables of multi-head attention over a value of another width `K`; its keys and values are of width `M` each.
    CrossAttention<W, K, N, M, ALL>: over a width of K, keys of M, Linear;
    q_proj_weight [N, W] k_proj_weight [M, K] v_proj_weight [M, K]; in_proj_bias [ALL]
}

holders! {
    /// The variables of multi-head attention over a value of another width, with `bias = false`.
    UnbiasedCrossAttention<W, K, N, M>: over a width of K, keys of M, UnbiasedLinear;
    q_proj_weight [N, W] k_proj_weight [M, K] v_proj_weight [M, K]
}
