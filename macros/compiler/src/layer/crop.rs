//! `crop`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["center_crop", "cropping2d"],
    positional: &[("size", "the height and the width that are left")],
    ..Kind::new("crop", "crop([24, 24])", |arguments| {
        let size = arguments.sizes("size");
        let at = arguments.optional_place("at");
        arguments.finish()?;
        Some(Rc::new(Crop { size: size?, at: at? }))
    })
};

struct Crop {
    size: [Dimension; 2],
    /// The first row and column; `None` for the middle.
    at: Option<[Dimension; 2]>,
}

impl Layer for Crop {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [channels, height, width] = site.image()?;
        for (axis, (size, own)) in self.size.iter().zip([height, width]).enumerate() {
            let (name, first) = if axis == 0 { ("rows", "row") } else { ("columns", "column") };
            let at = self.at.as_ref().and_then(|at| at.get(axis));
            let from = at.map(|at| message![" from ", first, " ", at, " on"]).unwrap_or_default();
            let end = Dimension::sum([size.clone(), at.cloned().unwrap_or(Dimension::Number(0))]);
            site.require(
                Condition::AtMost(end, own.clone()),
                &message!["`", site.label, "` takes ", size, " ", name, from, ", but there are ", own],
                &message!["take a part that is inside of the image; `pad` makes it larger"],
            )?;
        }
        let [rows, columns] = self.size.clone();
        let (code, at) = match &self.at {
            Some(at) => {
                let at = at.each_ref().map(Size);
                let at = quote!([#(#at),*]);
                (Code::function(quote!(layer::crop)).with(at.clone()), at)
            }
            None => {
                let middle = [(height, &rows), (width, &columns)].map(|(own, size)| {
                    Dimension::difference(own.clone(), size.clone()).divided_by(Dimension::Number(2))
                });
                let at = middle.each_ref().map(Size);
                (Code::function(quote!(layer::center_crop)), quote!([#(#at),*]))
            }
        };
        Some(Applied::new(Shape::image([channels.clone(), rows, columns]), code)?.sees(View::Shift(at)))
    }
}
