//! What a weight or a bias holds at first: `init = he_normal`, `bias_init = constant(0.1)`.

use std::ops::Bound;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use syn::Path;

use super::arguments::numeral;
use super::{Arguments, Number, Range};
use crate::check::{suggest, text};
use crate::shape::Condition;
use crate::syntax::{ArgumentValue, Call, Expression};

/// Those whose range depends on the number of inputs and outputs, and the others; with their numbers.
const BY_FANS: [(&str, &str); 4] = [
    ("he_normal", "HeNormal"),
    ("he_uniform", "HeUniform"),
    ("glorot_normal", "GlorotNormal"),
    ("glorot_uniform", "GlorotUniform"),
];
const PLAIN: [(&str, &str, usize); 5] = [
    ("zeros", "Zeros", 0),
    ("ones", "Ones", 0),
    ("constant", "Constant", 1),
    ("uniform", "Uniform", 2),
    ("normal", "Normal", 2),
];

const DEVIATION: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "the standard deviation, which comes last, is not negative");

/// An initialiser: its type in the runtime, and its numbers.
#[derive(Clone)]
pub(crate) struct Initializer {
    name: &'static str,
    numbers: Vec<Number>,
}

/// The initialisers of a layer's variables, where they are not all the layer's own.
#[derive(Clone)]
pub(crate) enum Initializers {
    /// That of the only variable.
    Only(Initializer),
    /// Those of weights and of the biases beside them, as far as they are given.
    Pairs {
        weight: Option<Initializer>,
        bias: Option<Initializer>,
        /// What each weight and its bias have where nothing is given.
        own: &'static [[&'static str; 2]],
    },
}

impl Initializer {
    /// One without numbers.
    pub(crate) fn plain(name: &'static str) -> Self {
        Self { name, numbers: Vec::new() }
    }

