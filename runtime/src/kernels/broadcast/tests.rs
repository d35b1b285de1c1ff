use super::super::binary::Operation;
use super::super::check::{added, assert_close, differences, dot, values};
use super::super::{Comparison, Cpu};
use super::{Broadcast, Function, Geometry};

pub(super) const FUNCTIONS: [Function; 13] = [
    Function::First,
    Function::Of(Operation::Maximum),
    Function::Of(Operation::Minimum),
    Function::Of(Operation::Compare(Comparison::Less)),
    Function::Of(Operation::Compare(Comparison::AtMost)),
    Function::Of(Operation::Compare(Comparison::Greater)),
    Function::Of(Operation::Compare(Comparison::AtLeast)),
    Function::Of(Operation::Compare(Comparison::Equal)),
    Function::Of(Operation::Compare(Comparison::Unequal)),
    Function::Of(Operation::Add),
    Function::Of(Operation::Subtract),
    Function::Of(Operation::Multiply),
    Function::Of(Operation::Divide),
];

/// Stretched in front, behind, in between, in both, by one element, and of nothing.
pub(super) const SHAPES: [(&[usize], &[usize]); 13] = [
    (&[2, 3, 4], &[4]),
    (&[4], &[2, 3, 4]),
    (&[2, 3, 4, 5], &[2, 3, 1, 1]),
    (&[2, 3, 1, 1], &[2, 3, 4, 5]),
    (&[2, 1, 4], &[2, 3, 1]),
    (&[2, 1, 5, 1, 3], &[2, 4, 1, 2, 1]),
    (&[3, 1, 2, 1, 2, 1], &[3, 2, 1, 3, 1, 2]),
    (&[1], &[7]),
    (&[2, 3], &[2, 3]),
    (&[1, 1], &[1, 1]),
    (&[0, 3, 1], &[0, 1, 4]),
    (&[1, 90], &[1030, 90]),
    (&[1030, 1], &[1030, 70]),
];

fn forward(g: &Geometry, function: Function, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.elements()];
    Cpu.forward(g, function, a, b, &mut y);
    y
}

/// Operands whose quotients are no large numbers.
fn operands(g: &Geometry) -> [Vec<f64>; 2] {
    let b: Vec<f64> = values(2, g.elements_of(1));
    [values(1, g.elements_of(0)), b.into_iter().map(|b| b.signum() + b).collect()]
}

/// The result element by element, from the shapes as they were written.
fn formula((a, b): (&[usize], &[usize]), f: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let rank = a.len().max(b.len());
    let pad = |shape: &[usize]| [vec![1; rank - shape.len()], shape.to_vec()].concat();
    let (a, b) = (pad(a), pad(b));
    let sizes: Vec<usize> = a.iter().zip(&b).map(|(&a, &b)| if a == 1 { b } else { a }).collect();
    let at = |shape: &[usize], place: usize| {
        let (mut rest, mut index, mut stride) = (place, 0, 1);
        for axis in (0..rank).rev() {
            let step = rest % sizes[axis];
            rest /= sizes[axis];
            index += if shape[axis] == 1 { 0 } else { step * stride };
            stride *= shape[axis];
        }
        index
    };
    (0..sizes.iter().product()).map(|place| f(at(&a, place), at(&b, place))).collect()
}

#[test]
fn values_follow_the_formulas() {
    for shapes in SHAPES {
        let g = Geometry::new(shapes.0, shapes.1);
        let [a, b] = operands(&g);
        for function in FUNCTIONS {
            let expected = formula(shapes, |i, j| match function {
                Function::First => a[i],
                Function::Of(Operation::Add) => a[i] + b[j],
                Function::Of(Operation::Subtract) => a[i] - b[j],
                Function::Of(Operation::Multiply) => a[i] * b[j],
                Function::Of(Operation::Divide) => a[i] / b[j],
                Function::Of(Operation::Maximum) => a[i].max(b[j]),
                Function::Of(Operation::Minimum) => a[i].min(b[j]),
                Function::Of(Operation::Compare(Comparison::Less)) => f64::from(a[i] < b[j]),
                Function::Of(Operation::Compare(Comparison::AtMost)) => f64::from(a[i] <= b[j]),
                Function::Of(Operation::Compare(Comparison::Greater)) => f64::from(a[i] > b[j]),
                Function::Of(Operation::Compare(Comparison::AtLeast)) => f64::from(a[i] >= b[j]),
                Function::Of(Operation::Compare(Comparison::Equal)) => f64::from(a[i] == b[j]),
                Function::Of(Operation::Compare(Comparison::Unequal)) => f64::from(a[i] != b[j]),
            });
            assert_eq!(forward(&g, function, &a, &b), expected, "{function:?} of {shapes:?}");
        }
    }
}

#[test]
fn gradients_are_summed_over_what_is_stretched() {
    for (a, b) in SHAPES.into_iter().filter(|(a, b)| a.iter().chain(*b).all(|size| *size < 100)) {
        let g = Geometry::new(a, b);
        let [a, b] = operands(&g);
        let dy: Vec<f64> = values(3, g.elements());
        for function in FUNCTIONS {
            let before: [Vec<f64>; 2] = [0, 1].map(|operand| values(4, g.elements_of(operand)));
            let to_a = differences(&a, |a| dot(&forward(&g, function, a, &b), &dy));
            let mut da = before[0].clone();
            Cpu.backward(&g, function, 0, &a, &b, &dy, &mut da);
            assert_close(&da, &added(&before[0], &to_a), 1e-6);
            if function == Function::First {
                continue;
            }
            let to_b = differences(&b, |b| dot(&forward(&g, function, &a, b), &dy));
            let mut db = before[1].clone();
            Cpu.backward(&g, function, 1, &a, &b, &dy, &mut db);
            assert_close(&db, &added(&before[1], &to_b), 1e-6);
        }
    }
}

/// What is shared among threads is the same as what is not.
#[test]
fn large_gradients_are_those_of_small_ones() {
    for (a, b) in [(&[1, 90][..], &[1030, 90][..]), (&[1030, 1], &[1030, 70]), (&[1, 40, 1], &[60, 40, 50])] {
        let g = Geometry::new(a, b);
        let [a, b] = operands(&g);
        let dy: Vec<f64> = values(3, g.elements());
        let mut da = vec![0.0; a.len()];
        Cpu.backward(&g, Function::Of(Operation::Multiply), 0, &a, &b, &dy, &mut da);
        // The product is linear in `a`.
        for (index, da) in da.iter().enumerate() {
            let mut one = vec![0.0; a.len()];
            one[index] = 1.0;
            let expected = dot(&forward(&g, Function::Of(Operation::Multiply), &one, &b), &dy);
            assert_close(&[*da], &[expected], 1e-10);
            if index == 100 {
                break;
            }
        }
    }
}
