//! `Network::rehearse`: which passes a network has.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::axes;
use super::forward::run_for_outputs;
use super::input::{self, Parameter};
use super::interface::{Interface, Loss};
use super::locals::Locals;
use super::names;
use super::size::sizes_of_axes;

/// The method.
pub(super) fn rehearse(interface: &Interface, left: usize) -> TokenStream {
    let mut locals = Locals::default();
    let rehearsal = locals.fresh("rehearsal", Span::call_site());
    let inputs = input::inputs(interface, &mut locals);
    let body = {
        let names = interface.axes.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (own, fits) = (sizes_of_axes(), axes::fits(interface));
        let own = if fits.is_some() { quote!(#own) } else { quote!(_) };
        let axes = (!names.is_empty()).then(|| quote!(let #own = #rehearsal.axes(&[#(#names),*])?; #fits));
        let made = inputs.iter().map(|input| input.made(&rehearsal));
        let inference = inference(interface, &inputs, &rehearsal, &mut locals, left);
        let losses = interface.losses.iter().map(|loss| training(loss, interface, &inputs, &rehearsal, &mut locals));
        quote! {
            type B = usize;
            #axes
            #(#made)*
            #inference
            #(#losses)*
            Ok(())
        }
    };
    quote! {
        fn rehearse(&self, #rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            #body
        }
    }
}

fn inference(
    interface: &Interface,
    inputs: &[Parameter],
    rehearsal: &Ident,
    locals: &mut Locals,
    left: usize,
) -> TokenStream {
    let pass = locals.fresh("pass", Span::call_site());
    let received = inputs.iter().filter_map(|input| input.received(&pass));
    let names = inputs.iter().map(|input| &input.local);
    let outputs = interface.output_locals(locals);
    let run = run_for_outputs(quote!(self, #(&#names,)* #pass), &outputs, left);
    let output = interface.output_within();
    quote! {
        #rehearsal.inference::<#output>(|#pass| {
            #(#received)*
            #run
        })?;
    }
}

/// A loss; nothing, if it looks through a critic, which only its caller has.
fn training(
    loss: &Loss,
    interface: &Interface,
    inputs: &[Parameter],
    rehearsal: &Ident,
    locals: &mut Locals,
) -> Option<TokenStream> {
    let targets = input::targets(loss, interface, locals);
    if targets.iter().any(Parameter::is_critic) {
        return None;
    }
    let made = targets.iter().map(|target| target.made(rehearsal));
    let arguments = inputs.iter().chain(&targets).map(|parameter| &parameter.local);
    let [_, memory_limit, ..] = names::SETTINGS.map(|setting| Ident::new(setting, Span::call_site()));
    let (name, method) = (loss.name.to_string(), loss.name);
    Some(quote! {
        #(#made)*
        #rehearsal.training(#name, self.training().#memory_limit(0).#method(#(#arguments),*))?;
    })
}
