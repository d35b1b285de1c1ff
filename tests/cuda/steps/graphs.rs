use dfdx::shapes::{Dim, Dtype};
use dfdx::tensor::Tape;
use dfdx::tensor_ops::Device;
use netweave::prelude::*;

use crate::counts::{count, device};

network! {
    network Digits(image: [1, 8, 8]) -> [10] {
        let logits = image
            -> conv: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu
            -> dropout(0.3)
            -> flatten -> hidden: linear(16) -> relu -> dropout(0.5) -> fc: linear(10);
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

type Images<const B: usize> = Tensor<Rank4<B, 1, 8, 8>, f32, Cuda>;
type Classes<const B: usize> = Tensor<Rank1<B>, usize, Cuda>;

fn batch<const B: usize>(device: &Cuda, shift: usize) -> (Images<B>, Classes<B>) {
    let labels = (0..B).map(|index| (index + shift) % 10).collect();
    (device.sample_normal(), device.tensor_from_vec(labels, (Const::<B>,)))
}

fn step<const B: usize>(
    net: &mut Digits<f32, Cuda>,
    adam: &mut Adam<Digits<f32, Cuda>>,
    device: &Cuda,
    shift: usize,
) -> f32 {
    let (images, labels) = batch::<B>(device, shift);
    let pass = net.training().classification(&images, &labels).unwrap();
    let loss = pass.value();
    let gradients = adam.compute_gradients(pass).unwrap();
    adam.apply_gradients(net, gradients).unwrap();
    loss
}

fn bits(net: &Digits<f32, Cuda>) -> Vec<Vec<u32>> {
    let variables = net.variables("");
    variables.into_iter().map(|variable| variable.values.into_iter().map(f32::to_bits).collect()).collect()
}

/// Ten steps, with `between` before each; and how many graphs were launched.
///
/// A clone of a network has recorded nothing yet: one that is cloned before each step does all its work plainly.
fn train(
    records: bool,
    mut between: impl FnMut(&mut Digits<f32, Cuda>, &mut Adam<Digits<f32, Cuda>>, usize),
) -> (Vec<u32>, Vec<Vec<u32>>, u64) {
    let device = Cuda::try_build(0, 5).expect("there is a device");
    let mut net = Digits::<f32, Cuda>::build(&device);
    let mut adam = Adam::new(1e-2);
    let (losses, counts) = count(|| {
        let steps = (0..10).map(|index| {
            if !records {
                net = net.clone();
            }
            between(&mut net, &mut adam, index);
            step::<6>(&mut net, &mut adam, &device, index).to_bits()
        });
        steps.collect()
    });
    (losses, bits(&net), counts.map_or(0, |counts| counts.graph_launches))
}

#[track_caller]
fn compare(least: u64, between: impl Fn(&mut Digits<f32, Cuda>, &mut Adam<Digits<f32, Cuda>>, usize)) {
    let (_, _alone) = device(0);
    let (losses, variables, none) = train(false, &between);
    let (again, recorded, graphs) = train(true, &between);
    assert_eq!(none, 0, "what is new each time is not recorded");
    let counted = count(|| ()).1.is_some();
    assert!(!counted || graphs >= least, "{graphs} graphs were launched");
    assert_eq!(losses, again);
    assert!(variables == recorded, "the variables differ");
    assert_ne!(losses[8], losses[9], "something is learnt");
}

#[test]
fn recorded_steps_have_the_same_bits() {
    compare(18, |_, _, _| ());
}

#[test]
fn steps_of_other_batches_in_between() {
    compare(16, |net, adam, index| {
        let device = net.fc.weight.device().clone();
        if index % 3 == 1 {
            step::<4>(net, adam, &device, index);
        }
        if index == 5 {
            step::<32>(net, adam, &device, index);
        }
    });
}

#[test]
fn a_variable_that_is_assigned_in_between() {
    compare(12, |net, _, index| {
        if index % 4 == 3 {
            net.fc.weight = net.fc.weight.device().ones() * 0.01 * index as f32;
        }
    });
}

#[test]
fn inference_is_recorded_too() {
    let (device, _alone) = device(3);
    let net = Digits::<f32, Cuda>::build(&device);
    let inputs: Vec<Images<5>> = (0..4).map(|_| device.sample_normal()).collect();
    let plain: Vec<_> = inputs.iter().map(|input| net.clone().forward(input.clone()).as_vec()).collect();
    let (recorded, counts) =
        count(|| inputs.iter().map(|input| net.forward(input.clone()).as_vec()).collect::<Vec<_>>());
    assert_eq!(plain, recorded);
    assert!(counts.is_none_or(|counts| counts.graph_launches == 3), "{counts:?}");
}

/// What goes wrong in a step is told as it was before anything was recorded.
#[test]
fn errors_of_recorded_steps_are_those_of_others() {
    let (device, _alone) = device(4);
    let mut net = Digits::<f32, Cuda>::build(&device);
    let mut adam = Adam::new(1e-2);
    let (images, labels) = batch::<6>(&device, 0);
    let nan: Images<6> = images.clone() * f32::NAN;
    let classes: Classes<6> = device.tensor([0, 1, 2, 99, 4, 5]);
    let fail = |net: &Digits<f32, Cuda>, adam: &Adam<Digits<f32, Cuda>>| {
        let bad = adam.compute_gradients(net.training().classification(&images, &classes).unwrap()).err();
        let not_finite = adam.compute_gradients(net.training().classification(&nan, &labels).unwrap()).err();
        [bad, not_finite].map(|error| error.expect("an error"))
    };
    let before = fail(&net.clone(), &adam);
    assert_eq!(before[0], Error::NoClass { class: 99, classes: 10 });
    assert!(matches!(before[1], Error::NotFinite { step: 1, .. }), "{:?}", before[1]);
    for _ in 0..3 {
        drop(adam.compute_gradients(net.training().classification(&images, &labels).unwrap()).unwrap());
    }
    let (after, counts) = count(|| fail(&net, &adam));
    assert!(counts.is_none_or(|counts| counts.graph_launches == 4), "{counts:?}");
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
    let unchanged = bits(&net);
    step::<6>(&mut net, &mut adam, &device, 1);
    assert!(unchanged != bits(&net), "the network goes on");
}

network! {
    network Foreign(x: [4]) -> [3] {
        let y = x -> hidden: linear(5) -> apply(sine) -> [5] -> out: linear(3);
        loss fit(target: [3]) = l2(y, target);
        y
    }
}

fn sine<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<5>), E, D, T>,
) -> Tensor<(B, Const<5>), E, D, T> {
    x.sin()
}

#[test]
fn what_dfdx_does_is_not_recorded() {
    let (device, _alone) = device(4);
    let net = Foreign::<f32, Cuda>::build(&device);
    let sgd = Sgd::new(0.1);
    let (x, target) = (device.sample_normal::<Rank2<2, 4>>(), device.sample_normal::<Rank2<2, 3>>());
    let gradients = || {
        let gradients = sgd.compute_gradients(net.training().fit(&x, &target).unwrap()).unwrap();
        gradients.variable("hidden/weight").unwrap().values
    };
    let (all, counts) = count(|| [(); 4].map(|()| gradients()));
    assert!(all.iter().all(|gradient| *gradient == all[0]));
    assert!(counts.is_none_or(|counts| counts.graph_launches == 0), "{counts:?}");
}
