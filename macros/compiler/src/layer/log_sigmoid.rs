//! `log_sigmoid`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["logsigmoid"],
    ..Kind::new("log_sigmoid", "log_sigmoid", |arguments| {
        Elementwise::read(arguments, || Code::function(quote!(layer::log_sigmoid)))
    })
};
