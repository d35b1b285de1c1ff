use super::super::Cpu;
use super::super::check::{added, assert_close, differences, values};
use super::{Geometry, TotalVariation};

fn forward(g: &Geometry, x: &[f64], weights: Option<&[f64]>) -> f64 {
    let mut loss = [f64::NAN];
    Cpu.forward(g, x, weights, &mut loss);
    loss[0]
}

fn by_hand(g: &Geometry, x: &[f64], weights: &[f64]) -> f64 {
    let [height, width] = g.size;
    let mut sum = 0.0;
    for (plane, x) in x.chunks(height * width).enumerate() {
        for i in 0..height {
            for j in 0..width {
                let at = |i: usize, j: usize| x[i * width + j];
                let down = if i + 1 < height { (at(i + 1, j) - at(i, j)).abs() } else { 0.0 };
                let right = if j + 1 < width { (at(i, j + 1) - at(i, j)).abs() } else { 0.0 };
                sum += weights[plane / g.channels] * (down + right);
            }
        }
    }
    g.scale * sum
}

#[test]
fn the_loss_follows_the_formula() {
    for size in [[97, 101], [1, 7], [7, 1], [1, 1]] {
        let g = Geometry { batch: 5, channels: 3, size, scale: 0.2 };
        let x: Vec<f64> = values(1, 15 * size[0] * size[1]);
        let weights: Vec<f64> = values(2, 5);
        assert_close(&[forward(&g, &x, None)], &[by_hand(&g, &x, &[1.0; 5])], 1e-12);
        assert_close(&[forward(&g, &x, Some(&weights))], &[by_hand(&g, &x, &weights)], 1e-12);
    }
}

#[test]
fn the_gradient_is_added() {
    for size in [[4, 5], [1, 4], [4, 1], [1, 1]] {
        let g = Geometry { batch: 2, channels: 2, size, scale: 0.2 };
        let x: Vec<f64> = values(3, 4 * size[0] * size[1]);
        let before: Vec<f64> = values(4, x.len());
        for weights in [None, Some([0.5, -2.0].as_slice())] {
            let expected = differences(&x, |x| 1.5 * forward(&g, x, weights));
            let mut dx = before.clone();
            Cpu.backward(&g, &x, weights, &[1.5], &mut dx);
            assert_close(&dx, &added(&before, &expected), 1e-8);
        }
    }
}

#[test]
fn a_flat_image_has_none_and_stays() {
    let g = Geometry { batch: 1, channels: 1, size: [3, 3], scale: 1.0 };
    assert_eq!(forward(&g, &[2.0; 9], None), 0.0);
    let mut dx = [0.0; 9];
    Cpu.backward(&g, &[2.0; 9], None, &[1.0], &mut dx);
    assert_eq!(dx, [0.0; 9]);
}

#[test]
fn nan_is_not_hidden() {
    let g = Geometry { batch: 1, channels: 1, size: [1, 2], scale: 1.0 };
    assert!(forward(&g, &[f64::NAN, 0.0], None).is_nan());
}
