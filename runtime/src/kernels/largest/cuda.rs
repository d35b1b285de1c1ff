use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Largest};

static SOURCE: Source = Source { folder: "largest", text: include_str!("kernel.cu") };

for_floats!(Largest for Cuda {
    fn places(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], [g.rows * g.size, g.rows * g.count]);
        let arguments: [&dyn Argument; 5] = [&g.rows, &g.size, &g.count, &x, &y];
        // SAFETY: a thread reads and writes rows of its own.
        unsafe { self.launch::<E>(&SOURCE, "places", Grid::over(g.rows), &arguments) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::{GEOMETRIES, rows};
    use super::Largest;

    parity!(places: Largest, |kernels, found| {
        for g in GEOMETRIES {
            let x = Held::new(kernels, &rows::<E>(&g));
            let mut y = Held::new(kernels, &vec![E::nan(); g.rows * g.count]);
            kernels.places(&g, x.read(), y.write());
            found.add(format!("{g:?}"), kernels, &y);
        }
    });
}
