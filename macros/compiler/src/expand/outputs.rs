//! The struct of several outputs, as what leaves a pass.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::interface::Interface;
use super::locals::Locals;
use super::tensor::value;
use super::tuple::{COPY, nested};

/// Makes the struct of the outputs of their values, one after the other. A pass copies the values, and asks that of their
/// tuple.
pub(super) fn outputs(interface: &Interface) -> TokenStream {
    if !interface.is_named() {
        return TokenStream::new();
    }
    let mut locals = Locals::default();
    let (output, (generics, _)) = (interface.output(), interface.sizes());
    let values = nested(&interface.outputs.iter().map(|output| value(&output.kind())).collect::<Vec<_>>(), COPY);
    let fields = interface.outputs.iter().filter_map(|output| output.name.as_ref());
    let [visit, results] = ["visit", "results"].map(|name| locals.fresh(name, Span::call_site()));
    let left = interface.outputs.iter().map(|_| quote!(Outputs::<E, D>::leave(#results)?));
    let made = interface.gather(&left.collect::<Vec<_>>());
    quote! {
        impl<#generics B: Dim, E: Dtype, D: Device<E>> Outputs<E, D> for #output {
            type Values = #values;

            fn leave(#results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
                Ok(#made)
            }

            fn tensors(&self, #visit: &mut dyn FnMut(Tensor<(usize,), E, D>)) -> Result<(), D::Err> {
                #(Outputs::<E, D>::tensors(&self.#fields, #visit)?;)*
                Ok(())
            }
        }
    }
}
