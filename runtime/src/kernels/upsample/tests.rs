use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, Method, Upsample};

const BILINEAR: Method = Method::Bilinear { align_corners: false };
const ALIGNED: Method = Method::Bilinear { align_corners: true };

fn forward(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.planes * g.output[0] * g.output[1]];
    Cpu.forward(g, x, &mut y);
    y
}

/// A row of pixels, upsampled.
fn row(method: Method, x: &[f64], output: usize) -> Vec<f64> {
    forward(&Geometry { planes: 1, input: [1, x.len()], output: [1, output], method }, x)
}

#[test]
fn the_nearest_pixel_is_repeated() {
    assert_eq!(row(Method::Nearest, &[1.0, 2.0, 3.0], 6), [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
    assert_eq!(row(Method::Nearest, &[1.0, 2.0, 3.0], 5), [1.0, 1.0, 2.0, 2.0, 3.0]);
    assert_eq!(row(Method::Nearest, &[1.0, 2.0, 3.0, 4.0], 2), [1.0, 3.0]);
}

#[test]
fn the_weights_are_distances() {
    assert_eq!(row(BILINEAR, &[0.0, 4.0], 4), [0.0, 1.0, 3.0, 4.0]);
    assert_eq!(row(ALIGNED, &[0.0, 3.0], 4), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(row(ALIGNED, &[5.0, 7.0], 1), [5.0]);
    assert_eq!(row(BILINEAR, &[5.0], 3), [5.0, 5.0, 5.0]);
    assert_eq!(row(BILINEAR, &[1.0, 3.0, 5.0, 7.0], 2), [2.0, 6.0]);
}

/// The axes are independent: what happens to a column happens to a row.
#[test]
fn rows_and_columns_are_alike() {
    for method in [Method::Nearest, BILINEAR, ALIGNED] {
        let tall = Geometry { planes: 3, input: [5, 4], output: [12, 9], method };
        let wide = Geometry { input: [4, 5], output: [9, 12], ..tall };
        let transposed = |values: &[f64], [rows, columns]: [usize; 2]| {
            let of_plane = |plane: &[f64]| {
                (0..columns)
                    .flat_map(|column| (0..rows).map(move |row| (row, column)).collect::<Vec<_>>())
                    .map(|(row, column)| plane[row * columns + column])
                    .collect::<Vec<f64>>()
            };
            values.chunks(rows * columns).flat_map(of_plane).collect::<Vec<f64>>()
        };
        let x: Vec<f64> = values(1, 3 * 20);
        let y = forward(&tall, &x);
        assert_close(&forward(&wide, &transposed(&x, tall.input)), &transposed(&y, tall.output), 1e-14);
    }
}

#[test]
fn gradients_are_added() {
    for method in [Method::Nearest, BILINEAR, ALIGNED] {
        for (input, output) in
            [([3, 4], [6, 8]), ([5, 3], [7, 9]), ([6, 5], [2, 3]), ([1, 4], [3, 4]), ([4, 4], [1, 1])]
        {
            let g = Geometry { planes: 2, input, output, method };
            let x: Vec<f64> = values(1, 2 * input[0] * input[1]);
            let dy: Vec<f64> = values(2, 2 * output[0] * output[1]);
            let before: Vec<f64> = values(3, x.len());
            let expected = differences(&x, |x| dot(&forward(&g, x), &dy));
            let mut dx = before.clone();
            Cpu.backward(&g, &dy, &mut dx);
            assert_close(&dx, &added(&before, &expected), 1e-8);
        }
    }
}

#[test]
fn threads_change_nothing() {
    for method in [Method::Nearest, BILINEAR] {
        let g = Geometry { planes: 9, input: [61, 67], output: [122, 201], method };
        let x: Vec<f32> = values(1, 9 * 61 * 67);
        let dy: Vec<f32> = values(2, 9 * 122 * 201);
        let passes = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (mut y, mut dx) = (vec![0.0; dy.len()], vec![0.0; x.len()]);
            pool.install(|| {
                Cpu.forward(&g, &x, &mut y);
                Cpu.backward(&g, &dy, &mut dx);
            });
            (y, dx)
        };
        assert_eq!(passes(1), passes(3));
    }
}

#[test]
fn of_nothing_is_nothing() {
    let g = Geometry { planes: 0, input: [2, 2], output: [4, 4], method: BILINEAR };
    assert!(forward(&g, &[]).is_empty());
    Cpu.backward(&g, &[], &mut [0.0_f32; 0]);
}
