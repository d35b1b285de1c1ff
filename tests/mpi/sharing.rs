//! What ranks have parts of: batches, checkpoints, random numbers, the progress.

use netweave::checkpoint::Checkpoints;
use netweave::data::{Loader, Source, from_fn};
use netweave::prelude::*;
use netweave::watch::Progress;

use crate::device::seeded;
use crate::networks::*;
use crate::on_ranks;

/// The batches of two epochs.
fn batches(loader: &Loader<impl Source<Parts = (Rank1<1>,), Dtype = f64>, Dev>) -> Vec<Vec<f64>> {
    let values = |(x,): (Batch<(usize, Const<1>)>,)| match x.shape().0 {
        // dfdx has no elements to begin with.
        0 => Vec::new(),
        _ => x.as_vec(),
    };
    (0..2).flat_map(|epoch| loader.epoch(epoch)).map(|batch| values(batch.unwrap())).collect()
}

#[test]
fn a_loader_deals_every_batch_out() {
    let loader = || {
        let source = from_fn::<(Rank1<1>,), f64>(17, |sample, (x,)| {
            x[0] = sample.index as f64 + sample.epoch as f64 / 10.0;
            Ok(())
        });
        Loader::new(source, &device()).batch_size(4).shuffle(3)
    };
    let whole = batches(&loader());
    for ranks in 1..=5 {
        let shares = on_ranks(ranks, |towers| batches(&loader().threads(2).share_of(&towers).unwrap()));
        for (number, whole) in whole.iter().enumerate() {
            let parts: Vec<&Vec<f64>> = shares.iter().map(|batches| &batches[number]).collect();
            assert_eq!(parts.iter().copied().flatten().copied().collect::<Vec<f64>>(), *whole);
            let sizes = || parts.iter().map(|part| part.len());
            assert!(sizes().max().unwrap() - sizes().min().unwrap() <= 1);
        }
    }
    assert_eq!(batches(&loader().share_of(&Towers::cpu(2).unwrap()).unwrap()), whole);
}

/// Each drops other elements, and the same again from the same seed.
#[test]
fn dropout_differs_by_rank() {
    let dropped = || {
        on_ranks(3, |towers| {
            let device = seeded(4);
            let net = device.build_module::<Dropped, f64>();
            let ones: Batch<(usize, Const<40>)> = device.tensor_from_vec(vec![1.0; 80], (2, Const));
            let pass = net.training().on(&towers).fit(&ones, &ones).unwrap();
            (pass.output().as_vec(), device.random_number())
        })
    };
    let found = dropped();
    assert!(found[0].0 != found[1].0 && found[1].0 != found[2].0 && found[0].0 != found[2].0);
    // The devices are where they would be without towers.
    assert!(found.iter().all(|(_, next)| *next == found[0].1));
    assert_eq!(dropped(), found);
}

/// A number from where a device is.
trait RandomNumber {
    fn random_number(&self) -> u64;
}

impl RandomNumber for Dev {
    fn random_number(&self) -> u64 {
        let one: Tensor<Rank1<1>, f64, Dev> = self.sample_uniform();
        one.as_vec()[0].to_bits()
    }
}

#[test]
fn the_first_rank_saves_for_all() {
    let folder = tempfile::tempdir().unwrap();
    // The others do not see what the first has written.
    let own = |towers: &Towers<Dev>| folder.path().join(towers.rank().to_string());
    let run = |steps: u64| {
        on_ranks(3, |towers| {
            let device = seeded(5);
            let (mut net, mut adam) = (device.build_module::<Dropped, f64>(), Adam::new(0.01));
            let checkpoints = Checkpoints::open(own(&towers), &device).unwrap().on(&towers);
            let first = checkpoints.resume(&mut net, &mut adam, &device).unwrap();
            for step in first..steps {
                let x: Batch<(usize, Const<40>)> = noise(step * 3 + towers.rank() as u64, 2);
                let x = device.tensor_from_vec(x.as_vec(), (2, Const));
                let gradients = adam.compute_gradients(net.training().on(&towers).fit(&x, &x).unwrap()).unwrap();
                adam.apply_gradients(&mut net, gradients).unwrap();
                checkpoints.save(step + 1, &net, &adam, &device).unwrap();
            }
            let values = net.variables("").into_iter().flat_map(|variable| variable.values);
            (first, values.map(f64::to_bits).collect::<Vec<u64>>())
        })
    };
    run(3);
    for rank in 0..3 {
        let files = std::fs::read_dir(folder.path().join(rank.to_string())).unwrap().count();
        assert_eq!(files, if rank == 0 { 2 } else { 0 });
    }
    let resumed = run(6);
    assert!(resumed.iter().all(|found| *found == resumed[0]) && resumed[0].0 == 3);
    std::fs::remove_dir_all(folder.path().join("0")).unwrap();
    let unbroken = run(6);
    assert!(unbroken[0].0 == 0 && unbroken[0].1 == resumed[0].1);
}

#[test]
fn damaged_checkpoints_are_said_by_the_first_rank() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("step-000000000007.safetensors"), b"nothing").unwrap();
    let found = on_ranks(2, |towers| {
        let device = seeded(5);
        let (mut net, mut adam) = (device.build_module::<Dropped, f64>(), Adam::new(0.01));
        let checkpoints = Checkpoints::open(folder.path(), &device).unwrap().on(&towers);
        checkpoints.resume(&mut net, &mut adam, &device).unwrap_err().to_string()
    });
    assert!(found[0].contains("this is no whole safetensors file"), "{}", found[0]);
    assert_eq!(found[1], "rank 0 has failed, and says why");
}

#[test]
fn the_first_rank_draws_the_progress() {
    let hidden = on_ranks(2, |towers| Progress::new(1, 2).on(&towers).is_hidden());
    assert_eq!(hidden, [Progress::new(1, 2).is_hidden(), true]);
}
