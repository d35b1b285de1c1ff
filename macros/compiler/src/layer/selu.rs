//! `selu`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind =
    Kind::new("selu", "selu", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::selu))));
