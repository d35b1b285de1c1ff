use dfdx::nn::BuildModule;
use netweave::loss;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::Vector;
use crate::loss::check;

#[test]
fn plain() {
    check!("info_nce_plain", Vector<6>, |x, y, _, pass| loss::info_nce(x, y, 0.2, loss::mean(), pass));
}

#[test]
fn weights_of_samples() {
    check!("info_nce_weighted", Vector<6>, |x, y, w, pass| loss::info_nce(x, y, 0.2, loss::mean().weights(w), pass));
}

#[test]
fn sum() {
    check!("info_nce_sum", Vector<6>, |x, y, _, pass| loss::info_nce(x, y, 0.2, loss::sum(), pass));
}

network! {
    network Pair(a: [2], p: [2]) -> [2] {
        let b = a -> fc: linear(2, bias = false);
        loss fit = info_nce(b, p, temperature = 0.5);
        b
    }
}

/// However long vectors are, and for one of no length, too: it is as near to all others.
#[test]
fn lengths_change_nothing() {
    let device = Dev::default();
    let mut network = Pair::<f64, Dev>::build(&device);
    network.fc.weight.copy_from(&[1.0, 0.0, 0.0, 1.0]);
    let p = device.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]);
    let value = |a: [[f64; 2]; 3]| network.training().fit(device.tensor(a), &p).unwrap().value();
    let unit = value([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]);
    assert!((unit - value([[7.0, 0.0], [0.0, 0.1], [-3.0, 0.0]])).abs() < 1e-12);
    let near = |cosines: [f64; 3]| cosines.map(|cosine| (2.0 * cosine).exp()).iter().sum::<f64>().ln();
    let expected = (2.0 * (near([1.0, 0.0, -1.0]) - 2.0) + near([0.0, 1.0, 0.0]) - 2.0) / 3.0;
    assert!((unit - expected).abs() < 1e-12, "{unit} is not {expected}");

    let a = device.tensor([[0.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]);
    let pass = network.training().fit(&a, &p).unwrap();
    let expected = (3.0_f64.ln() + near([0.0, 1.0, 0.0]) - 2.0 + near([-1.0, 0.0, 1.0]) - 2.0) / 3.0;
    assert!((pass.value() - expected).abs() < 1e-12);
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap();
    assert!(gradients.norm(Scope::ALL).is_finite());
}
