use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Found, Geometry, SparseCrossEntropy, Weights};

static SOURCE: Source = Source { folder: "sparse_cross_entropy", text: include_str!("kernel.cu") };

for_floats!(SparseCrossEntropy for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        indices: Slice<'_, usize>,
        logits: Slice<'_, E>,
        weights: Weights<'_, Slice<'_, E>>,
        loss: SliceMut<'_, E>,
        scale: SliceMut<'_, E>,
        maxima: SliceMut<'_, E>,
        logarithms: SliceMut<'_, E>,
    ) {
        check(g, [indices.len(), maxima.len(), logarithms.len()], logits.len(), weights);
        check_lengths([loss.len(), scale.len()], [1; 2]);
        let Geometry { rows, classes, places, rows_of_sample, .. } = g;
        let Target { ignored, kept, spread, spreads } = Target::new(g, weights.classes);
        let given = g.scale.unwrap_or(MEAN);
        let (kernel, grid) = if *places == 1 {
            ("forward_rows", Grid::rows((*rows).max(1), *classes))
        } else {
            ("forward_places", Grid::over(g.indices().max(1)))
        };
        with_classes(self, weights, |of_classes| {
            self.with_temporary::<f64>(2 * grid.count(), |sums| {
                self.with_tickets(1, |tickets| {
                    let arguments: [&dyn Argument; 19] = [
                        rows, classes, places, rows_of_sample, &ignored, &kept, &spread, &spreads, &of_classes, &given,
                        &indices, &logits, &weights.samples, &sums, &tickets, &loss, &scale, &maxima, &logarithms,
                    ];
                    // SAFETY: a block or a thread reads and writes rows or places of its own, and a block its own of the
                    // `sums`; the last adds these up into the loss.
                    unsafe { self.launch::<E>(&SOURCE, kernel, grid, &arguments) }
                });
            });
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        indices: Slice<'_, usize>,
        logits: Slice<'_, E>,
        weights: Weights<'_, Slice<'_, E>>,
        found: Found<Slice<'_, E>>,
        dloss: Slice<'_, E>,
        dlogits: SliceMut<'_, E>,
    ) {
        check(g, [indices.len(), found.maxima.len(), found.logarithms.len()], logits.len(), weights);
        check_lengths([found.scale.len(), dloss.len(), dlogits.len()], [1, 1, g.logits()]);
        let Geometry { rows, classes, places, rows_of_sample, .. } = g;
        let Target { ignored, kept, spread, spreads } = Target::new(g, weights.classes);
        let (kernel, grid) = if *places == 1 {
            ("backward_rows", Grid::rows(*rows, *classes))
        } else {
            ("backward_places", Grid::over(g.indices()))
        };
        with_classes(self, weights, |of_classes| {
            let arguments: [&dyn Argument; 17] = [
                rows, classes, places, rows_of_sample, &ignored, &kept, &spread, &spreads, &of_classes, &indices,
                &logits, &weights.samples, &found.scale, &found.maxima, &found.logarithms, &dloss, &dlogits,
            ];
            // SAFETY: a block or a thread reads and writes rows or places of its own.
            unsafe { self.launch::<E>(&SOURCE, kernel, grid, &arguments) }
        });
    }
});

/// What the kernel takes for a mean over the weights of all that counts.
const MEAN: f64 = -1.0;

/// What is made of an index before it is compared.
struct Target {
    ignored: u64,
    kept: f64,
    spread: f64,
    spreads: f64,
}

impl Target {
    fn new(g: &Geometry, weights: Option<&[f64]>) -> Self {
        let [kept, spread] = g.shares();
        let all = weights.map_or(g.classes as f64, |weights| weights.iter().sum());
        Self { ignored: g.ignored.map_or(u64::MAX, |index| index as u64), kept, spread, spreads: spread * all }
    }
}

fn check<E>(g: &Geometry, places: [usize; 3], logits: usize, weights: Weights<'_, Slice<'_, E>>) {
    check_lengths(places, [g.indices(); 3]);
    let samples = g.rows / g.rows_of_sample.max(1);
    let given = weights.samples.map_or(samples, |samples| samples.len());
    check_lengths([logits, given, weights.classes.map_or(g.classes, <[f64]>::len)], [g.logits(), samples, g.classes]);
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
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Found, Geometry, SparseCrossEntropy, Weights};

    /// Of nothing, of one class, of a few, of more than a block, of more rows than blocks, and of many places.
    const SIZES: [[usize; 3]; 9] =
        [[0, 3, 1], [1, 1, 1], [6, 7, 1], [2, 1500, 1], [4100, 2, 1], [0, 3, 4], [2, 5, 6], [4, 3, 700], [2, 3, 3000]];

    /// Every seventh does not count, one way or the other.
    fn indices(classes: usize, n: usize) -> Vec<usize> {
        (0..n).map(|i| if i % 7 == 6 { classes + i % 2 * usize::MAX / 2 } else { i * i % classes }).collect()
    }

    parity!(rows_and_places: SparseCrossEntropy with usize, |kernels, found| {
        for [rows, classes, places] in SIZES {
            let g = Geometry { rows, classes, places, rows_of_sample: 2, scale: None, smoothing: 0.0, ignored: Some(1) };
            let g = Geometry { rows_of_sample: if rows % 2 == 0 { 2 } else { 1 }, ..g };
            let indices = Held::<usize, K>::new(kernels, &indices(classes, g.indices()));
            let logits = Held::<E, K>::new(kernels, &values(1, g.logits()));
            let samples = Held::<E, K>::new(kernels, &values(3, rows / g.rows_of_sample));
            let of_classes: Vec<f64> = values::<f64>(4, classes).iter().map(|weight| weight.abs()).collect();
            let dloss = Held::<E, K>::new(kernels, &values(5, 1));
            for (scale, smoothing, samples, of_classes) in [
                (None, 0.0, None, None),
                (Some(0.25), 0.2, None, None),
                (None, 0.0, Some(samples.read()), Some(&of_classes[..])),
                (Some(0.25), 0.1, Some(samples.read()), Some(&of_classes[..])),
            ] {
                let g = Geometry { scale, smoothing, ..g };
                let weights = Weights { samples, classes: of_classes };
                let [mut loss, mut factor] = [0; 2].map(|_| Held::<E, K>::new(kernels, &[E::nan()]));
                let [mut maxima, mut logarithms] =
                    [0; 2].map(|_| Held::<E, K>::new(kernels, &vec![E::nan(); g.indices()]));
                kernels.forward(
                    &g, indices.read(), logits.read(), weights, loss.write(), factor.write(), maxima.write(),
                    logarithms.write(),
                );
                let which = format!("{g:?}, weighted: {}, {}", samples.is_some(), of_classes.is_some());
                found.add(format!("loss of {which}"), kernels, &loss);
                found.add(format!("scale of {which}"), kernels, &factor);
                let of_all = Found { scale: factor.read(), maxima: maxima.read(), logarithms: logarithms.read() };
                let mut dlogits = Held::<E, K>::new(kernels, &values(6, g.logits()));
                kernels.backward(&g, indices.read(), logits.read(), weights, of_all, dloss.read(), dlogits.write());
                found.add(format!("gradient of {which}"), kernels, &dlogits);
            }
        }
    });
}
