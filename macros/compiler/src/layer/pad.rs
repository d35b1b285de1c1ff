//! `pad`

use std::rc::Rc;

use quote::{format_ident, quote};

use super::{Applied, Code, Kind, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["zero_pad2d", "zero_padding2d", "reflection_pad2d", "replication_pad2d"],
    positional: &[("padding", "how much is added around the image")],
    ..Kind::new("pad", "pad(1)", |arguments| {
        let padding = arguments.sides("padding");
        let mode = arguments.word("mode", &["zeros", "reflect", "replicate"]);
        arguments.finish()?;
        Some(Rc::new(Pad { padding: padding?, mode: mode? }))
    })
};

struct Pad {
    /// `[[top, bottom], [left, right]]`
    padding: [[Dimension; 2]; 2],
    mode: &'static str,
}

impl Layer for Pad {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [channels, height, width] = site.image()?;
        let [[top, bottom], [left, right]] = &self.padding;
        if self.mode == "reflect" {
            for (size, name, sides) in [(height, "high", [top, bottom]), (width, "wide", [left, right])] {
                for side in sides {
                    site.require(
                        Condition::AtMost(Dimension::sum([side.clone(), Dimension::Number(1)]), size.clone()),
                        &message!["`", site.label, "` reflects ", side, " pixels of an image ", size, " ", name],
                        &message!["a reflection leaves out the outermost pixels: it is smaller than the image"],
                    )?;
                }
            }
        }
        let height = Dimension::sum([height.clone(), top.clone(), bottom.clone()]);
        let width = Dimension::sum([width.clone(), left.clone(), right.clone()]);
        let border = match self.mode {
            "reflect" => format_ident!("Reflect"),
            "replicate" => format_ident!("Replicate"),
            _ => format_ident!("Zeros"),
        };
        let [top, bottom, left, right] = [top, bottom, left, right].map(Size);
        let code = Code::function(quote!(layer::pad)).with(quote!([#top, #left])).with(quote!(layer::Border::#border));
        let window = quote! {
            Pool {
                kernel: [1, 1],
                stride: [1, 1],
                padding: [[#top, #bottom], [#left, #right]],
                dilation: [1, 1]
            }
        };
        // Around the image, the other modes see pixels from elsewhere.
        let view = if self.mode == "zeros" { View::Window(window) } else { View::Everything };
        Some(Applied::new(Shape::image([channels.clone(), height, width]), code)?.sees(view))
    }
}
