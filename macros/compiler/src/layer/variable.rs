//! `variable`

use std::rc::Rc;

use proc_macro2::TokenStream;

use super::{Applied, Code, Initializers, Inputs, Kind, Layer, Site};
use crate::check::HIGHEST_RANK;
use crate::shape::Shape;

pub(super) const KIND: Kind = Kind {
    aliases: &["parameter", "add_weight", "get_variable"],
    inputs: Inputs::Named(&[]),
    variables: true,
    positional: &[("shape", "its shape")],
    ..Kind::new("variable", "variable([1, 64], init = normal(0.02))", |arguments| {
        let shape = arguments.size_list("shape");
        let initializer = arguments.required_initializer();
        arguments.finish()?;
        let shape = shape?;
        if shape.len() > HIGHEST_RANK {
            let fact = format!("has a shape of {} dimensions", shape.len());
            arguments.reject(&fact, &format!("a sample has {HIGHEST_RANK} dimensions at most"));
            return None;
        }
        Some(Rc::new(Variable { shape: Shape::new(shape), initializer: initializer? }))
    })
};

struct Variable {
    shape: Shape,
    initializer: Initializers,
}

impl Layer for Variable {
    fn apply(&self, _: &mut Site) -> Option<Applied> {
        let code = Code::variables(TokenStream::new(), &[]);
        let applied = Applied::shaped(self.shape.clone(), "Variable", code)?;
        Some(applied.initializers(Some(self.initializer.clone())).parameters(self.shape.elements()))
    }
}
