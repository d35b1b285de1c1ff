//! What methods take in other ways than by a plain reference.

use std::cell::RefCell;
use std::sync::{Mutex, RwLock};

use netweave::prelude::*;

network! {
    network Line(x: [1]) -> [1] {
        let y = x -> fc: linear(1);
        loss fit(target: [1]) = mse(y, target);
        y
    }
}

type Batch = Tensor<Rank2<2, 1>, f32, Cpu>;

fn batch() -> Batch {
    Cpu::default().tensor([[1.0], [2.0]])
}

#[test]
fn a_tensor_is_taken_by_any_reference() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    let mut x = batch();
    let expected = net.forward(x.clone()).array();
    assert_eq!(net.forward(&&x).array(), expected);
    assert_eq!(net.forward(&mut x).array(), expected);
    let by_value = net.training().fit(x.clone(), x.clone()).unwrap().value();
    assert_eq!(net.training().fit(&&x, &x.clone()).unwrap().value(), by_value);
}

/// Takes a step, and asserts that the network has changed.
fn is_changed<M: std::ops::Deref<Target = Line>>(mut lent: M, step: impl FnOnce(&mut M, Gradients<Line>)) {
    let before = lent.fc.weight.array();
    let pass = lent.training().fit(batch(), batch() * 3.0).unwrap();
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap();
    step(&mut lent, gradients);
    assert_ne!(lent.fc.weight.array(), before);
}

#[test]
fn a_step_is_taken_by_a_network_inside_of_what_lends_it() {
    let build = || Line::<f32, Cpu>::build(&Cpu::default());
    let mut sgd: Sgd<Line> = Sgd::new(0.1);
    let (mut net, mutex, lock, cell) = (build(), Mutex::new(build()), RwLock::new(build()), RefCell::new(build()));
    is_changed(&mut net, |net, gradients| sgd.apply_gradients(*net, gradients).unwrap());
    is_changed(&mut net, |net, gradients| sgd.apply_gradients(net, gradients).unwrap());
    is_changed(Box::new(build()), |net, gradients| sgd.apply_gradients(net, gradients).unwrap());
    is_changed(mutex.lock().unwrap(), |net, gradients| sgd.apply_gradients(net, gradients).unwrap());
    is_changed(lock.write().unwrap(), |net, gradients| sgd.apply_gradients(net, gradients).unwrap());
    is_changed(cell.borrow_mut(), |net, gradients| sgd.apply_gradients(net, gradients).unwrap());
}
