use super::super::batch_norm::Affine;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, LayerNorm, Statistics};

static SOURCE: Source = Source { folder: "layer_norm", text: include_str!("kernel.cu") };

for_floats!(LayerNorm for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        affine: Option<Affine<Slice<'_, E>>>,
        y: SliceMut<'_, E>,
        statistics: Statistics<SliceMut<'_, E>>,
    ) {
        let (weight, bias) = affine.map(|Affine { weight, bias }| (weight, bias)).unzip();
        let Statistics { mean, scale } = statistics;
        check(g, [x.len(), y.len()], [mean.len(), scale.len()], [weight.map(|w| w.len()), bias.map(|b| b.len())]);
        let Geometry { rows, groups, channels, spatial, epsilon } = g;
        let arguments: [&dyn Argument; 11] =
            [rows, groups, channels, spatial, epsilon, &x, &weight, &bias, &y, &mean, &scale];
        // SAFETY: a block reads and writes rows of its own, and reads the weights of their groups.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::rows(*rows, g.columns()), &arguments) }
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        statistics: Statistics<Slice<'_, E>>,
        dy: SliceMut<'_, E>,
        affine: Option<(Slice<'_, E>, Affine<SliceMut<'_, E>>)>,
    ) {
        let weight = affine.as_ref().map(|(weight, _)| *weight);
        let Statistics { mean, scale } = statistics;
        check(g, [x.len(), dy.len()], [mean.len(), scale.len()], [weight.map(|weight| weight.len()), None]);
        if let Some((_, gradients)) = affine {
            // First, for then there is another gradient in its place.
            weights(self, g, x, statistics, dy.read(), gradients);
        }
        let Geometry { rows, groups, channels, spatial, .. } = g;
        let arguments: [&dyn Argument; 9] = [rows, groups, channels, spatial, &x, &mean, &scale, &weight, &dy];
        // SAFETY: a block reads and writes rows of its own, each thread of it elements of its own, and reads the weights
        // of their groups.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::rows(*rows, g.columns()), &arguments) }
    }
});

/// Adds the gradients of the weights and the biases.
fn weights<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    x: Slice<'_, E>,
    Statistics { mean, scale }: Statistics<Slice<'_, E>>,
    dy: Slice<'_, E>,
    Affine { weight: dweight, bias: dbias }: Affine<SliceMut<'_, E>>,
) {
    let of_groups = g.groups * g.channels;
    check_lengths([dweight.len(), dbias.len()], [of_groups; 2]);
    let Cut { kernel, count, parts, length, grid } = Cut::new(g);
    cuda.with_parts(2 * of_groups, parts, |sums| {
        let arguments: [&dyn Argument; 13] = [
            &of_groups,
            &g.channels,
            &g.spatial,
            &count,
            &parts,
            &length,
            &x,
            &mean,
            &scale,
            &dy,
            &sums,
            &dweight,
            &dbias,
        ];
        // SAFETY: a block, or a thread, reads its part of a channel and writes its own of the `sums` or the gradients;
        // then a thread adds up the sums of its channels.
        unsafe {
            cuda.launch::<E>(&SOURCE, kernel, grid, &arguments);
            if let Some(sums) = &sums {
                let arguments: [&dyn Argument; 5] = [&of_groups, &parts, sums, &dweight, &dbias];
                cuda.launch::<E>(&SOURCE, "finish", Grid::over(of_groups), &arguments);
            }
        }
    });
}

fn check(g: &Geometry, elements: [usize; 2], of_rows: [usize; 2], of_channels: [Option<usize>; 2]) {
    check_lengths(elements, [g.rows * g.columns(); 2]);
    check_lengths(of_rows, [g.rows; 2]);
    let of_groups = g.groups * g.channels;
    check_lengths(of_channels.map(|length| length.unwrap_or(of_groups)), [of_groups; 2]);
}

/// How the elements of a channel are shared out; it depends on the sizes alone, and so does the order of a sum.
struct Cut {
    kernel: &'static str,
    /// The elements of a channel in all samples.
    count: usize,
    parts: usize,
    /// The elements of a part; the last may have fewer.
    length: usize,
    grid: Grid,
}

