//! What the runtime has to know of each end point.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::methods::methods;
use super::takes::takes;
use super::{listed, outside};
use crate::expand::interface::Interface;
use crate::expand::labels::Labels;
use crate::expand::table::dimensions;
use crate::expand::tensor::extents;
use crate::layer::View;
use crate::program::{Made, Origin, Program};
use crate::shape::Operation;

/// What is known of each end point, and the methods that give them.
pub(in crate::expand) fn code(program: &Program, labels: &Labels, interface: &Interface) -> TokenStream {
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let views = program.values.iter().map(|value| match &value.origin {
        Origin::Input(_) if value.shape.rank() == 3 => quote!((structure::View::Image, &[])),
        Origin::Input(_) => quote!((structure::View::Everything, &[])),
        Origin::Made(made) => {
            let view = view(made);
            let inputs = made.inputs.iter().copied().map(Literal::usize_unsuffixed);
            quote!((#view, &[#(#inputs),*]))
        }
    });
    let points = program.values.iter().enumerate().filter(|(_, value)| !value.closed).map(|(index, value)| {
        let point = outside(program, labels, interface, index);
        let shape = extents(value.shape);
        let number = Literal::usize_unsuffixed(index);
        // Where the network has parameters, `conv1::RECEPTIVE_FIELD` does not say which of its types it is asked of.
        let field = interface.has_generics().then(|| {
            quote! {
                impl #point {
                    /// What one place of it depends on, if it is a part of the image.
                    pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[#number];
                }
            }
        });
        quote! {
            #[diagnostic::do_not_recommend]
            impl<#generics> PointOf<#network<#sizes>> for #point {
                type Sample = #shape;
                const NUMBER: usize = #number;
            }
            #field
        }
    });
    let count = Literal::usize_unsuffixed(program.values.len());
    let methods = methods(interface);
    let takes = takes(interface);
    quote! {
        const RECEPTIVE_FIELDS: [Option<ReceptiveField>; #count] = structure::receptive_fields(&[#(#views),*]);
        #(#points)*
        #methods
        #takes
    }
}

/// The list of all end points, and what a pass has to know to find them.
pub(in crate::expand) fn list(program: &Program, labels: &Labels, interface: &Interface) -> TokenStream {
    let network = interface.network();
    let (_, sizes) = interface.generics();
    let points = listed(program, labels);
    let numbers = points.iter().map(|(_, value)| Literal::usize_unsuffixed(*value));
    let names = points.iter().filter_map(|(name, value)| {
        let shape = dimensions(program.values.get(*value)?.shape);
        Some(quote!(EndPointInfo { name: #name, shape: #shape }))
    });
    let closed = program.values.iter().enumerate().filter(|(_, value)| value.closed);
    let closed = closed.map(|(index, _)| Literal::usize_unsuffixed(index));
    quote! {
        const END_POINTS: &'static [EndPointInfo] = &[#(#names),*];
        type Points = #network<#sizes>;
        const NUMBERS: &'static [usize] = &[#(#numbers),*];
        const CLOSED: &'static [usize] = &[#(#closed),*];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
    }
}

fn view(made: &Made) -> TokenStream {
    match &made.statement.operation {
        Operation::Layer { view: View::Place, .. } => quote!(structure::View::Place),
        Operation::Layer { view: View::Shift(by), .. } => quote!(structure::View::Shift(#by)),
        Operation::Layer { view: View::Window(pool), .. } => quote!(structure::View::Window(#pool)),
        Operation::Layer { view: View::Everything, .. } | Operation::Scope { .. } => {
            quote!(structure::View::Everything)
        }
    }
}
