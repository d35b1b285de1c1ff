//! Variables by name, for tools.

use netweave::prelude::*;

use crate::Digits;

fn network() -> Digits<f32, Cpu> {
    Digits::<f32>::build(&Cpu::seed_from_u64(6))
}

#[test]
fn all_of_them_in_order() {
    let net = network();
    let names: Vec<String> = net.variables("").into_iter().map(|variable| variable.name).collect();
    let expected = [
        "features/conv1/weight",
        "features/conv1/bias",
        "features/batch_norm/weight",
        "features/batch_norm/bias",
        "features/batch_norm/running_mean",
        "features/batch_norm/running_var",
        "features/conv2/weight",
        "features/conv2/bias",
        "fc/weight",
        "fc/bias",
    ];
    assert_eq!(names, expected);
    let trained = net.trainable_variables("");
    assert_eq!(trained.len(), 8);
    assert_eq!(trained.iter().map(|variable| variable.values.len()).sum::<usize>(), Digits::PARAMETERS);
}

#[test]
fn those_of_a_scope() {
    let net = network();
    for path in ["features/batch_norm", "features/batch_norm/", "features.batch_norm"] {
        assert_eq!(net.variables(path).len(), 4, "{path}");
        assert_eq!(net.trainable_variables(path).len(), 2, "{path}");
    }
    // Names are compared word by word.
    assert!(net.variables("feat").is_empty());
}

#[test]
fn one_of_them() {
    let net = network();
    let weight = net.variable("features/conv1/weight").unwrap();
    assert_eq!(weight.shape, [16, 1, 3, 3]);
    assert!(weight.trainable);
    assert_eq!(weight.values, net.features.conv1.weight.as_vec());
    assert_eq!(net.variable("features.conv1.weight").unwrap(), weight);
    assert!(!net.variable("features/batch_norm/running_var").unwrap().trainable);
}

#[test]
fn a_wrong_name_is_an_error_that_suggests_one() {
    let mut net = network();
    let error = net.variable("features/conv1/wieght").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Digits` has no variable `features/conv1/wieght`: did you mean `features/conv1/weight`?"
    );
    let error = net.set_variable("generator", &[]).unwrap_err();
    assert_eq!(error, Error::NoVariable { network: "Digits", name: "generator".to_owned(), nearest: None });
    // A scope is no variable.
    assert!(net.variable("features/conv1").is_err());
}

#[test]
fn they_can_be_set() {
    let mut net = network();
    let before = net.fc.weight.as_vec();
    net.set_variable("fc/bias", &[1.5; 10]).unwrap();
    assert_eq!(net.fc.bias.as_vec(), [1.5; 10]);
    assert_eq!(net.fc.weight.as_vec(), before);
    let error = net.set_variable("fc/bias", &[0.0; 9]).unwrap_err();
    assert_eq!(error.to_string(), "`fc/bias` has 10 elements, but is given 9");
    assert_eq!(net.fc.bias.as_vec(), [1.5; 10]);
}

/// Rows of the shape, whatever the order in memory.
#[test]
fn a_transposed_variable_is_set_by_rows() {
    use dfdx::tensor_ops::PermuteTo;
    let device = Cpu::default();
    let mut net = network();
    net.fc.weight = device.zeros::<Rank2<512, 10>>().permute::<Rank2<10, 512>, _>();
    let values: Vec<f32> = (0..5120).map(|index| index as f32).collect();
    net.set_variable("fc/weight", &values).unwrap();
    assert_eq!(net.variable("fc/weight").unwrap().values, values);
}

/// An optimizer keeps what it knows of a variable under its identity, and gradients under the network's.
#[test]
fn setting_one_does_not_make_it_another() {
    let device = Cpu::seed_from_u64(7);
    let mut net = network();
    let mut adam = Adam::new(1e-3);
    let images: Tensor<Rank4<4, 1, 8, 8>, f32, _> = device.sample_normal();
    let labels = device.zeros::<Rank2<4, 10>>() + 0.1;
    let pass = net.training().classification(&images, &labels).unwrap();
    let gradients = adam.compute_gradients(pass).unwrap();
    let weight = net.variable("features/conv1/weight").unwrap().values;
    net.set_variable("features/conv1/weight", &weight).unwrap();
    adam.apply_gradients(&mut net, gradients).unwrap();
}
