//! The methods of a network that give end points.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::expand::input::{self, Parameter};
use crate::expand::interface::Interface;
use crate::expand::locals::Locals;

/// The methods.
pub(super) fn methods(interface: &Interface) -> TokenStream {
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let mut locals = Locals::default();
    let inputs = input::inputs(interface, &mut locals);
    let names = inputs.iter().map(|input| &input.local).collect::<Vec<_>>();
    let declared = inputs.iter().map(Parameter::declared).collect::<Vec<_>>();
    let tensors = inputs.iter().filter_map(Parameter::given).collect::<Vec<_>>();
    let point = locals.fresh("point", Span::call_site());
    // Where rustc points at a method, it points at the name of the network, and does not go on about the macro.
    let [end_point, try_end_point, by_name] =
        ["end_point", "try_end_point", "end_point_by_name"].map(|name| Ident::new(name, interface.name.span()));
    let kernels = interface.kernels();
    let module = interface.module();
    let given = match names.as_slice() {
        [name] => quote!(#name),
        names => quote!(&(#(Clone::clone(#names)),*)),
    };
    let begun = quote!(#module::Inference { network: self, settings: Default::default() });
    let methods = |kernels: Option<&TokenStream>, body: TokenStream, named: TokenStream| {
        let network = quote!(#network<#sizes E, D>);
        let asked = kernels.map_or_else(|| quote!(where), |kernels| quote!(#kernels,));
        let point_of = quote_spanned!(interface.name.span()=> [P]: PointIn<#network, P>);
        let shape = quote!(ShapeIn<#network, P, B>);
        quote! {
            /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
            ///
            /// # Panics
            /// Where [`Self::try_end_point`] gives an error.
            #[track_caller]
            pub fn #end_point<P, B: Dim>(
                &self,
                #point: P,
                #(#declared),*
            ) -> Tensor<#shape, E, D>
            #asked #point_of
            {
                self.try_end_point(#point, #(#names),*).unwrap()
            }

            /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
            ///
            /// # Errors
            /// If the inputs' batch sizes differ, or the device fails.
            pub fn #try_end_point<P, B: Dim>(
                &self,
                #point: P,
                #(#declared),*
            ) -> Result<Tensor<#shape, E, D>, Error>
            #asked #point_of
            {
                #body
            }

            /// The same by name, as in `features/conv1`: its shape and its elements.
            ///
            /// # Errors
            /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
            pub fn #by_name<B: Dim>(&self, name: &str, #(#declared),*) -> Result<structure::Activation<E>, Error>
            #kernels
            {
                #named
            }
        }
    };
    let here = methods(
        Some(&kernels),
        quote!(#begun.#try_end_point(#point, #(#names),*)),
        quote!(#begun.#by_name(name, #(#names),*)),
    );
    let elsewhere = methods(
        None,
        quote! {
            #(#tensors)*
            Takes::activation_by::<<[P] as PointIn<_, P>>::Point>(self.network, &self.settings, #given)
        },
        quote! {
            #(#tensors)*
            Takes::activation_by_name(self.network, &self.settings, name, #given)
        },
    );
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>> #network<#sizes E, D> {
            #here
        }
        impl<#generics E: Dtype, D: Device<E>> #module::Inference<'_, #network<#sizes E, D>> {
            #elsewhere
        }
    }
}
