//! Layers: as a step of a chain, and as a function.

use std::borrow::Cow;
use std::rc::Rc;

use proc_macro2::Ident;
use quote::{ToTokens, quote};

use super::body::{Checker, source};
use super::frame::Meaning;
use super::text::text;
use crate::layer::{self, Arguments, Inputs, Kind};
use crate::model::{Label, Member, Operation, Row, Source, Value};
use crate::syntax::{Argument, ArgumentValue, Call, Expression, Foreign, ForeignKind, Layer, Placement, Repeat, Step};

/// A layer or a scope in use.
pub(super) struct Use<'a> {
    pub(super) call: &'a Call,
    /// `repeat 3`
    pub(super) repeat: Option<&'a Repeat>,
    /// `conv1:`
    pub(super) name: Option<&'a Ident>,
    pub(super) source: Source,
    /// `on device(1)`
    pub(super) placement: Option<&'a Placement>,
    /// The value that `->` sends in; the inner `None` if that is poisoned.
    pub(super) piped: Option<Option<Value>>,
    /// Which time it is of a `repeat` with an index.
    pub(super) row: Option<Row>,
}

impl<'a> Use<'a> {
    /// A layer of the language, or a scope, in a chain; `None` for what comes from outside.
    pub(super) fn step(step: &'a Step, value: Option<Value>) -> Option<Self> {
        let Step { repeat, name, layer: Layer::Call(call), placement, .. } = step else {
            return None;
        };
        let name = name.as_ref().map(|(name, _)| name);
        let source = written(repeat.as_ref(), name, call);
        let placement = placement.as_ref();
        Some(Self { call, repeat: repeat.as_ref(), name, source, placement, piped: Some(value), row: None })
    }

    pub(super) fn function(call: &'a Call, placement: Option<&'a Placement>) -> Self {
        Self { call, repeat: None, name: None, source: source(call), placement, piped: None, row: None }
    }

    /// A layer that nothing flows into, with its name.
    pub(super) fn named(name: &'a Ident, call: &'a Call, placement: Option<&'a Placement>) -> Self {
        let source = written(None, Some(name), call);
        Self { call, repeat: None, name: Some(name), source, placement, piped: None, row: None }
    }

    pub(super) fn arguments(&self) -> Vec<&'a Argument> {
        match &self.call.arguments {
            Some(arguments) => arguments.arguments.iter().collect(),
            None => Vec::new(),
        }
    }
}

