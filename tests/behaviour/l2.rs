use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("l2_plain", Image<2, 3, 5>, |x, y, _, pass| loss::l2(x, y, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("l2_weighted", Image<2, 3, 5>, |x, y, w, pass| loss::l2(x, y, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("l2_sum", Image<2, 3, 5>, |x, y, _, pass| loss::l2(x, y, loss::sum(), pass));
}
