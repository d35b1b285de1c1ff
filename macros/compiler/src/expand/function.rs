//! Bodies: one line of code for each operation.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::axes;
use super::docs;
use super::interface::Interface;
use super::locals::Locals;
use super::methods::Methods;
use super::names::located;
use super::scan::scan;
use super::tensor::value;
use super::tuple::tuple;
use crate::layer::{Argument, Start, Type};
use crate::model::ValueId;
use crate::program::{Line, fuse, left};
use crate::shape::{Holder, Network, Operation, Statement};

/// What the lines of a body are written with.
pub(super) struct Writer<'a> {
    /// The struct whose fields are the variables: `self` or `network`.
    pub(super) owner: TokenStream,
    /// The pass, which is a reference.
    pub(super) pass: &'a Ident,
    /// Scopes from outside, which are parameters.
    pub(super) borrowed: &'a [(Holder, Ident)],
    /// The const generics of the network as parameters and as arguments.
    pub(super) generics: (TokenStream, TokenStream),
    pub(super) methods: &'a Methods,
}

impl Writer<'_> {
    /// Writes statements; `results` are the values that leave the body.
    pub(super) fn write(
        &self,
        statements: &[Statement],
        results: impl Iterator<Item = ValueId>,
        locals: &mut Locals,
    ) -> TokenStream {
        locals.reserve(statements);
        let lines = fuse(statements, results);
        lines.iter().map(|line| self.line(line, locals).1).collect()
    }

    /// The same for the body of a network or of a scope, which tells the pass of each value that is made.
    pub(super) fn write_body(
        &self,
        statements: &[Statement],
        results: impl Iterator<Item = ValueId>,
        locals: &mut Locals,
    ) -> TokenStream {
        locals.reserve(statements);
        let pass = self.pass;
        let lines = fuse(statements, results);
        let lines = lines.iter().map(|line| {
            let (name, code) = self.line(line, locals);
            let told = is_made_here(line).then(|| quote!(#pass.made(&#name);));
            quote!(#code #told)
        });
        lines.collect()
    }

    /// The name of what a line makes, and its code.
    fn line(&self, line: &Line, locals: &mut Locals) -> (Ident, TokenStream) {
        let expression = self.placed(line, self.expression(line, locals));
        let mut named = line.result.value.clone();
        if line.result.kind == Type::Loss && !named.bound {
            named.name = Ident::new("loss", named.name.span());
        } else if !named.bound {
            named.name = line.first.typed.value.name.clone();
        }
        let name = locals.owned(&named);
        let names = std::iter::once(name.clone()).chain(line.first.also.iter().map(|also| locals.owned(&also.value)));
        let kinds = std::iter::once(line.result).chain(&line.first.also).map(|made| value(&made.kind));
        let (names, kinds) = (tuple(&names.collect::<Vec<_>>()), tuple(&kinds.collect::<Vec<_>>()));
        // A type error belongs to the layer.
        let code = quote_spanned!(located(line.first.span)=> let #names: #kinds = #expression?;);
        (name, code)
    }

    /// An expression on the device that is said for it.
    fn placed(&self, line: &Line, expression: TokenStream) -> TokenStream {
        let placement = match &line.first.operation {
            Operation::Layer { .. } => &line.first.placement,
            Operation::Scope { holder, .. } => &holder.placement,
        };
        let (Some(placement), pass) = (placement, self.pass) else {
            return expression;
        };
        let device = Literal::usize_unsuffixed(placement.device);
        quote_spanned!(located(line.first.span)=> #pass.on(#device, |#pass| #expression))
    }

    /// A line as an expression.
    pub(super) fn expression(&self, line: &Line, locals: &Locals) -> TokenStream {
        let Self { owner, pass, .. } = self;
        let span = located(line.first.span);
        match &line.first.operation {
            Operation::Layer { field, inputs, code, .. } => match &code.start {
                Start::Function { name, arguments } => {
                    let mut inputs = inputs.iter();
                    let arguments = arguments.iter().filter_map(|argument| match argument {
                        Argument::Input | Argument::Distinct => inputs.next().map(|input| locals.reference(input)),
                        Argument::Through(method) => {
                            let input = inputs.next().map(|input| locals.reference(input))?;
                            Some(quote!(#method(#input)))
                        }
                        Argument::Setting(setting) => Some(setting.clone()),
                    });
                    quote_spanned!(span=> #name(#(#arguments,)* #pass))
                }
                Start::Variables(settings) => {
                    let inputs = inputs.iter().map(|input| locals.reference(input));
                    let joined = line.joined.iter().map(|joined| {
                        let method = format_ident!("{}", joined.join.method);
                        let variables = joined.field.map(|field| quote!(&#owner.#field));
                        let settings = variables.iter().chain(&joined.join.settings);
                        quote!(.#method(#(#settings),*))
                    });
                    quote_spanned!(span=> #owner.#field #settings #(#joined)* .apply(#(#inputs,)* #pass))
                }
                Start::Foreign(foreign) => self.foreign(foreign, field.as_ref(), inputs, locals),
                Start::Shared(path) => quote_spanned!(span=> layer::shared(&#owner #(.#path)*, #pass)),
                Start::Parts(open) => {
                    let inputs = inputs.iter().map(|input| locals.reference(input));
                    quote_spanned!(span=> #open #(.with(#inputs))* .apply(#pass))
                }
            },
            Operation::Scope { holder, element, application, arguments, borrowed, scan } => {
                let scope = match self.parameter(holder) {
                    Some(scope) => quote!(#scope),
                    None => {
                        let field = holder.field(*element);
                        quote!(#owner.#field)
                    }
                };
                let arguments = arguments.iter().map(|argument| locals.reference(argument)).collect::<Vec<_>>();
                let borrowed = borrowed.iter().map(|holder| match self.parameter(holder) {
                    Some(scope) => quote!(#scope),
                    None => {
                        let name = &holder.name;
                        quote!(&#owner.#name)
                    }
                });
                let borrowed = borrowed.collect::<Vec<_>>();
                let apply = self.methods.name(holder, *application);
                let apply =
                    |arguments: &[_]| quote_spanned!(span=> #scope.#apply(#(#arguments,)* #(#borrowed,)* #pass));
                match scan {
                    None => apply(&arguments),
                    Some(scan) => self::scan(scan, &arguments, pass, apply),
                }
            }
        }
    }

    /// The parameter that holds a scope from outside.
    fn parameter(&self, holder: &Holder) -> Option<&Ident> {
        self.borrowed.iter().find(|(borrowed, _)| borrowed.id == holder.id).map(|(_, name)| name)
    }
}

/// Whether the value of a line is one of the network's: not a variable, nor what a scope has told the pass of itself.
fn is_made_here(line: &Line) -> bool {
    match &line.first.operation {
        Operation::Layer { .. } => matches!(line.result.kind, Type::Sample(_)),
        Operation::Scope { scan, .. } => scan.is_some(),
    }
}

/// `apply`, `apply_2`, ..
pub(super) fn application_name(application: usize) -> Ident {
    match application {
        0 => format_ident!("apply"),
        more => format_ident!("apply_{}", more + 1),
    }
}

/// The function that runs the body of a network, whatever for.
pub(super) fn run(network: &Network, methods: &Methods, interface: &Interface) -> TokenStream {
    let mut locals = Locals::default();
    let names = network.inputs.iter().map(|input| locals.borrowed(&input.value)).collect::<Vec<_>>();
    let parameters = network.inputs.iter().zip(&names).map(|(input, name)| {
        let kind = value(&input.kind);
        quote!(#name: &#kind)
    });
    let parameters = parameters.collect::<Vec<_>>();
    let holder = locals.fresh("network", proc_macro2::Span::call_site());
    let pass = locals.fresh("pass", proc_macro2::Span::call_site());
    let left = left(network);
    let generics = interface.generics();
    let writer = Writer { owner: quote!(#holder), pass: &pass, borrowed: &[], generics, methods };
    let results = left.iter().map(|left| left.operand.value.id);
    let inputs = network.inputs.iter().zip(&names).filter(|(input, _)| matches!(input.kind, Type::Sample(_)));
    let inputs = inputs.map(|(_, name)| quote!(#pass.made(#name);)).collect::<TokenStream>();
    let lines = writer.write_body(&network.statements, results, &mut locals);
    let axes = axes::of_pass(&pass, &lines);
    let results = tuple(&locals.results(&left));
    let kinds = tuple(&left.iter().map(|left| value(&left.kind)).collect::<Vec<_>>());
    let name = interface.network();
    let (generics, sizes) = interface.generics();
    let doc = docs::line(if left.len() > network.outputs.len() {
        "Runs the body. Returns the outputs, then what losses need beside them."
    } else {
        "Runs the body."
    });
    quote! {
        #doc
        fn run<#generics B: Dim, E: Dtype, D: Device<E>>(
            #holder: &#name<#sizes E, D>,
            #(#parameters,)*
            #pass: &mut Pass<E, D>,
        ) -> Result<#kinds, D::Err> {
            #axes
            #inputs
            #lines
            Ok(#results)
        }
    }
}
