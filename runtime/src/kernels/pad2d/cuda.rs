use super::super::cuda::{Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Border, Geometry, Pad2d};

static SOURCE: Source = Source { folder: "pad2d", text: include_str!("kernel.cu") };

for_floats!(Pad2d for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check(g, x.len(), y.len());
        launch(self, g, "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        check(g, dx.len(), dy.len());
        launch(self, g, "backward", dy, dx);
    }
});

fn check(g: &Geometry, image: usize, frame: usize) {
    check_lengths([image, frame], [g.input, g.output].map(|[height, width]| g.planes * height * width));
}

fn launch<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    let (n, [height, width], [frame_height, frame_width]) = (to.len(), g.input, g.output);
    let [before0, before1] = g.start.map(|start| start.max(0).unsigned_abs());
    let [cut0, cut1] = g.start.map(|start| start.min(0).unsigned_abs());
    let border = match g.border {
        Border::Zeros => 0,
        Border::Reflect => 1,
        Border::Replicate => 2,
    };
    // SAFETY: a thread writes elements of its own indices below `n`, and reads what is within their plane.
    unsafe {
        cuda.launch::<E>(
            &SOURCE,
            kernel,
            Grid::over(n),
            &[&n, &height, &frame_height, &before0, &cut0, &width, &frame_width, &before1, &cut1, &border, &from, &to],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Border, Geometry, Pad2d};

    /// Image, frame and start: around, around one pixel, cut off, cut at one end, nothing left, and several blocks.
    const SIZES: [([usize; 2], [usize; 2], [isize; 2]); 10] = [
        ([4, 5], [4, 5], [0, 0]),
        ([4, 5], [7, 8], [1, 2]),
        ([4, 5], [10, 9], [3, 4]),
        ([4, 5], [2, 2], [-1, -2]),
        ([4, 5], [3, 4], [-1, 1]),
        ([1, 3], [1, 2], [0, -4]),
        ([1, 1], [3, 4], [1, 2]),
        ([2, 2], [9, 9], [3, 4]),
        ([0, 3], [2, 3], [1, 0]),
        ([17, 19], [23, 30], [2, 6]),
    ];

    parity!(frames: Pad2d, |kernels, found| {
        for (input, output, start) in SIZES {
            for border in [Border::Zeros, Border::Reflect, Border::Replicate] {
                for planes in [0, 1, 3] {
                    let g = Geometry { planes, input, output, start, border };
                    let (image, frame) = (planes * input[0] * input[1], planes * output[0] * output[1]);
                    let (x, mut y) = (Held::new(kernels, &values(1, image)), Held::new(kernels, &vec![E::nan(); frame]));
                    kernels.forward(&g, x.read(), y.write());
                    found.add(format!("{g:?}"), kernels, &y);
                    let (dy, mut dx) = (Held::new(kernels, &values(2, frame)), Held::new(kernels, &values(3, image)));
                    kernels.backward(&g, dy.read(), dx.write());
                    found.add(format!("gradient of {g:?}"), kernels, &dx);
                }
            }
        }
    });
}
