//! What the language does not have: modules, functions, and other networks.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Path, Type};

use super::body::Checker;
use super::call::Use;
use super::network::declared_shape;
use super::text::text;
use crate::beside;
use crate::expand::names;
use crate::layer::foreign::{self, Stated};
use crate::layer::{Demand, Demanded, Layer};
use crate::model::{self, Label, Member, Operation, Source, Value};
use crate::syntax::{self, Argument, Foreign, ForeignKind};

/// The networks of a block, as one of them sees the others.
#[derive(Clone, Copy)]
pub(super) struct Siblings<'a> {
    pub(super) written: &'a [syntax::Network],
    /// Those above it that have no errors.
    pub(super) checked: &'a [model::Network],
    pub(super) own: usize,
}

/// Something foreign that is applied to values.
struct Application<'a> {
    /// What an error underlines.
    at: TokenStream,
    /// The name that was given to it.
    name: Option<&'a Ident>,
    /// What it is called otherwise.
    kind: Ident,
    source: Source,
    variables: bool,
}

impl Checker<'_> {
    /// `module(..)`, `apply(..)` or a network by its path.
    pub(super) fn foreign(
        &mut self,
        written: &Foreign,
        name: Option<&Ident>,
        piped: Option<Option<Value>>,
        source: Source,
    ) -> Option<Value> {
        let at = written.what.to_token_stream();
        let called = names::foreign(&written.what);
        match &written.what {
            ForeignKind::Module { kind, .. } => {
                let application = Application { at, name, kind: called, source, variables: true };
                let output = self.stated(written);
                let complete = self.completed(kind);
                let inputs = self.piped(&application, piped, &[])?;
                let output = output?;
                let written = kind.to_token_stream();
                let module = foreign::Module { kind: complete?, written, output: output.clone() };
                self.push_foreign(application, Rc::new(module), inputs, Some(&output))
            }
            ForeignKind::Layer { kind, .. } => {
                let application = Application { at, name, kind: called, source, variables: true };
                let output = match &written.output {
                    Some(_) => Some(self.stated(written)?),
                    None => None,
                };
                let inputs = self.piped(&application, piped, &[])?;
                self.layer_is_derived(kind)?;
                let own = foreign::Own { kind: self.put_in_tokens(kind.to_token_stream())?, output: output.clone() };
                self.push_foreign(application, Rc::new(own), inputs, output.as_ref())
            }
            ForeignKind::Function { function, arguments, .. } => {
                let application = Application { at, name, kind: called, source, variables: false };
                let output = self.stated(written);
                let inputs = self.piped(&application, piped, &arguments.iter().collect::<Vec<_>>())?;
                let output = output?;
                let function = foreign::Function { path: function.clone(), output: output.clone() };
                self.push_foreign(application, Rc::new(function), inputs, Some(&output))
            }
            ForeignKind::Network { path, arguments } => {
                let given = arguments.iter().flat_map(|arguments| &arguments.arguments).collect::<Vec<_>>();
                if let (Some(own), Some((arrow, shape))) = (path.get_ident(), &written.output)
                    && self.siblings.written.iter().any(|network| network.name == *own)
                {
                    self.errors.error(
                        quote!(#arrow #shape),
                        format!("the output of `{own}` is known here"),
                        format!("leave out `{}`", text(quote!(#arrow #shape))),
                    );
                }
                let application = Application { at, name, kind: called, source, variables: true };
                let output = self.stated(written);
                let inputs = self.piped(&application, piped, &given)?;
                let output = output?;
                let network = foreign::Network { path: path.clone(), inputs: None, output: output.clone() };
                self.push_foreign(application, Rc::new(network), inputs, Some(&output))
            }
        }
    }

    /// Refuses a struct that is no layer, where that can be seen.
    fn layer_is_derived(&mut self, kind: &syn::Type) -> Option<()> {
        let network = &self.siblings.written.get(self.siblings.own)?.name;
        let Some(line) = beside::without_layer(network, kind) else { return Some(()) };
        let help = format!(
            "write `#[derive(Clone, Debug, Layer)]` above it in line {line}; a module of dfdx is `module(..)`, a function `apply(..)`"
        );
        self.errors.error(kind, format!("`{}` is not a layer", text(kind)), help);
        None
    }

    /// A network of the same block; `None` if `site` names none.
    pub(super) fn sibling(&mut self, site: &Use) -> Option<Option<Value>> {
        let callee = &site.call.callee;
        let Siblings { written, checked, own } = self.siblings;
        let place = written.iter().position(|network| network.name == *callee)?;
        if let Some(repeat) = site.repeat {
            self.refuse_repeat_of(repeat, &text(site.call));
        }
        Some(if place == own {
            let help = "write what is used again as a `reuse scope`";
            self.errors.error(callee, format!("the network `{callee}` cannot contain itself"), help);
            self.touch_all(site.arguments());
            None
        } else if place > own {
            let help = format!("move `{callee}` above the network that contains it");
            self.errors.error(callee, format!("the network `{callee}` is declared further down"), help);
            self.touch_all(site.arguments());
            None
        } else {
            let application = Application {
                at: site.call.to_token_stream(),
                name: site.name,
                kind: names::module(callee),
                source: site.source.clone(),
                variables: true,
            };
            let inputs = self.piped(&application, site.piped.clone(), &site.arguments());
            let network = checked.iter().find(|network| network.name == *callee);
            if let Some(part) = network.and_then(|network| network.parts.first()) {
                let part = &part.name;
                self.errors.error(
                    callee,
                    format!("the network `{callee}` is generic in the layer `{part}`, and is given none here"),
                    format!("write it and the output shape, as in `{callee}<Gelu> -> [10]`"),
                );
                return Some(None);
            }
            if let Some(model::Network { generics, .. }) = network
                && let Some(generic) = generics.first()
            {
                self.errors.error(
                    callee,
                    format!("the network `{callee}` has the const generic `{generic}`, and no value for it here"),
                    format!("write its value and the output shape, as in `{callee}<64> -> [10]`"),
                );
                return Some(None);
            }
            network.zip(inputs).and_then(|(network, inputs)| self.nested(application, network, inputs))
        })
    }

    fn nested(&mut self, application: Application, network: &model::Network, inputs: Vec<Value>) -> Option<Value> {
        let name = &network.name;
        let declared = network.inputs.iter().map(|input| input.value.name.to_string()).collect::<Vec<_>>();
        if inputs.len() != declared.len() {
            let values = |count: usize| if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
            let (taken, given) = (values(declared.len()), values(inputs.len()));
            let help = match declared.split_first() {
                Some((first, [])) => format!("write `{first} -> {name}`"),
                Some((first, others)) => format!("write `{first} -> {name}({})`", others.join(", ")),
                None => format!("declare the inputs of `{name}`"),
            };
            self.errors.error(&application.at, format!("`{name}` takes {taken}, but is given {given}"), help);
            return None;
        }
        let model::Outputs::One(output) = &network.outputs else {
            let count = network.outputs.as_slice().len();
            self.errors.error(
                &application.at,
                format!("`{name}` has {count} outputs, and a layer gives one value"),
                "split it into networks of one output each, or write it as scopes of this network",
            );
            return None;
        };
        let takes = network.inputs.iter().map(|input| (input.value.name.clone(), input.kind.clone()));
        let layer = foreign::Network {
            path: Path::from(name.clone()),
            inputs: Some(takes.collect()),
            output: Stated { shape: output.shape.clone(), tokens: application.at.clone() },
        };
        self.push_foreign(application, Rc::new(layer), inputs, None)
    }

    /// The values that flow in; `None` if there is something wrong with them, or with the place.
    fn piped(
        &mut self,
        application: &Application,
        piped: Option<Option<Value>>,
        arguments: &[&Argument],
    ) -> Option<Vec<Value>> {
        let Application { at, kind, variables, .. } = application;
        let what = text(at);
        let sent = piped.is_some();
        let mut inputs = piped.into_iter().collect::<Vec<_>>();
        for argument in arguments {
            inputs.push(self.argument(argument, &kind.to_string()));
            if let Some((name, _)) = &argument.name {
                let fact = format!("`{what}` takes its values by position");
                self.errors.error(name, fact, format!("leave out `{name} =`"));
            }
        }
        if *variables && self.in_loss() {
            let fact = format!("`{what}` holds variables, and a loss cannot hold any");
            self.errors.error(at, fact, "bind its output by a `let` above the loss, and use that here");
            return None;
        }
        if *variables && !sent {
            let fact = format!("`{what}` holds variables, and is no function");
            self.errors.error(at, fact, format!("send a value through it: `x -> {what}`"));
            self.forgive_unused();
            return None;
        }
        if inputs.is_empty() {
            let fact = format!("`{what}` is given no value");
            self.errors.error(at, fact, format!("send a value through it: `x -> {what}`"));
            self.forgive_unused();
            return None;
        }
        inputs.into_iter().collect()
    }

    /// The output shape that has to be stated.
    fn stated(&mut self, written: &Foreign) -> Option<Stated> {
        let Some((_, shape)) = &written.output else {
            let what = text(&written.what);
            let fact = format!("the output shape of `{what}` is not known in a network");
            self.errors.error(&written.what, fact, format!("state it, per sample, as in `{what} -> [64]`"));
            return None;
        };
        let tokens = shape.to_token_stream();
        let shape = self.put_in_shape(shape)?;
        declared_shape(&shape, &self.axes, self.errors).map(|shape| Stated { shape, tokens })
    }

    /// A type with the element type and the device.
    fn completed(&mut self, kind: &Type) -> Option<TokenStream> {
        if let Type::Path(path) = kind {
            let mut path = path.clone();
            foreign::complete(&mut path.path);
            return Some(path.into_token_stream());
        }
        if foreign::mentions(kind.to_token_stream()).is_empty() {
            let fact = format!("`{}` does not say where the element type and the device belong", text(kind));
            self.errors.error(kind, fact, "write `E` and `D` for them, as in `(Linear<4, 8, E, D>, ReLU)`");
            return None;
        }
        Some(kind.to_token_stream())
    }

    fn push_foreign(
        &mut self,
        application: Application,
        layer: Rc<dyn Layer>,
        inputs: Vec<Value>,
        stated: Option<&Stated>,
    ) -> Option<Value> {
        let Application { name, kind, source, variables, .. } = application;
        let unnamed = name.is_none().then_some(&*source.text);
        let name = name.cloned().unwrap_or(kind);
        let declared = variables || unnamed.is_none();
        if declared {
            self.declare(&name, unnamed);
        }
        let field = variables.then(|| name.clone());
        if let Some(frame) = self.frames.last_mut() {
            frame.members.extend(field.clone().map(Member::Layer));
        }
        let demands = stated.into_iter().flat_map(|Stated { shape, tokens }| {
            shape.dimensions().iter().map(|size| Demand { of: Demanded::Size(size.clone()), at: tokens.clone() })
        });
        let demands = demands.collect();
        let operation = Operation::Layer { layer, label: name.to_string(), field, inputs, demands };
        Some(self.push(Label { name, declared }, operation, source))
    }
}
