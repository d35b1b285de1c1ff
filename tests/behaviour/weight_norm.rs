//! Weight norm and spectral norm of layers that have a weight.

use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{DOUBLE, Golden, Image, Sequence, Vector, Volume, check, compare};

network! {
    network DirectedLinear(input: [6]) -> [4] {
        input -> linear(4, norm = weight)
    }

    network DirectedConv1d(input: [4, 7]) -> [6, 5] {
        input -> conv1d(6, kernel = 3, groups = 2, norm = weight)
    }

    network DirectedConv2d(input: [3, 5, 6]) -> [4, 3, 3] {
        defaults { conv2d(norm = weight, bias = false) }
        input -> conv2d(4, kernel = 3, stride = 2, padding = 1)
    }

    network DirectedConv3d(input: [2, 3, 3, 4]) -> [3, 2, 2, 3] {
        input -> conv3d(3, kernel = 2, norm = weight)
    }

    network DirectedConvTranspose1d(input: [4, 5]) -> [6, 11] {
        input -> conv_transpose1d(6, kernel = 3, stride = 2, groups = 2, norm = weight)
    }

    network DirectedConvTranspose2d(input: [3, 3, 4]) -> [4, 6, 8] {
        defaults { conv_transpose2d(norm = weight, bias = false) }
        input -> conv_transpose2d(4, kernel = 4, stride = 2, padding = 1)
    }

    network DirectedConvTranspose3d(input: [2, 2, 3, 2]) -> [3, 4, 6, 4] {
        input -> conv_transpose3d(3, kernel = 2, stride = 2, norm = weight)
    }

    network BoundedLinear(input: [6]) -> [4] {
        input -> linear(4, norm = spectral)
    }

    network BoundedConv1d(input: [4, 7]) -> [6, 5] {
        input -> conv1d(6, kernel = 3, groups = 2, norm = spectral)
    }

    network BoundedConv2d(input: [3, 5, 6]) -> [4, 3, 3] {
        input -> conv2d(4, kernel = 3, stride = 2, padding = 1, bias = false, norm = spectral)
    }

    network BoundedConv3d(input: [2, 3, 3, 4]) -> [3, 2, 2, 3] {
        input -> conv3d(3, kernel = 2, norm = spectral)
    }

    network BoundedConvTranspose1d(input: [4, 5]) -> [6, 11] {
        input -> conv_transpose1d(6, kernel = 3, stride = 2, groups = 2, norm = spectral)
    }

    network BoundedConvTranspose2d(input: [3, 3, 4]) -> [4, 6, 8] {
        input -> conv_transpose2d(4, kernel = 4, stride = 2, padding = 1, bias = false, norm = spectral)
    }

    network BoundedConvTranspose3d(input: [2, 2, 3, 2]) -> [3, 4, 6, 4] {
        input -> conv_transpose3d(3, kernel = 2, stride = 2, norm = spectral)
    }

    network Plain(x: [6]) -> [4] {
        reuse scope layer(x) { x -> fc: linear(4) }
        layer(x) + layer(2 * x)
    }

    network Directed(x: [6]) -> [4] {
        reuse scope layer(x) { x -> fc: linear(4, norm = weight) }
        layer(x) + layer(2 * x)
    }

    network Critic(x: [6]) -> [1] {
        reuse scope layer(x) { x -> fc: linear(4, norm = spectral) -> relu }
        let y = layer(x) + layer(2 * x) -> out: linear(1, norm = spectral);
        loss any(target: [1]) = mse(y, target);
        y
    }
}

#[test]
fn directions_and_lengths() {
    check::<DirectedLinear<f64>, Vector<6>, _>("weight_norm_linear");
    check::<DirectedConv1d<f64>, Sequence<4, 7>, _>("weight_norm_conv1d");
    check::<DirectedConv2d<f64>, Image<3, 5, 6>, _>("weight_norm_conv2d");
    check::<DirectedConv3d<f64>, Volume<2, 3, 3, 4>, _>("weight_norm_conv3d");
    check::<DirectedConvTranspose1d<f64>, Sequence<4, 5>, _>("weight_norm_conv_transpose1d");
    check::<DirectedConvTranspose2d<f64>, Image<3, 3, 4>, _>("weight_norm_conv_transpose2d");
    check::<DirectedConvTranspose3d<f64>, Volume<2, 2, 3, 2>, _>("weight_norm_conv_transpose3d");
}

