//! `sparse_plus`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind::new("sparse_plus", "sparse_plus", |arguments| {
    Elementwise::read(arguments, || Code::function(quote!(layer::sparse_plus)))
});
