use netweave::loss;

use crate::golden::Vector;
use crate::loss::{check, extreme};

#[test]
fn plain() {
    check!("sigmoid_focal_plain", Vector<6>, |x, y, _, pass| loss::sigmoid_focal(x, y, 0.25, 2.0, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("sigmoid_focal_weighted", Vector<6>, |x, y, w, pass| loss::sigmoid_focal(
        x,
        y,
        0.25,
        2.0,
        loss::mean().weights(w),
        pass
    ));
}

#[test]
fn extreme_logits() {
    check!("sigmoid_focal_extreme", Vector<4>, |x, y, _, pass| loss::sigmoid_focal(
        x,
        y,
        0.25,
        2.0,
        loss::mean(),
        pass
    ));
    extreme::<f32>(|x, y, _, pass| loss::sigmoid_focal(x, y, 0.25, 2.0, loss::mean(), pass));
    extreme::<f64>(|x, y, _, pass| loss::sigmoid_focal(x, y, 0.25, 2.0, loss::mean(), pass));
}

#[test]
fn settings() {
    check!("sigmoid_focal_settings", Vector<6>, |x, y, _, pass| {
        loss::sigmoid_focal(x, y, 0.6, 1.5, loss::mean(), pass)
    });
}
