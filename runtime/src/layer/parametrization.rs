//! Weights that are computed from other variables: weight norm and spectral norm.

mod start;
mod variables;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use super::activation::{clamp_min, sqrt, square};
use super::broadcast::combine;
use super::matmul::multiply;
use super::permute::reorder;
use super::reduce::sum_of_rows;
use super::stop_gradient::stop_gradient;
use crate::kernels::Axes;
use crate::kernels::binary::Operation as Binary;
use crate::kernels::matmul::Geometry;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Device, Dtype};

pub use variables::{
    SpectralNorm, SpectralNormConv1d, SpectralNormConv2d, SpectralNormConv3d, SpectralNormConvTranspose1d,
    SpectralNormConvTranspose2d, SpectralNormConvTranspose3d, SpectralNormLinear, SpectralNormTranspose,
    UnbiasedSpectralNorm, UnbiasedSpectralNormConv1d, UnbiasedSpectralNormConv2d, UnbiasedSpectralNormConv3d,
    UnbiasedSpectralNormConvTranspose1d, UnbiasedSpectralNormConvTranspose2d, UnbiasedSpectralNormConvTranspose3d,
    UnbiasedSpectralNormLinear, UnbiasedSpectralNormTranspose, UnbiasedWeightNorm, UnbiasedWeightNormConv1d,
    UnbiasedWeightNormConv2d, UnbiasedWeightNormConv3d, UnbiasedWeightNormConvTranspose1d,
    UnbiasedWeightNormConvTranspose2d, UnbiasedWeightNormConvTranspose3d, UnbiasedWeightNormLinear,
    UnbiasedWeightNormTranspose, WeightNorm, WeightNormConv1d, WeightNormConv2d, WeightNormConv3d,
    WeightNormConvTranspose1d, WeightNormConvTranspose2d, WeightNormConvTranspose3d, WeightNormLinear,
    WeightNormTranspose,
};

/// The shortest length that is divided by.
const EPSILON: f64 = 1e-12;

/// What a layer multiplies with.
pub trait Weight<S: Shape, E: Dtype, D: Device<E>> {
    /// The weight in a pass.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err>;
}

/// A variable, as it is.
impl<S: Shape, E: Dtype, D: Device<E>> Weight<S, E, D> for &Tensor<S, E, D> {
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        Ok(Value::new(pass.variable(self)?, *self.shape()))
    }
}

/// Rows that have a direction and a length of their own
/// ([Salimans and Kingma 2016](https://arxiv.org/abs/1602.07868)).
pub struct Directed<'a, S: Shape, G: Shape, E: Dtype, D: Device<E>> {
    length: &'a Tensor<G, E, D>,
    direction: &'a Tensor<S, E, D>,
}

/// `v · g / ‖v‖` for each row.
impl<S: Shape, G: Shape, E: Dtype, D: Device<E>> Weight<S, E, D> for Directed<'_, S, G, E, D> {
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let (rows, columns) = rows_and_columns(self.direction);
        let (length, direction) = (pass.variable(self.length)?, pass.variable(self.direction)?);
        let squares = square(&Value::<_, E, D>::new(direction, (rows, columns)), pass)?;
        let squares = Value::<_, E, D>::new(sum_of_rows(squares.id(), rows, columns, pass), (rows,));
        let norms = sqrt(&squares, pass)?;
        let factors = combine(Binary::Divide, (length, &sizes([rows, 1])), (norms.id(), &sizes([rows, 1])), pass);
        let weight =
            combine(Binary::Multiply, (direction, &sizes([rows, columns])), (factors, &sizes([rows, 1])), pass);
        Ok(Value::new(weight, *self.direction.shape()))
    }
}

/// A weight that is divided by the largest factor that it stretches a vector by
/// ([Miyato et al. 2018](https://arxiv.org/abs/1802.05957)).
pub struct Bounded<'a, S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<S, E, D>,
    left: &'a Tensor<U, E, D>,
    right: &'a Tensor<V, E, D>,
}

