//! What the values and the scopes of a program are called: the names of end points and of rows in tables.
//!
//! A value has the name of its layer. What a `let` or an output is called is a name for the same value. An unnamed
//! layer without variables is called by its kind, and the second of a kind `relu_2`. A scope that is applied often
//! is `encoder`, `encoder_2`, .. in program order.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use quote::format_ident;

use crate::program::{Origin, Place, Program};

pub(super) struct Labels {
    /// The name of each value, in the place that makes it.
    pub(super) values: Vec<Ident>,
    /// The name of each place, in the place around it. The network's own is not used.
    pub(super) places: Vec<Ident>,
    /// For each place, what its names mean, in program order.
    pub(super) points: Vec<Vec<(Ident, usize)>>,
}

/// Names everything in a program.
pub(super) fn labels(program: &Program, network: &Ident) -> Labels {
    let mut labels = Labels { values: Vec::new(), places: Vec::new(), points: Vec::new() };
    let mut names = program.places.iter().map(|place| Names::new(program, place)).collect::<Vec<_>>();
    let mut places = vec![network.clone(); program.places.len()];
    // The first application of a scope has its name, whatever comes before it.
    for first in [true, false] {
        let all = program.places.iter().zip(&mut places).enumerate();
        for (_, (place, name)) in all.filter(|(index, (place, _))| (place.first == *index) == first) {
            if let (Some(field), Some(around)) = (place.field(), names.get_mut(place.around)) {
                *name = around.place(&field.label(), first, place.result);
            }
        }
    }
    labels.places = places;
    for value in 0..program.values.len() {
        if let Some(name) = program.values.get(value).and_then(|made| names.get_mut(made.place)?.value(program, value))
        {
            labels.values.push(name);
        }
    }
    labels.points = names.into_iter().map(|names| names.points(program)).collect();
    labels
}

impl Labels {
    /// The name of a place as text, where the elements of a repeated scope are `block/0`, `block/1`, ..
    pub(super) fn place(&self, program: &Program, place: usize) -> String {
        let field = program.places.get(place).and_then(Place::field);
        match (field, self.places.get(place)) {
            (Some(field), Some(label)) if *label == field.label() => field.key().replace('.', "/"),
            (_, label) => label.map_or_else(String::new, ToString::to_string),
        }
    }
}

/// The names in one place.
struct Names {
    /// What users call values: these come first.
    given: BTreeMap<String, (Ident, usize)>,
    /// What layers are called.
    layers: BTreeMap<String, (Ident, usize)>,
    /// What the scopes in it are called, and what they give.
    places: BTreeMap<String, (Ident, usize)>,
}

impl Names {
    fn new(program: &Program, place: &Place) -> Self {
        let mut given = BTreeMap::new();
        let network = place.scope.is_none();
        let inputs = program.values.iter().enumerate().filter_map(|(index, value)| match value.origin {
            Origin::Input(name) if network => Some((name, index)),
            _ => None,
        });
        let outputs = program.outputs.iter().filter(|_| network).filter_map(|(name, value)| Some(((*name)?, *value)));
        // What a `let` gives shadows an input of its name.
        for (name, value) in place.lets.iter().copied().chain(inputs).chain(outputs) {
            given.entry(name.to_string()).or_insert_with(|| (name.clone(), value));
        }
        let mut names = Self { given, layers: BTreeMap::new(), places: BTreeMap::new() };
        // The names that are written come before those that are made.
        for (name, value) in declared(program, place) {
            if names.means(&name.to_string(), value) {
                names.layers.insert(name.to_string(), (name.clone(), value));
            }
        }
        names
    }

    /// Whether a name is free, or means this value already.
    fn means(&self, name: &str, value: usize) -> bool {
        let known = self.given.get(name).or_else(|| self.layers.get(name));
        known.is_none_or(|(_, known)| *known == value)
    }

    /// Names an application of a scope.
    fn place(&mut self, scope: &Ident, first: bool, result: Option<usize>) -> Ident {
        let result = result.unwrap_or(usize::MAX);
        let mut name = scope.clone();
        let mut count = 1_usize;
        loop {
            let text = name.to_string();
            // Where it is applied first, a scope keeps its name beside a value of that name.
            let own = first && count == 1;
            if !self.places.contains_key(&text) && (own || self.means(&text, result)) {
                break;
            }
            count += 1;
            name = format_ident!("{scope}_{count}", span = scope.span());
        }
        self.places.insert(name.to_string(), (name.clone(), result));
        name
    }

    /// The name of a value that is made here. A scope of that name leaves it none.
    fn value(&mut self, program: &Program, value: usize) -> Option<Ident> {
        let (kind, declared) = match &program.values.get(value)?.origin {
            Origin::Input(name) => (*name, false),
            Origin::Made(made) => (&made.statement.label.name, made.statement.label.declared),
        };
        if let Some((name, _)) = self.layers.values().find(|(_, known)| *known == value) {
            return Some(name.clone());
        }
        let mut given = self.given.iter().filter(|(name, _)| !self.places.contains_key(*name));
        if let Some((_, (name, _))) = given.find(|(_, (_, known))| *known == value)
            && !declared
        {
            return Some(name.clone());
        }
        let mut name = kind.clone();
        let mut count = 1_usize;
        while self.places.contains_key(&name.to_string()) || !self.means(&name.to_string(), usize::MAX) {
            count += 1;
            name = format_ident!("{kind}_{count}", span = kind.span());
        }
        self.layers.insert(name.to_string(), (name.clone(), value));
        Some(name)
    }

    /// All names, in the order of the values that they mean; of one value, the layer's comes first.
    fn points(self, program: &Program) -> Vec<(Ident, usize)> {
        let Self { given, layers, places } = self;
        let places = places.into_iter().filter(|(name, _)| !given.contains_key(name)).collect::<Vec<_>>();
        let given = given.into_iter().filter(|(name, _)| !layers.contains_key(name)).collect::<Vec<_>>();
        let mut points = layers.into_values().collect::<Vec<_>>();
        points.extend(given.into_iter().chain(places).map(|(_, point)| point));
        points.retain(|(_, value)| program.values.get(*value).is_some_and(|value| !value.closed));
        points.sort_by_key(|(_, value)| *value);
        points
    }
}

/// The layers of a place that have names of their own.
fn declared<'a>(program: &'a Program, place: &'a Place) -> impl Iterator<Item = (&'a Ident, usize)> {
    place.values.iter().filter_map(|value| match &program.values.get(*value)?.origin {
        Origin::Made(made) if made.statement.label.declared => Some((&made.statement.label.name, *value)),
        _ => None,
    })
}
