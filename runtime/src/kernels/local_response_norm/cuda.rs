use super::super::Float;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, LocalResponseNorm};

static SOURCE: Source = Source { folder: "local_response_norm", text: include_str!("kernel.cu") };

for_floats!(LocalResponseNorm for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>, s: SliceMut<'_, E>) {
        let n = g.elements();
        check_lengths([x.len(), y.len(), s.len()], [n; 3]);
        let [before, after] = [g.size / 2, g.size.div_ceil(2) - 1];
        let [factor, k, beta] = [g.factor(), g.k, g.beta].map(E::of);
        let arguments: [&dyn Argument; 11] =
            [&n, &g.channels, &g.spatial, &before, &after, &factor, &k, &beta, &x, &y, &s];
        // SAFETY: a thread writes elements of its own indices below `n`, and reads those of their sample.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n), &arguments) }
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        s: Slice<'_, E>,
        dy: Slice<'_, E>,
        slopes: SliceMut<'_, E>,
        dx: SliceMut<'_, E>,
    ) {
        let n = g.elements();
        check_lengths([x.len(), s.len(), dy.len(), slopes.len(), dx.len()], [n; 5]);
        // Those that a square counts for lie the other way around.
        let [after, before] = [g.size / 2, g.size.div_ceil(2) - 1];
        let [factor, beta] = [-2.0 * g.factor() * g.beta, g.beta].map(E::of);
        // SAFETY: as above; the slopes are written by one launch and read by the next.
        unsafe {
            self.launch::<E>(&SOURCE, "slopes", Grid::over(n), &[&n, &beta, &x, &s, &dy, &slopes]);
            let slopes = slopes.read();
            let arguments: [&dyn Argument; 12] =
                [&n, &g.channels, &g.spatial, &before, &after, &factor, &beta, &x, &s, &dy, &slopes, &dx];
            self.launch::<E>(&SOURCE, "backward", Grid::over(n), &arguments);
        }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::LocalResponseNorm;

    parity!(channels: LocalResponseNorm, |kernels, found| {
        for g in geometries() {
            let (n, x) = (g.elements(), Held::new(kernels, &values(1, g.elements())));
            let [mut y, mut s, mut slopes] = [(); 3].map(|()| Held::new(kernels, &vec![E::nan(); n]));
            kernels.forward(&g, x.read(), y.write(), s.write());
            let (dy, mut dx) = (Held::new(kernels, &values(2, n)), Held::new(kernels, &values(3, n)));
            kernels.backward(&g, x.read(), s.read(), dy.read(), slopes.write(), dx.write());
            for (name, values) in [("y", &y), ("s", &s), ("dx", &dx)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });
}
