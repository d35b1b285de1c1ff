use netweave::prelude::*;

use crate::counts::{count, device};

network! {
    network Wide(x: [64]) -> [8] {
        let y = x -> hidden: linear(256) -> relu -> dropout(0.1) -> fc: linear(8);
        loss classes(labels: [] of usize) = softmax_cross_entropy(y, labels);
        y
    }
}

const BATCH: usize = 6;

/// A step of towers waits for each of them and for the network's device once, and copies from device to device what a tower
/// reads and what it has found; to the host goes what is told.
#[test]
fn a_step_of_towers_goes_from_device_to_device() {
    let (device, _alone) = device(1);
    let Ok(towers) = Towers::cuda([0, 1]) else { return println!("skipped: there is one device") };
    let mut net = Wide::<f32, Cuda>::build(&device);
    let mut sgd = Sgd::new(1e-2);
    let x: Tensor<Rank2<BATCH, 64>, f32, Cuda> = device.sample_normal();
    let labels = device.tensor([0_usize, 7, 3, 1, 4, 1]);
    for index in 0..8 {
        let ((), counts) = count(|| {
            let pass = net.training().on(&towers).classes(&x, &labels).unwrap();
            let gradients = sgd.compute_gradients(pass).unwrap();
            sgd.apply_gradients(&mut net, gradients).unwrap();
        });
        let Some(counts) = counts else { return };
        // The first steps compile kernels, make memory for copies of the variables, and record.
        if index < 4 {
            continue;
        }
        // The parts of the labels are tensors of dfdx's.
        assert_eq!((counts.synchronisations, counts.allocations), (3, 2), "step {index}: {counts:?}");
        // Each tower forward and back, beside its random number; gradients are added, looked at and applied.
        assert_eq!((counts.graph_launches, counts.launches), (4, 2 + 3), "{counts:?}");
        let variables = 4 * (Wide::<f32, Cuda>::PARAMETERS as u64);
        let parts = 4 * 64 * BATCH as u64 + 2 * 8 * BATCH as u64;
        let most = 2 * variables + parts + 1024;
        assert!((2 * variables + parts..most).contains(&counts.copied_bytes), "{} of {most}", counts.copied_bytes);
    }
}
