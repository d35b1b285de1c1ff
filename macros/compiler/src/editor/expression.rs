//! Expressions, layers and their arguments.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;
use syn::punctuated::Punctuated;

use super::complete::is_missing;
use super::names::{Holder, Meaning};
use super::{Lead, elsewhere};
use crate::errors::Errors;
use crate::layer::{self, Inputs, Kind};
use crate::syntax::{Argument, ArgumentValue, Arguments, Call, Expression, Foreign, ForeignKind, Layer, Step};

impl Lead<'_> {
    pub(super) fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Value(name) => self.value(name),
            Expression::Number(_) => {}
            Expression::Negative { operand, .. } => self.expression(operand),
            Expression::Binary { left, right, .. } => {
                self.expression(left);
                self.expression(right);
            }
            Expression::Call(call) => self.call(call, 0),
            Expression::Named { name, call, .. } => {
                self.call(call, 0);
                self.names.layer(name);
            }
            Expression::Foreign(foreign) => self.foreign(foreign),
            Expression::Chain { source, steps } => {
                self.expression(source);
                steps.iter().for_each(|step| self.step(step));
            }
            Expression::Placed { value, .. } | Expression::Paren { value, .. } => self.expression(value),
            Expression::Scope(scope) => self.scope(&scope.name, &Punctuated::new(), &scope.body),
            Expression::Scan(scan) => self.scan(scan),
            Expression::Tuple { values, .. } => values.iter().for_each(|value| self.expression(value)),
            Expression::Constant(path) => self.path(path),
            Expression::Element { list, index, .. } => {
                self.value(list);
                self.expression(index);
            }
            Expression::Choice(choice) => self.choice(choice),
        }
    }

    /// A name where a value is.
    pub(super) fn value(&mut self, name: &Ident) {
        let runtime = self.runtime;
        let value = match self.names.find(name) {
            Some(Meaning::Field(holder) | Meaning::Parameter(holder)) => quote!(#holder.#name),
            Some(Meaning::Template { module, .. }) => quote!(block::#module::#name { ..#runtime::editor::any() }),
            // What nothing in the block is called is an item around it, or the beginning of a name.
            Some(Meaning::Local) | None => quote!(#name),
        };
        self.statements.extend(quote!(#value;));
    }

    /// A `const` item.
    pub(super) fn path(&mut self, path: &Path) {
        match path.get_ident() {
            Some(name) => self.value(name),
            None => self.statements.extend(quote!(#path;)),
        }
    }

    fn step(&mut self, step: &Step) {
        self.inside(|lead| {
            lead.names.enter(Holder::Outer);
            if let Some(repeat) = &step.repeat {
                lead.expression(&repeat.count);
                if let Some((_, index)) = repeat.index.as_ref().filter(|(_, index)| index != "_") {
                    lead.bind(index);
                }
            }
            match &step.layer {
                Layer::Call(call) => lead.call(call, 1),
                Layer::Foreign(foreign) => lead.foreign(foreign),
            }
            lead.names.leave();
        });
        match (&step.name, &step.layer) {
            (Some((name, _)), layer) => {
                let runtime = self.runtime;
                let kind = match layer {
                    Layer::Call(Call { callee, .. }) if Kind::find(&callee.to_string()).is_some() => {
                        let callee = elsewhere(callee);
                        quote!(#runtime::editor::layers::#callee)
                    }
                    Layer::Call(_) | Layer::Foreign(_) => quote!(#runtime::editor::Scope),
                };
                self.names.field(name, kind);
                self.names.layer(name);
            }
            (None, Layer::Call(call)) => self.names.layer(&call.callee),
            (None, Layer::Foreign(_)) => {}
        }
    }

    /// A layer, a scope or a template with its arguments, and so many values in front of it.
    pub(super) fn call(&mut self, call: &Call, piped: usize) {
        let Call { callee, arguments } = call;
        if self.names.find(callee).is_none() && callee.to_string().starts_with(char::is_uppercase) {
            // Another network.
            self.statements.extend(quote!(let _: #callee;));
            each(arguments.as_ref()).for_each(|argument| self.argument_value(&argument.value));
            return;
        }
        let Some(called) = self.called(callee) else {
            self.value(callee);
            each(arguments.as_ref()).for_each(|argument| self.argument_value(&argument.value));
            return;
        };
        let mut values = called.values.saturating_sub(piped);
        let mut positions = called.positions.iter();
        let runtime = self.runtime;
        let mut fields = TokenStream::new();
        let mut rest = quote!(#runtime::editor::any());
        for argument in each(arguments.as_ref()) {
            match (&argument.name, &argument.value) {
                (Some((name, _)), value) if called.may_have(name) => {
                    let value = self.valued(|lead| lead.named(called.words_of(name), value));
                    fields.extend(quote!(#name: #value,));
                }
                (Some(_), value) => self.argument_value(value),
                // What nothing is called is the beginning of the name of an argument, or of that of a value, if there may be one.
                (None, ArgumentValue::Expression(Expression::Value(word))) if self.is_unknown(word) => {
                    if values == 0 && is_missing(word) {
                        // There is room for a word and a comma, as where a language server has put one.
                        rest = quote!(((#rest)));
                    } else if values == 0 {
                        fields.extend(called.may_have(word).then(|| quote!(#word,)));
                    } else {
                        self.inside(|lead| {
                            called.arguments.iter().for_each(|name| lead.offer(name));
                            lead.value(word);
                        });
                    }
                }
                (None, value) if values > 0 && !is_written_out(value) => {
                    values -= 1;
                    self.argument_value(value);
                }
                (None, value) => {
                    let value = self.valued(|lead| lead.argument_value(value));
                    fields.extend(positions.next().map(|name| quote!(#name: #value,)));
                }
            }
        }
        let structure = called.structure;
        self.statements.extend(quote!(#structure { #fields ..#rest };));
    }

    /// A layer or a template, or nothing for what has no struct of its arguments.
    fn called(&self, callee: &Ident) -> Option<Called> {
        match self.names.find(callee) {
            Some(Meaning::Template { module, values, parameters }) => Some(Called {
                structure: quote!(block::#module::#callee),
                values: *values,
                positions: parameters.clone(),
                arguments: parameters.clone(),
                words: Vec::new(),
            }),
            Some(Meaning::Field(_) | Meaning::Parameter(_) | Meaning::Local) => None,
            None => {
                let kind = Kind::find(&callee.to_string());
                let positions = kind.map(|kind| kind.positional.iter().map(|(name, _)| anywhere(name)).collect());
                Some(Called {
                    structure: quote!(layers::#callee),
                    values: kind.map_or(0, values),
                    positions: positions.unwrap_or_default(),
                    arguments: kind.map(arguments).unwrap_or_default().into_iter().map(anywhere).collect(),
                    words: kind.map(|kind| asked(kind, |arguments| arguments.words().to_vec())).unwrap_or_default(),
                })
            }
        }
    }

    fn is_unknown(&self, word: &Ident) -> bool {
        self.names.find(word).is_none() && !word.to_string().starts_with(char::is_uppercase)
    }

    /// The value of an argument that may be one of these words.
    fn named(&mut self, words: Vec<Ident>, value: &ArgumentValue) {
        let word = match value {
            ArgumentValue::Expression(Expression::Value(word) | Expression::Call(Call { callee: word, .. })) => word,
            _ => return self.argument_value(value),
        };
        if words.is_empty() || !self.is_unknown(word) {
            return self.argument_value(value);
        }
        let runtime = self.runtime;
        self.statements.extend(quote!(#(let #words: #runtime::editor::Word = #runtime::editor::any();)* #word;));
    }

    pub(super) fn argument_value(&mut self, value: &ArgumentValue) {
        match value {
            ArgumentValue::Expression(expression) => self.expression(expression),
            ArgumentValue::Boolean(_) | ArgumentValue::Text(_) => {}
            ArgumentValue::List { values, .. } => values.iter().for_each(|value| self.dimension(value)),
            ArgumentValue::Numbers { values, .. } => values.iter().for_each(|value| self.expression(value)),
            ArgumentValue::Lists { lists, .. } => {
                lists.iter().flat_map(|list| &list.values).for_each(|value| self.dimension(value));
            }
            ArgumentValue::Constant(path) => self.path(path),
            ArgumentValue::View(view) => self.value(&view.critic),
            ArgumentValue::Variable(path) => {
                let holder = path.first().and_then(|first| self.names.holder_of(first));
                self.statements.extend(holder.map(|holder| quote!(#holder.#path;)));
            }
        }
    }

    fn foreign(&mut self, foreign: &Foreign) {
        match &foreign.what {
            ForeignKind::Module { kind, .. } | ForeignKind::Layer { kind, .. } => {
                self.statements.extend(quote!(let _: #kind;));
            }
            ForeignKind::Function { function, arguments, .. } => {
                self.statements.extend(quote!(#function;));
                arguments.iter().for_each(|argument| self.argument_value(&argument.value));
            }
            ForeignKind::Network { path, arguments } => {
                self.statements.extend(quote!(let _: #path;));
                each(arguments.as_ref()).for_each(|argument| self.argument_value(&argument.value));
            }
        }
        foreign.output.iter().for_each(|(_, shape)| self.shape(shape));
    }
}

/// What is given arguments.
struct Called {
    /// The struct that has its arguments as fields.
    structure: TokenStream,
    /// How many values it takes.
    values: usize,
    /// The arguments that need no name.
    positions: Vec<Ident>,
    /// All of them.
    arguments: Vec<Ident>,
    /// The words that some of them may be.
    words: Vec<(&'static str, Vec<&'static str>)>,
}

/// Whether an argument without a name is no value for certain.
fn is_written_out(value: &ArgumentValue) -> bool {
    match value {
        ArgumentValue::Expression(expression) => {
            matches!(expression, Expression::Number(_) | Expression::Negative { .. })
        }
        _ => true,
    }
}

impl Called {
    /// The words that an argument may be.
    fn words_of(&self, name: &Ident) -> Vec<Ident> {
        let words = self.words.iter().filter(|(argument, _)| name == argument);
        words.flat_map(|(_, words)| words).map(|word| anywhere(word)).collect()
    }

    /// Whether a word is an argument, or becomes one. No argument has capitals: a word with some was made up by a language server
    /// that completes it.
    fn may_have(&self, word: &Ident) -> bool {
        let word = word.to_string();
        word.contains(char::is_uppercase) || self.arguments.iter().any(|name| name.to_string().starts_with(&word))
    }
}

fn anywhere(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The names of the arguments that a layer asks for.
pub(super) fn arguments(kind: &'static Kind) -> Vec<&'static str> {
    asked(kind, |arguments| arguments.known().to_vec())
}

/// What there is to know of arguments when all have been asked for.
fn asked<T>(kind: &'static Kind, of: impl FnOnce(&layer::Arguments) -> T) -> T {
    let callee = anywhere(kind.name);
    let mut errors = Errors::new();
    let mut arguments = layer::Arguments::of_defaults(kind, &callee, [].into_iter(), &mut errors);
    (kind.read)(&mut arguments);
    let found = of(&arguments);
    // None of them was given, and that is no mistake here.
    errors.into_error();
    found
}

fn each(arguments: Option<&Arguments>) -> impl Iterator<Item = &Argument> {
    arguments.into_iter().flat_map(|arguments| &arguments.arguments)
}

/// How many values a layer may be given in its parentheses.
fn values(kind: &Kind) -> usize {
    match kind.inputs {
        Inputs::Named(names) | Inputs::UpTo(names) => names.len(),
        Inputs::Several => usize::MAX,
    }
}
