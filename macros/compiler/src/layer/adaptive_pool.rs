//! `adaptive_avg_pool2d`, `adaptive_max_pool2d` and theirs over one axis and over three

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Applied, Arguments, Code, Kind, Layer, Site};
use crate::shape::{Dimension, Shape};

const POSITIONAL: &[(&str, &str)] = &[("size", "the size that the output has")];

const fn kind(
    name: &'static str,
    aliases: &'static [&'static str],
    example: &'static str,
    read: fn(&mut Arguments) -> Option<Rc<dyn Layer>>,
) -> Kind {
    Kind { aliases, positional: POSITIONAL, ..Kind::new(name, example, read) }
}

pub(super) const AVG1D: Kind =
    kind("adaptive_avg_pool1d", &["adaptive_average_pooling1d"], "adaptive_avg_pool1d(7)", |arguments| {
        read::<1>(arguments, "adaptive_avg_pool", quote!(layer::adaptive_avg_pool))
    });

pub(super) const AVG2D: Kind =
    kind("adaptive_avg_pool2d", &["adaptive_average_pooling2d"], "adaptive_avg_pool2d([7, 7])", |arguments| {
        read::<2>(arguments, "adaptive_avg_pool", quote!(layer::adaptive_avg_pool))
    });

pub(super) const AVG3D: Kind =
    kind("adaptive_avg_pool3d", &["adaptive_average_pooling3d"], "adaptive_avg_pool3d([2, 7, 7])", |arguments| {
        read::<3>(arguments, "adaptive_avg_pool", quote!(layer::adaptive_avg_pool))
    });

pub(super) const MAX1D: Kind =
    kind("adaptive_max_pool1d", &["adaptive_max_pooling1d"], "adaptive_max_pool1d(7)", |arguments| {
        read::<1>(arguments, "adaptive_max_pool", quote!(layer::adaptive_max_pool))
    });

pub(super) const MAX2D: Kind =
    kind("adaptive_max_pool2d", &["adaptive_max_pooling2d"], "adaptive_max_pool2d([7, 7])", |arguments| {
        read::<2>(arguments, "adaptive_max_pool", quote!(layer::adaptive_max_pool))
    });

pub(super) const MAX3D: Kind =
    kind("adaptive_max_pool3d", &["adaptive_max_pooling3d"], "adaptive_max_pool3d([2, 7, 7])", |arguments| {
        read::<3>(arguments, "adaptive_max_pool", quote!(layer::adaptive_max_pool))
    });

fn read<const N: usize>(
    arguments: &mut Arguments,
    family: &'static str,
    function: TokenStream,
) -> Option<Rc<dyn Layer>> {
    let size = arguments.sizes::<N>("size");
    arguments.finish()?;
    Some(Rc::new(AdaptivePool { size: size?, family, function }))
}

struct AdaptivePool<const N: usize> {
    size: [Dimension; N],
    family: &'static str,
    function: TokenStream,
}

impl<const N: usize> Layer for AdaptivePool<N> {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (channels, _) = site.grid::<N>(self.family)?;
        let output = Shape::image([channels].into_iter().chain(&self.size).cloned());
        Applied::new(output, Code::function(self.function.clone()))
    }
}
