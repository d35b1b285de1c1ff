use super::super::cuda::{Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Rotary};

static SOURCE: Source = Source { folder: "rotary", text: include_str!("kernel.cu") };

for_floats!(Rotary for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        launch::<E>(self, g, "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        launch::<E>(self, g, "backward", dy, dx);
    }
});

fn launch<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    check_lengths([from.len(), to.len()], [g.elements(); 2]);
    let (n, pairs) = (g.elements() / 2, g.pairs());
    // SAFETY: a thread reads and writes the elements of its own pairs, of which there are `n`.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &[&n, &g.places, &g.heads, &pairs, &g.base, &from, &to]) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Rotary};

    const GEOMETRIES: [Geometry; 4] = [
        Geometry { batch: 1, places: 1, heads: 1, depth: 2, base: 10_000.0 },
        Geometry { batch: 2, places: 5, heads: 3, depth: 8, base: 10_000.0 },
        Geometry { batch: 1, places: 700, heads: 2, depth: 6, base: 500.0 },
        Geometry { batch: 0, places: 5, heads: 3, depth: 8, base: 10_000.0 },
    ];

    parity!(both_ways: Rotary, |kernels, found| {
        for g in GEOMETRIES {
            let x = Held::new(kernels, &values(1, g.elements()));
            let mut y = Held::new(kernels, &vec![E::nan(); g.elements()]);
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("forward, {g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(2, g.elements()));
            kernels.backward(&g, x.read(), dx.write());
            found.add(format!("backward, {g:?}"), kernels, &dx);
        }
    });
}
