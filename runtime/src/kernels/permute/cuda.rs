use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::cpu::Joined;
use super::{Geometry, Permute};

static SOURCE: Source = Source { folder: "permute", text: include_str!("kernel.cu") };

for_floats!(Permute for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        gather(self, Joined::new(&g.sizes, &g.order), "forward", x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        gather(self, Joined::back(g), "backward", dy, dx);
    }
});

fn gather<E: Element>(cuda: &Cuda, joined: Joined, kernel: &'static str, from: Slice<'_, E>, to: SliceMut<'_, E>) {
    let n = common_length([joined.axes.iter().map(|axis| axis.size).product(), from.len(), to.len()]);
    let [_, size1, size2, size3, size4, size5] = joined.axes.map(|axis| axis.size);
    let [stride0, stride1, stride2, stride3, stride4, stride5] = joined.axes.map(|axis| axis.stride);
    let arguments: [&dyn Argument; 14] = [
        &n, &size1, &size2, &size3, &size4, &size5, &stride0, &stride1, &stride2, &stride3, &stride4, &stride5, &from,
        &to,
    ];
    // SAFETY: a thread writes elements of its own indices below `n`, and reads one for each, which its axes lead to.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Permute};

    /// Orders of one to six axes, of nothing, with axes that stay together, and of several blocks.
    const CASES: [(&[usize], &[usize]); 13] = [
        (&[3], &[0]),
        (&[0, 3, 2], &[0, 2, 1]),
        (&[1, 1], &[1, 0]),
        (&[3, 5], &[0, 1]),
        (&[3, 5], &[1, 0]),
        (&[2, 3, 5], &[0, 2, 1]),
        (&[2, 3, 4, 5], &[0, 2, 3, 1]),
        (&[2, 3, 4, 5], &[3, 1, 2, 0]),
        (&[2, 3, 4, 5], &[0, 2, 1, 3]),
        (&[2, 1, 4, 1, 3], &[4, 3, 0, 1, 2]),
        (&[2, 2, 3, 2, 2, 3], &[0, 5, 3, 1, 4, 2]),
        (&[2, 2, 3, 2, 2, 3], &[5, 4, 3, 2, 1, 0]),
        (&[31, 37], &[1, 0]),
    ];

    parity!(orders: Permute, |kernels, found| {
        for (sizes, order) in CASES {
            let g = Geometry { sizes: sizes.iter().copied().collect(), order: order.iter().copied().collect() };
            let n = sizes.iter().product();
            let (x, mut y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &vec![E::nan(); n]));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("{g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(2, n));
            kernels.backward(&g, x.read(), dx.write());
            found.add(format!("gradient of {g:?}"), kernels, &dx);
        }
    });
}
