use super::super::conv2d::{self, Conv2d};
use super::super::cuda::{Argument, Cuda, Grid, Product, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Linear};

static SOURCE: Source = Source { folder: "linear", text: include_str!("kernel.cu") };

for_floats!(Linear for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        relu: bool,
        mut y: SliceMut<'_, E>,
    ) {
        let [inputs, outputs, weights] = lengths(g);
        let biases = bias.map_or(g.outputs, |bias| bias.len());
        check_lengths([x.len(), y.len(), weight.len(), biases], [inputs, outputs, weights, g.outputs]);
        if let Some(pixels) = as_pixels(g) {
            return Conv2d::forward(self, &pixels, x, weight, bias, relu, y);
        }
        let product = Product::new(g.batch, g.inputs, g.outputs).transposed(false, true);
        self.multiply(&product, 1.0, x, weight, 0.0, y.write());
        if bias.is_some() || relu {
            let arguments: [&dyn Argument; 5] = [&outputs, &g.outputs, &relu, &bias, &y];
            // SAFETY: a thread reads and writes elements of its own indices, and reads the bias of their output.
            unsafe { self.launch::<E>(&SOURCE, "finish", Grid::over(outputs), &arguments) }
        }
    }

    fn backward_input(
        &self,
        g: &Geometry,
        weight: Slice<'_, E>,
        dy: Slice<'_, E>,
        adds: bool,
        dx: SliceMut<'_, E>,
    ) {
        check_lengths([dx.len(), dy.len(), weight.len()], lengths(g));
        let kept = if adds { 1.0 } else { 0.0 };
        self.multiply(&Product::new(g.batch, g.outputs, g.inputs), 1.0, dy, weight, kept, dx);
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        dy: Slice<'_, E>,
        adds: bool,
        dx: SliceMut<'_, E>,
        dweight: SliceMut<'_, E>,
        dbias: Option<SliceMut<'_, E>>,
    ) {
        if let Some(pixels) = as_pixels(g) {
            return Conv2d::backward(self, &pixels, x, weight, dy, adds, dx, dweight, dbias);
        }
        Linear::backward_weight(self, g, x, dy, dweight, dbias);
        Linear::backward_input(self, g, weight, dy, adds, dx);
    }

    fn backward_weight(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        dy: Slice<'_, E>,
        dweight: SliceMut<'_, E>,
        dbias: Option<SliceMut<'_, E>>,
    ) {
        check_lengths([x.len(), dy.len(), dweight.len()], lengths(g));
        if let Some(pixels) = as_pixels(g) {
            return Conv2d::backward_weight(self, &pixels, x, dy, dweight, dbias);
        }
        let product = Product::new(g.outputs, g.batch, g.inputs).transposed(true, false);
        self.multiply(&product, 1.0, dy, x, 1.0, dweight);
        let Some(dbias) = dbias else { return };
        check_lengths([dbias.len()], [g.outputs]);
        let tiles = g.outputs.div_ceil(32);
        let parts = parts(g);
        self.with_parts(g.outputs, parts, |sums| {
            let arguments: [&dyn Argument; 6] = [&g.batch, &g.outputs, &parts, &dy, &sums, &dbias];
            // SAFETY: a block sums a part of its own columns, and writes that to its own of the `sums` or to the gradient;
            // then a thread adds up the sums of its columns.
            unsafe {
                self.launch::<E>(&SOURCE, "add_columns", Grid::blocks(tiles * parts), &arguments);
                if let Some(sums) = &sums {
                    let arguments: [&dyn Argument; 4] = [&g.outputs, &parts, sums, &dbias];
                    self.launch::<E>(&SOURCE, "add_parts", Grid::over(g.outputs), &arguments);
                }
            }
        });
    }
});

/// Of the inputs, the outputs and the weight.
fn lengths(g: &Geometry) -> [usize; 3] {
    [g.batch * g.inputs, g.batch * g.outputs, g.outputs * g.inputs]
}

/// Up to so many products a launch costs more than what cuBLAS is faster by.
const FEW: usize = 1 << 20;

