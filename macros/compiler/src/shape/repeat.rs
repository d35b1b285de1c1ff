//! Repeated scopes: the elements of an array hold variables of the same shapes.

use std::rc::Rc;

use proc_macro2::Ident;

use super::statement::listed;
use super::{Message, message};
use crate::layer::Variables;
use crate::model::{self, Source};

/// One element of a repeated scope.
#[derive(Clone)]
pub(super) struct Element {
    pub(super) scope: Rc<model::Scope>,
    pub(super) index: usize,
    pub(super) source: Source,
}

/// That two elements would need a layer of different variables, and what to write.
pub(super) fn unlike(
    one: &Element,
    other: &Element,
    field: &Ident,
    first: &Variables,
    again: &Variables,
) -> (Message, Message) {
    let name = &one.scope.name;
    let fact = message![
        "`",
        name,
        "/",
        other.index,
        "` would need `",
        field,
        "` with variables of ",
        listed(again),
        ", but `",
        name,
        "/",
        one.index,
        "` has it with ",
        listed(first)
    ];
    let instance = other.scope.instance.as_ref();
    let call = instance.map_or("", |instance| instance.call.as_str());
    let rest = match instance.and_then(|instance| instance.count).unwrap_or(2).saturating_sub(1) {
        1 => format!("rest: {call}"),
        count => format!("repeat {count} rest: {call}"),
    };
    let help = message!["the elements of a `repeat` are alike: write `first: ", call, " -> ", rest, "`"];
    (fact, help)
}
