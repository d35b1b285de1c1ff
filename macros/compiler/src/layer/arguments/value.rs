//! What the value of an argument may look like.

use quote::ToTokens;
use syn::{Ident, Path};

use super::{Arguments, Demand, Demanded};
use crate::check::{fold, text};
use crate::layer::perceptual::{Point, WEIGHT};
use crate::layer::window::Padding;
use crate::layer::{Number, Range, Scale};
use crate::mention::mentioned;
use crate::shape::{Condition, Dimension, message};
use crate::syntax::{self, ArgumentValue, Expression, Operator};

impl Arguments<'_> {
    /// A whole number from 1, or a `const` item.
    pub(super) fn read_size(&mut self, name: &'static str, value: &ArgumentValue) -> Option<Dimension> {
        let size = self.read_count(name, value, 1)?;
        match size.number() {
            Some(0) => self.wrong(name, value, "the smallest that makes sense is 1"),
            Some(_) => Some(size),
            None => {
                self.demands.push(Demand { of: Demanded::Size(size.clone()), at: value.to_token_stream() });
                Some(size)
            }
        }
    }

    /// A whole number or a `const` item; `smallest` is what the help says it may be.
    pub(in crate::layer) fn read_count(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        smallest: usize,
    ) -> Option<Dimension> {
        let count = match value {
            ArgumentValue::Expression(expression) => count(expression),
            ArgumentValue::Constant(path) => Some(Dimension::Constant(path.clone())),
            ArgumentValue::Boolean(_)
            | ArgumentValue::List { .. }
            | ArgumentValue::Numbers { .. }
            | ArgumentValue::Lists { .. }
            | ArgumentValue::View(_)
            | ArgumentValue::Text(_)
            | ArgumentValue::Variable(_) => None,
        };
        let unknown = match value {
            ArgumentValue::Expression(Expression::Binary { .. }) => mentioned(value.to_token_stream()),
            _ => Vec::new(),
        };
        let help = match unknown.iter().find(|word| !is_constant(word)) {
            Some(word) => format!("`{word}` is not known here: a template knows its parameters, a `repeat` its index"),
            None => format!("write a whole number from {smallest}, or the name of a `const` item"),
        };
        count.or_else(|| self.wrong(name, value, &help))
    }

    pub(super) fn read_sizes<const N: usize>(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
    ) -> Option<[Dimension; N]> {
        match value {
            ArgumentValue::List { values, .. } => {
                let sizes = self.read_each(name, value, values.iter())?;
                if sizes.iter().any(|size| size.number() == Some(0)) {
                    return self.wrong(name, value, "the smallest that makes sense is 1");
                }
                for size in &sizes {
                    self.demands.push(Demand { of: Demanded::Size(size.clone()), at: value.to_token_stream() });
                }
                Some(sizes)
            }
            _ => {
                let size = self.read_size(name, value)?;
                Some([(); N].map(|()| size.clone()))
            }
        }
    }

    /// As many dimensions as there are axes.
    fn read_each<'d, const N: usize>(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        dimensions: impl Iterator<Item = &'d syntax::Dimension>,
    ) -> Option<[Dimension; N]> {
        let dimensions = dimensions.map(written).collect::<Option<Vec<_>>>()?;
        let help = match N {
            1 => "write one number",
            2 => "write `[height, width]`, or one number for both",
            _ => "write `[depth, height, width]`, or one number for all three",
        };
        <[Dimension; N]>::try_from(dimensions).ok().or_else(|| self.wrong(name, value, help))
    }

    pub(super) fn read_padding<const N: usize>(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        causal: bool,
    ) -> Option<Padding<N>> {
        match value {
            ArgumentValue::Expression(Expression::Value(word)) if word == "same" => Some(Padding::Same),
            ArgumentValue::Expression(Expression::Value(word)) if word == "causal" && causal => Some(Padding::Causal),
            ArgumentValue::Expression(Expression::Value(word)) if word == "valid" => Some(Padding::none()),
            ArgumentValue::Expression(Expression::Value(word)) if !is_constant(word) => {
                let help = match N {
                    1 if causal => "write a number, `same`, `causal` or `valid`",
                    1 => "write a number, `same` or `valid`",
                    2 => "write a number, `[height, width]`, `same` or `valid`",
                    _ => "write a number, `[depth, height, width]`, `same` or `valid`",
                };
                self.wrong(name, value, help)
            }
            _ => self.read_pixels(name, value).map(Padding::Pixels),
        }
    }

    /// A number of pixels from 0 for each axis; `1` means `[1, 1]`.
    pub(super) fn read_pixels<const N: usize>(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
    ) -> Option<[Dimension; N]> {
        match value {
            ArgumentValue::List { values, .. } => self.read_each(name, value, values.iter()),
            _ => {
                let pixels = self.read_count(name, value, 0)?;
                Some([(); N].map(|()| pixels.clone()))
            }
        }
    }

    /// How many times larger something becomes, for the height and for the width.
    pub(super) fn read_scales(&mut self, name: &'static str, value: &ArgumentValue) -> Option<[Scale; 2]> {
        let fraction = match value {
            ArgumentValue::Expression(expression) if count(expression).is_none() => {
                fold::number(expression).filter(|number| *number > 0.0).and_then(Scale::fraction)
            }
            _ => None,
        };
        match fraction {
            Some(scale) => Some([scale.clone(), scale]),
            None => match value {
                ArgumentValue::Expression(expression) if count(expression).is_none() => {
                    self.wrong(name, value, "write a number above 0 such as `2` or `1.5`, or `size = [height, width]`")
                }
                _ => Some(self.read_sizes(name, value)?.map(Scale::whole)),
            },
        }
    }

    /// One of some words.
    pub(super) fn read_word(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let word = match value {
            ArgumentValue::Expression(Expression::Value(word)) => words.iter().find(|known| word == *known),
            _ => None,
        };
        let listed = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
        word.copied().or_else(|| self.wrong(name, value, &format!("write {listed}")))
    }

    pub(super) fn read_number(&mut self, name: &'static str, value: &ArgumentValue, range: &Range) -> Option<Number> {
        match numeral(value) {
            None => self.wrong(name, value, "write a number or the name of a `const` item"),
            Some(Number::Literal(number)) if !range.contains(number) => self.wrong(name, value, range.help),
            Some(Number::Literal(number)) => Some(Number::Literal(number)),
            Some(Number::Constant(path)) => {
                if let Some(condition) = range.condition(&path) {
                    self.demand_of(name, value, condition, range.help);
                }
                Some(Number::Constant(path))
            }
        }
    }

    /// Asks for what has to hold of a value that rustc alone knows.
    pub(in crate::layer) fn demand_of(&mut self, name: &str, value: &ArgumentValue, condition: Condition, help: &str) {
        let fact = message!["`", name, "` of `", self.callee, "` is `", text(value), "`, which is out of its range"];
        let of = Demanded::Number { condition, fact, help: message![help] };
        self.demands.push(Demand { of, at: value.to_token_stream() });
    }

    /// A `const` item that is an array of numbers, whose length is for rustc to judge.
    pub(super) fn read_numbers(&mut self, name: &'static str, value: &ArgumentValue) -> Option<Number> {
        match value {
            ArgumentValue::Expression(Expression::Value(word)) if is_constant(word) => {
                Some(Number::Constant(Path::from(word.clone())))
            }
            ArgumentValue::Constant(path) => Some(Number::Constant(path.clone())),
            _ => self.wrong(name, value, "write the name of a `const` item: `const WEIGHTS: [f64; ..] = [..];`"),
        }
    }

    pub(super) fn read_points(&mut self, name: &'static str, value: &ArgumentValue) -> Option<Vec<Point>> {
        let ArgumentValue::View(view) = value else {
            return self.wrong(name, value, "write the critic and its end points: `critic at features/conv1`");
        };
        let points = view.points.iter().map(|written| {
            let weight = match &written.weight {
                Some((weight, _)) => self.read_number("weight", weight, &WEIGHT)?,
                None => Number::Literal(1.0),
            };
            Some(Point { written: written.clone(), weight })
        });
        points.collect()
    }

    pub(in crate::layer) fn read_boolean(&mut self, name: &'static str, value: &ArgumentValue) -> Option<bool> {
        match value {
            ArgumentValue::Boolean(boolean) => Some(boolean.value),
            ArgumentValue::Expression(expression) if let Some(holds) = fold::truth(expression) => Some(holds),
            _ => self.wrong(name, value, "write `true` or `false`"),
        }
    }

    pub(in crate::layer) fn wrong<T>(&mut self, name: &str, value: &ArgumentValue, help: &str) -> Option<T> {
        // Words are no strings here, as they are in other libraries.
        let word = match value {
            ArgumentValue::Text(text) => syn::parse_str::<Ident>(&text.value()).ok(),
            _ => None,
        };
        match word {
            Some(word) => self.refused(name, value, &format!("write the word without quotes: `{word}`")),
            None => self.refused(name, value, help),
        }
    }

    /// Reports a value, whatever it is.
    pub(in crate::layer) fn refused<T>(&mut self, name: &str, value: &ArgumentValue, help: &str) -> Option<T> {
        let fact = format!("`{name}` of `{}` is `{}`", self.callee, text(value));
        let help = match value {
            ArgumentValue::Expression(Expression::Tuple { values, .. }) => {
                let list = values.iter().map(text).collect::<Vec<_>>().join(", ");
                format!("a list is in brackets: `{name} = [{list}]`")
            }
            _ => help.to_owned(),
        };
        self.error(value, fact, help);
        None
    }
}

