use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Interpolation, Padding, Warp};

static SOURCE: Source = Source { folder: "warp", text: include_str!("kernel.cu") };

for_floats!(Warp for Cuda {
    fn warp(&self, g: &Geometry, x: Slice<'_, E>, flow: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, [x.len(), y.len()], [flow.len()]);
        let ([height, width], (nearest, padding), n) = (g.size, way(g), y.len());
        let arguments: [&dyn Argument; 9] = [&n, &g.channels, &height, &width, &nearest, &padding, &x, &flow, &y];
        // SAFETY: a thread writes elements of its own indices below `n`, and reads their displacements and what is within
        // their plane.
        unsafe { self.launch::<E>(&SOURCE, "warp", Grid::over(n), &arguments) }
    }

    fn splat(&self, g: &Geometry, x: Slice<'_, E>, flow: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, [x.len(), y.len()], [flow.len()]);
        let ([height, width], (nearest, padding), n) = (g.size, way(g), flow.len() / 2);
        self.with_zeros::<usize>(n, |lists| {
            self.with_temporary::<usize>(4 * n, |next| {
                // SAFETY: a thread writes `next` of the terms of its own pixels, and puts each of them into a list of its
                // sample, exchanging its head; then a thread follows the lists of pixels of its own, which no two share
                // a term of, and writes these pixels of all channels.
                unsafe {
                    let arguments: [&dyn Argument; 10] =
                        [&n, &g.channels, &height, &width, &nearest, &padding, &x, &flow, &lists, &next];
                    self.launch::<E>(&SOURCE, "list", Grid::over(n), &arguments);
                    let arguments: [&dyn Argument; 11] =
                        [&n, &g.channels, &height, &width, &nearest, &padding, &x, &flow, &lists, &next, &y];
                    self.launch::<E>(&SOURCE, "splat", Grid::over(n), &arguments);
                }
            });
        });
    }

    fn flow_gradient(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        flow: Slice<'_, E>,
        dy: Slice<'_, E>,
        dflow: SliceMut<'_, E>,
    ) {
        check(g, [x.len(), dy.len()], [flow.len(), dflow.len()]);
        let ([height, width], (nearest, padding), n) = (g.size, way(g), flow.len() / 2);
        let arguments: [&dyn Argument; 10] =
            [&n, &g.channels, &height, &width, &nearest, &padding, &x, &flow, &dy, &dflow];
        // SAFETY: a thread writes displacements of its own pixels, and reads what is within the planes of their sample.
        unsafe { self.launch::<E>(&SOURCE, "flow_gradient", Grid::over(n), &arguments) }
    }

    fn meshgrid(&self, batch: usize, [height, width]: [usize; 2], y: SliceMut<'_, E>) {
        let n = batch * 2 * height * width;
        check_lengths([y.len()], [n]);
        // SAFETY: a thread writes elements of its own indices below `n`.
        unsafe { self.launch::<E>(&SOURCE, "meshgrid", Grid::over(n), &[&n, &height, &width, &y]) }
    }
});

fn check<const N: usize>(g: &Geometry, images: [usize; 2], flows: [usize; N]) {
    let pixels = g.batch * g.size[0] * g.size[1];
    check_lengths(images, [pixels * g.channels; 2]);
    check_lengths(flows, [2 * pixels; N]);
}

