//! `gelu`

use std::rc::Rc;

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind::new("gelu", "gelu", |arguments| {
    let approximate = arguments.word("approximate", &["none", "tanh"]);
    arguments.finish()?;
    Some(match approximate? {
        "tanh" => Rc::new(Elementwise(|| Code::function(quote!(layer::gelu_tanh)))),
        _ => Rc::new(Elementwise(|| Code::function(quote!(layer::gelu)))),
    })
});
