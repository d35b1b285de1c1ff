use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("l1_plain", Image<2, 3, 5>, |x, y, _, pass| loss::l1(x, y, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("l1_weighted", Image<2, 3, 5>, |x, y, w, pass| loss::l1(x, y, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("l1_sum", Image<2, 3, 5>, |x, y, _, pass| loss::l1(x, y, loss::sum(), pass));
}
