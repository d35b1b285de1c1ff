//! The equation of an `einsum`: `"thd,shd->hts"`.

use std::fmt::{Display, Formatter};

use super::super::Arguments;
use crate::syntax::ArgumentValue;

/// Letters for the axes of each value, and for those of the result.
#[derive(Clone)]
pub(super) struct Equation {
    pub(super) inputs: Vec<String>,
    pub(super) output: String,
}

/// What to write.
const EXAMPLE: &str = "write the letters of each value, and those of the result behind an arrow: `\"ij,jk->ik\"`";

impl Arguments<'_> {
    /// An equation that makes sense whatever the values are.
    pub(super) fn equation(&mut self, name: &'static str) -> Option<Equation> {
        self.required(name, |arguments, name, value| {
            let ArgumentValue::Text(text) = value else {
                return arguments.wrong(name, value, EXAMPLE);
            };
            match Equation::read(&text.value()) {
                Ok(equation) => Some(equation),
                Err(help) => arguments.refused(name, value, &help),
            }
        })
    }
}

impl Equation {
    /// The equation that is written, or what to write.
    fn read(text: &str) -> Result<Self, String> {
        let text = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        if text.contains("...") {
            return Err("the batch is implied, and other axes have letters: leave `...` out".to_owned());
        }
        let Some((inputs, output)) = text.split_once("->") else {
            return Err(EXAMPLE.to_owned());
        };
        let wrong = |letter: &char| !letter.is_ascii_alphabetic();
        if let Some(sign) = inputs.chars().filter(|letter| *letter != ',').chain(output.chars()).find(wrong) {
            return Err(format!("`{sign}` is no letter: axes have letters from `a` to `z` and from `A` to `Z`"));
        }
        if let Some(letter) = output.chars().find(|letter| !inputs.contains(*letter)) {
            return Err(format!("no value has the axis `{letter}` of the result: leave it out behind the arrow"));
        }
        let twice = output.char_indices().find(|(place, letter)| output.chars().take(*place).any(|it| it == *letter));
        if let Some((_, letter)) = twice {
            return Err(format!("the result has the axis `{letter}` twice: name each once behind the arrow"));
        }
        Ok(Self { inputs: inputs.split(',').map(str::to_owned).collect(), output: output.to_owned() })
    }

    /// The same without a letter that all begin with, as people write that of the batch.
    pub(super) fn without_batch(&self) -> Option<Self> {
        let first = self.output.chars().next()?;
        let rest = |letters: &String| letters.strip_prefix(first).map(str::to_owned);
        let inputs = self.inputs.iter().map(rest).collect::<Option<Vec<_>>>()?;
        Some(Self { inputs, output: rest(&self.output)? })
    }
}

impl Display for Equation {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}->{}", self.inputs.join(","), self.output)
    }
}

#[cfg(test)]
mod tests {
    use super::Equation;

    fn read(text: &str) -> String {
        Equation::read(text).map_or_else(|help| help, |equation| equation.to_string())
    }

    #[test]
    fn equations_are_read() {
        assert_eq!(read("thd, shd -> hts"), "thd,shd->hts");
        assert_eq!(read("ii->"), "ii->");
        assert_eq!(read("i,->i"), "i,->i");
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert!(read("ij,jk").contains("behind an arrow"));
        assert!(read("...ij->...ji").contains("`...`"));
        assert!(read("ij->i1").contains("`1` is no letter"));
        assert!(read("ij->k").contains("no value has the axis `k`"));
        assert!(read("ij->ii").contains("twice"));
        assert!(read("i->j->i").contains('-'));
    }

    #[test]
    fn a_letter_of_the_batch_is_left_out() {
        let without = |text: &str| Equation::read(text).ok()?.without_batch().map(|equation| equation.to_string());
        assert_eq!(without("bthd,bshd->bhts").as_deref(), Some("thd,shd->hts"));
        assert_eq!(without("ij,jk->ik"), None);
    }
}
