//! Which variables an optimizer trains, and what it says when it cannot.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::read;
use crate::steps::{Small, follow};

network! {
    // Both losses run the whole body, and each depends on a part of it.
    network Gan(noise: [2], real: [3]) -> [1] {
        let made = scope generator { noise -> fc1: linear(4) -> tanh -> fc2: linear(3) };
        reuse scope discriminator(x) { x -> fc: linear(1) }
        let fake = discriminator(made);
        let truth = discriminator(real);
        loss fooling(ones: [1]) = sigmoid_cross_entropy(fake, ones);
        loss detecting(ones: [1], zeros: [1]) = sigmoid_cross_entropy(truth, ones) + sigmoid_cross_entropy(fake, zeros);
        loss of_real(ones: [1]) = sigmoid_cross_entropy(truth, ones);
        fake
    }

    network Blocks(x: [4]) -> [4] {
        template block(x) { x -> fc: linear(4) -> tanh }
        let encoded = scope encoder { x -> repeat 2 block: block };
        let y = encoded -> head: linear(4);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }
}

type Batch<const N: usize, const C: usize> = Tensor<Rank2<N, C>, f64, Dev>;

fn gan() -> (Gan<f64, Dev>, Batch<6, 2>, Batch<6, 3>) {
    let device = Dev::seed_from_u64(12);
    (Gan::build(&device), device.sample_normal(), device.sample_normal())
}

fn labels(label: f64) -> Batch<6, 1> {
    Dev::default().tensor([[label]; 6])
}

/// The variables that differ between two networks.
fn changed<N: Network<Dtype = f64, Device = Dev>>(before: &N, after: &N) -> Vec<String> {
    let (before, after) = (read(before, None), read(after, None));
    after.into_iter().filter(|(name, value)| before[name] != *value).map(|(name, _)| name).collect()
}

#[test]
fn groups_have_their_own_rates() {
    follow(
        "optimizer_groups",
        AdamW::new(1e-2)
            .weight_decay(0.1)
            .scope(Small::HIDDEN, |group| group.learning_rate(1e-3))
            .scope(Small::FC, |group| group.weight_decay(0.2))
            .freeze(Small::NORM),
        AdamW::new(1e-2)
            .freeze(Small::NORM)
            .scope(Small::FC, |group| group.weight_decay(0.2))
            .scope(Small::HIDDEN, |group| group.learning_rate(1e-3))
            .weight_decay(0.1),
    );
}

#[test]
fn two_optimizers_share_a_network() {
    let (mut network, noise, real) = gan();
    let mut generating = Adam::new(1e-2).freeze(Gan::DISCRIMINATOR);
    let mut detecting = Sgd::new(1e-2).momentum(0.5).freeze(Gan::GENERATOR);

    let before = network.clone();
    let gradients =
        generating.compute_gradients(network.training().fooling(&noise, &real, labels(1.0)).unwrap()).unwrap();
    generating.apply_gradients(&mut network, gradients).unwrap();
    let generator = ["generator.fc1.bias", "generator.fc1.weight", "generator.fc2.bias", "generator.fc2.weight"];
    assert_eq!(changed(&before, &network), generator);

    let before = network.clone();
    let gradients = detecting
        .compute_gradients(network.training().detecting(&noise, &real, labels(1.0), labels(0.0)).unwrap())
        .unwrap();
    detecting.apply_gradients(&mut network, gradients).unwrap();
    assert_eq!(changed(&before, &network), ["discriminator.fc.bias", "discriminator.fc.weight"]);
}

