//! Towers give what one device gives for the whole batch.

use netweave::prelude::*;
use netweave::{Device, Dtype, Outputs};

use crate::networks::*;

/// Everything that a pass tells, and its gradients.
struct Told {
    value: f64,
    parts: Vec<(&'static str, f64)>,
    outputs: Vec<f64>,
    gradients: Vec<(String, Vec<f64>)>,
}

fn wide<E: Dtype>(values: Vec<E>) -> Vec<f64> {
    values.into_iter().map(|value| value.to_f64().unwrap()).collect()
}

fn told<E: Dtype, N: Network<Dtype = E, Device = Dev>, O: Outputs<E, Dev>>(
    pass: TrainingPass<N, O>,
    outputs: impl Fn(&O) -> Vec<E>,
) -> Told
where
    Dev: Device<E>,
{
    let (value, outputs) = (wide(vec![pass.value()])[0], wide(outputs(pass.output())));
    let parts = pass.parts().map(|(name, value)| (name, wide(vec![value])[0])).collect();
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
    let gradients = gradients.into_iter().map(|gradient| (gradient.name, wide(gradient.values))).collect();
    Told { value, parts, outputs, gradients }
}

/// The largest difference of two lists, beside the largest number in them.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let largest = a.iter().chain(b).fold(1e-30_f64, |largest, value| largest.max(value.abs()));
    a.iter().zip(b).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs())) / largest
}

/// Compares passes of no towers, and of 1, 2, 3 and 4, of batches of 8, of 7 and of 2 samples.
fn check<E: Dtype, N: Network<Dtype = E, Device = Dev>, O: Outputs<E, Dev>>(
    pass: impl Fn(Option<&Towers<Dev>>, usize) -> Result<TrainingPass<N, O>, Error>,
    outputs: impl Fn(&O) -> Vec<E>,
) where
    Dev: Device<E>,
{
    let tolerance = if size_of::<E>() == 8 { 1e-6 } else { 1e-5 };
    for batch in [8, 7, 2] {
        let one = told(pass(None, batch).unwrap(), &outputs);
        for count in 1..=4 {
            let towers = towers(count);
            // The second pass is in the memory of the first.
            for _ in 0..2 {
                let all = told(pass(Some(&towers), batch).unwrap(), &outputs);
                let what = format!("{} samples in {count} towers", batch);
                assert!(distance(&[all.value], &[one.value]) <= tolerance, "{what}: {} {}", all.value, one.value);
                assert_eq!(all.parts.len(), one.parts.len());
                for ((name, all), (_, one)) in all.parts.iter().zip(&one.parts) {
                    assert!(distance(&[*all], &[*one]) <= tolerance, "{what}: {name} is {all}, not {one}");
                }
                assert!(distance(&all.outputs, &one.outputs) <= tolerance, "{what}: the outputs");
                assert_eq!(all.gradients.len(), one.gradients.len());
                for ((name, all), (_, one)) in all.gradients.iter().zip(&one.gradients) {
                    assert!(distance(all, one) <= tolerance, "{what}: the gradient of {name}: {all:?} {one:?}");
                }
            }
        }
    }
}

/// A loss, with towers or without.
macro_rules! pass {
    ($net:expr, $towers:expr, $loss:ident($($given:expr),*)) => {
        match $towers {
            Some(towers) => $net.training().on(towers).$loss($($given),*),
            None => $net.training().$loss($($given),*),
        }
    };
}

/// A test in both element types.
macro_rules! both {
    ($($name:ident: $test:ident,)*) => {$(
        #[test]
        fn $name() {
            $test::<f64>();
            $test::<f32>();
        }
    )*};
}

both! {
    mlp_by_a_mean: mlp,
    mlp_by_indices: classes,
    mlp_with_weights: weights,
    convolutions: cnn,
    a_scope_that_is_reused: siamese,
    several_outputs_and_parts: fork,
    inputs_that_are_indices: words,
    what_counts_of_sequences: tags,
    a_critic: painter,
    modules_and_functions: mixed,
}

fn seeded() -> Dev {
    Dev::seed_from_u64(1)
}

