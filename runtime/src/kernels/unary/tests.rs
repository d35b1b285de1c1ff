use super::super::Cpu;
use super::super::check::{assert_close, differences, dot, values};
use super::{Comparison, Known, Operation, Unary};

type Formula = fn(f64) -> f64;

const OPERATIONS: [(Operation, Formula); 40] = [
    (Operation::Compare(Comparison::Less, 0.5), |x| f64::from(x < 0.5)),
    (Operation::Compare(Comparison::AtMost, 0.5), |x| f64::from(x <= 0.5)),
    (Operation::Compare(Comparison::Greater, 0.5), |x| f64::from(x > 0.5)),
    (Operation::Compare(Comparison::AtLeast, 0.5), |x| f64::from(x >= 0.5)),
    (Operation::Compare(Comparison::Equal, 0.5), |x| f64::from(x == 0.5)),
    (Operation::Compare(Comparison::Unequal, 0.5), |x| f64::from(x != 0.5)),
    (Operation::Relu, |x| x.max(0.0)),
    (Operation::LeakyRelu(0.1), |x| if x > 0.0 { x } else { 0.1 * x }),
    (Operation::Gelu, |x| 0.5 * x * (1.0 + libm::erf(x / 2.0_f64.sqrt()))),
    (Operation::GeluTanh, |x| 0.5 * x * (1.0 + (0.797_884_560_802_865_4 * (x + 0.044_715 * x * x * x)).tanh())),
    (Operation::Sigmoid, |x| 1.0 / (1.0 + (-x).exp())),
    (Operation::Tanh, f64::tanh),
    (Operation::Abs, f64::abs),
    (Operation::Elu(1.5), |x| if x > 0.0 { x } else { 1.5 * x.exp_m1() }),
    (Operation::Silu, |x| x / (1.0 + (-x).exp())),
    (Operation::Softplus(2.0), |x| (2.0 * x).exp().ln_1p() / 2.0),
    (Operation::Exp, f64::exp),
    (Operation::Square, |x| x * x),
    (Operation::Power(2.0), |x| x * x),
    (Operation::Power(3.0), |x| x * x * x),
    (Operation::Clamp { min: -1.0, max: 0.5 }, |x| x.clamp(-1.0, 0.5)),
    (Operation::Floor, f64::floor),
    (Operation::HardTanh { min: -1.0, max: 0.5 }, |x| x.clamp(-1.0, 0.5)),
    (Operation::HardSigmoid, |x| (x / 6.0 + 0.5).clamp(0.0, 1.0)),
    (Operation::HardSwish, |x| x * (x / 6.0 + 0.5).clamp(0.0, 1.0)),
    (Operation::Selu, |x| 1.050_700_987_355_480_5 * if x > 0.0 { x } else { 1.673_263_242_354_377_2 * x.exp_m1() }),
    (Operation::Celu(1.5), |x| if x > 0.0 { x } else { 1.5 * (x / 1.5).exp_m1() }),
    (Operation::Softsign, |x| x / (1.0 + x.abs())),
    (Operation::Mish, |x| x * x.exp().ln_1p().tanh()),
    (Operation::LogSigmoid, |x| -(-x).exp().ln_1p()),
    (Operation::HardShrink(0.5), |x| if x.abs() > 0.5 { x } else { 0.0 }),
    (Operation::SoftShrink(0.5), |x| x.signum() * (x.abs() - 0.5).max(0.0)),
    (Operation::TanhShrink, |x| x - x.tanh()),
    (Operation::Squareplus(3.0), |x| (x + (x * x + 3.0).sqrt()) / 2.0),
    (Operation::SparsePlus, |x| {
        if x <= -1.0 {
            0.0
        } else if x < 1.0 {
            (x + 1.0).powi(2) / 4.0
        } else {
            x
        }
    }),
    (Operation::Negate, |x| -x),
    (Operation::AddNumber(1.5), |x| x + 1.5),
    (Operation::MultiplyNumber(-3.0), |x| -3.0 * x),
    (Operation::NumberMinus(2.0), |x| 2.0 - x),
    (Operation::NumberOver(2.0), |x| 2.0 / x),
];

