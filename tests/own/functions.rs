//! Functions with a gradient of one's own, over slices.

use netweave::prelude::*;

use crate::Dev;
use crate::layers::{GentleCube, Lengths, Round};

network! {
    network Sides(x: [6]) -> [2] {
        let y = x -> fc1: linear(6) -> reshape([2, 3]) -> lengths: layer(Lengths<3>) -> flatten -> fc2: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    network Cubed(x: [3]) -> [3] {
        let y = x -> scale -> layer(GentleCube);
        loss fit(t: [3]) = l1(y, t);
        y
    }

    network Rounded(x: [2]) -> [2] {
        x -> layer(Round)
    }
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_true_gradient_is_that_of_differences() {
    let device = Dev::seed_from_u64(7);
    let mut net = Sides::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<4, 6>, f64, Dev> = device.sample_normal();
    let t: Tensor<Rank2<4, 2>, f64, Dev> = device.sample_normal();
    let sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().fit(&x, &t).unwrap()).unwrap().variables("").unwrap();
    assert!(gradients.iter().all(|gradient| gradient.values.iter().any(|value| *value != 0.0)), "{gradients:?}");
    crate::gradients::check(&mut net, &gradients, |net| net.training().fit(&x, &t).unwrap().value());
}

/// The gradient is the one that was written, and not that of the function.
#[cfg(not(feature = "cuda"))]
#[test]
fn a_gradient_of_ones_own_is_what_was_written() {
    let device = Dev::default();
    let net = Cubed::<f64, Dev>::build(&device);
    let x = device.tensor([[0.5, 2.0, -3.0]]);
    assert_eq!(net.forward(&x).array(), [[0.125, 8.0, -27.0]]);
    let t: Tensor<Rank2<1, 3>, f64, Dev> = device.tensor([[-100.0; 3]]);
    let sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().fit(&x, &t).unwrap()).unwrap();
    // l1 has a slope of a third for each, and the factors of `scale` meet x.
    let expected = [0.75 * 0.5 / 3.0, 2.0 / 3.0, -1.0];
    let found = gradients.variable("scale/weight").unwrap().values;
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
}

#[cfg(not(feature = "cuda"))]
#[test]
fn it_works_on_slices() {
    let device = Dev::default();
    let net = Rounded::<f32, Dev>::build(&device);
    assert_eq!(net.forward(device.tensor([[0.6, -1.2], [2.4, 0.0]])).array(), [[1.0, -1.0], [2.0, 0.0]]);
}

/// It has no kernel there, and says so.
#[cfg(feature = "cuda")]
#[test]
fn it_runs_on_the_cpu_alone() {
    let device = Dev::default();
    let net = Rounded::<f32, Dev>::build(&device);
    let error = net.try_forward(device.tensor([[0.6, -1.2]])).map(drop).unwrap_err();
    assert!(matches!(error, Error::CpuFunction { function } if function.ends_with("Round")), "{error}");
    let (x, t) = (device.zeros::<Rank2<1, 3>>(), device.zeros::<Rank2<1, 3>>());
    let net = Cubed::<f64, Dev>::build(&device);
    let error = net.training().fit(&x, &t).and_then(|pass| pass.try_value()).unwrap_err();
    assert!(matches!(error, Error::CpuFunction { .. }), "{error}");
}
