use super::super::super::Float;
use super::super::super::check::values;
use super::super::super::cuda::parity::{Held, parity};
use super::{Affine, BatchNorm, Blend, Cut, Geometry, Statistics};

/// Of nothing, of one element, of less than a block, and of several parts, whole and not.
const SIZES: [[usize; 3]; 9] =
    [[0, 2, 32], [3, 2, 0], [1, 1, 1], [4, 3, 1], [3, 2, 5], [2, 3, 70], [20, 5, 15], [2, 2, 5000], [8195, 1, 1]];

fn geometries() -> impl Iterator<Item = Geometry> {
    let geometry = |[batch, channels, spatial]: [usize; 3]| {
        [false, true].map(|relu| Geometry { batch, channels, spatial, epsilon: 1e-3, relu })
    };
    SIZES.into_iter().flat_map(geometry)
}

fn variances<E: Float>(seed: u64, n: usize) -> Vec<E> {
    values::<E>(seed, n).into_iter().map(|value| E::one() + value * value).collect()
}

#[test]
fn there_is_one_part_and_several() {
    let parts: Vec<usize> = geometries().map(|g| Cut::new(&g).parts).collect();
    assert!(parts.contains(&1) && parts.contains(&3));
    let sizes = [100, 3000, 4096 * 1024 + 1].map(|batch| Geometry {
        batch,
        channels: 7,
        spatial: 5,
        epsilon: 0.0,
        relu: false,
    });
    for cut in sizes.map(|g| Cut::new(&g)) {
        assert!((cut.parts - 1) * cut.length < cut.count, "no part is empty");
        assert!(cut.parts * cut.length >= cut.count, "all elements are in a part");
    }
}

parity!(training: BatchNorm, |kernels, found| {
    for g in geometries() {
        let (n, channels) = (g.batch * g.channels * g.spatial, g.channels);
        let x = Held::new(kernels, &values(1, n));
        let (weight, bias) = (Held::new(kernels, &values(2, channels)), Held::new(kernels, &values(3, channels)));
        let affine = Affine { weight: weight.read(), bias: bias.read() };
        let mut y = Held::new(kernels, &vec![E::nan(); n]);
        let [mut mean, mut variance] = [0; 2].map(|_| Held::new(kernels, &vec![E::zero(); channels]));
        let statistics = Statistics { mean: mean.write(), variance: variance.write() };
        kernels.forward_training(&g, x.read(), affine, y.write(), statistics);
        for (name, values) in [("y", &y), ("mean", &mean), ("variance", &variance)] {
            found.add(format!("{name} of {g:?}"), kernels, values);
        }

        let mut dy = Held::new(kernels, &values(4, n));
        let [mut dweight, mut dbias] = [5, 6].map(|seed| Held::new(kernels, &values(seed, channels)));
        let statistics = Statistics { mean: mean.read(), variance: variance.read() };
        let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
        kernels.backward_training(&g, x.read(), affine, statistics, dy.write(), gradients);
        for (name, values) in [("dx", &dy), ("dweight", &dweight), ("dbias", &dbias)] {
            found.add(format!("{name} of {g:?}"), kernels, values);
        }
    }
});

parity!(inference: BatchNorm, |kernels, found| {
    for g in geometries() {
        let (n, channels) = (g.batch * g.channels * g.spatial, g.channels);
        let x = Held::new(kernels, &values(1, n));
        let [weight, bias, mean] = [2, 3, 4].map(|seed| Held::new(kernels, &values(seed, channels)));
        let variance = Held::new(kernels, &variances(5, channels));
        let affine = Affine { weight: weight.read(), bias: bias.read() };
        let running = Statistics { mean: mean.read(), variance: variance.read() };
        let mut y = Held::new(kernels, &vec![E::nan(); n]);
        kernels.forward_inference(&g, x.read(), affine, running, y.write());
        found.add(format!("y of {g:?}"), kernels, &y);

        let mut dy = Held::new(kernels, &values(6, n));
        let [mut dweight, mut dbias] = [7, 8].map(|seed| Held::new(kernels, &values(seed, channels)));
        let gradients = Affine { weight: dweight.write(), bias: dbias.write() };
        let mut dmoments = Held::new(kernels, &values(9, 2 * channels));
        kernels.backward_inference(&g, x.read(), affine, running, dy.write(), gradients, Some(dmoments.write()));
        for (name, values) in [("dx", &dy), ("dweight", &dweight), ("dbias", &dbias), ("dmoments", &dmoments)] {
            found.add(format!("{name} of {g:?}"), kernels, values);
        }
    }
});

