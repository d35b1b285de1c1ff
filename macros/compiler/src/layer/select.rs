//! `select`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site, View};
use crate::shape::{Condition, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["where_", "choose"],
    inputs: Inputs::Named(&["condition", "a", "b"]),
    ..Kind::new("select", "select(condition, a, b)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Select))
    })
};

struct Select;

impl Layer for Select {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (first, others) = site.inputs.split_first()?;
        let (condition, shape) = site.sample(first)?;
        for other in others {
            let (value, found) = site.sample(other)?;
            let fact = message![
                "`",
                site.label,
                "` takes three values of one shape, but `",
                condition.name,
                "` is ",
                shape,
                " and `",
                value.name,
                "` is ",
                found
            ];
            let help = message!["it chooses element by element: give them one shape first"];
            if found.rank() != shape.rank() {
                return site.refuse(&fact, &help);
            }
            site.require(Condition::same(shape, found), &fact, &help)?;
        }
        let inputs = vec![Argument::Input, Argument::Input, Argument::Input];
        Some(Applied::new(shape.clone(), Code::call(quote!(layer::select), inputs))?.sees(View::Place))
    }
}
