//! Loss functions against PyTorch's values and gradients, and against finite differences.

use dfdx::prelude::Backward;
use dfdx::shapes::Shape;
use dfdx::tensor::{Gradients, HasErr, OwnedTape, PutTape, Tensor};
use netweave::{Device, Dtype, Pass, Passes, Value};

use crate::Dev;
use crate::differences::{STEP, TOLERANCE};
use crate::golden::{Golden, from_f64};

type Loss<E> = Result<Value<(), E, Dev>, <Dev as HasErr>::Err>;

/// A loss of two values, and of the weights of their samples.
pub(crate) trait Function<S: Shape, E: Dtype>:
    Fn(&Value<S, E, Dev>, &Value<S, E, Dev>, &Value<(usize,), E, Dev>, &mut Pass<E, Dev>) -> Loss<E>
where
    Dev: Device<E>,
{
}

impl<S: Shape, E: Dtype, F> Function<S, E> for F
where
    Dev: Device<E>,
    F: Fn(&Value<S, E, Dev>, &Value<S, E, Dev>, &Value<(usize,), E, Dev>, &mut Pass<E, Dev>) -> Loss<E>,
{
}

/// Compares a loss with a golden file in f64 and in f32: `check!("l1_plain", Vector<5>, |x, y, w, pass| ..)`.
macro_rules! check {
    ($case:literal, $shape:ty, |$x:pat_param, $y:pat_param, $weights:pat_param, $pass:pat_param| $loss:expr) => {{
        let golden = $crate::golden::Golden::open($case);
        $crate::loss::compare::<$shape, f32>(&golden, $crate::golden::SINGLE, |$x, $y, $weights, $pass| $loss);
        $crate::loss::compare::<$shape, f64>(&golden, $crate::golden::DOUBLE, |$x, $y, $weights, $pass| $loss);
        if !$case.ends_with("extreme") {
            $crate::loss::differences::<$shape>(&golden, |$x, $y, $weights, $pass| $loss);
        }
    }};
}

pub(crate) use check;

/// Compares the value and the gradients.
pub(crate) fn compare<S: Shape, E: Dtype>(golden: &Golden, tolerance: f64, loss: impl Function<S, E>)
where
    Dev: Device<E>,
{
    let (x, y) = (golden.tensor::<S, E>("x"), golden.tensor::<S, E>("y"));
    let (value, gradients) = run(&x, &y, &golden.tensor("weights"), loss);
    golden.assert_close("value", &value, tolerance);
    golden.assert_close("gradient/x", &gradients.get(&x).as_vec(), tolerance);
    if golden.has("gradient/y") {
        golden.assert_close("gradient/y", &gradients.get(&y).as_vec(), tolerance);
    }
}

/// The value of a loss, and its gradients.
fn run<S: Shape, E: Dtype>(
    x: &Tensor<S, E, Dev>,
    y: &Tensor<S, E, Dev>,
    weights: &Tensor<(usize,), E, Dev>,
    loss: impl Function<S, E>,
) -> (Vec<E>, Gradients<E, Dev>)
where
    Dev: Device<E>,
{
    let (passes, device) = (Passes::default(), Dev::default());
    let (value, tape, _): (Tensor<(), E, Dev>, _, _) = passes
        .forward_mut(&(), &device, 1, OwnedTape::default(), |pass| {
            let (x, y, weights) = (pass.traced(x)?, pass.traced(y)?, pass.untraced(weights)?);
            loss(&x, &y, &weights, pass)
        })
        .unwrap();
    let values = value.as_vec();
    (values, value.put_tape(tape).backward())
}

/// Compares the gradients with central differences.
pub(crate) fn differences<S: Shape>(golden: &Golden, loss: impl Function<S, f64>) {
    let value = |x: &Tensor<S, f64, Dev>, y: &Tensor<S, f64, Dev>| {
        let (passes, weights) = (Passes::default(), golden.tensor::<(usize,), f64>("weights"));
        let value: Tensor<(), f64, Dev> = passes
            .forward(&Dev::default(), 1, |pass| {
                let (x, y, weights) = (pass.untraced(x)?, pass.untraced(y)?, pass.untraced(&weights)?);
                loss(&x, &y, &weights, pass)
            })
            .unwrap();
        value.as_vec()[0]
    };
    let (x, y) = (golden.tensor::<S, f64>("x"), golden.tensor::<S, f64>("y"));
    for (name, at_x) in [("gradient/x", true), ("gradient/y", false)] {
        if !golden.has(name) {
            continue;
        }
        for (index, &analytic) in golden.values(name).iter().enumerate() {
            let at = |offset: f64| {
                let nudged = |tensor: &Tensor<S, f64, Dev>| {
                    let (mut tensor, mut values) = (tensor.clone(), tensor.as_vec());
                    values[index] += offset;
                    tensor.copy_from(&values);
                    tensor
                };
                if at_x { value(&nudged(&x), &y) } else { value(&x, &nudged(&y)) }
            };
            let numeric = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            assert!(
                (analytic - numeric).abs() <= TOLERANCE * analytic.abs().max(1.0),
                "{name}[{index}] is {analytic:e}, but differences give {numeric:e}"
            );
        }
    }
}

/// Two rows of logits far from 0, whose losses and gradients must be finite in both element types.
pub(crate) fn extreme<E: Dtype>(loss: impl Function<(usize, dfdx::shapes::Const<2>), E>)
where
    Dev: Device<E>,
{
    use dfdx::tensor::TensorFromVec;
    let device = Dev::default();
    let tensor = |values: &[f64]| {
        let values: Vec<E> = values.iter().map(|&value| from_f64(value)).collect();
        device.tensor_from_vec(values, (4, dfdx::shapes::Const))
    };
    let x = tensor(&[1e4, -1e4, -1e4, 1e4, 1e4, 1e4, -1e4, -1e4]);
    let y = tensor(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let ones = device.tensor_from_vec(vec![from_f64::<E>(1.0); 4], (4,));
    let (value, gradients) = run(&x, &y, &ones, loss);
    let finite = |values: Vec<E>| values.into_iter().all(|value| value.to_f64().is_some_and(f64::is_finite));
    assert!(finite(value.clone()), "{value:?}");
    let gradient = gradients.get(&x).as_vec();
    assert!(finite(gradient.clone()), "{gradient:?}");
}
