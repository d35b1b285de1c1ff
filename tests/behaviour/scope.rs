use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Twice(input: [2, 4, 5]) -> [2, 4, 5] {
        reuse scope encoder(x) {
            x -> conv: conv2d(2, kernel = 3, padding = 1) -> norm: batch_norm -> tanh
        }
        let once = encoder(input);
        let twice = encoder(once);
        twice + input
    }
}

/// The variables get the gradients of both applications, the input those of both branches, and the running
/// statistics move twice, in program order.
#[test]
fn a_reused_scope_counts_twice() {
    check::<Twice<f64>, Image<2, 4, 5>, _>("graph_reuse");
}
