//! Digits are learnt in the same steps on either device.

use netweave::Device;
use netweave::checkpoint::{Weights, save_weights};
use netweave::prelude::*;

use crate::{Digits, assert_close, batches, devices};

/// The losses of ten steps.
fn losses<D: Device<f32>>(net: &mut Digits<f32, D>, device: &D) -> Result<Vec<f32>, Error> {
    let mut adam = Adam::new(5e-3);
    let mut losses = Vec::new();
    for batch in batches(device).from_step(0).take(10) {
        let (images, labels) = batch?;
        let pass = net.training().classification(&images, &labels)?;
        losses.push(pass.value());
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(net, gradients)?;
    }
    Ok(losses)
}

#[test]
fn ten_steps_have_the_same_losses() {
    let (cpu, cuda) = devices(0);
    let mut on_cpu = Digits::build(&cpu);
    let file = tempfile::NamedTempFile::new().unwrap();
    save_weights(&on_cpu, file.path()).unwrap();
    let mut on_cuda = Digits::build(&cuda.with_seed(1).unwrap());
    Weights::open(file.path()).unwrap().load(&mut on_cuda).unwrap();

    let expected = losses(&mut on_cpu, &cpu).unwrap();
    assert!(expected[9] < 0.7 * expected[0], "something is learnt: {expected:?}");
    assert_close(&losses(&mut on_cuda, &cuda).unwrap(), &expected);
    // Not the running means: they follow the bias of the convolution before, whose gradient is 0 but for rounding, and Adam
    // makes steps of its size of any gradient.
    let variances = "features/batch_norm/running_var";
    let [found, expected] = [on_cuda.variable(variances).unwrap(), on_cpu.variable(variances).unwrap()];
    assert_close(&found.values, &expected.values);
}
