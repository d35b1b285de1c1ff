//! Arguments that are lists or words: axes, shapes, the sides of an image.

use quote::ToTokens;

use super::value::count;
use super::{Arguments, Demand, Demanded};
use crate::check::{text, with_axes};
use crate::layer::written;
use crate::shape::Dimension;
use crate::syntax::{self, ArgumentValue, Expression};

/// How axes are counted, and so what to write.
const AXES: &str = "the axes of a sample count from 0, without the batch";

impl Arguments<'_> {
    /// An axis of a sample.
    pub(in super::super) fn axis(&mut self, name: &'static str) -> Option<usize> {
        self.required(name, Self::read_axis)
    }

    pub(in super::super) fn optional_axis(&mut self, name: &'static str) -> Option<Option<usize>> {
        self.optional(name, Self::read_axis)
    }

    /// Two axes of a sample, one by one. `list` is what to write for a list of them.
    pub(in super::super) fn two_axes(&mut self, names: [&'static str; 2], list: &str) -> Option<[usize; 2]> {
        let [first, second] = names;
        let mut is_list = false;
        let one = self.required(first, |arguments, name, value| match value {
            ArgumentValue::List { .. } => {
                is_list = true;
                arguments.wrong(name, value, list)
            }
            _ => arguments.read_axis(name, value),
        });
        if is_list {
            return None;
        }
        let other = self.required(second, Self::read_axis);
        self.finish()?;
        Some([one?, other?])
    }

    /// Axes of a sample, each at most once.
    pub(in super::super) fn axes(&mut self, name: &'static str) -> Option<Vec<usize>> {
        self.required(name, Self::read_axes)
    }

    pub(in super::super) fn optional_axes(&mut self, name: &'static str) -> Option<Option<Vec<usize>>> {
        self.optional(name, Self::read_axes)
    }

    /// Any number of sizes: `[16, WIDTH]`.
    pub(in super::super) fn size_list(&mut self, name: &'static str) -> Option<Vec<Dimension>> {
        self.required(name, Self::read_size_list)
    }

    pub(in super::super) fn optional_size_list(&mut self, name: &'static str) -> Option<Option<Vec<Dimension>>> {
        self.optional(name, Self::read_size_list)
    }

    /// A row and a column, counted from 0.
    pub(in super::super) fn optional_place(&mut self, name: &'static str) -> Option<Option<[Dimension; 2]>> {
        self.optional(name, |arguments, name, value| match value {
            ArgumentValue::List { values, .. } => match values.iter().collect::<Vec<_>>().as_slice() {
                [row, column] => Some([written(row)?, written(column)?]),
                _ => arguments.wrong(name, value, "write `[row, column]`"),
            },
            _ => arguments.wrong(name, value, "write `[row, column]`"),
        })
    }

    /// `[[top, bottom], [left, right]]`, `[rows, columns]` for both of their sides, or one number for all four.
    pub(in super::super) fn sides(&mut self, name: &'static str) -> Option<[[Dimension; 2]; 2]> {
        const HELP: &str = "write a number, `[rows, columns]` or `[[top, bottom], [left, right]]`";
        self.required(name, |arguments, name, value| match value {
            ArgumentValue::Lists { lists, .. } => {
                let sides = lists.iter().map(|list| pair(list.values.iter())).collect::<Option<Vec<_>>>();
                match sides.and_then(|sides| <[_; 2]>::try_from(sides).ok()) {
                    Some(sides) => Some(sides),
                    None => arguments.wrong(name, value, HELP),
                }
            }
            ArgumentValue::List { values, .. } => match pair(values.iter()) {
                Some([rows, columns]) => Some([[rows.clone(), rows], [columns.clone(), columns]]),
                None => arguments.wrong(name, value, HELP),
            },
            _ => {
                let all = arguments.read_count(name, value, 0)?;
                Some([[all.clone(), all.clone()], [all.clone(), all]])
            }
        })
    }

    fn read_axis(&mut self, name: &'static str, value: &ArgumentValue) -> Option<usize> {
        let axis = match value {
            ArgumentValue::Expression(expression) => count(expression).and_then(|axis| axis.number()),
            _ => None,
        };
        axis.or_else(|| self.wrong(name, value, &format!("{AXES}: write a whole number from 0")))
    }

    fn read_axes(&mut self, name: &'static str, value: &ArgumentValue) -> Option<Vec<usize>> {
        let ArgumentValue::List { values, .. } = value else {
            return self.wrong(name, value, &format!("{AXES}: write a list of them, as in `[0, 1]`"));
        };
        let axes = values.iter().map(|axis| written(axis)?.number()).collect::<Option<Vec<_>>>();
        let Some(axes) = axes.filter(|axes| !axes.is_empty()) else {
            return self.wrong(name, value, &format!("{AXES}: write whole numbers from 0"));
        };
        let again = axes.iter().enumerate().find(|(place, axis)| axes.iter().take(*place).any(|other| other == *axis));
        if let Some((_, axis)) = again {
            let fact = format!("`{name}` of `{}` is `{}`, with axis {axis} twice", self.callee, text(value));
            self.error(value, fact, "name each axis once".to_owned());
            return None;
        }
        Some(axes)
    }

    pub(super) fn read_size_list(&mut self, name: &'static str, value: &ArgumentValue) -> Option<Vec<Dimension>> {
        let ArgumentValue::List { values, .. } = value else {
            let help = if is_left_open(value) {
                "write the number that it stands for, in brackets: all sizes are known"
            } else {
                "write a list of whole numbers from 1 and `const` items, in brackets"
            };
            return self.wrong(name, value, help);
        };
        let sizes = values.iter().map(|size| Some(with_axes(written(size)?, self.axes)));
        let sizes = sizes.collect::<Option<Vec<_>>>()?;
        if sizes.iter().any(|size| size.number() == Some(0)) {
            return self.wrong(name, value, "the smallest that makes sense is 1");
        }
        for size in sizes.iter().filter(|size| size.number().is_none()) {
            self.demands.push(Demand { of: Demanded::Size(size.clone()), at: value.to_token_stream() });
        }
        Some(sizes)
    }
}

/// `-1`, with which other libraries ask for what is left.
fn is_left_open(value: &ArgumentValue) -> bool {
    match value {
        ArgumentValue::Expression(Expression::Negative { .. }) => true,
        ArgumentValue::Numbers { values, .. } => values.iter().any(|value| text(value) == "-1"),
        _ => false,
    }
}

fn pair<'d>(mut values: impl Iterator<Item = &'d syntax::Dimension>) -> Option<[Dimension; 2]> {
    match (values.next(), values.next(), values.next()) {
        (Some(first), Some(second), None) => Some([written(first)?, written(second)?]),
        _ => None,
    }
}
