use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Channelwise, Geometry};

const GEOMETRIES: [Geometry; 5] = [
    Geometry { batch: 3, channels: 4, spatial: 1 },
    Geometry { batch: 2, channels: 70, spatial: 1 },
    Geometry { batch: 2, channels: 3, spatial: 5 },
    Geometry { batch: 1, channels: 2, spatial: 33 },
    Geometry { batch: 0, channels: 2, spatial: 3 },
];

fn len(g: &Geometry) -> usize {
    g.batch * g.channels * g.spatial
}

fn bias(g: &Geometry, x: &[f64], bias: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.bias(g, x, bias, &mut y);
    y
}

fn prelu(g: &Geometry, x: &[f64], weight: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.prelu(g, x, weight, &mut y);
    y
}

#[test]
fn each_channel_has_its_variable() {
    let large =
        [Geometry { batch: 7, channels: 30_001, spatial: 1 }, Geometry { batch: 7, channels: 5, spatial: 10_007 }];
    for g in GEOMETRIES.into_iter().chain(large) {
        let x: Vec<f64> = values(1, len(&g));
        let v: Vec<f64> = values(2, g.channels);
        let of = |at: usize| v[at / g.spatial % g.channels];
        let expected: Vec<f64> = x.iter().enumerate().map(|(at, x)| x + of(at)).collect();
        assert_eq!(bias(&g, &x, &v), expected);
        let expected: Vec<f64> = x.iter().enumerate().map(|(at, &x)| if x > 0.0 { x } else { x * of(at) }).collect();
        assert_eq!(prelu(&g, &x, &v), expected);

        let dy: Vec<f64> = values(3, len(&g));
        let (mut offset, mut slope) = (vec![0.0; g.channels], vec![0.0; g.channels]);
        for (at, (&x, &dy)) in x.iter().zip(&dy).enumerate() {
            offset[at / g.spatial % g.channels] += dy;
            slope[at / g.spatial % g.channels] += if x > 0.0 { 0.0 } else { x * dy };
        }
        let (mut dbias, mut dweight) = (vec![0.0; g.channels], vec![0.0; g.channels]);
        Cpu.backward_bias(&g, &dy, &mut dbias);
        Cpu.backward_prelu_weight(&g, &x, &dy, &mut dweight);
        assert_close(&dbias, &offset, 1e-11);
        assert_close(&dweight, &slope, 1e-11);
    }
}

#[test]
fn gradients_are_those_of_differences() {
    for g in GEOMETRIES {
        let x: Vec<f64> = values(4, len(&g));
        let v: Vec<f64> = values(5, g.channels);
        let dy: Vec<f64> = values(6, len(&g));
        let before_v: Vec<f64> = values(8, g.channels);
        let mut dbias = before_v.clone();
        Cpu.backward_bias(&g, &dy, &mut dbias);
        assert_close(&dbias, &added(&before_v, &differences(&v, |v| dot(&bias(&g, &x, v), &dy))), 1e-6);
        let mut dweight = before_v.clone();
        Cpu.backward_prelu_weight(&g, &x, &dy, &mut dweight);
        assert_close(&dweight, &added(&before_v, &differences(&v, |v| dot(&prelu(&g, &x, v), &dy))), 1e-6);
        let mut dx = dy.clone();
        Cpu.backward_prelu_input(&g, &x, &v, &mut dx);
        assert_close(&dx, &differences(&x, |x| dot(&prelu(&g, x, &v), &dy)), 1e-6);
    }
}

#[test]
fn the_gradient_at_0_is_the_slope() {
    let g = Geometry { batch: 1, channels: 1, spatial: 2 };
    let mut dx = [2.0, 4.0];
    Cpu.backward_prelu_input(&g, &[0.0, -0.0], &[0.25], &mut dx);
    assert_eq!(dx, [0.5, 1.0]);
}

#[test]
fn nan_is_passed_on() {
    let g = Geometry { batch: 1, channels: 1, spatial: 1 };
    assert!(bias(&g, &[f64::NAN], &[1.0])[0].is_nan() && prelu(&g, &[f64::NAN], &[0.25])[0].is_nan());
}
