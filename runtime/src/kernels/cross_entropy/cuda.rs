use super::super::Float;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{CrossEntropy, Geometry, Weights};

static SOURCE: Source = Source { folder: "cross_entropy", text: include_str!("kernel.cu") };

for_floats!(CrossEntropy for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        logits: Slice<'_, E>,
        labels: Slice<'_, E>,
        weights: Weights<'_, Slice<'_, E>>,
        loss: SliceMut<'_, E>,
        probabilities: SliceMut<'_, E>,
    ) {
        check(g, [logits.len(), labels.len(), probabilities.len()], weights, loss.len());
        let (rows, [kept, spread]) = (rows(g), smoothing(g).map(E::of));
        // One block has to come, for it writes the loss.
        let grid = Grid::rows(rows.max(1), g.columns);
        let samples = weights.samples;
        with_classes(self, weights, |classes| {
            self.with_temporary::<f64>(grid.count(), |sums| {
                self.with_tickets(1, |tickets| {
                    let arguments: [&dyn Argument; 14] = [
                        &rows, &g.columns, &g.rows_of_sample, &kept, &spread, &classes, &g.scale, &samples, &logits, &labels, &probabilities,
                        &sums, &tickets, &loss,
                    ];
                    // SAFETY: a block reads and writes rows of its own, and its own of the `sums`; the last adds these up
                    // into the loss.
                    unsafe { self.launch::<E>(&SOURCE, "forward", grid, &arguments) }
                });
            });
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        labels: Slice<'_, E>,
        weights: Weights<'_, Slice<'_, E>>,
        probabilities: Slice<'_, E>,
        dloss: Slice<'_, E>,
        dlogits: SliceMut<'_, E>,
    ) {
        check(g, [labels.len(), probabilities.len(), dlogits.len()], weights, dloss.len());
        let (rows, [kept, spread]) = (rows(g), smoothing(g).map(E::of));
        let samples = weights.samples;
        with_classes(self, weights, |classes| {
            let arguments: [&dyn Argument; 12] = [
                &rows, &g.columns, &g.rows_of_sample, &kept, &spread, &classes, &g.scale, &samples, &labels, &probabilities, &dloss,
                &dlogits,
            ];
            // SAFETY: a block reads and writes rows of its own.
            unsafe { self.launch::<E>(&SOURCE, "backward", Grid::rows(rows, g.columns), &arguments) }
        });
    }
});

fn check<E>(g: &Geometry, elements: [usize; 3], weights: Weights<'_, Slice<'_, E>>, loss: usize) {
    check_lengths(elements, [g.rows * g.columns; 3]);
    let samples = g.rows / g.rows_of_sample.max(1);
    let given = weights.samples.map_or(samples, |samples| samples.len());
    let classes = weights.classes.map_or(g.columns, <[f64]>::len);
    check_lengths([given, classes, loss], [samples, g.columns, 1]);
}

/// The rows that have a class.
fn rows(g: &Geometry) -> usize {
    if g.columns == 0 { 0 } else { g.rows }
}

/// What is kept of a label, and what all labels get.
fn smoothing(g: &Geometry) -> [f64; 2] {
    [1.0 - g.smoothing, g.smoothing / g.columns as f64]
}

/// Does `work` with the weights of the classes on the device, if there are any.
fn with_classes<S>(cuda: &Cuda, weights: Weights<'_, S>, work: impl FnOnce(Option<Slice<'_, f64>>)) {
    match weights.classes {
        None => work(None),
        Some(classes) => {
            if let Some(classes) = cuda.constants(classes) {
                work(Some(classes));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{CrossEntropy, Geometry, Weights};

    /// Of nothing, of one class, of a few, of more than a block, and of more rows than blocks.
    const SIZES: [[usize; 2]; 7] = [[0, 3], [3, 0], [1, 1], [5, 7], [3, 300], [2, 1500], [4099, 2]];

    /// Some are 0.
    fn labels<E: Float>(n: usize) -> Vec<E> {
        values::<E>(2, n).into_iter().map(|value| value.max(E::zero())).collect()
    }

    parity!(rows: CrossEntropy, |kernels, found| {
        for [rows, columns] in SIZES {
            let n = rows * columns;
            let (logits, labels) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &labels(n)));
            let (samples, classes) = (Held::new(kernels, &values(3, rows)), values::<f64>(4, columns));
            let dloss = Held::new(kernels, &values(5, 1));
            for (smoothing, samples, classes) in [
                (0.0, None, None),
                (0.2, None, None),
                (0.0, Some(samples.read()), None),
                (0.1, None, Some(&classes[..])),
                (0.2, Some(samples.read()), Some(&classes[..])),
            ] {
                let g = Geometry { rows, columns, rows_of_sample: 1, scale: 1.0 / rows as f64, smoothing };
                let weights = Weights { samples, classes };
                let mut loss = Held::new(kernels, &[E::zero()]);
                let mut probabilities = Held::new(kernels, &vec![E::nan(); n]);
                kernels.forward(&g, logits.read(), labels.read(), weights, loss.write(), probabilities.write());
                let which = format!("{g:?}, weighted: {}, {}", samples.is_some(), classes.is_some());
                found.add(format!("loss of {which}"), kernels, &loss);
                found.add(format!("probabilities of {which}"), kernels, &probabilities);
                let mut dlogits = Held::new(kernels, &values(6, n));
                kernels.backward(&g, labels.read(), weights, probabilities.read(), dloss.read(), dlogits.write());
                found.add(format!("gradient of {which}"), kernels, &dlogits);
            }
        }
    });

    // Far from 0, masked with and without a label, and what is not a number beside a label of 0.
    parity!(special_rows: CrossEntropy, |kernels, found| {
        let (infinity, nan) = (f64::INFINITY, f64::NAN);
        let logits = [
            [1e4, -1e4, 0.0],
            [-1e4, 1e4, 0.0],
            [-infinity, 1.0, 1.0],
            [0.0, -infinity, 1.0],
            [-infinity; 3],
            [nan, 1.0, 2.0],
            [infinity, 1.0, 2.0],
        ];
        for logits in logits {
            let logits = Held::new(kernels, &logits.map(E::of));
            let labels = Held::new(kernels, &[0.0, 1.0, 0.0].map(E::of));
            let weights = Weights { samples: None, classes: None };
            let g = Geometry { rows: 1, columns: 3, rows_of_sample: 1, scale: 0.5, smoothing: 0.0 };
            let (mut loss, dloss) = (Held::new(kernels, &[E::zero()]), Held::new(kernels, &[E::one()]));
            let mut probabilities = Held::new(kernels, &[E::zero(); 3]);
            kernels.forward(&g, logits.read(), labels.read(), weights, loss.write(), probabilities.write());
            let mut dlogits = Held::new(kernels, &[E::zero(); 3]);
            kernels.backward(&g, labels.read(), weights, probabilities.read(), dloss.read(), dlogits.write());
            for (name, values) in [("loss", &loss), ("probabilities", &probabilities), ("gradient", &dlogits)] {
                found.add(name.to_string(), kernels, values);
            }
        }
    });
}
