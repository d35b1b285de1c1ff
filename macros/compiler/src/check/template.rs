//! Templates: structure that becomes a scope wherever it is used.

use std::cell::Cell;
use std::rc::Rc;

use proc_macro2::Ident;
use quote::quote;

use super::body::Checker;
use super::call::Use;
use super::frame::{FrameKind, Visible};
use super::scope::Header;
use super::setting::whole;
use super::text::text;
use crate::errors::Errors;
use crate::layer::{Kind, is_constant};
use crate::model::{Instance, Label, Operation, Value};
use crate::syntax::{self, Expression, Repeat};

/// The most scopes that one `repeat` makes; all of them are written out.
const MOST: usize = 1000;

/// A template as it was written, and what its body may use.
pub(super) struct Template {
    pub(super) written: syntax::Template,
    visible: Vec<Rc<Template>>,
    uses: Cell<usize>,
    /// Whether something in it is wrong, so that another use would only say so again.
    refused: Rc<Cell<bool>>,
}

impl Template {
    fn new(written: &syntax::Template, visible: Vec<Rc<Template>>) -> Rc<Self> {
        let refused = Rc::default();
        Rc::new(Self { written: written.clone(), visible, uses: Cell::new(0), refused })
    }

    pub(super) fn name(&self) -> &Ident {
        &self.written.name
    }

    pub(super) fn is_used(&self) -> bool {
        self.uses.get() > 0
    }

    /// Counts a use.
    pub(super) fn note_use(&self) {
        self.uses.set(self.uses.get() + 1);
    }

    /// How many of the arguments without a name are values.
    pub(super) fn values(&self, piped: usize) -> usize {
        self.written.values.len().saturating_sub(piped)
    }

    /// Whether a template is used in this one, be it where nobody looks because this one is not used itself.
    pub(super) fn mentions(&self, template: &Ident) -> bool {
        mentions(quote::ToTokens::to_token_stream(&self.written.body), template)
    }

