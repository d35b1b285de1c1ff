//! Moving averages of weights, held against PyTorch's.

use netweave::prelude::*;
use netweave::{Device, Dtype, MovingAverage};

use crate::Dev;
use crate::golden::{DOUBLE, Golden, SINGLE, Values, read};
use crate::steps::Small;

fn follow<E: Dtype>(golden: &Golden, mut network: Small<E, Dev>, tolerance: f64)
where
    Dev: Device<E>,
{
    let input: Tensor<Rank2<8, 5>, E, Dev> = golden.tensor("input");
    let labels: Tensor<Rank2<8, 3>, E, Dev> = golden.tensor("labels");
    let mut sgd = Sgd::new(0.1);
    let mut average = MovingAverage::of(&network, 0.9).unwrap();
    let mut values = Values::new();
    for _ in 0..30 {
        let pass = network.training().classification(&input, &labels).unwrap();
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
        average.update(&network).unwrap();
        for (name, value) in read(average.network(), None) {
            values.entry(name).or_default().extend(value);
        }
    }
    for (name, values) in values {
        golden.assert_close(&format!("steps/{name}"), &values, tolerance);
    }
    // Those of the batches are averages already.
    assert_eq!(average.network().norm.running_mean.array(), network.norm.running_mean.array());
    assert_eq!(average.network().norm.running_var.array(), network.norm.running_var.array());
    assert_ne!(average.network().fc.weight.array(), network.fc.weight.array());
}

#[test]
fn averages_are_those_of_pytorch() {
    let golden = Golden::open("moving_average");
    let network: Small<f64, Dev> = golden.network();
    follow(&golden, network.to_dtype::<f32>(), SINGLE);
    follow(&golden, network, DOUBLE);
}

/// Gradients and optimizers' arrays are found by the identity of a variable.
#[test]
fn the_average_is_a_network_of_its_own() {
    let device = Dev::seed_from_u64(4);
    let network = Small::<f64, Dev>::build(&device);
    let mut average = MovingAverage::of(&network, 0.5).unwrap();
    assert_eq!(average.network().fc.weight.array(), network.fc.weight.array());
    let labels: Tensor<Rank2<8, 3>, f64, Dev> = device.ones();
    let pass = network.training().classification(device.sample_normal::<Rank2<8, 5>>(), &labels).unwrap();
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(pass).unwrap();
    let error = sgd.apply_gradients(average.network_mut(), gradients).unwrap_err();
    assert_eq!(error, Error::OtherNetwork { network: "Small" });
}

/// A user may assign a value that is stored once for all elements.
#[test]
fn broadcast_variables_are_averaged() {
    let device = Dev::seed_from_u64(5);
    let mut network = Small::<f64, Dev>::build(&device);
    let one = || dfdx::tensor_ops::BroadcastTo::broadcast::<Rank1<3>, _>(device.tensor(1.0));
    network.fc.bias = one();
    let mut average = MovingAverage::of(&network, 0.75).unwrap();
    average.network_mut().fc.bias = one();
    network.fc.bias = device.tensor([1.0, 5.0, 9.0]);
    average.update(&network).unwrap();
    assert_eq!(average.network().fc.bias.array(), [1.0, 2.0, 3.0]);
}

#[test]
fn decays_out_of_range_are_refused() {
    let network = Small::<f64, Dev>::build(&Dev::default());
    for (decay, value) in [(1.0, "1"), (-0.5, "-0.5"), (f64::NAN, "NaN")] {
        let error = MovingAverage::of(&network, decay).map(drop).unwrap_err();
        assert_eq!(error.to_string(), format!("`decay` is {value}, but must be at least 0 and below 1"));
    }
}
