//! `perceptual`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, PathArguments};

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Argument, Code, Critic, Input, Inputs, Kind, Layer, Number, Range, Site, Type};
use crate::expand::{Size, names};
use crate::shape::{Condition, Shape, message};
use crate::syntax::{self, PointSegment};

pub(super) const KIND: Kind = Kind {
    aliases: &["content_loss", "feature_loss", "feature_matching", "lpips", "perceptual_loss", "vgg_loss"],
    inputs: Inputs::Named(&["image", "target"]),
    named: WEIGHTS,
    loss: true,
    critic: true,
    positional: &[("critic", "a critic and its end points")],
    ..Kind::new("perceptual", "perceptual(critic at features/conv1, image, target)", |arguments| {
        let points = arguments.points("critic");
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Perceptual { points: points?, reduction: reduction? }))
    })
};

/// How much an end point counts.
pub(super) const WEIGHT: Range = Range::new(
    Bound::Excluded(0.0),
    Bound::Unbounded,
    "the weight of an end point is above 0; leave out what is not to count",
);

struct Perceptual {
    points: Vec<Point>,
    reduction: Reduction,
}

/// An end point of the critic, and how much it counts.
pub(super) struct Point {
    pub(super) written: syntax::Point,
    pub(super) weight: Number,
}

impl Layer for Perceptual {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let ([image, target, weights @ ..], Some(critic)) = (site.inputs, site.inputs.last()) else {
            return None;
        };
        let (image, target) = (site.sample(image)?, site.sample(target)?);
        loss::same(site, image, target)?;
        let weights = loss::weights(site, weights.split_last().and_then(|(_, weights)| weights.first()))?;
        let network = looked_through(site, critic)?;
        takes(site, network, image)?;
        let points = self.points.iter().map(|point| point.seen(&network.network));
        let arguments = vec![
            Argument::Input,
            Argument::Input,
            self.reduction.argument(weights),
            Argument::Distinct,
            Argument::Setting(quote!(loss::Views::new() #(.#points)*)),
        ];
        // Where rustc points at the function, it points at the critic.
        let function = quote_spanned!(critic.value.name.span()=> loss::perceptual);
        Some(Applied::of(Type::Loss, Code::call(function, arguments)))
    }
}

/// The network behind a value.
fn looked_through<'a>(site: &mut Site<'a>, Input { value, kind }: &'a Input) -> Option<&'a Critic> {
    let what = match kind {
        Type::Critic(critic) => return Some(critic),
        Type::Sample(shape) | Type::Indices(shape) | Type::Variable(shape) => message!["is ", shape],
        Type::Loss => message!["is a loss"],
    };
    site.refuse(
        &message!["`", site.label, "` looks through a network, but `", value.name, "` ", what],
        &message!["declare the network as a target of the loss: `", "critic: &Critic`"],
    )
}

/// Compares an image with what the critic takes, if that is known.
fn takes(site: &mut Site, critic: &Critic, (image, found): loss::Sample) -> Option<()> {
    let Some(inputs) = &critic.inputs else {
        return Some(());
    };
    let network = crate::check::text(&critic.network);
    let declared = match inputs.as_slice() {
        [(_, Type::Sample(declared))] => declared,
        _ => {
            let fact = message!["`", network, "` does not take one image, and a critic does"];
            return site.refuse(&fact, &message!["look through a network with one input"]);
        }
    };
    let fact = message!["`", network, "` takes ", declared, ", but `", image.name, "` is ", found];
    let help = message!["look through a network that takes ", found, ", or `resize` the image"];
    if Shape::rank(found) != declared.rank() {
        return site.refuse(&fact, &help);
    }
    site.require(Condition::same(found, declared), &fact, &help)
}

impl Point {
    /// `at(vgg19::end_point::block4::conv4_4, 1.0)`
    fn seen(&self, network: &Path) -> TokenStream {
        let Self { written, weight } = self;
        let mut module = network.clone();
        if let Some(last) = module.segments.last_mut() {
            last.ident = names::module(&last.ident);
            last.arguments = PathArguments::None;
        }
        let module = Size::path(&module);
        let mut path = Vec::<Ident>::new();
        for segment in &written.path {
            match segment {
                PointSegment::Name(name) => path.push(name.clone()),
                // The module of an element of an array has its number in its name.
                PointSegment::Element(element) => {
                    if let Some(array) = path.pop() {
                        path.push(format_ident!("{array}_{}", element.base10_digits(), span = array.span()));
                    }
                }
            }
        }
        let at = Ident::new("at", written.path.span());
        quote!(#at(#module::end_point #(::#path)*, #weight))
    }
}
