use netweave::prelude::*;

use crate::steps::follow;

#[test]
fn plain() {
    follow("optimizer_adam_w", AdamW::new(1e-2), AdamW::new(1e-2));
}

#[test]
fn all_settings() {
    follow(
        "optimizer_adam_w_decay",
        AdamW::new(1e-2).betas(0.8, 0.99).epsilon(1e-6).weight_decay(0.5),
        AdamW::new(1e-2).betas(0.8, 0.99).epsilon(1e-6).weight_decay(0.5),
    );
}
