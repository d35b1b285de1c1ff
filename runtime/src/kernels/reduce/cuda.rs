use super::super::Float;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Reduce};

static SOURCE: Source = Source { folder: "reduce", text: include_str!("kernel.cu") };

for_floats!(Reduce for Cuda {
    fn sum(&self, g: &Geometry, divisor: f64, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let Cut { is_rows, parts, grid } = Cut::new(g);
        let (n, Geometry { outer, reduced, inner }) = (places(g), g);
        check_lengths([x.len(), y.len()], [n * reduced, n]);
        let kernel = if is_rows { "sum_rows" } else { "sum_columns" };
        self.with_parts(n, parts, |sums| {
            let arguments: [&dyn Argument; 8] = [outer, reduced, inner, &parts, &divisor, &x, &sums, &y];
            // SAFETY: a block, or a thread, reads a part of the row or column of a result, and writes its own of the
            // `sums` or the result; then a thread adds up the sums of its results.
            unsafe {
                self.launch::<E>(&SOURCE, kernel, grid, &arguments);
                if let Some(sums) = &sums {
                    self.launch::<E>(&SOURCE, "divide", Grid::over(n), &[&n, &parts, &divisor, sums, &y]);
                }
            }
        });
    }

    fn backward_sum(&self, g: &Geometry, divisor: f64, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let (n, divisor) = (places(g) * g.reduced, E::of(divisor));
        check_lengths([dx.len(), dy.len()], [n, places(g)]);
        let arguments: [&dyn Argument; 6] = [&n, &g.reduced, &g.inner, &divisor, &dy, &dx];
        // SAFETY: a thread writes elements of its own indices below `n`, and reads the gradient of their result.
        unsafe { self.launch::<E>(&SOURCE, "backward_sum", Grid::over(n), &arguments) }
    }

    fn max(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let Cut { is_rows, parts, grid } = Cut::new(g);
        let (n, Geometry { outer, reduced, inner }) = (places(g), g);
        check_lengths([x.len(), y.len()], [n * reduced, n]);
        let kernel = if is_rows { "max_rows" } else { "max_columns" };
        if parts == 1 {
            // SAFETY: a block, or a thread, reads the row or column of a result and writes that.
            unsafe { self.launch::<E>(&SOURCE, kernel, grid, &[outer, reduced, inner, &1_usize, &x, &y]) }
            return;
        }
        self.with_temporary::<E>(n * parts, |largest| {
            // SAFETY: as above, of a part; then a thread takes the largest of all parts, a column of their own.
            unsafe {
                self.launch::<E>(&SOURCE, kernel, grid, &[outer, reduced, inner, &parts, &x, &largest]);
                let arguments: [&dyn Argument; 6] = [&1_usize, &parts, &n, &1_usize, &largest, &y];
                self.launch::<E>(&SOURCE, "max_columns", Grid::over(n), &arguments);
            }
        });
    }

    fn backward_max(&self, g: &Geometry, x: Slice<'_, E>, y: Slice<'_, E>, dy: SliceMut<'_, E>, dx: SliceMut<'_, E>) {
        let Cut { is_rows, parts, grid } = Cut::new(g);
        let (n, Geometry { outer, reduced, inner }) = (places(g), g);
        check_lengths([x.len(), dx.len(), y.len(), dy.len()], [n * reduced, n * reduced, n, n]);
        let kernel = if is_rows { "count_rows" } else { "count_columns" };
        self.with_parts(n, parts, |counts| {
            let all = n * reduced;
            // SAFETY: as in `sum`; then a thread writes elements of its own indices below `all`, and reads what belongs
            // to their result.
            unsafe {
                let arguments: [&dyn Argument; 8] = [outer, reduced, inner, &parts, &x, &y, &counts, &dy];
                self.launch::<E>(&SOURCE, kernel, grid, &arguments);
                if let Some(counts) = &counts {
                    self.launch::<E>(&SOURCE, "share", Grid::over(n), &[&n, &parts, counts, &dy]);
                }
                let arguments: [&dyn Argument; 7] = [&all, reduced, inner, &x, &y, &dy, &dx];
                self.launch::<E>(&SOURCE, "backward_max", Grid::over(all), &arguments);
            }
        });
    }
});

/// How a reduction is shared out; it depends on the sizes alone, and so does the order of a sum.
struct Cut {
    /// Whether a block reduces together, which needs elements that lie together, and enough of them.
    is_rows: bool,
    /// In how many parts that is done for each result: few results are not enough for all of a device.
    parts: usize,
    grid: Grid,
}

