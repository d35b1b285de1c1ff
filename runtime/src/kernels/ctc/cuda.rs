use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Ctc, Geometry, Targets};

static SOURCE: Source = Source { folder: "ctc", text: include_str!("kernel.cu") };

for_floats!(Ctc for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        logs: Slice<'_, E>,
        targets: Targets<Slice<'_, usize>>,
        costs: SliceMut<'_, E>,
        alphas: SliceMut<'_, E>,
    ) {
        check_lengths([logs.len(), costs.len(), alphas.len()], [g.batch * g.steps * g.classes, g.batch, g.alphas()]);
        check(g, targets);
        let Targets { labels, lengths } = targets;
        let slices: [&dyn Argument; 5] = [&logs, &labels, &lengths, &costs, &alphas];
        let arguments: Vec<&dyn Argument> = sizes(g).into_iter().chain(slices).collect();
        // SAFETY: a block writes what is of its own sample, with a barrier before it is read; labels that are no class are
        // refused before.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::blocks(g.batch), &arguments) }
    }

    fn backward(
        &self,
        g: &Geometry,
        logs: Slice<'_, E>,
        targets: Targets<Slice<'_, usize>>,
        alphas: Slice<'_, E>,
        dcosts: Slice<'_, E>,
        dlogs: SliceMut<'_, E>,
    ) {
        let all = g.batch * g.steps * g.classes;
        check_lengths([logs.len(), dlogs.len(), dcosts.len(), alphas.len()], [all, all, g.batch, g.alphas()]);
        check(g, targets);
        let Targets { labels, lengths } = targets;
        self.with_temporary::<f64>(3 * g.batch * g.states(), |found| {
            let slices: [&dyn Argument; 7] = [&logs, &labels, &lengths, &alphas, &dcosts, &found, &dlogs];
            let arguments: Vec<&dyn Argument> = sizes(g).into_iter().chain(slices).collect();
            // SAFETY: as above; an element of the gradient is written by the thread of the first state of its class.
            unsafe { self.launch::<E>(&SOURCE, "backward", Grid::blocks(g.batch), &arguments) }
        });
    }
});

fn sizes(g: &Geometry) -> [&dyn Argument; 7] {
    [&g.batch, &g.steps, &g.classes, &g.labels, &g.blank, &g.mean, &g.zero_infinity]
}

fn check(g: &Geometry, targets: Targets<Slice<'_, usize>>) {
    let count = targets.lengths.map_or(g.batch, |lengths| lengths.len());
    check_lengths([targets.labels.len(), count], [g.batch * g.labels, g.batch]);
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Ctc, Geometry, Targets};

    const PLAIN: Geometry =
        Geometry { batch: 3, steps: 7, classes: 5, labels: 3, blank: 0, mean: false, zero_infinity: true };

    const GEOMETRIES: [Geometry; 6] = [
        PLAIN,
        Geometry { mean: true, blank: 4, ..PLAIN },
        // More states than threads, and more classes than these.
        Geometry { batch: 2, steps: 150, labels: 140, classes: 300, ..PLAIN },
        Geometry { labels: 0, ..PLAIN },
        Geometry { steps: 0, ..PLAIN },
        Geometry { batch: 0, ..PLAIN },
    ];

    parity!(both_ways: Ctc with usize, |kernels, found| {
        for g in GEOMETRIES {
            let all = g.batch * g.steps * g.classes;
            let logs: Vec<E> = values::<f64>(1, all).into_iter().map(|x| E::of(x - 2.0)).collect();
            // Some are the same as their neighbours, and some are blanks.
            let labels: Vec<usize> = (0..g.batch * g.labels).map(|place| (place / 2 * 3 + 1) % g.classes).collect();
            let lengths: Vec<usize> = (0..g.batch).map(|sample| g.steps.saturating_sub(sample * 2)).collect();
            let (logs, labels) = (Held::<E, K>::new(kernels, &logs), Held::<usize, K>::new(kernels, &labels));
            let lengths = Held::<usize, K>::new(kernels, &lengths);
            for lengths in [None, Some(&lengths)] {
                let targets = Targets { labels: labels.read(), lengths: lengths.map(|lengths| lengths.read()) };
                let mut costs = Held::<E, K>::new(kernels, &vec![E::nan(); g.batch]);
                let mut alphas = Held::<E, K>::new(kernels, &vec![E::nan(); g.alphas()]);
                kernels.forward(&g, logs.read(), targets, costs.write(), alphas.write());
                found.add(format!("costs of {g:?}"), kernels, &costs);
                found.add(format!("alphas of {g:?}"), kernels, &alphas);
                let dcosts = Held::<E, K>::new(kernels, &values(2, g.batch));
                let mut dlogs = Held::<E, K>::new(kernels, &values(3, all));
                kernels.backward(&g, logs.read(), targets, alphas.read(), dcosts.read(), dlogs.write());
                found.add(format!("gradients of {g:?}"), kernels, &dlogs);
            }
        }
    });
}
