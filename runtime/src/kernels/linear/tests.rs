use std::iter::zip;

use super::{Geometry, Linear};
use crate::kernels::{Cpu, Float};

/// Numbers from −1 to 1 that repeat from run to run, and that `f32` holds exactly.
fn numbers(len: usize, seed: usize) -> Vec<f64> {
    (0..len).map(|i| ((i * 7919 + seed * 104_729 + i * i) % 2003) as f64 / 1024.0 - 1.0).collect()
}

#[track_caller]
fn assert_near<E: Float>(found: &[E], expected: &[f64], what: &str, g: &Geometry) {
    let scale = expected.iter().fold(1.0, |scale: f64, value| scale.max(value.abs()));
    let tolerance = scale * if size_of::<E>() == 4 { 2e-6 } else { 1e-14 };
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let found = num_traits::ToPrimitive::to_f64(found).unwrap();
        assert!((found - expected).abs() <= tolerance, "{what}[{i}] is {found}, not {expected}: {g:?}");
    }
}

/// Compares the three passes with sums of products in double precision.
fn check<E: Float>(g: &Geometry)
where
    Cpu: for<'a> Linear<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
{
    let of = |values: &[f64]| values.iter().map(|&value| E::of(value)).collect::<Vec<E>>();
    let (x, weight) = (numbers(g.batch * g.inputs, 1), numbers(g.outputs * g.inputs, 2));
    let (bias, dy) = (numbers(g.outputs, 3), numbers(g.batch * g.outputs, 4));
    let (mut y, mut dx) = (vec![0.0; g.batch * g.outputs], numbers(g.batch * g.inputs, 5));
    let (mut dweight, mut dbias) = (numbers(g.outputs * g.inputs, 6), numbers(g.outputs, 7));
    let (mut found_y, mut found_dx) = (of(&dy), of(&dx));
    let (mut found_dweight, mut found_dbias) = (of(&dweight), of(&dbias));

    for n in 0..g.batch {
        for o in 0..g.outputs {
            let gradient = dy[n * g.outputs + o];
            dbias[o] += gradient;
            for i in 0..g.inputs {
                y[n * g.outputs + o] += weight[o * g.inputs + i] * x[n * g.inputs + i];
                dx[n * g.inputs + i] += weight[o * g.inputs + i] * gradient;
                dweight[o * g.inputs + i] += x[n * g.inputs + i] * gradient;
            }
        }
    }
    let biased: Vec<f64> = y.iter().enumerate().map(|(i, y)| y + bias[i % g.outputs]).collect();
    let clipped: Vec<f64> = biased.iter().map(|y| y.max(0.0)).collect();

    Cpu.forward(g, &of(&x), &of(&weight), None, false, &mut found_y);
    assert_near(&found_y, &y, "y", g);
    Cpu.forward(g, &of(&x), &of(&weight), Some(&of(&bias)), false, &mut found_y);
    assert_near(&found_y, &biased, "y with bias", g);
    Cpu.forward(g, &of(&x), &of(&weight), Some(&of(&bias)), true, &mut found_y);
    assert_near(&found_y, &clipped, "y with bias and relu", g);
    Cpu.backward_input(g, &of(&weight), &of(&dy), true, &mut found_dx);
    assert_near(&found_dx, &dx, "dx", g);
    Cpu.backward_input(g, &of(&weight), &of(&dy), false, &mut found_dx);
    let alone: Vec<f64> = zip(&dx, numbers(g.batch * g.inputs, 5)).map(|(dx, before)| dx - before).collect();
    assert_near(&found_dx, &alone, "dx alone", g);
    Cpu.backward_weight(g, &of(&x), &of(&dy), &mut found_dweight, Some(&mut found_dbias));
    assert_near(&found_dweight, &dweight, "dweight", g);
    assert_near(&found_dbias, &dbias, "dbias", g);
    let mut without_bias = of(&numbers(g.outputs * g.inputs, 6));
    Cpu.backward_weight(g, &of(&x), &of(&dy), &mut without_bias, None);
    assert_eq!(without_bias, found_dweight, "{g:?}");
}

#[test]
fn any_geometry_is_a_sum_of_products() {
    for batch in [0, 1, 2, 5, 6, 7, 33, 64] {
        for inputs in [1, 3, 16, 31, 100] {
            for outputs in [1, 2, 10, 16, 17, 65] {
                let g = Geometry { batch, inputs, outputs };
                check::<f32>(&g);
                check::<f64>(&g);
            }
        }
    }
}

/// More rows and terms than are done at a time, panels that all rows share, and a gradient of a weight that is wide, and one
/// that is high.
#[test]
fn sums_are_put_together() {
    for [batch, inputs, outputs] in [[200, 2100, 33], [2100, 3, 40], [2100, 40, 3], [300, 270, 70], [40, 270, 70]] {
        check::<f64>(&Geometry { batch, inputs, outputs });
    }
}

#[test]
fn relu_keeps_what_is_not_a_number() {
    for batch in [1, 8] {
        let g = Geometry { batch, inputs: 1, outputs: 16 };
        let mut y = vec![0.0_f32; batch * 16];
        Cpu.forward(&g, &vec![1.0; batch], &[f32::NAN; 16], None, true, &mut y);
        assert!(y.iter().all(|y| y.is_nan()), "{y:?}");
    }
}
