//! Weights that are computed from other variables: weight norm and spectral norm.

mod start;
mod variables;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use super::activation::{clamp_min, sqrt, square};
use super::broadcast::combine;
use super::matmul::multiply;
use super::reduce::sum_of_rows;
use super::stop_gradient::stop_gradient;
use crate::kernels::Axes;
use crate::kernels::binary::Operation as Binary;
use crate::kernels::matmul::Geometry;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Device, Dtype};

pub use variables::{
    SpectralNorm, SpectralNormConv1d, SpectralNormConv2d, SpectralNormConv3d, SpectralNormLinear, UnbiasedSpectralNorm,
    UnbiasedSpectralNormConv1d, UnbiasedSpectralNormConv2d, UnbiasedSpectralNormConv3d, UnbiasedSpectralNormLinear,
    UnbiasedWeightNorm, UnbiasedWeightNormConv1d, UnbiasedWeightNormConv2d, UnbiasedWeightNormConv3d,
    UnbiasedWeightNormLinear, WeightNorm, WeightNormConv1d, WeightNormConv2d, WeightNormConv3d, WeightNormLinear,
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

/// `W / σ` with `σ = u · W v`. In training `u` and `v` become `W v` and `Wᵀ u` first, of length 1, and stay so.
impl<S: Shape, U: Shape, V: Shape, E: Dtype, D: Device<E>> Weight<S, E, D> for Bounded<'_, S, U, V, E, D> {
    fn enter(&self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let (rows, columns) = rows_and_columns(self.weight);
        let weight = pass.variable(self.weight)?;
        let stays = pass.keeps(self.left);
        let (mut left, mut right) = (pass.statistic(self.left)?, pass.statistic(self.right)?);
        // What a weight is divided by is no product of the network's.
        let multiply =
            |sizes, a: Id, b: Id, pass: &mut Pass<E, D>| pass.in_full(|pass| multiply(product(sizes), a, b, pass));
        let onto = |right: Id, pass: &mut Pass<E, D>| multiply([rows, columns, 1], weight, right, pass);
        if !stays {
            left = unit(onto(right, pass), rows, pass)?;
            right = unit(multiply([1, rows, columns], left, weight, pass), columns, pass)?;
            pass.update(self.left, 1.0, left, 1.0);
            pass.update(self.right, 1.0, right, 1.0);
        }
        let stretched = onto(right, pass);
        let largest = multiply([1, rows, 1], left, stretched, pass);
        let bounded = combine(Binary::Divide, (weight, &sizes([rows, columns])), (largest, &sizes([1, 1])), pass);
        Ok(Value::new(bounded, *self.weight.shape()))
    }
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
