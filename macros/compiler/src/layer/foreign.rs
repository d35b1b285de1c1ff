//! What the language does not have: modules, functions and other networks. Their output shapes are stated, and
//! rustc checks them; only those of networks of the same block are known here.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Path, PathArguments, parse_quote};

use super::{Applied, Code, Foreign, Layer, Site, Struct, Type, Variables};
use crate::mention::mentioned;
use crate::shape::{Condition, Dimension, Shape, message};

/// A dfdx module.
pub(crate) struct Module {
    /// Its type, with all arguments.
    pub(crate) kind: TokenStream,
    /// The type as it was written.
    pub(crate) written: TokenStream,
    pub(crate) output: Stated,
}

/// A shape that somebody stated.
#[derive(Clone)]
pub(crate) struct Stated {
    pub(crate) shape: Shape,
    /// As it was written.
    pub(crate) tokens: TokenStream,
}

impl Layer for Module {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        taken(site, &self.output.shape)?;
        let Self { kind, written, output } = self;
        let [input] = site.inputs else {
            return None;
        };
        let foreign = Foreign::Module { kind: written.clone(), input: input.kind.clone(), output: output.clone() };
        let applied = Applied::of(Type::Sample(output.shape.clone()), Code::foreign(foreign));
        Some(Applied { variables: Some(variables(kind.clone(), Dimension::Number(0))), ..applied })
    }
}

/// A layer of the user's.
pub(crate) struct Own {
    /// Its type, for any element type and device.
    pub(crate) kind: TokenStream,
    /// `None` where it keeps the shape of its input.
    pub(crate) output: Option<Stated>,
}

impl Layer for Own {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { kind, output } = self;
        let [input] = site.inputs else {
            return None;
        };
        let (_, shape) = site.sample(input)?;
        let shape = output.as_ref().map_or(shape, |output| &output.shape).clone();
        taken(site, &shape)?;
        let foreign = Foreign::Own { kind: kind.clone(), input: input.kind.clone(), output: output.clone() };
        let applied = Applied::of(Type::Sample(shape), Code::foreign(foreign));
        let variables = variables(TokenStream::new(), Dimension::Number(0));
        Some(Applied { variables: Some(Variables { holder: Struct::Own(kind.clone()), ..variables }), ..applied })
    }
}

/// A function of the user.
pub(crate) struct Function {
    pub(crate) path: Path,
    pub(crate) output: Stated,
}

impl Layer for Function {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        taken(site, &self.output.shape)?;
        let foreign = Foreign::Generic {
            function: self.path.clone(),
            inputs: site.inputs.iter().map(|input| input.kind.clone()).collect(),
            output: self.output.clone(),
        };
        Applied::new(self.output.shape.clone(), Code::foreign(foreign))
    }
}

/// Refuses losses and critics, and axes whose size is known when the network runs: what is outside knows nothing of them.
fn taken(site: &mut Site, output: &Shape) -> Option<()> {
    let inputs = site.inputs.iter().filter_map(|input| Some((Some(&input.value), input.kind.shape()?)));
    for (value, shape) in inputs.chain([(None, output)]) {
        if let Some(axis) = shape.axis() {
            let what = value.map_or_else(|| message!["its output"], |value| message!["`", value.name, "`"]);
            return site.refuse(
                &message!["`", site.label, "` comes from outside, but ", what, " is ", shape],
                &message![
                    "the size of `",
                    axis,
                    "` is known when the network runs: write what it does as layers, or give it values of fixed sizes"
                ],
            );
        }
    }
    for input in site.inputs {
        if input.kind.shape().is_none() {
            return site.sample(input).map(|_| ());
        }
    }
    Some(())
}

/// Another network.
pub(crate) struct Network {
    pub(crate) path: Path,
    /// What it takes, if it is of the same block.
    pub(crate) inputs: Option<Vec<(Ident, Type)>>,
    pub(crate) output: Stated,
}

impl Layer for Network {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { path, inputs, output } = self;
        match inputs {
            Some(inputs) => self.fit(inputs, site)?,
            None => taken(site, &output.shape)?,
        }
        let foreign = Foreign::Network {
            path: quote!(#path),
            inputs: match inputs {
                Some(inputs) => inputs.iter().map(|(_, kind)| kind.clone()).collect(),
                None => site.inputs.iter().map(|input| input.kind.clone()).collect(),
            },
            output: inputs.is_none().then(|| output.clone()),
        };
        let applied = Applied::of(Type::Sample(output.shape.clone()), Code::foreign(foreign));
        let mut kind = path.clone();
        complete(&mut kind);
        let variables = variables(quote!(#kind), self.constant("PARAMETERS"));
        Some(Applied { variables: Some(variables), ..applied }.multiply_adds(self.constant("MULTIPLY_ADDS")))
    }
}

impl Network {
    /// Compares what flows in with what the network declares.
    fn fit(&self, inputs: &[(Ident, Type)], site: &mut Site) -> Option<()> {
        for (input, (name, kind)) in site.inputs.iter().zip(inputs) {
            let (value, found, declared) = match kind {
                Type::Sample(declared) => {
                    let (value, found) = site.sample(input)?;
                    (value, found, declared)
                }
                Type::Indices(declared) => {
                    let (value, found) = site.indices(input)?;
                    (value, found, declared)
                }
                Type::Variable(_) | Type::Loss | Type::Critic(_) => return None,
            };
            let network = self.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            if let Some(axis) = declared.axis() {
                let fact = message!["`", network, "` has the axis `", axis, "`, whose size is known when it runs"];
                let help = message![
                    "a network that is a layer of another has fixed sizes: write it as a template, which both can use"
                ];
                return site.refuse(&fact, &help);
            }
            let fact =
                message!["`", network, "` takes `", name, "` of ", declared, ", but `", value.name, "` is ", found];
            let help = message!["send a value of ", declared, " through it, or change what `", network, "` declares"];
            if found.rank() != declared.rank() {
                return site.refuse(&fact, &help);
            }
            site.require(Condition::same(found, declared), &fact, &help)?;
        }
        Some(())
    }

    /// A constant of its type.
    fn constant(&self, name: &str) -> Dimension {
        let mut path = self.path.clone();
        if let Some(last) = path.segments.last_mut()
            && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
        {
            arguments.colon2_token = Some(syn::Token![::](last.ident.span()));
        }
        let name = Ident::new(name, proc_macro2::Span::call_site());
        path.segments.push(parse_quote!(#name));
        Dimension::Constant(path)
    }
}

fn variables(kind: TokenStream, parameters: Dimension) -> Variables {
    let holder = Struct::Foreign(kind);
    Variables { holder, dimensions: Vec::new(), parameters, biases: Dimension::Number(0), initializers: None }
}

/// Adds the element type and the device to a type that names neither of them.
pub(crate) fn complete(path: &mut Path) {
    if mentions(quote!(#path)).is_empty() {
        let Some(last) = path.segments.last_mut() else {
            return;
        };
        match &mut last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.push(parse_quote!(E));
                arguments.args.push(parse_quote!(D));
            }
            arguments => *arguments = PathArguments::AngleBracketed(parse_quote!(<E, D>)),
        }
    }
}

/// Which of the element type `E` and the device `D` a type names.
pub(crate) fn mentions(kind: TokenStream) -> Vec<Ident> {
    let found = mentioned(kind);
    ["E", "D"].iter().filter_map(|name| found.iter().find(|ident| *ident == name).cloned()).collect()
}
