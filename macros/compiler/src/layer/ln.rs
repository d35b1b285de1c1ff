//! `ln`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["log"],
    ..Kind::new("ln", "ln", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::ln))))
};
