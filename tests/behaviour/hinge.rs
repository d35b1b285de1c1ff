use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("hinge_plain", Image<2, 3, 5>, |x, y, _, pass| loss::hinge(x, y, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("hinge_weighted", Image<2, 3, 5>, |x, y, w, pass| loss::hinge(x, y, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("hinge_sum", Image<2, 3, 5>, |x, y, _, pass| loss::hinge(x, y, loss::sum(), pass));
}