#[test]
fn the_largest_factor_is_one() {
    check::<BoundedLinear<f64>, Vector<6>, _>("spectral_norm_linear");
    check::<BoundedConv1d<f64>, Sequence<4, 7>, _>("spectral_norm_conv1d");
    check::<BoundedConv2d<f64>, Image<3, 5, 6>, _>("spectral_norm_conv2d");
    check::<BoundedConv3d<f64>, Volume<2, 3, 3, 4>, _>("spectral_norm_conv3d");
    check::<BoundedConvTranspose1d<f64>, Sequence<4, 5>, _>("spectral_norm_conv_transpose1d");
    check::<BoundedConvTranspose2d<f64>, Image<3, 3, 4>, _>("spectral_norm_conv_transpose2d");
    check::<BoundedConvTranspose3d<f64>, Volume<2, 2, 3, 2>, _>("spectral_norm_conv_transpose3d");
}

/// What inference makes of directions that fit no weight, and where one step of training leads.
#[test]
fn a_step_towards_what_is_stretched_most() {
    let golden = Golden::open("spectral_norm_linear_step");
    compare::<_, Vector<6>, _, f64>(&golden, &mut golden.network::<BoundedLinear<f64, Dev>>(), DOUBLE);
    let golden = Golden::open("spectral_norm_conv2d_step");
    compare::<_, Image<3, 5, 6>, _, f64>(&golden, &mut golden.network::<BoundedConv2d<f64, Dev>>(), DOUBLE);
    let golden = Golden::open("spectral_norm_conv_transpose1d_step");
    compare::<_, Sequence<4, 5>, _, f64>(&golden, &mut golden.network::<BoundedConvTranspose1d<f64, Dev>>(), DOUBLE);
    let golden = Golden::open("spectral_norm_conv_transpose2d_step");
    compare::<_, Image<3, 3, 4>, _, f64>(&golden, &mut golden.network::<BoundedConvTranspose2d<f64, Dev>>(), DOUBLE);
}

/// A layer with weight norm begins as the layer without, on the same device.
#[test]
fn weight_norm_changes_no_first_value() {
    let plain = Plain::<f64, Dev>::build(&Dev::seed_from_u64(3));
    let mut directed = Directed::<f64, Dev>::build(&Dev::seed_from_u64(3));
    assert_eq!(plain.layer.fc.weight.as_vec(), directed.layer.fc.weight_v.as_vec());
    directed.layer.fc.bias = plain.layer.fc.bias.clone();
    let x: Tensor<Rank2<5, 6>, f64, _> = Dev::seed_from_u64(4).sample_normal();
    let (expected, found) = (plain.forward(x.clone()).as_vec(), directed.forward(x).as_vec());
    assert!(expected.iter().zip(found).all(|(a, b)| (a - b).abs() < 1e-12));
    assert_eq!((Plain::PARAMETERS, Directed::PARAMETERS), (4 * 6 + 4, 4 * 6 + 4 + 4));
}

/// The largest singular value, by many steps.
fn largest(weight: &[f64], columns: usize) -> f64 {
    let mut right = vec![1.0; columns];
    let mut length = 0.0;
    for _ in 0..500 {
        let left: Vec<f64> =
            weight.chunks(columns).map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum()).collect();
        let mut next = vec![0.0; columns];
        for (row, left) in weight.chunks(columns).zip(&left) {
            next.iter_mut().zip(row).for_each(|(next, weight)| *next += weight * left);
        }
        length = next.iter().map(|value| value * value).sum::<f64>().sqrt();
        right = next.into_iter().map(|value| value / length).collect();
    }
    length.sqrt()
}

fn unit(vector: &[f64]) -> bool {
    (vector.iter().map(|value| value * value).sum::<f64>() - 1.0).abs() < 1e-9
}

