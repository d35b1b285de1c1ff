//! One clear error where ranks do not do the same, on each of them.

use std::time::{Duration, Instant};

use netweave::Statistics;
use netweave::data::{Loader, from_fn};
use netweave::prelude::*;

use crate::device::seeded;
use crate::networks::*;
use crate::on_ranks;

network! {
    network Spelt(words: [4] of usize) -> [2] {
        let y = words -> embed: embedding(9, 5) -> flatten -> norm: batch_norm -> fc: linear(2);
        loss fit(labels: [] of usize) = softmax_cross_entropy(y, labels);
        y
    }
}

/// The errors of two ranks.
fn errors<R>(work: impl Fn(&Towers<Dev>) -> Result<R, Error> + Sync) -> [String; 2] {
    let found = on_ranks(2, |towers| work(&towers).err().map_or("none".to_owned(), |error| error.to_string()));
    found.try_into().unwrap()
}

fn both(work: impl Fn(&Towers<Dev>) -> Result<(), Error> + Sync) -> String {
    let [first, second] = errors(work);
    assert_eq!(first, second);
    first
}

fn step(net: &mut Mlp<f64, Dev>, towers: &Towers<Dev>) -> Result<(), Error> {
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().on(towers).mean(noise(2, 3), noise(3, 3))?)?;
    sgd.apply_gradients(net, gradients)
}

#[test]
fn other_networks() {
    let message = both(|towers| match towers.rank() {
        0 => step(&mut seeded(1).build_module::<Mlp, f64>(), towers),
        _ => {
            let net = seeded(1).build_module::<Cnn, f64>();
            net.training().on(towers).fit(noise(2, 3), labels(3)).map(drop)
        }
    });
    let expected = "rank 0 has the network `Mlp` of 64-bit numbers, but rank 1 has the network `Cnn` of 64-bit numbers: \
                    run the same program on every rank";
    assert_eq!(message, expected);
}

#[test]
fn other_losses_and_other_scopes() {
    let message = both(|towers| {
        let net = seeded(1).build_module::<Mlp, f64>();
        let training = net.training().on(towers);
        match towers.rank() {
            0 => training.mean(noise(2, 3), noise(3, 3)).map(drop),
            _ => training.classes(noise(2, 3), indices(3, 3)).map(drop),
        }
    });
    assert!(message.contains("a pass by the loss `mean`, but rank 1 has a pass by the loss `classes`"), "{message}");
    let message = both(|towers| {
        let net = seeded(1).build_module::<Normed, f64>();
        let training = if towers.is_first() { net.training() } else { net.training().freeze(Normed::NORM) };
        training.on(towers).fit(noise(2, 3), noise(3, 3)).map(drop)
    });
    assert!(message.ends_with("freeze the same scopes on every rank"), "{message}");
}

#[test]
fn no_samples_on_any_rank() {
    let message = both(|towers| {
        let net = seeded(1).build_module::<Mlp, f64>();
        net.training().on(towers).mean(noise(2, 0), noise(3, 0)).map(drop)
    });
    assert_eq!(message, Error::EmptyBatch.to_string());
}

/// It is no mistake to have none on one rank, within a limit of memory, too.
#[test]
fn no_samples_on_one_rank() {
    let message = both(|towers| {
        let net = seeded(1).build_module::<Mlp, f64>();
        let samples = 3 * (1 - towers.rank());
        let training = net.training().on(towers).memory_limit(1 << 20);
        let pass = training.mean(noise(2, samples), noise(3, samples))?;
        Sgd::new(0.1).compute_gradients(pass).map(drop)
    });
    assert_eq!(message, "none");
}

/// A rank that has no samples does not come to where the others look at theirs.
#[test]
fn synchronised_batch_norm_without_samples() {
    let message = both(|towers| {
        let net = seeded(1).build_module::<Normed, f64>();
        let samples = 3 * (1 - towers.rank());
        let towers = towers.clone().statistics(Statistics::Synchronised);
        net.training().on(&towers).fit(noise(2, samples), noise(3, samples)).map(drop)
    });
    assert_eq!(message, Error::RankWithoutSamples { rank: 1 }.to_string());
    // Without a batch norm it is no mistake.
    let message = both(|towers| {
        let net = seeded(1).build_module::<Mlp, f64>();
        let samples = 3 * (1 - towers.rank());
        let towers = towers.clone().statistics(Statistics::Synchronised);
        net.training().on(&towers).mean(noise(2, samples), noise(3, samples)).map(drop)
    });
    assert_eq!(message, "none");
}

/// The others wait for it in a batch norm, no longer than until it says that it has failed.
#[test]
fn synchronised_batch_norm_where_one_rank_fails() {
    let found = on_ranks(2, |towers| {
        let net = seeded(1).build_module::<Spelt, f64>();
        let towers = towers.statistics(Statistics::Synchronised);
        let bad = device().tensor_from_vec(vec![0, 1, 2, 3 + 6 * towers.rank()], (1, Const));
        let pass = net.training().on(&towers).fit(bad, indices(2, 1));
        let error = pass.and_then(|pass| Sgd::new(0.1).compute_gradients(pass)).err().unwrap();
        let again = net.training().on(&towers).fit(indices(9, 3), indices(2, 3)).unwrap();
        (error.to_string(), again.value().to_bits())
    });
    assert_eq!(found[0].0, "rank 1 has failed, and says why");
    assert!(found[1].0.contains("`words` holds the index 9"), "{}", found[1].0);
    assert_eq!(found[0].1, found[1].1);
}

