//! `softmax_cross_entropy`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site, Type};
use crate::shape::{Condition, message};

pub(super) const KIND: Kind = Kind {
    inputs: Inputs::Named(&["logits", "labels"]),
    loss: true,
    ..Kind::new("softmax_cross_entropy", "softmax_cross_entropy(logits, labels)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(SoftmaxCrossEntropy))
    })
};

struct SoftmaxCrossEntropy;

impl Layer for SoftmaxCrossEntropy {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [logits, labels] = site.inputs else {
            return None;
        };
        let (logits, logits_shape) = site.sample(logits)?;
        let (labels, labels_shape) = site.sample(labels)?;
        if logits_shape.rank() != 1 {
            return site.refuse(
                &message![
                    "`softmax_cross_entropy` takes a score of each class, but `",
                    logits.name,
                    "` is ",
                    logits_shape
                ],
                &message!["the logits are a flat vector, for example the output of a `linear`"],
            );
        }
        let fact = message![
            "`softmax_cross_entropy` takes logits and labels of one shape, but `",
            logits.name,
            "` is ",
            logits_shape,
            " and `",
            labels.name,
            "` is ",
            labels_shape
        ];
        let help = message!["the labels are a probability of each class: declare them as ", logits_shape];
        if labels_shape.rank() != 1 {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(logits_shape, labels_shape), &fact, &help)?;
        let code = Code::call(quote!(loss::softmax_cross_entropy), vec![Argument::Input, Argument::Input]);
        Some(Applied::of(Type::Loss, code))
    }
}
