use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Normalize};

static SOURCE: Source = Source { folder: "normalize", text: include_str!("kernel.cu") };

/// The channels whose numbers a launch takes along.
const FEW: usize = 4;

for_floats!(Normalize for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (channels, n) = (g.channels.len(), length(g, [x.len(), y.len()]));
        if channels <= FEW {
            few(self, g, "few", x, y);
            return;
        }
        with_numbers(self, g, |[shifts, factors]| {
            let arguments: [&dyn Argument; 8] = [&n, &channels, &g.spatial, &g.reversed, &shifts, &factors, &x, &y];
            // SAFETY: as of `few`.
            unsafe { self.launch::<E>(&SOURCE, "many", Grid::over(n), &arguments) }
        });
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let (channels, n) = (g.channels.len(), length(g, [dy.len(), dx.len()]));
        if channels <= FEW {
            few(self, g, "few_backward", dy, dx);
            return;
        }
        with_numbers(self, g, |[_, factors]| {
            let arguments: [&dyn Argument; 7] = [&n, &channels, &g.spatial, &g.reversed, &factors, &dy, &dx];
            // SAFETY: as of `few`.
            unsafe { self.launch::<E>(&SOURCE, "many_backward", Grid::over(n), &arguments) }
        });
    }
});

fn few<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    let (n, channels) = (to.len(), g.channels.len());
    let number = |place: usize| g.channels.get(place).map_or([E::zero(); 2], |c| [c.shift, c.factor].map(E::of));
    let [[a, i], [b, j], [c, k], [d, l]] = [0, 1, 2, 3].map(number);
    let arguments: [&dyn Argument; 14] =
        [&n, &channels, &g.spatial, &g.reversed, &a, &b, &c, &d, &i, &j, &k, &l, &from, &to];
    // SAFETY: a thread writes elements of its own indices below `n`, and reads one for each in a channel of the same
    // sample.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

/// Does `work` with the shifts and the factors of all channels on the device.
fn with_numbers(cuda: &Cuda, g: &Geometry, work: impl FnOnce([Slice<'_, f64>; 2])) {
    let (shifts, factors) = (g.channels.iter().map(|c| c.shift), g.channels.iter().map(|c| c.factor));
    let numbers: Vec<f64> = shifts.chain(factors).collect();
    if let Some(memory) = cuda.constants(&numbers) {
        let count = g.channels.len();
        work([memory.part(0..count), memory.part(count..2 * count)]);
    }
}

fn length(g: &Geometry, lengths: [usize; 2]) -> usize {
    let n = g.batch * g.channels.len() * g.spatial;
    check_lengths(lengths, [n; 2]);
    n
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::{Channel, Channels};
    use super::{Geometry, Normalize};

    /// Of few channels and of many, of nothing, and of several blocks.
    const SIZES: [[usize; 3]; 8] =
        [[0, 2, 3], [1, 1, 1], [3, 4, 1], [2, 3, 5], [2, 5, 3], [2, 70, 1], [1, 1, 33], [3, 4, 101]];

    parity!(channels: Normalize, |kernels, found| {
        for [batch, count, spatial] in SIZES {
            let numbers = values::<f64>(9, 2 * count);
            let channel = |place| Channel { shift: numbers[2 * place], factor: numbers[2 * place + 1] };
            let n = batch * count * spatial;
            for reversed in [false, true] {
                let g = Geometry { batch, spatial, reversed, channels: Channels::new(count, channel) };
                let (x, mut y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &vec![E::nan(); n]));
                kernels.forward(&g, x.read(), y.write());
                found.add(format!("{batch} · {count} · {spatial}, reversed: {reversed}"), kernels, &y);
                let (dy, mut dx) = (Held::new(kernels, &values(2, n)), Held::new(kernels, &values(3, n)));
                kernels.backward(&g, dy.read(), dx.write());
                found.add(format!("gradient of {batch} · {count} · {spatial}, {reversed}"), kernels, &dx);
            }
        }
    });
}
