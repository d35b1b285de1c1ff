use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Binary, Comparison, Operation};

type Formula = fn(f64, f64) -> f64;

const OPERATIONS: [(Operation, Formula); 12] = [
    (Operation::Add, |a, b| a + b),
    (Operation::Subtract, |a, b| a - b),
    (Operation::Multiply, |a, b| a * b),
    (Operation::Divide, |a, b| a / b),
    (Operation::Maximum, f64::max),
    (Operation::Minimum, f64::min),
    (Operation::Compare(Comparison::Less), |a, b| f64::from(a < b)),
    (Operation::Compare(Comparison::AtMost), |a, b| f64::from(a <= b)),
    (Operation::Compare(Comparison::Greater), |a, b| f64::from(a > b)),
    (Operation::Compare(Comparison::AtLeast), |a, b| f64::from(a >= b)),
    (Operation::Compare(Comparison::Equal), |a, b| f64::from(a == b)),
    (Operation::Compare(Comparison::Unequal), |a, b| f64::from(a != b)),
];

fn forward(operation: Operation, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; a.len()];
    Cpu.forward(operation, a, b, &mut y);
    y
}

#[test]
fn values_follow_the_formulas() {
    let a: Vec<f32> = values(1, 200_001);
    let b: Vec<f32> = values(2, 200_001);
    for (operation, formula) in OPERATIONS {
        let mut y = vec![f32::NAN; a.len()];
        Cpu.forward(operation, &a, &b, &mut y);
        let expected: Vec<f64> = a.iter().zip(&b).map(|(&a, &b)| formula(a.into(), b.into())).collect();
        assert_close(&y, &expected, 1e-6);
    }
}

#[test]
fn gradients_are_added_to_those_that_are_wanted() {
    let a: Vec<f64> = values(3, 29);
    let b: Vec<f64> = values(4, 29).into_iter().map(|b: f64| b.signum() + b).collect();
    let dy: Vec<f64> = values(5, 29);
    let before: Vec<f64> = values(6, 29);
    for (operation, _) in OPERATIONS {
        let to_a = added(&before, &differences(&a, |a| dot(&forward(operation, a, &b), &dy)));
        let to_b = added(&before, &differences(&b, |b| dot(&forward(operation, &a, b), &dy)));

        let (mut da, mut db) = (before.clone(), before.clone());
        Cpu.backward(operation, &a, &b, &dy, Some(&mut da), Some(&mut db));
        assert_close(&da, &to_a, 1e-6);
        assert_close(&db, &to_b, 1e-6);

        let mut shared = before.clone();
        Cpu.backward(operation, &a, &b, &dy, Some(&mut shared), None);
        assert_eq!(shared, da);
        shared.copy_from_slice(&before);
        Cpu.backward(operation, &a, &b, &dy, None, Some(&mut shared));
        assert_eq!(shared, db);
    }
}

#[test]
fn of_nothing_is_nothing() {
    for (operation, _) in OPERATIONS {
        assert!(forward(operation, &[], &[]).is_empty());
    }
}

/// NaN is the larger and the smaller of any two, and equal ones share the gradient.
#[test]
fn extremes_of_equal_ones_and_of_nan() {
    let (a, b) = ([1.0, f64::NAN, 2.0, -1.0], [1.0, 3.0, f64::NAN, -2.0]);
    for (operation, last) in [(Operation::Maximum, -1.0), (Operation::Minimum, -2.0)] {
        let y = forward(operation, &a, &b);
        assert!(y[0] == 1.0 && y[1].is_nan() && y[2].is_nan() && y[3] == last, "{y:?}");
        let (mut da, mut db) = ([0.0; 4], [0.0; 4]);
        Cpu.backward(operation, &a, &b, &[4.0; 4], Some(&mut da), Some(&mut db));
        assert_eq!((da[0], db[0], da[3] + db[3]), (2.0, 2.0, 4.0));
    }
}