    /// `template block(x; channels, stride = 1)`
    pub(super) fn header(&self) -> String {
        let syntax::Template { name, values, semi_token, parameters, .. } = &self.written;
        text(quote!(template #name(#values #semi_token #parameters)))
    }

    /// What can be written to use it: `block(y, channels = ..)`.
    pub(super) fn example(&self, piped: usize) -> String {
        let values = self.written.values.iter().skip(piped).map(ToString::to_string);
        let required = self.written.parameters.iter().filter(|parameter| parameter.default.is_none());
        let required = required.map(|parameter| format!("{} = ..", parameter.name));
        call(self.name(), &values.chain(required).collect::<Vec<_>>())
    }

    /// How its head is written with one more value: `template block(x, skip; channels)`.
    pub(super) fn taking(&self, value: &Ident) -> String {
        let values = self.written.values.iter().map(ToString::to_string).chain([value.to_string()]);
        let parameters = self.written.parameters.iter().filter(|parameter| parameter.name != *value).map(text);
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        let semicolon = if parameters.is_empty() { "" } else { "; " };
        format!("template {}({}{semicolon}{parameters})", self.name(), values.collect::<Vec<_>>().join(", "))
    }
}

/// `block(64)`, or `block` without arguments.
fn call(callee: &Ident, arguments: &[String]) -> String {
    if arguments.is_empty() { callee.to_string() } else { format!("{callee}({})", arguments.join(", ")) }
}

fn mentions(tokens: proc_macro2::TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(word) => word == *name,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// The templates that all networks of a block may use.
pub(super) fn beside_networks(templates: &[syntax::Template], errors: &mut Errors) -> Vec<Visible> {
    let mut known = Vec::<Visible>::new();
    for written in templates {
        let twin = known.iter().any(|known| *known.template.name() == written.name);
        let right = check_name(&written.name, twin.then_some("template"), errors);
        let visible = known.iter().map(|known| Rc::clone(&known.template)).collect();
        if right {
            known.push(Visible { template: Template::new(written, visible), own: false });
        }
    }
    known
}

/// Reports the templates that no network uses.
pub(super) fn report_unused(templates: &[Visible], errors: &mut Errors) {
    for Visible { template, .. } in templates.iter().filter(|visible| !visible.template.is_used()) {
        let mut others = templates.iter().filter(|other| !Rc::ptr_eq(&other.template, template));
        if !others.any(|other| other.template.mentions(template.name())) {
            unused(template, errors);
        }
    }
}

pub(super) fn unused(template: &Template, errors: &mut Errors) {
    let name = template.name();
    let help = format!("use it, as in `x -> name: {}`, or remove it", template.example(1));
    errors.error(name, format!("nothing uses the template `{name}`"), help);
}

/// Whether a template may have its name; `twin` is what has it already.
fn check_name(name: &Ident, twin: Option<&str>, errors: &mut Errors) -> bool {
    let taken = if Kind::find(&name.to_string()).is_some() {
        format!("`{name}` is a layer of the language")
    } else if let Some(twin) = twin {
        format!("`{name}` is already a {twin} here")
    } else {
        return true;
    };
    errors.error(name, taken, format!("give the template another name, such as `my_{name}`"));
    false
}

impl Checker<'_> {
    /// `template block(x; channels, stride = 1) { .. }`, whose body is checked where it is used.
    pub(super) fn template(&mut self, written: &syntax::Template) {
        let frames = self.frames.iter().skip(self.horizon());
        let visible = frames.flat_map(|frame| &frame.templates).map(|visible| Rc::clone(&visible.template)).collect();
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let name = &written.name;
        let template = frame.templates.iter().any(|known| known.own && known.template.name() == name);
        let scope = frame.scopes.iter().any(|scope| scope.name == *name);
        if check_name(name, scope.then_some("scope").or(template.then_some("template")), self.errors) {
            frame.templates.push(Visible { template: Template::new(written, visible), own: true });
        }
    }

    /// Reports a scope that takes the name of a template of its body, which is forgotten then.
    pub(super) fn refuse_twin(&mut self, scope: &Ident) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let before = frame.templates.len();
        frame.templates.retain(|known| !known.own || known.template.name() != scope);
        if frame.templates.len() < before {
            let help = format!("give one of the two another name, such as `{scope}_2`");
            self.errors.error(scope, format!("`{scope}` is already a template here"), help);
        }
    }

    /// A template in use, once or repeated. What each time gives is given.
    pub(super) fn apply_repeated(&mut self, site: Use, template: &Rc<Template>) -> Option<Vec<Vec<Value>>> {
        if let Some(Repeat { index: Some((_, index)), .. }) = site.repeat {
            return self.apply_row(&site, index, template);
        }
        let values = template.values(usize::from(site.piped.is_some()));
        self.with_settings(site, values, |checker, site| checker.apply_template(site, template))
    }

    /// Makes a scope of a template, or an array of scopes.
    pub(super) fn apply_template(&mut self, site: Use, template: &Rc<Template>) -> Option<Vec<Vec<Value>>> {
        template.note_use();
        let prepared = match &site.row {
            Some(row) => Some((row.scope(), None)),
            None => self.prepare(&site).map(|(name, count)| (name.clone(), count)),
        };
        let Some((name, count)) = prepared else {
            self.touch_all(site.arguments());
            return None;
        };
        let name = &name;
        self.declare_scope(name);
        let arguments = self.bind_arguments(&site, template);
        let (inputs, settings) = arguments?;
        if template.refused.get() {
            self.forgive_defaults();
            return None;
        }
        let before = self.errors.len();
        let instance = Instance { call: text(site.call), count, refused: Rc::clone(&template.refused) };
        let written = &template.written;
        let templates = template.visible.iter().map(|visible| Visible { template: Rc::clone(visible), own: false });
        let header = Header {
            attributes: &written.attributes,
            name,
            parameters: written.values.iter().collect(),
            states: None,
            placement: site.placement.and_then(|placement| self.placement(placement)),
            kind: FrameKind::Instance { name: name.clone(), template: written.name.clone() },
            templates: templates.collect(),
            settings,
            instance: Some(instance),
            row: site.row.clone(),
        };
        let scope = self.scope_body(header, &written.body);
        if self.errors.len() > before {
            template.refused.set(true);
        }
        let scope = scope?;
        let mut inputs = inputs?;
        let mut values = Vec::<Vec<Value>>::new();
        for element in 0..count.unwrap_or(1) {
            // Each takes what the one before gives first.
            if let (Some(before), Some(first)) = (values.last().and_then(|given| given.first()), inputs.first_mut()) {
                *first = before.clone();
            }
            let operation = Operation::Scope {
                scope: Rc::clone(&scope),
                element: count.map(|_| element),
                arguments: inputs.clone(),
            };
            let label = Label { name: name.clone(), declared: true };
            values.push(self.push_scope(label, operation, site.source.clone()));
        }
        Some(values)
    }

    /// What a use is called, and how many there are of it.
    pub(super) fn prepare<'s>(&mut self, site: &Use<'s>) -> Option<(&'s Ident, Option<usize>)> {
        let callee = &site.call.callee;
        if self.in_loss() {
            self.errors.error(
                callee,
                format!("the loss uses the template `{callee}`, which makes variables"),
                "bind its output by a `let` above the loss, and use that here",
            );
            return None;
        }
        let Some(name) = site.name else {
            let arguments = site.arguments();
            let (value, rest) = match (&site.piped, arguments.split_first()) {
                (None, Some((value, rest))) => (format!("{} -> ", text(value)), rest),
                (None, None) => ("x -> ".to_owned(), arguments.as_slice()),
                (Some(_), _) => ("-> ".to_owned(), arguments.as_slice()),
            };
            let call = call(callee, &rest.iter().map(text).collect::<Vec<_>>());
            let fact = format!("a use of the template `{callee}` has no name");
            self.errors.error(callee, fact, format!("write `{value}name: {call}`"));
            return None;
        };
        let Some(repeat) = site.repeat else {
            return Some((name, None));
        };
        let count = self.count(&repeat.count)?;
        let problem = match count {
            0 => Some("write how many there are, from 1".to_owned()),
            1..=MOST => None,
            _ => Some(format!("all of them are written out: {MOST} at the most")),
        };
        match problem {
            None => Some((name, Some(count))),
            Some(help) => {
                let fact = format!("`{name}` is repeated {count} times");
                self.errors.error(&repeat.count, fact, help);
                None
            }
        }
    }