/// Functions of positive values.
const ROOTS: [(Operation, Formula); 4] = [
    (Operation::Ln, f64::ln),
    (Operation::Sqrt, f64::sqrt),
    (Operation::Power(0.5), f64::sqrt),
    (Operation::Power(1.0 / 3.0), |x| x.powf(1.0 / 3.0)),
];

fn forward(operation: Operation, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.forward(operation, x, &mut y);
    y
}

fn backward(operation: Operation, x: &[f64], dy: &[f64]) -> Vec<f64> {
    let y = forward(operation, x);
    let mut dx = dy.to_vec();
    let known = match operation.known() {
        Known::Nothing => None,
        Known::Input => Some(x),
        Known::Output => Some(y.as_slice()),
    };
    Cpu.backward(operation, known, &mut dx);
    dx
}

fn gradient(operation: Operation, x: &[f64]) -> Vec<f64> {
    backward(operation, x, &vec![1.0; x.len()])
}

#[test]
fn values_follow_the_formulas() {
    // Long enough for several threads.
    let x: Vec<f32> = values(1, 300_003);
    for (operation, formula) in OPERATIONS.into_iter().chain(ROOTS) {
        let mut y = vec![f32::NAN; x.len()];
        Cpu.forward(operation, &x, &mut y);
        let expected: Vec<f64> = x.iter().map(|&x| formula(x.into())).collect();
        assert_close(&y, &expected, 1e-6);
    }
}

#[test]
fn gradients_are_those_of_differences() {
    let x: Vec<f64> = values(2, 37);
    let dy: Vec<f64> = values(3, 37);
    for (operation, _) in OPERATIONS {
        let expected = differences(&x, |x| dot(&forward(operation, x), &dy));
        assert_close(&backward(operation, &x, &dy), &expected, 1e-6);
    }
    let x: Vec<f64> = x.into_iter().map(|x| x.abs() + 0.1).collect();
    for (operation, _) in ROOTS {
        let expected = differences(&x, |x| dot(&forward(operation, x), &dy));
        assert_close(&backward(operation, &x, &dy), &expected, 1e-6);
    }
}

#[test]
fn gradients_at_kinks() {
    assert_eq!(gradient(Operation::Relu, &[0.0, -0.0]), [0.0, 0.0]);
    assert_eq!(gradient(Operation::Abs, &[0.0, -0.0]), [0.0, 0.0]);
    assert_eq!(gradient(Operation::LeakyRelu(0.1), &[0.0]), [0.1]);
    assert_eq!(gradient(Operation::Elu(0.5), &[0.0]), [0.5]);
    assert_eq!(gradient(Operation::Sqrt, &[0.0]), [f64::INFINITY]);
    assert_eq!(gradient(Operation::Ln, &[0.0]), [f64::INFINITY]);
    assert_eq!(gradient(Operation::Power(0.5), &[0.0, 4.0]), [0.0, 0.25]);
    assert_eq!(gradient(Operation::Floor, &[1.0, 1.5]), [0.0, 0.0]);
    // As PyTorch has them.
    assert_eq!(gradient(Operation::HardTanh { min: 0.0, max: 6.0 }, &[0.0, 1e-9, 6.0]), [0.0, 1.0, 0.0]);
    assert_eq!(gradient(Operation::HardSigmoid, &[-3.0, 3.0]), [0.0, 0.0]);
    assert_eq!(gradient(Operation::HardSwish, &[-3.0, 3.0, 4.0]), [0.0, 1.0, 1.0]);
    assert_eq!(gradient(Operation::HardShrink(0.5), &[0.5, -0.5, 0.6]), [0.0, 0.0, 1.0]);
    let clamp = Operation::Clamp { min: -1.0, max: f64::INFINITY };
    assert_eq!(gradient(clamp, &[-1.5, -1.0, 0.0, f64::NAN]), [0.0, 1.0, 1.0, 0.0]);
}