#[test]
fn the_narrowest_scope_counts() {
    let optimizers: [fn() -> Sgd<Gan<f64, Dev>>; 3] = [
        || Sgd::new(1.0).freeze(Gan::GENERATOR).scope(Gan::GENERATOR_FC2, |group| group),
        || Sgd::new(1.0).scope(Gan::GENERATOR_FC2, |group| group).freeze(Gan::GENERATOR),
        || {
            Sgd::new(1.0)
                .freeze(Scope::ALL)
                .freeze(Gan::GENERATOR_FC2)
                .scope(Gan::GENERATOR_FC2, |group| group)
                .scope(Gan::DISCRIMINATOR, |group| group)
        },
    ];
    for optimizer in optimizers {
        let (mut network, noise, real) = gan();
        let before = network.clone();
        let mut sgd = optimizer();
        let gradients = sgd.compute_gradients(network.training().fooling(&noise, &real, labels(1.0)).unwrap()).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
        let trained =
            ["discriminator.fc.bias", "discriminator.fc.weight", "generator.fc2.bias", "generator.fc2.weight"];
        assert_eq!(changed(&before, &network), trained);
    }
}

/// A scope inside of another inherits what it does not set.
#[test]
fn settings_are_inherited_by_the_scopes_inside() {
    let step = |sgd: Sgd<Gan<f64, Dev>>| {
        let (mut network, noise, real) = gan();
        let mut sgd = sgd;
        let gradients = sgd.compute_gradients(network.training().fooling(&noise, &real, labels(1.0)).unwrap()).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
        read(&network, None)
    };
    let nested = step(
        Sgd::new(1.0)
            .scope(Gan::GENERATOR, |group| group.learning_rate(0.5))
            .scope(Gan::GENERATOR_FC2, |group| group.weight_decay(0.25)),
    );
    let flat = step(
        Sgd::new(1.0)
            .scope(Gan::GENERATOR_FC1, |group| group.learning_rate(0.5))
            .scope(Gan::GENERATOR_FC2, |group| group.weight_decay(0.25).learning_rate(0.5)),
    );
    assert_eq!(nested, flat);
    assert_ne!(nested, step(Sgd::new(1.0)));
}

#[test]
fn scopes_that_are_repeated_are_frozen() {
    let device = Dev::seed_from_u64(13);
    let mut network = Blocks::<f64, Dev>::build(&device);
    let before = network.clone();
    let (x, labels): (Batch<3, 4>, Batch<3, 4>) = (device.sample_normal(), device.sample_normal());
    let mut sgd = Sgd::new(1.0).freeze(Blocks::ENCODER_BLOCK_0);
    let gradients = sgd.compute_gradients(network.training().fit(&x, &labels).unwrap()).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    let trained = ["encoder.block.1.fc.bias", "encoder.block.1.fc.weight", "head.bias", "head.weight"];
    assert_eq!(changed(&before, &network), trained);
}

/// Neither momentum nor weight decay moves what the loss does not depend on, as PyTorch skips what has no gradient.
#[test]
fn what_the_loss_does_not_depend_on_stays() {
    let (mut network, noise, real) = gan();
    let mut adam = AdamW::new(0.1).weight_decay(0.5);
    let gradients =
        adam.compute_gradients(network.training().detecting(&noise, &real, labels(1.0), labels(0.0)).unwrap()).unwrap();
    adam.apply_gradients(&mut network, gradients).unwrap();
    let before = network.clone();
    let gradients = adam.compute_gradients(network.training().of_real(&noise, &real, labels(1.0)).unwrap()).unwrap();
    assert!(gradients.variables("generator").unwrap().is_empty());
    adam.apply_gradients(&mut network, gradients).unwrap();
    assert_eq!(changed(&before, &network), ["discriminator.fc.bias", "discriminator.fc.weight"]);
}

#[test]
fn a_scope_without_a_gradient_is_named() {
    let (mut network, noise, real) = gan();
    let before = network.clone();
    let mut adam = Adam::new(1e-2).scope(Gan::GENERATOR, |group| group.learning_rate(1e-3));
    let gradients = adam.compute_gradients(network.training().of_real(&noise, &real, labels(1.0)).unwrap()).unwrap();
    let error = adam.apply_gradients(&mut network, gradients).unwrap_err();
    assert_eq!(error, Error::NoGradient { network: "Gan", scope: "generator".to_owned(), losses: vec!["of_real"] });
    assert_eq!(
        error.to_string(),
        "the scope `generator` gets no gradient, for the loss `of_real` depends on none of its variables: train a loss \
         that does, or write `.freeze(Gan::GENERATOR)`"
    );
    assert!(changed(&before, &network).is_empty());
    assert_eq!(adam.steps(), 0);

    // Of two losses, one is enough.
    let [of_real, fooling] = [
        adam.compute_gradients(network.training().of_real(&noise, &real, labels(1.0)).unwrap()).unwrap(),
        adam.compute_gradients(network.training().fooling(&noise, &real, labels(1.0)).unwrap()).unwrap(),
    ];
    adam.apply_gradients(&mut network, of_real.accumulate(fooling).unwrap()).unwrap();
}