/// The layer as a convolution of images of one pixel, whose kernels do in one launch what takes two beside cuBLAS: for the
/// small ones at the end of a network.
fn as_pixels(g: &Geometry) -> Option<conv2d::Geometry> {
    let is_small = (1..=FEW).contains(&(g.batch * g.inputs * g.outputs));
    is_small.then_some(conv2d::Geometry {
        batch: g.batch,
        groups: 1,
        in_channels: g.inputs,
        out_channels: g.outputs,
        input: [1; 2],
        output: [1; 2],
        kernel: [1; 2],
        stride: [1; 2],
        padding: [[0; 2]; 2],
        dilation: [1; 2],
    })
}

/// In how many parts the gradient of the bias is summed up; it depends on the sizes alone.
fn parts(g: &Geometry) -> usize {
    let tiles = g.outputs.div_ceil(32).max(1);
    g.batch.div_ceil(512).min(512 / tiles).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Linear, as_pixels, lengths, parts};

    /// Of nothing, of one, of sizes that fill no block, and of a batch that is summed up in several parts.
    const GEOMETRIES: [Geometry; 8] = [
        Geometry { batch: 0, inputs: 3, outputs: 5 },
        Geometry { batch: 1, inputs: 1, outputs: 1 },
        Geometry { batch: 3, inputs: 7, outputs: 33 },
        Geometry { batch: 9, inputs: 40, outputs: 65 },
        Geometry { batch: 33, inputs: 2, outputs: 300 },
        Geometry { batch: 1031, inputs: 3, outputs: 5 },
        Geometry { batch: 1031, inputs: 41, outputs: 33 },
        Geometry { batch: 33, inputs: 230, outputs: 300 },
    ];

    #[test]
    fn some_sums_have_several_parts() {
        assert_eq!(GEOMETRIES.map(|g| parts(&g)), [1, 1, 1, 1, 1, 3, 3, 1]);
        let by_pixels = GEOMETRIES.map(|g| as_pixels(&g).is_some());
        assert_eq!(by_pixels, [false, true, true, true, true, true, false, false]);
        assert_eq!(parts(&Geometry { batch: 1 << 20, inputs: 1, outputs: 1 << 20 }), 1);
    }

    parity!(outputs: Linear, |kernels, found| {
        for g in GEOMETRIES {
            let [inputs, outputs, weights] = lengths(&g);
            let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
            let bias = Held::new(kernels, &values(3, g.outputs));
            for (biased, relu) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
                kernels.forward(&g, x.read(), weight.read(), biased.then(|| bias.read()), relu, y.write());
                found.add(format!("{g:?}, bias: {biased}, relu: {relu}"), kernels, &y);
            }
        }
    });

    parity!(gradients: Linear, |kernels, found| {
        for g in GEOMETRIES {
            let [inputs, outputs, weights] = lengths(&g);
            let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
            // Small, for a sum of many that is near 0 has errors as large as those of its terms.
            let dy: Vec<E> = values::<E>(4, outputs).into_iter().map(|dy| dy * E::of(0.125)).collect();
            let (dy, mut dx) = (Held::new(kernels, &dy), Held::new(kernels, &values(5, inputs)));
            for adds in [true, false] {
                kernels.backward_input(&g, weight.read(), dy.read(), adds, dx.write());
                found.add(format!("of the input, {g:?}, {adds}"), kernels, &dx);
            }
            for biased in [true, false] {
                let mut dweight = Held::new(kernels, &values(6, weights));
                let mut dbias = Held::new(kernels, &values(7, g.outputs));
                let to_bias = biased.then(|| dbias.write());
                kernels.backward_weight(&g, x.read(), dy.read(), dweight.write(), to_bias);
                found.add(format!("of the weight, {g:?}"), kernels, &dweight);
                found.add(format!("of the bias, {g:?}"), kernels, &dbias);
            }
        }
    });

    parity!(relu_keeps_what_is_not_a_number: Linear, |kernels, found| {
        let g = Geometry { batch: 8, inputs: 1, outputs: 16 };
        let (x, weight) = (Held::new(kernels, &[E::one(); 8]), Held::new(kernels, &[E::nan(); 16]));
        let mut y = Held::new(kernels, &[E::zero(); 128]);
        kernels.forward(&g, x.read(), weight.read(), None, true, y.write());
        found.add("of NaN".to_string(), kernels, &y);
    });
}