#[test]
fn gradients_stop_where_relu_was_0() {
    let mut dy = [1.0, 2.0, 3.0, f64::NAN];
    Cpu.backward(Operation::Relu, Some(&[0.0, 0.5, f64::NAN, 0.0]), &mut dy);
    assert_eq!(dy, [0.0, 2.0, 3.0, 0.0]);
}

#[test]
fn far_from_zero_nothing_overflows() {
    let far = [-1e4, -800.0, 800.0, 1e4];
    assert_eq!(forward(Operation::Sigmoid, &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::Tanh, &far), [-1.0, -1.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::Gelu, &far), [0.0, 0.0, 800.0, 1e4]);
    assert_eq!(forward(Operation::GeluTanh, &far), [0.0, 0.0, 800.0, 1e4]);
    for operation in [Operation::Sigmoid, Operation::Tanh] {
        assert_eq!(gradient(operation, &far), [0.0; 4]);
    }
    assert_eq!(gradient(Operation::Gelu, &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(gradient(Operation::GeluTanh, &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::Elu(2.0), &far), [-2.0, -2.0, 800.0, 1e4]);
    assert_eq!(gradient(Operation::Elu(2.0), &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::Silu, &far), [0.0, 0.0, 800.0, 1e4]);
    assert_eq!(gradient(Operation::Silu, &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::Mish, &far), [0.0, 0.0, 800.0, 1e4]);
    assert_eq!(gradient(Operation::Mish, &far), [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(forward(Operation::LogSigmoid, &far), [-1e4, -800.0, 0.0, 0.0]);
    assert_eq!(gradient(Operation::LogSigmoid, &far), [1.0, 1.0, 0.0, 0.0]);
    assert_eq!(forward(Operation::Softplus(1.0), &far), [0.0, 0.0, 800.0, 1e4]);
    assert_eq!(gradient(Operation::Softplus(1.0), &far), [0.0, 0.0, 1.0, 1.0]);
}

/// What is computed by a simpler formula for most values is the same as beside a value that it is not for.
#[test]
fn neighbours_change_nothing() {
    let x: Vec<f32> = values(4, 1000);
    for (operation, scale, rare) in [
        (Operation::Exp, 43.4, vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -87.5, -100.0, 88.5, 89.0]),
        (Operation::Ln, 1e30, vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1e-40, -1.0]),
    ] {
        let x: Vec<f32> = x.iter().map(|&x| if operation == Operation::Ln { x.abs() } else { x } * scale).collect();
        let forward = |x: &[f32]| {
            let mut y = vec![f32::NAN; x.len()];
            Cpu.forward(operation, x, &mut y);
            y.into_iter().map(f32::to_bits).collect::<Vec<_>>()
        };
        let alone = forward(&x);
        for place in [0, 400, 999] {
            for &rare in &rare {
                let mut x = x.clone();
                x[place] = rare;
                let mut beside = forward(&x);
                let exact =
                    if operation == Operation::Ln { f64::from(rare).ln() } else { f64::from(rare).exp() } as f32;
                let y = f32::from_bits(beside[place]);
                assert!(
                    y.to_bits().abs_diff(exact.to_bits()) <= 1 || y.is_nan() && exact.is_nan(),
                    "{operation:?} {rare}"
                );
                beside[place] = alone[place];
                assert_eq!(alone, beside);
            }
        }
    }
}

#[test]
fn nan_is_passed_on() {
    for (operation, _) in OPERATIONS.into_iter().chain(ROOTS) {
        let y = forward(operation, &[f64::NAN])[0];
        match operation {
            // Nothing is true of it but that it is unequal.
            Operation::Compare(comparison, _) => assert_eq!(y, f64::from(comparison == Comparison::Unequal)),
            _ => assert!(y.is_nan(), "{operation:?}"),
        }
    }
}

#[test]
fn of_nothing_is_nothing() {
    for (operation, _) in OPERATIONS {
        assert!(forward(operation, &[]).is_empty());
        assert!(gradient(operation, &[]).is_empty());
    }
}
