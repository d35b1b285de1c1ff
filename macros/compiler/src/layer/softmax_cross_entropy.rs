//! `softmax_cross_entropy`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::class_axis::class_axis;
use super::loss::{self, Reduction, Sample, WEIGHTS};
use super::{Applied, Argument, Code, Inputs, Kind, Layer, Number, Range, Site, Type};
use crate::check::text;
use crate::expand::Size;
use crate::shape::{Condition, Dimension, message};

const SMOOTHING: Range = Range::new(
    Bound::Included(0.0),
    Bound::Excluded(1.0),
    "the share of a label that is spread over all classes is at least 0 and less than 1",
);

pub(super) const KIND: Kind = Kind {
    aliases: &[
        "cross_entropy",
        "categorical_crossentropy",
        "cross_entropy_loss",
        "softmax_cross_entropy_with_logits",
        "sparse_categorical_crossentropy",
        "sparse_softmax_cross_entropy",
        "nll_loss",
    ],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("softmax_cross_entropy", "softmax_cross_entropy(logits, labels)", |arguments| {
        let axis = arguments.optional_axis("axis");
        let label_smoothing = arguments.optional_number("label_smoothing", &SMOOTHING);
        let class_weights = arguments.numbers("class_weights");
        let ignore_index =
            arguments.optional("ignore_index", |arguments, name, value| arguments.read_count(name, value, 0));
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(SoftmaxCrossEntropy {
            axis: axis?,
            label_smoothing: label_smoothing?,
            class_weights: class_weights?,
            ignore_index: ignore_index?,
            reduction: reduction?,
        }))
    })
};

struct SoftmaxCrossEntropy {
    axis: Option<usize>,
    label_smoothing: Option<Number>,
    class_weights: Option<Number>,
    ignore_index: Option<Dimension>,
    reduction: Reduction,
}

impl Layer for SoftmaxCrossEntropy {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [logits, labels, weights @ ..] = site.inputs else {
            return None;
        };
        let logits = site.sample(logits)?;
        let axis = class_axis(site, self.axis, logits, labels)?;
        if let Some(weights) = &self.class_weights {
            one_a_class(site, weights, axis, logits)?;
        }
        let is_index = matches!(labels.kind, Type::Indices(_));
        if !is_index && self.ignore_index.is_some() {
            let fact = message![
                "`ignore_index` of `",
                site.label,
                "` is for labels that are indices, but `",
                labels.value.name,
                "` is a distribution"
            ];
            return site.refuse(&fact, &message!["leave it out: labels that are all 0 cost nothing"]);
        }
        let weights = loss::weights(site, weights.first())?;
        let function = if is_index { quote!(sparse_softmax_cross_entropy) } else { quote!(softmax_cross_entropy) };
        let labels = if is_index { Argument::Distinct } else { Argument::Input };
        let classes = Argument::Setting(self.classes(axis));
        let arguments = vec![Argument::Input, labels, classes, self.reduction.argument(weights)];
        Some(Applied::of(Type::Loss, Code::call(quote!(loss::#function), arguments)))
    }
}

impl SoftmaxCrossEntropy {
    /// `loss::classes(0).smoothing(0.1)`
    fn classes(&self, axis: usize) -> TokenStream {
        let axis = Literal::usize_unsuffixed(axis);
        let smoothing = self.label_smoothing.iter().map(|smoothing| quote!(.smoothing(#smoothing)));
        let weights = self.class_weights.iter().map(|weights| quote!(.weights(&#weights)));
        let ignoring = self.ignore_index.iter().map(Size).map(|index| quote!(.ignoring(#index)));
        quote!(loss::classes(#axis) #(#smoothing)* #(#weights)* #(#ignoring)*)
    }
}

/// Asks that a `const` item has one weight for each class.
fn one_a_class(site: &mut Site, weights: &Number, axis: usize, (logits, shape): Sample) -> Option<()> {
    let classes = shape.dimensions().get(axis)?;
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
