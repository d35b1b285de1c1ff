//! Variables that a layer shares with another one: `weight = embed.weight`.

use proc_macro2::Ident;
use syn::Token;
use syn::punctuated::Punctuated;

use super::body::{Checker, source};
use super::suggest::suggest;
use super::text::text;
use crate::model::{Label, Member, Operation, Scope, Statement, Value};

impl Checker<'_> {
    /// The variable of this path, as a value of the body that holds it.
    pub(super) fn shared(&mut self, path: &Punctuated<Ident, Token![.]>, taker: &str) -> Option<Value> {
        let written = text(path);
        if self.in_loss() {
            let help = "send the value through it above the loss, and use what comes out here";
            self.errors.error(path, format!("the loss shares the variable `{written}`"), help);
            return None;
        }
        let names = path.iter().cloned().collect::<Vec<_>>();
        let first = names.first()?;
        let horizon = self.horizon();
        let frames = self.frames.iter().enumerate().skip(horizon).rev();
        let depth = frames.into_iter().find(|(_, frame)| frame.members.iter().any(|member| named(member) == first));
        let Some((depth, frame)) = depth else {
            return self.unknown_holder(first, taker);
        };
        let (mut members, mut around) = (&frame.members, None);
        let mut rest = names.as_slice();
        // Through the scopes to the layer.
        while let [name, others @ ..] = rest {
            let Some(member) = members.iter().find(|member| named(member) == name) else {
                let known = members.iter().map(|member| format!("`{}`", named(member))).collect::<Vec<_>>();
                let help = format!("it holds {}", known.join(", "));
                let scope = names.get(names.len() - rest.len() - 1).map(ToString::to_string).unwrap_or_default();
                self.errors.error(name, format!("`{scope}` holds no `{name}`"), help);
                return None;
            };
            rest = others;
            match member {
                Member::Layer(_) => break,
                Member::Scope(scope) if scope.instance.as_ref().is_some_and(|instance| instance.count.is_some()) => {
                    let fact = format!("`{name}` is repeated, and has a `{written}` for each time");
                    self.errors.error(path, fact, "share a variable of a layer that is there once");
                    return None;
                }
                Member::Scope(scope) => (members, around) = (&scope.body.members, Some(scope)),
            }
        }
        let (Some(last), false) = (names.last(), rest.is_empty()) else {
            let fact = format!("`{written}` is no variable, but what holds some");
            self.errors.error(path, fact, format!("name the variable: `{written}.weight`"));
            return None;
        };
        let operation = Operation::Variable {
            path: names.clone(),
            scope: around.map(|scope: &std::rc::Rc<Scope>| scope.id),
            layer: names.get(names.len() - rest.len() - 1)?.clone(),
            name: rest.iter().map(ToString::to_string).collect::<Vec<_>>().join("."),
        };
        let value = Value { id: self.next_value(), name: last.clone(), bound: false };
        let label = Label { name: last.clone(), declared: false };
        let (also, source, placement) = (Vec::new(), source(path), None);
        let statement = Statement { value: value.clone(), also, label, operation, source, placement };
        self.frames.get_mut(depth)?.statements.push(statement);
        self.capture(&value, depth);
        Some(value)
    }

    fn unknown_holder(&mut self, name: &Ident, taker: &str) -> Option<Value> {
        let members = self.frames.iter().skip(self.horizon()).flat_map(|frame| &frame.members);
        let known = members.map(|member| named(member).to_string()).collect::<Vec<_>>();
        let help = match suggest(&name.to_string(), known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("no layer above `{taker}` holds variables"),
            None => format!("above `{taker}`, variables are held by `{}`", known.join("`, `")),
        };
        self.errors.error(name, format!("there is no layer or scope `{name}` above that holds variables"), help);
        None
    }
}

fn named(member: &Member) -> &Ident {
    match member {
        Member::Layer(name) => name,
        Member::Scope(scope) => &scope.name,
    }
}
