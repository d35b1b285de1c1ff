//! Losses: one training pass for each.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::axes;
use super::docs;
use super::function::Writer;
use super::input::{self, Parameter};
use super::interface::{Interface, Loss};
use super::locals::Locals;
use super::methods::Methods;
use super::names::{self, located};
use super::tuple::{COPY, nested, tuple};
use crate::layer::Type;
use crate::program::{left, reads};
use crate::shape::{self, Left, Network, Operand, Statement, Typed};

/// The methods of the training pass of a network.
pub(super) fn losses(network: &Network, scopes: &Methods, interface: &Interface) -> TokenStream {
    let left = left(network);
    let methods = interface.losses.iter().zip(&network.losses);
    let methods = methods.map(|(signature, loss)| {
        let mut locals = Locals::default();
        let method = Method::new(interface, signature, &mut locals);
        let body = body(network, scopes, interface, loss, &left, &method, locals);
        method.with(body)
    });
    training(interface, methods.collect())
}

/// The training pass with these methods.
pub(super) fn training(interface: &Interface, methods: TokenStream) -> TokenStream {
    if interface.losses.is_empty() {
        return TokenStream::new();
    }
    let (name, module) = (interface.network(), interface.module());
    let training = Ident::new("training", interface.name.span());
    let kernels = interface.kernels();
    let (generics, sizes) = interface.generics();
    let settings = settings(interface);
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>> #name<#sizes E, D> {
            /// Begins a training pass, which one of the losses completes.
            pub fn #training(&self) -> #module::Training<'_, Self>
            #kernels
            {
                #module::Training { network: self, settings: Default::default() }
            }
        }
        impl<#generics E: Dtype, D: Device<E>> #module::Training<'_, #name<#sizes E, D>> {
            #settings
            #methods
        }
        #[doc(hidden)]
        impl<N> Deref for #module::Training<'_, N> {
            type Target = InTrainings;

            fn deref(&self) -> &InTrainings {
                InTrainings::HERE
            }
        }
    }
}

/// The methods of the training pass that all losses share.
fn settings(interface: &Interface) -> TokenStream {
    let span = interface.name.span();
    let [freeze, memory_limit, _, micro_batches, _] = names::SETTINGS.map(|setting| Ident::new(setting, span));
    let on = on(
        interface,
        "The loss and the gradients are those of the whole batch. Batch norm alone sees each part by itself, and its running \
         statistics become what the towers make of them, weighted by their samples.",
    );
    let mixed = mixed(
        interface,
        "Variables stay what they are, and so do sums, norms, losses and the step of an optimizer. With `F16` gradients are \
         scaled on their way, and a step whose gradients are not finite is left out.",
    );
    let [scope, bytes, count] = ["scope", "bytes", "count"].map(|name| names::local(name, span));
    let name = interface.network();
    let (_, sizes) = interface.generics();
    quote! {
        /// Freezes a scope for this pass: batch norm uses its running statistics in there, as inference does, and
        /// leaves them as they are.
        ///
        /// Gradients still reach the scope's variables and what comes before it, and dropout goes on. Variables stay
        /// as they are if the optimizer freezes them.
        pub fn #freeze(mut self, #scope: impl ScopeOf<#name<#sizes E, D>, Itself: Sized>) -> Self {
            self.settings.freeze::<#name<#sizes E, D>>(#scope.itself());
            self
        }

        /// Has the pass take no more than so many bytes: what is cheap to compute is not kept for the way back, but
        /// computed again. The gradients are the same.
        ///
        /// What counts is what `TrainingPass::memory` tells. A limit that cannot be kept is an error, which says what
        /// can.
        pub fn #memory_limit(mut self, #bytes: usize) -> Self {
            self.settings.limit_memory(#bytes);
            self
        }

        #on

        /// Splits the batch into so many parts, or that of each tower, which the devices of a placed network work on as in a
        /// pipeline. Batch norm sees each part by itself.
        pub fn #micro_batches(mut self, #count: usize) -> Self {
            self.settings.micro_batches(#count);
            self
        }

        #mixed
    }
}

/// The method that has a pass done by towers, and what comes of that.
pub(super) fn on(interface: &Interface, outcome: &str) -> TokenStream {
    let span = interface.name.span();
    let ([_, _, on, ..], workers) =
        (names::SETTINGS.map(|setting| Ident::new(setting, span)), names::local("workers", span));
    let does =
        "Has towers do the pass, each for a part of the batch, at the same time, or the devices that the network is \
                placed on."
            .to_owned();
    let doc = docs::after(&[], &[does, String::new(), outcome.to_owned()]);
    quote! {
        #doc
        pub fn #on(mut self, #workers: impl Workers<D, Itself: Sized>) -> Self {
            self.settings.on(&#workers);
            self
        }
    }
}

/// The method that sets the precision of products.
pub(super) fn mixed(interface: &Interface, outcome: &str) -> TokenStream {
    let span = interface.name.span();
    let ([.., mixed], precision) =
        (names::SETTINGS.map(|setting| Ident::new(setting, span)), names::local("precision", span));
    let does = "Has products computed from numbers of 16 bits, `Bf16` or `F16`: those of linear layers, convolutions, matrices, \
                attention and recurrent layers."
        .to_owned();
    let doc = docs::after(&[], &[does, String::new(), outcome.to_owned()]);
    quote! {
        #doc
        pub fn #mixed(mut self, #precision: impl Precision<E, Itself: Sized>) -> Self {
            self.settings.mix(&#precision);
            self
        }
    }
}