fn mlp<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Mlp, E>();
    check(|towers, n| pass!(net, towers, mean(noise(2, n), noise(3, n))), Tensor::as_vec);
}

fn classes<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Mlp, E>();
    check(|towers, n| pass!(net, towers, classes(noise(2, n), indices(3, n))), Tensor::as_vec);
    // The mean is over weights that are not as large in each part.
    check(|towers, n| pass!(net, towers, weighted_classes(noise(2, n), indices(3, n))), Tensor::as_vec);
}

fn weights<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Mlp, E>();
    check(|towers, n| pass!(net, towers, samples(noise(2, n), noise(3, n), noise(4, n))), Tensor::as_vec);
}

fn cnn<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Cnn, E>();
    check(|towers, n| pass!(net, towers, fit(noise(2, n), labels(n))), Tensor::as_vec);
}

fn siamese<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Siamese, E>();
    check(|towers, n| pass!(net, towers, same(noise(2, n), noise(3, n), labels::<1, E>(n))), Tensor::as_vec);
}

fn fork<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Fork, E>();
    check(
        |towers, n| pass!(net, towers, both(noise(2, n), labels(n), noise(3, n))),
        |outputs| [outputs.kind.as_vec(), outputs.picture.as_vec()].concat(),
    );
}

fn words<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Words, E>();
    check(|towers, n| pass!(net, towers, fit(indices(9, n), indices(2, n))), Tensor::as_vec);
}

fn tags<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Tagger, E>();
    let padded = |n| {
        let (classes, ends) = (indices::<(usize, Const<4>)>(3, n), [4, 1, 3, 2]);
        let values = classes.as_vec().into_iter().enumerate();
        let values = values.map(|(at, class)| if at % 4 < ends[at / 4 % 4] { class } else { 7 });
        device().tensor_from_vec(values.collect(), *classes.shape())
    };
    check(|towers, n| pass!(net, towers, tags(indices(9, n), indices(3, n))), Tensor::as_vec);
    check(|towers, n| pass!(net, towers, settings(indices(9, n), padded(n), noise(4, n))), Tensor::as_vec);
    check(|towers, n| pass!(net, towers, all(indices(9, n), indices(3, n))), Tensor::as_vec);
}

fn painter<E: Dtype>()
where
    Dev: Device<E>,
{
    let (net, critic) = (seeded().build_module::<Painter, E>(), seeded().build_module::<Critic, E>());
    check(|towers, n| pass!(net, towers, like(noise(2, n), noise(3, n), &critic)), Tensor::as_vec);
}

fn mixed<E: Dtype>()
where
    Dev: Device<E>,
{
    let net = seeded().build_module::<Mixed, E>();
    check(|towers, n| pass!(net, towers, fit(noise(2, n), noise(3, n))), Tensor::as_vec);
}

#[test]
fn inference_in_the_order_of_the_batch() {
    let net = seeded().build_module::<Fork, f64>();
    let pairs = seeded().build_module::<Siamese, f64>();
    let words = seeded().build_module::<Words, f64>();
    let mixed = seeded().build_module::<Mixed, f64>();
    for batch in [1, 2, 7, 8] {
        let (image, left, right) = (noise(5, batch), noise(6, batch), noise(7, batch));
        let (tokens, x) = (indices(9, batch), noise(8, batch));
        let one = net.forward(&image);
        for count in 1..=4 {
            let towers = towers(count);
            let all = net.inference().on(&towers).forward(&image);
            let same = |all: Vec<f64>, one: Vec<f64>| assert!(distance(&all, &one) < 1e-12);
            same(all.kind.as_vec(), one.kind.as_vec());
            same(all.picture.as_vec(), one.picture.as_vec());
            let all = pairs.inference().on(&towers).forward(&left, &right);
            same(all.as_vec(), pairs.forward(&left, &right).as_vec());
            same(words.inference().on(&towers).forward(&tokens).as_vec(), words.forward(&tokens).as_vec());
            same(mixed.inference().on(&towers).forward(&x).as_vec(), mixed.forward(&x).as_vec());
        }
    }
    let image = noise(5, 3);
    assert_eq!(net.inference().forward(&image).kind.as_vec(), net.forward(&image).kind.as_vec());
}
