//! Section 5: losses are items of the body, and a critic is any network.

use netweave::prelude::*;

network! {
    network Vgg19(image: [3, 64, 64]) -> [1000] {
        defaults { conv2d(kernel = 3, padding = same) }
        template one(x; channels) { x -> conv: conv2d(channels) -> batch_norm -> relu -> max_pool2d(2) }
        let features = image -> one: one(4) -> two: one(8) -> three: one(8);
        let block4 = scope block4 { features -> conv4_3: conv2d(8) -> relu -> conv4_4: conv2d(8) -> relu4_4: relu };
        block4 -> flatten -> fc8: linear(1000)
    }

    network Restored(first: [3, 64, 64], second: [3, 64, 64]) -> (flow: [2, 64, 64], image: [3, 64, 64]) {
        let flow = concat(first, second, axis = 0) -> estimate: conv2d(2, kernel = 3, padding = 1);
        let warped = warp(second, flow);
        let image = warped -> sharpen: conv2d(3, kernel = 3, padding = 1);

        loss photometric = 1e3 * l1(warped, first) + 0.1 * total_variation(flow);
        loss sharp(target: [3, 64, 64], critic: &Vgg19) =
            l1(image, target) + 0.01 * perceptual(critic at block4/conv4_4, image, target);
        (flow, image)
    }
}

#[test]
fn a_photometric_and_a_perceptual_loss() {
    let device = Cpu::seed_from_u64(0);
    let mut net = device.build_module::<Restored, f32>();
    let vgg = device.build_module::<Vgg19, f32>();
    let [first, second, target]: [Tensor<Rank4<2, 3, 64, 64>, f32, Cpu>; 3] =
        std::array::from_fn(|_| device.sample_uniform());
    let mut adam = Adam::new(1e-2);
    let (mut values, before) = (Vec::new(), vgg.variables(""));
    for _ in 0..5 {
        let pass = net.training().sharp(&first, &second, &target, &vgg).unwrap();
        let parts: Vec<_> = pass.parts().collect();
        let [("l1", distance), ("perceptual", seen)] = parts[..] else { panic!("{parts:?}") };
        assert!((distance + 0.01 * seen - pass.value()).abs() < 1e-6);
        values.push(pass.value());
        let gradients = adam.compute_gradients(pass).unwrap();
        assert!(gradients.variable("estimate/weight").unwrap().values.iter().any(|value| *value != 0.0));
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    assert!(values[4] < values[0], "{values:?}");
    assert!(
        vgg.variables("").iter().zip(&before).all(|(now, then)| now.values == then.values),
        "the critic has changed"
    );
    let pass = net.training().photometric(&first, &second).unwrap();
    assert_eq!(pass.parts().count(), 2);
}