/// Whether an argument without a name can be no value of the network.
pub(crate) fn is_setting(value: &ArgumentValue) -> bool {
    match value {
        ArgumentValue::Expression(expression) => count(expression).is_some(),
        _ => true,
    }
}

/// A dimension as it was written; `None` for what does not fit into a `usize`, which the parser reports.
pub(crate) fn written(dimension: &syntax::Dimension) -> Option<Dimension> {
    match dimension {
        syntax::Dimension::Literal(literal) => literal.base10_parse().ok().map(Dimension::Number),
        syntax::Dimension::Constant(path) => Some(Dimension::Constant(path.clone())),
        syntax::Dimension::Computed(size) => count(size),
    }
}

/// Sums and products of whole numbers and `const` items.
pub(super) fn count(expression: &Expression) -> Option<Dimension> {
    match expression {
        Expression::Value(word) => is_constant(word).then(|| Dimension::Constant(Path::from(word.clone()))),
        Expression::Constant(path) => Some(Dimension::Constant(path.clone())),
        Expression::Number(syntax::Number::Integer(literal)) => literal.base10_parse().ok().map(Dimension::Number),
        Expression::Paren { value, .. } => count(value),
        Expression::Binary { left, operator, right } => {
            let (left, right) = (count(left)?, count(right)?);
            match operator {
                Operator::Add(_) => Some(Dimension::sum([left, right])),
                Operator::Multiply(_) => Some(Dimension::product([left, right])),
                Operator::Subtract(_) => Some(Dimension::Number(left.number()?.checked_sub(right.number()?)?)),
                Operator::Divide(_) => {
                    let (left, right) = (left.number()?, right.number()?);
                    (left.checked_rem(right)? == 0).then_some(Dimension::Number(left / right))
                }
                Operator::Power(_) => {
                    let exponent = u32::try_from(right.number()?).ok()?;
                    left.number()?.checked_pow(exponent).map(Dimension::Number)
                }
                Operator::Compare(_) => None,
            }
        }
        _ => None,
    }
}

/// A number, or a `const` item that is one.
pub(in crate::layer) fn numeral(value: &ArgumentValue) -> Option<Number> {
    match value {
        ArgumentValue::Expression(Expression::Value(word)) if is_constant(word) => {
            Some(Number::Constant(Path::from(word.clone())))
        }
        ArgumentValue::Constant(path) | ArgumentValue::Expression(Expression::Constant(path)) => {
            Some(Number::Constant(path.clone()))
        }
        ArgumentValue::Expression(expression) => fold::number(expression).map(Number::Literal),
        ArgumentValue::Boolean(_)
        | ArgumentValue::List { .. }
        | ArgumentValue::Numbers { .. }
        | ArgumentValue::Lists { .. }
        | ArgumentValue::View(_)
        | ArgumentValue::Text(_)
        | ArgumentValue::Variable(_) => None,
    }
}

/// Whether a word is written like a `const` item: in capitals.
pub(crate) fn is_constant(word: &Ident) -> bool {
    let word = word.to_string();
    word.starts_with(|first: char| first.is_uppercase() || first == '_')
}
