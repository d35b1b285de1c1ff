//! Where everything is computed: `on device(1)`, and what follows from it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::model::{Placement, ScopeId};
use crate::program::{Made, Origin, Placed, Program, Value, program};
use crate::shape::{Network, Shaped};

/// A block in which everything has a device. Only [`place()`] makes one.
pub(crate) struct Located(Shaped);

impl Located {
    /// The path of the runtime, and the networks.
    pub(crate) fn into_parts(self) -> (TokenStream, Vec<Network>) {
        self.0.into_parts()
    }
}

/// Finds out on which device everything is, and that there is no doubt of it.
pub(crate) fn place(shaped: Shaped) -> Result<Located, Errors> {
    let mut errors = Errors::new();
    for network in shaped.networks() {
        let program = program(network);
        if placements(&program).next().is_some() {
            joined(&program, &mut errors);
            shared(&program, &mut errors);
            unused(&program, &mut errors);
            numbered(&program, &mut errors);
        }
    }
    errors.finish(Located(shaped))
}

/// The devices that are said, in the order of the program.
fn placements<'p>(program: &'p Program) -> impl Iterator<Item = &'p Placement> {
    let layers = made(program).filter_map(|(_, made)| made.statement.placement.as_ref());
    program.places.iter().filter_map(|place| place.placement).chain(layers)
}

fn made<'p, 'n>(program: &'p Program<'n>) -> impl Iterator<Item = (&'p Value<'n>, &'p Made<'n>)> {
    program.values.iter().filter_map(|value| match &value.origin {
        Origin::Input(_) => None,
        Origin::Made(made) => Some((value, made)),
    })
}

/// Values of several devices that meet where no device is said.
fn joined(program: &Program, errors: &mut Errors) {
    let mut told = BTreeSet::new();
    for (_, made) in made(program).filter(|(_, made)| made.placed == Placed::Inputs) {
        let devices = program.devices(&made.inputs).collect::<BTreeSet<_>>();
        let statement = made.statement;
        if devices.len() > 1 && told.insert(statement.typed.value.id) {
            let listed = devices.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            let last = devices.last().copied().unwrap_or_default();
            errors.error(
                &statement.tokens,
                format!("`{}` joins values of the devices {listed}, and says not where", statement.text),
                format!("write it in a scope with a device: `scope name on device({last}) {{ .. }}`"),
            );
        }
    }
}

/// Variables that would be on two devices.
fn shared(program: &Program, errors: &mut Errors) {
    let mut told = BTreeSet::<ScopeId>::new();
    for (value, made) in made(program) {
        let Some(first) = program.values.get(made.first).filter(|first| first.device != value.device) else {
            continue;
        };
        let Some(place) = program.places.get(value.place) else { continue };
        let (Some(scope), Some(statement)) = (place.scope, place.statement) else { continue };
        if made.statement.holds_variables() && told.insert(scope.id) {
            let name = &scope.name;
            errors.error(
                &statement.tokens,
                format!(
                    "`{name}` is applied on device {}, but its variables are on device {}",
                    value.device, first.device
                ),
                format!("say where it is: `reuse scope {name}(..) on device({}) {{ .. }}`", first.device),
            );
        }
    }
}

/// Scopes whose device nothing is computed on.
fn unused(program: &Program, errors: &mut Errors) {
    let places = program.places.iter().enumerate().filter(|(index, place)| place.first == *index);
    for (index, place) in places {
        let (Some(placement), Some(scope)) = (place.placement, place.scope) else { continue };
        let computes = |(_, made): (_, &Made)| match made.placed {
            Placed::Scope(by) => program.places.get(by).is_some_and(|by| by.first == index),
            Placed::Layer | Placed::Inputs => false,
        };
        if !made(program).any(computes) {
            let fact = format!("nothing of the scope `{}` is computed on device {}", scope.name, placement.device);
            errors.error(&placement.tokens, fact, format!("leave out `on device({})`", placement.device));
        }
    }
}

/// Numbers of devices between which one is missing.
fn numbered(program: &Program, errors: &mut Errors) {
    let devices = program.values.iter().map(|value| value.device).collect::<BTreeSet<_>>();
    let Some(missing) = (0..).zip(&devices).find_map(|(number, device)| (number != *device).then_some(number)) else {
        return;
    };
    if let Some(placement) = placements(program).find(|placement| placement.device > missing) {
        let fact = format!("nothing is on device {missing}, but something is on device {}", placement.device);
        let help = format!("number the devices without gaps, from 0 on: `on device({missing})`");
        errors.error(&placement.tokens, fact, help);
    }
}
