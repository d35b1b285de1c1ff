//! A first network: chains, layers, a loss, and what comes out.

use netweave::prelude::*;

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }

    /// Several outputs, joined and parted values, numbers.
    pub network Both(image: [3, 8, 8], flow: [2, 8, 8]) -> (flow: [2, 8, 8], joined: [5, 8, 8]) {
        let doubled = flow + 2 * flow - flow / 1;
        let joined = concat(image, flow, axis = 0);
        (doubled, joined)
    }
}

#[test]
fn runs_for_a_batch_of_any_size() {
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Digits, f32>();
    let known: Tensor<Rank4<5, 1, 8, 8>, f32, _> = device.sample_normal();
    assert_eq!(net.forward(&known).shape().concrete(), [5, 10]);
    let unknown: Tensor<(usize, Const<1>, Const<8>, Const<8>), f32, _> =
        device.tensor_from_vec(known.as_vec(), (5, Const, Const, Const));
    assert_eq!(net.forward(unknown).as_vec(), net.forward(known).as_vec());
}

#[test]
fn the_type_is_generic_over_dtype_and_device() {
    let net = Digits::<f64, Cpu>::build(&Cpu::default());
    assert_eq!(net.features.conv1.weight.shape().concrete(), [16, 1, 3, 3]);
    assert_eq!(net.fc.weight.shape().concrete(), [10, 32 * 4 * 4]);
}

#[test]
fn is_a_dfdx_module_among_others() {
    type Doubled = (Digits<f32, Cpu>, dfdx::nn::modules::Sqrt);
    let device = Cpu::seed_from_u64(2);
    let both: Doubled = (Digits::build(&device), Default::default());
    let image: Tensor<Rank4<2, 1, 8, 8>, f32, _> = device.sample_normal();
    let root = both.forward(image.clone()).as_vec();
    let logits = both.0.forward(image).as_vec();
    assert!(root.iter().zip(&logits).all(|(root, logit)| root.is_nan() || (root * root - logit).abs() < 1e-5));
    assert!(root.iter().any(|root| !root.is_nan()));
}

#[test]
fn learns() -> Result<(), netweave::Error> {
    let device = Cpu::seed_from_u64(3);
    let mut net = device.build_module::<Digits, f32>();
    let mut adam = Adam::new(1e-2);
    let images = device.sample_uniform::<Rank4<8, 1, 8, 8>>();
    let mut labels = [[0.0; 10]; 8];
    labels.iter_mut().enumerate().for_each(|(row, label)| label[row] = 1.0);
    let labels = device.tensor(labels);
    let mut losses = Vec::new();
    for _ in 0..30 {
        let pass = net.training().classification(&images, &labels)?;
        losses.push(pass.value());
        let gradients = adam.compute_gradients(pass)?;
        adam.apply_gradients(&mut net, gradients)?;
    }
    assert!(losses[29] < 0.1 * losses[0], "{losses:?}");
    Ok(())
}

#[test]
fn several_outputs_are_a_struct() {
    let device = Cpu::seed_from_u64(4);
    let net = Both::<f32, Cpu>::build(&device);
    let (image, flow) = (device.sample_normal::<Rank4<2, 3, 8, 8>>(), device.sample_normal::<Rank4<2, 2, 8, 8>>());
    let both::Outputs { flow: doubled, joined } = net.forward(&image, &flow);
    let expected = flow.as_vec();
    assert!(doubled.as_vec().iter().zip(&expected).all(|(doubled, flow)| (doubled - 2.0 * flow).abs() < 1e-5));
    assert_eq!(joined.shape().concrete(), [2, 5, 8, 8]);
    assert_eq!(joined.as_vec()[3 * 64..5 * 64], expected[..2 * 64]);
}
