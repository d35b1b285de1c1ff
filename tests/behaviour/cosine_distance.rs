use netweave::loss;

use crate::golden::Vector;
use crate::loss::check;

#[test]
fn plain() {
    check!("cosine_distance_plain", Vector<6>, |x, y, _, pass| loss::cosine_distance(x, y, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("cosine_distance_weighted", Vector<6>, |x, y, w, pass| loss::cosine_distance(
        x,
        y,
        loss::mean().weights(w),
        pass
    ));
}
