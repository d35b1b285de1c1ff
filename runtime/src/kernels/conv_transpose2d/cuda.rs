use super::super::conv2d::{Conv2d, Finish, Geometry, Way, correlate};
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::ConvTranspose2d;

static SOURCE: Source = Source { folder: "conv_transpose2d", text: include_str!("kernel.cu") };

for_floats!(ConvTranspose2d for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        relu: bool,
        y: SliceMut<'_, E>,
    ) {
        correlate(self, g, Way::Back, x, weight, Finish::Overwrite { bias, relu }, y);
    }

    fn backward_input(&self, g: &Geometry, weight: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        correlate(self, g, Way::Forward, dy, weight, Finish::Add, dx);
    }

    fn backward_weight(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        dy: Slice<'_, E>,
        dweight: SliceMut<'_, E>,
        dbias: Option<SliceMut<'_, E>>,
    ) {
        Conv2d::backward_weight(self, g, dy, x, dweight, None);
        let Some(dbias) = dbias else { return };
        let (channels, area) = (g.in_channels, g.input[0] * g.input[1]);
        check_lengths([dy.len(), dbias.len()], [g.batch * channels * area, channels]);
        let parts = parts(g);
        self.with_parts(channels, parts, |sums| {
            let arguments: [&dyn Argument; 7] = [&g.batch, &channels, &area, &parts, &dy, &sums, &dbias];
            // SAFETY: a block reads a part of its channel, and writes its own of the `sums` or the gradient; then a thread
            // adds up the sums of its channels.
            unsafe {
                self.launch::<E>(&SOURCE, "add_channels", Grid::blocks(channels * parts), &arguments);
                if let Some(sums) = &sums {
                    self.launch::<E>(&SOURCE, "add_parts", Grid::over(channels), &[&channels, &parts, sums, &dbias]);
                }
            }
        });
    }
});

/// Into how many parts a channel is cut; it depends on the sizes alone.
fn parts(g: &Geometry) -> usize {
    let places = g.batch * g.input[0] * g.input[1];
    places.div_ceil(1024).min(1024 / g.in_channels.max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::{ConvTranspose2d, Geometry, parts};

    /// Small, for a sum of many that is near 0 has errors as large as those of its terms.
    fn values<E: Float>(seed: u64, len: usize) -> Vec<E> {
        check::values::<E>(seed, len).into_iter().map(|value| value * E::of(0.125)).collect()
    }

    /// Those of the tests of the CPU, and one whose bias has a gradient of several parts.
    fn all() -> Vec<Geometry> {
        let large = Geometry {
            batch: 2,
            in_channels: 2,
            out_channels: 3,
            input: [32, 35],
            output: [30, 33],
            ..geometries()[0]
        };
        assert_eq!(parts(&large), 3);
        geometries().into_iter().chain([large]).collect()
    }

    /// Of the input, the weight and the output.
    fn lengths(g: &Geometry) -> [usize; 3] {
        let area = |size: [usize; 2]| size[0] * size[1];
        let weights = g.out_channels * g.in_channels / g.groups * area(g.kernel);
        [g.batch * g.out_channels * area(g.output), weights, g.batch * g.in_channels * area(g.input)]
    }

    parity!(outputs: ConvTranspose2d, |kernels, found| {
        for g in all() {
            let [inputs, weights, outputs] = lengths(&g);
            let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
            let bias = Held::new(kernels, &values(3, g.in_channels));
            for (biased, relu) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
                kernels.forward(&g, x.read(), weight.read(), biased.then(|| bias.read()), relu, y.write());
                found.add(format!("{g:?}, bias: {biased}, relu: {relu}"), kernels, &y);
            }
        }
    });

    parity!(gradients: ConvTranspose2d, |kernels, found| {
        for g in all() {
            let [inputs, weights, outputs] = lengths(&g);
            let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
            let (dy, mut dx) = (Held::new(kernels, &values(4, outputs)), Held::new(kernels, &values(5, inputs)));
            kernels.backward_input(&g, weight.read(), dy.read(), dx.write());
            found.add(format!("of the input, {g:?}"), kernels, &dx);
            for biased in [true, false] {
                let mut dweight = Held::new(kernels, &values(6, weights));
                let mut dbias = Held::new(kernels, &values(7, g.in_channels));
                let to_bias = biased.then(|| dbias.write());
                kernels.backward_weight(&g, x.read(), dy.read(), dweight.write(), to_bias);
                found.add(format!("of the weight, {g:?}"), kernels, &dweight);
                found.add(format!("of the bias, {g:?}"), kernels, &dbias);
            }
        }
    });
}