impl Cut {
    fn new(g: &Geometry) -> Self {
        let n = places(g);
        let is_rows = g.inner == 1 && g.reduced > 64;
        // So many blocks, or threads, are enough, and a part should have so many elements at least.
        let (enough, least) = if is_rows { (1024, 4096) } else { (1 << 17, 64) };
        let parts = g.reduced.div_ceil(least).min(enough / n.max(1)).max(1);
        let grid = if is_rows { Grid::blocks(n * parts) } else { Grid::over(n * parts) };
        Cut { is_rows, parts, grid }
    }
}

/// The number of results.
fn places(g: &Geometry) -> usize {
    g.outer * g.inner
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Cut, Geometry, Reduce, places};

    /// Rows and columns, in one part and in several, and of nothing.
    const GEOMETRIES: [Geometry; 12] = [
        Geometry { outer: 1, reduced: 1, inner: 1 },
        Geometry { outer: 3, reduced: 5, inner: 1 },
        Geometry { outer: 3, reduced: 65, inner: 1 },
        Geometry { outer: 2, reduced: 1031, inner: 1 },
        Geometry { outer: 2, reduced: 9001, inner: 1 },
        Geometry { outer: 600, reduced: 3, inner: 1 },
        Geometry { outer: 2, reduced: 3, inner: 4 },
        Geometry { outer: 1, reduced: 2, inner: 131 },
        Geometry { outer: 3, reduced: 300, inner: 7 },
        Geometry { outer: 2, reduced: 0, inner: 3 },
        Geometry { outer: 0, reduced: 5, inner: 1 },
        Geometry { outer: 5, reduced: 0, inner: 1 },
    ];

    #[test]
    fn there_are_parts_of_rows_and_of_columns() {
        let cuts = GEOMETRIES.map(|g| Cut::new(&g)).map(|cut| (cut.is_rows, cut.parts > 1));
        for kind in [(false, false), (false, true), (true, false), (true, true)] {
            assert!(cuts.contains(&kind), "rows, several parts: {kind:?}");
        }
        let large = Cut::new(&Geometry { outer: 1 << 20, reduced: 1 << 20, inner: 1 });
        assert_eq!(large.parts, 1);
    }

    parity!(sums: Reduce, |kernels, found| {
        for g in GEOMETRIES {
            let n = places(&g) * g.reduced;
            let x = Held::new(kernels, &values(1, n));
            let mut y = Held::new(kernels, &vec![E::nan(); places(&g)]);
            for divisor in [1.0, 3.0] {
                kernels.sum(&g, divisor, x.read(), y.write());
                found.add(format!("{g:?} / {divisor}"), kernels, &y);
            }
            let (dy, mut dx) = (Held::new(kernels, &values(2, places(&g))), Held::new(kernels, &values(3, n)));
            kernels.backward_sum(&g, 3.0, dy.read(), dx.write());
            found.add(format!("backward of {g:?}"), kernels, &dx);
        }
    });

    parity!(maxima: Reduce, |kernels, found| {
        for g in GEOMETRIES {
            let n = places(&g) * g.reduced;
            // As they are, with ties, with one or several that are not numbers, and without a largest.
            let distinct = values::<E>(1, n);
            let ties: Vec<E> = distinct.iter().map(|x| x.floor()).collect();
            let some_nan: Vec<E> = distinct.iter().map(|&x| if x > E::of(1.8) { E::nan() } else { x }).collect();
            let mut one_nan = distinct.clone();
            one_nan.iter_mut().take(1).for_each(|x| *x = E::nan());
            for x in [distinct, ties, one_nan, some_nan, vec![E::neg_infinity(); n]] {
                let x = Held::new(kernels, &x);
                let mut y = Held::new(kernels, &vec![E::nan(); places(&g)]);
                kernels.max(&g, x.read(), y.write());
                found.add(format!("{g:?}"), kernels, &y);
                let (mut dy, mut dx) = (Held::new(kernels, &values(2, places(&g))), Held::new(kernels, &values(3, n)));
                kernels.backward_max(&g, x.read(), y.read(), dy.write(), dx.write());
                found.add(format!("shares of {g:?}"), kernels, &dy);
                found.add(format!("backward of {g:?}"), kernels, &dx);
            }
        }
    });
}
