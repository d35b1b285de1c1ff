use dfdx::shapes::Dim;
use dfdx::tensor::{HasErr, Tensor};

use super::Reduction;
use super::pairwise::{Terms, compare};
use crate::end_point::{EndPoint, Points, Takes, ValueOf};
use crate::kernels::pairwise::Operation;
use crate::layer::{add, multiply_number};
use crate::network::Network;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// `Σ weight · mean (φ(image) − φ(target))²` over end points `φ` of a critic, each a mean over all elements of the batch
/// ([Johnson et al. 2016](https://arxiv.org/abs/1603.08155)).
///
/// `look` says which end points, by [`Views::at`]. The critic runs as in inference, with its running statistics, and no
/// further than they need. Both images get a gradient, unless nobody asks for it, and the critic's variables none.
///
/// # Errors
/// The device's, when memory runs out.
pub fn perceptual<N, S, E, D>(
    image: &Value<S, E, D>,
    target: &Value<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    critic: &N,
    look: impl FnOnce(&mut Views<'_, N, S::Batch>, &mut Pass<E, D>) -> Result<(), D::Err>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(), E, D>, D::Err>
where
    S: Batched,
    E: Dtype,
    D: Device<E>,
    N: Network<Dtype = E, Device = D> + Takes<Tensor<S, E, D>, Batch = S::Batch, Values = Value<S, E, D>>,
{
    let batch = image.shape().batch();
    // The critic's variables have no gradient here, whatever network it is.
    pass.as_critic(|pass| {
        let images = [critic.points(image, batch, pass), critic.points(target, batch, pass)];
        let mut views = Views { images, reduction, total: None };
        look(&mut views, pass)?;
        match views.total {
            Some(total) => Ok(total),
            None => unreachable!("the compiler looks at one end point at least"),
        }
    })
}

/// Two images as a critic sees them, and how far apart they are so far.
pub struct Views<'n, N: Network, B: Dim> {
    images: [Points<'n, N, B>; 2],
    reduction: Reduction<'n, B, N::Dtype, N::Device>,
    total: Option<ValueOf<N, ()>>,
}

impl<N: Network, B: Dim> Views<'_, N, B> {
    /// Adds `weight` times the mean squared distance at an end point.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn at<P: EndPoint<N>>(
        &mut self,
        _: P,
        weight: f64,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<(), <N::Device as HasErr>::Err> {
        let [image, target] = &mut self.images;
        let (image, target) = (image.get::<P>(pass)?, target.get::<P>(pass)?);
        let distance = compare(Operation::Squared, Terms::Elements, &image, &target, self.reduction, pass)?;
        let distance = multiply_number(&distance, weight, pass)?;
        self.total = Some(match &self.total {
            None => distance,
            Some(total) => add(total, &distance, pass)?,
        });
        Ok(())
    }
}
