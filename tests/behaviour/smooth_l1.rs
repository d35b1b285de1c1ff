use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("smooth_l1_plain", Image<2, 3, 5>, |x, y, _, pass| loss::smooth_l1(x, y, 0.6, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("smooth_l1_weighted", Image<2, 3, 5>, |x, y, w, pass| loss::smooth_l1(x, y, 0.6, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("smooth_l1_sum", Image<2, 3, 5>, |x, y, _, pass| loss::smooth_l1(x, y, 0.6, loss::sum(), pass));
}
