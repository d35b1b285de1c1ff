//! The structs that hold the variables of such weights.

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{ConstShape, Rank1, Rank2, Rank3, Rank4, Rank5};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::super::convolution::{Convolution, fans};
use super::super::linear::Projection;
use super::super::transposed_convolution::TransposedConvolution;
use super::super::window::Window;
use super::{Bounded, BoundedColumns, Directed, start};
use crate::init::{FanIn, Initializer, Initializers};
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Fills a weight by its initialiser.
fn fill<I: Initializer, S: ConstShape, E: Dtype, D: DfdxDevice<E>>(tensor: &mut Tensor<S, E, D>) -> Result<(), D::Err> {
    let [fan_in, fan_out] = fans::<S>();
    I::fill(tensor, fan_in, fan_out)
}

/// Declares a struct with a weight in parts, with its bias and without, and for each kind of layer.
macro_rules! parametrized {
    ($what:literal: $biased:ident, $unbiased:ident, [$($parameter:ident),+],
        $({ $(#[$doc:meta])* $field:ident: $shape:ident, $options:expr })+
        => $weight:ident { $($part:ident: $from:ident),+ } in $application:ident
    ) => {
        #[doc = concat!("The variables of a layer with ", $what, ".")]
        #[derive(Clone, Debug)]
        pub struct $biased<
            const OUT: usize, $($parameter: ConstShape,)+ E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (FanIn, FanIn),
        > {
            $($(#[$doc])* pub $field: Tensor<$shape, E, D>,)+
            /// What is added to each output, `[OUT]`.
            pub bias: Tensor<Rank1<OUT>, E, D>,
            init: PhantomData<I>,
        }

        #[doc = concat!("The variables of a layer with ", $what, " and `bias = false`.")]
        #[derive(Clone, Debug)]
        pub struct $unbiased<
            const OUT: usize, $($parameter: ConstShape,)+ E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (FanIn, FanIn),
        > {
            $($(#[$doc])* pub $field: Tensor<$shape, E, D>,)+
            init: PhantomData<I>,
        }

        impl<const OUT: usize, $($parameter: ConstShape,)+ E: Dtype, D: DfdxDevice<E>, I: Initializers>
            TensorCollection<E, D> for $biased<OUT, $($parameter,)+ E, D, I>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $biased<OUT, $($parameter,)+ E2, D2, I>;

            fn iter_tensors<VI: ModuleVisitor<Self, E, D>>(
                visitor: &mut VI,
            ) -> Result<Option<Self::To<VI::E2, VI::D2>>, VI::Err> {
                visitor.visit_fields(
                    (
                        $(Self::tensor(stringify!($field), |s| &s.$field, |s| &mut s.$field, $options),)+
                        Self::tensor("bias", |s| &s.bias, |s| &mut s.bias, TensorOptions::reset_with(|bias| {
                            let [fan_in, fan_out] = fans::<S>();
                            I::Bias::fill(bias, fan_in, fan_out)
                        })),
                    ),
                    |($($field,)+ bias)| $biased { $($field,)+ bias, init: PhantomData },
                )
            }
        }

        impl<const OUT: usize, $($parameter: ConstShape,)+ E: Dtype, D: DfdxDevice<E>, I: Initializers>
            TensorCollection<E, D> for $unbiased<OUT, $($parameter,)+ E, D, I>
        {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = $unbiased<OUT, $($parameter,)+ E2, D2, I>;

            fn iter_tensors<VI: ModuleVisitor<Self, E, D>>(
                visitor: &mut VI,
            ) -> Result<Option<Self::To<VI::E2, VI::D2>>, VI::Err> {
                visitor.visit_fields(
                    ($(Self::tensor(stringify!($field), |s| &s.$field, |s| &mut s.$field, $options),)+),
                    |($($field,)+)| $unbiased { $($field,)+ init: PhantomData },
                )
            }
        }

        impl<const OUT: usize, $($parameter: ConstShape,)+ E: Dtype, D: Device<E>, I: Initializers>
            $biased<OUT, $($parameter,)+ E, D, I>
        {
            fn weight(&self) -> $weight<'_, $($parameter,)+ E, D> {
                $weight { $($part: &self.$from),+ }
            }

            /// What is applied over this window.
            pub fn window<const N: usize>(
                &self,
                window: Window<N>,
            ) -> $application<'_, OUT, N, S, E, D, $weight<'_, $($parameter,)+ E, D>> {
                $application::new(self.weight(), Some(&self.bias), window)
            }
        }

        impl<const OUT: usize, $($parameter: ConstShape,)+ E: Dtype, D: Device<E>, I: Initializers>
            $unbiased<OUT, $($parameter,)+ E, D, I>
        {
            fn weight(&self) -> $weight<'_, $($parameter,)+ E, D> {
                $weight { $($part: &self.$from),+ }
            }

            /// What is applied over this window.
            pub fn window<const N: usize>(
                &self,
                window: Window<N>,
            ) -> $application<'_, OUT, N, S, E, D, $weight<'_, $($parameter,)+ E, D>> {
                $application::new(self.weight(), None, window)
            }
        }
    };
}

parametrized! {
    "weight norm": WeightNorm, UnbiasedWeightNorm, [S, G],
    {
        /// The directions of the rows, of the shape of the weight.
        weight_v: S, TensorOptions::reset_with(|direction| {
            fill::<I::Weight, S, E, _>(direction)?;
            start::leave_lengths(direction);
            Ok(())
        })
    }
    {
        /// The lengths of the rows, `[OUT, 1, ..]`; those of `weight_v` at first.
        weight_g: G, TensorOptions::reset_with(start::fill)
    }
    => Directed { length: weight_g, direction: weight_v } in Convolution
}

parametrized! {
    "spectral norm": SpectralNorm, UnbiasedSpectralNorm, [S, U, V],
    {
        /// What is divided by the largest factor that it stretches a vector by.
        weight: S, TensorOptions::reset_with(|weight| {
            fill::<I::Weight, S, E, _>(weight)?;
            start::leave_directions(weight);
            Ok(())
        })
    }
    {
        /// The direction of outputs that is stretched most, `[OUT]`. Not trained: training passes bring updates.
        running_u: U, TensorOptions::detached(start::fill)
    }
    {
        /// The direction of inputs that is stretched most, `[IN · ..]`. Not trained: training passes bring updates.
        running_v: V, TensorOptions::detached(start::fill)
    }
    => Bounded { weight: weight, left: running_u, right: running_v } in Convolution
}

parametrized! {
    "weight norm that is a transposed convolution": WeightNormTranspose, UnbiasedWeightNormTranspose, [S, G],
    {
        /// The directions of the rows, of the shape of the weight.
        weight_v: S, TensorOptions::reset_with(|direction| {
            fill::<I::Weight, S, E, _>(direction)?;
            start::leave_lengths(direction);
            Ok(())
        })
    }
    {
        /// The lengths of the rows, `[IN, 1, ..]`; those of `weight_v` at first.
        weight_g: G, TensorOptions::reset_with(start::fill)
    }
    => Directed { length: weight_g, direction: weight_v } in TransposedConvolution
}

parametrized! {
    "spectral norm that is a transposed convolution": SpectralNormTranspose, UnbiasedSpectralNormTranspose, [S, U, V],
    {
        /// What is divided by the largest factor that it stretches a vector by.
        weight: S, TensorOptions::reset_with(|weight| {
            fill::<I::Weight, S, E, _>(weight)?;
            start::leave_directions_of_columns(weight);
            Ok(())
        })
    }
    {
        /// The direction of outputs that is stretched most, `[PART]`. Not trained: training passes bring updates.
        running_u: U, TensorOptions::detached(start::fill)
    }
    {
        /// The direction of inputs that is stretched most, `[IN · ..]`. Not trained: training passes bring updates.
        running_v: V, TensorOptions::detached(start::fill)
    }
    => BoundedColumns { weight: weight, left: running_u, right: running_v } in TransposedConvolution
}

/// Names the structs for layers over so many axes.
macro_rules! layers {
    ($($what:literal: [$($axis:ident),*] $rank:ident [$($one:literal),*]
        $weight_norm:ident, $unbiased_weight_norm:ident, $spectral_norm:ident, $unbiased_spectral_norm:ident;)*) => {$(
        #[doc = concat!("The variables of ", $what, " with weight norm.")]
        pub type $weight_norm<const OUT: usize, const IN: usize, $(const $axis: usize,)* E, D, I = (FanIn, FanIn)> =
            WeightNorm<OUT, $rank<OUT, IN, $($axis),*>, $rank<OUT, 1, $($one),*>, E, D, I>;

        #[doc = concat!("The variables of ", $what, " with weight norm and `bias = false`.")]
        pub type $unbiased_weight_norm<
            const OUT: usize, const IN: usize, $(const $axis: usize,)* E, D, I = (FanIn, FanIn),
        > = UnbiasedWeightNorm<OUT, $rank<OUT, IN, $($axis),*>, $rank<OUT, 1, $($one),*>, E, D, I>;

        #[doc = concat!("The variables of ", $what, " with spectral norm; `COLUMNS` is the product of the sizes but `OUT`.")]
        pub type $spectral_norm<
            const OUT: usize, const IN: usize, $(const $axis: usize,)* const COLUMNS: usize, E, D, I = (FanIn, FanIn),
        > = SpectralNorm<OUT, $rank<OUT, IN, $($axis),*>, Rank1<OUT>, Rank1<COLUMNS>, E, D, I>;

        #[doc = concat!("The variables of ", $what, " with spectral norm and `bias = false`.")]
        pub type $unbiased_spectral_norm<
            const OUT: usize, const IN: usize, $(const $axis: usize,)* const COLUMNS: usize, E, D, I = (FanIn, FanIn),
        > = UnbiasedSpectralNorm<OUT, $rank<OUT, IN, $($axis),*>, Rank1<OUT>, Rank1<COLUMNS>, E, D, I>;
    )*};
}

layers! {
    "a linear layer": [] Rank2 []
        WeightNormLinear, UnbiasedWeightNormLinear, SpectralNormLinear, UnbiasedSpectralNormLinear;
    "a convolution over sequences": [K] Rank3 [1]
        WeightNormConv1d, UnbiasedWeightNormConv1d, SpectralNormConv1d, UnbiasedSpectralNormConv1d;
    "a convolution over images": [KH, KW] Rank4 [1, 1]
        WeightNormConv2d, UnbiasedWeightNormConv2d, SpectralNormConv2d, UnbiasedSpectralNormConv2d;
    "a convolution over volumes": [KD, KH, KW] Rank5 [1, 1, 1]
        WeightNormConv3d, UnbiasedWeightNormConv3d, SpectralNormConv3d, UnbiasedSpectralNormConv3d;
}

/// Names the structs for transposed convolutions over so many axes.
macro_rules! transposed {
    ($($what:literal: [$($axis:ident),*] $rank:ident [$($one:literal),*]
        $weight_norm:ident, $unbiased_weight_norm:ident, $spectral_norm:ident, $unbiased_spectral_norm:ident;)*) => {$(
        #[doc = concat!("The variables of a transposed convolution over ", $what, " with weight norm.")]
        pub type $weight_norm<
            const IN: usize, const PART: usize, $(const $axis: usize,)* const OUT: usize, E, D, I = (FanIn, FanIn),
        > = WeightNormTranspose<OUT, $rank<IN, PART, $($axis),*>, $rank<IN, 1, $($one),*>, E, D, I>;

        #[doc = concat!("The variables of a transposed convolution over ", $what, " with weight norm and `bias = false`.")]
        pub type $unbiased_weight_norm<
            const IN: usize, const PART: usize, $(const $axis: usize,)* const OUT: usize, E, D, I = (FanIn, FanIn),
        > = UnbiasedWeightNormTranspose<OUT, $rank<IN, PART, $($axis),*>, $rank<IN, 1, $($one),*>, E, D, I>;

        #[doc = concat!("The variables of a transposed convolution over ", $what, " with spectral norm; `COLUMNS` is the product of the sizes but `PART`.")]
        pub type $spectral_norm<
            const IN: usize, const PART: usize, $(const $axis: usize,)* const COLUMNS: usize, const OUT: usize, E, D,
            I = (FanIn, FanIn),
        > = SpectralNormTranspose<OUT, $rank<IN, PART, $($axis),*>, Rank1<PART>, Rank1<COLUMNS>, E, D, I>;

        #[doc = concat!("The variables of a transposed convolution over ", $what, " with spectral norm and `bias = false`.")]
        pub type $unbiased_spectral_norm<
            const IN: usize, const PART: usize, $(const $axis: usize,)* const COLUMNS: usize, const OUT: usize, E, D,
            I = (FanIn, FanIn),
        > = UnbiasedSpectralNormTranspose<OUT, $rank<IN, PART, $($axis),*>, Rank1<PART>, Rank1<COLUMNS>, E, D, I>;
    )*};
}

transposed! {
    "sequences": [K] Rank3 [1]
        WeightNormConvTranspose1d, UnbiasedWeightNormConvTranspose1d,
        SpectralNormConvTranspose1d, UnbiasedSpectralNormConvTranspose1d;
    "images": [KH, KW] Rank4 [1, 1]
        WeightNormConvTranspose2d, UnbiasedWeightNormConvTranspose2d,
        SpectralNormConvTranspose2d, UnbiasedSpectralNormConvTranspose2d;
    "volumes": [KD, KH, KW] Rank5 [1, 1, 1]
        WeightNormConvTranspose3d, UnbiasedWeightNormConvTranspose3d,
        SpectralNormConvTranspose3d, UnbiasedSpectralNormConvTranspose3d;
}

/// Applies a struct with a matrix for a weight as a linear layer.
macro_rules! linear {
    ($($name:ident [$($parameter:ident),*] $weight:ident, |$held:ident| $bias:expr;)*) => {$(
        impl<
            const OUT: usize, const IN: usize, $($parameter: ConstShape,)* E: Dtype, D: Device<E>, I: Initializers,
        > $name<OUT, Rank2<OUT, IN>, $($parameter,)* E, D, I> {
            /// Followed by ReLU.
            pub fn relu(&self) -> Projection<'_, OUT, IN, E, D, $weight<'_, Rank2<OUT, IN>, $($parameter,)* E, D>> {
                let $held = self;
                Projection::<OUT, IN, E, D, _>::new($held.weight(), $bias, true)
            }

            /// `[.., IN] → [.., OUT]`.
            ///
            /// # Errors
            /// The device's, when memory runs out.
            pub fn apply<X: Batched, Y: InPass<Batch = X::Batch>>(
                &self,
                x: &Value<X, E, D>,
                pass: &mut Pass<E, D>,
            ) -> Result<Value<Y, E, D>, D::Err> {
                let $held = self;
                Projection::<OUT, IN, E, D, _>::new($held.weight(), $bias, false).apply(x, pass)
            }
        }
    )*};
}

linear! {
    WeightNorm [G] Directed, |held| Some(&held.bias);
    UnbiasedWeightNorm [G] Directed, |held| None;
    SpectralNorm [U, V] Bounded, |held| Some(&held.bias);
    UnbiasedSpectralNorm [U, V] Bounded, |held| None;
}
