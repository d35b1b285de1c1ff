use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{AdaptivePool, Geometry};

static SOURCE: Source = Source { folder: "adaptive_pool", text: include_str!("kernel.cu") };

for_floats!(AdaptivePool for Cuda {
    fn max_forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], g.lengths());
        launch::<E>(self, g, "max_forward", y.len(), &[&x, &y]);
    }

    fn max_backward(&self, g: &Geometry, x: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let [inputs, outputs] = g.lengths();
        check_lengths([x.len(), dx.len(), dy.len()], [inputs, inputs, outputs]);
        launch::<E>(self, g, "max_backward", inputs, &[&x, &dy, &dx]);
    }

    fn average_forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], g.lengths());
        launch::<E>(self, g, "average_forward", y.len(), &[&x, &y]);
    }

    fn average_backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        check_lengths([dx.len(), dy.len()], g.lengths());
        launch::<E>(self, g, "average_backward", dx.len(), &[&dy, &dx]);
    }
});

/// Starts a kernel that writes `n` elements.
fn launch<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, n: usize, slices: &[&dyn Argument]) {
    let sizes: [&dyn Argument; 4] = [&n, &g.input, &g.output, &g.inner];
    let arguments: Vec<&dyn Argument> = sizes.into_iter().chain(slices.iter().copied()).collect();
    // SAFETY: a thread writes elements of its own indices below `n`, and reads those of bins, which lie within the axis.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::{GEOMETRIES, inputs};
    use super::AdaptivePool;

    parity!(maxima: AdaptivePool, |kernels, found| {
        for g in GEOMETRIES {
            let [len, outputs] = g.lengths();
            let dy = Held::new(kernels, &values(2, outputs));
            for (kind, x) in inputs::<E>(len).into_iter().enumerate() {
                let x = Held::new(kernels, &x);
                let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
                kernels.max_forward(&g, x.read(), y.write());
                found.add(format!("maxima of {g:?}, {kind}"), kernels, &y);
                let mut dx = Held::new(kernels, &values(3, len));
                kernels.max_backward(&g, x.read(), dy.read(), dx.write());
                found.add(format!("gradients of {g:?}, {kind}"), kernels, &dx);
            }
        }
    });

    parity!(averages: AdaptivePool, |kernels, found| {
        for g in GEOMETRIES {
            let [len, outputs] = g.lengths();
            let x = Held::new(kernels, &values(1, len));
            let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
            kernels.average_forward(&g, x.read(), y.write());
            found.add(format!("averages of {g:?}"), kernels, &y);
            let (dy, mut dx) = (Held::new(kernels, &values(2, outputs)), Held::new(kernels, &values(3, len)));
            kernels.average_backward(&g, dy.read(), dx.write());
            found.add(format!("gradients of {g:?}"), kernels, &dx);
        }
    });
}