/// `repeat 3 name: block(64)`
fn written(repeat: Option<&Repeat>, name: Option<&Ident>, layer: impl ToTokens) -> Source {
    let colon = name.map(|_| quote!(:));
    source(quote!(#repeat #name #colon #layer))
}

impl Checker<'_> {
    /// `-> conv1: conv2d(16, kernel = 3)`
    pub(super) fn step(&mut self, step: &Step, value: Option<Value>) -> Option<Value> {
        let Step { repeat, name, layer, placement, .. } = step;
        if let Layer::Foreign(foreign) = layer {
            if let Some(repeat) = repeat {
                self.refuse_repeat_of(repeat, &text(&foreign.what));
            }
            let name = name.as_ref().map(|(name, _)| name);
            let value = self.foreign(foreign, name, Some(value), written(None, name, foreign))?;
            self.place(&value, placement.as_ref());
            return Some(value);
        }
        self.apply(Use::step(step, value)?)
    }

    /// `concat(a, b, axis = 0)`, `encoder(left)`, `abs(x)`
    pub(super) fn function(&mut self, call: &Call, placement: Option<&Placement>) -> Meaning {
        let value = self.apply(Use::function(call, placement));
        value.map_or(Meaning::Poisoned, Meaning::Value)
    }

    /// `positions: variable([64, 32], init = normal(0.02))`
    pub(super) fn source(&mut self, name: &Ident, call: &Call, placement: Option<&Placement>) -> Meaning {
        let value = self.apply(Use::named(name, call, placement));
        value.map_or(Meaning::Poisoned, Meaning::Value)
    }

    fn apply(&mut self, site: Use) -> Option<Value> {
        let callee = &site.call.callee;
        let values = self.apply_whole(site);
        self.only(values, callee)
    }

    /// The same with all that a scope or a template gives.
    pub(super) fn apply_whole(&mut self, site: Use) -> Option<Vec<Value>> {
        let callee = &site.call.callee;
        let piped = usize::from(site.piped.is_some());
        let scope = self.find_scope(callee);
        let template = self.find_template(callee);
        if let Some((depth, template)) = template
            && scope.is_none_or(|(other, _)| depth >= other)
        {
            return self.apply_repeated(site, &template)?.pop();
        }
        let kind = Kind::find(&callee.to_string());
        if site.repeat.is_some() && (scope.is_some() || kind.is_some()) {
            self.refuse_repeat(&site, scope.is_some());
            return None;
        }
        if let Some(place) = scope {
            return self.apply_scope(site, place);
        }
        match kind {
            Some(kind) => {
                let values = match kind.inputs {
                    Inputs::Several => usize::MAX,
                    Inputs::Named(names) => names.len().saturating_sub(piped),
                    // What may be left out may be a parameter of a template in the place of a setting.
                    Inputs::UpTo(_) => 1_usize.saturating_sub(piped),
                };
                let value = self.with_settings(site, values, |checker, site| checker.layer(kind, site, Some))?;
                Some(vec![value])
            }
            None => {
                if let Some(value) = self.sibling(&site) {
                    let value = value?;
                    self.place(&value, site.placement);
                    return Some(vec![value]);
                }
                self.unknown_callee(callee);
                self.touch_all(site.arguments());
                None
            }
        }
    }

    /// Puts arguments in the place of the parameters of a template, and goes on with what is written then.
    pub(super) fn with_settings<T>(
        &mut self,
        site: Use,
        values: usize,
        apply: impl FnOnce(&mut Self, Use) -> Option<T>,
    ) -> Option<T> {
        let call = self.put_in(site.call, values);
        match call {
            None => {
                self.touch_all(site.arguments());
                None
            }
            Some(Cow::Borrowed(_)) => apply(self, site),
            Some(Cow::Owned(call)) => {
                let call = if site.row.is_some() { Self::computed(&call) } else { call };
                let source = match &site.row {
                    Some(Row { name, index }) => {
                        Source { text: format!("{name}/{index}: {}", text(&call)), tokens: site.source.tokens }
                    }
                    None => written(site.repeat, site.name, &call),
                };
                let Use { repeat, name, placement, piped, row, .. } = site;
                apply(self, Use { call: &call, repeat, name, source, placement, piped, row })
            }
        }
    }

    /// Counts the values in arguments as used, where something else is wrong.
    pub(super) fn touch_all(&mut self, arguments: Vec<&Argument>) {
        for argument in arguments {
            match &argument.value {
                ArgumentValue::Expression(expression) => self.touch(expression),
                ArgumentValue::View(view) => drop(self.find_value(&view.critic)),
                _ => {}
            }
        }
    }

    fn touch(&mut self, expression: &Expression) {
        match expression {
            Expression::Value(name) | Expression::Element { list: name, .. } => drop(self.find_value(name)),
            Expression::Negative { operand: inner, .. }
            | Expression::Paren { value: inner, .. }
            | Expression::Placed { value: inner, .. } => self.touch(inner),
            Expression::Binary { left, right, .. } => {
                self.touch(left);
                self.touch(right);
            }
            Expression::Chain { source, .. } => self.touch(source),
            Expression::Tuple { values, .. } => values.iter().for_each(|value| self.touch(value)),
            Expression::Call(Call { arguments: Some(arguments), .. }) => {
                self.touch_all(arguments.arguments.iter().collect());
            }
            Expression::Foreign(foreign) => {
                if let Foreign { what: ForeignKind::Function { arguments, .. }, .. } = &**foreign {
                    self.touch_all(arguments.iter().collect());
                }
            }
            Expression::Call(_)
            | Expression::Named { .. }
            | Expression::Number(_)
            | Expression::Scope(_)
            | Expression::Scan(_)
            | Expression::Choice(_)
            | Expression::Constant(_) => {}
        }
    }

    /// Whether there is a value of this name.
    pub(super) fn knows(&self, name: &Ident) -> bool {
        self.frames.iter().skip(self.horizon()).any(|frame| frame.bindings.iter().any(|binding| binding.name == *name))
    }

    /// A layer, of which `chosen` may take another form.
    pub(super) fn layer(
        &mut self,
        kind: &'static Kind,
        site: Use,
        chosen: impl FnOnce(Rc<dyn layer::Layer>) -> Option<Rc<dyn layer::Layer>>,
    ) -> Option<Value> {
        let callee = &site.call.callee;
        if let Some(problem) = self.misplaced(kind, &site) {
            let (fact, help) = problem;
            self.errors.error(callee, fact, help);
            self.touch_all(site.arguments());
            return None;
        }
        if kind.critic && !site.arguments().iter().any(|argument| matches!(argument.value, ArgumentValue::View(_))) {
            self.errors.error(
                callee,
                format!("`{callee}` needs a critic and its end points"),
                format!("write for example `{}`", kind.example),
            );
            self.touch_all(site.arguments());
            return None;
        }
        let variables = self.holds_variables(kind, &site);
        let (inputs, settings) = self.inputs(kind, &site);
        let Some(defaults) = self.defaults_of(kind, &settings) else {
            self.touch_all(site.arguments());
            return None;
        };
        let settings = settings.into_iter().chain(&defaults);
        let given = site.arguments().into_iter().filter_map(|argument| argument.name.as_ref());
        let given = given.map(|(name, _)| name.to_string()).collect::<Vec<_>>();
        let beside = kind.named.iter().copied().filter(|name| given.iter().any(|given| given == name)).collect();
        let mut arguments = Arguments::new(kind, callee, settings, self.errors).among(&self.axes).beside(beside);
        let layer = (kind.read)(&mut arguments);
        let demands = arguments.into_demands();
        if layer.is_none() {
            self.touch_all(site.arguments());
        }
        let name = site.name.unwrap_or(callee);
        if variables || site.name.is_some() {
            self.declare(name, site.name.is_none().then_some(&site.source.text));
        }
        let field = variables.then(|| name.clone());
        if let Some(frame) = self.frames.last_mut() {
            frame.members.extend(field.clone().map(Member::Layer));
        }
        let operation = Operation::Layer {
            layer: chosen(layer?)?,
            label: name.to_string(),
            field,
            inputs: inputs.clone()?,
            demands,
        };
        let label = Label { name: name.clone(), declared: variables || site.name.is_some() };
        let value = self.push(label, operation, site.source);
        self.weigh(kind, callee, &inputs?, &value);
        self.place(&value, site.placement);
        Some(value)
    }

    /// Whether a layer holds variables where it is used.
    fn holds_variables(&self, kind: &Kind, site: &Use) -> bool {
        let is = |argument: &&Argument, word: &str| argument.name.as_ref().is_some_and(|(name, _)| name == word);
        // A layer that shares its weight holds its bias alone.
        if kind.named.contains(&"weight") && site.arguments().iter().any(|argument| is(argument, "weight")) {
            let mut bias =
                site.arguments().into_iter().chain(self.reaching(kind)).filter(|argument| is(argument, "bias"));
            return !matches!(bias.next().map(|bias| &bias.value), Some(ArgumentValue::Boolean(bias)) if !bias.value);
        }
        if !kind.affine {
            return kind.variables;
        }
        let arguments = site.arguments().into_iter().chain(self.reaching(kind));
        let mut affine = arguments.filter(|argument| argument.name.as_ref().is_some_and(|(name, _)| name == "affine"));
        match affine.next().map(|argument| &argument.value) {
            Some(ArgumentValue::Boolean(affine)) => affine.value,
            _ => kind.variables,
        }
    }

    /// Why a layer cannot be where it is, and what to write.
    fn misplaced(&self, kind: &Kind, site: &Use) -> Option<(String, String)> {
        let name = kind.name;
        let variables = self.holds_variables(kind, site);
        if kind.loss && !self.in_loss() {
            return Some((
                format!("`{name}` is a loss, not a layer"),
                format!("write it as an item of the network: `loss name(..) = {name}(..);`"),
            ));
        }
        if kind.parts {
            let help = match site.piped {
                Some(_) => format!("bind its parts: `let (a, b) = x -> {};`", site.source.text),
                None => format!("bind its parts: `let (a, b) = {};`", site.source.text),
            };
            return Some((format!("`{name}` gives several values"), help));
        }
        if variables && self.in_loss() {
            return Some((
                format!("`{name}` holds variables, and a loss cannot hold any"),
                "bind its output by a `let` above the loss, and use that here".to_owned(),
            ));
        }
        if let (Inputs::Named([]), Some(value)) = (&kind.inputs, &site.piped) {
            let value = value.as_ref().map_or_else(|| "a value".to_owned(), |value| format!("`{}`", value.name));
            return Some((
                format!("`{name}` takes no value, but {value} is sent through it"),
                format!(
                    "it is a value itself: add it, join it or multiply with it, as in `x + ({})`",
                    site.source.text
                ),
            ));
        }
        if variables && site.piped.is_none() && !matches!(kind.inputs, Inputs::Named([])) {
            let arguments = site.arguments();
            let help = match arguments.split_first().map(|(first, others)| (&first.value, others)) {
                Some((ArgumentValue::Expression(Expression::Value(value)), [])) if self.knows(value) => {
                    format!("send the value through it: `{value} -> {}`", kind.example)
                }
                Some((ArgumentValue::Expression(Expression::Value(value)), others)) if self.knows(value) => {
                    let others = others.iter().map(text).collect::<Vec<_>>().join(", ");
                    format!("send the value through it: `{value} -> {name}({others})`")
                }
                _ => format!("send a value through it: `x -> {}`", kind.example),
            };
            return Some((format!("`{name}` holds variables, and is no function"), help));
        }
        None
    }

    /// Takes up the name of a layer or a scope, which must be the only one in its body. `unnamed` is a layer that
    /// has the name of its kind.
    pub(super) fn declare(&mut self, name: &Ident, unnamed: Option<&str>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if !frame.names.contains(name) {
            frame.names.push(name.clone());
            return;
        }
        let (fact, help) = match unnamed {
            None => (
                format!("`{name}` is already the name of a layer or scope here"),
                format!("give one of the two another name, such as `{name}_2`"),
            ),
            Some(layer) => (
                format!("a second `{name}` needs a name of its own"),
                format!("write a name in front of it: `{name}_2: {layer}`"),
            ),
        };
        self.errors.error(name, fact, help);
    }
}
