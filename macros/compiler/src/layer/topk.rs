//! `topk`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["top_k"],
    parts: true,
    positional: &[("k", "how many elements")],
    ..Kind::new("topk", "topk(x, k = 3, axis = 0)", |arguments| {
        let k = arguments.size("k");
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(TopK { k: k?, axis: axis?, index: 0, count: 2 }))
    })
};

/// The values, or the indices.
#[derive(Clone)]
struct TopK {
    k: Dimension,
    axis: usize,
    index: usize,
    /// How many names there are.
    count: usize,
}

impl Layer for TopK {
    fn part(&self, index: usize, count: usize) -> Option<Rc<dyn Layer>> {
        Some(Rc::new(Self { index, count, ..self.clone() }))
    }

    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let first = self.index == 0;
        if self.count != 2 {
            return first
                .then(|| {
                    site.refuse(
                        &message!["`", site.label, "` gives 2 values, but there are ", self.count, " names"],
                        &message!["bind the values and their indices: `let (values, indices) = ..;`"],
                    )
                })
                .flatten();
        }
        if first {
            axes::require(site, self.axis, "looks along", value, shape)?;
        }
        let own = shape.dimensions().get(self.axis)?;
        let condition = Condition::AtMost(self.k.clone(), own.clone());
        if first {
            let fact = message![
                "`",
                site.label,
                "` takes the ",
                self.k,
                " largest along axis ",
                self.axis,
                ", but `",
                value.name,
                "` is ",
                shape
            ];
            site.require(condition, &fact, &message!["`k` is at most ", own])?;
        } else if condition.fails() {
            // The first part has reported it.
            return None;
        }
        let dimensions = shape.dimensions().iter().enumerate();
        let dimensions = dimensions.map(|(axis, own)| if axis == self.axis { self.k.clone() } else { own.clone() });
        let axis = Literal::usize_unsuffixed(self.axis);
        if first {
            return Applied::new(Shape::new(dimensions), Code::function(quote!(layer::topk)).with(axis));
        }
        let code = Code::function(quote!(layer::topk_indices)).with(axis);
        Some(Applied::new(Shape::new(dimensions), code)?.stops())
    }
}
