//! A tower that fails ends its step with an error that names it. Nothing has changed then, and the next step works.

use netweave::prelude::*;

use crate::networks::*;

fn values<N: Network<Dtype = f64>>(net: &N) -> Vec<f64> {
    net.variables("").into_iter().flat_map(|variable| variable.values).collect()
}

#[test]
fn a_function_that_panics() {
    let device = Dev::seed_from_u64(1);
    let mut net = device.build_module::<Mixed, f64>();
    let mut adam = Adam::new(0.1);
    let (good, t): (Batch<(usize, Const<4>)>, Batch<(usize, Const<2>)>) = (noise(2, 6), noise(3, 6));
    let towers = towers(3);
    for tower in 0..3 {
        let mut bad = good.as_vec();
        bad[tower * 8] = f64::NAN;
        let bad: Batch<(usize, Const<4>)> = device.tensor_from_vec(bad, (6, Const));
        let before = values(&net);
        let error = net.training().on(&towers).fit(&bad, &t).err().unwrap();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("tower {tower}, counted from 0, failed: it panicked: the function")),
            "{message}"
        );
        assert!(matches!(error, Error::Tower { tower: found, problem } if found == tower
            && matches!(&*problem, Error::Panic(words) if words == "the function has seen what is no number")));
        let error = net.inference().on(&towers).try_forward(&bad).err().unwrap();
        assert!(matches!(error, Error::Tower { tower: found, .. } if found == tower), "{error}");
        assert_eq!((values(&net), adam.steps()), (before.clone(), tower as u64));

        let gradients = adam.compute_gradients(net.training().on(&towers).fit(&good, &t).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
        assert_ne!(values(&net), before);
    }
}

#[test]
fn an_index_that_there_is_not() {
    let device = Dev::seed_from_u64(1);
    let net = device.build_module::<Words, f64>();
    let towers = towers(2);
    let words = device.tensor([[0, 1, 2, 3], [4, 5, 6, 7], [8, 0, 9, 0]]);
    // A device that has to be waited for tells it where the loss is read.
    let pass = net.training().on(&towers).fit(&words, device.tensor([0, 1, 0]));
    let error = pass.and_then(|pass| pass.try_value()).unwrap_err();
    let problem = Error::Index { input: "words", index: 9, vocabulary: 9 };
    assert_eq!(error, Error::Tower { tower: 1, problem: Box::new(problem) });
    let words = device.tensor([[0, 1, 2, 3], [4, 5, 6, 7], [8, 0, 0, 0]]);
    assert!(net.training().on(&towers).fit(&words, device.tensor([0, 1, 0])).is_ok());
}

#[test]
fn a_limit_that_a_tower_cannot_keep() {
    let net = Dev::seed_from_u64(1).build_module::<Cnn, f64>();
    let towers = towers(2);
    let error = net.training().memory_limit(2000).on(&towers).fit(noise(2, 6), labels(6)).err().unwrap();
    assert!(
        matches!(&error, Error::Tower { tower: 0, problem }
            if matches!(**problem, Error::MemoryLimit { limit: 1000, batch: 3, .. })),
        "{error}"
    );
}

#[test]
fn a_loss_that_is_not_finite() {
    let device = Dev::seed_from_u64(1);
    let mut net = device.build_module::<Mlp, f64>();
    let towers = towers(2);
    let mut adam = Adam::new(0.1);
    let mut bad: Vec<f64> = noise::<(usize, Const<5>), f64>(2, 4).as_vec();
    bad[19] = f64::INFINITY;
    let bad: Batch<(usize, Const<5>)> = device.tensor_from_vec(bad, (4, Const));
    let target: Batch<(usize, Const<3>)> = device.tensor_from_vec(vec![f64::NAN; 12], (4, Const));
    let before = values(&net);
    let pass = net.training().on(&towers).mean(&bad, &target).unwrap();
    assert!(matches!(adam.compute_gradients(pass), Err(Error::NotFinite { step: 1, .. })));
    let gradients = adam.compute_gradients(net.training().on(&towers).mean(noise(2, 4), noise(3, 4)).unwrap());
    adam.apply_gradients(&mut net, gradients.unwrap()).unwrap();
    assert_ne!(values(&net), before);
}
