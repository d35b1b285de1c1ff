//! Initialisers: what a weight or a bias holds when a network is built.
//!
//! They are types, because dfdx resets what it builds by type. `network!` writes them where a layer has `init` or
//! `bias_init`; the last parameter of a layer's struct is the pair of that of the weight and that of the bias, or the one
//! initialiser of the only variable.
//!
//! `fan_in` is the number of inputs that one output is summed from, `fan_out` that of outputs that one input reaches:
//! of a convolution, channels times the area of the kernel, where each group counts its own inputs. A transposed
//! convolution counts as the convolution that it turns around, and an embedding as a linear layer of one-hot vectors.

use std::fmt::Debug;

use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device;
use rand_distr::Distribution;

use crate::storage::Dtype;

/// Fills a weight or a bias.
pub trait Initializer: Clone + Copy + Debug + Send + Sync + 'static {
    /// Fills `tensor`, at random from the seed of its device.
    ///
    /// # Errors
    /// The device's.
    fn fill<S: Shape, E: Dtype, D: Device<E>>(
        tensor: &mut Tensor<S, E, D>,
        fan_in: usize,
        fan_out: usize,
    ) -> Result<(), D::Err>;
}

/// The initialiser of a weight and that of the bias beside it.
pub trait Initializers: Clone + Copy + Debug + Send + Sync + 'static {
    /// That of the weight.
    type Weight: Initializer;
    /// That of the bias.
    type Bias: Initializer;
}

impl<W: Initializer, B: Initializer> Initializers for (W, B) {
    type Weight = W;
    type Bias = B;
}

/// A number that is a type.
pub trait Number: Clone + Copy + Debug + Send + Sync + 'static {
    /// The nearest `f64`.
    fn value() -> f64;
}

/// `DIGITS` · 10^`EXPONENT`: `Decimal<-5, -2>` is −0.05.
#[derive(Clone, Copy, Debug)]
pub struct Decimal<const DIGITS: i64, const EXPONENT: i32>;

impl<const DIGITS: i64, const EXPONENT: i32> Number for Decimal<DIGITS, EXPONENT> {
    fn value() -> f64 {
        // Reading it rounds once, where a product would round twice.
        format!("{DIGITS}e{EXPONENT}").parse().unwrap_or(f64::NAN)
    }
}

/// The number with these bits: that of a `const` item, by [`bits`].
#[derive(Clone, Copy, Debug)]
pub struct Bits<const BITS: u64>;

impl<const BITS: u64> Number for Bits<BITS> {
    fn value() -> f64 {
        f64::from_bits(BITS)
    }
}

/// The bits of a number, for [`Bits`].
pub const fn bits(number: f64) -> u64 {
    number.to_bits()
}

/// Normal with mean 0 and variance `2 / fan_in`, not truncated
/// ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
#[derive(Clone, Copy, Debug)]
pub struct HeNormal;

/// Uniform in `±√(6 / fan_in)`, which has variance `2 / fan_in`
/// ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
#[derive(Clone, Copy, Debug)]
pub struct HeUniform;

/// Normal with mean 0 and variance `2 / (fan_in + fan_out)`, not truncated
/// ([Glorot and Bengio 2010](https://proceedings.mlr.press/v9/glorot10a.html)).
#[derive(Clone, Copy, Debug)]
pub struct GlorotNormal;

/// Uniform in `±√(6 / (fan_in + fan_out))`, which has variance `2 / (fan_in + fan_out)`
/// ([Glorot and Bengio 2010](https://proceedings.mlr.press/v9/glorot10a.html)).
#[derive(Clone, Copy, Debug)]
pub struct GlorotUniform;

/// Uniform in `±1 / √fan_in`: what PyTorch and dfdx do, and the default here.
#[derive(Clone, Copy, Debug)]
pub struct FanIn;

/// Uniform in `±1 / √(fan_out / GATES)`: what PyTorch does for all variables of a recurrent layer, whose gates are so many, each
/// as wide as the state.
#[derive(Clone, Copy, Debug)]
pub struct Units<const GATES: usize>;

/// [`Units`] of an LSTM.
pub type LstmUnits = Units<4>;
/// [`Units`] of a GRU.
pub type GruUnits = Units<3>;
/// [`Units`] of a plain recurrent layer.
pub type RnnUnits = Units<1>;

