use super::super::Cpu;
use super::super::check::values;
use super::{Bounds, Embedding, Geometry};

const SMALL: Geometry = Geometry { vocabulary: 3, width: 2 };

#[test]
fn rows_are_looked_up() {
    let mut y = [f64::NAN; 8];
    Cpu.forward(&SMALL, &[2, 0, 2, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &mut y);
    assert_eq!(y, [5.0, 6.0, 1.0, 2.0, 5.0, 6.0, 3.0, 4.0]);
}

#[test]
fn gradients_are_added_to_their_rows() {
    let mut dweight = [10.0_f64; 6];
    Cpu.backward(&SMALL, &[2, 0, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &mut dweight);
    assert_eq!(dweight, [13.0, 14.0, 10.0, 10.0, 16.0, 18.0]);
}

#[test]
fn an_index_without_a_row_touches_nothing() {
    let mut y = [f64::NAN; 4];
    Cpu.forward(&SMALL, &[3, 1], &[1.0; 6], &mut y);
    assert_eq!(y, [0.0, 0.0, 1.0, 1.0]);
    Cpu.forward(&SMALL, &[usize::MAX, 1], &[1.0; 6], &mut y);
    assert_eq!(y, [0.0, 0.0, 1.0, 1.0]);
    let mut dweight = [0.0_f64; 6];
    Cpu.backward(&SMALL, &[usize::MAX, 3], &[1.0; 4], &mut dweight);
    assert_eq!(dweight, [0.0; 6]);
    let outside = |or, indices: &[usize]| Embedding::<f64>::first_outside(&Cpu, Bounds { below: 3, or }, indices);
    assert_eq!(outside(None, &[2, 4, 7]), Some(4));
    assert_eq!(outside(None, &[2, 0, 1]), None);
    assert_eq!(outside(Some(4), &[2, 4, 7]), Some(7));
}

#[test]
fn threads_change_nothing() {
    let g = Geometry { vocabulary: 1000, width: 33 };
    let indices: Vec<usize> = (0..20_000).map(|i| i * i % 1000).collect();
    let dy: Vec<f32> = values(1, indices.len() * g.width);
    let gradient = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut dweight = vec![0.0; g.vocabulary * g.width];
        pool.install(|| Cpu.backward(&g, &indices, &dy, &mut dweight));
        dweight
    };
    let mut expected = vec![0.0; g.vocabulary * g.width];
    for (&index, dy) in indices.iter().zip(dy.chunks(g.width)) {
        expected[index * g.width..][..g.width].iter_mut().zip(dy).for_each(|(sum, &dy)| *sum += dy);
    }
    assert_eq!(gradient(1), expected);
    assert_eq!(gradient(3), expected);
}

#[test]
fn of_nothing_is_nothing() {
    let mut dweight = [1.0_f32; 6];
    Cpu.forward(&SMALL, &[], &[1.0_f32; 6], &mut []);
    Cpu.backward(&SMALL, &[], &[], &mut dweight);
    assert_eq!(dweight, [1.0; 6]);
}

#[test]
fn an_index_is_a_row_with_a_one() {
    let mut y = [f64::NAN; 12];
    Cpu.one_hot(3, &[2, 0, 3, usize::MAX], &mut y);
    assert_eq!(y, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    Cpu.one_hot(0, &[0, 1], &mut [0.0_f32; 0]);

    // Enough for several threads.
    let indices: Vec<usize> = (0..20_000).map(|i| i * i % 17).collect();
    let mut y = vec![f32::NAN; indices.len() * 17];
    Cpu.one_hot(17, &indices, &mut y);
    for (&index, row) in indices.iter().zip(y.chunks(17)) {
        assert_eq!(row.iter().sum::<f32>(), 1.0);
        assert_eq!(row[index], 1.0);
    }
}

#[test]
fn numbers_at_indices_are_summed() {
    let sum = |indices: &[usize]| Embedding::<f32>::sum_of_numbers(&Cpu, &[0.5, 2.0, 8.0], indices);
    assert_eq!(sum(&[2, 0, 2]), 16.5);
    assert_eq!(sum(&[3, 1, usize::MAX]), 2.0);
    assert_eq!(sum(&[]), 0.0);
}
