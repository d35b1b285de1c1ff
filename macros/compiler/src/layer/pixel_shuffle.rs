//! `pixel_shuffle` and `pixel_unshuffle`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const SHUFFLE: Kind = Kind {
    aliases: &["depth_to_space"],
    positional: &[("scale", "how many times larger the image becomes")],
    ..Kind::new("pixel_shuffle", "pixel_shuffle(2)", |arguments| {
        let scale = arguments.size("scale");
        arguments.finish()?;
        Some(Rc::new(PixelShuffle { scale: scale?, is_back: false }))
    })
};

pub(super) const UNSHUFFLE: Kind = Kind {
    aliases: &["space_to_depth"],
    positional: &[("scale", "how many times smaller the image becomes")],
    ..Kind::new("pixel_unshuffle", "pixel_unshuffle(2)", |arguments| {
        let scale = arguments.size("scale");
        arguments.finish()?;
        Some(Rc::new(PixelShuffle { scale: scale?, is_back: true }))
    })
};

/// Channels that become pixels of blocks, or pixels of blocks that become channels.
struct PixelShuffle {
    scale: Dimension,
    is_back: bool,
}

impl Layer for PixelShuffle {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let [channels, height, width] = site.image()?;
        let scale = &self.scale;
        let block = Dimension::product([scale.clone(), scale.clone()]);
        let tokens = Size(scale);
        if self.is_back {
            let fact = message![
                "`",
                site.label,
                "` parts `",
                value.name,
                "`, ",
                shape,
                ", into blocks of ",
                scale,
                " × ",
                scale
            ];
            let help = message!["the height and the width must be multiples of ", scale];
            let fits = [height, width].map(|size| Condition::Divides(scale.clone(), size.clone()));
            site.require(Condition::All(fits.to_vec()), &fact, &help)?;
            let output = [
                Dimension::product([channels.clone(), block]),
                height.clone().divided_by(scale.clone()),
                width.clone().divided_by(scale.clone()),
            ];
            let code = Code::function(quote!(layer::pixel_unshuffle)).with(tokens);
            return Applied::new(Shape::image(output), code);
        }
        let fact = message![
            "`",
            site.label,
            "` makes blocks of ",
            scale,
            " × ",
            scale,
            " of channels, but `",
            value.name,
            "` is ",
            shape
        ];
        let help = message!["the number of channels must be a multiple of ", block];
        site.require(Condition::Divides(block.clone(), channels.clone()), &fact, &help)?;
        let output = [
            channels.clone().divided_by(block),
            Dimension::product([height.clone(), scale.clone()]),
            Dimension::product([width.clone(), scale.clone()]),
        ];
        Applied::new(Shape::image(output), Code::function(quote!(layer::pixel_shuffle)).with(tokens))
    }
}
