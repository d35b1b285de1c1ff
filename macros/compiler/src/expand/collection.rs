//! `TensorCollection`: the variables by name, in order of writing.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use super::interface::Interface;
use super::locals::Locals;
use super::structure::marker;
use crate::shape::{Member, Scope};

/// The most that dfdx visits in one tuple.
const TUPLE: usize = 6;

/// `TensorCollection` for the struct of a scope.
pub(super) fn scope(scope: &Scope, path: &TokenStream, interface: &Interface) -> TokenStream {
    implementation(&fields(&scope.members), path, interface, &TokenStream::new())
}

/// `TensorCollection`, `BuildOnDevice` and `Network` for a network.
pub(super) fn network(
    members: &[Member],
    interface: &Interface,
    structure: &TokenStream,
    fits: &TokenStream,
) -> TokenStream {
    let path = interface.network();
    let collection = implementation(&fields(members), &path, interface, fits);
    let traits = traits(interface, structure);
    quote!(#collection #traits)
}

/// The traits that say what a network is, without its variables.
pub(super) fn traits(interface: &Interface, structure: &TokenStream) -> TokenStream {
    let path = interface.network();
    let (generics, sizes) = interface.generics();
    let name = interface.name.to_string();
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>, E2: Dtype, D2: DfdxDevice<E2>> BuildOnDevice<D2, E2> for #path<#sizes E, D> {
            type Built = #path<#sizes E2, D2>;
        }
        impl<#generics E: Dtype, D: Device<E>> Network for #path<#sizes E, D> {
            type Dtype = E;
            type Device = D;
            const NAME: &'static str = #name;
            #structure
        }
    }
}

/// A field of a struct: one module, or an array of these.
struct Field<'a> {
    name: &'a Ident,
    count: Option<usize>,
}

fn fields(members: &[Member]) -> Vec<Field<'_>> {
    let fields = members.iter().map(|member| match member {
        Member::Layer { name, .. } => Field { name, count: None },
        Member::Scope(scope) => Field { name: &scope.holder.name, count: scope.count },
    });
    fields.collect()
}

impl Field<'_> {
    /// What is visited: the field, or each element under a name of its own.
    fn visited(&self) -> Vec<TokenStream> {
        let Self { name, count } = self;
        let Some(count) = count else {
            let text = name.to_string();
            return vec![quote!(Self::module(#text, |s| &s.#name, |s| &mut s.#name))];
        };
        let elements = (0..*count).map(|index| {
            let text = format!("{name}.{index}");
            let index = Literal::usize_unsuffixed(index);
            quote!(Self::module(#text, |s| &s.#name[#index], |s| &mut s.#name[#index]))
        });
        elements.collect()
    }

    /// The locals that hold what was visited.
    fn built(&self, locals: &mut Locals) -> Vec<Ident> {
        let Self { name, count } = self;
        match count {
            None => vec![locals.fresh(&name.to_string(), name.span())],
            Some(count) => {
                let elements = (0..*count).map(|index| locals.fresh(&format!("{name}_{index}"), name.span()));
                elements.collect()
            }
        }
    }
}

/// The trait, whose method begins with `fits`.
fn implementation(fields: &[Field], path: &TokenStream, interface: &Interface, fits: &TokenStream) -> TokenStream {
    let visited = tuple(fields.iter().flat_map(Field::visited).collect());
    let mut locals = Locals::default();
    let built = fields.iter().map(|field| field.built(&mut locals)).collect::<Vec<_>>();
    let pattern = tuple(built.iter().flatten().map(ToTokens::to_token_stream).collect());
    let values = fields.iter().zip(&built).map(|(Field { name, count }, built)| {
        let text = name.to_string();
        match (count, built.as_slice()) {
            (None, [local]) if *local == text => quote!(#local),
            (None, built) => quote!(#name: #(#built)*),
            (Some(_), built) => quote!(#name: [#(#built),*]),
        }
    });
    let marker = fields.is_empty().then(|| {
        let marker = marker();
        quote!(#marker: PhantomData)
    });
    let visit = quote!(visitor.visit_fields(#visited, |#pattern| #path { #(#values,)* #marker }));
    collection(path, interface, quote!(#fits #visit))
}

/// The trait with this body.
pub(super) fn collection(path: &TokenStream, interface: &Interface, body: TokenStream) -> TokenStream {
    let (generics, sizes) = interface.generics();
    quote! {
        impl<#generics E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for #path<#sizes E, D> {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = #path<#sizes E2, D2>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                #body
            }
        }
    }
}

/// Elements in tuples of six at most, which are elements of tuples of six at most themselves.
fn tuple(mut elements: Vec<TokenStream>) -> TokenStream {
    while elements.len() > TUPLE {
        elements = elements.chunks(TUPLE).map(|chunk| tuple(chunk.to_vec())).collect();
    }
    match elements.as_slice() {
        [element] => element.clone(),
        elements => quote!((#(#elements),*)),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn tuples_nest_by_six() {
        let elements = |count| vec![quote!(x); count];
        assert_eq!(super::tuple(elements(0)).to_string(), "()");
        assert_eq!(super::tuple(elements(1)).to_string(), "x");
        assert_eq!(super::tuple(elements(6)).to_string(), "(x , x , x , x , x , x)");
        assert_eq!(super::tuple(elements(8)).to_string(), "((x , x , x , x , x , x) , (x , x))");
        assert_eq!(super::tuple(elements(7)).to_string(), "((x , x , x , x , x , x) , x)");
    }
}
