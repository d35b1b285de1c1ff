//! Scopes and layers as constants of the network that they belong to.

use netweave::prelude::*;

use crate::Digits;

#[test]
fn each_scope_and_each_layer_with_variables_is_a_constant() {
    type Net = Digits<f32, Cpu>;
    let paths =
        [Net::FEATURES, Net::FEATURES_CONV1, Net::FEATURES_BATCH_NORM, Net::FEATURES_CONV2, Net::FC].map(|s| s.path());
    assert_eq!(paths, ["features", "features.conv1", "features.batch_norm", "features.conv2", "fc"]);
}

#[test]
fn a_scope_contains_what_is_under_its_path() {
    let features: Scope<Digits> = Digits::FEATURES;
    for inside in ["features.conv1.weight", "features/batch_norm/running_mean"] {
        assert!(features.contains(inside), "{inside}");
    }
    for outside in ["fc.weight", "features", "features2.conv1.weight", "other.features.weight", ""] {
        assert!(!features.contains(outside), "{outside}");
    }
    let conv1: Scope<Digits> = Digits::FEATURES_CONV1;
    assert!(conv1.contains("features.conv1.bias"));
    assert!(!conv1.contains("features.conv2.bias"));
}

#[test]
fn the_element_type_is_that_of_the_network() {
    fn path<N: Network>(_: &N, scope: Scope<N>) -> &'static str {
        scope.path()
    }
    let device = Cpu::default();
    assert_eq!(path(&Digits::<f32>::build(&device), Digits::FC), "fc");
    assert_eq!(path(&Digits::<f64>::build(&device), Digits::FC), "fc");
}

network! {
    network Collision(x: [4]) -> [4] {
        let inner = scope up { x -> fc: linear(4) };
        let outer = scope up_fc { inner -> fc: linear(4) };
        outer -> name: linear(4)
    }
}

/// `up/fc` and `up_fc` would both be `UP_FC`, and `NAME` is the name of the network.
#[test]
fn of_two_with_one_name_the_outer_has_it() {
    type Net = Collision<f32, Cpu>;
    assert_eq!(Net::UP_FC.path(), "up_fc");
    assert_eq!(Net::UP_FC_FC.path(), "up_fc.fc");
    assert_eq!(Net::NAME, "Collision");
}
