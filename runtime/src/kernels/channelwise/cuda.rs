use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Channelwise, Geometry};

static SOURCE: Source = Source { folder: "channelwise", text: include_str!("kernel.cu") };

for_floats!(Channelwise for Cuda {
    fn bias(&self, g: &Geometry, x: Slice<'_, E>, bias: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (n, Geometry { batch, channels, spatial }) = (length(g), g);
        check_lengths([x.len(), bias.len(), y.len()], [n, g.channels, n]);
        // SAFETY: a thread writes elements of its own indices below `n`, and reads those and the variable of a channel.
        unsafe { self.launch::<E>(&SOURCE, "bias", Grid::over(n), &[batch, channels, spatial, &x, &bias, &y]) }
    }

    fn backward_bias(&self, g: &Geometry, dy: Slice<'_, E>, dbias: SliceMut<'_, E>) {
        add_terms(self, g, None, dy, dbias);
    }

    fn prelu(&self, g: &Geometry, x: Slice<'_, E>, weight: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (n, Geometry { batch, channels, spatial }) = (length(g), g);
        check_lengths([x.len(), weight.len(), y.len()], [n, g.channels, n]);
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "prelu", Grid::over(n), &[batch, channels, spatial, &x, &weight, &y]) }
    }

    fn backward_prelu_input(&self, g: &Geometry, x: Slice<'_, E>, weight: Slice<'_, E>, dy: SliceMut<'_, E>) {
        let (n, Geometry { batch, channels, spatial }) = (length(g), g);
        check_lengths([x.len(), weight.len(), dy.len()], [n, g.channels, n]);
        let kernel = "backward_prelu_input";
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::over(n), &[batch, channels, spatial, &x, &weight, &dy]) }
    }

    fn backward_prelu_weight(&self, g: &Geometry, x: Slice<'_, E>, dy: Slice<'_, E>, dweight: SliceMut<'_, E>) {
        add_terms(self, g, Some(x), dy, dweight);
    }
});

/// Adds to the gradient of each channel's variable the terms of all its elements.
fn add_terms<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    x: Option<Slice<'_, E>>,
    dy: Slice<'_, E>,
    gradient: SliceMut<'_, E>,
) {
    /// What a block should at least have to add up.
    const PART: usize = 4096;
    /// From here on there are enough blocks for any device.
    const BLOCKS: usize = 1024;

    let Geometry { batch, channels, spatial } = *g;
    let n = length(g);
    check_lengths([x.map_or(n, |x| x.len()), dy.len(), gradient.len()], [n, n, channels]);
    let tiles = if spatial == 1 { channels.div_ceil(32) } else { channels };
    let work = if spatial == 1 { 32 * batch } else { batch * spatial };
    let parts = work.div_ceil(PART).min(BLOCKS.div_ceil(tiles.max(1))).max(1);
    let grid = Grid::blocks(tiles * parts);
    cuda.with_parts(channels, parts, |sums| {
        // SAFETY: the blocks share out the channels and their parts, and each writes the sums of its own, in `sums` or,
        // of a single part, in the gradient; then a thread adds all of a channel to its gradient.
        unsafe {
            if spatial == 1 {
                let arguments: [&dyn Argument; 7] = [&batch, &channels, &parts, &x, &dy, &sums, &gradient];
                cuda.launch::<E>(&SOURCE, "sum_columns", grid, &arguments);
            } else {
                let arguments: [&dyn Argument; 8] = [&batch, &channels, &spatial, &parts, &x, &dy, &sums, &gradient];
                cuda.launch::<E>(&SOURCE, "sum_planes", grid, &arguments);
            }
            if let Some(sums) = &sums {
                let arguments: [&dyn Argument; 4] = [&channels, &parts, sums, &gradient];
                cuda.launch::<E>(&SOURCE, "add_sums", Grid::over(channels), &arguments);
            }
        }
    });
}

fn length(g: &Geometry) -> usize {
    g.batch * g.channels * g.spatial
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Channelwise, Geometry, length};

    const GEOMETRIES: [Geometry; 8] = [
        Geometry { batch: 1, channels: 1, spatial: 1 },
        Geometry { batch: 3, channels: 4, spatial: 1 },
        Geometry { batch: 19, channels: 70, spatial: 1 },
        Geometry { batch: 301, channels: 33, spatial: 1 },
        Geometry { batch: 2, channels: 3, spatial: 5 },
        Geometry { batch: 5, channels: 2, spatial: 1031 },
        Geometry { batch: 0, channels: 2, spatial: 3 },
        Geometry { batch: 0, channels: 2, spatial: 1 },
    ];

    parity!(forward: Channelwise, |kernels, found| {
        for g in GEOMETRIES {
            let n = length(&g);
            let (x, v) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, g.channels)));
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            kernels.bias(&g, x.read(), v.read(), y.write());
            found.add(format!("bias of {g:?}"), kernels, &y);
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            kernels.prelu(&g, x.read(), v.read(), y.write());
            found.add(format!("prelu of {g:?}"), kernels, &y);
        }
    });

    parity!(backward: Channelwise, |kernels, found| {
        for g in GEOMETRIES {
            let n = length(&g);
            let (x, v) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, g.channels)));
            let mut dy = Held::new(kernels, &values(3, n));
            for (name, x) in [("bias", None), ("prelu", Some(&x))] {
                let mut gradient = Held::new(kernels, &values(4, g.channels));
                match x {
                    None => kernels.backward_bias(&g, dy.read(), gradient.write()),
                    Some(x) => kernels.backward_prelu_weight(&g, x.read(), dy.read(), gradient.write()),
                }
                found.add(format!("{name} of {g:?}"), kernels, &gradient);
            }
            kernels.backward_prelu_input(&g, x.read(), v.read(), dy.write());
            found.add(format!("input of {g:?}"), kernels, &dy);
        }
    });

    parity!(at_and_beyond_0: Channelwise, |kernels, found| {
        let g = Geometry { batch: 1, channels: 1, spatial: 5 };
        let special = [0.0, -0.0, f64::NAN, f64::NEG_INFINITY, f64::INFINITY].map(E::of);
        let (x, v) = (Held::new(kernels, &special), Held::new(kernels, &[E::of(0.5)]));
        let mut y = Held::new(kernels, &[E::nan(); 5]);
        kernels.prelu(&g, x.read(), v.read(), y.write());
        found.add("prelu".to_string(), kernels, &y);
        let mut dy = Held::new(kernels, &[E::one(); 5]);
        kernels.backward_prelu_input(&g, x.read(), v.read(), dy.write());
        found.add("input".to_string(), kernels, &dy);
    });
}
