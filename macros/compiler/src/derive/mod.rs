//! `#[derive(Layer)]`: a struct of a user's as a layer of networks.

mod expand;
mod fields;
mod parameters;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Path, Token};

use self::fields::Field;
use self::parameters::Parameters;
use crate::beside;
use crate::errors::Errors;

/// A struct that was checked.
struct Holder {
    name: Ident,
    parameters: Parameters,
    fields: Vec<Field>,
    /// Where the runtime is.
    runtime: TokenStream,
}

/// The traits of the struct; or errors, and traits of a struct without variables, so that rustc is quiet about its uses.
pub(crate) fn layer(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::new();
    let runtime = runtime(&input.attrs, &mut errors);
    let name = input.ident.clone();
    let holder = check(input, runtime, &mut errors);
    let missing = beside::not_derived(&name, &["Clone", "Debug"]);
    if !missing.is_empty() {
        let fact = format!("the layer `{name}` is not `{}`, as a network is", missing.join("` and `"));
        errors.error(&name, fact, "write `#[derive(Clone, Debug, Layer)]` above it");
    }
    match (errors.finish(()), holder) {
        (Ok(()), Some(holder)) => expand::expand(&holder),
        (Err(errors), Some(holder)) => {
            let outline = expand::outline(&Holder { fields: Vec::new(), ..holder }, &missing);
            let errors = errors.into_tokens();
            quote!(#errors #outline)
        }
        (Err(errors), None) => errors.into_tokens(),
        (Ok(()), None) => TokenStream::new(),
    }
}

fn check(input: DeriveInput, runtime: TokenStream, errors: &mut Errors) -> Option<Holder> {
    let DeriveInput { ident: name, generics, data, .. } = input;
    let data = match data {
        Data::Struct(data) => data,
        Data::Enum(_) => {
            let help = "write a struct with a field for each variable; of several layers, a network is generic in one: `network Net<A: Activation>(..)`";
            errors.error(&name, format!("a layer is a struct, but `{name}` is an enum"), help);
            return None;
        }
        Data::Union(_) => {
            let help = "write a struct with a field for each variable";
            errors.error(&name, format!("a layer is a struct, but `{name}` is a union"), help);
            return None;
        }
    };
    let parameters = parameters::parameters(&name, generics, !data.fields.is_empty(), errors);
    let fields = fields::fields(&name, &data.fields, errors);
    Some(Holder { name, parameters: parameters?, fields, runtime })
}

/// The path of the crate, which `#[layer(crate = renamed)]` says where it is another one.
fn runtime(attributes: &[Attribute], errors: &mut Errors) -> TokenStream {
    let mut found = quote!(::netweave);
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("layer")) {
        let path = attribute.parse_args_with(|input: syn::parse::ParseStream| {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            input.call(Path::parse_mod_style)
        });
        match path {
            Ok(path) => found = quote!(#path),
            Err(_) => errors.error(
                attribute,
                "a layer has no such attribute",
                "what a variable holds at first is said above its field, `#[variable(init = zeros)]`; `#[layer(crate = path)]` is where netweave has another name",
            ),
        }
    }
    found
}
