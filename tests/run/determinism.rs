//! One seed gives one result, whatever the number of threads.

use std::process::Command;

use netweave::data::{Loader, from_fn};
use netweave::prelude::*;
use rand::Rng;

network! {
    /// Large enough for its operations to be shared among threads.
    network Wide(image: [3, 32, 32]) -> [10] {
        let logits = image
            -> conv1: conv2d(32, kernel = 3, padding = 1) -> bn1: batch_norm -> relu
            -> max_pool2d(2)
            -> conv2: conv2d(32, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> leaky_relu
            -> conv3: conv2d(16, kernel = 5, stride = 2, padding = 2) -> relu
            -> flatten -> dropout(0.3) -> fc1: linear(256) -> relu -> fc2: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// All bits of the network after some steps.
fn train(loading: usize) -> Result<Vec<u32>, netweave::Error> {
    let source = from_fn::<(Rank3<3, 32, 32>, Rank1<10>), f32>(96, |sample, (image, label)| {
        let mut random = sample.random();
        image.iter_mut().for_each(|pixel| *pixel = random.r#gen());
        label[sample.index % 10] = 1.0;
        Ok(())
    });
    let device = Cpu::seed_from_u64(3);
    let loader = Loader::new(source, &device).batch_size(32).shuffle(4).threads(loading);
    let mut net = device.build_module::<Wide, f32>();
    let mut adam = Adam::new(1e-3);
    for batch in loader.from_step(0).take(4) {
        let (images, labels) = batch?;
        let pass = net.training().classification(&images, &labels)?;
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(&mut net, gradients)?;
    }
    let bits = net.variables("").into_iter().flat_map(|variable| variable.values).map(f32::to_bits);
    Ok(bits.collect())
}

/// Tells a process to train, and on how many threads to load.
const LOADING: &str = "NETWEAVE_TEST_LOADING";

#[test]
fn threads_change_no_bit() {
    if let Some(loading) = std::env::var_os(LOADING) {
        let bits = train(loading.to_str().unwrap().parse().unwrap()).unwrap();
        println!("bits {bits:08x?}");
        return;
    }
    // The number of rayon's threads is for a whole process.
    let run = |threads: &str, loading: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "--nocapture", "determinism::threads_change_no_bit"]);
        let output = child.env("RAYON_NUM_THREADS", threads).env(LOADING, loading).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let output = String::from_utf8(output.stdout).unwrap();
        let (_, bits) = output.split_once("bits ").expect("the bits of a network");
        bits.lines().next().unwrap().to_owned()
    };
    let alone = run("1", "0");
    assert!(alone.len() > 1_000_000, "{} characters of bits", alone.len());
    for (threads, loading) in [("2", "1"), ("3", "2"), ("4", "3")] {
        assert!(alone == run(threads, loading), "{threads} threads, and {loading} to load, give other bits");
    }
}
