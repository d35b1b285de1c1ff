//! What is known of the variables of a layer of a user's.

use netweave::prelude::*;

use crate::Dev;
use crate::layers::{Film, Gated, Round};

network! {
    network Named(x: [4]) -> [2] {
        let inner = scope inside {
            x -> gated: layer(Gated<4, 3>) -> [3] -> layer(Round)
        };
        let y = inner -> layer(Film<3>) -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

type Net = Named<f64, Dev>;

fn trained(net: &Net, scope: Scope<Net>) -> Vec<String> {
    let names = net.trainable_variables("").into_iter().map(|variable| variable.name);
    names.filter(|name| scope.contains(name)).collect()
}

#[test]
fn they_have_names() {
    let net = Net::build(&Dev::default());
    let names = net.variables("").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    let expected = [
        "inside/gated/weight",
        "inside/gated/bias",
        "inside/gated/gate",
        "inside/gated/film/scale",
        "inside/gated/film/shift",
        "film/scale",
        "film/shift",
        "fc/weight",
        "fc/bias",
    ];
    assert_eq!(names, expected);
    assert_eq!(net.inside.gated.film.scale.as_vec(), [1.0; 3]);
    assert_eq!(net.inside.gated.bias.as_vec(), [0.1; 3]);
    assert_eq!(net.film.shift.as_vec(), [0.0; 3]);
    assert_ne!(net.inside.gated.weight.as_vec()[0], net.inside.gated.weight.as_vec()[1]);
}

#[test]
fn they_are_counted() {
    const GATED: usize = 12 + 3 + 12 + 6;
    const { assert!(Named::PARAMETERS == GATED + 6 + 6 + 2) };
    assert_eq!(Net::INSIDE.parameters(), GATED);
    let net = Net::build(&Dev::default());
    let elements = net.trainable_variables("").iter().map(|variable| variable.values.len()).sum::<usize>();
    assert_eq!(elements, <Net as Network>::PARAMETERS);
    let summary = Named::summary().to_string();
    assert!(summary.contains("layer(Gated<4, 3>)") && summary.contains("33"), "{summary}");
}

#[test]
fn they_are_of_kinds() {
    let net = Net::build(&Dev::default());
    assert_eq!(trained(&net, Net::BIASES), ["inside/gated/bias", "inside/gated/film/shift", "film/shift", "fc/bias"]);
    assert_eq!(trained(&net, Net::NORMS), ["inside/gated/film/scale", "film/scale"]);
    assert_eq!(trained(&net, Net::WEIGHTS), ["inside/gated/weight", "inside/gated/gate", "fc/weight"]);
    assert_eq!(Net::BIASES.parameters(), 3 + 3 + 3 + 2);
    assert_eq!(Net::INSIDE.norms().parameters(), 3);
}

#[test]
fn they_are_saved_and_loaded() {
    let device = Dev::seed_from_u64(3);
    let saved = Net::build(&device);
    let file = tempfile::NamedTempFile::new().unwrap();
    saved.save_safetensors(file.path()).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert!(tensors.names().contains(&"inside.gated.film.scale"), "{:?}", tensors.names());
    let mut loaded = Net::build(&device);
    assert_ne!(loaded.inside.gated.gate.as_vec(), saved.inside.gated.gate.as_vec());
    loaded.load_safetensors(file.path()).unwrap();
    assert_eq!(loaded.inside.gated.gate.as_vec(), saved.inside.gated.gate.as_vec());
}

#[test]
fn they_move_to_another_element_type() {
    let net = Named::<f32, Cpu>::build(&Cpu::seed_from_u64(4));
    let wide: Named<f64, Cpu> = net.to_dtype::<f64>();
    let gate = net.inside.gated.gate.as_vec();
    assert!(wide.inside.gated.gate.as_vec().iter().zip(gate).all(|(wide, own)| *wide == f64::from(own)));
}
