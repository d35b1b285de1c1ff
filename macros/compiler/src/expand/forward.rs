//! Running a network: by its own methods, and by dfdx's traits.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::axes;
use super::foreign;
use super::input;
use super::interface::Interface;
use super::locals::Locals;
use super::losses;
use super::outputs;
use super::size::sizes_of_axes;
use super::tensor::{taped, tensor};
use super::tuple::{COPY, nested, tuple};
use crate::layer::Type;

/// The methods and traits that run a network, whose body leaves this many values.
pub(super) fn forward(interface: &Interface, left: usize) -> TokenStream {
    let own = own(interface, left);
    let module = module(interface, left);
    let module_mut = module_mut(interface, left);
    let nested = foreign::nested(interface, left);
    let outputs = outputs::outputs(interface);
    quote!(#own #module #module_mut #nested #outputs)
}

/// Runs the body of a network and gives its outputs alone, of the values that it leaves.
pub(super) fn run_for_outputs(arguments: TokenStream, outputs: &[Ident], left: usize) -> TokenStream {
    if left <= outputs.len().min(COPY) {
        return quote!(run(#arguments));
    }
    let unused = std::iter::repeat_n(quote!(_), left.saturating_sub(outputs.len()));
    let gathered = nested(outputs, COPY);
    quote! {
        let (#(#outputs,)* #(#unused),*) = run(#arguments)?;
        Ok(#gathered)
    }
}

/// `inference`, `try_forward` and `forward`.
fn own(interface: &Interface, left: usize) -> TokenStream {
    let mut locals = Locals::default();
    let inputs = input::inputs(interface, &mut locals);
    let names = inputs.iter().map(|input| &input.local).collect::<Vec<_>>();
    let declared = inputs.iter().map(input::Parameter::declared).collect::<Vec<_>>();
    let (network, module, output) = (interface.network(), interface.module(), interface.output());
    let (generics, sizes) = interface.generics();
    let pass = locals.fresh("pass", Span::call_site());
    let given = inputs.iter().filter_map(input::Parameter::given);
    let received = inputs.iter().filter_map(|input| input.received(&pass));
    let body = {
        let Some(first) = names.first() else {
            return TokenStream::new();
        };
        let outputs = interface.output_locals(&mut locals);
        let run = run_for_outputs(quote!(self.network, #(&#names,)* #pass), &outputs, left);
        let passes = &interface.passes;
        let found = axes::found(interface, inputs.iter().map(input::Parameter::found));
        let (settings, erased) = (axes::at(interface, quote!(self.settings)), axes::erased(interface));
        quote! {
            #(#given)*
            #found
            self.network.#passes.inference(#settings, #first.device(), shape::batch(#first), |#pass| {
                #erased
                #(#received)*
                #run
            })
        }
    };
    let panicking = quote!(self.try_forward(#(#names),*).unwrap());
    let here = quote!(#module::Inference { network: self, settings: Default::default() }.try_forward(#(#names),*));
    // Where rustc points at a method, it points at the name of the network, and does not go on about the macro.
    let [inference, try_forward, forward] =
        ["inference", "try_forward", "forward"].map(|name| Ident::new(name, interface.name.span()));
    let kernels = interface.kernels();
    let methods = |kernels: Option<&TokenStream>, body: TokenStream| {
        quote! {
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
    };
    let own = methods(Some(&kernels), here);
    let mixed = losses::mixed(interface, "Sums, norms and what comes out are of the network's own precision.");
    let (on, elsewhere) = (losses::on(interface, "What comes out is in the order of the batch."), methods(None, body));
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>> #network<#sizes E, D> {
            /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
            pub fn #inference(&self) -> #module::Inference<'_, Self>
            #kernels
            {
                #module::Inference { network: self, settings: Default::default() }
            }

            #own
        }
        impl<#generics E: Dtype, D: Device<E>> #module::Inference<'_, #network<#sizes E, D>> {
            #on

            #mixed

            #elsewhere
        }
    }
}

/// dfdx's `Module`: inference.
fn module(interface: &Interface, left: usize) -> TokenStream {
    let mut locals = Locals::default();
    let inputs = interface.inputs.iter();
    let inputs = inputs.map(|(name, kind)| (locals.fresh(&name.to_string(), name.span()), kind));
    let inputs = inputs.collect::<Vec<_>>();
    let (network, output) = (interface.network(), interface.output());
    let (generics, sizes) = interface.generics();
    let pass = locals.fresh("pass", Span::call_site());
    let (input, pattern, error, run) = match inputs.as_slice() {
        [(name, kind)] if interface.axes.is_empty() && !looks_up(interface) => {
            let kind = tensor(kind);
            let run = {
                let outputs = interface.output_locals(&mut locals);
                let run = run_for_outputs(quote!(self, &#name, #pass), &outputs, left);
                let passes = &interface.passes;
                quote! {
                    self.#passes.forward(#name.device(), shape::batch(&#name), |#pass| {
                        let #name = #pass.untraced(&#name)?;
                        #run
                    })
                }
            };
            (quote!(#kind), quote!(#name), quote!(D::Err), run)
        }
        inputs => {
            let (names, kinds): (Vec<_>, Vec<_>) = inputs.iter().map(|(name, kind)| (name, tensor(kind))).unzip();
            let run = quote!(self.try_forward(#(#names),*));
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
fn module_mut(interface: &Interface, left: usize) -> TokenStream {
    let mut locals = Locals::default();
    let names = interface.inputs.iter().map(|(name, _)| locals.fresh(&name.to_string(), name.span()));
    let names = names.collect::<Vec<_>>();
    let kinds = interface.inputs.iter().map(|(_, kind)| taped(kind)).collect::<Vec<_>>();
    let pass = locals.fresh("pass", Span::call_site());
    let (network, output) = (interface.network(), interface.taped_output());
    let (generics, sizes) = interface.generics();
    let simple = names.len() == 1 && interface.axes.is_empty() && !looks_up(interface);
    let (error, method, device_error) = match simple {
        true => (quote!(D::Err), quote!(forward_mut), None),
        false => (quote!(Error), quote!(try_forward_mut), Some(quote!(.map_err(Error::device)))),
    };
    let (input, pattern) = (tuple(&kinds), tuple(&names));
    let body = {
        let Some((first, others)) = names.split_first() else {
            return TokenStream::new();
        };
        let compare = input::compare(interface, &names.iter().map(|name| quote!(&#name)).collect::<Vec<_>>());
        let traced = interface.inputs.iter().map(|(_, kind)| input::entrance("traced", kind));
        let [tape, other, updates] = ["tape", "other", "updates"].map(|name| locals.fresh(name, Span::call_site()));
        let outputs = interface.output_locals(&mut locals);
        let run = run_for_outputs(quote!(self, #(&#names,)* #pass), &outputs, left);
        let taped = outputs.iter().enumerate().map(|(index, output)| {
            let output = interface.outside(output);
            match index {
                0 => quote!(PutTape::put_tape(#output, #tape)),
                _ => quote!(PutTape::put_tape(#output, OwnedTape::default())),
            }
        });
        let taped = interface.gather(&taped.collect::<Vec<_>>());
        let (untaped, kind, passes) = (interface.gather(&outputs), interface.output_within(), &interface.passes);
        let traced = interface
            .inputs
            .iter()
            .zip(&names)
            .zip(traced)
            .map(|(((_, kind), name), traced)| input::within(name, kind, quote!(#pass.#traced(&#name)?)));
        let found = interface.inputs.iter().zip(&names).map(|((input, kind), name)| (input, kind, quote!(&#name)));
        let found = axes::found(interface, found);
        let batch = quote!(shape::batch(&#first));
        let (method, batch) = match &found {
            None => (method, batch),
            Some(_) => {
                let sizes = sizes_of_axes();
                (quote!(try_forward_mut_at), quote!((#batch, #sizes)))
            }
        };
        quote! {
            #compare
            let (#first, #tape) = SplitTape::split_tape(#first);
            #(
                let (#others, #other) = SplitTape::split_tape(#others);
                let #tape = Merge::merge(#tape, #other);
            )*
            #found
            let (#untaped, #tape, #updates): (#kind, _, _) =
                self.#passes.#method(&*self, #first.device(), #batch, #tape, |#pass| {
                    #(#traced)*
                    #run
                })?;
            #updates.apply(self)#device_error?;
            Ok(#taped)
        }
    };
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
