//! `softsign`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["soft_sign"],
    ..Kind::new("softsign", "softsign", |arguments| {
        Elementwise::read(arguments, || Code::function(quote!(layer::softsign)))
    })
};
