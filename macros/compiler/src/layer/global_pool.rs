//! What `global_avg_pool` and `global_max_pool` share.

use std::rc::Rc;

use proc_macro2::TokenStream;

use super::{Applied, Arguments, Code, Layer, Site};
use crate::shape::{Dimension, Shape, message};

/// Reads the argument: whether the other axes are kept as 1.
pub(super) fn read(arguments: &mut Arguments, function: TokenStream) -> Option<Rc<dyn Layer>> {
    let keep = arguments.boolean_or("keep", false);
    arguments.finish()?;
    Some(Rc::new(GlobalPool { function, keep: keep? }))
}

struct GlobalPool {
    function: TokenStream,
    /// Whether the height and the width stay, with a size of 1.
    keep: bool,
}

impl Layer for GlobalPool {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let ([channels, size @ ..], 2..=4) = (shape.dimensions(), shape.rank()) else {
            let fact = message![
                "`",
                site.label,
                "` takes a sequence, an image or a volume, with its channels first, but `",
                value.name,
                "` is ",
                shape
            ];
            let help = match shape.rank() {
                0 | 1 => message!["there is nothing to pool: leave `", site.label, "` out"],
                _ => message!["of other axes, write `mean(axes = [..])` or `max(axes = [..])`"],
            };
            return site.refuse(&fact, &help);
        };
        let code = Code::function(self.function.clone());
        let ones = size.iter().map(|_| Dimension::Number(1));
        Applied::new(
            match self.keep {
                true => Shape::image([channels.clone()].into_iter().chain(ones)),
                false => Shape::new([channels.clone()]),
            },
            code,
        )
    }
}
