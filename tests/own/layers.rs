//! The layers that the tests are about.

use netweave::own::*;
use netweave::prelude::*;

/// Scales and shifts each channel.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones, kind = norm)]
    pub(crate) scale: Tensor<Rank1<C>, E, D>,
    #[variable(init = zeros, kind = bias)]
    pub(crate) shift: Tensor<Rank1<C>, E, D>,
}

impl<const C: usize, const H: usize, const W: usize, E: Dtype, D: Device<E>> Forward<Rank3<C, H, W>, E, D>
    for Film<C, E, D>
{
    type Output = Rank3<C, H, W>;

    fn forward<'p>(&self, x: Batch<'p, Rank3<C, H, W>, E, D>) -> Batch<'p, Rank3<C, H, W>, E, D> {
        let [scale, shift] = [&self.scale, &self.shift].map(|own| x.variable(own).reshape::<Rank3<C, 1, 1>>());
        x * scale + shift
    }
}

impl<const C: usize, E: Dtype, D: Device<E>> Forward<Rank1<C>, E, D> for Film<C, E, D> {
    type Output = Rank1<C>;

    fn forward<'p>(&self, x: Batch<'p, Rank1<C>, E, D>) -> Batch<'p, Rank1<C>, E, D> {
        x * &self.scale + &self.shift
    }
}

/// A projection and a gate on it, with a layer of its own inside.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Gated<const IN: usize, const OUT: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = glorot_normal)]
    pub(crate) weight: Tensor<Rank2<OUT, IN>, E, D>,
    #[variable(init = constant(0.1))]
    pub(crate) bias: Tensor<Rank1<OUT>, E, D>,
    #[variable(init = normal(0.5))]
    pub(crate) gate: Tensor<Rank2<OUT, IN>, E, D>,
    pub(crate) film: Film<OUT, E, D>,
}

impl<const IN: usize, const OUT: usize, E: Dtype, D: Device<E>> Forward<Rank1<IN>, E, D> for Gated<IN, OUT, E, D> {
    type Output = Rank1<OUT>;

    fn forward<'p>(&self, x: Batch<'p, Rank1<IN>, E, D>) -> Batch<'p, Rank1<OUT>, E, D> {
        let gate = x.linear::<OUT, IN, Rank1<OUT>>(&self.gate, None).sigmoid();
        let y = x.linear::<OUT, IN, Rank1<OUT>>(&self.weight, Some(&self.bias)) * gate;
        self.film.forward(y)
    }
}

/// One of most that there is: attention of the places of a sample over each other, and more.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Mixing<const N: usize, const F: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = normal(0, 0.7))]
    pub(crate) query: Tensor<Rank2<F, F>, E, D>,
    #[variable(init = uniform(0.5, 1.5))]
    pub(crate) sharpness: Tensor<Rank0, E, D>,
    #[variable(init = uniform(-1, 1))]
    pub(crate) slope: Tensor<Rank2<N, 1>, E, D>,
}

impl<const N: usize, const F: usize, E: Dtype, D: Device<E>> Forward<Rank2<N, F>, E, D> for Mixing<N, F, E, D> {
    type Output = Rank1<F>;

    fn forward<'p>(&self, x: Batch<'p, Rank2<N, F>, E, D>) -> Batch<'p, Rank1<F>, E, D> {
        let (sharpness, slope) = (x.variable(&self.sharpness), x.variable(&self.slope));
        let query = x.linear::<F, F, Rank2<N, F>>(&self.query, None).standardize(1e-3);
        // What is made of variables alone is one for all samples.
        let scores = query.matmul::<Rank2<F, N>, Rank2<N, N>>(x.transpose::<0, 1, Rank2<F, N>>());
        let seen = (scores * sharpness.softplus(1.0)).softmax().matmul::<Rank2<N, F>, Rank2<N, F>>(x);
        let mixed = (seen.maximum(x * 0.5) - slope.tanh() * 2.0 / 3.0) * (1.0 - x.square() / 9.0);
        let (mean, largest) = (mixed.mean::<0, Rank1<F>>(), mixed.max::<0, Rank2<1, F>>().reshape::<Rank1<F>>());
        -(mean + largest.gelu() * 0.3) / (1.0 + (mixed.sum::<1, Rank1<N>>().abs().sum::<0, Rank0>()).sqrt())
    }
}

/// `x³`, whose gradient is limited to ±1 for each element.
#[derive(Clone, Debug, PartialEq, Layer)]
pub(crate) struct GentleCube;

impl<E: Dtype> Function<E> for GentleCube {
    fn forward(&self, [x]: [&[E]; 1], y: &mut [E]) {
        y.iter_mut().zip(x).for_each(|(y, x)| *y = *x * *x * *x);
    }

