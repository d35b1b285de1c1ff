//! `sparsemax`, along the last axis

use std::rc::Rc;

use quote::quote;

use super::softmax::LastAxis;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind::new("sparsemax", "sparsemax", |arguments| {
    arguments.finish()?;
    Some(Rc::new(LastAxis(|| Code::function(quote!(layer::sparsemax)))))
});
