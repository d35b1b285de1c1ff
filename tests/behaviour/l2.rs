use dfdx::nn::BuildModule;
use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
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

network! {
    network Named(x: [3]) -> [3] {
        loss both(t: [3]) = mse(x, t) - l2(x, t);
        loss mse(t: [3]) = mse(x, t);
        x
    }
}

#[test]
fn mse_is_its_common_name() {
    let device = Dev::default();
    let network = Named::<f64, Dev>::build(&device);
    let (x, t) = (device.tensor([[1.0, 2.0, 3.0]]), device.tensor([[1.0, 4.0, 0.0]]));
    assert_eq!(network.training().both(&x, &t).unwrap().value(), 0.0);
    let pass = network.training().mse(&x, &t).unwrap();
    assert_eq!(pass.value(), 13.0 / 3.0);
    assert_eq!(pass.parts().map(|(name, _)| name).collect::<Vec<_>>(), ["mse"]);
}
