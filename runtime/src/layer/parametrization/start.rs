//! What the variables beside a weight hold at first, which depends on the weight.

use std::cell::RefCell;
use std::collections::VecDeque;

use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::EPSILON;
use crate::storage::Dtype;

/// As in PyTorch.
const ITERATIONS: usize = 15;

thread_local! {
    /// What the next variables are to be filled with. dfdx resets one tensor at a time, by a function that knows no other: the
    /// weight comes first, and leaves here what those after it hold.
    static NEXT: RefCell<VecDeque<Vec<f64>>> = const { RefCell::new(VecDeque::new()) };
}

/// Leaves the lengths of the rows of a weight.
pub(super) fn leave_lengths<S: Shape, E: Dtype, D: DfdxDevice<E>>(weight: &Tensor<S, E, D>) {
    let (elements, columns) = matrix(weight);
    NEXT.set(VecDeque::from([elements.chunks(columns).map(length).collect()]));
}

/// Leaves the directions that a weight stretches most, as far as some steps from the same beginning lead to them.
pub(super) fn leave_directions<S: Shape, E: Dtype, D: DfdxDevice<E>>(weight: &Tensor<S, E, D>) {
    let (elements, columns) = matrix(weight);
    NEXT.set(directions(&elements, columns));
}

/// The same of a weight whose outputs are along its second axis.
pub(super) fn leave_directions_of_columns<S: Shape, E: Dtype, D: DfdxDevice<E>>(weight: &Tensor<S, E, D>) {
    let (elements, per_input) = matrix(weight);
    let outputs = weight.shape().concrete().into_iter().nth(1).unwrap_or(1).max(1);
    let taps = per_input / outputs;
    let inputs = || elements.chunks(per_input);
    let rows = (0..outputs).flat_map(|row| inputs().flat_map(move |input| &input[row * taps..(row + 1) * taps]));
    NEXT.set(directions(&rows.copied().collect::<Vec<_>>(), elements.len() / outputs));
}

fn directions(elements: &[f64], columns: usize) -> VecDeque<Vec<f64>> {
    let rows = elements.len() / columns;
    // Of no structure that a weight may have, too.
    let mut right: Vec<f64> = (0..columns).map(|place| (1.0 + place as f64 * place as f64).sin()).collect();
    let mut left = vec![0.0; rows];
    for _ in 0..ITERATIONS {
        let dot = |row: &[f64]| row.iter().zip(&right).map(|(weight, right)| weight * right).sum();
        left = unit(elements.chunks(columns).map(dot).collect());
        right = vec![0.0; columns];
        for (row, left) in elements.chunks(columns).zip(&left) {
            right.iter_mut().zip(row).for_each(|(right, weight)| *right += weight * left);
        }
        right = unit(right);
    }
    VecDeque::from([left, right])
}

/// Fills a variable with what was left for it; with a vector of length 1 where its weight was not filled before it.
pub(super) fn fill<S: Shape, E: Dtype, D: DfdxDevice<E>>(tensor: &mut Tensor<S, E, D>) -> Result<(), D::Err> {
    let elements = tensor.shape().num_elements();
    let left = NEXT.with_borrow_mut(|next| next.pop_front().filter(|left| left.len() == elements));
    let values = left.unwrap_or_else(|| vec![1.0 / (elements as f64).sqrt(); elements]);
    tensor.copy_from(&values.into_iter().map(E::of).collect::<Vec<_>>());
    Ok(())
}

/// The elements of a weight and how many of them are a row.
fn matrix<S: Shape, E: Dtype, D: DfdxDevice<E>>(weight: &Tensor<S, E, D>) -> (Vec<f64>, usize) {
    let elements: Vec<f64> = weight.as_vec().into_iter().map(|value| value.to_f64().unwrap_or(f64::NAN)).collect();
    let rows = weight.shape().concrete().into_iter().next().unwrap_or(1).max(1);
    let columns = (elements.len() / rows).max(1);
    (elements, columns)
}

fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

fn unit(vector: Vec<f64>) -> Vec<f64> {
    let length = length(&vector).max(EPSILON);
    vector.into_iter().map(|value| value / length).collect()
}
