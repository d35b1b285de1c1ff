//! `group_norm`

use std::rc::Rc;

use quote::quote;

use super::batch_norm::EPSILON;
use super::site::divisor;
use super::{Applied, Code, Initializers, Kind, Layer, Number, Site};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["group_normalization"],
    variables: true,
    affine: true,
    positional: &[("groups", "the number of groups of channels")],
    ..Kind::new("group_norm", "group_norm(8)", |arguments| {
        arguments.inferred("num_channels");
        let groups = arguments.size("groups");
        let epsilon = arguments.number_or("epsilon", 1e-5, &EPSILON);
        let affine = arguments.affine_or(true);
        arguments.finish()?;
        let (affine, initializers) = affine?;
        Some(Rc::new(GroupNorm { groups: groups?, norm: Norm { epsilon: epsilon?, affine, initializers } }))
    })
};

struct GroupNorm {
    groups: Dimension,
    norm: Norm,
}

/// What group and instance normalisation share.
pub(super) struct Norm {
    pub(super) epsilon: Number,
    pub(super) affine: bool,
    pub(super) initializers: Option<Initializers>,
}

impl Layer for GroupNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { groups, norm } = self;
        let (value, shape) = site.input()?;
        let Some(channels) = shape.dimensions().first() else {
            return site.refuse(
                &message!["`", site.label, "` takes [channels, ..], but `", value.name, "` is a single number"],
                &message!["a single number has no channels to normalise: leave `", site.label, "` out"],
            );
        };
        let help = match divisor(groups, &[channels]) {
            Some(fits) => message!["each group takes the same number of channels: write `group_norm(", fits, ")`"],
            None => message!["each group takes the same number of channels: `groups` must divide ", channels],
        };
        site.require(
            Condition::Divides(groups.clone(), channels.clone()),
            &message!["`", site.label, "` has ", groups, " groups, which do not divide its ", channels, " channels"],
            &help,
        )?;
        let columns = shape.elements().divided_by(groups.clone());
        site.require(
            Condition::AtMost(Dimension::Number(2), columns.clone()),
            &message!["`", site.label, "` normalises groups of ", columns, " value, which have no variance"],
            &message!["write fewer groups than ", channels],
        )?;
        norm.normalize(shape, channels, groups, &columns)
    }
}

impl Norm {
    /// The normalisation of groups of channels, which have this many elements each.
    pub(super) fn normalize(
        &self,
        shape: &Shape,
        channels: &Dimension,
        groups: &Dimension,
        columns: &Dimension,
    ) -> Option<Applied> {
        let Self { epsilon, affine, initializers } = self;
        let (groups, columns) = (Size(groups), Size(columns));
        if !affine {
            let code = Code::function(quote!(layer::standardize)).with(quote!(#columns)).with(epsilon);
            return Applied::new(shape.clone(), code);
        }
        let code = Code::variables(quote!(.groups(#groups, #epsilon)), &[]);
        let applied = Applied::holding(shape.clone(), "GroupNorm", vec![channels.clone()], code)?;
        let applied = applied.initializers(initializers.clone());
        Some(applied.parameters(Dimension::product([Dimension::Number(2), channels.clone()])))
    }
}
