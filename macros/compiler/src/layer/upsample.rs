//! `upsample`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Arguments, Code, Kind, Layer, Scale, Site, View};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["interpolate", "up_sampling2d"],
    ..Kind::new("upsample", "upsample(scale = 2)", |arguments| {
        if arguments.is_given("size") {
            arguments.exclude(
                "scale",
                "`upsample` is given a `scale` and a `size`",
                "one says all: remove one of the two",
            );
        }
        let size = arguments.optional_sizes("size");
        let to = match size {
            Some(Some(size)) => Some(To::Size(size)),
            Some(None) => arguments.scales("scale").map(To::Scale),
            None => None,
        };
        let method = method(arguments, &["nearest", "bilinear"]);
        arguments.finish()?;
        Some(Rc::new(Upsample { to: to?, method: method? }))
    })
};

/// `upsample` and [`resize`](super::resize).
pub(super) struct Upsample {
    pub(super) to: To,
    pub(super) method: Method,
}

/// How large the output is.
pub(super) enum To {
    Size([Dimension; 2]),
    Scale([Scale; 2]),
}

pub(super) enum Method {
    Nearest,
    Bilinear { align_corners: bool },
}

/// `mode`, one of `nearest` and `bilinear`, of which the first named is the default, and `align_corners`.
pub(super) fn method(arguments: &mut Arguments, modes: &[&'static str; 2]) -> Option<Method> {
    let mode = arguments.word("mode", modes);
    if mode == Some("nearest") {
        arguments.exclude(
            "align_corners",
            "`align_corners` is given without `mode = bilinear`",
            "the nearest pixel has no corners to align: remove it, or write `mode = bilinear`",
        );
    }
    let align_corners = arguments.boolean_or("align_corners", false)?;
    Some(if mode? == "nearest" { Method::Nearest } else { Method::Bilinear { align_corners } })
}

impl Layer for Upsample {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [channels, height, width] = site.image()?;
        let [output_height, output_width] = match &self.to {
            To::Size(size) => size.clone(),
            To::Scale(scales) => scaled(site, scales, [height, width])?,
        };
        let code = match self.method {
            Method::Nearest => Code::function(quote!(layer::upsample_nearest)),
            Method::Bilinear { align_corners } => {
                Code::function(quote!(layer::upsample_bilinear)).with(quote!(#align_corners))
            }
        };
        let view = self.view([height, width]);
        Some(Applied::new(Shape::image([channels.clone(), output_height, output_width]), code)?.sees(view))
    }
}

impl Upsample {
    /// The nearest pixel of an image that becomes a whole number of times smaller is each second one, or third, and so
    /// on. Anything else moves by fractions of a pixel.
    fn view(&self, [height, width]: [&Dimension; 2]) -> View {
        let steps = match &self.to {
            To::Scale(scales) => {
                scales.each_ref().map(|scale| (scale.numerator.number() == Some(1)).then_some(scale.denominator))
            }
            To::Size(to) => {
                let [rows, columns] = to;
                [(height, rows), (width, columns)].map(|(own, to)| {
                    let (own, to) = (own.number()?, to.number()?);
                    own.checked_div(to).filter(|step| step * to == own)
                })
            }
        };
        match (&self.method, steps) {
            (Method::Nearest, [Some(rows), Some(columns)]) => {
                let [rows, columns] = [rows, columns].map(Literal::usize_unsuffixed);
                View::Window(quote! {
                    Pool { kernel: [1, 1], stride: [#rows, #columns], padding: [[0, 0], [0, 0]], dilation: [1, 1] }
                })
            }
            _ => View::Everything,
        }
    }
}

fn scaled(site: &mut Site, scales: &[Scale; 2], size: [&Dimension; 2]) -> Option<[Dimension; 2]> {
    let [down, across] = scales;
    let [height, width] = size;
    let multiplied = [down.multiplied(height), across.multiplied(width)];
    let [rows, columns] = &multiplied;
    let output = [rows.clone().divided_by(down.divisor()), columns.clone().divided_by(across.divisor())];
    let help = match output.each_ref().map(Dimension::number) {
        [Some(rows), Some(columns)] => {
            message!["say how large the output is in its place: `size = [", rows, ", ", columns, "]`"]
        }
        _ => message!["say how large the output is in its place: `size = [height, width]`"],
    };
    for (multiplied, scale, size, what) in [(rows, down, height, "rows"), (columns, across, width, "columns")] {
        site.require(
            Condition::Divides(scale.divisor(), multiplied.clone()),
            &message![
                "`",
                site.label,
                "` scales ",
                size,
                " ",
                what,
                " by ",
                scale.to_string(),
                ", which gives no whole number"
            ],
            &help,
        )?;
    }
    Some(output)
}
