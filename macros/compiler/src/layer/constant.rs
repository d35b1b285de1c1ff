//! `constant`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::code::float;
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
        let shape = arguments.whole_shape();
        let values = arguments.path("values");
        arguments.finish()?;
        Some(Rc::new(Constant { shape: shape?, values: values? }))
    })
};

pub(super) const ZEROS: Kind = filled("zeros", "zeros([64])", |arguments| read_filled(arguments, 0.0));

pub(super) const ONES: Kind = filled("ones", "ones([64])", |arguments| read_filled(arguments, 1.0));

const fn filled(name: &'static str, example: &'static str, read: fn(&mut Arguments) -> Option<Rc<dyn Layer>>) -> Kind {
    Kind { inputs: Inputs::Named(&[]), positional: &[("shape", "its shape")], ..Kind::new(name, example, read) }
}

fn read_filled(arguments: &mut Arguments, number: f64) -> Option<Rc<dyn Layer>> {
    let shape = arguments.whole_shape();
    arguments.finish()?;
    Some(Rc::new(Filled { shape: shape?, number }))
}

struct Filled {
    shape: Shape,
    number: f64,
}

impl Layer for Filled {
    fn apply(&self, _: &mut Site) -> Option<Applied> {
        let number = float(self.number);
        Applied::new(self.shape.clone(), Code::call(quote!(layer::filled), vec![Argument::Setting(number)]))
    }
}

struct Constant {
    shape: Shape,
    /// A `const` array, or a function of a place.
    values: Path,
}

impl Arguments<'_> {
    /// The shape of what is made of nothing.
    fn whole_shape(&mut self) -> Option<Shape> {
        let shape = self.size_list("shape")?;
        if shape.len() > HIGHEST_RANK {
            let fact = format!("has a shape of {} dimensions", shape.len());
            self.reject(&fact, &format!("a sample has {HIGHEST_RANK} dimensions at most"));
            return None;
        }
        Some(Shape::new(shape))
    }

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
