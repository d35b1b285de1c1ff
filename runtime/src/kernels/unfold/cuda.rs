use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Unfold};

static SOURCE: Source = Source { folder: "unfold", text: include_str!("kernel.cu") };

for_floats!(Unfold for Cuda {
    fn unfold(&self, g: &Geometry, adds: bool, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], [g.folded(), g.unfolded()]);
        launch(self, g, "unfold", adds, x, y);
    }

    fn fold(&self, g: &Geometry, adds: bool, y: Slice<'_, E>, x: SliceMut<'_, E>) {
        check_lengths([y.len(), x.len()], [g.unfolded(), g.folded()]);
        launch(self, g, "fold", adds, y, x);
    }
});

fn launch<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    kernel: &'static str,
    adds: bool,
    from: Slice<'_, E>,
    to: SliceMut<'_, E>,
) {
    let n = to.len();
    let sizes = [g.channels, g.input, g.output, g.kernel, g.stride, g.before, g.dilation, g.inner];
    let mut arguments: Vec<&dyn Argument> = vec![&n];
    arguments.extend(sizes.iter().map(|size| size as &dyn Argument));
    arguments.extend([&adds as &dyn Argument, &from, &to]);
    // SAFETY: a thread writes elements of its own indices below `n`, and reads elements of which `place` and `position`
    // say that they are there.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::GEOMETRIES;
    use super::Unfold;

    parity!(both_ways: Unfold, |kernels, found| {
        for (g, adds) in GEOMETRIES.into_iter().flat_map(|g| [(g, false), (g, true)]) {
            let x = Held::new(kernels, &values(1, g.folded()));
            let mut y = Held::new(kernels, &values(2, g.unfolded()));
            kernels.unfold(&g, adds, x.read(), y.write());
            found.add(format!("unfolded, {adds}, {g:?}"), kernels, &y);
            let mut x = Held::new(kernels, &values(3, g.folded()));
            kernels.fold(&g, adds, y.read(), x.write());
            found.add(format!("folded, {adds}, {g:?}"), kernels, &x);
        }
    });
}
