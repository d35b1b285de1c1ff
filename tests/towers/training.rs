//! Whole trainings in towers: every optimizer, with gradients that are accumulated and clipped.

use netweave::prelude::*;

use crate::networks::*;

/// The variables after some steps.
fn train(mut optimizer: impl Optimizer<Cnn<f64, Dev>>, towers: Option<&Towers<Dev>>) -> Vec<f64> {
    let mut net = Dev::seed_from_u64(1).build_module::<Cnn, f64>();
    for step in 0..6 {
        let gradients = |batch: usize, optimizer: &_| {
            let (image, t) = (noise(step, batch), labels(batch));
            let pass = match towers {
                Some(towers) => net.training().on(towers).fit(image, t),
                None => net.training().fit(image, t),
            };
            Optimizer::compute_gradients(optimizer, pass.unwrap()).unwrap()
        };
        let both = gradients(7, &optimizer).accumulate(gradients(8, &optimizer)).unwrap();
        let both = both.scale(Scope::ALL, 0.5).clip_by_global_norm(0.4);
        optimizer.apply_gradients(&mut net, both).unwrap();
    }
    net.variables("").into_iter().flat_map(|variable| variable.values).collect()
}

fn check<O: Optimizer<Cnn<f64, Dev>>>(optimizer: impl Fn() -> O) {
    let one = train(optimizer(), None);
    for count in [2, 3] {
        let towers = towers(count);
        let all = train(optimizer(), Some(&towers));
        let most = one.iter().zip(&all).fold(0.0_f64, |most, (one, all)| most.max((one - all).abs()));
        assert!(most < 1e-7, "{count} towers differ by {most:e}");
    }
}

#[test]
fn sgd() {
    check(|| Sgd::new(0.1).momentum(0.9));
}

#[test]
fn adam() {
    check(|| Adam::new(0.01));
    check(|| AdamW::new(0.01));
}

#[test]
fn rms_prop() {
    check(|| RmsProp::new(0.01));
}

/// Towers may be used from several threads, and by several networks.
#[test]
fn one_set_of_towers_for_many() {
    let towers = towers(2);
    let one = train(Sgd::new(0.1), Some(&towers));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| train(Sgd::new(0.1), Some(&towers)))).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == one));
    });
}

#[test]
fn a_step_is_the_same_bit_for_bit_each_time() {
    let towers = towers(3);
    let one = train(Adam::new(0.01), Some(&towers));
    for _ in 0..3 {
        assert_eq!(train(Adam::new(0.01), Some(&towers)), one);
    }
}
