//! `bias`

use std::rc::Rc;

use super::Kind;
use super::prelu::OneAChannel;

pub(super) const KIND: Kind = Kind {
    aliases: &["bias_add", "add_bias"],
    variables: true,
    ..Kind::new("bias", "bias(init = zeros)", |arguments| {
        arguments.inferred("num_features");
        let initializers = arguments.initializer(false);
        arguments.finish()?;
        Some(Rc::new(OneAChannel { holder: "Bias", initializers: initializers? }))
    })
};
