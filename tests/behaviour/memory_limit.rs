//! A limit on the memory of training passes changes no number.

use dfdx::shapes::Axis;
use netweave::Memory;
use netweave::prelude::*;

use crate::Dev;

network! {
    /// One of each: batch norm, a skip connection, pools, dropout, attention, layer norm.
    network Many(x: [3, 12, 12]) -> [5] {
        let stem = x -> conv1: conv2d(8, kernel = 3, padding = 1) -> norm1: batch_norm -> relu;
        let body = stem -> conv2: conv2d(8, kernel = 3, padding = 1) -> norm2: batch_norm -> gelu
            -> conv3: conv2d(8, kernel = 3, padding = 1) -> norm3: batch_norm;
        let joined = (stem + body) -> relu -> max_pool2d(2) -> dropout(0.3);
        let tokens = joined -> reshape([8, 36]) -> permute([1, 0]) -> norm4: layer_norm;
        let seen = tokens -> look: attention(heads = 2);
        let y = (tokens + seen) -> mean(axis = 0) -> tanh -> fc: linear(5);
        loss fit(t: [5]) = softmax_cross_entropy(y, t) + 0.1 * l2(y, t);
        y
    }
}

type Batch = (Tensor<Rank4<4, 3, 12, 12>, f64, Dev>, Tensor<Rank2<4, 5>, f64, Dev>);

fn start() -> (Many<f64, Dev>, Batch) {
    let device = Dev::seed_from_u64(12);
    let net = Many::build(&device);
    let t: Tensor<Rank2<4, 5>, f64, _> = device.sample_uniform();
    (net, (device.sample_normal(), t.softmax::<Axis<1>>()))
}

/// What three steps leave: losses, gradients, variables and running statistics.
fn trained(limit: Option<usize>) -> (Vec<f64>, Vec<Memory>) {
    let (mut net, (x, t)) = start();
    let mut adam = Adam::new(0.01);
    let (mut all, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let training = match limit {
            Some(bytes) => net.training().memory_limit(bytes),
            None => net.training(),
        };
        let pass = training.fit(&x, &t).unwrap();
        all.push(pass.value());
        memory.push(pass.memory());
        let gradients = adam.compute_gradients(pass).unwrap();
        all.extend(gradients.variables("").unwrap().into_iter().flat_map(|variable| variable.values));
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    all.extend(net.variables("").into_iter().flat_map(|variable| variable.values));
    (all, memory)
}

#[test]
fn gradients_are_the_same_bit_for_bit() {
    let (expected, whole) = trained(None);
    let whole = whole[0];
    assert_eq!(whole.recomputed, 0.0);
    let (net, (x, t)) = start();
    let Some(Error::MemoryLimit { least, most, .. }) = net.training().memory_limit(1000).fit(&x, &t).err() else {
        panic!("a thousand bytes do not do");
    };
    assert_eq!(most, whole.bytes);
    assert!(least * 3 < most * 2, "{least} of {most}");
    for limit in [most - 8, least.midpoint(most), least] {
        let (values, memory) = trained(Some(limit));
        assert_eq!(values, expected, "within {limit} of {most} bytes");
        assert!(memory.iter().all(|memory| memory.bytes <= limit && memory.recomputed > 0.0), "{memory:?}");
    }
    // More than is needed changes nothing.
    assert_eq!(trained(Some(most)).1[0], whole);
}

#[test]
fn a_limit_that_cannot_be_kept_says_what_can() {
    let (net, (x, t)) = start();
    let error = net.training().memory_limit(4096).fit(&x, &t).err().unwrap();
    let Error::MemoryLimit { limit: 4096, batch: 4, least, most } = error else { panic!("{error}") };
    assert_eq!(
        error.to_string(),
        format!(
            "a training pass of 4 samples takes {least} bytes at least, which is over its limit of 4096 ({most} where nothing is computed again): raise the limit, or train on smaller batches"
        )
    );
    let memory = net.training().memory_limit(least).fit(&x, &t).unwrap().memory();
    assert_eq!(memory.bytes, least);
}
