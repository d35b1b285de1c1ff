use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Correlation, Geometry};

/// Of nothing, of one place, of lines that no displacement fits into, and of several samples.
pub(super) fn geometries() -> impl Iterator<Item = Geometry> {
    let sizes = [
        ([0, 2], [3, 4], 1),
        ([1, 1], [1, 1], 2),
        ([2, 3], [1, 7], 3),
        ([1, 2], [6, 1], 2),
        ([2, 3], [4, 5], 0),
        ([2, 4], [5, 6], 2),
        ([1, 5], [3, 33], 4),
    ];
    sizes.into_iter().map(|([batch, channels], size, reach)| Geometry { batch, channels, size, reach })
}

fn forward(g: &Geometry, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.outputs()];
    Cpu.forward(g, a, b, &mut y);
    y
}

#[test]
fn each_place_is_compared_with_those_around() {
    // Shared out among threads.
    let large = Geometry { batch: 2, channels: 7, size: [40, 50], reach: 3 };
    for g in geometries().chain([large]) {
        let (a, b): (Vec<f64>, Vec<f64>) = (values(1, g.inputs()), values(2, g.inputs()));
        let [height, width] = g.size.map(|size| size as i64);
        let (channels, reach) = (g.channels as i64, g.reach as i64);
        let mut expected = Vec::new();
        for sample in 0..g.batch as i64 {
            for (v, u) in (-reach..=reach).flat_map(|v| (-reach..=reach).map(move |u| (v, u))) {
                for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
                    let (other_row, other_column) = (row + v, column + u);
                    let is_inside = (0..height).contains(&other_row) && (0..width).contains(&other_column);
                    let products = (0..channels).filter(|_| is_inside).map(|channel| {
                        let first = (sample * channels + channel) * height;
                        let (here, there) =
                            ((first + row) * width + column, (first + other_row) * width + other_column);
                        a[here as usize] * b[there as usize]
                    });
                    expected.push(products.sum::<f64>() / channels as f64);
                }
            }
        }
        assert_close(&forward(&g, &a, &b), &expected, 1e-14);
    }
}

#[test]
fn gradients_are_added() {
    for g in geometries() {
        let (a, b): (Vec<f64>, Vec<f64>) = (values(3, g.inputs()), values(4, g.inputs()));
        let (dy, before): (Vec<f64>, Vec<f64>) = (values(5, g.outputs()), values(6, g.inputs()));
        let mut da = before.clone();
        Cpu.backward_first(&g, &b, &dy, &mut da);
        assert_close(&da, &added(&before, &differences(&a, |a| dot(&forward(&g, a, &b), &dy))), 1e-6);
        let mut db = before.clone();
        Cpu.backward_second(&g, &a, &dy, &mut db);
        assert_close(&db, &added(&before, &differences(&b, |b| dot(&forward(&g, &a, b), &dy))), 1e-6);
    }
}

#[test]
fn single_precision() {
    let g = Geometry { batch: 1, channels: 2, size: [1, 2], reach: 1 };
    let mut y = [f32::NAN; 18];
    Cpu.forward(&g, &[1.0_f32, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], &mut y);
    // Three rows of displacements, of which the middle one stays on the line.
    let middle = [0.0, (2.0 * 5.0 + 4.0 * 7.0) / 2.0, 13.0, 22.0, (1.0 * 6.0 + 3.0 * 8.0) / 2.0, 0.0];
    assert_eq!(y, [[0.0; 6], middle, [0.0; 6]].concat()[..]);
}
