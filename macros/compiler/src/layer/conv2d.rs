//! `conv2d`

use std::rc::Rc;

use quote::quote;

use super::window::Window;
use super::{Applied, Code, Initializers, Kind, Layer, Site};
use crate::expand::Size;
use crate::shape::{Dimension, Shape};

pub(super) const KIND: Kind = Kind {
    variables: true,
    positional: &[("out_channels", "the number of output channels")],
    ..Kind::new("conv2d", "conv2d(16, kernel = 3)", |arguments| {
        arguments.inferred("in_channels");
        let channels = arguments.size("out_channels");
        let kernel = arguments.sizes("kernel");
        let stride = arguments.sizes_or("stride", 1);
        let padding = arguments.padding();
        let dilation = arguments.sizes_or("dilation", 1);
        let groups = arguments.size_or("groups", 1);
        let bias = arguments.boolean_or("bias", true);
        let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
        arguments.finish()?;
        Some(Rc::new(Conv2d {
            channels: channels?,
            window: Window { kernel: kernel?, stride: stride?, padding: padding?, dilation: dilation? },
            groups: groups?,
            bias: bias?,
            initializers: initializers?,
        }))
    })
};

struct Conv2d {
    channels: Dimension,
    window: Window,
    groups: Dimension,
    bias: bool,
    initializers: Option<Initializers>,
}

impl Layer for Conv2d {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { channels: outputs, window, groups, bias, .. } = self;
        let [inputs, height, width] = site.image()?;
        site.groups(groups, [(inputs, "input"), (outputs, "output")])?;
        let fitted = window.fit(site, [height, width])?;
        let [kernel_height, kernel_width] = window.kernel.clone();
        let view = fitted.view();
        let [output_height, output_width] = fitted.output;
        let (settings, size) = (fitted.settings, Size(groups));
        let weight = vec![outputs.clone(), inputs.clone().divided_by(groups.clone()), kernel_height, kernel_width];
        let elements = Dimension::product(weight.clone());
        let places = [output_height.clone(), output_width.clone()];
        let applied = Applied::holding(
            Shape::image([outputs.clone(), output_height, output_width]),
            if *bias { "Conv2d" } else { "UnbiasedConv2d" },
            weight,
            Code::variables(quote!(.window(Window { #settings, groups: #size })), &["batch_norm", "relu"]),
        )?;
        let biases = if *bias { outputs.clone() } else { Dimension::Number(0) };
        let applied = applied.parameters(Dimension::sum([elements.clone(), biases.clone()])).biases(biases);
        Some(
            applied
                .initializers(self.initializers.clone())
                .multiply_adds(Dimension::product([elements].into_iter().chain(places)))
                .sees(view),
        )
    }
}
