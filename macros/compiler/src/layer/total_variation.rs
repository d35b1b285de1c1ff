//! `total_variation`

use std::rc::Rc;

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Kind, Layer, Site, Type};
use crate::shape::message;

pub(super) const KIND: Kind = Kind {
    aliases: &["tv", "tv_loss", "total_variation_loss"],
    named: WEIGHTS,
    loss: true,
    ..Kind::new("total_variation", "total_variation(image)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(TotalVariation(reduction?)))
    })
};

struct TotalVariation(Reduction);

impl Layer for TotalVariation {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [image, weights @ ..] = site.inputs else {
            return None;
        };
        let (value, shape) = site.sample(image)?;
        if shape.rank() != 3 {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes an image, [channels, height, width], but `",
                    value.name,
                    "` is ",
                    shape
                ],
                &message!["it adds up the differences between neighbouring pixels: give it an image or a flow"],
            );
        }
        let weights = loss::weights(site, weights.first())?;
        Some(Applied::of(Type::Loss, loss::code("total_variation", 1, [], self.0.argument(weights))))
    }
}
