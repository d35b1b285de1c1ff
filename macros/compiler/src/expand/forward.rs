//! Running a network: by its own methods, and by dfdx's traits.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::foreign;
use super::input;
use super::interface::Interface;
use super::locals::Locals;
use super::tensor::{taped, tensor};
use crate::layer::Type;

/// What methods do.
#[derive(Clone, Copy)]
pub(super) enum Bodies<'a> {
    /// They run the network, whose body leaves this many values.
    Run(usize),
    /// They stand for what an error has prevented.
    Diverge(&'a TokenStream),
}

impl Bodies<'_> {
    pub(super) fn or(self, run: impl FnOnce(usize) -> TokenStream) -> TokenStream {
        match self {
            Self::Run(left) => run(left),
            Self::Diverge(diverge) => diverge.clone(),
        }
    }
}

/// The methods and traits that run a network.
pub(super) fn forward(interface: &Interface, bodies: Bodies) -> TokenStream {
    let own = own(interface, bodies);
    let module = module(interface, bodies);
    let module_mut = module_mut(interface, bodies);
    let nested = foreign::nested(interface, bodies);
    quote!(#own #module #module_mut #nested)
}

/// The values that the body of a network leaves, by name.
struct Results {
    outputs: Vec<Ident>,
    pattern: TokenStream,
}

impl Results {
    fn new(interface: &Interface, left: usize, locals: &mut Locals) -> Self {
        let names = interface.output_names();
        let outputs = names.iter().map(|name| locals.fresh(name, Span::call_site())).collect::<Vec<_>>();
        let unused = std::iter::repeat_n(quote!(_), left.saturating_sub(outputs.len()));
        let all = outputs.iter().map(|output| quote!(#output)).chain(unused).collect::<Vec<_>>();
        let pattern = match all.as_slice() {
            [only] => quote!(#only),
            all => quote!((#(#all),*)),
        };
        Self { outputs, pattern }
    }
}

/// `try_forward` and `forward`.
fn own(interface: &Interface, bodies: Bodies) -> TokenStream {
    let mut locals = Locals::default();
    let inputs = input::inputs(interface, &mut locals);
    let names = inputs.iter().map(|input| &input.local).collect::<Vec<_>>();
    let declared = inputs.iter().map(input::Parameter::declared).collect::<Vec<_>>();
    let (network, output) = (interface.network(), interface.output());
    let (generics, sizes) = interface.generics();
    let pass = locals.fresh("pass", Span::call_site());
    let received = inputs.iter().filter_map(|input| input.received(&pass));
    let body = bodies.or(|left| {
        let Some(first) = names.first() else {
            return TokenStream::new();
        };
        let Results { outputs, pattern } = Results::new(interface, left, &mut locals);
        let output = interface.gather(&outputs);
        let check = check(interface, &pass);
        quote! {
            #(let #names = Given::given(&#names);)*
            let mut #pass = Pass::inference(#first.device());
            #(#received)*
            let #pattern = run(self, #(&#names,)* &mut #pass).map_err(Error::device)?;
            #check
            Ok(#output)
        }
    });
    let panicking = bodies.or(|_| quote!(self.try_forward(#(#names),*).unwrap()));
    // Where rustc points at a method, it points at the name of the network, and does not go on about the macro.
    let [try_forward, forward] = ["try_forward", "forward"].map(|name| Ident::new(name, interface.name.span()));
    let kernels = interface.kernels();
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>> #network<#sizes E, D> {
            /// Runs the network as it is: running statistics, no dropout, nothing recorded.
            ///
            /// Inputs are batches of samples: tensors, or references to them.
            ///
            /// # Errors
            /// If the inputs' batch sizes differ, or the device fails.
            pub fn #try_forward<B: Dim>(&self, #(#declared),*) -> Result<#output, Error>
            #kernels
            {
                #body
            }

            /// Runs the network as it is: running statistics, no dropout, nothing recorded.
            ///
            /// # Panics
            /// Where [`Self::try_forward`] gives an error.
            #[track_caller]
            pub fn #forward<B: Dim>(&self, #(#declared),*) -> #output
            #kernels
            {
                #panicking
            }
        }
    }
}

/// dfdx's `Module`: inference.
fn module(interface: &Interface, bodies: Bodies) -> TokenStream {
    let mut locals = Locals::default();
    let inputs = interface.inputs.iter();
    let inputs = inputs.map(|(name, kind)| (locals.fresh(&name.to_string(), name.span()), kind));
    let inputs = inputs.collect::<Vec<_>>();
    let (network, output) = (interface.network(), interface.output());
    let (generics, sizes) = interface.generics();
    let pass = locals.fresh("pass", Span::call_site());
    let (input, pattern, error, run) = match inputs.as_slice() {
        [(name, kind)] if !looks_up(interface) => {
            let untraced = input::entrance("untraced", kind);
            let kind = tensor(kind);
            let run = bodies.or(|left| {
                let Results { outputs, pattern } = Results::new(interface, left, &mut locals);
                let output = interface.gather(&outputs);
                quote! {
                    let mut #pass = Pass::inference(#name.device());
                    let #name = #pass.#untraced(#name)?;
                    let #pattern = run(self, &#name, &mut #pass)?;
                    Ok(#output)
                }
            });
            (quote!(#kind), quote!(#name), quote!(D::Err), run)
        }
        inputs => {
            let (names, kinds): (Vec<_>, Vec<_>) = inputs.iter().map(|(name, kind)| (name, tensor(kind))).unzip();
            let run = bodies.or(|_| quote!(self.try_forward(#(#names),*)));
            (tuple(&kinds), tuple(&names), quote!(Error), run)
        }
    };
    quote! {
        impl<#generics B: Dim, E: Dtype, D: Device<E>> Module<#input> for #network<#sizes E, D> {
            type Output = #output;
            type Error = #error;

            fn try_forward(&self, #pattern: #input) -> Result<Self::Output, Self::Error> {
                #run
            }
        }
    }
}

/// dfdx's `ModuleMut`: training by dfdx's own means.
fn module_mut(interface: &Interface, bodies: Bodies) -> TokenStream {
    let mut locals = Locals::default();
    let names = interface.inputs.iter().map(|(name, _)| locals.fresh(&name.to_string(), name.span()));
    let names = names.collect::<Vec<_>>();
    let kinds = interface.inputs.iter().map(|(_, kind)| taped(kind)).collect::<Vec<_>>();
    let pass = locals.fresh("pass", Span::call_site());
    let (network, output) = (interface.network(), interface.taped_output());
    let (generics, sizes) = interface.generics();
    let (input, pattern, error, device_error) = match (kinds.as_slice(), names.as_slice()) {
        ([kind], [name]) if !looks_up(interface) => (quote!(#kind), quote!(#name), quote!(D::Err), None),
        (kinds, names) => (tuple(kinds), tuple(names), quote!(Error), Some(quote!(.map_err(Error::device)))),
    };
    let body = bodies.or(|left| {
        let Some(first) = names.first() else {
            return TokenStream::new();
        };
        let texts = interface.inputs.iter().map(|(name, _)| name.to_string());
        let compare = (names.len() > 1).then(|| quote!(shape::same_batch(&[#((#texts, shape::batch(&#names))),*])?;));
        let Results { outputs, pattern } = Results::new(interface, left, &mut locals);
        let traced = interface.inputs.iter().map(|(_, kind)| input::entrance("traced", kind));
        let tape = locals.fresh("tape", Span::call_site());
        let updates = locals.fresh("updates", Span::call_site());
        let taped = outputs.iter().enumerate().map(|(index, output)| match index {
            0 => quote!(PutTape::put_tape(#output, #tape)),
            _ => quote!(PutTape::put_tape(#output, OwnedTape::default())),
        });
        let output = interface.gather(&taped.collect::<Vec<_>>());
        let check = check(interface, &pass);
        quote! {
            #compare
            let mut #pass = Pass::training(#first.device());
            #(let #names = #pass.#traced(#names)#device_error?;)*
            let #pattern = run(self, #(&#names,)* &mut #pass)#device_error?;
            #check
            let (#tape, #updates) = #pass.into_parts();
            #updates.apply(self)#device_error?;
            Ok(#output)
        }
    });
    quote! {
        impl<#generics B: Dim, E: Dtype, D: Device<E>> ModuleMut<#input> for #network<#sizes E, D> {
            type Output = #output;
            type Error = #error;

            fn try_forward_mut(&mut self, #pattern: #input) -> Result<Self::Output, Self::Error> {
                #body
            }
        }
    }
}

/// Whether an input holds indices, which may be out of range. That is an error which a device's type cannot tell.
fn looks_up(interface: &Interface) -> bool {
    interface.inputs.iter().any(|(_, kind)| matches!(kind, Type::Indices(_)))
}

/// Gives up if an index was out of range.
fn check(interface: &Interface, pass: &Ident) -> Option<TokenStream> {
    looks_up(interface).then(|| quote!(#pass.check()?;))
}

/// Several things as a tuple, and one thing as it is.
fn tuple(parts: &[impl ToTokens]) -> TokenStream {
    match parts {
        [part] => part.to_token_stream(),
        parts => quote!((#(#parts),*)),
    }
}
