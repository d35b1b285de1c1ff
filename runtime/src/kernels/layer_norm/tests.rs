use super::super::batch_norm::Affine;
use super::super::check::{added, assert_close, differences, dot, values};
use super::super::{Cpu, Float};
use super::{Geometry, LayerNorm, Statistics};

const LAYER: Geometry = Geometry { rows: 5, groups: 1, channels: 37, spatial: 1, epsilon: 1e-5 };
const GROUPS: Geometry = Geometry { rows: 6, groups: 3, channels: 2, spatial: 11, epsilon: 1e-3 };
const INSTANCE: Geometry = Geometry { rows: 8, groups: 4, channels: 1, spatial: 9, epsilon: 1e-5 };
/// A sample of groups without a spatial extent.
const VECTOR: Geometry = Geometry { rows: 6, groups: 3, channels: 4, spatial: 1, epsilon: 1e-5 };

fn weights(g: &Geometry) -> usize {
    g.groups * g.channels
}

/// The result, and the statistics `[mean, scale]`.
fn forward<E: Float>(g: &Geometry, x: &[E], affine: Option<[&[E]; 2]>) -> (Vec<E>, [Vec<E>; 2])
where
    Cpu: for<'a> LayerNorm<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
{
    let (mut y, mut mean, mut scale) = (vec![E::nan(); x.len()], vec![E::nan(); g.rows], vec![E::nan(); g.rows]);
    let affine = affine.map(|[weight, bias]| Affine { weight, bias });
    Cpu.forward(g, x, affine, &mut y, Statistics { mean: &mut mean, scale: &mut scale });
    (y, [mean, scale])
}

/// By the formula, element by element.
fn formula(g: &Geometry, x: &[f64], affine: Option<[&[f64]; 2]>) -> Vec<f64> {
    let rows = x.chunks(g.columns()).enumerate().flat_map(|(row, x)| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
        let normal = x.iter().map(move |x| (x - mean) / (variance + g.epsilon).sqrt());
        normal.enumerate().map(move |(column, normal)| match affine {
            Some([weight, bias]) => {
                let channel = row % g.groups * g.channels + column / g.spatial;
                normal * weight[channel] + bias[channel]
            }
            None => normal,
        })
    });
    rows.collect()
}

#[test]
fn values_follow_the_formula() {
    for g in [LAYER, GROUPS, INSTANCE, VECTOR] {
        let x: Vec<f32> = values(1, g.rows * g.columns());
        let (weight, bias): (Vec<f32>, Vec<f32>) = (values(2, weights(&g)), values(3, weights(&g)));
        let exact = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<f64>>();
        let expected = formula(&g, &exact(&x), Some([&exact(&weight), &exact(&bias)]));
        assert_close(&forward(&g, &x, Some([&weight, &bias])).0, &expected, 1e-5);
        assert_close(&forward(&g, &x, None).0, &formula(&g, &exact(&x), None), 1e-5);
    }
}

#[test]
fn gradients_are_those_of_differences() {
    for g in [LAYER, GROUPS, INSTANCE, VECTOR] {
        let x: Vec<f64> = values(1, g.rows * g.columns());
        let (weight, bias): (Vec<f64>, Vec<f64>) = (values(2, weights(&g)), values(3, weights(&g)));
        let (dy, before): (Vec<f64>, Vec<f64>) = (values(4, x.len()), values(5, x.len()));
        for affine in [true, false] {
            let variables = affine.then_some([&weight[..], &bias[..]]);
            let loss = |x: &[f64]| dot(&forward(&g, x, variables).0, &dy);
            let (_, [mean, scale]) = forward(&g, &x, variables);
            let mut dx = dy.clone();
            let (mut dweight, mut dbias) = (before[..weights(&g)].to_vec(), before[..weights(&g)].to_vec());
            let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
            let statistics = Statistics { mean: &mean[..], scale: &scale[..] };
            let affine = affine.then_some((&weight[..], gradients));
            Cpu.backward(&g, &x, statistics, &mut dx, affine);
            assert_close(&dx, &differences(&x, loss), 1e-7);
            if variables.is_some() {
                let of_weight = differences(&weight, |weight| dot(&forward(&g, &x, Some([weight, &bias])).0, &dy));
                let of_bias = differences(&bias, |bias| dot(&forward(&g, &x, Some([&weight, bias])).0, &dy));
                assert_close(&dweight, &added(&before[..weights(&g)], &of_weight), 1e-7);
                assert_close(&dbias, &added(&before[..weights(&g)], &of_bias), 1e-7);
            }
        }
    }
}

/// Subtracting squares of the mean would leave nothing of the variance.
#[test]
fn far_from_zero_the_variance_is_kept() {
    let g = Geometry { rows: 1, groups: 1, channels: 4096, spatial: 1, epsilon: 0.0 };
    let x: Vec<f32> = (0..4096).map(|i| 10_000.0 + (i % 2) as f32).collect();
    let expected: Vec<f64> = (0..4096).map(|i| if i % 2 == 0 { -1.0 } else { 1.0 }).collect();
    assert_close(&forward(&g, &x, None).0, &expected, 1e-3);
}

#[test]
fn threads_change_nothing() {
    for g in [
        Geometry { rows: 3000, groups: 1, channels: 130, spatial: 1, epsilon: 1e-5 },
        Geometry { rows: 64, groups: 4, channels: 8, spatial: 600, epsilon: 1e-5 },
    ] {
        let x: Vec<f32> = values(1, g.rows * g.columns());
        let dy: Vec<f32> = values(2, x.len());
        let (weight, bias): (Vec<f32>, Vec<f32>) = (values(3, weights(&g)), values(4, weights(&g)));
        let passes = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let (y, [mean, scale]) = forward(&g, &x, Some([&weight, &bias]));
                let (mut dx, mut dweight, mut dbias) = (dy.clone(), vec![0.0; weights(&g)], vec![0.0; weights(&g)]);
                let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
                let statistics = Statistics { mean: &mean[..], scale: &scale[..] };
                Cpu.backward(&g, &x, statistics, &mut dx, Some((&weight, gradients)));
                (y, dx, dweight, dbias)
            })
        };
        assert_eq!(passes(1), passes(3));
    }
}

#[test]
fn of_nothing_is_nothing() {
    for g in [Geometry { rows: 0, ..LAYER }, Geometry { rows: 0, ..GROUPS }] {
        assert!(forward::<f32>(&g, &[], None).0.is_empty());
        let (mut dweight, mut dbias) = (vec![1.0_f32; weights(&g)], vec![1.0; weights(&g)]);
        let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
        let weight = vec![1.0; weights(&g)];
        Cpu.backward(&g, &[], Statistics { mean: &[], scale: &[] }, &mut [], Some((&weight, gradients)));
        assert!(dweight.iter().chain(&dbias).all(|&gradient| gradient == 1.0));
    }
}
