use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Correlation, Geometry};

static SOURCE: Source = Source { folder: "correlation", text: include_str!("kernel.cu") };

for_floats!(Correlation for Cuda {
    fn forward(&self, g: &Geometry, a: Slice<'_, E>, b: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([a.len(), b.len(), y.len()], [g.inputs(), g.inputs(), g.outputs()]);
        launch(self, g, "correlate", [a, b], y);
    }

    fn backward_first(&self, g: &Geometry, b: Slice<'_, E>, dy: Slice<'_, E>, da: SliceMut<'_, E>) {
        check_lengths([b.len(), dy.len(), da.len()], [g.inputs(), g.outputs(), g.inputs()]);
        launch(self, g, "first", [b, dy], da);
    }

    fn backward_second(&self, g: &Geometry, a: Slice<'_, E>, dy: Slice<'_, E>, db: SliceMut<'_, E>) {
        check_lengths([a.len(), dy.len(), db.len()], [g.inputs(), g.outputs(), g.inputs()]);
        launch(self, g, "second", [a, dy], db);
    }
});

fn launch<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    kernel: &'static str,
    [first, second]: [Slice<'_, E>; 2],
    to: SliceMut<'_, E>,
) {
    let (n, [height, width]) = (to.len(), g.size);
    let arguments: [&dyn Argument; 8] = [&n, &g.channels, &height, &width, &g.reach, &first, &second, &to];
    // SAFETY: a thread writes elements of its own indices below `n`, and reads what is within the planes of their sample.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::Correlation;

    parity!(values_and_gradients: Correlation, |kernels, found| {
        for g in geometries() {
            let (a, b) = (Held::new(kernels, &values(1, g.inputs())), Held::new(kernels, &values(2, g.inputs())));
            let mut y = Held::new(kernels, &vec![E::nan(); g.outputs()]);
            kernels.forward(&g, a.read(), b.read(), y.write());
            found.add(format!("{g:?}"), kernels, &y);
            let dy = Held::new(kernels, &values(3, g.outputs()));
            let mut da = Held::new(kernels, &values(4, g.inputs()));
            kernels.backward_first(&g, b.read(), dy.read(), da.write());
            found.add(format!("first, {g:?}"), kernels, &da);
            let mut db = Held::new(kernels, &values(5, g.inputs()));
            kernels.backward_second(&g, a.read(), dy.read(), db.write());
            found.add(format!("second, {g:?}"), kernels, &db);
        }
    });
}
