use super::super::Float;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths, common_length};
use super::{Affine, BatchNorm, Blend, Geometry, Statistics};

static SOURCE: Source = Source { folder: "batch_norm", text: include_str!("kernel.cu") };

for_floats!(BatchNorm for Cuda {
    fn forward_training(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        affine: Affine<Slice<'_, E>>,
        y: SliceMut<'_, E>,
        statistics: Statistics<SliceMut<'_, E>>,
    ) {
        let (Affine { weight, bias }, Statistics { mean, variance }) = (affine, statistics);
        check(g, [x.len(), y.len()], [weight.len(), bias.len(), mean.len(), variance.len()]);
        let Cut { count, parts, length, grid } = Cut::new(g);
        self.with_parts(2 * g.channels, parts, |found| {
            // SAFETY: a block reads its part of a channel and writes what it found; then it reads what all parts of the
            // channel found and its own part, which it writes, and the first block of a channel writes the statistics.
            unsafe {
                if let Some(found) = &found {
                    let arguments: [&dyn Argument; 7] =
                        [&g.channels, &g.spatial, &count, &parts, &length, &x, found];
                    self.launch::<E>(&SOURCE, "moments", grid, &arguments);
                }
                let arguments: [&dyn Argument; 14] = [
                    &g.channels, &g.spatial, &count, &parts, &length, &g.epsilon, &g.relu, &found, &x, &weight, &bias,
                    &y, &mean, &variance,
                ];
                self.launch::<E>(&SOURCE, "forward_training", grid, &arguments);
            }
        });
    }

    fn backward_training(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        affine: Affine<Slice<'_, E>>,
        statistics: Statistics<Slice<'_, E>>,
        dy: SliceMut<'_, E>,
        gradients: Affine<SliceMut<'_, E>>,
    ) {
        backward(self, g, true, x, affine, statistics, dy, gradients, None);
    }

    fn moments(&self, g: &Geometry, x: Slice<'_, E>, moments: SliceMut<'_, E>) {
        check(g, [x.len(); 2], [moments.len() / 2]);
        let Cut { count, parts, length, grid } = Cut::new(g);
        self.with_parts(2 * g.channels, parts, |found| {
            // SAFETY: as above; then a block writes the moments of its channel.
            unsafe {
                if let Some(found) = &found {
                    let arguments: [&dyn Argument; 7] =
                        [&g.channels, &g.spatial, &count, &parts, &length, &x, found];
                    self.launch::<E>(&SOURCE, "moments", grid, &arguments);
                }
                let arguments: [&dyn Argument; 8] =
                    [&g.channels, &g.spatial, &count, &parts, &length, &found, &x, &moments];
                self.launch::<E>(&SOURCE, "all_moments", Grid::blocks(g.channels), &arguments);
            }
        });
    }

    fn backward_moments(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        moments: Slice<'_, E>,
        gradient: Slice<'_, E>,
        dx: SliceMut<'_, E>,
    ) {
        check(g, [x.len(), dx.len()], [moments.len() / 2, gradient.len() / 2]);
        let (n, count) = (x.len(), g.batch * g.spatial);
        let arguments: [&dyn Argument; 8] = [&n, &g.channels, &g.spatial, &count, &x, &moments, &gradient, &dx];
        // SAFETY: a thread reads and writes elements of its own indices below `n`, and reads what belongs to their
        // channel.
        unsafe { self.launch::<E>(&SOURCE, "backward_moments", Grid::over(n), &arguments) }
    }

    fn forward_inference(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        affine: Affine<Slice<'_, E>>,
        running: Statistics<Slice<'_, E>>,
        y: SliceMut<'_, E>,
    ) {
        let (Affine { weight, bias }, Statistics { mean, variance }) = (affine, running);
        check(g, [x.len(), y.len()], [weight.len(), bias.len(), mean.len(), variance.len()]);
        let (n, epsilon) = (x.len(), E::of(g.epsilon));
        let arguments: [&dyn Argument; 11] =
            [&n, &g.channels, &g.spatial, &epsilon, &g.relu, &x, &weight, &bias, &mean, &variance, &y];
        // SAFETY: a thread reads and writes elements of its own indices below `n`, and reads what belongs to their
        // channel.
        unsafe { self.launch::<E>(&SOURCE, "forward_inference", Grid::over(n), &arguments) }
    }

    fn backward_inference(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        affine: Affine<Slice<'_, E>>,
        running: Statistics<Slice<'_, E>>,
        dy: SliceMut<'_, E>,
        gradients: Affine<SliceMut<'_, E>>,
        moments: Option<SliceMut<'_, E>>,
    ) {
        backward(self, g, false, x, affine, running, dy, gradients, moments);
    }

    fn fold(
        &self,
        epsilon: f64,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        affine: Affine<Slice<'_, E>>,
        running: Statistics<Slice<'_, E>>,
        folded: Affine<SliceMut<'_, E>>,
    ) {
        let (Affine { weight: gamma, bias: beta }, Statistics { mean, variance }) = (affine, running);
        let channels = common_length([gamma.len(), beta.len(), mean.len(), variance.len(), folded.bias.len()]);
        let width = weight.len().checked_div(channels).unwrap_or(0);
        let lengths = [weight.len(), folded.weight.len(), bias.map_or(channels, |bias| bias.len())];
        check_lengths(lengths, [channels * width, channels * width, channels]);
        let arguments: [&dyn Argument; 11] = [
            &channels, &width, &epsilon, &weight, &bias, &gamma, &beta, &mean, &variance, &folded.weight, &folded.bias,
        ];
        // SAFETY: a thread writes elements of its own indices, and reads what belongs to their channel.
        unsafe { self.launch::<E>(&SOURCE, "fold", Grid::over(channels * width + channels), &arguments) }
    }

    fn blend(&self, blends: &mut [Blend<'_, E, Self>]) {
        let rows = blends.len();
        let write = |table: &mut Vec<u64>| {
            for Blend { kept, running, weight, statistic } in blends {
                let n = common_length([running.len(), statistic.len()]) as u64;
                table.extend([n, running.pointer(), statistic.pointer(), kept.to_bits(), weight.to_bits()]);
            }
        };
        // SAFETY: a block reads and writes what a row of its own says: as many elements as both have.
        self.with_table(write, |table| unsafe {
            self.launch::<E>(&SOURCE, "blend", Grid::blocks(rows.min(1024)), &[&rows, &table]);
        });
    }
});

#[expect(clippy::too_many_arguments, reason = "the backward pass of either kind, and which")]
fn backward<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    training: bool,
    x: Slice<'_, E>,
    affine: Affine<Slice<'_, E>>,
    statistics: Statistics<Slice<'_, E>>,
    dy: SliceMut<'_, E>,
    gradients: Affine<SliceMut<'_, E>>,
    moments: Option<SliceMut<'_, E>>,
) {
    let (Affine { weight, bias }, Statistics { mean, variance }) = (affine, statistics);
    let Affine { weight: dweight, bias: dbias } = gradients;
    let of_moments = moments.as_ref().map_or(g.channels, |moments| moments.len() / 2);
    let of_channels = [weight.len(), bias.len(), mean.len(), variance.len(), dweight.len(), dbias.len(), of_moments];
    check(g, [x.len(), dy.len()], of_channels);
    let Cut { count, parts, length, grid } = Cut::new(g);
    cuda.with_parts(2 * g.channels, parts, |found| {
        // SAFETY: a block reads its part of a channel and writes what it found; then it reads what all parts of the channel
        // found and its own part, of which it writes the gradient, and the first block of a channel writes those of the
        // weight and the bias.
        unsafe {
            if let Some(found) = &found {
                let arguments: [&dyn Argument; 14] = [
                    &g.channels,
                    &g.spatial,
                    &count,
                    &parts,
                    &length,
                    &g.epsilon,
                    &g.relu,
                    &x,
                    &weight,
                    &bias,
                    &mean,
                    &variance,
                    &dy,
                    found,
                ];
                cuda.launch::<E>(&SOURCE, "sums", grid, &arguments);
            }
            let arguments: [&dyn Argument; 18] = [
                &g.channels,
                &g.spatial,
                &count,
                &parts,
                &length,
                &g.epsilon,
                &g.relu,
                &training,
                &found,
                &x,
                &weight,
                &bias,
                &mean,
                &variance,
                &dy,
                &dweight,
                &dbias,
                &moments,
            ];
            cuda.launch::<E>(&SOURCE, "backward", grid, &arguments);
        }
    });
}