    fn backward(&self, _: usize, [x]: [&[E]; 1], _: &[E], dy: &[E], dx: &mut [E]) {
        let limited = |slope: E| slope.min(E::one());
        dx.iter_mut().zip(x.iter().zip(dy)).for_each(|(dx, (x, dy))| *dx += *dy * limited((*x * *x) * E::of(3.0)));
    }
}

impl Activation for GentleCube {
    fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(cube: &Self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
        x.call(cube.clone())
    }
}

/// `√(a² + b²)`, with its true gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hypotenuse;

impl<E: Dtype> Function<E, 2> for Hypotenuse {
    fn forward(&self, [a, b]: [&[E]; 2], y: &mut [E]) {
        y.iter_mut().zip(a.iter().zip(b)).for_each(|(y, (a, b))| *y = a.hypot(*b));
    }

    fn backward(&self, operand: usize, x: [&[E]; 2], y: &[E], dy: &[E], dx: &mut [E]) {
        for (index, dx) in dx.iter_mut().enumerate() {
            *dx += dy[index] * x[operand][index] / y[index];
        }
    }
}

/// The lengths of pairs, and of one with a learnt side.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Lengths<const N: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = uniform(1, 2))]
    pub(crate) side: Tensor<Rank1<N>, E, D>,
}

impl<const N: usize, const M: usize, E: Dtype, D: Device<E>> Forward<Rank2<M, N>, E, D> for Lengths<N, E, D> {
    type Output = Rank2<M, N>;

    fn forward<'p>(&self, x: Batch<'p, Rank2<M, N>, E, D>) -> Batch<'p, Rank2<M, N>, E, D> {
        let side = x.variable(&self.side).stretch::<Rank2<M, N>>();
        // The same value twice: both gradients go to one place.
        let twice = x.call_with::<Rank2<M, N>, Rank2<M, N>>(x, Hypotenuse);
        twice.call_with(side, Hypotenuse)
    }
}

/// Rounds; the gradient goes through as if it did not.
#[derive(Clone, Debug, PartialEq, Layer)]
pub(crate) struct Round;

impl<E: Dtype> Function<E> for Round {
    fn forward(&self, [x]: [&[E]; 1], y: &mut [E]) {
        y.iter_mut().zip(x).for_each(|(y, x)| *y = x.round());
    }

    fn backward(&self, _: usize, _: [&[E]; 1], _: &[E], dy: &[E], dx: &mut [E]) {
        dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += *dy);
    }
}

impl Activation for Round {
    fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(round: &Self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
        x.call(round.clone())
    }
}

/// `x · sigmoid(slope · x)`, with a learnt slope.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Swish<E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones, kind = other)]
    pub(crate) slope: Tensor<Rank0, E, D>,
}

impl<E0: Dtype, D0: Device<E0>> Activation for Swish<E0, D0> {
    fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(
        swish: &Swish<E, D>,
        x: Batch<'p, S, E, D>,
    ) -> Batch<'p, S, E, D> {
        x * (x * x.variable(&swish.slope)).sigmoid()
    }
}

/// The operations of a batch, one after the other, without variables.
#[derive(Clone, Debug, Layer)]
pub(crate) struct Spelled;

impl<E: Dtype, D: Device<E>> Forward<Rank2<3, 4>, E, D> for Spelled {
    type Output = Rank2<3, 4>;

    fn forward<'p>(&self, x: Batch<'p, Rank2<3, 4>, E, D>) -> Batch<'p, Rank2<3, 4>, E, D> {
        let a = 1.0 - x / 2.0 + 2.0 / (x.abs() + 1.0) - 0.25 * (-x) - 3.0;
        let b = (x.exp() + 1.0).ln() + (x.square() + 2.0).sqrt() * x.clamp(-0.5, 0.75) + x.gelu() + x.leaky_relu(0.2);
        let c = x.relu() - x.sigmoid() / x.silu() + x.softplus(2.0) * x.tanh();
        let d = a.maximum(b) + b.minimum(c).softmax() + c.log_softmax() + a.standardize(1e-3);
        let rows = d.matmul::<Rank2<4, 3>, Rank2<3, 3>>(x.transpose::<0, 1, Rank2<4, 3>>());
        let joined = d.concat::<1, Rank2<3, 3>, Rank2<3, 7>>(rows);
        let part = joined.narrow::<1, 2, Rank2<3, 4>>();
        let sums = part.sum::<1, Rank2<3, 1>>() - part.mean::<0, Rank1<4>>().max::<0, Rank0>().stretch::<Rank2<3, 1>>();
        (part / sums + x.reshape::<Rank2<4, 3>>().reshape::<Rank2<3, 4>>()).stop_gradient() + c
    }
}
