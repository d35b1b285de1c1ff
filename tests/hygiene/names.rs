//! Names of the user that the expansion might want for itself.

use netweave::prelude::*;

network! {
    network Locals(pass: [2], output: [2], self_: [2], networks: [2]) -> [2] {
        let device = pass + output;
        let tape = self_ * networks;
        let updates = device -> training: linear(2);
        let loss_ = tape -> forward: linear(2) -> relu;
        let outputs = updates - loss_;
        let problem = outputs -> apply: linear(2) -> body: batch_norm;
        loss run(image: [2], labels: [2], value: [2]) =
            softmax_cross_entropy(problem, image) + softmax_cross_entropy(outputs, labels)
            + softmax_cross_entropy(problem, value);
        problem
    }

    // The generated code is generic; its parameters must not be in the way.
    network Letters(b: [2], e: [2], d: [2], n: [2], t: [2], s: [2]) -> [2] {
        let x = scope a { b -> e: linear(2) };
        let y = scope b { e -> d: linear(2) };
        let z = scope e { d -> b: linear(2) };
        let w = scope d { n -> t: linear(2) };
        let v = scope n { t -> n: linear(2) };
        let u = scope v { s -> s: linear(2) };
        x + y + z + w + v + u
    }

    network B(input: [2]) -> [2] {
        input -> fc: linear(2)
    }

    network V(input: [2]) -> [2] {
        let inner = scope b { input -> e: linear(2) };
        loss e(labels: [2]) = softmax_cross_entropy(inner, labels);
        inner
    }

    // Functions and modules of the expansion.
    network Functions(run: [2], layer: [2], shape: [2], error: [2]) -> [2] {
        let loss_ = run -> apply: linear(2) -> relu;
        let body = scope input { layer * shape -> run: linear(2) -> softmax };
        let result = body + loss_ - error;
        loss total(self_: [2], ok: [2]) = softmax_cross_entropy(result, ok) + 2 * softmax_cross_entropy(body, self_);
        result
    }

    // Types of the runtime and of the expansion.
    network Tensor_(pass: [2]) -> [2] {
        let out = scope layer { pass -> fc: linear(2) };
        let more = scope pass { out -> fc: linear(2) };
        let again = scope tensor { more -> fc: linear(2) };
        let once = scope result { again -> fc: linear(2) };
        once
    }
}

mod runtime_names {
    netweave::network! {
        network Pass(tensor: [2]) -> [2] {
            tensor -> pass: linear(2)
        }

        network Tensor(pass: [2]) -> [2] {
            pass -> tensor: linear(2)
        }

        network Network(scopes: [2]) -> [2] {
            let network_ = scopes -> run: linear(2);
            loss run(labels: [2]) = softmax_cross_entropy(network_, labels);
            loss seen(pass: &Pass, views: &Tensor, labels: [2]) =
                perceptual(pass at pass, network_, labels) + perceptual(views at tensor, network_, labels);
            network_
        }

        network Result(ok: [2]) -> [2] {
            ok -> err: linear(2)
        }

        network Training(training: [2]) -> [2] {
            let out = training -> training: linear(2);
            loss training(labels: [2]) = softmax_cross_entropy(out, labels);
            out
        }
    }

    use netweave::prelude::{BuildModule, Const, Cpu, OnesTensor, Optimizer, Sgd};

    #[test]
    fn types_of_the_runtime() {
        let device = Cpu::default();
        let ones: netweave::prelude::Tensor<(Const<3>, Const<2>), f32, Cpu> = device.ones();
        let mut network = Network::<f32>::build(&device);
        let pass = network.training().run(&ones, &ones).unwrap();
        let mut sgd = Sgd::new(0.1);
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
        let training = Training::<f32>::build(&device);
        assert!(training.training().training(&ones, &ones).unwrap().value().is_finite());
        let tensor = Pass::<f32>::build(&device).forward(ones);
        let tensor = Tensor::<f32>::build(&device).forward(tensor);
        let tensor = Result::<f32>::build(&device).forward(tensor);
        assert_eq!(tensor.as_vec().len(), 6);
    }
}

#[test]
fn functions_and_modules() {
    let network = Functions::<f64>::build(&Cpu::default());
    let x = ones();
    let pass = network.training().total(&x, &x, &x, &x, &x, &x).unwrap();
    assert!(pass.value().is_finite());
    assert_eq!(network.forward(x.clone(), x.clone(), x.clone(), x).as_vec().len(), 6);
}

fn ones() -> Tensor<Rank2<3, 2>, f64, Cpu> {
    Cpu::default().ones()
}

#[test]
fn generated_locals() {
    let mut network = Locals::<f64>::build(&Cpu::default());
    let x = ones();
    let pass = network.training().run(&x, &x, &x, &x, &x, &x, &x).unwrap();
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    assert_eq!(network.forward(x.clone(), x.clone(), x.clone(), x).as_vec().len(), 6);
}

#[test]
fn single_letters() {
    let device = Cpu::default();
    let network = Letters::<f64>::build(&device);
    let x = ones();
    let y = network.forward(x.clone(), x.clone(), x.clone(), x.clone(), x.clone(), x.clone());
    assert_eq!(y.as_vec().len(), 6);
    assert!(V::<f64>::build(&device).training().e(&x, &x).unwrap().value().is_finite());
    assert_eq!(B::<f64>::build(&device).forward(x.clone()).as_vec().len(), 6);
    assert_eq!(Tensor_::<f64>::build(&device).forward(x).as_vec().len(), 6);
}