fn check<const N: usize>(g: &Geometry, elements: [usize; 2], of_channels: [usize; N]) {
    check_lengths(elements, [g.batch * g.channels * g.spatial; 2]);
    check_lengths(of_channels, [g.channels; N]);
}

/// How the elements of a channel are shared out; it depends on the sizes alone, and so does the order of a sum.
struct Cut {
    /// The elements of a channel.
    count: usize,
    parts: usize,
    /// The elements of a part; the last may have fewer.
    length: usize,
    grid: Grid,
}

impl Cut {
    fn new(g: &Geometry) -> Self {
        let count = g.batch * g.spatial;
        // So many blocks are enough, and a part should have so many elements at least.
        let (enough, least) = (1024, 4096);
        let length = count.div_ceil(count.div_ceil(least).min(enough / g.channels.max(1)).max(1)).max(1);
        let parts = count.div_ceil(length).max(1);
        Cut { count, parts, length, grid: Grid::blocks(g.channels * parts) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Affine, BatchNorm, Blend, Cut, Geometry, Statistics};

    /// Of nothing, of one element, of less than a block, and of several parts, whole and not.
    const SIZES: [[usize; 3]; 9] =
        [[0, 2, 32], [3, 2, 0], [1, 1, 1], [4, 3, 1], [3, 2, 5], [2, 3, 70], [20, 5, 15], [2, 2, 5000], [8195, 1, 1]];

    fn geometries() -> impl Iterator<Item = Geometry> {
        let geometry = |[batch, channels, spatial]: [usize; 3]| {
            [false, true].map(|relu| Geometry { batch, channels, spatial, epsilon: 1e-3, relu })
        };
        SIZES.into_iter().flat_map(geometry)
    }

    fn variances<E: Float>(seed: u64, n: usize) -> Vec<E> {
        values::<E>(seed, n).into_iter().map(|value| E::one() + value * value).collect()
    }

    #[test]
    fn there_is_one_part_and_several() {
        let parts: Vec<usize> = geometries().map(|g| Cut::new(&g).parts).collect();
        assert!(parts.contains(&1) && parts.contains(&3));
        let sizes = [100, 3000, 4096 * 1024 + 1].map(|batch| Geometry {
            batch,
            channels: 7,
            spatial: 5,
            epsilon: 0.0,
            relu: false,
        });
        for cut in sizes.map(|g| Cut::new(&g)) {
            assert!((cut.parts - 1) * cut.length < cut.count, "no part is empty");
            assert!(cut.parts * cut.length >= cut.count, "all elements are in a part");
        }
    }

    parity!(training: BatchNorm, |kernels, found| {
        for g in geometries() {
            let (n, channels) = (g.batch * g.channels * g.spatial, g.channels);
            let x = Held::new(kernels, &values(1, n));
            let (weight, bias) = (Held::new(kernels, &values(2, channels)), Held::new(kernels, &values(3, channels)));
            let affine = Affine { weight: weight.read(), bias: bias.read() };
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            let [mut mean, mut variance] = [0; 2].map(|_| Held::new(kernels, &vec![E::zero(); channels]));
            let statistics = Statistics { mean: mean.write(), variance: variance.write() };
            kernels.forward_training(&g, x.read(), affine, y.write(), statistics);
            for (name, values) in [("y", &y), ("mean", &mean), ("variance", &variance)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }

            let mut dy = Held::new(kernels, &values(4, n));
            let [mut dweight, mut dbias] = [5, 6].map(|seed| Held::new(kernels, &values(seed, channels)));
            let statistics = Statistics { mean: mean.read(), variance: variance.read() };
            let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
            kernels.backward_training(&g, x.read(), affine, statistics, dy.write(), gradients);
            for (name, values) in [("dx", &dy), ("dweight", &dweight), ("dbias", &dbias)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });

    parity!(inference: BatchNorm, |kernels, found| {
        for g in geometries() {
            let (n, channels) = (g.batch * g.channels * g.spatial, g.channels);
            let x = Held::new(kernels, &values(1, n));
            let [weight, bias, mean] = [2, 3, 4].map(|seed| Held::new(kernels, &values(seed, channels)));
            let variance = Held::new(kernels, &variances(5, channels));
            let affine = Affine { weight: weight.read(), bias: bias.read() };
            let running = Statistics { mean: mean.read(), variance: variance.read() };
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            kernels.forward_inference(&g, x.read(), affine, running, y.write());
            found.add(format!("y of {g:?}"), kernels, &y);

            let mut dy = Held::new(kernels, &values(6, n));
            let [mut dweight, mut dbias] = [7, 8].map(|seed| Held::new(kernels, &values(seed, channels)));
            let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
            let mut dmoments = Held::new(kernels, &values(9, 2 * channels));
            kernels.backward_inference(&g, x.read(), affine, running, dy.write(), gradients, Some(dmoments.write()));
            for (name, values) in [("dx", &dy), ("dweight", &dweight), ("dbias", &dbias), ("dmoments", &dmoments)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });

    parity!(moments: BatchNorm, |kernels, found| {
        for g in geometries() {
            let n = g.batch * g.channels * g.spatial;
            let x = Held::new(kernels, &values(1, n));
            let mut moments = Held::new(kernels, &vec![E::zero(); 2 * g.channels]);
            kernels.moments(&g, x.read(), moments.write());
            found.add(format!("moments of {g:?}"), kernels, &moments);
            let (gradient, mut dx) = (Held::new(kernels, &values(2, 2 * g.channels)), Held::new(kernels, &values(3, n)));
            kernels.backward_moments(&g, x.read(), moments.read(), gradient.read(), dx.write());
            found.add(format!("dx of {g:?}"), kernels, &dx);
        }
    });

    // A constant channel, one far from 0, one with an outlier in front, and one with NaN.
    parity!(special_channels: BatchNorm, |kernels, found| {
        for (batch, spatial) in [(6, 7), (3, 3000)] {
            let g = Geometry { batch, channels: 4, spatial, epsilon: 1e-3, relu: true };
            let mut x = values::<E>(1, batch * 4 * spatial);
            for (at, x) in x.iter_mut().enumerate() {
                match at / spatial % 4 {
                    0 => *x = E::of(1234.567),
                    1 => *x += E::of(1e4),
                    2 if at == 2 * spatial => *x = E::of(1e6),
                    3 if at == 3 * spatial => *x = E::nan(),
                    _ => {}
                }
            }
            let x = Held::new(kernels, &x);
            let [weight, bias] = [2, 3].map(|seed| Held::new(kernels, &values(seed, 4)));
            let affine = Affine { weight: weight.read(), bias: bias.read() };
            let mut y = Held::new(kernels, &vec![E::zero(); batch * 4 * spatial]);
            let [mut mean, mut variance] = [0; 2].map(|_| Held::new(kernels, &[E::zero(); 4]));
            let statistics = Statistics { mean: mean.write(), variance: variance.write() };
            kernels.forward_training(&g, x.read(), affine, y.write(), statistics);
            for (name, values) in [("y", &y), ("mean", &mean), ("variance", &variance)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });

    parity!(folding: BatchNorm, |kernels, found| {
        for [channels, width] in [[0, 0], [1, 1], [3, 7], [6, 100], [2, 0]] {
            let weight = Held::new(kernels, &values(1, channels * width));
            let [bias, gamma, beta, mean] = [2, 3, 4, 5].map(|seed| Held::new(kernels, &values(seed, channels)));
            let variance = Held::new(kernels, &variances(6, channels));
            for bias in [None, Some(bias.read())] {
                let mut folded_weight = Held::new(kernels, &vec![E::nan(); channels * width]);
                let mut folded_bias = Held::new(kernels, &vec![E::nan(); channels]);
                let affine = Affine { weight: gamma.read(), bias: beta.read() };
                let running = Statistics { mean: mean.read(), variance: variance.read() };
                let folded = Affine { weight: folded_weight.write(), bias: folded_bias.write() };
                kernels.fold(1e-3, weight.read(), bias, affine, running, folded);
                found.add(format!("weight of {channels} · {width}"), kernels, &folded_weight);
                found.add(format!("bias of {channels} · {width}"), kernels, &folded_bias);
            }
        }
    });

    parity!(blends: BatchNorm, |kernels, found| {
        for n in [0, 1, 77, 600] {
            let (mut running, statistic) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, n)));
            let (mut others, more) = (Held::new(kernels, &values(3, 5)), Held::new(kernels, &values(4, 5)));
            kernels.blend(&mut [
                Blend { kept: 0.75, running: running.write(), weight: 0.5, statistic: statistic.read() },
                Blend { kept: 0.0, running: others.write(), weight: 0.1, statistic: more.read() },
            ]);
            found.add(format!("{n}"), kernels, &running);
            found.add(format!("5 beside {n}"), kernels, &others);
        }
        kernels.blend(&mut []);
    });
}
