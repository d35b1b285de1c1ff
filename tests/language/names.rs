//! Finding things by name: end points, variables, scopes, and what is known before a network is built.

use netweave::prelude::*;

use crate::first_network::{Digits, digits};

type Images = Tensor<Rank4<2, 1, 8, 8>, f32, Cpu>;

fn network() -> (Cpu, Digits<f32, Cpu>, Images) {
    let device = Cpu::seed_from_u64(5);
    let net = device.build_module::<Digits, f32>();
    let images = device.sample_normal();
    (device, net, images)
}

#[test]
fn an_end_point_has_its_own_type() {
    let (_, net, images) = network();
    let conv2: Tensor<Rank4<2, 32, 4, 4>, f32, Cpu> = net.end_point(digits::end_point::features::conv2, &images);
    let logits = net.end_point(digits::end_point::logits, &images);
    assert!(conv2.as_vec().iter().any(|value| *value < 0.0), "before its relu");
    assert_eq!(logits.as_vec(), net.forward(images).as_vec());
}

#[test]
fn an_end_point_by_name() -> Result<(), netweave::Error> {
    let (_, net, images) = network();
    assert_eq!(net.end_point_by_name("features/conv2", &images)?.shape, [2, 32, 4, 4]);
    let error = net.end_point_by_name("features/conv22", &images).map(drop).unwrap_err();
    assert!(error.to_string().contains("did you mean `features/conv2`?"), "{error}");
    Ok(())
}

#[test]
fn variables_by_name() -> Result<(), netweave::Error> {
    let (_, net, _) = network();
    assert_eq!(net.variable("features/conv1/weight")?.values, net.features.conv1.weight.as_vec());
    assert_eq!(net.variables("features/").len(), 2 + 4 + 2);
    assert_eq!(net.trainable_variables("features/").len(), 2 + 2 + 2);
    let error = net.variable("features/conv1/wieght").unwrap_err();
    assert!(error.to_string().contains("features/conv1/weight"), "{error}");
    Ok(())
}

#[test]
fn constants_are_known_to_the_compiler() {
    const PARAMETERS: usize = Digits::PARAMETERS;
    const MULTIPLY_ADDS: usize = Digits::MULTIPLY_ADDS;
    assert_eq!(PARAMETERS, (16 * 9 + 16) + 2 * 16 + (32 * 16 * 9 + 32) + (10 * 512 + 10));
    assert_eq!(MULTIPLY_ADDS, 16 * 9 * 64 + 32 * 16 * 9 * 16 + 10 * 512);
    let features: Scope<Digits> = Digits::FEATURES;
    assert_eq!(features.parameters(), PARAMETERS - (10 * 512 + 10));
}

#[test]
fn it_can_be_looked_at() {
    let summary = Digits::summary().to_string();
    assert!(summary.contains("conv2d(16, kernel = 3, padding = 1)"), "{summary}");
    assert!(Digits::graph().mermaid().to_string().contains("conv1"));
    assert!(Digits::graph().graphviz().to_string().starts_with("digraph"));
}
