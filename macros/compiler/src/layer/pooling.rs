//! What `max_pool2d` and `avg_pool2d` share.

use std::rc::Rc;

use super::window::{Padding, Window};
use super::{Applied, Arguments, Code, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};
use proc_macro2::TokenStream;

/// The one positional argument of a pooling layer.
pub(super) const POSITIONAL: &[(&str, &str)] = &[("kernel", "the size of the kernel")];

/// What a pool makes of a window.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Takes {
    Largest,
    Mean,
}

/// Reads the arguments; the stride is the kernel unless it is given. A mean takes no dilation, and is of the padding as well
/// or not; as `same` is TensorFlow's, so is what counts then.
pub(super) fn read(arguments: &mut Arguments, function: TokenStream, takes: Takes) -> Option<Rc<dyn Layer>> {
    let kernel = arguments.sizes("kernel");
    let stride = arguments.optional_sizes("stride");
    let padding = arguments.padding();
    let dilation = match takes {
        Takes::Largest => arguments.sizes_or("dilation", 1),
        Takes::Mean => Some([Dimension::Number(1), Dimension::Number(1)]),
    };
    let counts_padding = match takes {
        Takes::Largest => Some(None),
        Takes::Mean => {
            let own = !matches!(padding, Some(Padding::Same));
            arguments.boolean_or("count_padding", own).map(Some)
        }
    };
    arguments.finish()?;
    let kernel = kernel?;
    Some(Rc::new(Pool {
        function,
        counts_padding: counts_padding?,
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
    /// Whether padding counts in a mean.
    counts_padding: Option<bool>,
    window: Window,
}

impl Layer for Pool {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { function, counts_padding, window } = self;
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
        let output = Shape::image([channels.clone(), output_height, output_width]);
        let mut code = Code::function(function.clone()).with(fitted.pool);
        if let Some(counts_padding) = counts_padding {
            code = code.with(counts_padding);
        }
        Some(Applied::new(output, code)?.sees(view))
    }
}
