//! `matmul`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["bmm", "mm", "dot", "batch_matmul", "mat_mul"],
    inputs: Inputs::Named(&["a", "b"]),
    ..Kind::new("matmul", "matmul(a, b)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Matmul))
    })
};

struct Matmul;

impl Layer for Matmul {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [a, b] = site.inputs else {
            return None;
        };
        let (left, of_left) = site.sample(a)?;
        let (right, of_right) = site.sample(b)?;
        for (value, shape) in [(left, of_left), (right, of_right)] {
            if shape.rank() == 0 {
                return site.refuse(
                    &message!["`", site.label, "` multiplies matrices, but `", value.name, "` is a single number"],
                    &message!["a number is multiplied with by `*`"],
                );
            }
        }
        let (before_left, rows, terms) = match of_left.dimensions() {
            [terms] => (&[][..], None, terms),
            [before @ .., rows, terms] => (before, Some(rows), terms),
            [] => return None,
        };
        let (before_right, across, columns) = match of_right.dimensions() {
            [across] => (&[][..], across, None),
            [before @ .., across, columns] => (before, across, Some(columns)),
            [] => return None,
        };
        let are = message!["`", left.name, "` is ", of_left, " and `", right.name, "` is ", of_right];
        let help = match (of_left.dimensions(), of_right.dimensions()) {
            // What fits the other way round is most likely meant.
            ([.., terms], [.., _, across]) if terms == across => {
                let axes = message![of_right.rank() - 2, ", ", of_right.rank() - 1];
                message!["`transpose(", right.name, ", ", axes, ")` is the other way round"]
            }
            _ => message!["the last axis of the first value goes with the second last of the other"],
        };
        site.require(
            Condition::Equal(terms.clone(), across.clone()),
            &message!["`", site.label, "` multiplies rows of ", terms, " with columns of ", across, ": ", are],
            &help,
        )?;
        let rank = before_left.len().max(before_right.len());
        let one = Dimension::Number(1);
        let at = |before: &[Dimension], axis: usize| {
            let own = (axis + before.len()).checked_sub(rank)?;
            before.get(own).cloned()
        };
        let mut dimensions = Vec::new();
        for axis in 0..rank {
            let [a, b] = [before_left, before_right].map(|before| at(before, axis).unwrap_or_else(|| one.clone()));
            if a != one && b != one {
                site.require(
                    Condition::Equal(a.clone(), b.clone()),
                    &message!["`", site.label, "` cannot bring ", a, " and ", b, " matrices together: ", are],
                    &message!["axes before the matrices have to be equal, or one of them 1"],
                )?;
            }
            dimensions.push(if a == one { b } else { a });
        }
        dimensions.extend(rows.into_iter().chain(columns).cloned());
        let output = Shape::new(dimensions);
        let multiply_adds = Dimension::product([output.elements(), terms.clone()]);
        let code = Code::call(quote!(layer::matmul), vec![Argument::Distinct, Argument::Distinct]);
        Some(Applied::new(output, code)?.multiply_adds(multiply_adds))
    }
}
