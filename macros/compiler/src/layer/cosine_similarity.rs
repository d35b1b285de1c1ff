//! `cosine_similarity`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Number, Range, Site, axes};
use crate::shape::{Condition, Dimension, Shape, message};

const EPSILON: Range =
    Range::new(Bound::Excluded(0.0), Bound::Unbounded, "the shortest length that a vector counts as is above 0");

pub(super) const KIND: Kind = Kind {
    aliases: &["cosine_sim"],
    inputs: Inputs::Named(&["a", "b"]),
    ..Kind::new("cosine_similarity", "cosine_similarity(a, b, axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        let epsilon = arguments.number_or("epsilon", 1e-8, &EPSILON);
        let keepdims = arguments.boolean_or("keepdims", false);
        arguments.finish()?;
        Some(Rc::new(CosineSimilarity { axis: axis?, epsilon: epsilon?, keepdims: keepdims? }))
    })
};

struct CosineSimilarity {
    /// That along which the vectors lie.
    axis: usize,
    epsilon: Number,
    /// Whether it stays, with a size of 1.
    keepdims: bool,
}

impl Layer for CosineSimilarity {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [a, b] = site.inputs else {
            return None;
        };
        let (a, shape) = site.sample(a)?;
        let (b, other) = site.sample(b)?;
        axes::require(site, self.axis, "compares vectors along", a, shape)?;
        let fact = message![
            "`",
            site.label,
            "` compares values of one shape, but `",
            a.name,
            "` is ",
            shape,
            " and `",
            b.name,
            "` is ",
            other
        ];
        let help = message!["give both one shape: what is compared with `", a.name, "` is ", shape];
        if shape.rank() != other.rank() {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(shape, other), &fact, &help)?;
        let kept = shape.dimensions().iter().enumerate().filter_map(|(axis, own)| match axis == self.axis {
            true => self.keepdims.then_some(Dimension::Number(1)),
            false => Some(own.clone()),
        });
        let (axis, epsilon) = (Literal::usize_unsuffixed(self.axis), &self.epsilon);
        let settings = [Argument::Setting(quote!(#axis)), Argument::Setting(quote!(#epsilon))];
        let arguments = [Argument::Input, Argument::Input].into_iter().chain(settings).collect();
        Applied::new(Shape::new(kept), Code::call(quote!(layer::cosine_similarity), arguments))
    }
}