/// Whether the nearest pixel is read, and the number of the padding.
fn way(g: &Geometry) -> (bool, i32) {
    let padding = match g.padding {
        Padding::Border => 0,
        Padding::Zeros => 1,
        Padding::Reflection => 2,
    };
    (g.interpolation == Interpolation::Nearest, padding)
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Interpolation, Padding, Warp};

    /// Of nothing, of one pixel, of a line either way, and of several blocks: `[batch, channels, height, width]`.
    const SIZES: [[usize; 4]; 8] = [
        [0, 2, 3, 4],
        [2, 0, 3, 4],
        [1, 1, 1, 1],
        [2, 1, 1, 7],
        [1, 3, 6, 1],
        [2, 2, 4, 5],
        [1, 5, 3, 33],
        [2, 2, 13, 23],
    ];

    fn ways([batch, channels, height, width]: [usize; 4]) -> impl Iterator<Item = Geometry> {
        let paddings = [Padding::Border, Padding::Zeros, Padding::Reflection];
        let of_padding = move |padding| {
            [Interpolation::Bilinear, Interpolation::Nearest].map(|interpolation| Geometry {
                batch,
                channels,
                size: [height, width],
                interpolation,
                padding,
            })
        };
        paddings.into_iter().flat_map(of_padding)
    }

    /// Displacements of up to twice as many pixels; every third leads onto a pixel, or in the middle between two.
    fn flow<E: Float>(n: usize, reach: f64) -> Vec<E> {
        let some = |(i, value): (usize, f64)| {
            let value = reach * value;
            E::of(if i % 3 == 0 { (2.0 * value).round() / 2.0 } else { value })
        };
        values::<f64>(2, n).into_iter().enumerate().map(some).collect()
    }

    parity!(images: Warp, |kernels, found| {
        for g in SIZES.into_iter().flat_map(ways) {
            let area = g.size[0] * g.size[1];
            let (n, displacements) = (g.batch * g.channels * area, 2 * g.batch * area);
            let (x, dy) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(3, n)));
            // The last leads all beyond the border, where what is splatted meets.
            for reach in [0.4, 3.0, 50.0] {
                let flow = Held::new(kernels, &flow(displacements, reach));
                let mut y = Held::new(kernels, &values(4, n));
                kernels.warp(&g, x.read(), flow.read(), y.write());
                found.add(format!("warp by {reach}, {g:?}"), kernels, &y);
                let mut y = Held::new(kernels, &values(5, n));
                kernels.splat(&g, x.read(), flow.read(), y.write());
                found.add(format!("splat by {reach}, {g:?}"), kernels, &y);
                let mut dflow = Held::new(kernels, &values(6, displacements));
                kernels.flow_gradient(&g, x.read(), flow.read(), dy.read(), dflow.write());
                found.add(format!("gradient by {reach}, {g:?}"), kernels, &dflow);
            }
        }
    });

    parity!(what_is_not_a_number: Warp, |kernels, found| {
        for g in ways([1, 1, 2, 5]) {
            // Displacements onto kinks, and of all kinds; and then pixels of all kinds, some of which have no weight.
            let kinks = [0.0, -1.0, -2.0, 1.0, 2.0, -1.0, 1.0, 0.0, 0.0, 0.0];
            let special =
                [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e30, -1e30, 0.0, f64::NAN, 7.5, -0.5, f64::INFINITY];
            let finite = values::<E>(1, 10);
            let mut pixels = finite.clone();
            (pixels[1], pixels[3], pixels[8]) = (E::nan(), E::infinity(), E::neg_infinity());
            let one_pixel = [kinks, [0.0; 10]];
            for (x, flow) in [(&finite, [kinks, special]), (&finite, [special, kinks]), (&pixels, one_pixel)] {
                let flow: Vec<E> = flow.concat().into_iter().map(E::of).collect();
                let (x, flow) = (Held::new(kernels, x), Held::new(kernels, &flow));
                let [mut y, mut into] = [0; 2].map(|_| Held::new(kernels, &[E::zero(); 10]));
                let mut dflow = Held::new(kernels, &[E::zero(); 20]);
                kernels.warp(&g, x.read(), flow.read(), y.write());
                kernels.splat(&g, x.read(), flow.read(), into.write());
                kernels.flow_gradient(&g, x.read(), flow.read(), x.read(), dflow.write());
                for (name, values) in [("warp", &y), ("splat", &into), ("gradient", &dflow)] {
                    found.add(format!("{name}, {g:?}"), kernels, values);
                }
            }
        }
    });

    // What is added in another order has another sum.
    parity!(the_order_is_that_of_the_pixels: Warp, |kernels, found| {
        let g = Geometry {
            batch: 1,
            channels: 1,
            size: [1, 701],
            interpolation: Interpolation::Nearest,
            padding: Padding::Border,
        };
        let mut x = vec![E::one(); 701];
        (x[100], x[300]) = (E::of(1e17), E::of(-1e17));
        let mut flow = vec![E::of(-1000.0); 1402];
        flow[701..].fill(E::zero());
        let (x, flow) = (Held::new(kernels, &x), Held::new(kernels, &flow));
        let mut y = Held::new(kernels, &[E::zero(); 701]);
        kernels.splat(&g, x.read(), flow.read(), y.write());
        found.add("sums".to_string(), kernels, &y);
    });

    parity!(meshgrids: Warp, |kernels, found| {
        for (batch, size) in [(0, [4, 4]), (1, [1, 1]), (3, [2, 3]), (2, [17, 31])] {
            let n = batch * 2 * size[0] * size[1];
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            kernels.meshgrid(batch, size, y.write());
            found.add(format!("{batch} of {size:?}"), kernels, &y);
        }
    });
}
