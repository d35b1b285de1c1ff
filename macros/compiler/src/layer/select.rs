//! `select`

use std::rc::Rc;

use quote::quote;

use super::broadcast::{Broadcast, broadcast};
use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site, View};

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
        let mut values = Vec::new();
        for input in site.inputs {
            values.push(site.sample(input)?);
        }
        let Broadcast { shape, stretches } = broadcast(site, &values)?;
        if stretches {
            let inputs = vec![Argument::Distinct, Argument::Distinct, Argument::Distinct];
            return Applied::new(shape, Code::call(quote!(layer::broadcast_select), inputs));
        }
        let inputs = vec![Argument::Input, Argument::Input, Argument::Input];
        Some(Applied::new(shape, Code::call(quote!(layer::select), inputs))?.sees(View::Place))
    }
}
