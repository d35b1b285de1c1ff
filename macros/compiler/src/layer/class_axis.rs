//! Along which axis of logits the classes are.

use super::loss::Sample;
use super::{Input, Site, Type, axes};
use crate::model::Value;
use crate::shape::{Condition, Message, Shape, message};

/// The axis, which what the labels are tells if it is not said. The labels must be a distribution over the classes, or the
/// index of one, for each place beside that axis.
pub(super) fn class_axis<'a>(
    site: &mut Site<'a>,
    axis: Option<usize>,
    logits: Sample,
    labels: &'a Input,
) -> Option<usize> {
    let (value, shape) = logits;
    if shape.rank() == 0 {
        return site.refuse(
            &message!["`", site.label, "` takes a score of each class, but `", value.name, "` is ", shape],
            &message!["give it a vector of scores, for example the output of a `linear`"],
        );
    }
    if let Some(axis) = axis {
        axes::require(site, axis, "finds the classes along", value, shape)?;
    }
    match &labels.kind {
        Type::Indices(indices) => of_indices(site, axis, logits, (&labels.value, indices)),
        _ => {
            let labels = site.sample(labels)?;
            of_distributions(site, axis, logits, labels)
        }
    }
}

/// Logits without the axis of their classes.
fn without(shape: &Shape, axis: usize) -> Shape {
    let kept = shape.dimensions().iter().enumerate().filter(|(place, _)| *place != axis);
    Shape::new(kept.map(|(_, dimension)| dimension.clone()))
}

fn of_indices(site: &mut Site, axis: Option<usize>, logits: Sample, labels: Sample) -> Option<usize> {
    let ((value, shape), (labels, indices)) = (logits, labels);
    let fact = match shape.rank() {
        1 => message!["`", site.label, "` takes one class a sample, but `", labels.name, "` is ", indices, " of usize"],
        _ => message![
            "`",
            site.label,
            "` takes a class for each place of `",
            value.name,
            "`, ",
            shape,
            ", but `",
            labels.name,
            "` is ",
            indices,
            " of usize"
        ],
    };
    let help = wanted(axis, shape, labels);
    let candidates = axis.map_or(0..shape.rank(), |axis| axis..axis + 1);
    let candidates = candidates.filter(|axis| may_be(&without(shape, *axis), indices)).collect::<Vec<_>>();
    let same = candidates.iter().copied().filter(|axis| without(shape, *axis) == *indices).collect::<Vec<_>>();
    // What is equal as it is written is meant, and not what rustc might find to be equal.
    match (same.as_slice(), candidates.as_slice()) {
        ([], []) => site.refuse(&fact, &help),
        ([axis], _) => Some(*axis),
        ([], [axis]) => {
            site.require(Condition::same(&without(shape, *axis), indices), &fact, &help)?;
            Some(*axis)
        }
        ([], several) | (several, _) => {
            let (first, last) = (several.first()?, several.last()?);
            site.refuse(
                &message![
                    "`",
                    site.label,
                    "` finds as many classes along axis ",
                    *first,
                    " of `",
                    value.name,
                    "`, ",
                    shape,
                    ", as along axis ",
                    *last
                ],
                &message!["say along which of them the classes are: `axis = ", *first, "` or `axis = ", *last, "`"],
            )
        }
    }
}

/// Whether two shapes may be the same.
fn may_be(left: &Shape, right: &Shape) -> bool {
    left.rank() == right.rank() && !Condition::same(left, right).fails()
}

/// How indices are declared that fit these logits.
fn wanted(axis: Option<usize>, shape: &Shape, labels: &Value) -> Message {
    let declared = |axis: usize| message!["`", labels.name, ": ", without(shape, axis), " of usize`"];
    match axis {
        _ if shape.rank() == 1 => message!["declare it as a single index: ", declared(0)],
        Some(axis) => message!["declare one index for each place beside axis ", axis, ": ", declared(axis)],
        None => message![
            "declare ",
            declared(0),
            " if the classes are along axis 0, or ",
            declared(shape.rank() - 1),
            " if they are along axis ",
            shape.rank() - 1
        ],
    }
}

fn of_distributions(site: &mut Site, axis: Option<usize>, logits: Sample, labels: Sample) -> Option<usize> {
    let ((logits, shape), (labels, labels_shape)) = (logits, labels);
    let fact = message![
        "`",
        site.label,
        "` takes logits and labels of one shape, but `",
        logits.name,
        "` is ",
        shape,
        " and `",
        labels.name,
        "` is ",
        labels_shape
    ];
    let indices = without(shape, axis.unwrap_or(0));
    let help = message![
        "the labels are a probability of each class, ",
        shape,
        ", or the index of one: `",
        labels.name,
        ": ",
        indices,
        " of usize`"
    ];
    if labels_shape.rank() != shape.rank() {
        return site.refuse(&fact, &help);
    }
    site.require(Condition::same(shape, labels_shape), &fact, &help)?;
    match (axis, shape.rank()) {
        (Some(axis), _) => Some(axis),
        (None, 1) => Some(0),
        (None, rank) => site.refuse(
            &message![
                "`",
                site.label,
                "` cannot tell along which axis of `",
                logits.name,
                "`, ",
                shape,
                ", the classes are"
            ],
            &message!["say it: `axis = 0` in front of all places, or `axis = ", rank - 1, "` behind them"],
        ),
    }
}