#[test]
fn an_optimizer_with_nothing_to_train_says_so() {
    let (mut network, noise, real) = gan();
    for mut sgd in [Sgd::new(0.1).freeze(Scope::ALL), Sgd::new(0.1).freeze(Gan::DISCRIMINATOR)] {
        let gradients = sgd.compute_gradients(network.training().of_real(&noise, &real, labels(1.0)).unwrap()).unwrap();
        let error = sgd.apply_gradients(&mut network, gradients).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is nothing to train: the optimizer freezes all variables of `Gan` that the loss `of_real` depends \
             on: freeze less, or train another loss"
        );
    }
}

#[test]
fn a_gradient_that_is_not_finite_is_named() {
    network! {
        network Root(x: [2]) -> [2] {
            let y = x -> fc: linear(2, bias = false) -> sqrt;
            loss fit(target: [2]) = softmax_cross_entropy(y, target);
            y
        }
    }
    let device = Dev::default();
    let mut network = Root::<f64, Dev>::build(&device);
    network.fc.weight = device.zeros();
    let x = device.tensor([[1.0, 2.0]]);
    // The root of 0 is 0, and its slope infinite.
    let pass = network.training().fit(&x, device.tensor([[1.0, 0.0]])).unwrap();
    assert!(pass.value().is_finite());
    let error = Sgd::new(0.1).compute_gradients(pass).map(drop).unwrap_err();
    assert_eq!(error, Error::NotFiniteGradient { variable: "fc/weight".to_owned(), step: 1 });
    assert!(error.to_string().starts_with("the gradient of `fc/weight` is not finite at step 1: "), "{error}");
}

#[test]
fn settings_of_a_scope_out_of_range_name_it() {
    let refused: [(Sgd<Gan<f64, Dev>>, &str); 4] = [
        (
            Sgd::new(0.1).scope(Gan::GENERATOR_FC1, |group| group.learning_rate(-1.0)),
            "`learning_rate of generator/fc1` is -1, but must be a finite number, 0 or more",
        ),
        (
            Sgd::new(0.1).scope(Gan::GENERATOR, |group| group.weight_decay(f64::NAN)),
            "`weight_decay of generator` is NaN, but must be a finite number, 0 or more",
        ),
        (Sgd::new(0.1).weight_decay(-0.5), "`weight_decay` is -0.5, but must be a finite number, 0 or more"),
        (Sgd::new(0.1).nesterov(1.0), "`momentum` is 1, but must be at least 0 and below 1"),
    ];
    for (mut sgd, message) in refused {
        let (mut network, noise, real) = gan();
        let before = network.clone();
        let gradients = sgd.compute_gradients(network.training().fooling(&noise, &real, labels(1.0)).unwrap()).unwrap();
        assert_eq!(sgd.apply_gradients(&mut network, gradients).unwrap_err().to_string(), message);
        assert!(changed(&before, &network).is_empty());
    }
}

network! {
    network Kinds(words: [3] of usize) -> [3, 4] {
        let x = (words -> embed: embedding(5, 4)) + (positions: variable([3, 4], init = normal(1.0)));
        let y = x -> ln: layer_norm -> fc1: linear(6) -> relu -> fc2: linear(4);
        loss fit(t: [3, 4]) = l2(y, t);
        y
    }
}

