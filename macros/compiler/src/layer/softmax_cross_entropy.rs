//! `softmax_cross_entropy`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::loss::{self, Reduction, Sample, WEIGHTS};
use super::{Applied, Input, Inputs, Kind, Layer, Number, Range, Site, Type};
use crate::check::text;
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, message};

const SMOOTHING: Range = Range::new(
    Bound::Included(0.0),
    Bound::Excluded(1.0),
    "the share of a label that is spread over all classes is at least 0 and less than 1",
);

pub(super) const KIND: Kind = Kind {
    aliases: &["cross_entropy", "categorical_crossentropy", "cross_entropy_loss", "softmax_cross_entropy_with_logits"],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("softmax_cross_entropy", "softmax_cross_entropy(logits, labels)", |arguments| {
        let label_smoothing = arguments.number_or("label_smoothing", 0.0, &SMOOTHING);
        let class_weights = arguments.numbers("class_weights");
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(SoftmaxCrossEntropy {
            label_smoothing: label_smoothing?,
            class_weights: class_weights?,
            reduction: reduction?,
        }))
    })
};

struct SoftmaxCrossEntropy {
    label_smoothing: Number,
    class_weights: Option<Number>,
    reduction: Reduction,
}

impl Layer for SoftmaxCrossEntropy {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { label_smoothing, class_weights, reduction } = self;
        let (logits, weights) = classes(site)?;
        let class_weights = match class_weights {
            Some(weights) => {
                one_a_class(site, weights, logits)?;
                quote!(Option::Some(&#weights))
            }
            None => quote!(Option::None),
        };
        let settings = [quote!(#label_smoothing), class_weights];
        Some(Applied::of(Type::Loss, loss::code("softmax_cross_entropy", 2, settings, reduction.argument(weights))))
    }
}

/// Asks that a `const` item has one weight for each class.
fn one_a_class(site: &mut Site, weights: &Number, (logits, shape): Sample) -> Option<()> {
    let [classes] = shape.dimensions() else {
        return None;
    };
    let Number::Constant(path) = weights else {
        return None;
    };
    let count = Size(classes);
    let fact = message![
        "`",
        site.label,
        "` tells ",
        classes,
        " classes of `",
        logits.name,
        "` apart, but the length of `",
        text(path),
        "` is another"
    ];
    let help = message!["write one weight a class: `[f64; ", classes, "]`"];
    site.require(Condition::Rust(quote!(#weights.len() == #count)), &fact, &help)
}

/// The logits, which must be a score of each class, and the weights of samples if there are any. The labels must be a
/// distribution over the same classes, or the index of one of them.
pub(super) fn classes<'a>(site: &mut Site<'a>) -> Option<(Sample<'a>, Option<&'a Value>)> {
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
