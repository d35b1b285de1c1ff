//! `einsum`

mod equation;

use std::rc::Rc;

use quote::quote;

use self::equation::Equation;
use super::{Applied, Code, Inputs, Kind, Layer, Site, Start};
use crate::check::HIGHEST_RANK;
use crate::model::Value;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    inputs: Inputs::Several,
    positional: &[("equation", "an equation")],
    ..Kind::new("einsum", "einsum(\"ij,jk->ik\", a, b)", |arguments| {
        let equation = arguments.equation("equation");
        arguments.finish()?;
        Some(Rc::new(Einsum { equation: equation? }))
    })
};

struct Einsum {
    equation: Equation,
}

/// A letter, its size, and the value that it was first seen in.
type Sizes<'a> = Vec<(char, Dimension, &'a Value, &'a Shape)>;

impl Layer for Einsum {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Equation { inputs, output } = &self.equation;
        let values = site.inputs.iter().map(|input| site.sample(input)).collect::<Vec<_>>();
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        if values.len() != inputs.len() {
            let count = |count: usize| if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
            return site.refuse(
                &message![
                    "the equation of `",
                    site.label,
                    "` has letters for ",
                    count(inputs.len()),
                    ", but ",
                    count(values.len()),
                    if values.len() == 1 { " is given" } else { " are given" }
                ],
                &message!["write the letters of each value, with commas in between: `\"ij,jk->ik\"`"],
            );
        }
        let mut sizes = Sizes::new();
        for ((value, shape), letters) in values.iter().zip(inputs) {
            self.letters(site, value, shape, letters)?;
            for (letter, size) in letters.chars().zip(shape.dimensions()) {
                self.agrees(site, &mut sizes, (letter, size), (value, shape))?;
            }
        }
        let size = |letter: char| {
            let known = sizes.iter().find(|(known, ..)| *known == letter);
            known.map_or(Dimension::Number(1), |(_, size, ..)| size.clone())
        };
        let multiply_adds = self.products(site, &size)?;
        let equation = self.equation.to_string();
        let start = Start::Parts(quote!(layer::Einsum::new(#equation)));
        let applied = Applied::new(Shape::new(output.chars().map(size)), Code { start, join: None, accepts: &[] })?;
        Some(applied.multiply_adds(multiply_adds))
    }
}

impl Einsum {
    /// Asks that a value has as many axes as letters.
    fn letters(&self, site: &mut Site, value: &Value, shape: &Shape, letters: &str) -> Option<()> {
        let count = letters.chars().count();
        if count == shape.rank() {
            return Some(());
        }
        let letters = if letters.is_empty() { "no letters".to_owned() } else { format!("the letters `{letters}`") };
        let fact =
            message!["`", site.label, "` has ", letters, " for `", value.name, "`, but `", value.name, "` is ", shape];
        let help = match self.equation.without_batch() {
            Some(without) if count == shape.rank() + 1 => {
                message!["the batch has no letter: write `\"", without.to_string(), "\"`"]
            }
            _ => message!["write a letter for each axis, without the batch"],
        };
        site.refuse(&fact, &help)
    }

    /// Asks that an axis has the size of those of the same letter.
    fn agrees<'a>(
        &self,
        site: &mut Site,
        sizes: &mut Sizes<'a>,
        (letter, size): (char, &Dimension),
        (value, shape): (&'a Value, &'a Shape),
    ) -> Option<()> {
        let Some((_, known, first, of_first)) = sizes.iter().find(|(known, ..)| *known == letter) else {
            sizes.push((letter, size.clone(), value, shape));
            return Some(());
        };
        let fact = message!["`", letter.to_string(), "` of `", site.label, "` is both ", known, " and ", size];
        let fact = match first.id == value.id {
            true => message![fact, ": `", value.name, "` is ", shape],
            false => message![fact, ": `", first.name, "` is ", of_first, " and `", value.name, "` is ", shape],
        };
        let help = message!["axes of one letter have one size: write another letter for one of the two"];
        site.require(Condition::Equal(known.clone(), size.clone()), &fact, &help)
    }

    /// What the products cost, two values at a time, and whether there is a shape for what is between them.
    fn products(&self, site: &mut Site, size: &impl Fn(char) -> Dimension) -> Option<Dimension> {
        let Equation { inputs, output } = &self.equation;
        let mut cost = Vec::new();
        let mut made = inputs.first()?.clone();
        for (place, next) in inputs.iter().enumerate().skip(1) {
            let needed = |letter: &char| {
                let mut later = inputs.iter().skip(place + 1).chain([output]);
                later.any(|letters| letters.contains(*letter))
            };
            // What one of the two alone has and nobody needs is summed over before.
            let both = |letter: &char| made.contains(*letter) && next.contains(*letter);
            let mut letters = made.chars().chain(next.chars()).collect::<Vec<_>>();
            letters.sort_unstable();
            letters.dedup();
            letters.retain(|letter| needed(letter) || both(letter));
            cost.push(Dimension::product(letters.iter().map(|letter| size(*letter))));
            letters.retain(needed);
            if letters.len() > HIGHEST_RANK {
                let letters = letters.iter().collect::<String>();
                return site.refuse(
                    &message!["`", site.label, "` would have a value of the axes `", letters, "` on the way"],
                    &message![
                        "a sample has ",
                        HIGHEST_RANK,
                        " dimensions at most: write the values in another order, or several `einsum`s"
                    ],
                );
            }
            made = letters.into_iter().collect();
        }
        Some(Dimension::sum(cost))
    }
}
