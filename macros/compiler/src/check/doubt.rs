//! What is allowed, and hardly ever meant: a warning, which can be allowed by its name.

use proc_macro2::Ident;
use syn::{Attribute, Meta, Path, Token};

use super::body::Checker;
use super::suggest::suggest;
use crate::errors::{Errors, message};
use crate::layer::Kind;
use crate::model::{Doubt, Value};

/// What can be allowed.
const NAMES: [&str; 5] =
    ["cut_logits", "dropped_logits", "logarithm_twice", "probabilities_as_logits", "softmax_twice"];

/// The losses that take logits.
const OF_LOGITS: [&str; 4] = ["softmax_cross_entropy", "softmax_focal", "sigmoid_cross_entropy", "sigmoid_focal"];

impl Checker<'_> {
    /// Notes which layer made a value, and what is odd about it behind the one that made its input.
    pub(super) fn weigh(&mut self, kind: &'static Kind, callee: &Ident, inputs: &[Value], made: &Value) {
        self.made.insert(made.id, callee.clone());
        let Some(before) = inputs.first().and_then(|input| self.made.get(&input.id)) else {
            return;
        };
        let by = Kind::find(&before.to_string()).map_or("", |kind| kind.name);
        let (name, fact) = match (by, kind.name) {
            ("softmax" | "log_softmax" | "sigmoid", loss) if OF_LOGITS.contains(&loss) => {
                ("probabilities_as_logits", format!("`{loss}` takes logits, and has `{by}` in it already"))
            }
            ("relu", loss) if OF_LOGITS.contains(&loss) => {
                ("cut_logits", format!("`{loss}` takes logits, and `relu` leaves none below 0"))
            }
            ("dropout", loss) if OF_LOGITS.contains(&loss) => {
                ("dropped_logits", format!("`{loss}` takes logits, and `dropout` sets some of them to 0"))
            }
            ("log_softmax" | "log_sigmoid", "ln") => {
                ("logarithm_twice", format!("`{by}` is a logarithm already, and `ln` takes another one of it"))
            }
            ("softmax", "softmax" | "log_softmax") => (
                "softmax_twice",
                format!("the sum of what `softmax` makes is 1 already, and `{}` is of logits", kind.name),
            ),
            _ => return,
        };
        let help = format!("leave one of the two out, or write `#[allow(netweave::{name})]` above the network");
        self.doubts.push(Doubt { name, at: before.clone(), note: message(fact, help) });
    }
}

/// The attributes of a network without those that allow what is doubted, and the names that these have.
pub(super) fn allowed(attributes: &[Attribute], errors: &mut Errors) -> (Vec<Attribute>, Vec<Ident>) {
    let mut names = Vec::new();
    let mut others = Vec::new();
    for attribute in attributes {
        match ours(attribute) {
            Some(found) => names.extend(found),
            None => others.push(attribute.clone()),
        }
    }
    for name in names.iter().filter(|name| !NAMES.iter().any(|known| *name == known)) {
        let help = match suggest(&name.to_string(), NAMES.into_iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("these can be allowed: `{}`", NAMES.join("`, `")),
        };
        errors.error(name, format!("netweave has no warning `{name}`"), help);
    }
    (others, names)
}

/// The names in `#[allow(netweave::cut_logits)]`, if all of it is ours.
fn ours(attribute: &Attribute) -> Option<Vec<Ident>> {
    let Meta::List(list) = &attribute.meta else {
        return None;
    };
    let paths = list.parse_args_with(syn::punctuated::Punctuated::<Path, Token![,]>::parse_terminated).ok()?;
    let names = paths.iter().map(|path| {
        let [tool, name] = path.segments.iter().collect::<Vec<_>>()[..] else { return None };
        (tool.ident == "netweave").then(|| name.ident.clone())
    });
    names.collect::<Option<Vec<_>>>().filter(|names| list.path.is_ident("allow") && !names.is_empty())
}
