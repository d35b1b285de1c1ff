//! Layers that move an image along a flow: what `warp` and `splat` share.

use proc_macro2::TokenStream;

use super::{Applied, Argument, Code, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const INPUTS: &[&str] = &["image", "flow"];

/// A layer that takes an image and a flow of its size.
pub(super) struct Along {
    pub(super) name: &'static str,
    pub(super) function: TokenStream,
    pub(super) settings: Vec<TokenStream>,
}

impl Layer for Along {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [image, flow] = site.inputs else {
            return None;
        };
        let (image, image_shape) = site.sample(image)?;
        let (flow, flow_shape) = site.sample(flow)?;
        let [channels, height, width] = site.image_of(image, image_shape)?;
        let wanted = Shape::new([Dimension::Number(2), height.clone(), width.clone()]);
        let needs = message![
            "the flow for `",
            image.name,
            "` is ",
            wanted,
            ": channel 0 in columns (x), channel 1 in rows (y), both in pixels"
        ];
        let fact =
            message!["`", site.label, "` takes a flow, [2, height, width], but `", flow.name, "` is ", flow_shape];
        let [flow_channels, flow_height, flow_width] = flow_shape.dimensions() else {
            return site.refuse(&fact, &needs);
        };
        if channels.number() == Some(2) && flow_channels.number().is_some_and(|channels| channels != 2) {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes the image first and then the flow, [2, height, width], but `",
                    image.name,
                    "` is ",
                    image_shape,
                    " and `",
                    flow.name,
                    "` is ",
                    flow_shape
                ],
                &message!["swap the two: `", self.name, "(", flow.name, ", ", image.name, ")`"],
            );
        }
        site.require(Condition::Equal(flow_channels.clone(), Dimension::Number(2)), &fact, &needs)?;
        let sizes = [(height, flow_height), (width, flow_width)];
        let equal = sizes.map(|(image, flow)| Condition::Equal(image.clone(), flow.clone()));
        site.require(
            Condition::All(equal.to_vec()),
            &message![
                "`",
                site.label,
                "` takes a displacement for each pixel, but `",
                image.name,
                "` is ",
                image_shape,
                " and `",
                flow.name,
                "` is ",
                flow_shape
            ],
            &needs,
        )?;
        // A flow whose size is written in another way is taken for one of the image's size.
        let flow = if *flow_shape == wanted { Argument::Distinct } else { Argument::Input };
        let settings = self.settings.iter().cloned().map(Argument::Setting);
        let arguments = [Argument::Input, flow].into_iter().chain(settings).collect();
        Applied::new(image_shape.clone(), Code::call(self.function.clone(), arguments))
    }
}