    /// The count of a `repeat`.
    fn count(&mut self, written: &Expression) -> Option<usize> {
        let count = self.put_in_expression(written)?;
        if let Some(count) = whole(&count) {
            return Some(count);
        }
        let constant = match &count {
            Expression::Constant(_) => true,
            Expression::Value(name) => is_constant(name),
            _ => false,
        };
        let (fact, help) = if constant {
            (
                format!("the count of a `repeat` is `{}`, which only rustc knows", text(&count)),
                "write the number itself, or a parameter of a template",
            )
        } else {
            (
                format!("the count of a `repeat` is `{}`", text(&count)),
                "write a whole number from 1, or a parameter of a template",
            )
        };
        self.errors.error(&count, fact, help);
        None
    }

    /// Reports a `repeat` of what comes from outside of the language.
    pub(super) fn refuse_repeat_of(&mut self, repeat: &syntax::Repeat, what: &str) {
        let fact = format!("`repeat` repeats a template, and `{what}` is none");
        self.errors.error(repeat, fact, format!("make a template of it: `template block(x) {{ x -> {what} }}`"));
    }

    /// Reports a `repeat` of something that is no template.
    pub(super) fn refuse_repeat(&mut self, site: &Use, is_scope: bool) {
        let callee = &site.call.callee;
        let call = text(site.call);
        let (what, help) = if is_scope {
            self.forgive_scope(callee);
            ("a scope", format!("write `-> {call} -> {call}` if it is a `reuse scope`, or make a template of it"))
        } else {
            ("a layer", format!("make a template of it: `template block(x) {{ x -> {call} }}`"))
        };
        self.errors.error(callee, format!("`repeat` repeats a template, and `{callee}` is {what}"), help);
        self.touch_all(site.arguments());
    }
}
