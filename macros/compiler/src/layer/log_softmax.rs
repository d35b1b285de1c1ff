//! `log_softmax`, along the last axis

use std::rc::Rc;

use quote::quote;

use super::softmax::LastAxis;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind::new("log_softmax", "log_softmax", |arguments| {
    arguments.finish()?;
    Some(Rc::new(LastAxis(|| Code::function(quote!(layer::log_softmax)))))
});