/// The method of a loss without its body.
pub(super) struct Method {
    head: TokenStream,
    inputs: Vec<Parameter>,
    targets: Vec<Parameter>,
}

impl Method {
    pub(super) fn new(interface: &Interface, loss: &Loss, locals: &mut Locals) -> Self {
        let inputs = input::inputs(interface, locals);
        let targets = input::targets(loss, interface, locals);
        let (_, sizes) = interface.generics();
        let declared = inputs.iter().chain(&targets).map(Parameter::declared);
        let (network, output, name) = (interface.network(), interface.output(), loss.name);
        let mut lines = vec![format!("The loss `{name}`, its gradients and the outputs.")];
        let targets_doc = docs::targets(&loss.targets);
        if !targets_doc.is_empty() {
            lines.extend([String::new(), "# Targets".to_owned()]);
            lines.extend(targets_doc);
        }
        lines.extend([String::new(), "# Errors".to_owned(), "If batch sizes differ, or the device fails.".to_owned()]);
        let docs = docs::after(loss.attributes, &lines);
        // Where rustc points at the method, it points at the loss.
        let head = quote_spanned! {located(name.span())=>
            #docs
            pub fn #name<B: Dim>(
                &self,
                #(#declared,)*
            ) -> Result<TrainingPass<#network<#sizes E, D>, #output>, Error>
        };
        Self { head, inputs, targets }
    }

    pub(super) fn with(&self, body: TokenStream) -> TokenStream {
        let head = &self.head;
        quote!(#head { #body })
    }
}

fn body(
    network: &Network,
    scopes: &Methods,
    interface: &Interface,
    loss: &shape::Loss,
    left: &[Left],
    method: &Method,
    mut locals: Locals,
) -> TokenStream {
    let pass = locals.fresh("pass", Span::call_site());
    let parameters = || method.inputs.iter().chain(&method.targets);
    let Some(Parameter { local: first, .. }) = parameters().next() else {
        return TokenStream::new();
    };
    let values = network.inputs.iter().chain(&loss.targets).map(|typed| typed.value.id);
    for (value, parameter) in values.zip(parameters()) {
        locals.hold(value, parameter.local.clone(), parameter.is_critic());
    }
    let given = parameters().filter_map(Parameter::given);
    let received = parameters().filter_map(|parameter| parameter.received(&pass));
    let names = interface.output_names();
    let mut outputs = Vec::new();
    let mut results = Vec::new();
    for (index, left) in left.iter().enumerate() {
        let value = &left.operand.value;
        let name = match names.get(index) {
            Some(_) if value.bound => locals.fresh(&value.name.to_string(), value.name.span()),
            Some(name) => locals.fresh(name, Span::call_site()),
            None => locals.fresh(&value.name.to_string(), value.name.span()),
        };
        if index < names.len() {
            outputs.push(name.clone());
        }
        if !left.operand.assumed {
            locals.hold(value.id, name.clone(), false);
        }
        results.push((value.id, name));
    }
    let generics = interface.generics();
    let writer = Writer { owner: quote!(self.network), pass: &pass, borrowed: &[], generics, methods: scopes };
    let lines = writer.write(&loss.statements, std::iter::once(loss.value.id), &mut locals);
    let needed = |value| loss.statements.iter().any(|statement| reads(statement, value));
    let results = results
        .iter()
        .enumerate()
        .map(|(index, (value, name))| if index < names.len() || needed(*value) { quote!(#name) } else { quote!(_) });
    let results = tuple(&results.collect::<Vec<_>>());
    let inputs = method.inputs.iter().map(|Parameter { local, .. }| quote!(&#local));
    let parts = parts(&loss.statements).map(|part| {
        let name = part.label.name.to_string();
        let value = locals.reference(&Operand { value: part.typed.value.clone(), assumed: false });
        quote!(#pass.part(#name, #value);)
    });
    let parts = parts.collect::<TokenStream>();
    let value = locals.results(&[Left::new(&Typed { value: loss.value.clone(), kind: Type::Loss })]);
    let outputs = nested(&outputs, COPY);
    let erased = (!interface.axes.is_empty() || mentions_batch(lines.clone())).then(|| {
        quote!(
            type B = usize;
        )
    });
    let found = axes::found(interface, parameters().map(Parameter::found));
    let (settings, sizes) = (axes::at(interface, quote!(self.settings)), axes::of_pass(&pass, &lines));
    let (name, passes) = (loss.name.to_string(), &interface.passes);
    let train = Ident::new("train", located(loss.name.span()));
    quote! {
        #(#given)*
        #found
        self.network.#passes.#train(
            self.network,
            #name,
            #settings,
            #first.device(),
            shape::batch(#first),
            |#pass| {
                #erased
                #(#received)*
                let #results = run(self.network, #(#inputs,)* #pass)?;
                #sizes
                #lines
                #parts
                Ok((#(#value)*, #outputs))
            },
        )
    }
}

/// Whether code names the batch of a value. In a pass, whose batch is a part of the caller's, that is a `usize`.
fn mentions_batch(code: TokenStream) -> bool {
    code.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_batch(group.stream()),
        TokenTree::Ident(ident) => ident == "B",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The loss functions among the statements of a loss; the others are arithmetic with what these give.
fn parts(statements: &[Statement]) -> impl Iterator<Item = &Statement> {
    let losses = || statements.iter().filter(|statement| statement.typed.kind == Type::Loss);
    losses().filter(move |statement| losses().all(|loss| !reads(statement, loss.typed.value.id)))
}
