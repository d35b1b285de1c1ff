use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use netweave::Error;
use netweave::data::{Loader, Sample, Source, from_fn};
use netweave::prelude::*;
use rand::Rng;

/// Samples that are their own numbers.
fn numbers(samples: usize) -> impl Source<Parts = (Rank1<1>,), Dtype = f32> {
    from_fn::<(Rank1<1>,), f32>(samples, |sample, (x,)| {
        x[0] = sample.index as f32;
        Ok(())
    })
}

fn epoch(loader: &Loader<impl Source<Parts = (Rank1<1>,), Dtype = f32>, Cpu>, epoch: u64) -> Vec<Vec<f32>> {
    loader.epoch(epoch).map(|batch| batch.unwrap().0.as_vec()).collect()
}

#[test]
fn batches_hold_all_samples_in_order() {
    let loader = Loader::new(numbers(7), &Cpu::default()).batch_size(3);
    assert_eq!(loader.batches(), 3);
    assert_eq!(epoch(&loader, 0), [vec![0.0, 1.0, 2.0], vec![3.0, 4.0, 5.0], vec![6.0]]);
    assert_eq!(epoch(&loader, 5), epoch(&loader, 0));
}

#[test]
fn the_last_batch_is_dropped_when_it_is_short() {
    let loader = Loader::new(numbers(7), &Cpu::default()).batch_size(3).drop_last();
    assert_eq!(loader.batches(), 2);
    assert_eq!(epoch(&loader, 0), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
    let whole = Loader::new(numbers(6), &Cpu::default()).batch_size(3).drop_last();
    assert_eq!(epoch(&whole, 0).len(), 2);
    let too_few = Loader::new(numbers(2), &Cpu::default()).batch_size(3).drop_last();
    assert_eq!((too_few.batches(), epoch(&too_few, 0).len(), too_few.from_step(0).count()), (0, 0, 0));
}

#[test]
fn shuffling_is_a_permutation_for_each_epoch_and_seed() {
    let loader = Loader::new(numbers(50), &Cpu::default()).batch_size(8).shuffle(3);
    let (first, second) = (epoch(&loader, 0).concat(), epoch(&loader, 1).concat());
    assert_ne!(first, second);
    assert_eq!(first, epoch(&loader, 0).concat());
    let other = Loader::new(numbers(50), &Cpu::default()).batch_size(8).shuffle(4);
    assert_ne!(first, epoch(&other, 0).concat());
    for mut order in [first, second] {
        assert!(!order.is_sorted());
        order.sort_by(f32::total_cmp);
        assert_eq!(order, (0..50).map(|i| i as f32).collect::<Vec<_>>());
    }
}

/// Orders are part of what makes a run repeatable: they must not change with a version of a crate.
#[test]
fn the_order_of_a_seed_is_pinned() {
    let loader = Loader::new(numbers(8), &Cpu::default()).batch_size(8).shuffle(0);
    assert_eq!(epoch(&loader, 0), [[0.0, 1.0, 3.0, 7.0, 5.0, 4.0, 2.0, 6.0]]);
    assert_eq!(epoch(&loader, 1), [[1.0, 5.0, 0.0, 7.0, 4.0, 2.0, 6.0, 3.0]]);
}

#[test]
fn threads_change_nothing() {
    let run = |threads| {
        let source = from_fn::<(Rank1<2>,), f32>(40, |sample, (x,)| {
            // Late for some, so that a later batch is ready before an earlier one.
            std::thread::sleep(Duration::from_micros(sample.index as u64 % 7 * 100));
            x.copy_from_slice(&[sample.index as f32, sample.random().r#gen()]);
            Ok(())
        });
        let loader = Loader::new(source, &Cpu::default()).batch_size(3).shuffle(9).threads(threads);
        loader.from_step(5).take(30).map(|batch| batch.unwrap().0.as_vec()).collect::<Vec<_>>()
    };
    let alone = run(0);
    for threads in [1, 2, 3, 8] {
        assert_eq!(alone, run(threads), "{threads} threads");
    }
}

#[test]
fn a_step_says_where_to_go_on() {
    let loader = Loader::new(numbers(10), &Cpu::default()).batch_size(4).shuffle(1).threads(2);
    let epochs: Vec<Vec<f32>> = (0..4).flat_map(|number| epoch(&loader, number)).collect();
    for step in 0..12 {
        let on: Vec<Vec<f32>> =
            loader.from_step(step).take(12 - step as usize).map(|batch| batch.unwrap().0.as_vec()).collect();
        assert_eq!(on, epochs[step as usize..], "from step {step}");
    }
}

#[test]
fn random_numbers_differ_by_sample_and_epoch() {
    let seeds = Arc::new(Mutex::new(Vec::new()));
    let source = from_fn::<(Rank1<1>,), f32>(20, {
        let seeds = Arc::clone(&seeds);
        move |sample: Sample, _| {
            seeds.lock().unwrap().push(sample.seed);
            Ok(())
        }
    });
    let loader = Loader::new(source, &Cpu::default()).shuffle(2);
    (0..2).for_each(|number| assert_eq!(loader.epoch(number).count(), 1));
    let mut seeds = seeds.lock().unwrap().clone();
    assert_eq!(seeds.len(), 40);
    seeds.sort_unstable();
    seeds.dedup();
    assert_eq!(seeds.len(), 40);
}

#[test]
fn batches_are_made_ahead_but_not_far() {
    let made = Arc::new(AtomicUsize::new(0));
    let source = from_fn::<(Rank1<1>,), f32>(1000, {
        let made = Arc::clone(&made);
        move |_, _| {
            made.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let loader = Loader::new(source, &Cpu::default()).batch_size(1).threads(2);
    let mut batches = loader.epoch(0);
    assert!(batches.next().is_some());
    for _ in 0..200 {
        if made.load(Ordering::SeqCst) > 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let ahead = made.load(Ordering::SeqCst);
    assert!((2..=5).contains(&ahead), "{ahead} batches made for one");
    drop(batches);
    let stopped = made.load(Ordering::SeqCst);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(made.load(Ordering::SeqCst), stopped, "the threads went on");
}

#[test]
fn an_error_comes_in_its_turn_and_ends_the_batches() {
    for threads in [0, 1, 2] {
        let source = from_fn::<(Rank1<1>,), f32>(10, |sample, _| match sample.index {
            5 => Err(Error::Device("sample 5 is bad".into())),
            _ => Ok(()),
        });
        let loader = Loader::new(source, &Cpu::default()).batch_size(2).threads(threads);
        let mut batches = loader.epoch(0);
        assert!(batches.next().unwrap().is_ok());
        assert!(batches.next().unwrap().is_ok());
        assert_eq!(batches.next().unwrap().unwrap_err(), Error::Device("sample 5 is bad".into()));
        assert!(batches.next().is_none());
    }
}

#[test]
#[should_panic(expected = "sample 3 exploded")]
fn a_panic_of_the_source_is_passed_on() {
    let source = from_fn::<(Rank1<1>,), f32>(10, |sample, _| {
        assert!(sample.index != 3, "sample 3 exploded");
        Ok(())
    });
    let loader = Loader::new(source, &Cpu::default()).batch_size(1).threads(2);
    for batch in loader.epoch(0) {
        assert!(batch.is_ok());
    }
}

#[test]
fn a_batch_of_nothing_is_refused() {
    let loader = Loader::new(numbers(3), &Cpu::default()).batch_size(0);
    let mut batches = loader.epoch(0);
    let expected = "`batch_size` is 0, but must be at least 1";
    assert_eq!(batches.next().unwrap().unwrap_err().to_string(), expected);
    assert!(batches.next().is_none());
}

#[test]
fn parts_have_their_own_shapes() {
    let source = from_fn::<(Rank3<2, 1, 3>, Rank0, Rank1<2>), f64>(3, |sample, (a, b, c)| {
        a.fill(1.0 + sample.index as f64);
        b[0] = -(sample.index as f64);
        c[1] = 7.0;
        Ok(())
    });
    let (a, b, c) = Loader::new(source, &Cpu::default()).epoch(0).next().unwrap().unwrap();
    assert_eq!(a.shape().concrete(), [3, 2, 1, 3]);
    assert_eq!(a.as_vec(), [[1.0; 6], [2.0; 6], [3.0; 6]].concat());
    assert_eq!(b.as_vec(), [0.0, -1.0, -2.0]);
    assert_eq!(c.as_vec(), [0.0, 7.0, 0.0, 7.0, 0.0, 7.0]);
}

/// Nobody keeps a batch that was dropped: its memory is there for later ones.
#[test]
fn memory_of_batches_is_used_again() {
    network! {
        network Sum(x: [1]) -> [1] {
            x -> fc: linear(1)
        }
    }
    let device = Cpu::default();
    let net = device.build_module::<Sum, f32>();
    let loader = Loader::new(numbers(64), &device).batch_size(64);
    let mut places = std::collections::BTreeSet::new();
    for batch in loader.from_step(0).take(50) {
        let (x,) = batch.unwrap();
        places.insert((&raw const x[[0, 0]]).addr());
        let _ = net.forward(x);
    }
    assert!(places.len() < 25, "50 batches took {} places", places.len());
}
