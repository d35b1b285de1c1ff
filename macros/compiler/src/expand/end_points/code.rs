//! How each end point is computed.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::methods::methods;
use super::takes::takes;
use super::{listed, outside};
use crate::expand::axes;
use crate::expand::function::Writer;
use crate::expand::interface::Interface;
use crate::expand::labels::Labels;
use crate::expand::locals::Locals;
use crate::expand::size::Place;
use crate::expand::tensor::{batch, outside as outside_of_pass};
use crate::layer::View;
use crate::program::{Made, Origin, Placed, Program};
use crate::shape::{Holder, Operation};

/// How each end point is computed, and what can be known of it before.
pub(in crate::expand) fn code(program: &Program, labels: &Labels, interface: &Interface) -> TokenStream {
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let count = Literal::usize_unsuffixed(program.values.len());
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
        let shape = batch(value.shape, &Place::Block);
        let tensor = outside_of_pass(value.shape, &Place::Block);
        let within = if value.shape.axis().is_some() { shape.clone() } else { quote!(Self::Shape<B>) };
        let number = Literal::usize_unsuffixed(index);
        let mut locals = Locals::default();
        let [points, pass] = ["points", "pass"].map(|name| locals.fresh(name, Span::call_site()));
        let body = match &value.origin {
            Origin::Input(_) => quote!(Ok(#points.received(#number, #pass))),
            Origin::Made(made) => {
                let place = program.made_in(value);
                let body = Body { program, labels, interface, place, device: value.device, made };
                body.write(&points, &pass, locals)
            }
        };
        let axes = axes::of_pass(&pass, &body);
        quote! {
            impl #point {
                /// What one place of it depends on, if it is a part of the image.
                pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[#number];
            }
            #[diagnostic::do_not_recommend]
            impl<#generics E: Dtype, D: Device<E>> EndPoint<#network<#sizes E, D>> for #point {
                type Shape<B: Dim> = #tensor;
                type Within<B: Dim> = #within;

                fn compute<B: Dim>(
                    #points: &mut Points<'_, #network<#sizes E, D>, B>,
                    #pass: &mut Pass<E, D>,
                ) -> Result<Value<#shape, E, D>, D::Err> {
                    #axes
                    #body
                }
            }
        }
    });
    let arms = listed(program, labels)
        .into_iter()
        .enumerate()
        .map(|(index, (_, value))| (index, outside(program, labels, interface, value)));
    let methods = methods(interface, arms.collect());
    let takes = takes(interface);
    quote! {
        const RECEPTIVE_FIELDS: [Option<ReceptiveField>; #count] = structure::receptive_fields(&[#(#views),*]);
        #(#points)*
        #methods
        #takes
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

/// The body that computes a value: what it reads, then the line that makes it.
struct Body<'a> {
    program: &'a Program<'a>,
    labels: &'a Labels,
    interface: &'a Interface<'a>,
    place: usize,
    device: usize,
    made: &'a Made<'a>,
}

impl Body<'_> {
    fn write(&self, points: &Ident, pass: &Ident, mut locals: Locals) -> TokenStream {
        let Self { program, labels, interface, place, device, made } = self;
        let operands = match &made.line.first.operation {
            Operation::Layer { inputs, .. } => inputs,
            Operation::Scope { arguments, .. } => arguments,
        };
        let mut known = Vec::new();
        let reads = operands.iter().zip(&made.reads).filter_map(|(operand, index)| {
            if known.contains(&operand.value.id) {
                return None;
            }
            known.push(operand.value.id);
            let name = locals.owned(&operand.value);
            let read = program.values.get(*index)?;
            match &read.origin {
                Origin::Input(_) if read.closed => {
                    let shape = batch(read.shape, &Place::Block);
                    let index = Literal::usize_unsuffixed(*index);
                    return Some(quote!(let #name: Tensor<#shape, usize, D> = #points.received_indices(#index);));
                }
                Origin::Made(made) if read.closed => {
                    let variable = self.line(made, read.place, &[], [points, pass], &Locals::default());
                    return Some(quote!(let #name = #variable?;));
                }
                Origin::Input(_) | Origin::Made(_) => {}
            }
            let point = outside(program, labels, interface, *index);
            let method = if program.is_shared(*index) { quote!(shared) } else { quote!(once) };
            Some(quote!(let #name = #points.#method(#point, #pass)?;))
        });
        let reads = reads.collect::<TokenStream>();
        let scopes = self.borrowed(points, &mut locals);
        let (borrowed, lines): (Vec<_>, Vec<_>) = scopes.into_iter().unzip();
        let reads = quote!(#reads #(#lines)*);
        let line = self.line(made, *place, &borrowed, [points, pass], &locals);
        if let Placed::Inputs = made.placed {
            return quote!(#reads #line);
        }
        let device = Literal::usize_unsuffixed(*device);
        quote!(#reads #pass.on(#device, |#pass| #line))
    }

    /// The scopes around it that the line applies, each with the `let` that finds it.
    fn borrowed(&self, points: &Ident, locals: &mut Locals) -> Vec<((Holder, Ident), TokenStream)> {
        let Operation::Scope { borrowed, .. } = &self.made.line.first.operation else {
            return Vec::new();
        };
        let fields = self.program.places.get(self.place).map(|place| place.fields.as_slice()).unwrap_or_default();
        let found = borrowed.iter().map(|holder| {
            let name = &holder.name;
            let local = locals.fresh(&name.to_string(), name.span());
            let around = fields.iter().take(holder.path.len());
            let line = quote!(let #local = &#points.network() #(.#around)* .#name;);
            ((holder.clone(), local), line)
        });
        found.collect()
    }

    /// The line that makes a value in this place.
    fn line(
        &self,
        made: &Made,
        place: usize,
        borrowed: &[(Holder, Ident)],
        [points, pass]: [&Ident; 2],
        locals: &Locals,
    ) -> TokenStream {
        let fields = self.program.places.get(place).into_iter().flat_map(|place| &place.fields);
        let owner = quote!(#points.network() #(.#fields)*);
        Writer { owner, pass, borrowed, generics: self.interface.generics() }.expression(&made.line, locals)
    }
}
