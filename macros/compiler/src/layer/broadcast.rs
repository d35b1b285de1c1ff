//! Values of different shapes in one operation: NumPy's rule.
//!
//! The shapes are written one below the other from the right. Axes that are missing in front are added, and an axis of one
//! element is stretched to the size of the other's. What is known to be 1 is; a `const` item is what it is called.

use proc_macro2::TokenStream;

use super::{Applied, Argument, Code, Layer, Site, View};
use crate::model::Value;
use crate::shape::{Condition, Dimension, Shape, message};

/// The shape of what several values have in common.
pub(super) struct Broadcast {
    pub(super) shape: Shape,
    /// Whether any of them has to be stretched.
    pub(super) stretches: bool,
}

/// A function of two values, element by element: one for values of the same shape, and one that stretches them.
pub(super) struct Pairwise {
    pub(super) same: TokenStream,
    pub(super) stretched: TokenStream,
}

impl Layer for Pairwise {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let mut values = Vec::new();
        for input in site.inputs {
            values.push(site.sample(input)?);
        }
        let Broadcast { shape, stretches } = broadcast(site, &values)?;
        if stretches {
            let inputs = vec![Argument::Distinct, Argument::Distinct];
            return Applied::new(shape, Code::call(self.stretched.clone(), inputs));
        }
        let code = Code::call(self.same.clone(), vec![Argument::Input, Argument::Input]);
        Some(Applied::new(shape, code)?.sees(View::Place))
    }
}

/// Brings shapes together; what does not fit is reported.
pub(super) fn broadcast(site: &mut Site, values: &[(&Value, &Shape)]) -> Option<Broadcast> {
    let ((first, shape), others) = values.split_first()?;
    let mut common = (*shape).clone();
    let mut stretches = false;
    for (value, shape) in others {
        let (pair, stretched) = together(site, (first, &common), (value, shape))?;
        stretches |= stretched;
        common = pair;
    }
    Some(Broadcast { shape: common, stretches })
}

fn together(site: &mut Site, (one, a): (&Value, &Shape), (other, b): (&Value, &Shape)) -> Option<(Shape, bool)> {
    let rank = a.rank().max(b.rank());
    let one_element = Dimension::Number(1);
    let at = |shape: &Shape, axis: usize| {
        let own = (axis + shape.rank()).checked_sub(rank)?;
        shape.dimensions().get(own).cloned()
    };
    let mut stretches = a.rank() != b.rank();
    let mut dimensions = Vec::new();
    for axis in 0..rank {
        let [left, right] = [a, b].map(|shape| at(shape, axis).unwrap_or_else(|| one_element.clone()));
        let common = match (left == one_element, right == one_element) {
            (true, false) => right.clone(),
            _ => left.clone(),
        };
        stretches |= left != right && (left == one_element || right == one_element);
        if left != one_element && right != one_element {
            let fact = message![
                "`",
                site.label,
                "` cannot bring axes of ",
                left,
                " and ",
                right,
                " together: `",
                one.name,
                "` is ",
                a,
                " and `",
                other.name,
                "` is ",
                b
            ];
            let help = help((one, a), (other, b));
            site.require(Condition::Equal(left, right), &fact, &help)?;
        }
        dimensions.push(common);
    }
    let like = if b.is_image() { b } else { a };
    Some((like.with(dimensions), stretches))
}

/// What to write; that a vector has the length of the first axis is the most frequent mistake.
fn help(one: (&Value, &Shape), other: (&Value, &Shape)) -> crate::shape::Message {
    for ((short, vector), (_, long)) in [(one, other), (other, one)] {
        if let ([channels], Some(first)) = (vector.dimensions(), long.dimensions().first())
            && long.rank() > 1
            && channels == first
        {
            let ones = ", 1".repeat(long.rank() - 1);
            return message![
                "for one number a channel, make `",
                short.name,
                "` [",
                channels,
                ones,
                "]: `reshape` does"
            ];
        }
    }
    match one.1.rank() == other.1.rank() {
        true => message!["send one of them through a layer that gives it the other's shape"],
        false => message!["shapes meet from the right, where sizes have to be equal, or one of them 1"],
    }
}
