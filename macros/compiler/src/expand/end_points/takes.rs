//! How inputs get into a pass that is asked for end points.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::expand::axes;
use crate::expand::input;
use crate::expand::interface::Interface;
use crate::expand::locals::Locals;
use crate::expand::names::headed;
use crate::expand::size::sizes_of_axes;
use crate::expand::tensor::{tensor, value};
use crate::expand::tuple::tuple;
use crate::shape::Shape;

/// The trait by which a network is asked for end points, whatever it takes.
pub(super) fn takes(interface: &Interface) -> TokenStream {
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let mut locals = Locals::default();
    let names = interface.inputs.iter().map(|(name, _)| locals.fresh(&name.to_string(), name.span()));
    let names = names.collect::<Vec<_>>();
    let pass = locals.fresh("pass", Span::call_site());
    let kind = tuple(&interface.inputs.iter().map(|(_, kind)| tensor(kind)).collect::<Vec<_>>());
    let values = tuple(&interface.inputs.iter().map(|(_, kind)| value(kind)).collect::<Vec<_>>());
    let pattern = tuple(&names);
    let Some((first, others)) = names.split_first() else {
        return TokenStream::new();
    };
    let device = if others.is_empty() { quote!(#first) } else { quote!((#first, ..)) };
    let compare = input::compare(interface, &names);
    let entered = interface.inputs.iter().zip(&names).map(|((written, kind), name)| {
        let (input, written) = (input::entrance("input", kind), written.to_string());
        match kind.shape().and_then(Shape::axis) {
            None => quote!(let #name = &#pass.#input(#written, #name)?;),
            Some(_) => {
                let value = value(kind);
                quote!(let #name: &#value = &shape::assume(&#pass.#input(#written, #name)?);)
            }
        }
    });
    let found = interface.inputs.iter().zip(&names).map(|((written, kind), name)| (written, kind, name));
    let own = sizes_of_axes();
    let asked = axes::found(interface, found).map(|found| {
        quote! {
            fn sizes(#pattern: &#kind) -> Result<shape::Sizes, Error> {
                #found
                Ok(#own)
            }
        }
    });
    let erased = axes::erased(interface);
    let takes = quote! {
        #[diagnostic::do_not_recommend]
        impl<#generics B: Dim, E: Dtype, D: Device<E>> Takes<#kind> for #network<#sizes E, D> {
            type Batch = B;
            type Values = #values;

            fn batch(#pattern: &#kind) -> Result<B, Error> {
                #compare
                Ok(Batched::batch(HasShape::shape(#first)))
            }

            #asked

            fn device(#device: &#kind) -> &D {
                #first.device()
            }

            fn enter(&self, #pattern: &#kind, #pass: &mut Pass<E, D>) -> Result<(), D::Err> {
                #erased
                #(#entered)*
                run(self, #(#names,)* #pass).map(|_| ())
            }

            fn look(&self, #pattern: &Self::Values, #pass: &mut Pass<E, D>) -> Result<(), D::Err> {
                run(self, #(#names,)* #pass).map(|_| ())
            }
        }
    };
    headed(interface.name, takes)
}