/// The variables that differ after a step.
fn trained_kinds(sgd: Sgd<Kinds<f64, Dev>>) -> Vec<String> {
    let device = Dev::seed_from_u64(4);
    let mut network = Kinds::<f64, Dev>::build(&device);
    let (words, goal) = (device.tensor([[0_usize, 3, 1]]), device.ones::<Rank3<1, 3, 4>>());
    let (mut sgd, before) = (sgd, network.clone());
    let gradients = sgd.compute_gradients(network.training().fit(&words, &goal).unwrap()).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    changed(&before, &network)
}

#[test]
fn kinds_are_trained_by_themselves() {
    type Net = Kinds<f64, Dev>;
    let only = |scope| trained_kinds(Sgd::new(0.1).freeze_all_but(scope));
    assert_eq!(only(Net::BIASES), ["fc1.bias", "fc2.bias"]);
    assert_eq!(only(Net::NORMS), ["ln.bias", "ln.weight"]);
    assert_eq!(only(Net::EMBEDDINGS), ["embed.weight"]);
    assert_eq!(only(Net::WEIGHTS), ["fc1.weight", "fc2.weight"]);
    assert_eq!(only(Net::FC2_BIAS), ["fc2.bias"]);
    let both = trained_kinds(Sgd::new(0.1).freeze_all_but(Net::FC1_BIAS).freeze_all_but(Net::NORMS));
    assert_eq!(both, ["fc1.bias", "ln.bias", "ln.weight"]);
}

/// What is in the other goes last, whatever the order; of two that only meet, the one that was named last.
#[test]
fn the_narrowest_kind_counts() {
    type Net = Kinds<f64, Dev>;
    let frozen = |name: &str, sgd: Sgd<Net>| !sgd.groups().trains(name);
    let rates = || Sgd::new(0.1);
    assert!(frozen("fc1.bias", rates().scope(Net::FC1, |group| group).freeze(Net::FC1_BIAS)));
    assert!(frozen("fc1.bias", rates().freeze(Net::FC1_BIAS).scope(Net::FC1, |group| group)));
    assert!(frozen("fc1.bias", rates().scope(Net::BIASES, |group| group).freeze(Net::FC1)));
    assert!(!frozen("fc1.bias", rates().freeze(Net::FC1).scope(Net::BIASES, |group| group)));
    assert!(frozen("fc1.bias", rates().freeze(Net::FC1).scope(Net::BIASES, |group| group).freeze(Net::FC1_BIAS)));
    assert!(!frozen("ln.bias", rates().freeze(Net::BIASES)));
}

/// Weight decay spares what is not of its kind.
#[test]
fn weights_alone_decay() {
    let device = Dev::seed_from_u64(5);
    let mut network = Kinds::<f64, Dev>::build(&device);
    let (words, goal) = (device.tensor([[0_usize, 3, 1]]), device.ones::<Rank3<1, 3, 4>>());
    let mut sgd = Sgd::new(0.1).scope(Kinds::WEIGHTS, |group| group.weight_decay(0.5));
    let before = read(&network, None);
    let gradients = sgd.compute_gradients(network.training().fit(&words, &goal).unwrap()).unwrap();
    let steps: Vec<_> = gradients.variables("").unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    let after = read(&network, None);
    for step in steps {
        let name = step.name.replace('/', ".");
        let decay = if Scope::<Kinds<f64, Dev>>::ALL.weights().contains(&name) { 0.5 } else { 0.0 };
        for ((before, after), gradient) in before[&name].iter().zip(&after[&name]).zip(step.values) {
            assert!((before - 0.1 * (gradient + decay * before) - after).abs() < 1e-12, "{name}");
        }
    }
}

#[test]
fn a_kind_that_gets_no_gradient() {
    let (mut network, noise, real) = gan();
    let mut sgd = Sgd::new(0.1).scope(Gan::GENERATOR.biases(), |group| group);
    let pass = network.training().of_real(&noise, &real, labels(1.0)).unwrap();
    let gradients = sgd.compute_gradients(pass).unwrap();
    let error = sgd.apply_gradients(&mut network, gradients).unwrap_err().to_string();
    assert!(error.contains("the biases of `generator` get no gradient"), "{error}");
    assert!(error.contains("`.freeze(Gan::GENERATOR.biases())`"), "{error}");
}
