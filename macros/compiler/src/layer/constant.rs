//! `constant`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;
use syn::Path;

use super::{Applied, Argument, Arguments, Code, Inputs, Kind, Layer, Site, is_constant};
use crate::check::HIGHEST_RANK;
use crate::expand::Size;
use crate::shape::Shape;
use crate::syntax::{ArgumentValue, Expression};

pub(super) const KIND: Kind = Kind {
    aliases: &["buffer", "register_buffer", "from_array"],
    inputs: Inputs::Named(&[]),
    positional: &[("shape", "its shape"), ("values", "an array or a function")],
    ..Kind::new("constant", "constant([4, 64], TABLE)", |arguments| {
        let shape = arguments.size_list("shape");
        let values = arguments.path("values");
        arguments.finish()?;
        let shape = shape?;
        if shape.len() > HIGHEST_RANK {
            let fact = format!("has a shape of {} dimensions", shape.len());
            arguments.reject(&fact, &format!("a sample has {HIGHEST_RANK} dimensions at most"));
            return None;
        }
        Some(Rc::new(Constant { shape: Shape::new(shape), values: values? }))
    })
};

struct Constant {
    shape: Shape,
    /// A `const` array, or a function of a place.
    values: Path,
}

impl Arguments<'_> {
    /// The name of something in Rust.
    fn path(&mut self, name: &'static str) -> Option<Path> {
        self.required(name, |arguments, name, value| match value {
            ArgumentValue::Expression(Expression::Value(word)) => Some(Path::from(word.clone())),
            ArgumentValue::Constant(path) | ArgumentValue::Expression(Expression::Constant(path)) => Some(path.clone()),
            _ => arguments.wrong(name, value, "write the name of a `const` array, or of a function of a place"),
        })
    }
}

impl Layer for Constant {
    fn apply(&self, _: &mut Site) -> Option<Applied> {
        let path = Size::path(&self.values);
        let is_array = self.values.segments.last().is_some_and(|last| is_constant(&last.ident));
        let code = match is_array {
            true => Code::call(quote!(layer::constant), vec![Argument::Setting(quote!(&#path))]),
            false => {
                let rank = Literal::usize_unsuffixed(self.shape.rank());
                let name = quote!(layer::constant_of::<#rank, _, _, _, _>);
                Code::call(name, vec![Argument::Setting(path)])
            }
        };
        Applied::new(self.shape.clone(), code)
    }
}
