use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, HasShape, Rank1, Rank2, Rank3, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::init::{Initializer, Initializers, Ones, Zeros};
use crate::kernels::batch_norm::Affine;
use crate::kernels::layer_norm::{Geometry, LayerNorm as Kernel, Statistics};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

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
    pub fn apply<S: Batched>(self, x: &Tensor<S, E, D>, pass: &mut Pass<E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        let (elements, weights) = (x.shape().num_elements(), self.weight.shape().num_elements().max(1));
        let geometry = match self.groups {
            None => {
                Geometry { rows: elements / weights, groups: 1, channels: weights, spatial: 1, epsilon: self.epsilon }
            }
            Some(groups) => Geometry {
                rows: x.shape().batch().size() * groups,
                groups,
                channels: weights / groups.max(1),
                spatial: x.shape().sample().iter().skip(1).product(),
                epsilon: self.epsilon,
            },
        };
        let variables = Affine { weight: pass.variable(self.weight)?, bias: pass.variable(self.bias)? };
        apply(geometry, x, Some(variables), pass)
    }
}

/// Brings every `columns` elements that follow each other to mean 0 and variance 1.
///
/// # Errors
/// The device's, when memory runs out.
pub fn standardize<S: Batched, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    columns: usize,
    epsilon: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let rows = x.shape().num_elements() / columns.max(1);
    apply(Geometry { rows, groups: 1, channels: columns, spatial: 1, epsilon }, x, None, pass)
}

fn apply<S: Batched, E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: &Tensor<S, E, D>,
    variables: Option<Affine<Flat<E, D>>>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *x.shape();
    storage::shaped(normalize(geometry, storage::flat(x)?, variables, pass)?, shape)
}

/// The operation without its shapes.
fn normalize<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Flat<E, D>,
    variables: Option<Affine<Flat<E, D>>>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let mut y = device.try_zeros_like(x.shape())?;
    let mut mean = storage::buffer(&device, geometry.rows)?;
    let mut scale = storage::buffer(&device, geometry.rows)?;
    Kernel::forward(
        &device.kernels(),
        &geometry,
        D::read(&x),
        variables.as_ref().map(|Affine { weight, bias }| Affine { weight: D::read(weight), bias: D::read(bias) }),
        D::write(&mut y),
        Statistics { mean: D::write_buffer(&mut mean), scale: D::write_buffer(&mut scale) },
    );
    let tracks_x = pass.tracks(&x);
    if !tracks_x && variables.is_none() {
        pass.mark_constant(&y);
        return Ok(y);
    }
    if pass.records() {
        let y = y.ghost();
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            let mut dx = match tracks_x {
                true => Some(storage::take(gradients.get_or_alloc_mut(&x)?, &device)?),
                false => None,
            };
            let mut dweight = match &variables {
                Some(Affine { weight, .. }) => Some(storage::take(gradients.get_or_alloc_mut(weight)?, &device)?),
                None => None,
            };
            let affine = match (&variables, &mut dweight) {
                (Some(Affine { weight, bias }), Some(dweight)) => {
                    let bias = D::write_buffer(gradients.get_or_alloc_mut(bias)?);
                    Some((D::read(weight), Affine { weight: D::write_buffer(dweight), bias }))
                }
                _ => None,
            };
            Kernel::backward(
                &device.kernels(),
                &geometry,
                D::read(&x),
                Statistics { mean: D::read_buffer(&mean), scale: D::read_buffer(&scale) },
                D::read_buffer(&dy),
                dx.as_mut().map(|dx| D::write_buffer(dx)),
                affine,
            );
            if let Some(dx) = dx {
                *gradients.get_or_alloc_mut(&x)? = dx;
            }
            if let (Some(Affine { weight, .. }), Some(dweight)) = (&variables, dweight) {
                *gradients.get_or_alloc_mut(weight)? = dweight;
            }
            Ok(())
        });
    }
    Ok(y)
}
