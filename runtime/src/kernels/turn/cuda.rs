use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::{Geometry, Turn};

static SOURCE: Source = Source { folder: "turn", text: include_str!("kernel.cu") };

for_floats!(Turn for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        turn(self, *g, "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        turn(self, g.back(), "backward", dy, dx);
    }
});

fn turn<E: Element>(cuda: &Cuda, g: Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    let n = common_length([g.outer * g.size * g.inner, from.len(), to.len()]);
    let arguments: [&dyn Argument; 7] = [&n, &g.size, &g.inner, &g.start, &g.reversed, &from, &to];
    // SAFETY: a thread writes elements of its own indices below `n`, and reads one of the same axis for each.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::GEOMETRIES;
    use super::Turn;

    parity!(both_ways: Turn, |kernels, found| {
        for g in GEOMETRIES {
            let n = g.outer * g.size * g.inner;
            let (x, mut y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &vec![E::nan(); n]));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("forward, {g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(2, n));
            kernels.backward(&g, x.read(), dx.write());
            found.add(format!("backward, {g:?}"), kernels, &dx);
        }
    });
}
