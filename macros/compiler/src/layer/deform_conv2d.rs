//! `deform_conv2d`

use std::rc::Rc;

use quote::quote;

use super::convolution::{self, Convolution, Over};
use super::{Applied, Input, Kind, Layer, Site};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

const OFFSET: &str = "offset";
const MASK: &str = "mask";

pub(super) const KIND: Kind = Kind {
    aliases: &[
        "deformable_conv2d",
        "deformable_convolution",
        "deform_conv",
        "modulated_deform_conv2d",
        "dcn",
        "dcn_v2",
    ],
    named: &[OFFSET, MASK],
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("deform_conv2d", "deform_conv2d(16, kernel = 3, offset = offsets)", |arguments| {
        let masked = arguments.has_value(MASK);
        let (convolution, groups) = Convolution::read(arguments, convolution::HOLDERS_2D, |arguments| {
            arguments.value(OFFSET);
            arguments.size_or("offset_groups", 1)
        })?;
        Some(Rc::new(Deformable { convolution, groups, masked }))
    })
};

struct Deformable {
    convolution: Convolution<2>,
    /// Groups of input channels that have offsets of their own.
    groups: Dimension,
    masked: bool,
}

impl Layer for Deformable {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [input, offset, mask @ ..] = site.inputs else {
            return None;
        };
        let (value, shape) = site.sample(input)?;
        let [channels, height, width] = site.image_of(value, shape)?;
        site.require(
            Condition::Divides(self.groups.clone(), channels.clone()),
            &message![
                "`",
                site.label,
                "` has ",
                self.groups,
                " groups of offsets, which do not divide the ",
                channels,
                " channels of `",
                value.name,
                "`"
            ],
            &message!["each group moves the same number of channels: `offset_groups` must divide ", channels],
        )?;
        let groups = Size(&self.groups);
        let masked = self.masked.then(|| quote!(.masked()));
        let more = quote!(.deformed(#groups) #masked);
        let Over { applied, places, .. } = self.convolution.over(site, channels, [height, width], &more)?;
        self.fits(site, offset, &Moves { what: "an offset", each: 2, numbers: "a row and a column", places: &places })?;
        if let [mask] = mask {
            self.fits(site, mask, &Moves { what: "a mask", each: 1, numbers: "a number", places: &places })?;
        }
        Some(applied)
    }
}

/// What a tap is given at each place of the output.
struct Moves<'a> {
    /// With its article.
    what: &'static str,
    /// How many numbers, and in words.
    each: usize,
    numbers: &'static str,
    places: &'a [Dimension; 2],
}

impl Deformable {
    /// Asks that a value has its numbers for each tap at each place.
    fn fits<'a>(
        &self,
        site: &mut Site<'a>,
        given: &'a Input,
        Moves { what, each, numbers, places }: &Moves,
    ) -> Option<()> {
        let (value, shape) = site.sample(given)?;
        let kernel = &self.convolution.window.kernel;
        let each_of_tap = Dimension::Number(*each);
        let factors = [&each_of_tap, &self.groups].into_iter().chain(kernel);
        let channels = Dimension::product(factors.cloned());
        let needed = Shape::image([&channels].into_iter().chain(places.iter()).cloned());
        let fact = message![
            "`",
            site.label,
            "` takes ",
            what,
            " of ",
            needed,
            ", ",
            numbers,
            " for each tap of its kernel, but `",
            value.name,
            "` is ",
            shape
        ];
        let help = message![
            "a convolution of the same window makes it: `conv2d(",
            channels,
            ", ..)`, with the kernel, stride, padding and dilation of `",
            site.label,
            "`"
        ];
        if shape.rank() != needed.rank() {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(&needed, shape), &fact, &help)
    }
}
