use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Cosine, Geometry};

static SOURCE: Source = Source { folder: "cosine", text: include_str!("kernel.cu") };

for_floats!(Cosine for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        a: Slice<'_, E>,
        b: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        loss: SliceMut<'_, E>,
    ) {
        let rows = rows(g, [a.len(), b.len()], weights, loss.len());
        let grid = Grid::rows(rows, g.columns);
        let blocks = grid.count();
        self.with_temporary::<f64>(blocks, |sums| {
            // SAFETY: a block reads rows of its own and writes its own of the `sums`; then one adds them up into the loss.
            unsafe {
                self.launch::<E>(&SOURCE, "forward", grid, &[&rows, &g.columns, &a, &b, &weights, &sums]);
                self.launch::<E>(&SOURCE, "finish", Grid::blocks(1), &[&blocks, &g.scale, &sums, &loss]);
            }
        });
    }

    fn backward(
        &self,
        g: &Geometry,
        a: Slice<'_, E>,
        b: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        dloss: Slice<'_, E>,
        da: SliceMut<'_, E>,
    ) {
        let rows = rows(g, [a.len(), b.len()], weights, dloss.len());
        check_lengths([da.len()], [a.len()]);
        let arguments: [&dyn Argument; 8] = [&rows, &g.columns, &g.scale, &a, &b, &weights, &dloss, &da];
        // SAFETY: a block reads and writes rows of its own.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::rows(rows, g.columns), &arguments) }
    }
});

/// The rows that have an element, if all lengths are those of the geometry.
fn rows<E>(g: &Geometry, elements: [usize; 2], weights: Option<Slice<'_, E>>, loss: usize) -> usize {
    check_lengths(elements, [g.rows * g.columns; 2]);
    check_lengths([weights.map_or(g.rows, |weights| weights.len()), loss], [g.rows, 1]);
    if g.columns == 0 { 0 } else { g.rows }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Cosine, Geometry};

    /// Of nothing, of one element, of a few, of more than a block, and of more rows than blocks.
    const SIZES: [[usize; 2]; 7] = [[0, 3], [3, 0], [1, 1], [5, 7], [3, 300], [2, 1500], [4099, 2]];

    parity!(rows: Cosine, |kernels, found| {
        for [rows, columns] in SIZES {
            let (g, n) = (Geometry { rows, columns, scale: 1.0 / rows as f64 }, rows * columns);
            let (a, b) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, n)));
            let (weights, dloss) = (Held::new(kernels, &values(3, rows)), Held::new(kernels, &values(4, 1)));
            for weights in [None, Some(weights.read())] {
                let mut loss = Held::new(kernels, &[E::zero()]);
                kernels.forward(&g, a.read(), b.read(), weights, loss.write());
                found.add(format!("{g:?}, weighted: {}", weights.is_some()), kernels, &loss);
                let mut da = Held::new(kernels, &values(5, n));
                kernels.backward(&g, a.read(), b.read(), weights, dloss.read(), da.write());
                found.add(format!("gradient of {g:?}, weighted: {}", weights.is_some()), kernels, &da);
            }
        }
    });

    // Of no length, of too little, parallel, and what is not a number.
    parity!(special_vectors: Cosine, |kernels, found| {
        let vectors = [[0.0, 0.0], [3.0, 4.0], [-6.0, -8.0], [1e-9, 0.0], [f64::NAN, 0.0], [f64::INFINITY, 1.0]];
        let (g, dloss) = (Geometry { rows: 1, columns: 2, scale: 0.5 }, Held::new(kernels, &[E::one()]));
        for (a, b) in vectors.iter().flat_map(|a| vectors.map(|b| (a, b))) {
            let (held_a, held_b) = (Held::new(kernels, &a.map(E::of)), Held::new(kernels, &b.map(E::of)));
            let (mut loss, mut da) = (Held::new(kernels, &[E::zero()]), Held::new(kernels, &[E::zero(); 2]));
            kernels.forward(&g, held_a.read(), held_b.read(), None, loss.write());
            kernels.backward(&g, held_a.read(), held_b.read(), None, dloss.read(), da.write());
            found.add(format!("{a:?} and {b:?}"), kernels, &loss);
            found.add(format!("gradient of {a:?} and {b:?}"), kernels, &da);
        }
    });
}
