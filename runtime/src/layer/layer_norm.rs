use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, HasShape, Rank1, Rank2, Rank3, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::along::{from_the_end, to_the_end};
use crate::init::{Initializer, Initializers, Ones, Zeros};
use crate::kernels::batch_norm::Affine;
use crate::kernels::layer_norm::{Geometry, LayerNorm as Kernel, Statistics};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH, Value};
use crate::storage::{Batched, Device, Dtype, Slice};

/// The variables of a normalisation: a weight, 1 at first, and a bias, 0 at first.
macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident [$($size:ident),+] $shape:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<$(const $size: usize,)+ E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (Ones, Zeros)> {
            /// What a normalised element is multiplied with (gamma); 1 at first.
            pub weight: Tensor<$shape<$($size),+>, E, D>,
            /// What is then added (beta); 0 at first.
            pub bias: Tensor<$shape<$($size),+>, E, D>,
            init: PhantomData<I>,
        }

        impl<$(const $size: usize,)+ E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
            for $name<$($size,)+ E, D, I>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $name<$($size,)+ E2, D2, I>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    (
                        Self::tensor(
                            "weight",
                            |s| &s.weight,
                            |s| &mut s.weight,
                            TensorOptions::reset_with(|weight| I::Weight::fill(weight, 1, 1)),
                        ),
                        Self::tensor(
                            "bias",
                            |s| &s.bias,
                            |s| &mut s.bias,
                            TensorOptions::reset_with(|bias| I::Bias::fill(bias, 1, 1)),
                        ),
                    ),
                    |(weight, bias)| $name { weight, bias, init: PhantomData },
                )
            }
        }
    )*};
}

variables! {
    /// The variables of layer normalisation over the last axis
    /// ([Ba, Kiros and Hinton 2016](https://arxiv.org/abs/1607.06450)), `[N]` each.
    LayerNorm [N] Rank1;
    /// The variables of layer normalisation over the last two axes, `[H, W]` each.
    LayerNorm2d [H, W] Rank2;
    /// The variables of layer normalisation over the last three axes, `[C, H, W]` each.
    LayerNorm3d [C, H, W] Rank3;
    /// The variables of group normalisation ([Wu and He 2018](https://arxiv.org/abs/1803.08494)) and of instance
    /// normalisation, `[C]` each.
    GroupNorm [C] Rank1;
}

macro_rules! layer_norm {
    ($($name:ident [$($size:ident),+] $shape:ident;)*) => {$(
        impl<$(const $size: usize,)+ E: Dtype, D: Device<E>, I: Initializers> $name<$($size,)+ E, D, I> {
            /// The normalisation with this added to the variance.
            pub fn epsilon(&self, epsilon: f64) -> Standardization<'_, $shape<$($size),+>, E, D> {
                Standardization { weight: &self.weight, bias: &self.bias, groups: None, epsilon }
            }
        }
    )*};
}

layer_norm! {
    LayerNorm [N] Rank1;
    LayerNorm2d [H, W] Rank2;
    LayerNorm3d [C, H, W] Rank3;
}

impl<const N: usize, E: Dtype, D: Device<E>, I: Initializers> LayerNorm<N, E, D, I> {
    /// The normalisation along this axis of a sample, each place of the others by itself, with this added to the variance.
    pub fn along(&self, axis: usize, epsilon: f64) -> StandardizationAlong<'_, N, E, D> {
        StandardizationAlong { rows: self.epsilon(epsilon), axis }
    }
}

impl<const C: usize, E: Dtype, D: Device<E>, I: Initializers> GroupNorm<C, E, D, I> {
    /// The normalisation of this many groups of channels, with this added to the variance.
    pub fn groups(&self, groups: usize, epsilon: f64) -> Standardization<'_, Rank1<C>, E, D> {
        Standardization { weight: &self.weight, bias: &self.bias, groups: Some(groups), epsilon }
    }
}

/// A layer or group normalisation about to be applied.
pub struct Standardization<'a, V: Shape, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<V, E, D>,
    bias: &'a Tensor<V, E, D>,
    /// `None` for layer normalisation, which has a weight for each element.
    groups: Option<usize>,
    epsilon: f64,
}

