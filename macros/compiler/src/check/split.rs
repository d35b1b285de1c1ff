//! `let (a, b) = split(x, axis = 0);`: the parts of a value, each by a name of its own.

use proc_macro2::Ident;

use super::body::Checker;
use super::call::Use;
use super::frame::{Meaning, Role};
use super::several::listed;
use crate::layer::{Arguments, Kind};
use crate::model::{Label, Operation, Value};
use crate::syntax::{self, Call, Expression, Layer, Step};

impl Checker<'_> {
    pub(super) fn split(&mut self, split: &syntax::Split) {
        let names = split.names.iter().collect::<Vec<_>>();
        if let Some((source, before, last)) = repeated(&split.value)
            && let Layer::Call(call) = &last.layer
            && let Some((_, template)) = self.find_template(&call.callee)
        {
            let start = self.value(source);
            let value = before.iter().fold(start, |value, step| self.step(step, value));
            let values = Use::step(last, value).and_then(|site| self.apply_repeated(site, &template));
            return self.collect(&names, values, &split.value);
        }
        let parts = match self.given(&split.value) {
            Some(given) => self.named_apart(given, &names, &split.value),
            None => self.parts(&split.value, &names),
        };
        let mut parts = parts.into_iter().flatten();
        for (index, name) in names.iter().copied().enumerate() {
            if names.iter().take(index).any(|before| *before == name) {
                let help = format!("give one of the two another name, such as `{name}_2`");
                self.errors.error(name, format!("`{name}` is already a value here"), help);
                parts.next();
                continue;
            }
            let meaning = match parts.next() {
                Some(mut part) => {
                    self.rename(&mut part, name);
                    Meaning::Value(part)
                }
                None => Meaning::Poisoned,
            };
            self.bind(name, meaning, Role::Let);
        }
    }

    /// The parts of what is split, one for each name.
    fn parts(&mut self, value: &Expression, names: &[&Ident]) -> Option<Vec<Value>> {
        match value {
            Expression::Paren { value, .. } => return self.parts(value, names),
            Expression::Scan(scan) => return self.scanned(scan, Some(names)),
            Expression::Call(call) => {
                if let Some(kind) = self.parting(call) {
                    return self.part(kind, Use::function(call, None), names);
                }
            }
            Expression::Placed { value, placement } => {
                if let Expression::Call(call) = &**value
                    && let Some(kind) = self.parting(call)
                {
                    return self.part(kind, Use::function(call, Some(placement)), names);
                }
            }
            Expression::Chain { source, steps } => {
                if let Some((last, before)) = steps.split_last()
                    && let Layer::Call(call) = &last.layer
                    && let Some(kind) = self.parting(call)
                {
                    let start = self.value(source);
                    let value = before.iter().fold(start, |value, step| self.step(step, value));
                    return self.part(kind, Use::step(last, value)?, names);
                }
            }
            _ => {}
        }
        if !matches!(self.expression(value), Meaning::Poisoned) {
            self.refuse_to_part(value, names);
        }
        None
    }

    /// The layer that is called, if it parts a value.
    fn parting(&self, call: &Call) -> Option<&'static Kind> {
        let kind = Kind::find(&call.callee.to_string()).filter(|kind| kind.parts || !kind.ends.is_empty())?;
        self.find_scope(&call.callee).is_none().then_some(kind)
    }

    fn part(&mut self, kind: &'static Kind, site: Use, names: &[&Ident]) -> Option<Vec<Value>> {
        if site.repeat.is_some() {
            self.refuse_repeat(&site, false);
            return None;
        }
        let values = usize::from(site.piped.is_none());
        self.with_settings(site, values, |checker, site| match kind.ends {
            [] => checker.push_parts(kind, site, names.len()),
            ends => checker.push_ends(kind, ends, site, names),
        })
    }

    /// A layer that is applied once, and the parts of what it gives then.
    fn push_ends(&mut self, kind: &'static Kind, ends: &[&str], site: Use, names: &[&Ident]) -> Option<Vec<Value>> {
        let Use { call, source, placement, .. } = &site;
        let (callee, source, placement) = (&call.callee, source.clone(), *placement);
        let count = names.len();
        if count != ends.len() + 1 {
            let listed = listed(names.iter());
            let own = ends.join(", ");
            self.errors.error(
                callee,
                format!("`{callee}` gives {} values, but `({listed})` are {count} names", ends.len() + 1),
                format!("write `let (y, {own}) = ..;` for what it leaves in the end, or `let y = ..;` without"),
            );
            self.touch_all(site.arguments());
            return None;
        }
        let mut parts = None;
        let whole = self.layer(kind, site, |layer| {
            parts = (0..count).map(|index| layer.part(index, count)).collect::<Option<Vec<_>>>();
            layer.whole()
        })?;
        let parts = parts?.into_iter().map(|layer| {
            let operation = Operation::Layer {
                layer,
                label: whole.name.to_string(),
                field: None,
                inputs: vec![whole.clone()],
                demands: Vec::new(),
            };
            let part = self.push(Label { name: callee.clone(), declared: false }, operation, source.clone());
            self.place(&part, placement);
            part
        });
        Some(parts.collect())
    }

    fn push_parts(&mut self, kind: &'static Kind, site: Use, count: usize) -> Option<Vec<Value>> {
        let callee = &site.call.callee;
        if let Some(name) = site.name {
            self.errors.error(
                name,
                format!("the parts of a `{callee}` have names of their own"),
                format!("leave out `{name}:`"),
            );
        }
        let (inputs, settings) = self.inputs(kind, &site);
        let Some(defaults) = self.defaults_of(kind, &settings) else {
            self.touch_all(site.arguments());
            return None;
        };
        let settings = settings.into_iter().chain(&defaults);
        let mut arguments = Arguments::new(kind, callee, settings, self.errors).among(&self.axes);
        let layer = (kind.read)(&mut arguments);
        let mut demands = arguments.into_demands();
        if layer.is_none() {
            self.touch_all(site.arguments());
        }
        let (layer, inputs) = (layer?, inputs?);
        let parts = (0..count).map(|index| layer.part(index, count)).collect::<Option<Vec<_>>>()?;
        let parts = parts.into_iter().map(|part| {
            let operation = Operation::Layer {
                layer: part,
                label: callee.to_string(),
                field: None,
                inputs: inputs.clone(),
                // They are asked for once.
                demands: std::mem::take(&mut demands),
            };
            let part = self.push(Label { name: callee.clone(), declared: false }, operation, site.source.clone());
            self.place(&part, site.placement);
            part
        });
        Some(parts.collect())
    }
}

/// A chain that ends in a `repeat`: its source, the steps before, and the last.
fn repeated(value: &Expression) -> Option<(&Expression, &[Step], &Step)> {
    match value {
        Expression::Paren { value, .. } => repeated(value),
        Expression::Chain { source, steps } => {
            let (last, before) = steps.split_last()?;
            last.repeat.is_some().then_some((source, before, last))
        }
        _ => None,
    }
}
