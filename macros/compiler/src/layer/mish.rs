//! `mish`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind =
    Kind::new("mish", "mish", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::mish))));