    /// Its type, where `path` leads to a `const` item.
    pub(crate) fn write(&self, runtime: &TokenStream, path: impl Fn(&Path) -> TokenStream) -> TokenStream {
        let name = format_ident!("{}", self.name);
        let init = quote!(#runtime::expansion::init);
        let numbers = self.numbers.iter().map(|number| match number {
            Number::Literal(number) => {
                let (digits, exponent) = decimal(*number);
                quote!(#init::Decimal<#digits, #exponent>)
            }
            Number::Constant(constant) => {
                let constant = path(constant);
                quote!(#init::Bits<{ #init::bits(#constant) }>)
            }
        });
        if self.numbers.is_empty() { quote!(#init::#name) } else { quote!(#init::#name<#(#numbers),*>) }
    }
}

impl Initializers {
    /// The `const` items among their numbers.
    pub(crate) fn constants(&self) -> impl Iterator<Item = &Path> {
        let each = match self {
            Self::Only(initializer) => [Some(initializer), None],
            Self::Pairs { weight, bias, .. } => [weight.as_ref(), bias.as_ref()],
        };
        each.into_iter().flatten().flat_map(|initializer| &initializer.numbers).filter_map(|number| match number {
            Number::Literal(_) => None,
            Number::Constant(path) => Some(path),
        })
    }

    /// The last types of the struct that holds the variables: an initialiser, or pairs of them.
    pub(crate) fn write(&self, runtime: &TokenStream, path: impl Fn(&Path) -> TokenStream) -> Vec<TokenStream> {
        match self {
            Self::Only(initializer) => vec![initializer.write(runtime, path)],
            Self::Pairs { weight, bias, own } => own
                .iter()
                .map(|[own_weight, own_bias]| {
                    let of = |given: &Option<Initializer>, own| {
                        let plain = Initializer::plain(own);
                        given.as_ref().unwrap_or(&plain).write(runtime, &path)
                    };
                    let (weight, bias) = (of(weight, own_weight), of(bias, own_bias));
                    quote!((#weight, #bias))
                })
                .collect(),
        }
    }
}

/// A number as digits and an exponent of 10, as const arguments: `5` and `-2` for 0.05.
fn decimal(number: f64) -> (TokenStream, TokenStream) {
    let text = format!("{:e}", number.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().unwrap_or(0_i64);
    let exponent = exponent.parse::<i64>().unwrap_or(0).saturating_sub(fraction.len() as i64);
    let signed = |number: i64, negative: bool| {
        let literal = Literal::u64_unsuffixed(number.unsigned_abs());
        if negative { quote!(-#literal) } else { quote!(#literal) }
    };
    (signed(digits, number < 0.0), signed(exponent, exponent < 0))
}

impl Arguments<'_> {
    /// `init` and, if there is a bias, `bias_init`. `own` is what the layer has where they are not given, for each
    /// weight and its bias; `fans` is whether the weights have inputs and outputs to count.
    pub(crate) fn initializers(
        &mut self,
        own: &'static [[&'static str; 2]],
        fans: bool,
        bias: bool,
    ) -> Option<Option<Initializers>> {
        if !bias {
            self.exclude(
                "bias_init",
                "`bias_init` is given with `bias = false`",
                "a layer without bias has nothing to fill: remove one of the two",
            );
        }
        self.may_be_initializer("init", fans);
        self.may_be_initializer("bias_init", false);
        let weight = self.optional("init", |arguments, name, value| arguments.read_initializer(name, value, fans));
        let bias = self.optional("bias_init", |arguments, name, value| arguments.read_initializer(name, value, false));
        Some(match (weight?, bias?) {
            (None, None) => None,
            (weight, bias) => Some(Initializers::Pairs { weight, bias, own }),
        })
    }

    /// `init` of a layer with a single variable.
    pub(crate) fn initializer(&mut self, fans: bool) -> Option<Option<Initializers>> {
        self.may_be_initializer("init", fans);
        let only = self.optional("init", |arguments, name, value| arguments.read_initializer(name, value, fans))?;
        Some(only.map(Initializers::Only))
    }

    /// `init` of a layer that has none of its own.
    pub(crate) fn required_initializer(&mut self) -> Option<Initializers> {
        self.may_be_initializer("init", false);
        self.required("init", |arguments, name, value| arguments.read_initializer(name, value, false))
            .map(Initializers::Only)
    }

    /// Notes that an argument may be the name of an initialiser.
    fn may_be_initializer(&mut self, name: &'static str, fans: bool) {
        self.may_be(name, &PLAIN.map(|(name, ..)| name));
        if fans {
            self.may_be(name, &BY_FANS.map(|(name, _)| name));
        }
    }

    /// `init` of a variable of a layer of a user's.
    pub(crate) fn required_field_initializer(&mut self) -> Option<Initializer> {
        self.required("init", |arguments, name, value| arguments.read_initializer(name, value, true))
    }

    /// `affine`, whether a norm has a weight and a bias, with the initialisers of these.
    pub(crate) fn affine_or(&mut self, default: bool) -> Option<(bool, Option<Initializers>)> {
        // The layers that defaults are for may be affine themselves.
        let affine = self.boolean_or("affine", default || self.partial);
        if affine == Some(false) {
            let with = if default { "with `affine = false`" } else { "without `affine = true`" };
            for name in ["init", "bias_init"] {
                let help = format!(
                    "without a weight and a bias there is nothing to fill: {}",
                    match default {
                        true => "remove one of the two".to_owned(),
                        false => format!("write `affine = true`, or remove `{name}`"),
                    }
                );
                self.exclude(name, &format!("`{name}` is given {with}"), &help);
            }
        }
        let initializers = self.initializers(&[["Ones", "Zeros"]], false, true);
        Some((affine?, initializers?))
    }

    fn read_initializer(&mut self, name: &'static str, value: &ArgumentValue, fans: bool) -> Option<Initializer> {
        let (callee, arguments) = match value {
            ArgumentValue::Expression(Expression::Value(word)) => (word, None),
            ArgumentValue::Expression(Expression::Call(Call { callee, arguments })) => (callee, arguments.as_ref()),
            _ => return self.wrong(name, value, &listed(fans)),
        };
        if let Some((_, initializer)) = BY_FANS.iter().find(|(known, _)| callee == known) {
            if !fans {
                return self.wrong(
                    name,
                    value,
                    "it has no number of inputs: write `zeros`, `constant(..)` or `normal(.., ..)`",
                );
            }
            return match arguments {
                None => Some(Initializer::plain(initializer)),
                Some(_) => self.wrong(name, value, &format!("it takes no numbers: write `{callee}`")),
            };
        }
        let Some((_, initializer, count)) = PLAIN.iter().find(|(known, ..)| callee == known) else {
            return self.unknown_initializer(name, value, callee, fans);
        };
        let written = arguments.into_iter().flat_map(|arguments| &arguments.arguments).collect::<Vec<_>>();
        let numbers = written.iter().map(|argument| match (&argument.name, &argument.value) {
            (None, value) => numeral(value),
            _ => None,
        });
        let numbers = numbers.collect::<Option<Vec<_>>>().map(|numbers| match (*initializer, numbers.as_slice()) {
            // The deviation alone.
            ("Normal", [deviation]) => vec![Number::Literal(0.0), deviation.clone()],
            _ => numbers,
        });
        let numbers = numbers.filter(|numbers| numbers.len() == *count);
        let example = match (callee.to_string().as_str(), count) {
            (word, 0) => word.to_owned(),
            ("constant", _) => "constant(0.1)".to_owned(),
            ("uniform", _) => "uniform(-0.05, 0.05)".to_owned(),
            (word, _) => format!("{word}(0, 0.01)"),
        };
        let Some(numbers) = numbers.filter(|_| *count > 0 || arguments.is_none()) else {
            let help = match count {
                0 => format!("it takes no numbers: write `{example}`"),
                _ => format!("its numbers are written out, or `const` items: `{example}`"),
            };
            return self.wrong(name, value, &help);
        };
        match (*initializer, numbers.as_slice()) {
            ("Uniform", [Number::Literal(from), Number::Literal(to)]) if from > to => {
                return self.wrong(name, value, &format!("the smaller number comes first: `uniform({to}, {from})`"));
            }
            ("Uniform", [from, to]) if !matches!((from, to), (Number::Literal(_), Number::Literal(_))) => {
                let condition = Condition::Rust(quote!(#from <= #to && (#to - #from).is_finite()));
                self.demand_of(name, value, condition, "both are finite, and the smaller comes first");
            }
            ("Normal", [_, Number::Literal(deviation)]) if !DEVIATION.contains(*deviation) => {
                return self.wrong(name, value, DEVIATION.help);
            }
            ("Normal", [_, Number::Constant(deviation)]) => {
                if let Some(condition) = DEVIATION.condition(deviation) {
                    self.demand_of(name, value, condition, DEVIATION.help);
                }
            }
            _ => {}
        }
        Some(Initializer { name: initializer, numbers })
    }

    fn unknown_initializer<T>(
        &mut self,
        name: &'static str,
        value: &ArgumentValue,
        callee: &Ident,
        fans: bool,
    ) -> Option<T> {
        let known = BY_FANS.iter().map(|(name, _)| *name).chain(PLAIN.iter().map(|(name, ..)| *name));
        let aliases = [
            ("kaiming_normal", "he_normal"),
            ("kaiming_uniform", "he_uniform"),
            ("xavier_normal", "glorot_normal"),
            ("xavier_uniform", "glorot_uniform"),
            ("random_normal", "normal"),
            ("random_uniform", "uniform"),
        ];
        let word = text(callee);
        let near = suggest(&word, known.chain(aliases.iter().map(|(alias, _)| *alias)));
        let near = near.map(|near| aliases.iter().find(|(alias, _)| *alias == near).map_or(near, |(_, name)| *name));
        let help = near.map_or_else(|| listed(fans), |near| format!("did you mean `{near}`?"));
        self.wrong(name, value, &help)
    }
}

fn listed(fans: bool) -> String {
    let by_fans = if fans { "`he_normal`, `he_uniform`, `glorot_normal`, `glorot_uniform`, " } else { "" };
    format!("write {by_fans}`zeros`, `ones`, `constant(0.1)`, `uniform(-0.05, 0.05)` or `normal(0, 0.01)`")
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_decimals() {
        for (number, expected) in [
            (0.05, "5 - 2"),
            (-0.05, "- 5 - 2"),
            (1.5, "15 - 1"),
            (0.0, "0 0"),
            (300.0, "3 2"),
            (0.1 + 0.2, "30000000000000004 - 17"),
        ] {
            let (digits, exponent) = super::decimal(number);
            assert_eq!(format!("{digits} {exponent}"), expected);
        }
    }
}
