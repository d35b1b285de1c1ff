//! `instance_norm`: each channel of each sample by itself

use std::rc::Rc;

use super::batch_norm::EPSILON;
use super::group_norm::Norm;
use super::{Applied, Kind, Layer, Site};
use crate::shape::{Condition, Dimension, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["instance_norm2d", "instance_normalization"],
    affine: true,
    ..Kind::new("instance_norm", "instance_norm(affine = true)", |arguments| {
        arguments.inferred("num_features");
        let epsilon = arguments.number_or("epsilon", 1e-5, &EPSILON);
        let affine = arguments.affine_or(false);
        arguments.finish()?;
        let (affine, initializers) = affine?;
        Some(Rc::new(InstanceNorm(Norm { epsilon: epsilon?, affine, initializers })))
    })
};

struct InstanceNorm(Norm);

impl Layer for InstanceNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let Some((channels, spatial)) = shape.dimensions().split_first().filter(|(_, spatial)| !spatial.is_empty())
        else {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes [channels, length] or [channels, height, width], but `",
                    value.name,
                    "` is ",
                    shape
                ],
                &message!["to normalise the features of a vector, write `layer_norm`"],
            );
        };
        let columns = Dimension::product(spatial.iter().cloned());
        site.require(
            Condition::AtMost(Dimension::Number(2), columns.clone()),
            &message!["`", site.label, "` normalises channels of ", columns, " value, which have no variance"],
            &message!["normalise before the image shrinks to one pixel, or write `layer_norm`"],
        )?;
        self.0.normalize(shape, channels, channels, &columns)
    }
}
