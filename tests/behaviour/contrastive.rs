use dfdx::nn::BuildModule;
use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Vector, from_f64};
use crate::loss::check;

fn same<E: netweave::Dtype>() -> Tensor<(usize,), E, Dev>
where
    Dev: netweave::Device<E>,
{
    let same = [1.0, 0.0, 0.0, 1.0, 0.25].map(from_f64).to_vec();
    Dev::default().tensor_from_vec(same, (5,))
}

#[test]
fn plain() {
    check!("contrastive_plain", Vector<6>, |x, y, _, pass| {
        let same = pass.untraced(&same())?;
        loss::contrastive(x, y, &same, 4.0, loss::mean(), pass)
    });
}

#[test]
fn weights_of_samples() {
    check!("contrastive_weighted", Vector<6>, |x, y, w, pass| {
        let same = pass.untraced(&same())?;
        loss::contrastive(x, y, &same, 4.0, loss::mean().weights(w), pass)
    });
}

network! {
    network Pair(a: [2], b: [2]) -> [2] {
        loss fit(same: []) = contrastive(a, b, same, margin = 2);
        a + b
    }
}

/// A distance of nothing has a gradient, too, and what is far enough costs nothing.
#[test]
fn near_and_far() {
    let device = Dev::default();
    let network = Pair::<f64, Dev>::build(&device);
    let (a, b) = (device.tensor([[0.0, 0.0], [3.0, 0.0]]), device.tensor([[0.0, 0.0], [0.0, 0.0]]));
    let apart = network.training().fit(&a, &b, device.tensor([0.0, 0.0])).unwrap().value();
    assert!((apart - 2.0).abs() < 1e-5, "{apart}");
    let together = network.training().fit(&a, &b, device.tensor([1.0, 1.0])).unwrap().value();
    assert!((together - 4.5).abs() < 1e-5, "{together}");
}
