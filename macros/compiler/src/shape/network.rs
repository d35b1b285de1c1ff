//! A network: from the declared inputs to the declared outputs.

use std::collections::BTreeMap;

use super::scope::Scopes;
use super::statement::{Environment, Walk};
use super::{Condition, Dimension, Loss, Network, Operand, Output, Requirements, Shape, Typed, message};
use crate::layer::{Input, Type};
use crate::model;

/// Infers the shapes of a network; `None` if something does not fit.
pub(super) fn shape(network: model::Network, requirements: &mut Requirements) -> Option<Network> {
    let model::Network { attributes, visibility, name, generics, parts, axes, inputs, outputs, body, losses, doubts } =
        network;
    requirements.begin(&generics);
    let mut scopes = Scopes::default();
    let mut walk =
        Walk { requirements, scopes: &mut scopes, fields: BTreeMap::new(), application: None, elements: Vec::new() };
    let mut environment = Environment::new();
    let inputs = inputs.iter().map(|input| declare(input, &mut environment, &mut walk)).collect();
    let statements = walk.statements(&body.statements, &mut environment);
    let outputs = outputs.as_slice().iter().map(|output| promised(output, &name, &environment, &mut walk));
    let outputs = outputs.collect::<Vec<_>>();
    let losses = losses.into_iter().map(|loss| self::loss(loss, &environment, &mut walk)).collect::<Vec<_>>();
    let fields = walk.fields;
    Some(Network {
        members: scopes.members(&body.members, fields),
        attributes,
        visibility,
        name,
        generics,
        parts,
        axes,
        inputs,
        outputs: outputs.into_iter().collect::<Option<_>>()?,
        statements: statements?,
        lets: body.lets,
        losses: losses.into_iter().collect::<Option<_>>()?,
        doubts,
        assertions: requirements.assertions(),
    })
}

/// Takes a value with a declared shape in.
fn declare(declared: &model::Declared, environment: &mut Environment, walk: &mut Walk) -> Typed {
    let model::Declared { value, kind, tokens } = declared;
    for dimension in kind.shape().into_iter().flat_map(Shape::dimensions) {
        walk.requirements.require_size(tokens, dimension);
    }
    environment.insert(value.id, kind.clone());
    Typed { value: value.clone(), kind: kind.clone() }
}

/// Compares what a network returns with what it promises; `None` if that cannot be known or is not the same.
fn promised(
    output: &model::Output,
    network: &proc_macro2::Ident,
    environment: &Environment,
    walk: &mut Walk,
) -> Option<Output> {
    let model::Output { name, shape, tokens, value } = output;
    for dimension in shape.dimensions() {
        walk.requirements.require_size(tokens, dimension);
    }
    let found = match environment.get(&value.id)? {
        Type::Sample(found) => found,
        Type::Indices(found) => {
            let fact = message!["`", network, "` promises numbers, but `", value.name, "` is ", found, " of usize"];
            let help = message!["return what a layer makes of them; the caller has the indices already"];
            walk.requirements.refuse(tokens, &fact, &help);
            return None;
        }
        Type::Variable(_) | Type::Loss | Type::Critic(_) => return None,
    };
    let promise = match name {
        None => message!["`", network, "` promises to return ", shape],
        Some(name) => message!["`", network, "` promises that `", name, "` is ", shape],
    };
    let fact = message![promise, ", but `", value.name, "` is ", found];
    let written = found.dimensions().iter().all(|dimension| !matches!(dimension, Dimension::Computed(_)));
    let help = match written {
        // What would have been one vector.
        true if shape.rank() == 1 && found.rank() > 1 && found.dimensions().last() == shape.dimensions().last() => {
            message!["`flatten` before `", value.name, "` makes one vector of it; or write `", found, "`"]
        }
        true => message!["write `", found, "` if that is what it is to return"],
        false => message!["a computed dimension is promised by a `const` item of the same value"],
    };
    if found.rank() != shape.rank() {
        walk.requirements.refuse(tokens, &fact, &help);
        return None;
    }
    walk.requirements.require(tokens, Condition::same(shape, found), &fact, &help).then(|| Output {
        name: name.clone(),
        shape: shape.clone(),
        operand: Operand { value: value.clone(), assumed: found != shape },
    })
}

fn loss(loss: model::Loss, environment: &Environment, walk: &mut Walk) -> Option<Loss> {
    let model::Loss { attributes, name, targets, statements, value, source } = loss;
    let mut environment = environment.clone();
    let targets = targets.iter().map(|target| declare(target, &mut environment, walk)).collect();
    let statements = walk.statements(&statements, &mut environment)?;
    if let Some(shape) = environment.get(&value.id)?.shape() {
        walk.requirements.refuse(
            &source.tokens,
            &message!["the loss `", name, "` is ", shape, " for each sample, not one number"],
            &message!["apply a loss function to it, such as `softmax_cross_entropy(logits, labels)`"],
        );
        return None;
    }
    if let Type::Critic(_) = environment.get(&value.id)? {
        walk.requirements.refuse(
            &source.tokens,
            &message!["the loss `", name, "` is the network `", value.name, "`, not one number"],
            &message!["compare what it sees: `perceptual(", value.name, " at scope/layer, image, target)`"],
        );
        return None;
    }
    Some(Loss { attributes, name, targets, statements, value })
}

/// What a statement reads.
pub(super) fn input(value: &model::Value, environment: &Environment) -> Option<Input> {
    Some(Input { value: value.clone(), kind: environment.get(&value.id)?.clone() })
}

/// A value whose type may have to be taken for that of `model`.
pub(super) fn operand(input: &Input, model: Option<&Shape>) -> Operand {
    let assumed = match (&input.kind, model) {
        (Type::Sample(shape), Some(model)) => shape.rank() == model.rank() && shape != model,
        _ => false,
    };
    Operand { value: input.value.clone(), assumed }
}
