use std::collections::BTreeSet;

use super::protobuf::Message;
use crate::structure::{Structure, Value};

/// TensorFlow's message of a graph: a node for each value, under its name, which holds the scopes.
pub(super) fn graph(structure: &Structure) -> Message {
    let mut names: Vec<String> = (0..structure.values.len()).map(|value| structure.path(value)).collect();
    // A scope and its result may have one name here; TensorFlow has one for each.
    let mut taken = BTreeSet::new();
    for name in &mut names {
        let own = name.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            *name = format!("{own}_{number}");
            number += 1;
        }
    }
    let mut graph = Message::new();
    for (name, value) in names.iter().zip(structure.values) {
        graph = graph.message(1, node(name, value, &names));
    }
    for (name, value) in structure.outputs {
        let name = format!("{name}_output");
        let output = Message::new().text(1, &name).text(2, "output").text(3, &names[*value]);
        graph = graph.message(1, output);
    }
    // The version of the graph's format.
    graph.message(4, Message::new().whole(1, 22))
}

fn node(name: &str, value: &Value, names: &[String]) -> Message {
    let kind = value.kind.split('(').next().unwrap_or_default();
    let mut node = Message::new().text(1, name).text(2, if kind.is_empty() { "input" } else { kind });
    for &input in value.inputs {
        node = node.text(3, &names[input]);
    }
    // A batch of any size, then the sample.
    let mut shape = Message::new().message(2, Message::new().whole(1, u64::MAX));
    for &size in value.shape {
        shape = shape.message(2, Message::new().whole(1, size as u64));
    }
    let shapes = Message::new().message(1, Message::new().message(7, shape));
    let node = node.message(5, attribute("_output_shapes", shapes));
    match value.kind {
        "" => node,
        kind => node.message(5, attribute("layer", Message::new().text(2, kind))),
    }
}

fn attribute(name: &str, value: Message) -> Message {
    Message::new().text(1, name).message(2, value)
}
