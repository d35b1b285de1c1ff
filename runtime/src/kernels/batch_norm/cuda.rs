use super::super::Float;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths, common_length};
use super::{Affine, BatchNorm, Blend, Geometry, Statistics};

#[cfg(test)]
mod tests;

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
                    let nowhere: Option<SliceMut<'_, E>> = None;
                    let arguments: [&dyn Argument; 8] =
                        [&g.channels, &g.spatial, &count, &parts, &length, &x, found, &nowhere];
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
            // SAFETY: as above; then a thread writes the moments of its channel.
            unsafe {
                let arguments: [&dyn Argument; 8] =
                    [&g.channels, &g.spatial, &count, &parts, &length, &x, &found, &moments];
                self.launch::<E>(&SOURCE, "moments", grid, &arguments);
                if let Some(found) = &found {
                    let share = 1.0 / count as f64;
                    let arguments: [&dyn Argument; 8] =
                        [&g.channels, &g.spatial, &count, &parts, &length, &share, found, &moments];
                    self.launch::<E>(&SOURCE, "all_moments", Grid::over(g.channels), &arguments);
                }
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
        let write = |table: &mut Vec<u64>| table.extend(blends.iter().flat_map(Blend::row));
        // SAFETY: a block reads and writes what a row of its own says: as many elements as both have.
        self.with_table(write, |table| unsafe {
            self.launch::<E>(&SOURCE, "blend", Grid::blocks(rows.min(1024)), &[&rows, &table]);
        });
    }
});

impl<E: 'static> Blend<'_, E, Cuda> {
    /// What kernels read of it in a table.
    pub(in super::super) fn row(&self) -> [u64; 5] {
        let Blend { kept, running, weight, statistic } = self;
        let n = common_length([running.len(), statistic.len()]) as u64;
        [n, running.pointer(), statistic.pointer(), kept.to_bits(), weight.to_bits()]
    }
}

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