impl<const GATES: usize> Initializer for Units<GATES> {
    fn fill<S: Shape, E: Dtype, D: Device<E>>(
        tensor: &mut Tensor<S, E, D>,
        _: usize,
        fan_out: usize,
    ) -> Result<(), D::Err> {
        crate::layer::fill_by_fan_in(tensor, fan_out / GATES)
    }
}

/// 0 everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Zeros;

/// 1 everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Ones;

/// One number everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Constant<N>(N);

/// Uniform from `FROM` to `TO`.
#[derive(Clone, Copy, Debug)]
pub struct Uniform<FROM, TO>(FROM, TO);

/// Normal with this mean and standard deviation, not truncated.
#[derive(Clone, Copy, Debug)]
pub struct Normal<MEAN, DEVIATION>(MEAN, DEVIATION);

/// Always the same number.
struct Always(f64);

impl<E: Dtype> Distribution<E> for Always {
    fn sample<R: rand::Rng + ?Sized>(&self, _: &mut R) -> E {
        E::of(self.0)
    }
}

fn constant<S: Shape, E: Dtype, D: Device<E>>(tensor: &mut Tensor<S, E, D>, value: f64) -> Result<(), D::Err> {
    tensor.try_fill_with_distr(Always(value))
}

fn uniform<S: Shape, E: Dtype, D: Device<E>>(tensor: &mut Tensor<S, E, D>, from: f64, to: f64) -> Result<(), D::Err> {
    // The numbers of a layer of a user's own may be in any order.
    tensor.try_fill_with_distr(rand_distr::Uniform::new_inclusive(E::of(from.min(to)), E::of(from.max(to))))
}

fn normal<S: Shape, E: Dtype, D: Device<E>>(
    tensor: &mut Tensor<S, E, D>,
    mean: f64,
    deviation: f64,
) -> Result<(), D::Err> {
    tensor.try_fill_with_distr(Gaussian { mean, deviation })
}

/// A normal distribution, drawn in f64 whatever the tensor holds.
struct Gaussian {
    mean: f64,
    deviation: f64,
}

impl<E: Dtype> Distribution<E> for Gaussian {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> E {
        let standard: f64 = rand_distr::StandardNormal.sample(rng);
        E::of(self.mean + self.deviation * standard)
    }
}

/// Implements [`Initializer`] by an expression of the tensor and its fans.
macro_rules! initializers {
    ($([$($parameter:ident),*] $name:ty: |$tensor:ident, $fan_in:ident, $fan_out:ident| $fill:expr;)*) => {
        $(impl<$($parameter: Number),*> Initializer for $name {
            fn fill<S: Shape, E: Dtype, D: Device<E>>(
                $tensor: &mut Tensor<S, E, D>,
                $fan_in: usize,
                $fan_out: usize,
            ) -> Result<(), D::Err> {
                $fill
            }
        })*
    };
}

initializers! {
    [] HeNormal: |tensor, fan_in, _fan_out| normal(tensor, 0.0, (2.0 / fan_in as f64).sqrt());
    [] HeUniform: |tensor, fan_in, _fan_out| symmetric(tensor, (6.0 / fan_in as f64).sqrt());
    [] GlorotNormal: |tensor, fan_in, fan_out| normal(tensor, 0.0, (2.0 / (fan_in + fan_out) as f64).sqrt());
    [] GlorotUniform: |tensor, fan_in, fan_out| symmetric(tensor, (6.0 / (fan_in + fan_out) as f64).sqrt());
    [] FanIn: |tensor, fan_in, _fan_out| crate::layer::fill_by_fan_in(tensor, fan_in);
    [] Zeros: |tensor, _fan_in, _fan_out| tensor.try_fill_with_zeros();
    [] Ones: |tensor, _fan_in, _fan_out| tensor.try_fill_with_ones();
    [N] Constant<N>: |tensor, _fan_in, _fan_out| constant(tensor, N::value());
    [FROM, TO] Uniform<FROM, TO>: |tensor, _fan_in, _fan_out| uniform(tensor, FROM::value(), TO::value());
    [MEAN, DEVIATION] Normal<MEAN, DEVIATION>: |tensor, _fan_in, _fan_out| {
        normal(tensor, MEAN::value(), DEVIATION::value())
    };
}

fn symmetric<S: Shape, E: Dtype, D: Device<E>>(tensor: &mut Tensor<S, E, D>, bound: f64) -> Result<(), D::Err> {
    uniform(tensor, -bound, bound)
}
