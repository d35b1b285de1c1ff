//! `bias`

use std::rc::Rc;

use super::Kind;
use super::prelu::OneAChannel;

pub(super) const KIND: Kind = Kind {
    aliases: &["bias_add", "add_bias"],
    variables: true,
    ..Kind::new("bias", "bias", |arguments| {
        arguments.inferred("num_features");
        arguments.finish()?;
        Some(Rc::new(OneAChannel { holder: "Bias" }))
    })
};
