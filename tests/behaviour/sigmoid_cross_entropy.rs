use netweave::loss;

use crate::golden::Vector;
use crate::loss::{check, extreme};

#[test]
fn plain() {
    check!("sigmoid_cross_entropy_plain", Vector<6>, |x, y, _, pass| loss::sigmoid_cross_entropy(
        x,
        y,
        loss::mean(),
        pass
    ));
}

#[test]
fn weights_of_samples() {
    check!("sigmoid_cross_entropy_weighted", Vector<6>, |x, y, w, pass| loss::sigmoid_cross_entropy(
        x,
        y,
        loss::mean().weights(w),
        pass
    ));
}

#[test]
fn extreme_logits() {
    check!("sigmoid_cross_entropy_extreme", Vector<4>, |x, y, _, pass| loss::sigmoid_cross_entropy(
        x,
        y,
        loss::mean(),
        pass
    ));
    extreme::<f32>(|x, y, _, pass| loss::sigmoid_cross_entropy(x, y, loss::mean(), pass));
    extreme::<f64>(|x, y, _, pass| loss::sigmoid_cross_entropy(x, y, loss::mean(), pass));
}
