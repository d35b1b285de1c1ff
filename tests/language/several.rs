//! Scopes and templates that give several values.

use netweave::prelude::*;

network! {
    /// A way down that gives what it has seen, and a way up that takes it.
    pub network Unet(image: [3, 8, 8]) -> [2, 8, 8] {
        defaults { conv2d(kernel = 3, padding = same) }
        template down(x; channels) {
            let seen = x -> conv: conv2d(channels) -> relu;
            (seen -> max_pool2d(2), seen)
        }
        let (x, seen) = image -> repeat 2 as i down: down(4 * 2 ^ i);
        let x = x -> middle: conv2d(8) -> relu;
        let (x, gate) = scope up {
            let x = concat(x -> upsample(scale = 2), seen[1], axis = 0) -> up1: conv2d(4) -> relu;
            (x -> upsample(scale = 2), x -> gate: conv2d(1) -> sigmoid)
        };
        let x = x * (gate -> upsample(scale = 2));
        let y = concat(x, seen[0], axis = 0) -> up2: conv2d(2);
        loss any(target: [2, 8, 8]) = mse(y, target);
        y
    }

    /// The same with a scope for each value.
    pub network Plain(image: [3, 8, 8]) -> [2, 8, 8] {
        defaults { conv2d(kernel = 3, padding = same) }
        template double(x; channels) { x -> conv: conv2d(channels) -> relu }
        let first = image -> down_0: double(4);
        let second = first -> max_pool2d(2) -> down_1: double(8);
        let x = second -> max_pool2d(2) -> middle: conv2d(8) -> relu;
        let x = concat(x -> upsample(scale = 2), second, axis = 0) -> up1: conv2d(4) -> relu;
        let gate = x -> gate: conv2d(1) -> sigmoid;
        let x = (x -> upsample(scale = 2)) * (gate -> upsample(scale = 2));
        let y = concat(x, first, axis = 0) -> up2: conv2d(2);
        loss any(target: [2, 8, 8]) = mse(y, target);
        y
    }

    /// A residual network whose blocks give to the way on, and to the sum of all skips.
    pub network Skips(x: [4]) -> [3] {
        template block(x; width) {
            let h = x -> hidden: linear(width) -> tanh;
            (x + (h -> on: linear(4)), h -> skip: linear(3), h)
        }
        let (x, skips, hidden) = x -> repeat 3 block: block(5);
        let widest = stack(hidden, axis = 0) -> max(axis = 0) -> widest: linear(3);
        (stack(skips, axis = 0) -> sum(axis = 0)) + (x -> fc: linear(3)) + widest
    }

    /// Applied twice, to other shapes, once from within another scope, with a loss that reads a second value.
    pub network Pyramid(image: [2, 8, 8], words: [5] of usize) -> (sum: [4], small: [4, 4, 4]) {
        reuse scope encoder(x) {
            let features = x -> conv: conv2d(4, kernel = 3, padding = 1) -> relu;
            (features -> global_avg_pool, features)
        }
        let (large, _whole) = encoder(image);
        let (small, features) = scope half {
            let half = image -> avg_pool2d(2);
            let (pooled, seen) = half -> encoder;
            (pooled, seen)
        };
        loss energy = l2(features, 0 * features);
        scope read(words) { (words, words -> embed: embedding(9, 4) -> mean(axis = 0), large, large) }
        let (words, mean, one, other) = read(words);
        let again = words -> again: embedding(9, 4) -> mean(axis = 0);
        (large + small + mean + again + one - other, features)
    }

    /// The same with what each gives written out.
    pub network Flat(image: [2, 8, 8], words: [5] of usize) -> (sum: [4], small: [4, 4, 4]) {
        reuse scope encoder(x) { x -> conv: conv2d(4, kernel = 3, padding = 1) -> relu }
        let large = image -> encoder -> global_avg_pool;
        let features = image -> avg_pool2d(2) -> encoder;
        loss energy = l2(features, 0 * features);
        let mean = words -> embed: embedding(9, 4) -> mean(axis = 0);
        let again = words -> again: embedding(9, 4) -> mean(axis = 0);
        (large + (features -> global_avg_pool) + mean + again, features)
    }

    /// A state and what it gives, at each step.
    pub network Steps<time>(x: [time, 3]) -> [time, 2] {
        scan x over x, carry (h = zeros([4])) {
            let (h, y) = scope cell {
                let h = concat(x, h, axis = 0) -> next: linear(4) -> tanh;
                (h, h -> out: linear(2))
            };
            y
        }
    }
}

fn images<const C: usize>(device: &Cpu) -> Tensor<Rank4<3, C, 8, 8>, f64, Cpu> {
    device.sample_normal()
}

/// All values of all variables.
fn values<N: Network<Dtype = f64>>(net: &N) -> Vec<f64> {
    net.variables("").into_iter().flat_map(|variable| variable.values).collect()
}

