//! What a pass promises whatever its operations are: its plan changes no result, it does what is asked for alone, and a
//! failure leaves the network as it was.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use dfdx::prelude::{SumTo, Tape};
use dfdx::tensor::{HasErr, OwnedTape, PutTape};
use netweave::layer::{add, mul, sub, tanh};
use netweave::prelude::*;

use crate::Dev;

network! {
    /// The root of a distance that may be 0, and one that is kept from it.
    network Distances(a: [3], b: [3]) -> [1] {
        reuse scope embed(x) { x -> fc: linear(4) }
        let distance = square(embed(a) - embed(b)) -> sum(axis = 0, keepdims = true);
        let plain = distance -> sqrt;
        let guarded = distance -> clamp(min = 1e-12) -> sqrt;
        loss with_root(t: [1]) = l2(plain, t);
        loss without(t: [1]) = l2(guarded, t);
        plain + 0.0 * guarded
    }

    network Words(words: [3] of usize) -> [2] {
        let y = words -> embed: embedding(5, 4) -> flatten -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    network Fragile(x: [4]) -> [4] {
        let y = x -> fc: linear(4) -> apply(fragile) -> [4] -> tanh;
        loss fit(t: [4]) = l2(y, t);
        y
    }

    network Image(x: [3, 16, 16]) -> [5] {
        let y = x -> conv1: conv2d(8, kernel = 3, padding = 1) -> norm1: batch_norm -> relu
            -> conv2: conv2d(8, kernel = 3, padding = 1) -> norm2: batch_norm -> relu
            -> conv3: conv2d(8, kernel = 3, padding = 1) -> norm3: batch_norm -> relu
            -> global_avg_pool -> fc: linear(5);
        loss fit(t: [5]) = l2(y, t);
        y
    }
}

/// Whether the function in the middle of a network fails.
static FAILS: AtomicBool = AtomicBool::new(false);

fn fragile<B: dfdx::shapes::Dim, E: netweave::Dtype, D: netweave::Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<4>), E, D, T>,
) -> Tensor<(B, Const<4>), E, D, T> {
    assert!(!FAILS.load(Ordering::Relaxed), "the function fails");
    x
}

/// keras#9097, sentence-transformers#4033: what a loss does not depend on must not make its gradient NaN, though it is an
/// output and its root is at 0.
#[test]
fn a_branch_that_is_not_in_the_loss_has_no_part_in_its_gradient() {
    let device = Dev::seed_from_u64(0);
    let net = device.build_module::<Distances, f64>();
    let sgd = Sgd::new(0.1);
    let a = device.tensor([[1.0, 2.0, 3.0], [1.0, 0.0, 0.0]]);
    let b = device.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]]);
    let t = device.tensor([[0.0], [1.0]]);
    let without = sgd.compute_gradients(net.training().without(&a, &b, &t).unwrap()).unwrap();
    assert!(without.norm(Scope::ALL).is_finite() && without.norm(Scope::ALL) > 0.0);
    let with_root = sgd.compute_gradients(net.training().with_root(&a, &b, &t).unwrap());
    assert!(matches!(with_root.err(), Some(Error::NotFiniteGradient { .. })));
}

#[derive(Clone, Copy, Debug)]
enum Made {
    Add(usize, usize),
    Sub(usize, usize),
    Mul(usize, usize),
    Tanh(usize),
}

/// Values and gradients of the inputs by the definition: every value is kept, every gradient added up.
fn by_definition(inputs: &[Vec<f64>; 2], program: &[Made]) -> (Vec<f64>, [Vec<f64>; 2]) {
    let mut values: Vec<Vec<f64>> = inputs.to_vec();
    for made in program {
        let two = |a: usize, b: usize, f: fn(f64, f64) -> f64| -> Vec<f64> {
            values[a].iter().zip(&values[b]).map(|(a, b)| f(*a, *b)).collect()
        };
        values.push(match *made {
            Made::Add(a, b) => two(a, b, |a, b| a + b),
            Made::Sub(a, b) => two(a, b, |a, b| a - b),
            Made::Mul(a, b) => two(a, b, |a, b| a * b),
            Made::Tanh(a) => values[a].iter().map(|a| a.tanh()).collect(),
        });
    }
    let mut gradients: Vec<Vec<f64>> = values.iter().map(|value| vec![0.0; value.len()]).collect();
    let last = values.len() - 1;
    gradients[last].fill(1.0);
    for (index, made) in program.iter().enumerate().rev() {
        let own = gradients[index + 2].clone();
        let y = &values[index + 2];
        for i in 0..own.len() {
            match *made {
                Made::Add(a, b) => {
                    gradients[a][i] += own[i];
                    gradients[b][i] += own[i];
                }
                Made::Sub(a, b) => {
                    gradients[a][i] += own[i];
                    gradients[b][i] -= own[i];
                }
                Made::Mul(a, b) => {
                    gradients[a][i] += own[i] * values[b][i];
                    gradients[b][i] += own[i] * values[a][i];
                }
                Made::Tanh(a) => gradients[a][i] += own[i] * (1.0 - y[i] * y[i]),
            }
        }
    }
    (values[last].clone(), [gradients[0].clone(), gradients[1].clone()])
}

