use dfdx::nn::ToDtype;
use dfdx::shapes::Const;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{DOUBLE, Golden, SINGLE, Sequence, Vector, compare};

network! {
    network Stopped(input: [4, 5]) -> [4, 5] {
        input * (input -> tanh -> stop_gradient)
    }

    /// What a student learns of a teacher.
    network Taught(input: [6]) -> [3] {
        let teacher = input -> teacher: linear(3);
        let student = input -> student: linear(3);
        loss agreement = l2(student, stop_gradient(teacher));
        loss quality(labels: [3]) = l2(teacher, labels);
        student
    }
}

/// Not by differences, which know nothing of it.
#[test]
fn nothing_goes_back() {
    let golden = Golden::open("stop_gradient");
    compare::<Stopped<f64, Dev>, Sequence<4, 5>, _, f64>(&golden, &mut golden.network(), DOUBLE);
    let mut single = golden.network::<Stopped<f64, Dev>>().to_dtype::<f32>();
    compare::<Stopped<f32, Dev>, Sequence<4, 5>, _, f32>(&golden, &mut single, SINGLE);
}

/// Weight decay would move what a loss reaches.
#[test]
fn what_is_behind_it_is_not_reached() {
    let device = Dev::default();
    let mut network = Taught::<f64, Dev>::build(&device);
    let input: Tensor<Vector<6>, f64, Dev> = device.sample_normal_like(&(2, Const::<6>));
    let before = (network.teacher.weight.as_vec(), network.student.weight.as_vec());
    let mut sgd = Sgd::new(0.1).weight_decay(0.5);
    let pass = network.training().agreement(&input).unwrap();
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    assert_eq!(network.teacher.weight.as_vec(), before.0);
    assert_ne!(network.student.weight.as_vec(), before.1);
}
