use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Border, Geometry, Pad2d};

fn geometry(planes: usize, input: [usize; 2], before: [isize; 2], after: [isize; 2], border: Border) -> Geometry {
    let output = [0, 1].map(|axis| input[axis].checked_add_signed(before[axis] + after[axis]).unwrap());
    Geometry { planes, input, output, start: before, border }
}

fn forward(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.planes * g.output[0] * g.output[1]];
    Cpu.forward(g, x, &mut y);
    y
}

#[test]
fn borders() {
    let g = |border| geometry(1, [1, 4], [0, 2], [0, 3], border);
    let x = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(forward(&g(Border::Zeros), &x), [0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0]);
    assert_eq!(forward(&g(Border::Reflect), &x), [3.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0]);
    assert_eq!(forward(&g(Border::Replicate), &x), [1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0]);
}

#[test]
fn rows_are_as_columns() {
    for border in [Border::Zeros, Border::Reflect, Border::Replicate] {
        let x: Vec<f64> = values(1, 5);
        assert_eq!(
            forward(&geometry(1, [5, 1], [3, 0], [1, 0], border), &x),
            forward(&geometry(1, [1, 5], [0, 3], [0, 1], border), &x)
        );
    }
}

#[test]
fn what_is_cut_off_is_gone() {
    let x: Vec<f64> = (0..20_u8).map(f64::from).collect();
    let g = geometry(1, [4, 5], [-1, -2], [-1, -1], Border::Zeros);
    assert_eq!(forward(&g, &x), [7.0, 8.0, 12.0, 13.0]);
    // Cut at one end and padded at the other.
    let g = geometry(1, [1, 3], [0, -2], [0, 2], Border::Zeros);
    assert_eq!(forward(&g, &[1.0, 2.0, 3.0]), [3.0, 0.0, 0.0]);
    // Nothing of the image is left.
    let g = geometry(1, [1, 3], [0, -4], [0, 3], Border::Zeros);
    assert_eq!(forward(&g, &[1.0, 2.0, 3.0]), [0.0, 0.0]);
}

#[test]
fn gradients_are_added() {
    for border in [Border::Zeros, Border::Reflect, Border::Replicate] {
        for (before, after) in [([1, 2], [2, 1]), ([3, 0], [3, 4]), ([-1, 1], [0, -2]), ([0, 0], [0, 0])] {
            let g = geometry(3, [4, 5], before, after, border);
            let x: Vec<f64> = values(2, 60);
            let dy: Vec<f64> = values(3, g.planes * g.output[0] * g.output[1]);
            let start: Vec<f64> = values(4, 60);
            let mut dx = start.clone();
            Cpu.backward(&g, &dy, &mut dx);
            assert_close(&dx, &added(&start, &differences(&x, |x| dot(&forward(&g, x), &dy))), 1e-6);
        }
    }
}

/// Work for several threads: an image comes out of its frame as it went in.
#[test]
fn in_and_out_again() {
    let input = [61, 67];
    let x: Vec<f64> = values(5, 70 * input[0] * input[1]);
    let y = forward(&geometry(70, input, [3, 4], [5, 6], Border::Reflect), &x);
    let back = Geometry { planes: 70, input: [69, 77], output: input, start: [-3, -4], border: Border::Zeros };
    assert_eq!(forward(&back, &y), x);
    let mut dx = vec![0.0; x.len()];
    Cpu.backward(&geometry(70, input, [3, 4], [5, 6], Border::Zeros), &y, &mut dx);
    assert_eq!(dx, x);
}

#[test]
fn of_an_empty_batch_is_nothing() {
    let g = geometry(0, [4, 5], [1, 1], [1, 1], Border::Reflect);
    assert!(forward(&g, &[]).is_empty());
    Cpu.backward(&g, &[], &mut [0.0_f64; 0]);
}
