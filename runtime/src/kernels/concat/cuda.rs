use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Concat, Geometry};

static SOURCE: Source = Source { folder: "concat", text: include_str!("kernel.cu") };

for_floats!(Concat for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (n, Geometry { part, whole, offset, .. }) = (length(g, x.len(), y.len()), g);
        // SAFETY: a thread reads elements of its own indices below `n`, and writes the place of each in its row of the
        // whole, which the part is within.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n), &[&n, part, whole, offset, &x, &y]) }
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let (n, Geometry { part, whole, offset, .. }) = (length(g, dx.len(), dy.len()), g);
        // SAFETY: as above, with reading and writing exchanged.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::over(n), &[&n, part, whole, offset, &dy, &dx]) }
    }
});

/// The elements of the part, if all lengths are those of the geometry.
fn length(g: &Geometry, part: usize, whole: usize) -> usize {
    check_lengths([part, whole], [g.outer * g.part, g.outer * g.whole]);
    assert!(g.offset + g.part <= g.whole, "the part is beyond the whole: {g:?}");
    part
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Concat, Geometry};

    const GEOMETRIES: [Geometry; 7] = [
        Geometry { outer: 0, part: 2, whole: 3, offset: 0 },
        Geometry { outer: 1, part: 0, whole: 3, offset: 2 },
        Geometry { outer: 1, part: 1, whole: 1, offset: 0 },
        Geometry { outer: 2, part: 2, whole: 5, offset: 1 },
        Geometry { outer: 5, part: 3, whole: 3, offset: 0 },
        Geometry { outer: 3, part: 401, whole: 500, offset: 99 },
        Geometry { outer: 700, part: 1, whole: 2, offset: 1 },
    ];

    parity!(parts: Concat, |kernels, found| {
        for g in GEOMETRIES {
            let (part, whole) = (g.outer * g.part, g.outer * g.whole);
            let (x, mut y) = (Held::new(kernels, &values(1, part)), Held::new(kernels, &values(2, whole)));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("whole of {g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(3, part));
            kernels.backward(&g, y.read(), dx.write());
            found.add(format!("part of {g:?}"), kernels, &dx);
        }
    });
}