impl Cut {
    fn new(g: &Geometry) -> Self {
        let of_groups = g.groups * g.channels;
        let count = g.rows.checked_div(g.groups).unwrap_or(0) * g.spatial;
        let is_element = g.spatial == 1;
        // So many threads, or blocks, are enough, and a part should have so many elements at least.
        let (enough, least) = if is_element { (1 << 16, 32) } else { (1024, 4096) };
        let length = count.div_ceil(count.div_ceil(least).min(enough / of_groups.max(1)).max(1)).max(1);
        let parts = count.div_ceil(length).max(1);
        let (kernel, grid) = match is_element {
            true => ("weights_of_elements", Grid::over(of_groups * parts)),
            false => ("weights_of_planes", Grid::blocks(of_groups * parts)),
        };
        Cut { kernel, count, parts, length, grid }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Affine, Cut, Geometry, LayerNorm, Statistics};

    /// Rows of elements and of channels, of one group and of several, and sums in one part and in several.
    const GEOMETRIES: [Geometry; 10] = [
        Geometry { rows: 0, groups: 1, channels: 37, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 0, groups: 3, channels: 2, spatial: 11, epsilon: 1e-5 },
        Geometry { rows: 1, groups: 1, channels: 1, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 5, groups: 1, channels: 37, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 6, groups: 3, channels: 4, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 6, groups: 3, channels: 2, spatial: 11, epsilon: 1e-3 },
        Geometry { rows: 8, groups: 4, channels: 1, spatial: 9, epsilon: 1e-5 },
        Geometry { rows: 70, groups: 1, channels: 300, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 6, groups: 2, channels: 2, spatial: 1500, epsilon: 1e-5 },
        Geometry { rows: 130, groups: 1, channels: 3, spatial: 1, epsilon: 0.1 },
    ];

    #[test]
    fn there_is_one_part_and_several_of_either_kind() {
        let cuts = GEOMETRIES.map(|g| Cut::new(&g)).map(|cut| (cut.kernel, cut.parts > 1));
        for kind in ["weights_of_elements", "weights_of_planes"] {
            assert!(cuts.contains(&(kind, false)) && cuts.contains(&(kind, true)), "{kind}");
        }
    }

    parity!(rows: LayerNorm, |kernels, found| {
        for g in GEOMETRIES {
            let (n, of_groups) = (g.rows * g.columns(), g.groups * g.channels);
            let x = Held::new(kernels, &values(1, n));
            let (weight, bias) = (Held::new(kernels, &values(2, of_groups)), Held::new(kernels, &values(3, of_groups)));
            for affine in [false, true] {
                let variables = affine.then(|| Affine { weight: weight.read(), bias: bias.read() });
                let mut y = Held::new(kernels, &vec![E::nan(); n]);
                let [mut mean, mut scale] = [0; 2].map(|_| Held::new(kernels, &vec![E::nan(); g.rows]));
                let statistics = Statistics { mean: mean.write(), scale: scale.write() };
                kernels.forward(&g, x.read(), variables, y.write(), statistics);
                for (name, values) in [("y", &y), ("mean", &mean), ("scale", &scale)] {
                    found.add(format!("{name} of {g:?}"), kernels, values);
                }

                let mut dy = Held::new(kernels, &values(4, n));
                let [mut dweight, mut dbias] = [5, 6].map(|seed| Held::new(kernels, &values(seed, of_groups)));
                let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
                let statistics = Statistics { mean: mean.read(), scale: scale.read() };
                let variables = affine.then(|| (weight.read(), gradients));
                kernels.backward(&g, x.read(), statistics, dy.write(), variables);
                for (name, values) in [("dx", &dy), ("dweight", &dweight), ("dbias", &dbias)] {
                    found.add(format!("{name} of {g:?}"), kernels, values);
                }
            }
        }
    });

    // Constant, far from 0, and with NaN.
    parity!(special_rows: LayerNorm, |kernels, found| {
        for (channels, spatial) in [(400, 1), (2, 200)] {
            let g = Geometry { rows: 3, groups: 1, channels, spatial, epsilon: 1e-5 };
            let mut x = vec![E::of(0.75); 400];
            x.extend((0..400).map(|i| E::of(10_000.0 + f64::from(i % 2))));
            x.extend(values::<E>(1, 399));
            x.push(E::nan());
            let x = Held::new(kernels, &x);
            let mut y = Held::new(kernels, &[E::zero(); 1200]);
            let [mut mean, mut scale] = [0; 2].map(|_| Held::new(kernels, &[E::zero(); 3]));
            kernels.forward(&g, x.read(), None, y.write(), Statistics { mean: mean.write(), scale: scale.write() });
            for (name, values) in [("y", &y), ("mean", &mean), ("scale", &scale)] {
                found.add(format!("{name} of {g:?}"), kernels, values);
            }
        }
    });
}
