use netweave::prelude::*;

use crate::Dev;
use crate::steps::{Small, follow};

#[test]
fn plain() {
    follow("optimizer_adam", Adam::new(1e-2), Adam::new(1e-2));
}

#[test]
fn betas_and_epsilon() {
    follow(
        "optimizer_adam_betas",
        Adam::new(1e-2).betas(0.5, 0.9).epsilon(1e-4),
        Adam::new(1e-2).betas(0.5, 0.9).epsilon(1e-4),
    );
}

#[test]
fn weight_decay() {
    follow("optimizer_adam_decay", Adam::new(1e-2).weight_decay(0.1), Adam::new(1e-2).weight_decay(0.1));
}

#[test]
fn the_learning_rate_may_change() {
    let mut changed = Adam::<Small<f64, Dev>>::new(0.7);
    changed.set_learning_rate(1e-2);
    follow("optimizer_adam", changed, Adam::new(1e-2));
}