#[test]
fn a_repeat_collects_what_each_time_gives_beside() -> Result<(), Error> {
    let device = Cpu::seed_from_u64(1);
    let (image, target) = (images::<3>(&device), images::<2>(&device));
    let mut unet = Unet::<f64, Cpu>::build(&Cpu::seed_from_u64(2));
    let mut plain = Plain::<f64, Cpu>::build(&Cpu::seed_from_u64(2));
    assert_eq!(unet.up.gate.weight.shape().concrete(), [1, 4, 3, 3]);
    assert_eq!(unet.forward(&image).as_vec(), plain.forward(&image).as_vec());
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(unet.training().any(&image, &target)?)?;
    sgd.apply_gradients(&mut unet, gradients)?;
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(plain.training().any(&image, &target)?)?;
    sgd.apply_gradients(&mut plain, gradients)?;
    assert_eq!(values(&unet), values(&plain));
    Ok(())
}

#[test]
fn lists_of_the_second_and_the_third() {
    let device = Cpu::seed_from_u64(3);
    let net = Skips::<f64, Cpu>::build(&device);
    let x: Tensor<Rank2<1, 4>, f64, _> = device.sample_normal();
    let product = |weight: &[f64], bias: &[f64], x: &[f64]| -> Vec<f64> {
        let rows = weight.chunks(x.len()).zip(bias);
        rows.map(|(row, bias)| bias + row.iter().zip(x).map(|(a, b)| a * b).sum::<f64>()).collect()
    };
    let (mut way, mut skips, mut widest) = (x.as_vec(), vec![0.0; 3], vec![f64::MIN; 5]);
    for block in &net.block {
        let hidden = product(&block.hidden.weight.as_vec(), &block.hidden.bias.as_vec(), &way);
        let hidden: Vec<f64> = hidden.iter().map(|value| value.tanh()).collect();
        let on = product(&block.on.weight.as_vec(), &block.on.bias.as_vec(), &hidden);
        let skip = product(&block.skip.weight.as_vec(), &block.skip.bias.as_vec(), &hidden);
        way.iter_mut().zip(on).for_each(|(way, on)| *way += on);
        skips.iter_mut().zip(skip).for_each(|(sum, skip)| *sum += skip);
        widest.iter_mut().zip(hidden).for_each(|(widest, hidden)| *widest = widest.max(hidden));
    }
    let last = product(&net.fc.weight.as_vec(), &net.fc.bias.as_vec(), &way);
    let widest = product(&net.widest.weight.as_vec(), &net.widest.bias.as_vec(), &widest);
    let expected = skips.iter().zip(last).zip(widest).map(|((a, b), c)| a + b + c);
    let found = net.forward(x).as_vec();
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
}

#[test]
fn a_scope_that_is_applied_again_and_from_another_one() -> Result<(), Error> {
    let device = Cpu::seed_from_u64(4);
    let image = images::<2>(&device);
    let words = device.tensor([[1, 2, 3, 4, 5], [0, 0, 1, 1, 8], [3, 3, 3, 3, 3]]);
    let mut pyramid = Pyramid::<f64, Cpu>::build(&Cpu::seed_from_u64(5));
    let mut flat = Flat::<f64, Cpu>::build(&Cpu::seed_from_u64(5));
    let (found, expected) = (pyramid.forward(&image, &words), flat.forward(&image, &words));
    let near = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(near(found.sum.as_vec(), expected.sum.as_vec()));
    assert_eq!(found.small.as_vec(), expected.small.as_vec());
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(pyramid.training().energy(&image, &words)?)?;
    sgd.apply_gradients(&mut pyramid, gradients)?;
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(flat.training().energy(&image, &words)?)?;
    sgd.apply_gradients(&mut flat, gradients)?;
    assert_eq!(pyramid.encoder.conv.weight.as_vec(), flat.encoder.conv.weight.as_vec());
    Ok(())
}

/// The first value is that of the scope, and the others have the names that a `let` gives them.
#[test]
fn each_value_is_an_end_point() {
    let device = Cpu::seed_from_u64(6);
    let net = Unet::<f64, Cpu>::build(&device);
    let image = images::<3>(&device);
    let way = net.end_point(unet::end_point::up, &image);
    assert_eq!(way.shape().concrete(), [3, 4, 8, 8]);
    let gate = net.end_point(unet::end_point::gate, &image);
    assert_eq!(gate.shape().concrete(), [3, 1, 4, 4]);
    assert_eq!(gate.as_vec(), net.end_point(unet::end_point::up::sigmoid, &image).as_vec());
    assert!(Unet::summary().to_string().contains("gate"));
}

#[test]
fn in_a_step_of_a_scan() {
    let device = Cpu::seed_from_u64(7);
    let net = Steps::<f64, Cpu>::build(&device);
    let x: Vec<f64> = (0..15).map(|value| f64::from(value).sin()).collect();
    let of = |steps: usize| device.tensor_from_vec(x[..3 * steps].to_vec(), (1_usize, steps, Const::<3>));
    let all = net.forward(of(5)).as_vec();
    assert_eq!(all.len(), 10);
    assert_eq!(net.forward(of(2)).as_vec(), all[..4]);
}
