use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, RmsNorm};

static SOURCE: Source = Source { folder: "rms_norm", text: include_str!("kernel.cu") };

for_floats!(RmsNorm for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, weight: Slice<'_, E>, y: SliceMut<'_, E>, scales: SliceMut<'_, E>) {
        let Geometry { rows, columns, epsilon } = g;
        check(g, [x.len(), y.len()], [weight.len(), scales.len()]);
        let arguments: [&dyn Argument; 7] = [rows, columns, epsilon, &x, &weight, &y, &scales];
        // SAFETY: a block reads and writes rows of its own.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::rows(*rows, *columns), &arguments) }
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        scales: Slice<'_, E>,
        dy: SliceMut<'_, E>,
        dweight: SliceMut<'_, E>,
    ) {
        let Geometry { rows, columns, .. } = g;
        check(g, [x.len(), dy.len()], [weight.len(), scales.len()]);
        check_lengths([dweight.len()], [*columns]);
        let [parts, length] = cut(g);
        // First, for then there is another gradient in its place.
        self.with_parts(*columns, parts, |sums| {
            let arguments: [&dyn Argument; 9] =
                [rows, columns, &parts, &length, &x, &scales, &dy.read(), &sums, &dweight];
            // SAFETY: a thread reads its part of a column and writes its own of the `sums`, or the gradient of its column;
            // then a thread adds up the sums of its columns.
            unsafe {
                self.launch::<E>(&SOURCE, "weights", Grid::over(columns * parts), &arguments);
                if let Some(sums) = &sums {
                    let arguments: [&dyn Argument; 4] = [columns, &parts, sums, &dweight];
                    self.launch::<E>(&SOURCE, "finish", Grid::over(*columns), &arguments);
                }
            }
        });
        let arguments: [&dyn Argument; 6] = [rows, columns, &x, &weight, &scales, &dy];
        // SAFETY: a block reads and writes rows of its own, each thread of it elements of its own.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::rows(*rows, *columns), &arguments) }
    }
});

fn check(g: &Geometry, elements: [usize; 2], [weight, scales]: [usize; 2]) {
    check_lengths(elements, [g.rows * g.columns; 2]);
    check_lengths([weight, scales], [g.columns, g.rows]);
}

/// Into how many parts the rows are cut, and of how many rows; it depends on the sizes alone, and so does the order of a sum.
fn cut(g: &Geometry) -> [usize; 2] {
    // So many threads are enough, and a part should have so many rows at least.
    let (enough, least) = (1 << 16, 32);
    let parts = g.rows.div_ceil(least).min(enough / g.columns.max(1)).max(1);
    let length = g.rows.div_ceil(parts).max(1);
    [g.rows.div_ceil(length).max(1), length]
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, RmsNorm, cut};

    /// Of nothing, of one element, of more than a block, and of sums in several parts.
    const SIZES: [[usize; 2]; 5] = [[0, 3], [1, 1], [5, 37], [3, 1500], [130, 7]];

    fn geometry([rows, columns]: [usize; 2]) -> Geometry {
        Geometry { rows, columns, epsilon: 1e-3 }
    }

    #[test]
    fn there_is_one_part_and_several() {
        let parts = SIZES.map(|sizes| cut(&geometry(sizes))[0]);
        assert!(parts.contains(&1) && parts.iter().any(|parts| *parts > 1), "{parts:?}");
    }

    parity!(rows: RmsNorm, |kernels, found| {
        for sizes in SIZES {
            let (g, [rows, columns]) = (geometry(sizes), sizes);
            let (x, weight) = (Held::new(kernels, &values(1, rows * columns)), Held::new(kernels, &values(2, columns)));
            let mut y = Held::new(kernels, &vec![E::nan(); rows * columns]);
            let mut scales = Held::new(kernels, &vec![E::nan(); rows]);
            kernels.forward(&g, x.read(), weight.read(), y.write(), scales.write());
            let (mut dy, mut dweight) =
                (Held::new(kernels, &values(3, rows * columns)), Held::new(kernels, &values(4, columns)));
            kernels.backward(&g, x.read(), weight.read(), scales.read(), dy.write(), dweight.write());
            for (name, values) in [("y", &y), ("scales", &scales), ("dx", &dy), ("dweight", &dweight)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });
}
