use super::super::Axes;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{GatherNd, Geometry};

static SOURCE: Source = Source { folder: "gather_nd", text: include_str!("kernel.cu") };

for_floats!(GatherNd for Cuda {
    fn gather(&self, g: &Geometry, x: Slice<'_, E>, indices: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, x.len(), indices.len(), y.len());
        if x.is_empty() {
            return;
        }
        let ([axes, inner], [a, b, c, d, e, f], n) = (axes(g), sizes(g), y.len());
        let arguments: [&dyn Argument; 14] =
            [&n, &g.outer, &inner, &g.places, &axes, &a, &b, &c, &d, &e, &f, &x, &indices, &y];
        // SAFETY: a thread writes elements of its own indices below `n`, and reads for each the indices of its place and an
        // element of its row, within which these are brought.
        unsafe { self.launch::<E>(&SOURCE, "gather", Grid::over(n), &arguments) }
    }

    fn scatter(&self, g: &Geometry, x: Slice<'_, E>, indices: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, y.len(), indices.len(), x.len());
        if x.is_empty() || y.is_empty() {
            return;
        }
        let ([axes, inner], [a, b, c, d, e, f]) = (axes(g), sizes(g));
        let [places, elements] = [g.places, inner].map(|of_sample| g.batch * of_sample);
        self.with_zeros::<usize>(elements, |lists| {
            self.with_temporary::<usize>(places, |next| {
                // SAFETY: a thread writes `next` of places of its own, and puts each of them into a list of its sample,
                // exchanging its head; then a thread follows the lists of elements of its own, which no two share a place
                // of, and writes these elements of all rows.
                unsafe {
                    let arguments: [&dyn Argument; 14] = [
                        &places, &g.outer, &inner, &g.places, &axes, &a, &b, &c, &d, &e, &f, &indices, &lists, &next,
                    ];
                    self.launch::<E>(&SOURCE, "list", Grid::over(places), &arguments);
                    let arguments: [&dyn Argument; 8] =
                        [&elements, &g.outer, &inner, &g.places, &x, &lists, &next, &y];
                    self.launch::<E>(&SOURCE, "scatter", Grid::over(elements), &arguments);
                }
            });
        });
    }
});

fn check(g: &Geometry, elements: usize, indices: usize, places: usize) {
    let ([axes, inner], rows) = (axes(g), g.batch * g.outer);
    check_lengths([elements, indices, places], [rows * inner, g.batch * axes * g.places, rows * g.places]);
}

/// How many axes the indices lead along, and how many elements these have.
fn axes(g: &Geometry) -> [usize; 2] {
    [g.axes.len(), g.axes.iter().product()]
}

/// The sizes of the axes, with ones after them.
fn sizes(g: &Geometry) -> [usize; Axes::MOST] {
    std::array::from_fn(|axis| g.axes.get(axis).copied().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{GatherNd, Geometry};

    fn geometry(batch: usize, outer: usize, axes: &[usize], places: usize) -> Geometry {
        Geometry { batch, outer, axes: axes.iter().copied().collect(), places }
    }

    /// Of one to six axes, of nothing, with places that meet, and of several blocks.
    fn geometries() -> [Geometry; 9] {
        [
            geometry(0, 2, &[3], 4),
            geometry(2, 2, &[3], 0),
            geometry(1, 1, &[1], 1),
            geometry(2, 3, &[5], 4),
            geometry(2, 2, &[3, 4], 7),
            geometry(1, 1, &[2, 1, 3], 6),
            geometry(2, 1, &[2, 3, 1, 2, 2, 3], 40),
            geometry(3, 2, &[2], 501),
            geometry(2, 3, &[17, 19], 300),
        ]
    }

    parity!(both_ways: GatherNd, |kernels, found| {
        for g in geometries() {
            let inputs = g.batch * g.outer * g.axes.iter().product::<usize>();
            let outputs = g.batch * g.outer * g.places;
            // Some lead beyond the ends.
            let indices = values::<E>(1, g.batch * g.axes.len() * g.places);
            let indices: Vec<E> = indices.into_iter().map(|index| index * E::of(3.0) + E::of(2.0)).collect();
            let indices = Held::new(kernels, &indices);
            let (x, mut y) = (Held::new(kernels, &values(2, inputs)), Held::new(kernels, &values(3, outputs)));
            kernels.gather(&g, x.read(), indices.read(), y.write());
            found.add(format!("gather, {g:?}"), kernels, &y);
            let (x, mut y) = (Held::new(kernels, &values(4, outputs)), Held::new(kernels, &values(5, inputs)));
            kernels.scatter(&g, x.read(), indices.read(), y.write());
            found.add(format!("scatter, {g:?}"), kernels, &y);
        }
    });

    parity!(indices_that_are_no_numbers: GatherNd, |kernels, found| {
        let g = geometry(1, 1, &[3], 12);
        let indices = [
            0.0, 0.9, 1.999, -0.1, -7.0, 3.0, 1e20, -1e20, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0,
        ];
        let indices = Held::new(kernels, &indices.map(E::of));
        let (x, mut y) = (Held::new(kernels, &values(1, 3)), Held::new(kernels, &[E::zero(); 12]));
        kernels.gather(&g, x.read(), indices.read(), y.write());
        found.add("gather".to_string(), kernels, &y);
        let mut into = Held::new(kernels, &[E::zero(); 3]);
        kernels.scatter(&g, y.read(), indices.read(), into.write());
        found.add("scatter".to_string(), kernels, &into);
    });

    // What is added in another order has another sum.
    parity!(the_order_is_that_of_the_places: GatherNd, |kernels, found| {
        let g = geometry(1, 1, &[1], 601);
        let mut x = vec![E::one(); 601];
        (x[100], x[300]) = (E::of(1e17), E::of(-1e17));
        let (x, indices) = (Held::new(kernels, &x), Held::new(kernels, &[E::zero(); 601]));
        let mut y = Held::new(kernels, &[E::zero()]);
        kernels.scatter(&g, x.read(), indices.read(), y.write());
        found.add("sum".to_string(), kernels, &y);
    });
}
