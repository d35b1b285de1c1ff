//! Layers that take an image and a flow, against golden files with both and against finite differences.

use dfdx::dtypes::Dtype;
use dfdx::nn::{Module, ModuleMut, TensorCollection, ToDtype};
use dfdx::prelude::{Backward, Device, SumTo};
use dfdx::tensor::{Cpu, Gradients, NoneTape, OwnedTape, Tensor, Trace};

use crate::Dev;
use crate::differences::{STEP, TOLERANCE};
use crate::golden::{DOUBLE, Golden, Image, SINGLE, magnitude};

/// The sizes of the golden files.
type Picture<E, T> = Tensor<Image<3, 5, 9>, E, Dev, T>;
type Flow<E, T> = Tensor<Image<2, 5, 9>, E, Dev, T>;

/// A network of an image and a flow, run and trained in the way of dfdx.
pub(crate) trait Moving<E: Dtype>:
    TensorCollection<E, Dev>
    + Module<(Picture<E, NoneTape>, Flow<E, NoneTape>), Output = Picture<E, NoneTape>>
    + ModuleMut<(Picture<E, OwnedTape<E, Dev>>, Flow<E, OwnedTape<E, Dev>>), Output = Picture<E, OwnedTape<E, Dev>>>
where
    Dev: Device<E>,
{
}

impl<E: Dtype, N> Moving<E> for N
where
    Dev: Device<E>,
    N: TensorCollection<E, Dev>
        + Module<(Picture<E, NoneTape>, Flow<E, NoneTape>), Output = Picture<E, NoneTape>>
        + ModuleMut<(Picture<E, OwnedTape<E, Dev>>, Flow<E, OwnedTape<E, Dev>>), Output = Picture<E, OwnedTape<E, Dev>>>,
{
}

/// Compares values and both gradients with a golden file, in f64 and in f32.
pub(crate) fn check<N>(case: &str)
where
    N: TensorCollection<f64, Cpu>,
    N::To<f64, Dev>: TensorCollection<f64, Dev, To<f64, Dev> = N::To<f64, Dev>> + Moving<f64>,
    <N::To<f64, Dev> as TensorCollection<f64, Dev>>::To<f32, Dev>: Moving<f32>,
{
    check_on_device::<N::To<f64, Dev>>(case);
}

fn check_on_device<N>(case: &str)
where
    N: TensorCollection<f64, Dev, To<f64, Dev> = N> + Moving<f64>,
    N::To<f32, Dev>: Moving<f32>,
{
    let golden = Golden::open(case);
    let mut network: N = golden.network();
    compare::<N::To<f32, Dev>, f32>(&golden, &mut network.to_dtype::<f32>(), SINGLE);
    compare::<N, f64>(&golden, &mut network, DOUBLE);
}

/// The same, and finite differences: for flows that keep away from kinks.
pub(crate) fn check_smooth<N>(case: &str)
where
    N: TensorCollection<f64, Cpu>,
    N::To<f64, Dev>: TensorCollection<f64, Dev, To<f64, Dev> = N::To<f64, Dev>> + Moving<f64>,
    <N::To<f64, Dev> as TensorCollection<f64, Dev>>::To<f32, Dev>: Moving<f32>,
{
    check::<N>(case);
    let golden = Golden::open(case);
    let network: N::To<f64, Dev> = golden.network();
    let loss = |image: &Picture<f64, _>, flow: &Flow<f64, _>| {
        let output = network.forward((image.clone(), flow.clone())).as_vec();
        output.iter().zip(golden.values("cotangent")).map(|(output, cotangent)| output * cotangent).sum::<f64>()
    };
    let (image, flow) = (golden.tensor("image"), golden.tensor("flow"));
    for name in ["image", "flow"] {
        let expected = golden.values(&format!("gradient/{name}"));
        for index in (0..expected.len()).step_by(7) {
            let at = |offset: f64| {
                let (mut image, mut flow): (Picture<f64, _>, Flow<f64, _>) = (image.clone(), flow.clone());
                let mut values = golden.values(name).to_vec();
                values[index] += offset;
                if name == "image" {
                    image.copy_from(&values)
                } else {
                    flow.copy_from(&values)
                }
                loss(&image, &flow)
            };
            let numeric = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            let scale = magnitude(expected).max(magnitude(golden.values("cotangent")));
            assert!(
                (expected[index] - numeric).abs() <= TOLERANCE * scale,
                "{case}: the gradient of {name}[{index}] is {:e}, but differences give {numeric:e}",
                expected[index],
            );
        }
    }
}

fn compare<N: Moving<E>, E: Dtype>(golden: &Golden, network: &mut N, tolerance: f64)
where
    Dev: Device<E>,
{
    let image: Picture<E, _> = golden.tensor("image");
    let flow: Flow<E, _> = golden.tensor("flow");
    golden.assert_close("output", &network.forward((image.clone(), flow.clone())).as_vec(), tolerance);

    let traced = (image.trace(Gradients::leaky()), flow.trace(Gradients::leaky()));
    let output = network.forward_mut(traced);
    golden.assert_close("output", &output.as_vec(), tolerance);
    let gradients = (output * golden.tensor("cotangent")).sum().backward();
    golden.assert_close("gradient/image", &gradients.get(&image).as_vec(), tolerance);
    golden.assert_close("gradient/flow", &gradients.get(&flow).as_vec(), tolerance);
}
