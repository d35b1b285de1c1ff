//! The fields of a layer: its variables, and layers inside of it.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Fields, GenericArgument, Meta, PathArguments, Type};

use crate::check::text;
use crate::errors::Errors;
use crate::layer::field::Variable;
use crate::syntax::of_attribute;

/// A field of a layer.
pub(super) struct Field {
    pub(super) name: Ident,
    pub(super) what: What,
}

pub(super) enum What {
    /// A tensor of this shape.
    Variable { shape: TokenStream, said: Variable },
    /// Another layer.
    Layer(Box<Type>),
    /// `PhantomData`.
    Marker,
}

/// What has no variables, and so no place in a layer.
const SETTINGS: [&str; 18] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "String",
    "Vec", "Option", "Box",
];

/// Reads them; those with errors are left out.
pub(super) fn fields(holder: &Ident, fields: &Fields, errors: &mut Errors) -> Vec<Field> {
    if let Fields::Unnamed(unnamed) = fields {
        let help = "give each variable a name, which is its name in files: `scale: Tensor<Rank1<C>, E, D>`";
        errors.error(unnamed, format!("the variables of `{holder}` have no names"), help);
        return Vec::new();
    }
    fields.iter().filter_map(|written| field(written, errors)).collect()
}

fn field(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let name = field.ident.clone()?;
    let attributes = field.attrs.iter().filter(|attribute| attribute.path().is_ident("variable")).collect::<Vec<_>>();
    if let [_, second, ..] = attributes.as_slice() {
        errors.error(second, format!("`{name}` has two attributes `variable`"), "write all in one");
        return None;
    }
    let attribute = attributes.first().copied();
    let path = match &field.ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let Some(last) = path else {
        return setting(&name, &field.ty, errors);
    };
    let kind = last.ident.to_string();
    if kind == "Tensor" {
        let shape = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(GenericArgument::Type(shape)) => Some(shape.to_token_stream()),
                _ => None,
            },
            _ => None,
        };
        let Some(shape) = shape else {
            errors.error(&field.ty, format!("`{name}` has no shape"), "write `Tensor<Rank1<C>, E, D>`");
            return None;
        };
        let said = said(&name, attribute, errors)?;
        return Some(Field { name, what: What::Variable { shape, said } });
    }
    if let Some(attribute) = attribute {
        let fact = format!("`{name}` is no variable, but `{}`", text(&field.ty));
        let help = "a variable is a `Tensor<Rank1<C>, E, D>`; a layer inside of another says itself what it holds";
        errors.error(attribute, fact, help);
        return None;
    }
    if SETTINGS.contains(&kind.as_str()) {
        return setting(&name, &field.ty, errors);
    }
    let what = if kind == "PhantomData" { What::Marker } else { What::Layer(Box::new(field.ty.clone())) };
    Some(Field { name, what })
}

/// A field that holds a setting, as an `nn.Module` does.
fn setting(name: &Ident, kind: &Type, errors: &mut Errors) -> Option<Field> {
    let fact = format!("`{name}` is a setting, and a network builds its layers from their types alone");
    let constant = name.to_string().to_uppercase();
    let help = format!(
        "make it a part of the type, `const {constant}: usize`, or a constant of `forward`; a learnt number is a `Tensor<Rank0, E, D>`"
    );
    errors.error(kind, fact, help);
    None
}

/// What the attribute of a variable says.
fn said(name: &Ident, attribute: Option<&Attribute>, errors: &mut Errors) -> Option<Variable> {
    let list = attribute.map(|attribute| (attribute, &attribute.meta));
    match list {
        Some((attribute, Meta::List(list))) => {
            let before = errors.len();
            let arguments = of_attribute(list.tokens.clone(), errors);
            if errors.len() > before {
                return None;
            }
            let callee = attribute.path().get_ident()?;
            Variable::read(callee, &arguments, errors)
        }
        _ => {
            let fact = format!("`{name}` does not say what it holds at first");
            errors.error(name, fact, "write `#[variable(init = zeros)]` above it");
            None
        }
    }
}
