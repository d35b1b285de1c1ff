//! `normalize`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Applied, Code, Kind, Layer, Number, Numbers, Range, Site, View};
use crate::check::text;
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, Dimension, message};

const MEAN: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "a mean is any number");
const DEVIATION: Range = Range::new(Bound::Excluded(0.0), Bound::Unbounded, "a deviation is above 0: it is divided by");
const SCALE: Range =
    Range::new(Bound::Excluded(0.0), Bound::Unbounded, "what values are multiplied by at first is above 0");

/// Statistics that are known by a name.
const KNOWN: &[&str] = &["imagenet", "vgg", "caffe"];

pub(super) const KIND: Kind = Kind {
    aliases: &["normalise", "normalization", "standardize", "per_image_standardization"],
    positional: &[("statistics", "whose statistics they are")],
    ..Kind::new("normalize", "normalize(mean = 0.5, deviation = 0.25)", |arguments| {
        let known = arguments.optional_word("statistics", KNOWN);
        let statistics = if let Some(Some(word)) = known {
            for name in ["mean", "deviation"] {
                let help = format!("`{word}` says both the mean and the deviation: remove one of the two");
                arguments.exclude(name, &format!("`{name}` is given with `{word}`"), &help);
            }
            Some(Statistics::Known(word))
        } else {
            let all = quote!(shape::are_positive);
            // Who names other statistics gives no others.
            let mean = match known {
                Some(_) => arguments.channels("mean", &MEAN, None),
                None => arguments.optional_channels("mean", &MEAN, None).flatten(),
            };
            let deviation = arguments.optional_channels("deviation", &DEVIATION, Some(&all));
            mean.zip(deviation).map(|(mean, deviation)| {
                let deviation = deviation.unwrap_or(Numbers::One(Number::Literal(1.0)));
                Statistics::Own { mean, deviation }
            })
        };
        let scale = arguments.number_or("scale", 1.0, &SCALE);
        arguments.finish()?;
        Some(Rc::new(Normalize { statistics: statistics?, scale: scale? }))
    })
};

enum Statistics {
    Known(&'static str),
    Own { mean: Numbers, deviation: Numbers },
}

impl ToTokens for Statistics {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Known("imagenet") => quote!(layer::Statistics::IMAGENET),
            Self::Known("vgg") => quote!(layer::Statistics::VGG),
            Self::Known(_) => quote!(layer::Statistics::CAFFE),
            Self::Own { mean, deviation } => quote!(layer::Statistics::new(#mean, #deviation)),
        });
    }
}

struct Normalize {
    statistics: Statistics,
    scale: Number,
}

impl Layer for Normalize {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        match &self.statistics {
            Statistics::Known(word) => {
                let [channels, _, _] = site.image()?;
                let fact = message![
                    "`",
                    site.label,
                    "` takes pictures of red, green and blue with `",
                    word,
                    "`, but `",
                    value.name,
                    "` is ",
                    shape
                ];
                let help = message!["write statistics of your own: `mean = 0.5, deviation = 0.25`"];
                site.require(Condition::Equal(channels.clone(), Dimension::Number(3)), &fact, &help)?;
            }
            Statistics::Own { mean, deviation } => {
                let Some(channels) = shape.dimensions().first() else {
                    return site.refuse(
                        &message!["`", site.label, "` has a mean a channel, but `", value.name, "` is a single number"],
                        &message!["a vector of one element is `[1]`"],
                    );
                };
                one_a_channel(site, mean, "mean", value, channels)?;
                one_a_channel(site, deviation, "deviation", value, channels)?;
            }
        }
        let code = Code::function(quote!(layer::normalize)).with(&self.statistics).with(&self.scale);
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}

/// Asks that there are as many numbers as channels, or one for all.
fn one_a_channel(site: &mut Site, numbers: &Numbers, name: &str, value: &Value, channels: &Dimension) -> Option<()> {
    let of = message!["`", site.label, "` takes a ", name, " for each of the ", channels, " channels of `", value.name];
    let (condition, fact) = match numbers {
        Numbers::One(_) => return Some(()),
        Numbers::List(numbers) => {
            let count = Dimension::Number(numbers.len());
            let fact = message![of, "`, but is given ", count];
            (Condition::Equal(count, channels.clone()), fact)
        }
        Numbers::Array(path) => {
            let size = Size(channels);
            let fact = message![of, "`, but the length of `", text(path), "` is another"];
            (Condition::Rust(quote!((#numbers).len() == #size)), fact)
        }
    };
    site.require(condition, &fact, &message!["write one for each channel, or one number for all of them"])
}
