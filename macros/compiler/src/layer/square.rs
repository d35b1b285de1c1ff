//! `square`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["pow"],
    ..Kind::new("square", "square", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::square))))
};
