use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("huber_plain", Image<2, 3, 5>, |x, y, _, pass| loss::huber(x, y, 0.7, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("huber_weighted", Image<2, 3, 5>, |x, y, w, pass| loss::huber(x, y, 0.7, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("huber_sum", Image<2, 3, 5>, |x, y, _, pass| loss::huber(x, y, 0.7, loss::sum(), pass));
}
