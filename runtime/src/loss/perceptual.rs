use std::marker::PhantomData;

use dfdx::tensor::Tensor;

use super::Reduction;
use super::pairwise::compare_rows;
use crate::end_point::{EndPoint, Takes};
use crate::given::{SliceOf, Sliced};
use crate::kernels::List;
use crate::kernels::pairwise::Operation;
use crate::layer::{add, multiply_number};
use crate::network::Network;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `Σ weight · mean (φ(image) − φ(target))²` over end points `φ` of a critic, each a mean over all elements of the batch
/// ([Johnson et al. 2016](https://arxiv.org/abs/1603.08155)).
///
/// `views` says which end points. The critic runs as in inference, with its running statistics, and no further than they
/// need. Both images get a gradient, unless nobody asks for it, and the critic's variables none.
///
/// # Errors
/// The device's, when memory runs out.
pub fn perceptual<N, S, E, D>(
    image: &Value<S, E, D>,
    target: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    critic: &N,
    views: Views<N>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err>
where
    S: Batched,
    E: Dtype,
    D: Device<E>,
    N: Network<Dtype = E, Device = D> + Sliced<Slice: Sees<N, S, E, D, Itself: Sized>>,
{
    let numbers = || views.points.iter().map(|(number, _)| *number);
    // The critic's variables have no gradient here, whatever network it is.
    pass.as_critic(|pass| {
        let image = pass.look(N::CLOSED, numbers(), |pass| N::Slice::see(critic, image, pass))?;
        let target = pass.look(N::CLOSED, numbers(), |pass| N::Slice::see(critic, target, pass))?;
        let mut total = None;
        for ((_, weight), (image, target)) in views.points.iter().zip(image.iter().zip(&target)) {
            let (rows, columns) = (image.shape[0], image.shape[1..].iter().product());
            let values = [image.id, target.id];
            let distance = compare_rows(Operation::Squared, values, [rows, columns], rows * columns, reduction, pass);
            let distance = multiply_number(&distance, *weight, pass)?;
            total = Some(match &total {
                None => distance,
                Some(total) => add(total, &distance, pass)?,
            });
        }
        Ok(total.unwrap_or_else(|| unreachable!("the compiler looks at one end point at least")))
    })
}

/// A [slice](Sliced) of a critic `N` that looks at batches of the shape `S`. Of the critic itself, rustc would show what it takes instead.
#[diagnostic::on_unimplemented(
    message = "the critic `{N}` does not take images of the shape `{S}`, the batch first",
    label = "a critic looks at images of the shape that it declares"
)]
pub trait Sees<N, S, E: Dtype, D: Device<E>> {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;

    /// Runs the critic.
    #[doc(hidden)]
    fn see(critic: &N, image: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<(), D::Err>;
}

#[diagnostic::do_not_recommend]
impl<N, S, E, D, T> Sees<N, S, E, D> for T
where
    N: Takes<Tensor<S, E, D>, Batch = S::Batch, Values = Value<S, E, D>>,
    N: Network<Dtype = E, Device = D>,
    S: Batched,
    E: Dtype,
    D: Device<E>,
    T: SliceOf<N> + ?Sized,
{
    type Itself = ();

    fn see(critic: &N, image: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<(), D::Err> {
        critic.look(image, pass)
    }
}

/// The end points of a critic that images are compared at, each with its weight.
pub struct Views<N> {
    points: List<(usize, f64)>,
    critic: PhantomData<fn(&N)>,
}

impl<N: Network> Views<N> {
    /// None yet.
    #[expect(clippy::new_without_default, reason = "a perceptual loss without end points is none")]
    pub fn new() -> Self {
        Self { points: List::new(), critic: PhantomData }
    }

    /// Adds `weight` times the mean squared distance at an end point.
    pub fn at<P: EndPoint<N>>(mut self, _: P, weight: f64) -> Self {
        self.points.push((P::NUMBER, weight));
        self
    }
}
