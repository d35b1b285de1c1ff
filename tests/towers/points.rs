//! End points on towers and on devices: the activations of the whole batch, in its order.

use netweave::prelude::*;

use crate::networks::*;
use crate::placed::{Braid, braid};

/// Compares what `point` gives with what it gives where nobody else works on it.
fn check(point: impl Fn(Option<&Towers<Dev>>, usize) -> Result<(Vec<usize>, Vec<f64>), Error>) {
    let placed = placement(3);
    let all = (1..=4).map(towers).chain([Towers::of(&placed, 2).unwrap()]);
    for towers in all {
        for batch in [8, 7, 2, 1] {
            let (shape, one) = point(None, batch).unwrap();
            let (found, all) = point(Some(&towers), batch).unwrap();
            assert_eq!((&found, found[0]), (&shape, batch));
            for (all, one) in all.iter().zip(&one) {
                assert!(
                    (all - one).abs() <= 1e-12 * one.abs().max(1.0),
                    "{batch} samples on {towers:?}: {all} is not {one}"
                );
            }
        }
    }
}

/// An end point, of towers if there are any: its shape and its elements.
macro_rules! point {
    ($net:expr, $towers:expr, $point:path, $($input:expr),*) => {{
        let point = match $towers {
            Some(towers) => $net.inference().on(towers).try_end_point($point, $($input),*),
            None => $net.try_end_point($point, $($input),*),
        };
        point.map(|point| (point.shape().concrete().into(), point.as_vec()))
    }};
}

#[test]
fn of_several_inputs_and_a_scope_that_is_reused() {
    let net = Dev::seed_from_u64(1).build_module::<Siamese, f64>();
    check(|towers, n| point!(net, towers, siamese::end_point::r, noise(2, n), noise(3, n)));
    check(|towers, n| point!(net, towers, siamese::end_point::y, noise(2, n), noise(3, n)));
    check(|towers, n| point!(net, towers, siamese::end_point::right, noise(2, n), noise(3, n)));
}

#[test]
fn of_indices() {
    let net = Dev::seed_from_u64(1).build_module::<Words, f64>();
    check(|towers, n| point!(net, towers, words::end_point::embed, indices(9, n)));
    let towers = towers(2);
    let bad = Dev::default().tensor([[0, 1, 2, 3], [4, 5, 6, 9]]);
    let error = net.inference().on(&towers).try_end_point(words::end_point::embed, &bad).err();
    let problem = Error::Index { input: "words", index: 9, vocabulary: 9 };
    assert_eq!(error, Some(Error::Tower { tower: 1, problem: Box::new(problem) }));
}

#[test]
fn of_batch_norms_and_functions() {
    let net = Dev::seed_from_u64(1).build_module::<Critic, f64>();
    check(|towers, n| point!(net, towers, critic::end_point::seen, noise(2, n)));
    let net = Dev::seed_from_u64(1).build_module::<Mixed, f64>();
    check(|towers, n| point!(net, towers, mixed::end_point::fc, noise(2, n)));
}

#[test]
fn of_a_placed_network() {
    let net = braid();
    check(|towers, n| point!(net, towers, crate::placed::braid::end_point::both, noise(4, n), noise(5, n)));
    let (image, hint) = (noise(4, 5), noise(5, 5));
    let devices = placement(3);
    let placed = net.inference().on(&devices).end_point(crate::placed::braid::end_point::b, &image, &hint);
    assert_eq!(placed.as_vec(), net.end_point(crate::placed::braid::end_point::b, &image, &hint).as_vec());
    let few = placement(2);
    let said = net.inference().on(&few);
    let error = said.try_end_point(crate::placed::braid::end_point::both, &image, &hint).err();
    assert_eq!(error, Some(Error::TooFewDevices { network: 3, placement: 2 }));
}

/// A batch of a size that is known to the compiler comes out as such.
#[test]
fn by_name_and_of_a_known_size() {
    let net: Braid<f64, Dev> = braid();
    let (image, hint) =
        (Dev::default().sample_normal::<Rank4<5, 2, 6, 6>>(), Dev::default().sample_normal::<Rank2<5, 8>>());
    let towers = towers(2);
    let kind: Tensor<Rank2<5, 4>, f64, _> =
        net.inference().on(&towers).end_point(crate::placed::braid::end_point::kind, &image, &hint);
    let one = net.end_point(crate::placed::braid::end_point::kind, &image, &hint);
    kind.as_vec().iter().zip(one.as_vec()).for_each(|(all, one)| assert!((all - one).abs() < 1e-12));
    let named = net.inference().on(&towers).end_point_by_name("kind", &image, &hint).unwrap();
    assert_eq!((named.shape, named.values), (vec![5, 4], kind.as_vec()));
    let error = net.inference().on(&towers).end_point_by_name("kinds", &image, &hint).err();
    assert!(matches!(error, Some(Error::NoEndPoint { nearest: Some(nearest), .. }) if nearest == "kind"));
}
