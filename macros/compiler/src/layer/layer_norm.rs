//! `layer_norm`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::batch_norm::EPSILON;
use super::{Applied, Code, Initializers, Kind, Layer, Number, Site, View};
use crate::expand::Size;
use crate::shape::{Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["layer_normalization"],
    variables: true,
    affine: true,
    ..Kind::new("layer_norm", "layer_norm(epsilon = 1e-5)", |arguments| {
        arguments.inferred("normalized_shape");
        let axes = arguments.optional_axes("axes");
        let epsilon = arguments.number_or("epsilon", 1e-5, &EPSILON);
        let affine = arguments.affine_or(true);
        arguments.finish()?;
        let (affine, initializers) = affine?;
        Some(Rc::new(LayerNorm { axes: axes?, epsilon: epsilon?, affine, initializers }))
    })
};

struct LayerNorm {
    /// The last one if nothing is said.
    axes: Option<Vec<usize>>,
    epsilon: Number,
    affine: bool,
    initializers: Option<Initializers>,
}

impl Layer for LayerNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { epsilon, affine, .. } = self;
        let (_, shape) = site.input()?;
        if let Some(axis) = self.one_axis(shape) {
            return self.along(shape, axis);
        }
        let normalized = self.axes(site)?;
        let columns = Dimension::product(normalized.clone());
        if !affine {
            let columns = Size(&columns);
            let code = Code::function(quote!(layer::standardize)).with(quote!(#columns)).with(epsilon);
            return Applied::new(shape.clone(), code);
        }
        let holder = match normalized.len() {
            1 => "LayerNorm",
            2 => "LayerNorm2d",
            _ => "LayerNorm3d",
        };
        let code = Code::variables(quote!(.epsilon(#epsilon)), &[]);
        let applied = Applied::holding(shape.clone(), holder, normalized, code)?;
        let applied = applied.initializers(self.initializers.clone());
        Some(applied.parameters(Dimension::product([Dimension::Number(2), columns])))
    }
}

impl LayerNorm {
    /// The only axis, if others come after it.
    fn one_axis(&self, shape: &Shape) -> Option<usize> {
        match self.axes.as_deref() {
            Some([axis]) if axis + 1 < shape.rank() => Some(*axis),
            _ => None,
        }
    }

    /// Normalises along an axis that is not the last, each place of the others by itself.
    fn along(&self, shape: &Shape, axis: usize) -> Option<Applied> {
        let Self { epsilon, affine, .. } = self;
        let size = shape.dimensions().get(axis)?;
        let view = if shape.rank() == 3 && axis == 0 { View::Place } else { View::Everything };
        let axis = Literal::usize_unsuffixed(axis);
        if !affine {
            let code = Code::function(quote!(layer::standardize_along)).with(axis).with(epsilon);
            return Some(Applied::new(shape.clone(), code)?.sees(view));
        }
        let code = Code::variables(quote!(.along(#axis, #epsilon)), &[]);
        let applied = Applied::holding(shape.clone(), "LayerNorm", vec![size.clone()], code)?;
        let parameters = Dimension::product([Dimension::Number(2), size.clone()]);
        Some(applied.initializers(self.initializers.clone()).parameters(parameters).sees(view))
    }

    /// The dimensions that are normalised together where they are the last: one, two or three of a sample.
    fn axes(&self, site: &mut Site) -> Option<Vec<Dimension>> {
        let (value, shape) = site.input()?;
        let rank = shape.rank();
        let axes = match &self.axes {
            Some(axes) => axes.clone(),
            None => vec![rank.saturating_sub(1)],
        };
        if rank == 0 {
            return site.refuse(
                &message!["`", site.label, "` works along the last axis, but `", value.name, "` is a single number"],
                &message!["a single number has nothing to be compared with: leave `", site.label, "` out"],
            );
        }
        let first = axes.iter().copied().min().unwrap_or(0);
        let trailing = (first..rank).all(|axis| axes.contains(&axis)) && axes.iter().all(|axis| *axis < rank);
        if !trailing {
            let written = axes.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            let last = (first.min(rank - 1)..rank).map(|axis| axis.to_string()).collect::<Vec<_>>().join(", ");
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` normalises one axis or the last ones of a value, but `",
                    value.name,
                    "` is ",
                    shape,
                    " and `axes` is [",
                    written,
                    "]"
                ],
                &message!["axes count from 0, without the batch: write for example `axes = [", last, "]`"],
            );
        }
        let normalized = shape.dimensions().get(first..)?.to_vec();
        if normalized.len() > 3 && self.affine {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` has a weight for each element of three axes at most, not of ",
                    rank - first
                ],
                &message!["name fewer axes, or write `affine = false`"],
            );
        }
        Some(normalized)
    }
}
