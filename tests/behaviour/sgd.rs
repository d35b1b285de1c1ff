use netweave::prelude::*;

use crate::Dev;
use crate::steps::{Small, follow};

#[test]
fn plain() {
    follow("optimizer_sgd", Sgd::new(0.1), Sgd::new(0.1));
}

#[test]
fn momentum() {
    follow("optimizer_sgd_momentum", Sgd::new(0.1).momentum(0.9), Sgd::new(0.1).momentum(0.9));
}

#[test]
fn nesterov() {
    follow("optimizer_sgd_nesterov", Sgd::new(0.1).nesterov(0.9), Sgd::new(0.1).nesterov(0.9));
}

#[test]
fn weight_decay() {
    follow(
        "optimizer_sgd_decay",
        Sgd::new(0.1).momentum(0.5).weight_decay(0.1),
        Sgd::new(0.1).momentum(0.5).weight_decay(0.1),
    );
}

#[test]
fn the_learning_rate_may_change() {
    let mut changed = Sgd::<Small<f64, Dev>>::new(0.7);
    changed.set_learning_rate(0.1);
    assert_eq!(changed.learning_rate(), 0.1);
    follow("optimizer_sgd", changed, Sgd::new(0.1));
}