/// A new network is bounded before it is trained: its directions begin near those that are stretched most.
#[test]
fn spectral_norm_begins_near_the_largest_factor() {
    let net = BoundedConv2d::<f64, Dev>::build(&Dev::seed_from_u64(5));
    let (weight, columns) = (net.conv2d.weight.as_vec(), 27);
    let (left, right) = (net.conv2d.running_u.as_vec(), net.conv2d.running_v.as_vec());
    assert!(unit(&left) && unit(&right));
    let rows = weight.chunks(columns).zip(&left);
    let found: f64 = rows.map(|(row, left)| left * row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>()).sum();
    let expected = largest(&weight, columns);
    assert!(found > 0.95 * expected && found < expected * (1.0 + 1e-9), "{found} of {expected}");
    assert_eq!(BoundedConv2d::PARAMETERS, 4 * 27);
}

/// The same of a weight whose outputs are its second axis: of each of these a row is made of what all inputs give to it.
#[test]
fn a_transposed_convolution_begins_there_too() {
    let net = BoundedConvTranspose2d::<f64, Dev>::build(&Dev::seed_from_u64(5));
    let weight = net.conv_transpose2d.weight.as_vec();
    let (inputs, outputs, taps) = (3, 4, 16);
    let row = |output: usize| {
        let weight = &weight;
        (0..inputs).flat_map(move |input| &weight[(input * outputs + output) * taps..][..taps])
    };
    let matrix: Vec<f64> = (0..outputs).flat_map(row).copied().collect();
    let (left, right) = (net.conv_transpose2d.running_u.as_vec(), net.conv_transpose2d.running_v.as_vec());
    assert!(unit(&left) && unit(&right));
    assert_eq!((left.len(), right.len()), (outputs, inputs * taps));
    let rows = matrix.chunks(inputs * taps).zip(&left);
    let found: f64 = rows.map(|(row, left)| left * row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>()).sum();
    let expected = largest(&matrix, inputs * taps);
    assert!(found > 0.95 * expected && found < expected * (1.0 + 1e-9), "{found} of {expected}");
    assert_eq!(DirectedConvTranspose2d::PARAMETERS, 3 * 4 * 16 + 3);
}

/// In training the directions follow the weights, once a pass for a scope that is applied twice; what is saved is what is loaded.
#[test]
fn directions_follow_and_are_saved() -> Result<(), Error> {
    let device = Dev::seed_from_u64(6);
    let mut net = Critic::<f64, Dev>::build(&device);
    let x: Tensor<Rank2<8, 6>, f64, _> = device.sample_normal();
    let target: Tensor<Rank2<8, 1>, f64, _> = device.sample_normal();
    let before = net.layer.fc.running_u.as_vec();
    let frozen = net.training().freeze(Critic::LAYER).any(&x, &target)?;
    let gradients = Sgd::new(0.0).compute_gradients(frozen)?;
    Sgd::new(0.0).apply_gradients(&mut net, gradients)?;
    assert_eq!(net.layer.fc.running_u.as_vec(), before);

    let mut sgd = Sgd::new(0.05);
    for _ in 0..100 {
        let pass = net.training().any(&x, &target)?;
        let gradients = sgd.compute_gradients(pass)?;
        sgd.apply_gradients(&mut net, gradients)?;
    }
    let (weight, right) = (net.layer.fc.weight.as_vec(), net.layer.fc.running_v.as_vec());
    assert!(unit(&right) && unit(&net.layer.fc.running_u.as_vec()));
    let stretched: f64 =
        weight.chunks(6).map(|row| row.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>().powi(2)).sum::<f64>().sqrt();
    let expected = largest(&weight, 6);
    assert!((stretched - expected).abs() < 1e-3 * expected, "{stretched} of {expected}");

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("critic.safetensors");
    netweave::checkpoint::save_weights(&net, &file)?;
    let mut again = Critic::<f64, Dev>::build(&device);
    Weights::open(&file)?.load(&mut again)?;
    assert_eq!(again.forward(x.clone()).as_vec(), net.forward(x).as_vec());
    Ok(())
}

/// The names that PyTorch gives them.
#[test]
fn files_of_pytorch() {
    let keys = Keys::torch();
    assert_eq!(keys.name("fc.parametrizations.weight.original0").as_deref(), Some("fc.weight_g"));
    assert_eq!(keys.name("fc.parametrizations.weight.0._u").as_deref(), Some("fc.running_u"));
    assert_eq!(keys.name("fc.weight_orig").as_deref(), Some("fc.weight"));
}
