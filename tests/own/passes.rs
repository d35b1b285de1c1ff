//! Passes of every kind through layers of a user's.

use netweave::prelude::*;

use crate::Dev;
use crate::layers::{Film, Gated, Mixing, Spelled, Swish};

network! {
    network Deep(left: [3, 4], right: [3, 4]) -> [2] {
        template block(x; width) {
            x + (x -> fc: linear(width) -> film: layer(Film<width>) -> act: layer(Swish) -> out: linear(4))
        }
        reuse scope encoder(x) {
            x -> mixing: layer(Mixing<3, 4>) -> [4] -> film: layer(Film<4>)
        }
        let joined = encoder(left) - encoder(right);
        let deep = joined -> one: block(6) -> repeat 2 more: block(5);
        let y = deep -> gated: layer(Gated<4, 3>) -> [3] -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    /// The same without layers of a user's, where there are such.
    network Plain(x: [4]) -> [4] {
        x -> scale -> bias
    }

    network Words(x: [3, 4]) -> [3, 4] {
        let a = 1 - x / 2 + 2 / (abs(x) + 1) - 0.25 * (-x) - 3;
        let b = ln(exp(x) + 1) + sqrt(square(x) + 2) * clamp(x, min = -0.5, max = 0.75) + gelu(x) + leaky_relu(x, 0.2);
        let c = relu(x) - sigmoid(x) / silu(x) + softplus(x, beta = 2) * tanh(x);
        let d = maximum(a, b) + softmax(minimum(b, c)) + log_softmax(c) + (a -> layer_norm(epsilon = 1e-3, affine = false));
        let rows = matmul(d, transpose(x, 0, 1));
        let (_left, part, _right) = split(concat(d, rows, axis = 1), axis = 1, sizes = [2, 4, 1]);
        let largest = part -> mean(axis = 0) -> max(axis = 0);
        let sums = sum(part, axis = 1, keepdims = true) - largest;
        stop_gradient(part / sums + x) + c
    }

    network Operations(x: [3, 4]) -> [3, 4] {
        x -> layer(Spelled)
    }

    network Own(x: [4]) -> [4] {
        x -> layer(Film<4>)
    }
}

type Pair = Tensor<(usize, Const<3>, Const<4>), f64, Dev>;
type Target = Tensor<(usize, Const<2>), f64, Dev>;

fn start() -> (Deep<f64, Dev>, Pair, Pair, Target) {
    let device = Dev::seed_from_u64(11);
    let net = Deep::build(&device);
    let pair = || device.sample_normal_like(&(6, Const, Const));
    (net, pair(), pair(), device.sample_normal_like(&(6, Const)))
}

/// The loss and the gradients, in the order of the variables.
fn trained(
    begin: impl FnOnce(deep::Training<'_, Deep<f64, Dev>>) -> deep::Training<'_, Deep<f64, Dev>>,
) -> (f64, Vec<f64>) {
    let (net, left, right, t) = start();
    let pass = begin(net.training()).fit(&left, &right, &t).unwrap();
    let loss = pass.value();
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap();
    (loss, gradients.variables("").unwrap().into_iter().flat_map(|gradient| gradient.values).collect())
}

fn assert_near(found: &(f64, Vec<f64>), expected: &(f64, Vec<f64>)) {
    assert_eq!(found.1.len(), expected.1.len());
    let pairs = found.1.iter().zip(&expected.1).chain([(&found.0, &expected.0)]);
    for (found, expected) in pairs {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
    }
}

#[test]
fn a_limit_of_memory_changes_nothing() {
    let (net, left, right, t) = start();
    let Some(Error::MemoryLimit { least, .. }) = net.training().memory_limit(1).fit(&left, &right, &t).err() else {
        panic!("a byte was enough");
    };
    assert_eq!(trained(|training| training.memory_limit(least)), trained(|training| training));
}

#[test]
fn micro_batches_and_towers_do_the_same() {
    let expected = trained(|training| training);
    #[cfg(not(feature = "cuda"))]
    let towers = Towers::cpu(2).unwrap();
    #[cfg(feature = "cuda")]
    let towers = Towers::cuda([0]).unwrap();
    assert_near(&trained(|training| training.on(&towers)), &expected);
    assert_near(&trained(|training| training.on(&towers).micro_batches(3)), &expected);
}

#[test]
fn end_points_are_those_of_a_pass() {
    let (net, left, right, _) = start();
    let whole = net.forward(&left, &right).as_vec();
    assert_eq!(net.end_point(deep::end_point::fc, &left, &right).as_vec(), whole);
    let gated = net.end_point(deep::end_point::gated, &left, &right);
    assert_eq!(gated.shape(), &(6, Const::<3>));
    let by_name = net.end_point_by_name("encoder/mixing", &left, &right).unwrap();
    assert_eq!(by_name.shape, [6, 4]);
    assert_eq!(net.more[1].film.scale.as_vec(), [1.0; 5]);
}

#[test]
fn it_gives_what_the_layers_of_the_language_give() {
    let device = Dev::seed_from_u64(12);
    let (mut plain, mut own) = (Plain::<f64, Dev>::build(&device), Own::<f64, Dev>::build(&device));
    let [scale, shift] = [[1.5, -2.0, 0.25, 3.0], [0.5, 1.0, -1.0, 0.0]];
    own.film.scale.copy_from(&scale);
    own.film.shift.copy_from(&shift);
    plain.set_variable("scale/weight", &scale).unwrap();
    plain.set_variable("bias/bias", &shift).unwrap();
    let x: Tensor<Rank2<5, 4>, f64, Dev> = device.sample_normal();
    assert_eq!(own.forward(&x).as_vec(), plain.forward(&x).as_vec());
    assert_eq!(own.forward(&x).as_vec(), own.forward_mut(x.leaky_trace()).as_vec());
}

#[test]
fn a_layer_is_built_alone() {
    let device = Dev::default();
    let film = device.build_module::<Film<3>, f64>();
    assert_eq!((film.scale.as_vec(), film.num_trainable_params()), (vec![1.0; 3], 6));
}

#[test]
fn a_batch_may_be_empty() {
    let device = Dev::default();
    let net = Own::<f64, Dev>::build(&device);
    let x = device.zeros_like(&(0, Const::<4>));
    assert_eq!(net.forward(&x).shape(), &(0, Const::<4>));
}

#[test]
fn each_operation_is_that_of_the_language() {
    let device = Dev::seed_from_u64(13);
    let (mut words, mut own) = (Words::<f64, Dev>::build(&device), Operations::<f64, Dev>::build(&device));
    let x: Tensor<Rank3<5, 3, 4>, f64, Dev> = device.sample_normal();
    assert_eq!(own.forward(&x).as_vec(), words.forward(&x).as_vec());
    let [own, words] = [own.forward_mut(x.leaky_trace()), words.forward_mut(x.leaky_trace())]
        .map(|output| dfdx::tensor_ops::SumTo::sum::<Rank0, _>(output).backward().get(&x).as_vec());
    assert_eq!(own, words);
}