impl<V: Shape, E: Dtype, D: Device<E>> Standardization<'_, V, E, D> {
    /// Normalises the last axes, or each group of channels; the shape stays.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let (elements, weights) = (x.shape().num_elements(), self.weight.shape().num_elements().max(1));
        let geometry = match self.groups {
            None => {
                Geometry { rows: elements / weights, groups: 1, channels: weights, spatial: 1, epsilon: self.epsilon }
            }
            Some(groups) => Geometry {
                rows: x.shape().batch().size() * groups,
                groups,
                channels: weights / groups.max(1),
                spatial: x.shape().dims().iter().skip(1).product(),
                epsilon: self.epsilon,
            },
        };
        let variables = [pass.variable(self.weight)?, pass.variable(self.bias)?];
        Ok(normalize(geometry, x, Some(variables), pass))
    }
}

/// A layer normalisation along an axis that is not the last, about to be applied.
pub struct StandardizationAlong<'a, const N: usize, E: Dtype, D: Device<E>> {
    rows: Standardization<'a, Rank1<N>, E, D>,
    axis: usize,
}

impl<const N: usize, E: Dtype, D: Device<E>> StandardizationAlong<'_, N, E, D> {
    /// Normalises what lies along the axis; the shape stays.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let Self { rows, axis } = self;
        at_the_end(x, axis, pass, |x, pass| rows.apply(x, pass))
    }
}

/// Brings what lies along an axis of a sample to mean 0 and variance 1, each place of the others by itself.
///
/// # Errors
/// The device's, when memory runs out.
pub fn standardize_along<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    epsilon: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let columns = x.shape().dims()[axis];
    at_the_end(x, axis, pass, |x, pass| standardize(x, columns, epsilon, pass))
}

/// Does what is done to rows to what lies along an axis. The shape of what is handed over is that of the value, though its axes are
/// in another order: rows are all that counts.
fn at_the_end<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    axis: usize,
    pass: &mut Pass<E, D>,
    normalize: impl FnOnce(&Value<S, E, D>, &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape = *x.shape();
    let rows = Value::new(to_the_end(x.id(), &shape, axis, pass), shape);
    let y = normalize(&rows, pass)?;
    Ok(Value::new(from_the_end(y.id(), &shape, axis, pass), shape))
}

/// Brings every `columns` elements that follow each other to mean 0 and variance 1.
///
/// # Errors
/// The device's, when memory runs out.
pub fn standardize<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    columns: usize,
    epsilon: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let rows = x.shape().num_elements() / columns.max(1);
    Ok(normalize(Geometry { rows, groups: 1, channels: columns, spatial: 1, epsilon }, x, None, pass))
}

fn normalize<S: Batched, E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: &Value<S, E, D>,
    variables: Option<[Id; 2]>,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let outputs = [x.shape().num_elements(), geometry.rows, geometry.rows];
    let normalize = Normalize { geometry, has_variables: variables.is_some() };
    let y = match variables {
        Some([weight, bias]) => pass.apply(normalize, &[x.id(), weight, bias], &outputs),
        None => pass.apply(normalize, &[x.id()], &outputs),
    };
    Value::new(y, *x.shape())
}

/// Normalises a value, with a weight and a bias if it has them; what it has subtracted and multiplied with are outputs, too.
#[derive(PartialEq)]
struct Normalize {
    geometry: Geometry,
    has_variables: bool,
}

const MEAN: usize = 1;
const SCALE: usize = 2;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Normalize {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, mean, scale]) = at.lend([Part::Output(0), Part::Output(MEAN), Part::Output(SCALE)]);
        let variables = reads.operand_if_any(1).zip(reads.operand_if_any(2));
        let affine = variables.map(|(weight, bias)| Affine { weight, bias });
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), affine, y, Statistics { mean, scale });
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: &[MEAN, SCALE] }
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        let weights = if self.has_variables { self.geometry.groups * self.geometry.channels } else { 0 };
        [weights, weights, 0, 0]
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let (kernels, g) = (at.kernels(), &self.geometry);
        if self.has_variables {
            // The kernel finds the gradients of the variables on its way, wanted or not.
            let [weight, bias] = match at.wants(1) {
                true => [Part::Gradient(1), Part::Gradient(2)],
                false => [Part::Scratch(0), Part::Scratch(1)],
            };
            let (reads, [dy, weight, bias]) = at.lend([Part::Incoming, weight, bias]);
            let affine = Some((reads.operand(1), Affine { weight, bias }));
            Kernel::backward(&kernels, g, reads.operand(0), statistics(&reads), dy, affine);
        } else {
            let (reads, [dy]) = at.lend([Part::Incoming]);
            Kernel::backward(&kernels, g, reads.operand(0), statistics(&reads), dy, None);
        }
        at.hand_on(0);
    }
}

fn statistics<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Statistics<Slice<'a, E, D>> {
    Statistics { mean: reads.output(MEAN), scale: reads.output(SCALE) }
}
