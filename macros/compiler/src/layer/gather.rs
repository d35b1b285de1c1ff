//! `gather`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site, Type, axes};
use crate::shape::{Condition, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["take_along_axis", "take_along_dim", "index_select"],
    inputs: Inputs::Named(&["source", "indices"]),
    ..Kind::new("gather", "gather(source, indices, axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(Gather { axis: axis? }))
    })
};

struct Gather {
    axis: usize,
}

impl Layer for Gather {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [source, indices] = site.inputs else {
            return None;
        };
        let (source, shape) = site.sample(source)?;
        let (named, places) = match &indices.kind {
            Type::Indices(_) => site.indices(indices)?,
            _ => site.sample(indices)?,
        };
        axes::require(site, self.axis, "looks along", source, shape)?;
        let fact = message![
            "`",
            site.label,
            "` along axis ",
            self.axis,
            " takes indices that differ from the source in that axis alone, but `",
            source.name,
            "` is ",
            shape,
            " and `",
            named.name,
            "` is ",
            places
        ];
        if places.rank() != shape.rank() {
            let help = message!["indices have an axis for each of the source; `gather_nd` takes lists of places"];
            return site.refuse(&fact, &help);
        }
        let pairs = shape.dimensions().iter().zip(places.dimensions()).enumerate();
        let others = pairs.filter(|(axis, _)| *axis != self.axis);
        let equal = others.map(|(_, (own, other))| Condition::Equal(own.clone(), other.clone()));
        let help = message!["bring the other axes to one size first: `repeat_axis` repeats what lies along one"];
        site.require(Condition::All(equal.collect()), &fact, &help)?;
        let axis = Literal::usize_unsuffixed(self.axis);
        let inputs = vec![Argument::Distinct, Argument::Distinct];
        let code = match &indices.kind {
            Type::Indices(_) => {
                let name = named.name.to_string();
                Code::call(quote!(layer::gather_indices), inputs).with(name)
            }
            _ => Code::call(quote!(layer::gather), inputs),
        };
        Applied::new(places.clone(), code.with(axis))
    }
}
