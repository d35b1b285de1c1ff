//! What an attention holds.

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Rank1, Rank2};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::init::{FanIn, GlorotUniform, Initializer, Initializers, Zeros};
use crate::storage::Dtype;

/// The variables of multi-head attention ([Vaswani and others 2017](https://arxiv.org/abs/1706.03762)), under the names
/// of PyTorch's `MultiheadAttention`. `W` is the width, `N` that of the queries of all heads, and `ALL` that of queries, keys
/// and values together; `O` is for the linear layer at the end, and `I` for the others.
#[derive(Clone, Debug)]
pub struct Attention<
    const W: usize,
    const N: usize,
    const ALL: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (GlorotUniform, Zeros),
    O: Initializers = (FanIn, Zeros),
> {
    /// What queries, keys and values are made by, one below the other: `[ALL, W]`.
    pub in_proj_weight: Tensor<Rank2<ALL, W>, E, D>,
    /// What is added to queries, keys and values: `[ALL]`.
    pub in_proj_bias: Tensor<Rank1<ALL>, E, D>,
    /// The linear layer at the end.
    pub out_proj: OutputProjection<W, N, E, D, O>,
    init: PhantomData<I>,
}

/// The variables of multi-head attention over a value of another width `K`; its keys and values are of width `M` each.
#[derive(Clone, Debug)]
pub struct CrossAttention<
    const W: usize,
    const K: usize,
    const N: usize,
    const M: usize,
    const ALL: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (GlorotUniform, Zeros),
    O: Initializers = (FanIn, Zeros),
> {
    /// What queries are made by, `[N, W]`.
    pub q_proj_weight: Tensor<Rank2<N, W>, E, D>,
    /// What keys are made by, `[M, K]`.
    pub k_proj_weight: Tensor<Rank2<M, K>, E, D>,
    /// What values are made by, `[M, K]`.
    pub v_proj_weight: Tensor<Rank2<M, K>, E, D>,
    /// What is added to queries, keys and values: `[ALL]`.
    pub in_proj_bias: Tensor<Rank1<ALL>, E, D>,
    /// The linear layer at the end.
    pub out_proj: OutputProjection<W, N, E, D, O>,
    init: PhantomData<I>,
}

/// The linear layer at the end of an attention.
#[derive(Clone, Debug)]
pub struct OutputProjection<
    const W: usize,
    const N: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    O: Initializers = (FanIn, Zeros),
> {
    /// `[W, N]`
    pub weight: Tensor<Rank2<W, N>, E, D>,
    /// `[W]`; 0 at first.
    pub bias: Tensor<Rank1<W>, E, D>,
    init: PhantomData<O>,
}

impl<const W: usize, const N: usize, const ALL: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers, O: Initializers>
    TensorCollection<E, D> for Attention<W, N, ALL, E, D, I, O>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Attention<W, N, ALL, E2, D2, I, O>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "in_proj_weight",
                    |s| &s.in_proj_weight,
                    |s| &mut s.in_proj_weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, W, ALL)),
                ),
                Self::tensor(
                    "in_proj_bias",
                    |s| &s.in_proj_bias,
                    |s| &mut s.in_proj_bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, W, ALL)),
                ),
                Self::module("out_proj", |s| &s.out_proj, |s| &mut s.out_proj),
            ),
            |(in_proj_weight, in_proj_bias, out_proj)| Attention {
                in_proj_weight,
                in_proj_bias,
                out_proj,
                init: PhantomData,
            },
        )
    }
}

impl<
    const W: usize,
    const K: usize,
    const N: usize,
    const M: usize,
    const ALL: usize,
    E: Dtype,
    D: DfdxDevice<E>,
    I: Initializers,
    O: Initializers,
> TensorCollection<E, D> for CrossAttention<W, K, N, M, ALL, E, D, I, O>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = CrossAttention<W, K, N, M, ALL, E2, D2, I, O>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "q_proj_weight",
                    |s| &s.q_proj_weight,
                    |s| &mut s.q_proj_weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, W, N)),
                ),
                Self::tensor(
                    "k_proj_weight",
                    |s| &s.k_proj_weight,
                    |s| &mut s.k_proj_weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, K, M)),
                ),
                Self::tensor(
                    "v_proj_weight",
                    |s| &s.v_proj_weight,
                    |s| &mut s.v_proj_weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, K, M)),
                ),
                Self::tensor(
                    "in_proj_bias",
                    |s| &s.in_proj_bias,
                    |s| &mut s.in_proj_bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, W, ALL)),
                ),
                Self::module("out_proj", |s| &s.out_proj, |s| &mut s.out_proj),
            ),
            |(q_proj_weight, k_proj_weight, v_proj_weight, in_proj_bias, out_proj)| CrossAttention {
                q_proj_weight,
                k_proj_weight,
                v_proj_weight,
                in_proj_bias,
                out_proj,
                init: PhantomData,
            },
        )
    }
}

impl<const W: usize, const N: usize, E: Dtype, D: DfdxDevice<E>, O: Initializers> TensorCollection<E, D>
    for OutputProjection<W, N, E, D, O>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = OutputProjection<W, N, E2, D2, O>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| O::Weight::fill(weight, N, W)),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| O::Bias::fill(bias, N, W)),
                ),
            ),
            |(weight, bias)| OutputProjection { weight, bias, init: PhantomData },
        )
    }
}
