use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Operation, Softmax};

static SOURCE: Source = Source { folder: "softmax", text: include_str!("kernel.cu") };

for_floats!(Softmax for Cuda {
    fn forward(&self, g: &Geometry, operation: Operation, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (kernel, Geometry { rows, columns }) = (kernels(operation)[0], g);
        check_lengths([x.len(), y.len()], [rows * columns; 2]);
        // SAFETY: a block reads and writes rows of its own.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::rows(*rows, *columns), &[rows, columns, &x, &y]) }
    }

    fn backward(&self, g: &Geometry, operation: Operation, y: Slice<'_, E>, dy: SliceMut<'_, E>) {
        let (kernel, Geometry { rows, columns }) = (kernels(operation)[1], g);
        check_lengths([y.len(), dy.len()], [rows * columns; 2]);
        // SAFETY: as above; a thread of a block writes the elements that it alone has read.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::rows(*rows, *columns), &[rows, columns, &y, &dy]) }
    }
});

fn kernels(operation: Operation) -> [&'static str; 2] {
    match operation {
        Operation::Softmax => ["softmax", "softmax_backward"],
        Operation::LogSoftmax => ["log_softmax", "log_softmax_backward"],
        Operation::Sparsemax => ["sparsemax", "sparsemax_backward"],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Operation, Softmax};

    const OPERATIONS: [Operation; 3] = [Operation::Softmax, Operation::LogSoftmax, Operation::Sparsemax];

    /// Of nothing, of less than a warp, of several warps, of more than a block, and of more rows than blocks.
    const SIZES: [[usize; 2]; 8] = [[0, 3], [3, 0], [1, 1], [5, 7], [3, 40], [2, 300], [2, 1500], [4099, 2]];

    parity!(rows: Softmax, |kernels, found| {
        for [rows, columns] in SIZES {
            let (g, n) = (Geometry { rows, columns }, rows * columns);
            for operation in OPERATIONS {
                let x = Held::new(kernels, &values(1, n));
                let mut y = Held::new(kernels, &vec![E::nan(); n]);
                kernels.forward(&g, operation, x.read(), y.write());
                found.add(format!("{operation:?} of {g:?}"), kernels, &y);
                let mut dy = Held::new(kernels, &values(2, n));
                kernels.backward(&g, operation, y.read(), dy.write());
                found.add(format!("gradient of {operation:?} of {g:?}"), kernels, &dy);
            }
        }
    });

    // Far from 0, masked, masked altogether, and what is not a number.
    parity!(special_rows: Softmax, |kernels, found| {
        let (infinity, nan) = (f64::INFINITY, f64::NAN);
        let x = [
            [1e4, 0.0, -1e4],
            [-1e4, -1e4, -1e4],
            [-infinity, 1.0, 1.0],
            [-infinity; 3],
            [infinity, 0.0, 1.0],
            [1.0, nan, 2.0],
            [1.0, 1.0, 1.0],
        ];
        let x = Held::new(kernels, &x.concat().into_iter().map(E::of).collect::<Vec<E>>());
        let g = Geometry { rows: 7, columns: 3 };
        for operation in OPERATIONS {
            let mut y = Held::new(kernels, &[E::zero(); 21]);
            kernels.forward(&g, operation, x.read(), y.write());
            found.add(format!("{operation:?}"), kernels, &y);
            let mut dy = Held::new(kernels, &values(1, 21));
            kernels.backward(&g, operation, y.read(), dy.write());
            found.add(format!("gradient of {operation:?}"), kernels, &dy);
        }
    });
}
