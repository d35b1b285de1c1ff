//! `relu6`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["relu_6"],
    ..Kind::new("relu6", "relu6", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::relu6))))
};
