//! What `max_pool2d` and `avg_pool2d` share.

use std::rc::Rc;

use super::window::{Padding, Window};
use super::{Applied, Arguments, Code, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};
use proc_macro2::TokenStream;

/// The one positional argument of a pooling layer.
pub(super) const POSITIONAL: &[(&str, &str)] = &[("kernel", "the size of the kernel")];

/// Reads the arguments; the stride is the kernel unless it is given. `dilated` pools take a dilation.
pub(super) fn read(arguments: &mut Arguments, function: TokenStream, dilated: bool) -> Option<Rc<dyn Layer>> {
    let kernel = arguments.sizes("kernel");
    let stride = arguments.optional_sizes("stride");
    let padding = arguments.padding();
    let dilation = match dilated {
        true => arguments.sizes_or("dilation", 1),
        false => Some([Dimension::Number(1), Dimension::Number(1)]),
    };
    arguments.finish()?;
    let kernel = kernel?;
    Some(Rc::new(Pool {
        function,
        window: Window {
            stride: stride?.unwrap_or_else(|| kernel.clone()),
            kernel,
            padding: padding?,
            dilation: dilation?,
        },
    }))
}

struct Pool {
    function: TokenStream,
    window: Window,
}

impl Layer for Pool {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { function, window } = self;
        let [channels, height, width] = site.image()?;
        if let Padding::Pixels(padding) = &window.padding {
            let kernels = window.kernel.iter().zip(&window.dilation);
            for (padding, (kernel, dilation)) in padding.iter().zip(kernels) {
                let both = Dimension::product([Dimension::Number(2), padding.clone()]);
                let reach = Dimension::reach(kernel.clone(), dilation.clone());
                let dilated = if dilation.number() == Some(1) { "" } else { " with its dilation" };
                // More would make windows that see nothing but padding.
                site.require(
                    Condition::AtMost(both, reach.clone()),
                    &message![
                        "`",
                        site.label,
                        "` has a padding of ",
                        padding,
                        ", which is more than half its kernel of ",
                        reach,
                        dilated
                    ],
                    &message!["pad by half the kernel at most"],
                )?;
            }
        }
        let fitted = window.fit(site, [height, width])?;
        let view = fitted.view();
        let [output_height, output_width] = fitted.output;
        let output = Shape::new([channels.clone(), output_height, output_width]);
        Some(Applied::new(output, Code::function(function.clone()).with(fitted.pool))?.sees(view))
    }
}
