use netweave::prelude::*;

use crate::steps::follow;

#[test]
fn plain() {
    follow("optimizer_rms_prop", RmsProp::new(1e-2), RmsProp::new(1e-2));
}

#[test]
fn all_settings() {
    follow(
        "optimizer_rms_prop_centered",
        RmsProp::new(1e-3).smoothing(0.9).epsilon(1e-4).weight_decay(0.01).momentum(0.9).centered(),
        RmsProp::new(1e-3).smoothing(0.9).epsilon(1e-4).weight_decay(0.01).momentum(0.9).centered(),
    );
}
