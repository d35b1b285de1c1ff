//! What `conv1d`, `conv2d` and `conv3d` share.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::weight_norm::{Holders, WeightNorm};
use super::window::Window;
use super::{Applied, Arguments, Code, Initializers, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Dimension, Shape};

/// The one positional argument of a convolution.
pub(super) const POSITIONAL: &[(&str, &str)] = &[("out_channels", "the number of output channels")];

/// The structs that hold a convolution over images.
pub(super) const HOLDERS_2D: Holders = [
    ["Conv2d", "UnbiasedConv2d"],
    ["WeightNormConv2d", "UnbiasedWeightNormConv2d"],
    ["SpectralNormConv2d", "UnbiasedSpectralNormConv2d"],
];

/// Reads the arguments of a convolution over `N` axes, which is held by these structs.
pub(super) fn read<const N: usize>(arguments: &mut Arguments, holders: Holders) -> Option<Rc<dyn Layer>> {
    let (convolution, ()) = Convolution::<N>::read(arguments, holders, |_| Some(()))?;
    Some(Rc::new(convolution))
}

impl<const N: usize> Convolution<N> {
    /// Reads its arguments, and what else there is beside them.
    pub(super) fn read<T>(
        arguments: &mut Arguments,
        holders: Holders,
        others: impl FnOnce(&mut Arguments) -> Option<T>,
    ) -> Option<(Self, T)> {
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
        let others = others(arguments);
        arguments.finish()?;
        let convolution = Self {
            channels: channels?,
            window: Window {
                kernel: kernel?,
                stride: stride?,
                padding: padding?,
                dilation: dilation?,
                rounds_up: false,
            },
            groups: groups?,
            bias: bias?,
            norm: norm?,
            holders,
            initializers: initializers?,
        };
        Some((convolution, others?))
    }

    /// The window over an image of this size, and the convolution of so many channels there. `more` is said of it before it is applied.
    pub(super) fn over(
        &self,
        site: &mut Site,
        inputs: &Dimension,
        size: [&Dimension; N],
        more: &TokenStream,
    ) -> Option<Over<N>> {
        let Self { channels: outputs, window, groups, bias, norm, holders, .. } = self;
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
            Code::variables(quote!(.window(Window { #settings, groups: #size }) #more), &["batch_norm", "relu"]),
        )?;
        let biases = if *bias { outputs.clone() } else { Dimension::Number(0) };
        let applied = applied.parameters(Dimension::sum([parameters, biases.clone()])).biases(biases);
        let applied = applied
            .initializers(self.initializers.clone())
            .multiply_adds(Dimension::product([&elements].into_iter().chain(&places).cloned()));
        Some(Over { applied, places, view })
    }
}

/// A convolution over an image that it fits.
pub(super) struct Over<const N: usize> {
    pub(super) applied: Applied,
    /// The size of what it gives.
    pub(super) places: [Dimension; N],
    pub(super) view: View,
}

pub(super) struct Convolution<const N: usize> {
    channels: Dimension,
    pub(super) window: Window<N>,
    groups: Dimension,
    bias: bool,
    norm: WeightNorm,
    holders: Holders,
    initializers: Option<Initializers>,
}

impl<const N: usize> Layer for Convolution<N> {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (inputs, size) = site.grid::<N>("conv")?;
        let Over { applied, view, .. } = self.over(site, inputs, size, &TokenStream::new())?;
        Some(applied.sees(view))
    }
}
