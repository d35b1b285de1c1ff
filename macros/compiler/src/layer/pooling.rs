//! What pools over a window share.

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::window::{Padding, Window};
use super::{Applied, Arguments, Code, Layer, Number, Range, Site};
use crate::shape::{Condition, Dimension, Shape, message};

/// The one positional argument of a pooling layer.
pub(super) const POSITIONAL: &[(&str, &str)] = &[("kernel", "the size of the kernel")];

const POWER: Range = Range::new(
    Bound::Included(1.0),
    Bound::Unbounded,
    "a norm has a power from 1: 1 for sums, 2 for the length of a vector",
);

/// What a pool makes of a window.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Takes {
    Largest,
    Mean,
    /// The sum of powers, and its root.
    Norm,
}

impl Takes {
    /// The name of the layer, but for the number of axes.
    fn family(self) -> &'static str {
        match self {
            Self::Largest => "max_pool",
            Self::Mean => "avg_pool",
            Self::Norm => "lp_pool",
        }
    }

    fn function(self) -> TokenStream {
        match self {
            Self::Largest => quote!(layer::max_pool),
            Self::Mean => quote!(layer::avg_pool),
            Self::Norm => quote!(layer::lp_pool),
        }
    }
}

/// Reads the arguments; the stride is the kernel unless it is given. A mean takes no dilation, and is of the padding as well
/// or not; as `same` is TensorFlow's, so is what counts then. A norm has no padding.
pub(super) fn read<const N: usize>(arguments: &mut Arguments, takes: Takes) -> Option<Rc<dyn Layer>> {
    let power = match takes {
        Takes::Norm => arguments.number("p", &POWER).map(Some),
        Takes::Largest | Takes::Mean => Some(None),
    };
    let kernel = arguments.sizes("kernel");
    let stride = arguments.optional_sizes("stride");
    let padding = match takes {
        Takes::Norm => Some(Padding::none()),
        Takes::Largest | Takes::Mean => arguments.padding(false),
    };
    if let Some(Padding::Same) = padding {
        arguments.exclude(
            "ceil_mode",
            "`ceil_mode` is given with `padding = same`",
            "`same` rounds up already: remove `ceil_mode`",
        );
    }
    let rounds_up = arguments.boolean_or("ceil_mode", false);
    let dilation = match takes {
        Takes::Largest => arguments.sizes_or("dilation", 1),
        Takes::Mean | Takes::Norm => Some([(); N].map(|()| Dimension::Number(1))),
    };
    let counts_padding = match takes {
        Takes::Mean => {
            let own = !matches!(padding, Some(Padding::Same));
            arguments.boolean_or("count_padding", own).map(Some)
        }
        Takes::Largest | Takes::Norm => Some(None),
    };
    arguments.finish()?;
    let kernel = kernel?;
    Some(Rc::new(Pool::<N> {
        takes,
        power: power?,
        counts_padding: counts_padding?,
        window: Window {
            stride: stride?.unwrap_or_else(|| kernel.clone()),
            kernel,
            padding: padding?,
            dilation: dilation?,
            rounds_up: rounds_up?,
        },
    }))
}

struct Pool<const N: usize> {
    takes: Takes,
    /// That of a norm.
    power: Option<Number>,
    /// Whether padding counts in a mean.
    counts_padding: Option<bool>,
    window: Window<N>,
}

impl<const N: usize> Layer for Pool<N> {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { takes, power, counts_padding, window } = self;
        let (channels, size) = site.grid::<N>(takes.family())?;
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
        let fitted = window.fit(site, size)?;
        let view = fitted.view();
        let output = Shape::image([channels].into_iter().chain(&fitted.output).cloned());
        let mut code = Code::function(takes.function()).with(fitted.pool);
        if let Some(counts_padding) = counts_padding {
            code = code.with(counts_padding);
        }
        if let Some(power) = power {
            code = code.with(power);
        }
        Some(Applied::new(output, code)?.sees(view))
    }
}
