use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::{Cumsum, Geometry};

static SOURCE: Source = Source { folder: "cumsum", text: include_str!("kernel.cu") };

for_floats!(Cumsum for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        sums(self, g, "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        sums(self, g, "backward", dy, dx);
    }
});

fn sums<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    common_length([g.outer * g.reduced * g.inner, from.len(), to.len()]);
    let columns = g.outer * g.inner;
    let arguments: [&dyn Argument; 5] = [&columns, &g.reduced, &g.inner, &from, &to];
    // SAFETY: a thread reads and writes columns of its own.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(columns), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::GEOMETRIES;
    use super::Cumsum;

    parity!(both_ways: Cumsum, |kernels, found| {
        for g in GEOMETRIES {
            let n = g.outer * g.reduced * g.inner;
            let (x, mut y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &vec![E::nan(); n]));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("forward, {g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(2, n));
            kernels.backward(&g, x.read(), dx.write());
            found.add(format!("backward, {g:?}"), kernels, &dx);
        }
    });
}
