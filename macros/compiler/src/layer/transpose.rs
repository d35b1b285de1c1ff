//! `transpose`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};

pub(super) const KIND: Kind = Kind {
    aliases: &["swapaxes", "swapdims", "mT"],
    positional: &[("first", "an axis"), ("second", "another axis")],
    ..Kind::new("transpose", "transpose(0, 1)", |arguments| {
        let swapped =
            arguments.two_axes(["first", "second"], "`permute([0, 2, 1])` brings all axes into a new order")?;
        if swapped[0] == swapped[1] {
            let fact = format!("swaps axis {} with itself", swapped[0]);
            arguments.reject(&fact, "write two axes, as in `transpose(0, 1)`");
            return None;
        }
        Some(Rc::new(Transpose { swapped }))
    })
};

struct Transpose {
    swapped: [usize; 2],
}

impl Layer for Transpose {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let [first, second] = self.swapped;
        // The later of two axes that are not there is the one to say it of.
        axes::require(site, first.max(second), "swaps", value, shape)?;
        let mut order = (0..shape.rank()).collect::<Vec<_>>();
        order.swap(first, second);
        let swapped = order.iter().filter_map(|axis| shape.dimensions().get(*axis).cloned());
        let order = order.iter().map(|axis| Literal::usize_unsuffixed(*axis));
        let code = Code::function(quote!(layer::permute)).with(quote!(&[#(#order),*]));
        Applied::new(crate::shape::Shape::new(swapped), code)
    }
}