#[test]
fn plans_of_random_graphs_change_no_result() {
    let device = Dev::default();
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for round in 0..150 {
        let program: Vec<Made> = (0..1 + draw(25))
            .map(|step| {
                // Mostly what was made lately, and sometimes what was made long ago.
                let mut from = || if draw(4) == 0 { draw(step + 2) } else { step + 1 - draw(step.min(3) + 1) };
                let (a, b) = (from(), from());
                match draw(4) {
                    0 => Made::Add(a, b),
                    1 => Made::Sub(a, b),
                    2 => Made::Mul(a, b),
                    _ => Made::Tanh(a),
                }
            })
            .collect();
        let inputs = [0, 1].map(|_| (0..5).map(|_| draw(2000) as f64 / 1000.0 - 1.0).collect::<Vec<_>>());
        let (expected, expected_gradients) = by_definition(&inputs, &program);
        let tensors = inputs.clone().map(|values| device.tensor_from_vec(values, (Const::<5>,)));
        let passes = Passes::default();
        // The second time in the memory of the first.
        for _ in 0..2 {
            let pass = passes.forward_mut(&(), &device, 1, OwnedTape::default(), |pass| {
                let mut values = vec![pass.traced(&tensors[0])?, pass.traced(&tensors[1])?];
                for made in &program {
                    values.push(match *made {
                        Made::Add(a, b) => add(&values[a], &values[b], pass)?,
                        Made::Sub(a, b) => sub(&values[a], &values[b], pass)?,
                        Made::Mul(a, b) => mul(&values[a], &values[b], pass)?,
                        Made::Tanh(a) => tanh(&values[a], pass)?,
                    });
                }
                Ok::<_, <Dev as HasErr>::Err>(values[values.len() - 1])
            });
            let (value, tape, _): (Tensor<Rank1<5>, f64, Dev>, _, _) = pass.unwrap();
            let close = |found: Vec<f64>, expected: &[f64]| {
                found.iter().zip(expected).all(|(f, e)| f == e || (f - e).abs() <= 1e-9 * e.abs().max(1.0))
            };
            assert!(close(value.as_vec(), &expected), "round {round}: {program:?}");
            let gradients = value.put_tape(tape).sum::<Rank0, _>().backward();
            for (tensor, expected) in tensors.iter().zip(&expected_gradients) {
                assert!(close(gradients.get(tensor).as_vec(), expected), "round {round}: {program:?}");
            }
        }
    }
}

/// The gradients of the network's variables, one after the other.
fn gradients<N: Network<Dtype = f64>>(gradients: &Gradients<N>) -> Vec<f64> {
    gradients.variables("").unwrap().into_iter().flat_map(|variable| variable.values).collect()
}

#[test]
fn an_error_in_a_pass_leaves_the_network_usable() {
    let device = Dev::seed_from_u64(1);
    let net = device.build_module::<Words, f64>();
    let sgd = Sgd::new(0.1);
    let (good, bad) = (device.tensor([[0, 1, 4], [2, 2, 3]]), device.tensor([[0, 1, 4], [2, 5, 3]]));
    let t = device.tensor([[0.0, 1.0], [1.0, 0.0]]);
    let before = gradients(&sgd.compute_gradients(net.training().fit(&good, &t).unwrap()).unwrap());
    let error = refusal!(net.training().fit(&bad, &t)).unwrap();
    assert_eq!(error, Error::Index { input: "words", index: 5, vocabulary: 5 });
    let after = gradients(&sgd.compute_gradients(net.training().fit(&good, &t).unwrap()).unwrap());
    assert_eq!(before, after);
}

#[test]
fn a_panic_in_a_pass_leaves_the_network_usable() {
    let device = Dev::seed_from_u64(2);
    let net = device.build_module::<Fragile, f64>();
    let sgd = Sgd::new(0.1);
    let (x, t) = (device.sample_normal::<Rank2<3, 4>>(), device.sample_normal::<Rank2<3, 4>>());
    let step = || gradients(&sgd.compute_gradients(net.training().fit(&x, &t).unwrap()).unwrap());
    let before = step();
    FAILS.store(true, Ordering::Relaxed);
    assert!(catch_unwind(AssertUnwindSafe(step)).is_err());
    FAILS.store(false, Ordering::Relaxed);
    assert_eq!(step(), before);
}

/// On the CPU: dfdx's tensors on a CUDA device stay with their thread.
#[test]
fn eight_threads_use_one_network_at_once() {
    let device = Cpu::seed_from_u64(3);
    let net = device.build_module::<Image, f32>();
    let inputs: Vec<Tensor<Rank4<4, 3, 16, 16>, f32, _>> = (0..8).map(|_| device.sample_normal()).collect();
    let alone: Vec<Vec<f32>> = inputs.iter().map(|x| net.forward(x).as_vec()).collect();
    std::thread::scope(|scope| {
        let threads = inputs.iter().zip(&alone).map(|(x, alone)| {
            let net = &net;
            scope.spawn(move || (0..20).all(|_| net.forward(x).as_vec() == *alone))
        });
        let threads: Vec<_> = threads.collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
    });
}

/// Values that nobody needs any more make room for others, to within a twentieth of what must be there at once.
#[test]
fn a_training_pass_is_planned_close_to_its_bound() {
    let device = Dev::default();
    let net = device.build_module::<Image, f32>();
    let (x, t) = (device.sample_normal::<Rank4<8, 3, 16, 16>>(), device.sample_normal::<Rank2<8, 5>>());
    let memory = net.training().fit(&x, &t).unwrap().memory();
    assert!(memory.bytes >= memory.least && memory.bytes * 20 <= memory.least * 21, "{memory:?}");
    // Three convolutions and three norms are kept for the backward pass, and one gradient hops from each to the next.
    let layer = 8 * 8 * 16 * 16 * 4;
    assert!((6 * layer..9 * layer).contains(&memory.bytes), "{memory:?} for layers of {layer}");
}
