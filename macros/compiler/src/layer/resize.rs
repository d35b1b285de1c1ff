//! `resize`

use std::rc::Rc;

use super::Kind;
use super::upsample::{To, Upsample, method};

pub(super) const KIND: Kind = Kind {
    aliases: &["resize_bilinear", "resize_images", "resizing"],
    positional: &[("size", "the size of the output")],
    ..Kind::new("resize", "resize([32, 32])", |arguments| {
        let size = arguments.sizes("size");
        let method = method(arguments, &["bilinear", "nearest"]);
        arguments.finish()?;
        Some(Rc::new(Upsample { to: To::Size(size?), method: method? }))
    })
};
