use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::Dev;

network! {
    network Steps(x: [3]) -> [3] {
        let x = x + 1;
        let doubled = scope inside {
            let x = x * 2;
            x
        };
        let x = x -> square;
        let x = x + doubled;
        x
    }
}

#[test]
fn a_name_means_the_last_value_that_was_given_it() {
    let device = Dev::default();
    let network = Steps::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<1, 3>, f64, _> = device.tensor([[0.0, 1.0, 2.0]]);
    let expected = [1.0 + 2.0, 4.0 + 4.0, 9.0 + 6.0];
    assert_eq!(network.forward(&x).as_vec(), expected);
    assert_eq!(network.end_point(steps::end_point::x, &x).as_vec(), expected);
    assert_eq!(network.end_point(steps::end_point::square, &x).as_vec(), [1.0, 4.0, 9.0]);
    assert_eq!(network.end_point(steps::end_point::inside::x, &x).as_vec(), [2.0, 4.0, 6.0]);
}
