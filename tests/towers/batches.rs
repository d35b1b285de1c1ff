//! How a batch gets into towers: its size in its type, as a view, too small, or of another size than its targets.

use dfdx::shapes::Axis;
use dfdx::tensor_ops::{BroadcastTo, PermuteTo};
use netweave::prelude::*;
use netweave::{Memory, Reduce};

use crate::networks::*;

fn net() -> Mlp<f64, Dev> {
    Dev::seed_from_u64(1).build_module::<Mlp, f64>()
}

fn gradients<N: Network<Dtype = f64>>(gradients: &Gradients<N>) -> Vec<f64> {
    gradients.variables("").unwrap().into_iter().flat_map(|gradient| gradient.values).collect()
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
    }
}

#[test]
fn a_batch_whose_size_is_in_its_type() {
    let (device, net, sgd) = (Dev::seed_from_u64(2), net(), Sgd::new(0.1));
    let (x, t): (Tensor<Rank2<7, 5>, f64, _>, Tensor<Rank2<7, 3>, f64, _>) =
        (device.sample_normal(), device.sample_normal());
    let classes = device.tensor([0, 2, 1, 0, 0, 2, 1]);
    let towers = towers(3);
    let pass = net.training().on(&towers).mean(&x, &t).unwrap();
    let output: &Tensor<Rank2<7, 3>, f64, Dev> = pass.output();
    assert_close(&output.as_vec(), &net.forward(&x).as_vec());
    let one = sgd.compute_gradients(net.training().mean(&x, &t).unwrap()).unwrap();
    assert_close(&gradients(&sgd.compute_gradients(pass).unwrap()), &gradients(&one));
    let value = net.training().on(&towers).classes(&x, &classes).unwrap().value();
    assert_close(&[value], &[net.training().classes(&x, &classes).unwrap().value()]);
}

#[test]
fn views_are_split_like_their_copies() {
    let (device, net, sgd) = (Dev::seed_from_u64(3), net(), Sgd::new(0.1));
    let turned: Tensor<Rank2<5, 7>, f64, _> = device.sample_normal();
    let x: Tensor<Rank2<7, 5>, f64, _> = turned.permute();
    let row: Tensor<Rank1<3>, f64, _> = device.sample_normal();
    let t: Tensor<Rank2<7, 3>, f64, _> = row.broadcast::<_, Axis<0>>();
    let (x_copy, t_copy) = (device.tensor(x.array()), device.tensor(t.array()));
    for count in 1..=4 {
        let towers = towers(count);
        let views = sgd.compute_gradients(net.training().on(&towers).mean(&x, &t).unwrap()).unwrap();
        let copies = sgd.compute_gradients(net.training().on(&towers).mean(&x_copy, &t_copy).unwrap()).unwrap();
        assert_eq!(gradients(&views), gradients(&copies));
    }
}

#[test]
fn more_towers_than_samples() {
    let net = net();
    let towers = towers(9);
    let (x, t) = (noise(4, 2), noise(5, 2));
    let value = net.training().on(&towers).mean(&x, &t).unwrap().value();
    assert_close(&[value], &[net.training().mean(&x, &t).unwrap().value()]);
    let one = net.inference().on(&towers).forward(noise(4, 1));
    assert_close(&one.as_vec(), &net.forward(noise(4, 1)).as_vec());
}

#[test]
fn batches_of_different_sizes() {
    let net = net();
    let towers = towers(2);
    for (inputs, targets) in [(5, 4), (4, 5), (8, 2), (2, 8)] {
        let expected = Error::Batch { input: "t", found: targets, other: "x", expected: inputs };
        let error = net.training().on(&towers).mean(noise(4, inputs), noise(5, targets)).err();
        assert_eq!(error, Some(expected));
    }
}

/// As the lecture adds up the gradients of towers.
#[test]
fn the_sum_of_towers_is_that_of_steps_of_their_own() {
    let (net, sgd) = (net(), Sgd::new(0.1));
    let towers = towers(2).reduce(Reduce::Sum);
    let (x, t): (Batch<(usize, Const<5>)>, Batch<(usize, Const<3>)>) = (noise(6, 7), noise(7, 7));
    let device = device();
    let part = |from: usize, to: usize| -> (Batch<(usize, Const<5>)>, Batch<(usize, Const<3>)>) {
        let (x, t) = (x.as_vec()[from * 5..to * 5].to_vec(), t.as_vec()[from * 3..to * 3].to_vec());
        (device.tensor_from_vec(x, (to - from, Const)), device.tensor_from_vec(t, (to - from, Const)))
    };
    let step = |(x, t)| net.training().mean(x, t).unwrap();
    let pass = net.training().on(&towers).mean(&x, &t).unwrap();
    assert_close(&[pass.value()], &[step(part(0, 4)).value() + step(part(4, 7)).value()]);
    let both = sgd.compute_gradients(step(part(0, 4))).unwrap();
    let both = both.accumulate(sgd.compute_gradients(step(part(4, 7))).unwrap()).unwrap();
    assert_close(&gradients(&sgd.compute_gradients(pass).unwrap()), &gradients(&both));
}

/// The memory of a pass is that of the parts, and a limit is shared out.
#[test]
fn memory_of_all_towers() {
    let net = Dev::seed_from_u64(1).build_module::<Cnn, f32>();
    let (image, t) = (noise(8, 7), labels(7));
    let towers = towers(2);
    let of = |batch: usize| net.training().fit(noise(8, batch), labels(batch)).unwrap().memory();
    let Memory { bytes, least, .. } = net.training().on(&towers).fit(&image, &t).unwrap().memory();
    assert_eq!((bytes, least), (of(4).bytes + of(3).bytes, of(4).least + of(3).least));

    let limit = (bytes + least) / 2;
    let pass = net.training().memory_limit(limit).on(&towers).fit(&image, &t).unwrap();
    let memory = pass.memory();
    assert!(memory.bytes <= limit && memory.bytes > limit / 2 && memory.recomputed > 0.0, "{memory:?} of {limit}");
    let sgd = Sgd::new(0.1);
    let within = sgd.compute_gradients(pass).unwrap();
    let without = sgd.compute_gradients(net.training().on(&towers).fit(&image, &t).unwrap()).unwrap();
    assert_eq!(within.variables("").unwrap(), without.variables("").unwrap());
}