#[test]
fn other_seeds() {
    let of = |rank: usize| seeded(1 + rank as u64);
    let message = both(|towers| step(&mut of(towers.rank()).build_module::<Mlp, f64>(), towers));
    assert!(message.contains("variables of the checksum ") && message.contains("`towers.broadcast("), "{message}");
    // Their variables are the same then, but not what is drawn next.
    let message = both(|towers| {
        let device = of(towers.rank());
        let mut net = device.build_module::<Mlp, f64>();
        towers.broadcast(&mut net)?;
        let (x, t): (Batch<(usize, Const<5>)>, Batch<(usize, Const<3>)>) = (noise(2, 3), noise(3, 3));
        let x = device.tensor_from_vec(x.as_vec(), (3, Const));
        net.training().on(towers).mean(x, t).map(drop)
    });
    assert!(message.contains("the random number ") && message.contains("the same seed"), "{message}");
}

#[test]
fn a_rank_that_stops_earlier() {
    let [first, second] = errors(|towers| {
        let mut net = seeded(1).build_module::<Mlp, f64>();
        (0..5 - 2 * towers.rank()).try_for_each(|_| step(&mut net, towers))
    });
    assert!(
        first.starts_with("rank 1 has come to the end of its training, but rank 0 goes on: give every rank"),
        "{first}"
    );
    assert_eq!(second, "none");
}

#[test]
fn other_data() {
    let message = both(|towers| {
        let source = from_fn::<(Rank1<1>,), f32>(10 + towers.rank(), |_, _| Ok(()));
        Loader::new(source, &device()).batch_size(4).share_of(towers).map(drop)
    });
    let expected = "rank 0 has a loader of 10 samples, but rank 1 has a loader of 11 samples: give every rank the same data, \
                    in batches of the same size and the same order";
    assert_eq!(message, expected);
}

#[test]
fn a_loader_where_there_is_a_pass() {
    let message = both(|towers| match towers.rank() {
        0 => step(&mut seeded(1).build_module::<Mlp, f64>(), towers),
        _ => {
            let source = from_fn::<(Rank1<1>,), f32>(10, |_, _| Ok(()));
            Loader::new(source, &device()).share_of(towers).map(drop)
        }
    });
    let expected = "rank 0 has come to a pass, but rank 1 has come to `Loader::share_of`: run the same program with the same \
                    settings on every rank";
    assert_eq!(message, expected);
}

/// The error is that of the rank that it comes from. Nothing has changed, and the next step works.
#[test]
fn a_pass_that_fails_on_one_rank() {
    let found = on_ranks(3, |towers| {
        let net = seeded(1).build_module::<Words, f64>();
        let bad = device().tensor_from_vec(vec![0, 1, 2, 3 + 6 * towers.rank() / 2], (1, Const));
        let pass = net.training().on(&towers).fit(bad, indices(2, 1));
        let error = pass.and_then(|pass| Sgd::new(0.1).compute_gradients(pass)).err().unwrap();
        let again = net.training().on(&towers).fit(indices(9, 3), indices(2, 3)).unwrap();
        (error.to_string(), again.value().to_bits())
    });
    let [(first, a), (second, b), (third, c)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((first, second), (&"rank 2 has failed, and says why".to_owned(), first));
    assert!(third.contains("`words` holds the index 9"), "{third}");
    assert!(a == b && b == c);
}

#[test]
fn a_function_that_panics_on_one_rank() {
    let found = on_ranks(2, |towers| {
        let mut net = seeded(1).build_module::<Mixed, f64>();
        let mut sgd = Sgd::new(0.1);
        let value = if towers.is_first() { 1.0 } else { f64::NAN };
        let x = device().tensor_from_vec(vec![value; 8], (2, Const));
        let pass = net.training().on(&towers).fit(x, noise(3, 2));
        let error = pass.and_then(|pass| sgd.compute_gradients(pass)).err().unwrap().to_string();
        let gradients = sgd.compute_gradients(net.training().on(&towers).fit(noise(2, 2), noise(3, 2)).unwrap());
        sgd.apply_gradients(&mut net, gradients.unwrap()).unwrap();
        error
    });
    assert_eq!(found[0], "rank 1 has failed, and says why");
    assert!(found[1].ends_with("the function has seen what is no number"), "{}", found[1]);
}

#[test]
fn a_loss_that_is_not_finite_on_one_rank() {
    let found = on_ranks(2, |towers| {
        let net = seeded(1).build_module::<Mlp, f64>();
        let value = if towers.is_first() { 1.0 } else { f64::INFINITY };
        let t = device().tensor_from_vec(vec![value; 6], (2, Const));
        Sgd::new(0.1).compute_gradients(net.training().on(&towers).mean(noise(2, 2), t)?).map(drop)
    });
    assert!(found.iter().all(|found| matches!(found, Err(Error::NotFinite { step: 1, .. }))), "{found:?}");
}

/// It is waited for until the limit, and not longer; what comes then fails at once.
#[test]
fn a_rank_that_does_not_come() {
    on_ranks(3, |towers| {
        let towers = towers.time_limit(Duration::from_millis(300));
        let mut net = seeded(1).build_module::<Mlp, f64>();
        step(&mut net, &towers).unwrap();
        if towers.rank() == 1 {
            return std::thread::sleep(Duration::from_secs(2));
        }
        let before = net.variables("");
        for most in [1500, 100] {
            let begin = Instant::now();
            let error = step(&mut net, &towers).unwrap_err();
            assert!(matches!(error, Error::RankLost { ranks: 3, seconds: 0.3, .. }), "{error}");
            assert!(begin.elapsed() < Duration::from_millis(most), "{:?}", begin.elapsed());
        }
        assert!(net.variables("") == before);
    });
}
