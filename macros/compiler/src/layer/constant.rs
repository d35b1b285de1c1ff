//! `constant`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::{Applied, Argument, Arguments, Code, Inputs, Kind, Layer, Site, is_constant};
use crate::check::{HIGHEST_RANK, text};
use crate::expand::Size;
use crate::shape::{Condition, Shape, message};
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
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let path = Size::path(&self.values);
        let rank = Literal::usize_unsuffixed(self.shape.rank());
        // Where rustc has something against it, it points at the name.
        let span = self.values.span();
        if !self.values.segments.last().is_some_and(|last| is_constant(&last.ident)) {
            let name = quote!(layer::constant_of::<#rank, _, _, _>);
            return Applied::new(self.shape.clone(), Code::call(name, vec![Argument::Setting(path)]));
        }
        let array = quote_spanned!(span=> &#path);
        let sizes = self.shape.dimensions().iter().map(Size);
        let written = text(&self.values);
        site.require(
            Condition::Rust(quote!(layer::has_shape(#array, &[#(#sizes),*]))),
            &message!["`", site.label, "` is written as ", self.shape, ", but `", written, "` is of another shape"],
            &message!["a constant of the shape [4, 64] is an array `[[f64; 64]; 4]`"],
        )?;
        let code = Code::call(quote!(layer::constant), vec![Argument::Setting(array)]);
        Applied::new(self.shape.clone(), code)
    }
}
