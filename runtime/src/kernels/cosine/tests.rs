use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Cosine, Geometry};

fn forward(g: &Geometry, a: &[f64], b: &[f64], weights: Option<&[f64]>) -> f64 {
    let mut loss = [f64::NAN];
    Cpu.forward(g, a, b, weights, &mut loss);
    loss[0]
}

#[test]
fn the_loss_follows_the_formula() {
    let g = Geometry { rows: 1003, columns: 301, scale: 0.1 };
    let (a, b): (Vec<f64>, Vec<f64>) = (values(1, 1003 * 301), values(2, 1003 * 301));
    let weights: Vec<f64> = values(3, 1003);
    let distances: Vec<f64> = a
        .chunks(301)
        .zip(b.chunks(301))
        .map(|(a, b)| 1.0 - dot(a, b) / (dot(a, a).sqrt() * dot(b, b).sqrt()))
        .collect();
    assert_close(&[forward(&g, &a, &b, None)], &[0.1 * distances.iter().sum::<f64>()], 1e-12);
    assert_close(&[forward(&g, &a, &b, Some(&weights))], &[0.1 * dot(&distances, &weights)], 1e-12);
}

#[test]
fn the_gradient_is_added() {
    let g = Geometry { rows: 3, columns: 5, scale: 0.7 };
    let (a, b): (Vec<f64>, Vec<f64>) = (values(4, 15), values(5, 15));
    let before: Vec<f64> = values(6, 15);
    for weights in [None, Some([0.5, -1.0, 2.0].as_slice())] {
        let expected = differences(&a, |a| 1.5 * forward(&g, a, &b, weights));
        let mut da = before.clone();
        Cpu.backward(&g, &a, &b, weights, &[1.5], &mut da);
        assert_close(&da, &added(&before, &expected), 1e-8);

        let expected = differences(&b, |b| 1.5 * forward(&g, &a, b, weights));
        let mut db = before.clone();
        Cpu.backward(&g, &b, &a, weights, &[1.5], &mut db);
        assert_close(&db, &added(&before, &expected), 1e-8);
    }
}

#[test]
fn a_vector_of_no_length_is_at_a_right_angle_to_all() {
    let g = Geometry { rows: 1, columns: 2, scale: 1.0 };
    assert_eq!(forward(&g, &[0.0, 0.0], &[3.0, 4.0], None), 1.0);
    let mut da = [0.0; 2];
    Cpu.backward(&g, &[0.0, 0.0], &[3.0, 4.0], None, &[1.0], &mut da);
    assert_close(&da, &[-0.6e8, -0.8e8], 1e-12);
}

#[test]
fn nan_is_not_hidden() {
    let g = Geometry { rows: 1, columns: 2, scale: 1.0 };
    assert!(forward(&g, &[f64::NAN, 0.0], &[3.0, 4.0], None).is_nan());
}
