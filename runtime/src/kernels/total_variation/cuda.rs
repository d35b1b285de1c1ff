use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, TotalVariation};

static SOURCE: Source = Source { folder: "total_variation", text: include_str!("kernel.cu") };

for_floats!(TotalVariation for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, weights: Option<Slice<'_, E>>, loss: SliceMut<'_, E>) {
        let [n, sample] = lengths(g, x.len(), weights, loss.len());
        let ([height, width], grid) = (g.size, Grid::over(n));
        let blocks = grid.count();
        self.with_temporary::<f64>(blocks, |sums| {
            let arguments: [&dyn Argument; 7] = [&n, &sample, &height, &width, &x, &weights, &sums];
            // SAFETY: a thread reads pixels of its own indices below `n`, their neighbours and the weight of their sample;
            // a block writes its own of the `sums`, and then one adds them up into the loss.
            unsafe {
                self.launch::<E>(&SOURCE, "forward", grid, &arguments);
                self.launch::<E>(&SOURCE, "finish", Grid::blocks(1), &[&blocks, &g.scale, &sums, &loss]);
            }
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        dloss: Slice<'_, E>,
        dx: SliceMut<'_, E>,
    ) {
        let [n, sample] = lengths(g, x.len(), weights, dloss.len());
        check_lengths([dx.len()], [n]);
        let [height, width] = &g.size;
        let arguments: [&dyn Argument; 9] = [&n, &sample, height, width, &g.scale, &x, &weights, &dloss, &dx];
        // SAFETY: as above; a thread writes pixels of its own indices.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::over(n), &arguments) }
    }
});

/// The elements of all samples and of one, if all lengths are those of the geometry.
fn lengths<E>(g: &Geometry, x: usize, weights: Option<Slice<'_, E>>, loss: usize) -> [usize; 2] {
    let sample = g.channels * g.size[0] * g.size[1];
    check_lengths([x, weights.map_or(g.batch, |weights| weights.len()), loss], [g.batch * sample, g.batch, 1]);
    [g.batch * sample, sample]
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, TotalVariation};

    /// Of nothing, of one pixel, of a line either way, and of several blocks.
    const SIZES: [[usize; 4]; 8] = [
        [0, 3, 4, 4],
        [2, 3, 0, 4],
        [2, 3, 4, 0],
        [2, 1, 1, 1],
        [2, 2, 1, 7],
        [2, 2, 7, 1],
        [3, 2, 4, 5],
        [2, 3, 17, 31],
    ];

    parity!(images: TotalVariation, |kernels, found| {
        for [batch, channels, height, width] in SIZES {
            let g = Geometry { batch, channels, size: [height, width], scale: 0.02 };
            let n = batch * channels * height * width;
            // As they are, and with many neighbours that are equal.
            let distinct = values::<E>(1, n);
            let flat: Vec<E> = distinct.iter().map(|x| x.floor()).collect();
            let (weights, dloss) = (Held::new(kernels, &values(2, batch)), Held::new(kernels, &values(3, 1)));
            for x in [distinct, flat] {
                let x = Held::new(kernels, &x);
                for weights in [None, Some(weights.read())] {
                    let mut loss = Held::new(kernels, &[E::nan()]);
                    kernels.forward(&g, x.read(), weights, loss.write());
                    found.add(format!("{g:?}, weighted: {}", weights.is_some()), kernels, &loss);
                    let mut dx = Held::new(kernels, &values(4, n));
                    kernels.backward(&g, x.read(), weights, dloss.read(), dx.write());
                    found.add(format!("gradient of {g:?}, weighted: {}", weights.is_some()), kernels, &dx);
                }
            }
        }
    });

    parity!(special_pixels: TotalVariation, |kernels, found| {
        let g = Geometry { batch: 1, channels: 1, size: [2, 3], scale: 1.0 };
        let dloss = Held::new(kernels, &[E::one()]);
        for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for x in [[0.0, special, 0.0, 0.0, 0.0, 1.0], [special, special, 1.0, 2.0, 3.0, 4.0]] {
                let held = Held::new(kernels, &x.map(E::of));
                let (mut loss, mut dx) = (Held::new(kernels, &[E::zero()]), Held::new(kernels, &[E::zero(); 6]));
                kernels.forward(&g, held.read(), None, loss.write());
                kernels.backward(&g, held.read(), None, dloss.read(), dx.write());
                found.add(format!("{x:?}"), kernels, &loss);
                found.add(format!("gradient of {x:?}"), kernels, &dx);
            }
        }
    });
}
