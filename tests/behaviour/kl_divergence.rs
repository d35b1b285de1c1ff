use netweave::loss;

use crate::golden::Vector;
use crate::loss::check;

#[test]
fn plain() {
    check!("kl_divergence_plain", Vector<6>, |x, y, _, pass| loss::kl_divergence(x, y, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("kl_divergence_weighted", Vector<6>, |x, y, w, pass| loss::kl_divergence(
        x,
        y,
        loss::mean().weights(w),
        pass
    ));
}
