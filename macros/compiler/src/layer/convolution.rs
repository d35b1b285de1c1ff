//! What `conv1d`, `conv2d` and `conv3d` share.

use std::rc::Rc;

use quote::quote;

use super::weight_norm::{Holders, WeightNorm};
use super::window::Window;
use super::{Applied, Arguments, Code, Initializers, Layer, Site};
use crate::expand::Size;
use crate::shape::{Dimension, Shape};

/// The one positional argument of a convolution.
pub(super) const POSITIONAL: &[(&str, &str)] = &[("out_channels", "the number of output channels")];

/// Reads the arguments of a convolution over `N` axes, which is held by these structs.
pub(super) fn read<const N: usize>(arguments: &mut Arguments, holders: Holders) -> Option<Rc<dyn Layer>> {
    arguments.inferred("in_channels");
    let channels = arguments.size("out_channels");
    let kernel = arguments.sizes("kernel");
    let stride = arguments.sizes_or("stride", 1);
    // Time has a direction, and an image has none.
    let padding = arguments.padding(N == 1);
    let dilation = arguments.sizes_or("dilation", 1);
    let groups = arguments.size_or("groups", 1);
    let bias = arguments.boolean_or("bias", true);
    let norm = WeightNorm::read(arguments);
    let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
    arguments.finish()?;
    Some(Rc::new(Convolution::<N> {
        channels: channels?,
        window: Window { kernel: kernel?, stride: stride?, padding: padding?, dilation: dilation?, rounds_up: false },
        groups: groups?,
        bias: bias?,
        norm: norm?,
        holders,
        initializers: initializers?,
    }))
}

struct Convolution<const N: usize> {
    channels: Dimension,
    window: Window<N>,
    groups: Dimension,
    bias: bool,
    norm: WeightNorm,
    holders: Holders,
    initializers: Option<Initializers>,
}

impl<const N: usize> Layer for Convolution<N> {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { channels: outputs, window, groups, bias, norm, holders, .. } = self;
        let (inputs, size) = site.grid::<N>("conv")?;
        site.groups(groups, [(inputs, "input"), (outputs, "output")])?;
        let fitted = window.fit(site, size)?;
        let view = fitted.view();
        let (settings, places) = (fitted.settings, fitted.output);
        let size = Size(groups);
        let mut weight = vec![outputs.clone(), inputs.clone().divided_by(groups.clone())];
        weight.extend(window.kernel.iter().cloned());
        let elements = Dimension::product(weight.clone());
        let (dimensions, parameters) = norm.sizes(weight, 0);
        let applied = Applied::holding(
            Shape::image([outputs].into_iter().chain(&places).cloned()),
            norm.holder(holders, *bias),
            dimensions,
            Code::variables(quote!(.window(Window { #settings, groups: #size })), &["batch_norm", "relu"]),
        )?;
        let biases = if *bias { outputs.clone() } else { Dimension::Number(0) };
        let applied = applied.parameters(Dimension::sum([parameters, biases.clone()])).biases(biases);
        Some(
            applied
                .initializers(self.initializers.clone())
                .multiply_adds(Dimension::product([elements].into_iter().chain(places)))
                .sees(view),
        )
    }
}