parity!(moments: BatchNorm, |kernels, found| {
    for g in geometries() {
        let n = g.batch * g.channels * g.spatial;
        let x = Held::new(kernels, &values(1, n));
        let mut moments = Held::new(kernels, &vec![E::zero(); 2 * g.channels]);
        kernels.moments(&g, x.read(), moments.write());
        found.add(format!("moments of {g:?}"), kernels, &moments);
        let (gradient, mut dx) = (Held::new(kernels, &values(2, 2 * g.channels)), Held::new(kernels, &values(3, n)));
        kernels.backward_moments(&g, x.read(), moments.read(), gradient.read(), dx.write());
        found.add(format!("dx of {g:?}"), kernels, &dx);
    }
});

parity!(of_all_towers: BatchNorm, |kernels, found| {
    for g in geometries().filter(|g| g.batch * g.spatial > 0 && !g.relu) {
        let (n, channels) = (g.batch * g.channels * g.spatial, g.channels);
        let x = Held::new(kernels, &values(1, n));
        let mut moments = Held::new(kernels, &vec![E::nan(); 2 * channels]);
        kernels.moments(&g, x.read(), moments.write());
        found.add(format!("moments of {g:?}"), kernels, &moments);

        let (gradient, mut dx) = (Held::new(kernels, &values(2, 2 * channels)), Held::new(kernels, &values(3, n)));
        kernels.backward_moments(&g, x.read(), moments.read(), gradient.read(), dx.write());
        found.add(format!("dx of {g:?}"), kernels, &dx);
    }
});

// A constant channel, one far from 0, one with an outlier in front, and one with NaN.
parity!(special_channels: BatchNorm, |kernels, found| {
    for (batch, spatial) in [(6, 7), (3, 3000)] {
        let g = Geometry { batch, channels: 4, spatial, epsilon: 1e-3, relu: true };
        let mut x = values::<E>(1, batch * 4 * spatial);
        for (at, x) in x.iter_mut().enumerate() {
            match at / spatial % 4 {
                0 => *x = E::of(1234.567),
                1 => *x += E::of(1e4),
                2 if at == 2 * spatial => *x = E::of(1e6),
                3 if at == 3 * spatial => *x = E::nan(),
                _ => {}
            }
        }
        let x = Held::new(kernels, &x);
        let [weight, bias] = [2, 3].map(|seed| Held::new(kernels, &values(seed, 4)));
        let affine = Affine { weight: weight.read(), bias: bias.read() };
        let mut y = Held::new(kernels, &vec![E::zero(); batch * 4 * spatial]);
        let [mut mean, mut variance] = [0; 2].map(|_| Held::new(kernels, &[E::zero(); 4]));
        let statistics = Statistics { mean: mean.write(), variance: variance.write() };
        kernels.forward_training(&g, x.read(), affine, y.write(), statistics);
        for (name, values) in [("y", &y), ("mean", &mean), ("variance", &variance)] {
            found.add(format!("{name} of {g:?}"), kernels, values);
        }
    }
});

parity!(folding: BatchNorm, |kernels, found| {
    for [channels, width] in [[0, 0], [1, 1], [3, 7], [6, 100], [2, 0]] {
        let weight = Held::new(kernels, &values(1, channels * width));
        let [bias, gamma, beta, mean] = [2, 3, 4, 5].map(|seed| Held::new(kernels, &values(seed, channels)));
        let variance = Held::new(kernels, &variances(6, channels));
        for bias in [None, Some(bias.read())] {
            let mut folded_weight = Held::new(kernels, &vec![E::nan(); channels * width]);
            let mut folded_bias = Held::new(kernels, &vec![E::nan(); channels]);
            let affine = Affine { weight: gamma.read(), bias: beta.read() };
            let running = Statistics { mean: mean.read(), variance: variance.read() };
            let folded = Affine { weight: folded_weight.write(), bias: folded_bias.write() };
            kernels.fold(1e-3, weight.read(), bias, affine, running, folded);
            found.add(format!("weight of {channels} · {width}"), kernels, &folded_weight);
            found.add(format!("bias of {channels} · {width}"), kernels, &folded_bias);
        }
    }
});

parity!(blends: BatchNorm, |kernels, found| {
    for n in [0, 1, 77, 600] {
        let (mut running, statistic) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, n)));
        let (mut others, more) = (Held::new(kernels, &values(3, 5)), Held::new(kernels, &values(4, 5)));
        kernels.blend(&mut [
            Blend { kept: 0.75, running: running.write(), weight: 0.5, statistic: statistic.read() },
            Blend { kept: 0.0, running: others.write(), weight: 0.1, statistic: more.read() },
        ]);
        found.add(format!("{n}"), kernels, &running);
        found.add(format!("5 beside {n}"), kernels, &others);
    }
    kernels.blend(&mut []);
});
