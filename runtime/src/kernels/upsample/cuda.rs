use super::super::cuda::{Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Method, Upsample};

static SOURCE: Source = Source { folder: "upsample", text: include_str!("kernel.cu") };

for_floats!(Upsample for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, x.len(), y.len());
        launch(self, g, "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        check(g, dx.len(), dy.len());
        launch(self, g, "backward", dy, dx);
    }
});

fn check(g: &Geometry, input: usize, output: usize) {
    check_lengths([input, output], [g.input, g.output].map(|[height, width]| g.planes * height * width));
}

fn launch<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    if from.is_empty() || to.is_empty() {
        return;
    }
    let (n, [height, width], [rows, columns]) = (to.len(), g.input, g.output);
    let (nearest, centred) = (g.method == Method::Nearest, g.method == Method::Bilinear { align_corners: false });
    let [[row_step, row_unit], [column_step, column_unit]] =
        [(height, rows), (width, columns)].map(|(input, output)| match g.method {
            Method::Nearest => [input, output],
            Method::Bilinear { align_corners: true } => [input - 1, (output - 1).max(1)],
            Method::Bilinear { align_corners: false } => [2 * input, 2 * output],
        });
    let largest = (row_step.max(1) * rows).max(height * row_unit).max(column_step * columns).max(width * column_unit);
    // SAFETY: a thread writes elements of its own indices below `n`, and reads what is within their plane.
    unsafe {
        cuda.launch::<E>(
            &SOURCE,
            kernel,
            Grid::over(n),
            &[
                &n,
                &height,
                &rows,
                &row_step,
                &row_unit,
                &width,
                &columns,
                &column_step,
                &column_unit,
                &nearest,
                &centred,
                &largest,
                &from,
                &to,
            ],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Method, Upsample};

    const METHODS: [Method; 3] =
        [Method::Nearest, Method::Bilinear { align_corners: false }, Method::Bilinear { align_corners: true }];

    /// Larger, smaller, by no whole factor, of one pixel, to one pixel, of nothing, and of several blocks.
    const SIZES: [([usize; 2], [usize; 2]); 12] = [
        ([3, 4], [6, 8]),
        ([5, 3], [7, 9]),
        ([6, 5], [2, 3]),
        ([7, 9], [5, 20]),
        ([1, 4], [3, 4]),
        ([4, 4], [1, 1]),
        ([1, 1], [3, 2]),
        ([3, 3], [3, 3]),
        ([0, 3], [2, 3]),
        ([2, 3], [0, 3]),
        ([2, 2], [17, 29]),
        ([13, 11], [26, 37]),
    ];

    parity!(sizes: Upsample, |kernels, found| {
        for (input, output) in SIZES {
            for method in METHODS {
                for planes in [0, 1, 3] {
                    let g = Geometry { planes, input, output, method };
                    let (inputs, outputs) = (planes * input[0] * input[1], planes * output[0] * output[1]);
                    let x = Held::new(kernels, &values(1, inputs));
                    // What there is nothing to make of stays as it is.
                    let mut y = Held::new(kernels, &values(2, outputs));
                    kernels.forward(&g, x.read(), y.write());
                    found.add(format!("{g:?}"), kernels, &y);
                    let (dy, mut dx) = (Held::new(kernels, &values(3, outputs)), Held::new(kernels, &values(4, inputs)));
                    kernels.backward(&g, dy.read(), dx.write());
                    found.add(format!("gradient of {g:?}"), kernels, &dx);
                }
            }
        }
    });

    parity!(what_is_not_a_number: Upsample, |kernels, found| {
        for method in METHODS {
            let g = Geometry { planes: 1, input: [3, 3], output: [5, 5], method };
            let mut x = values::<E>(1, 9);
            x[4] = E::nan();
            let (x, mut y) = (Held::new(kernels, &x), Held::new(kernels, &[E::zero(); 25]));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("{g:?}"), kernels, &y);
            let mut dy = values::<E>(2, 25);
            dy[12] = E::nan();
            let (dy, mut dx) = (Held::new(kernels, &dy), Held::new(kernels, &[E::zero(); 9]));
            kernels.backward(&g, dy.read(), dx.write());
            found.add(format!("gradient of {g:?}"), kernels, &dx);
        }
    });
}
