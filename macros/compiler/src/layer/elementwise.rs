//! Layers that change no shape and have no arguments.

use std::rc::Rc;

use proc_macro2::TokenStream;

use super::{Applied, Arguments, Code, Layer, Site, View};

/// A layer that treats every element alike; the function makes its code.
pub(super) struct Elementwise(pub(super) fn() -> Code);

impl Elementwise {
    /// Reads no arguments.
    pub(super) fn read(arguments: &mut Arguments, code: fn() -> Code) -> Option<Rc<dyn Layer>> {
        arguments.finish()?;
        Some(Rc::new(Self(code)))
    }
}

impl Layer for Elementwise {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        Some(Applied::new(shape.clone(), self.0())?.sees(View::Place))
    }
}

/// A layer that keeps the shape, with one setting.
pub(super) struct WithSetting {
    pub(super) function: TokenStream,
    pub(super) setting: super::Number,
}

impl Layer for WithSetting {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        let code = Code::function(self.function.clone()).with(&self.setting);
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}
