//! `softmax_focal`

use std::rc::Rc;

use quote::quote;

use super::loss::{self, EXPONENT, Reduction, Sample, WEIGHTS};
use super::{Applied, Input, Inputs, Kind, Layer, Number, Site, Type};
use crate::model::Value;
use crate::shape::{Condition, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["focal", "focal_loss", "softmax_focal_loss", "categorical_focal_crossentropy"],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    positional: &[("beta", "the exponent of 1 − p")],
    ..Kind::new("softmax_focal", "softmax_focal(logits, labels)", |arguments| {
        let beta = arguments.number_or("beta", 2.0, &EXPONENT);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(SoftmaxFocal { beta: beta?, reduction: reduction? }))
    })
};

struct SoftmaxFocal {
    beta: Number,
    reduction: Reduction,
}

impl Layer for SoftmaxFocal {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { beta, reduction } = self;
        let (_, weights) = classes(site)?;
        Some(Applied::of(Type::Loss, loss::code("softmax_focal", 2, [quote!(#beta)], reduction.argument(weights))))
    }
}

/// The logits, which must be a score of each class, and the weights of samples if there are any. The labels must be a
/// distribution over the same classes, or the index of one of them.
fn classes<'a>(site: &mut Site<'a>) -> Option<(Sample<'a>, Option<&'a Value>)> {
    let [logits, labels, weights @ ..] = site.inputs else {
        return None;
    };
    let logits = site.sample(logits)?;
    let flat = "the logits are a flat vector, for example the output of a `linear`";
    loss::vector(site, logits, "a score of each class", flat)?;
    match &labels.kind {
        Type::Indices(shape) if shape.rank() == 0 => {}
        Type::Indices(shape) => {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes one class a sample, but `",
                    labels.value.name,
                    "` is ",
                    shape,
                    " of usize"
                ],
                &message!["declare it as a single index: `", labels.value.name, ": [] of usize`"],
            );
        }
        _ => distribution(site, logits, labels)?,
    }
    Some((logits, loss::weights(site, weights.first())?))
}

fn distribution<'a>(site: &mut Site<'a>, (logits, logits_shape): Sample, labels: &'a Input) -> Option<()> {
    let (labels, labels_shape) = site.sample(labels)?;
    let fact = message![
        "`",
        site.label,
        "` takes logits and labels of one shape, but `",
        logits.name,
        "` is ",
        logits_shape,
        " and `",
        labels.name,
        "` is ",
        labels_shape
    ];
    let help = message![
        "the labels are a probability of each class, ",
        logits_shape,
        ", or the index of one: `",
        labels.name,
        ": [] of usize`"
    ];
    if labels_shape.rank() != 1 {
        return site.refuse(&fact, &help);
    }
    site.require(Condition::same(logits_shape, labels_shape), &fact, &help)
}
