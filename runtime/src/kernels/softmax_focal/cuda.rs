use super::super::Float;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, SoftmaxFocal};

static SOURCE: Source = Source { folder: "softmax_focal", text: include_str!("kernel.cu") };

for_floats!(SoftmaxFocal for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        logits: Slice<'_, E>,
        labels: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        loss: SliceMut<'_, E>,
        probabilities: SliceMut<'_, E>,
    ) {
        let rows = rows(g, [logits.len(), labels.len(), probabilities.len()], weights, loss.len());
        let grid = Grid::rows(rows, g.columns);
        let (blocks, beta) = (grid.count(), E::of(g.beta));
        self.with_temporary::<f64>(blocks, |sums| {
            let arguments: [&dyn Argument; 8] =
                [&rows, &g.columns, &beta, &logits, &labels, &weights, &probabilities, &sums];
            // SAFETY: a block reads and writes rows of its own, and its own of the `sums`; then one adds them up into the
            // loss.
            unsafe {
                self.launch::<E>(&SOURCE, "forward", grid, &arguments);
                self.launch::<E>(&SOURCE, "finish", Grid::blocks(1), &[&blocks, &g.scale, &sums, &loss]);
            }
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        labels: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        probabilities: Slice<'_, E>,
        dloss: Slice<'_, E>,
        dlogits: SliceMut<'_, E>,
    ) {
        let rows = rows(g, [labels.len(), probabilities.len(), dlogits.len()], weights, dloss.len());
        let beta = E::of(g.beta);
        let arguments: [&dyn Argument; 9] =
            [&rows, &g.columns, &beta, &g.scale, &labels, &weights, &probabilities, &dloss, &dlogits];
        // SAFETY: a block reads and writes rows of its own, and a thread of it elements of its own.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::rows(rows, g.columns), &arguments) }
    }
});

/// The rows that have a class, if all lengths are those of the geometry.
fn rows<E>(g: &Geometry, elements: [usize; 3], weights: Option<Slice<'_, E>>, loss: usize) -> usize {
    check_lengths(elements, [g.rows * g.columns; 3]);
    check_lengths([weights.map_or(g.rows, |weights| weights.len()), loss], [g.rows, 1]);
    if g.columns == 0 { 0 } else { g.rows }
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, SoftmaxFocal};

    /// Of nothing, of one class, of a few, of more than a block, and of more rows than blocks.
    const SIZES: [[usize; 2]; 7] = [[0, 3], [3, 0], [1, 1], [5, 7], [3, 300], [2, 1500], [4099, 2]];
    const BETAS: [f64; 5] = [0.0, 0.5, 1.0, 2.0, 3.5];

    /// Some are 0.
    fn labels<E: Float>(n: usize) -> Vec<E> {
        values::<E>(2, n).into_iter().map(|value| value.max(E::zero())).collect()
    }

    parity!(rows: SoftmaxFocal, |kernels, found| {
        for [rows, columns] in SIZES {
            let n = rows * columns;
            let (logits, labels) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &labels(n)));
            let (weights, dloss) = (Held::new(kernels, &values(3, rows)), Held::new(kernels, &values(4, 1)));
            for beta in BETAS {
                for weights in [None, Some(weights.read())] {
                    let g = Geometry { rows, columns, scale: 1.0 / rows as f64, beta };
                    let mut loss = Held::new(kernels, &[E::zero()]);
                    let mut probabilities = Held::new(kernels, &vec![E::nan(); n]);
                    kernels.forward(&g, logits.read(), labels.read(), weights, loss.write(), probabilities.write());
                    found.add(format!("loss of {g:?}, weighted: {}", weights.is_some()), kernels, &loss);
                    found.add(format!("probabilities of {g:?}"), kernels, &probabilities);
                    let mut dlogits = Held::new(kernels, &values(5, n));
                    kernels.backward(&g, labels.read(), weights, probabilities.read(), dloss.read(), dlogits.write());
                    found.add(format!("gradient of {g:?}, weighted: {}", weights.is_some()), kernels, &dlogits);
                }
            }
        }
    });

    // Sure and right, sure and wrong, undecided, and what is not a number, without a label too.
    parity!(special_rows: SoftmaxFocal, |kernels, found| {
        let pairs = [
            ([1e4, -1e4], [1.0, 0.0]),
            ([1e4, -1e4], [0.0, 1.0]),
            ([1e4, 1e4], [0.0, 1.0]),
            ([f64::NAN, 0.0], [0.0, 1.0]),
            ([f64::NAN, 0.0], [0.0, 0.0]),
            ([f64::INFINITY, 0.0], [0.0, 1.0]),
            ([f64::NEG_INFINITY, 0.0], [1.0, 0.0]),
        ];
        let dloss = Held::new(kernels, &[E::one()]);
        for (logits, labels) in pairs {
            let (logits, labels) = (Held::new(kernels, &logits.map(E::of)), Held::new(kernels, &labels.map(E::of)));
            for beta in BETAS {
                let g = Geometry { rows: 1, columns: 2, scale: 1.0, beta };
                let mut loss = Held::new(kernels, &[E::zero()]);
                let [mut probabilities, mut dlogits] = [0; 2].map(|_| Held::new(kernels, &[E::zero(); 2]));
                kernels.forward(&g, logits.read(), labels.read(), None, loss.write(), probabilities.write());
                kernels.backward(&g, labels.read(), None, probabilities.read(), dloss.read(), dlogits.write());
                for (name, values) in [("loss", &loss), ("probabilities", &probabilities), ("gradient", &dlogits)] {
                    found.add(format!("{name}, β = {beta}"), kernels, values);
                }
            }
        }
    });
}
