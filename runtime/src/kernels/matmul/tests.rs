use super::super::Cpu;
use super::super::check::{added, assert_close, values};
use super::{Geometry, Matmul};

/// Of one, of rows and columns that fill no vector, and of terms that are added up in several parts.
pub(super) const SIZES: [[usize; 3]; 5] = [[1, 1, 1], [3, 4, 5], [1, 7, 33], [40, 3, 1], [27, 300, 18]];
pub(super) const TRANSPOSED: [[bool; 2]; 4] = [[false, false], [false, true], [true, false], [true, true]];
/// One matrix, a matrix for all, stretched behind and in front, in both, many, and none.
pub(super) const BATCHES: [(&[usize], &[usize]); 8] = [
    (&[], &[]),
    (&[2], &[2]),
    (&[3], &[1]),
    (&[1], &[3]),
    (&[2, 1], &[2, 3]),
    (&[2, 1, 3], &[2, 2, 1]),
    (&[9, 4], &[9, 1]),
    (&[0, 2], &[0, 2]),
];

/// Where an operand has an element of its matrix.
fn at(transposed: bool, [rows, columns]: [usize; 2], row: usize, column: usize) -> usize {
    if transposed { column * rows + row } else { row * columns + column }
}

/// Each pair of matrices that meet: the places of the operands and of the result.
fn pairs(a: &[usize], b: &[usize]) -> Vec<[usize; 3]> {
    let whole: Vec<usize> = a.iter().zip(b).map(|(&a, &b)| if a == 1 { b } else { a }).collect();
    let place = |shape: &[usize], mut rest: usize| {
        let (mut at, mut stride) = (0, 1);
        for (&own, &size) in shape.iter().zip(&whole).rev() {
            at += if own == 1 { 0 } else { rest % size * stride };
            (rest, stride) = (rest / size, stride * own);
        }
        at
    };
    (0..whole.iter().product()).map(|item| [place(a, item), place(b, item), item]).collect()
}

#[test]
fn products_and_gradients_follow_the_definition() {
    for [rows, terms, columns] in SIZES {
        for [of_a, of_b] in TRANSPOSED {
            for (a_batch, b_batch) in BATCHES {
                let g = Geometry::new(a_batch, b_batch, [rows, terms, columns], [of_a, of_b]);
                let items = |batch: &[usize]| batch.iter().product::<usize>();
                let a: Vec<f64> = values(1, items(a_batch) * rows * terms);
                let b: Vec<f64> = values(2, items(b_batch) * terms * columns);
                let dc: Vec<f64> = values(3, g.elements());
                let (mut c, mut da, mut db) = (vec![0.0; dc.len()], vec![0.0; a.len()], vec![0.0; b.len()]);
                for [a_at, b_at, item] in pairs(a_batch, b_batch) {
                    for row in 0..rows {
                        for column in 0..columns {
                            let out = (item * rows + row) * columns + column;
                            for term in 0..terms {
                                let i = a_at * rows * terms + at(of_a, [rows, terms], row, term);
                                let j = b_at * terms * columns + at(of_b, [terms, columns], term, column);
                                c[out] += a[i] * b[j];
                                da[i] += dc[out] * b[j];
                                db[j] += dc[out] * a[i];
                            }
                        }
                    }
                }
                let mut found = vec![f64::NAN; c.len()];
                Cpu.forward(&g, &a, &b, &mut found);
                assert_close(&found, &c, 1e-12);
                for (operand, other, expected) in [(0, &b, &da), (1, &a, &db)] {
                    let before: Vec<f64> = values(4, expected.len());
                    let mut found = before.clone();
                    Cpu.backward(&g, operand, other, &dc, &mut found);
                    assert_close(&found, &added(&before, expected), 1e-12);
                }
            }
        }
    }
}

#[test]
fn matrices_that_share_one_are_one() {
    let shared = Geometry::new(&[4, 3], &[1, 1], [5, 6, 7], [false, true]);
    assert_eq!((shared.rows, shared.batch.elements()), (60, 1));
    let apart = Geometry::new(&[4, 3], &[4, 1], [5, 6, 7], [false, true]);
    assert_eq!((apart.rows, apart.batch.elements(), apart.multiply_adds()), (5, 12, 12 * 5 * 6 * 7));
}
