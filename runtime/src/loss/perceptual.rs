use dfdx::shapes::Dim;
use dfdx::tensor::{HasErr, PutTape, Tensor};
use dfdx::tensor_ops::Backward;

use super::Reduction;
use super::pairwise::{Terms, compare};
use super::reduction::value;
use crate::end_point::{EndPoint, Points, Takes, Value};
use crate::kernels::pairwise::Operation;
use crate::layer::{add, multiply_number};
use crate::network::Network;
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

/// `Σ weight · mean (φ(image) − φ(target))²` over end points `φ` of a critic, each a mean over all elements of the batch
/// ([Johnson et al. 2016](https://arxiv.org/abs/1603.08155)).
///
/// `look` says which end points, by [`Views::at`]. The critic runs as in inference, with its running statistics, and no
/// further than they need. Both images get a gradient, unless nobody asks for it, and the critic's variables none.
///
/// # Errors
/// The device's, when memory runs out. Those of [`Takes::points`] fail the pass.
pub fn perceptual<N, S, E, D>(
    image: &Tensor<S, E, D>,
    target: &Tensor<S, E, D>,
    reduction: Reduction<'_, S::Batch, E, D>,
    critic: &N,
    look: impl FnOnce(&mut Views<'_, N, S::Batch>) -> Result<(), D::Err>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(), E, D>, D::Err>
where
    S: Batched,
    E: Dtype,
    D: Device<E>,
    N: Network<Dtype = E, Device = D> + Takes<Tensor<S, E, D>, Batch = S::Batch>,
{
    let device = Tensor::device(image).clone();
    let (points, target_points) = match (critic.points(image), critic.points(target)) {
        (Ok(points), Ok(target_points)) => (points, target_points),
        (Err(problem), _) | (_, Err(problem)) => {
            pass.fail(problem);
            return device.try_zeros();
        }
    };
    let images = [storage::flat(image)?, storage::flat(target)?];
    let tracked = images.each_ref().map(|image| pass.tracks(image));
    let mut views = Views {
        images: [points, target_points],
        tracked,
        reduction,
        recorded: Pass::critic(&device),
        unrecorded: Pass::inference(&device),
        total: device.try_zeros()?,
    };
    views.recorded.mark_constant(&storage::flat(&views.total)?);
    look(&mut views)?;
    let Views { mut recorded, mut unrecorded, total, .. } = views;
    for problem in [recorded.check(), unrecorded.check()].into_iter().filter_map(Result::err) {
        pass.fail(problem);
    }
    let total = storage::flat(&total)?;
    let any = tracked.contains(&true);
    if any {
        let loss = total.ghost();
        // The critic has gradients of its own, so that whatever its variables get stays in here.
        pass.record(move |gradients| {
            let dloss = storage::take(gradients.get_or_alloc_mut(&loss)?, &device)?;
            recorded.record(move |within| {
                *within.get_or_alloc_mut(&loss)? = dloss;
                Ok(())
            });
            let (tape, _) = recorded.into_parts();
            let end: Tensor<(), E, D> = device.try_zeros()?;
            let mut within = end.put_tape(tape).try_backward()?;
            for (image, _) in images.iter().zip(tracked).filter(|(_, tracked)| *tracked) {
                storage::accumulate(&device, within.get_or_alloc_mut(image)?, gradients.get_or_alloc_mut(image)?);
            }
            Ok(())
        });
    }
    value(total, any, pass)
}

/// Two images as a critic sees them, and how far apart they are so far.
pub struct Views<'n, N: Network, B: Dim> {
    images: [Points<'n, N, B>; 2],
    /// Which of the two has a gradient.
    tracked: [bool; 2],
    reduction: Reduction<'n, B, N::Dtype, N::Device>,
    /// What leads to an image that has a gradient.
    recorded: Pass<N::Dtype, N::Device>,
    /// What leads to one that has none.
    unrecorded: Pass<N::Dtype, N::Device>,
    total: Tensor<(), N::Dtype, N::Device>,
}

impl<N: Network, B: Dim> Views<'_, N, B> {
    /// Adds `weight` times the mean squared distance at an end point.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn at<P: EndPoint<N> + Copy>(&mut self, point: P, weight: f64) -> Result<(), <N::Device as HasErr>::Err> {
        let image = self.view(0, point)?;
        let target = self.view(1, point)?;
        let pass = &mut self.recorded;
        let distance = compare(Operation::Squared, Terms::Elements, &image, &target, self.reduction, pass)?;
        let distance = multiply_number(&distance, weight, pass)?;
        self.total = add(&self.total, &distance, pass)?;
        Ok(())
    }

    /// What the critic makes of one of the images.
    fn view<P: EndPoint<N>>(
        &mut self,
        image: usize,
        point: P,
    ) -> Result<Value<N, P::Shape<B>>, <N::Device as HasErr>::Err> {
        if self.tracked[image] {
            return self.images[image].shared(point, &mut self.recorded);
        }
        let seen = self.images[image].shared(point, &mut self.unrecorded)?;
        self.recorded.mark_constant(&storage::flat(&seen)?);
        Ok(seen)
    }
}
