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
    let count = instance.and_then(|instance| instance.count).unwrap_or(2);
    let help = message![
        "a `repeat` that does not count makes scopes that are alike: write `repeat ",
        count,
        " as _ ",
        name,
        ": ",
        call,
        "`"
    ];
    (fact, help)
}
