use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Binary, Operation};

type Formula = fn(f64, f64) -> f64;

const OPERATIONS: [(Operation, Formula); 4] = [
    (Operation::Add, |a, b| a + b),
    (Operation::Subtract, |a, b| a - b),
    (Operation::Multiply, |a, b| a * b),
    (Operation::Divide, |a, b| a / b),
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
