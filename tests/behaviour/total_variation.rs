use netweave::loss;

use crate::golden::Image;
use crate::loss::check;

#[test]
fn plain() {
    check!("total_variation_plain", Image<2, 5, 4>, |x, _, _, pass| loss::total_variation(x, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("total_variation_weighted", Image<2, 5, 4>, |x, _, w, pass| {
        loss::total_variation(x, loss::mean().weights(w), pass)
    });
}
