use super::activation::{clamp_min, sqrt, square};
use super::arithmetic::{div, mul};
use super::reduce::sum;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The cosine of the angle between vectors that lie along an axis of a sample: `a · b / (max(‖a‖, ε) · max(‖b‖, ε))`. The axis
/// is gone, or of size 1.
///
/// # Errors
/// The device's, when memory runs out.
pub fn cosine_similarity<S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    a: &Value<S, E, D>,
    b: &Value<S, E, D>,
    axis: usize,
    epsilon: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let product: Value<S2, E, D> = sum(&mul(a, b, pass)?, &[axis], pass)?;
    // The root is taken last, for it has no slope at 0.
    let mut length = |x: &Value<S, E, D>| {
        let squares: Value<S2, E, D> = sum(&square(x, pass)?, &[axis], pass)?;
        sqrt(&clamp_min(&squares, epsilon * epsilon, pass)?, pass)
    };
    let (a, b) = (length(a)?, length(b)?);
    div(&product, &mul(&a, &b, pass)?, pass)
}