impl<S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>> Weight<S, E, D> for Bounded<'_, S, U, V, E, D> {
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let matrix = pass.variable(self.weight)?;
        bounded(self.weight, self.left, self.right, matrix, pass)
    }
}

/// The same of a weight whose outputs are along its second axis, as those of a transposed convolution are.
pub struct BoundedColumns<'a, S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<S, E, D>,
    left: &'a Tensor<U, E, D>,
    right: &'a Tensor<V, E, D>,
}

impl<S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>> Weight<S, E, D> for BoundedColumns<'_, S, U, V, E, D> {
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let (rows, inputs) = (self.left.shape().num_elements(), rows_and_columns(self.weight).0);
        let taps = self.weight.shape().num_elements() / (rows * inputs).max(1);
        let weight = pass.variable(self.weight)?;
        let sizes = [inputs, rows, taps].into_iter().collect();
        let matrix = reorder(weight, sizes, [1, 0, 2].into_iter().collect(), pass);
        bounded(self.weight, self.left, self.right, matrix, pass)
    }
}

/// `W / σ` with `σ = u · M v`, where `M` is `W` as a matrix of a row for each output. In training `u` and `v` become `M v` and
/// `Mᵀ u` first, of length 1, and stay so.
fn bounded<S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>>(
    weight: &Tensor<S, E, D>,
    left: &Tensor<U, E, D>,
    right: &Tensor<V, E, D>,
    matrix: Id,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let (rows, columns) = (left.shape().num_elements(), right.shape().num_elements());
    let stays = pass.keeps(left);
    let (mut u, mut v) = (pass.statistic(left)?, pass.statistic(right)?);
    // What a weight is divided by is no product of the network's.
    let multiply =
        |sizes, a: Id, b: Id, pass: &mut Pass<E, D>| pass.in_full(|pass| multiply(product(sizes), a, b, pass));
    let onto = |v: Id, pass: &mut Pass<E, D>| multiply([rows, columns, 1], matrix, v, pass);
    if !stays {
        u = unit(onto(v, pass), rows, pass)?;
        v = unit(multiply([1, rows, columns], u, matrix, pass), columns, pass)?;
        pass.update(left, 1.0, u, 1.0);
        pass.update(right, 1.0, v, 1.0);
    }
    let stretched = onto(v, pass);
    let largest = multiply([1, rows, 1], u, stretched, pass);
    let whole = pass.variable(weight)?;
    let bounded = combine(Binary::Divide, (whole, &sizes([rows, columns])), (largest, &sizes([1, 1])), pass);
    Ok(Value::new(bounded, *weight.shape()))
}

/// A vector of so many elements brought to length 1, through which no gradient goes.
fn unit<E: Dtype, D: Device<E>>(x: Id, len: usize, pass: &mut Pass<E, D>) -> Result<Id, D::Err> {
    let vector = stop_gradient(&Value::<_, E, D>::new(x, (len,)), pass)?;
    let squares = square(&vector, pass)?;
    let square = Value::<_, E, D>::new(sum_of_rows(squares.id(), 1, len, pass), (1_usize,));
    let length = sqrt(&clamp_min(&square, EPSILON * EPSILON, pass)?, pass)?;
    Ok(combine(Binary::Divide, (vector.id(), &sizes([1, len])), (length.id(), &sizes([1, 1])), pass))
}

/// A weight as a matrix: a row for each output.
fn rows_and_columns<S: Shape, E: Dtype, D: Device<E>>(weight: &Tensor<S, E, D>) -> (usize, usize) {
    let shape = weight.shape();
    let rows = shape.concrete().into_iter().next().unwrap_or(1);
    (rows, shape.num_elements() / rows.max(1))
}

fn sizes(sizes: [usize; 2]) -> Axes {
    sizes.into_iter().collect()
}

fn product(sizes: [usize; 3]) -> Geometry {
    Geometry::new(&[], &[], sizes, [false; 2])
}
