//! `gelu`

use std::rc::Rc;

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

const BY_TANH: &str = "gelu(approximate = tanh)";

pub(super) const KIND: Kind = Kind {
    aliases: &["gelu_new", "gelu_pytorch_tanh"],
    spelt_out: &[("gelu_new", BY_TANH), ("gelu_pytorch_tanh", BY_TANH)],
    ..Kind::new("gelu", "gelu", |arguments| {
        let approximate = arguments.word("approximate", &["none", "tanh"]);
        arguments.finish()?;
        Some(match approximate? {
            "tanh" => Rc::new(Elementwise(|| Code::function(quote!(layer::gelu_tanh)))),
            _ => Rc::new(Elementwise(|| Code::function(quote!(layer::gelu)))),
        })
    })
};
