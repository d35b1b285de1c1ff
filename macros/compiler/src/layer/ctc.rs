//! `ctc`

use std::rc::Rc;

use quote::quote;

use super::loss::{self, Reduction, Sample};
use super::{Applied, Argument, Code, Input, Inputs, Kind, Layer, Site, Type};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["ctc_loss", "connectionist_temporal_classification"],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: &["lengths", "weights"],
    loss: true,
    ..Kind::new("ctc", "ctc(logits, labels)", |arguments| {
        let blank = arguments.optional("blank", |arguments, name, value| arguments.read_count(name, value, 0));
        let zero_infinity = arguments.boolean_or("zero_infinity", false);
        let reduction = Reduction::read(arguments);
        let given = ["lengths", "weights"].map(|name| arguments.has_value(name));
        arguments.finish()?;
        let blank = blank?.unwrap_or(Dimension::Number(0));
        Some(Rc::new(Ctc { blank, zero_infinity: zero_infinity?, given, reduction: reduction? }))
    })
};

struct Ctc {
    /// The class that stands for no label.
    blank: Dimension,
    zero_infinity: bool,
    /// Whether lengths and weights of samples are given.
    given: [bool; 2],
    reduction: Reduction,
}

impl Layer for Ctc {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [logits, labels, others @ ..] = site.inputs else {
            return None;
        };
        let mut others = others.iter();
        let [lengths, weights] = self.given.map(|given| given.then(|| others.next()).flatten());
        self.logits(site, logits)?;
        sequence(site, labels)?;
        let steps = match lengths {
            Some(lengths) => number(site, lengths).map(|()| Argument::Through(quote!(loss::Steps::of)))?,
            None => Argument::Setting(quote!(loss::Steps::all())),
        };
        let weights = loss::weights(site, weights)?;
        let (blank, zero_infinity) = (Size(&self.blank), self.zero_infinity);
        let settings = [quote!(#blank), quote!(#zero_infinity)].map(Argument::Setting);
        let mut arguments = vec![Argument::Input, Argument::Distinct, steps];
        arguments.extend(settings);
        arguments.push(self.reduction.argument(weights));
        Some(Applied::of(Type::Loss, Code::call(quote!(loss::ctc), arguments)))
    }
}

impl Ctc {
    /// Asks for the scores of classes at each step, the blank among them.
    fn logits<'a>(&self, site: &mut Site<'a>, logits: &'a Input) -> Option<()> {
        let (value, shape): Sample = site.sample(logits)?;
        let [_, classes] = shape.dimensions() else {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes the scores of classes at each step, but `",
                    value.name,
                    "` is ",
                    shape
                ],
                &message!["a sequence of them is [length, classes]"],
            );
        };
        site.require(
            Condition::AtMost(Dimension::sum([self.blank.clone(), Dimension::Number(1)]), classes.clone()),
            &message!["`blank` of `", site.label, "` is the class ", self.blank, ", but `", value.name, "` is ", shape],
            &message!["the blank is one of the classes, which count from 0: there are ", classes],
        )
    }
}

/// Asks for a sequence of indices.
fn sequence<'a>(site: &mut Site<'a>, labels: &'a Input) -> Option<()> {
    let (value, shape) = site.indices(labels)?;
    if shape.rank() == 1 {
        return Some(());
    }
    site.refuse(
        &message!["`", site.label, "` takes a sequence of labels, but `", value.name, "` is ", shape, " of usize"],
        &message!["declare it as [length] of usize, and fill up what is shorter with the blank"],
    )
}

/// Asks for an index a sample.
fn number<'a>(site: &mut Site<'a>, lengths: &'a Input) -> Option<()> {
    let (value, shape) = site.indices(lengths)?;
    if shape.rank() == 0 {
        return Some(());
    }
    site.refuse(
        &message!["`", site.label, "` takes one length a sample, but `", value.name, "` is ", shape, " of usize"],
        &message!["declare the lengths as a single index: `", value.name, ": [] of usize`"],
    )
}
