//! `+ - * /` and comparisons between values, and with numbers.

use proc_macro2::TokenStream;
use quote::quote;

use super::broadcast::{Broadcast, broadcast};
use super::code::float;
use super::{Applied, Argument, Code, Input, Layer, Site, Type, View};
use crate::shape::message;
use crate::syntax::{Comparison, Operator};

/// An operator between two values.
pub(crate) struct Binary(pub(crate) Operator);

impl Layer for Binary {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [left, right] = site.inputs else {
            return None;
        };
        if let Operator::Compare(comparison) = self.0 {
            return compare(site, comparison, [left, right]);
        }
        match (&left.kind, &right.kind) {
            (Type::Sample(a), Type::Sample(b)) => {
                let Broadcast { shape, stretches } = broadcast(site, &[(&left.value, a), (&right.value, b)])?;
                if stretches {
                    let code = Code::call(stretched(self.0)?, vec![Argument::Distinct, Argument::Distinct]);
                    return Applied::new(shape, code);
                }
            }
            (Type::Loss, Type::Loss) => {}
            (Type::Sample(_), Type::Loss) => return mixed(site, right, left),
            (Type::Loss, Type::Sample(_)) => return mixed(site, left, right),
            (Type::Indices(_) | Type::Variable(_) | Type::Critic(_), _) => return site.sample(left).and(None),
            (_, Type::Indices(_) | Type::Variable(_) | Type::Critic(_)) => return site.sample(right).and(None),
        }
        let name = match self.0 {
            Operator::Add(_) => quote!(layer::add),
            Operator::Subtract(_) => quote!(layer::sub),
            Operator::Multiply(_) => quote!(layer::mul),
            Operator::Divide(_) => quote!(layer::div),
            Operator::Compare(_) | Operator::Power(_) => return None,
        };
        let code = Code::call(name, vec![Argument::Input, Argument::Input]);
        Some(Applied::of(left.kind.clone(), code).sees(View::Place))
    }
}

/// The function between values of different shapes.
fn stretched(operator: Operator) -> Option<TokenStream> {
    Some(match operator {
        Operator::Add(_) => quote!(layer::broadcast_add),
        Operator::Subtract(_) => quote!(layer::broadcast_sub),
        Operator::Multiply(_) => quote!(layer::broadcast_mul),
        Operator::Divide(_) => quote!(layer::broadcast_div),
        Operator::Compare(_) | Operator::Power(_) => return None,
    })
}

/// A comparison of two values, which losses are not.
fn compare<'a>(site: &mut Site<'a>, comparison: Comparison, [left, right]: [&'a Input; 2]) -> Option<Applied> {
    let values = [site.sample(left)?, site.sample(right)?];
    let Broadcast { shape, stretches } = broadcast(site, &values)?;
    let comparison = Argument::Setting(name(comparison));
    let applied = match stretches {
        true => {
            let inputs = vec![comparison, Argument::Distinct, Argument::Distinct];
            Applied::new(shape, Code::call(quote!(layer::broadcast_compare), inputs))?
        }
        false => {
            let inputs = vec![comparison, Argument::Input, Argument::Input];
            Applied::new(shape, Code::call(quote!(layer::compare), inputs))?.sees(View::Place)
        }
    };
    Some(applied.stops())
}

/// The runtime's name.
fn name(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Less(_) => quote!(layer::Comparison::Less),
        Comparison::AtMost(_) => quote!(layer::Comparison::AtMost),
        Comparison::Greater(_) => quote!(layer::Comparison::Greater),
        Comparison::AtLeast(_) => quote!(layer::Comparison::AtLeast),
        Comparison::Equal(_) => quote!(layer::Comparison::Equal),
        Comparison::Unequal(_) => quote!(layer::Comparison::Unequal),
    }
}

/// That of the same comparison with its sides swapped.
fn swapped(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Less(_) => quote!(layer::Comparison::Greater),
        Comparison::AtMost(_) => quote!(layer::Comparison::AtLeast),
        Comparison::Greater(_) => quote!(layer::Comparison::Less),
        Comparison::AtLeast(_) => quote!(layer::Comparison::AtMost),
        Comparison::Equal(_) | Comparison::Unequal(_) => name(comparison),
    }
}

/// As it is written.
pub(crate) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less(_) => "<",
        Comparison::AtMost(_) => "<=",
        Comparison::Greater(_) => ">",
        Comparison::AtLeast(_) => ">=",
        Comparison::Equal(_) => "==",
        Comparison::Unequal(_) => "!=",
    }
}

fn mixed(site: &mut Site, loss: &Input, value: &Input) -> Option<Applied> {
    site.refuse(
        &message![
            "`",
            loss.value.name,
            "` is a loss, one number for the batch, but `",
            value.value.name,
            "` is a value of each sample"
        ],
        &message!["add up losses, or do this arithmetic before the loss function"],
    )
}

/// An operator between a value and a number, or a sign.
pub(crate) enum WithNumber {
    Add(f64),
    Multiply(f64),
    /// The number minus the value.
    Minus(f64),
    /// The number over the value.
    Over(f64),
    Compare(Comparison, f64),
    ComparedWith(f64, Comparison),
    Negate,
}

impl Layer for WithNumber {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [input] = site.inputs else {
            return None;
        };
        if let Type::Indices(_) | Type::Variable(_) | Type::Critic(_) = input.kind {
            return site.sample(input).and(None);
        }
        if let Self::Compare(_, number) | Self::ComparedWith(number, _) = *self {
            let (_, shape) = site.input()?;
            let comparison = match *self {
                Self::ComparedWith(_, comparison) => swapped(comparison),
                Self::Compare(comparison, _) => name(comparison),
                _ => return None,
            };
            let inputs = vec![Argument::Setting(comparison), Argument::Input, Argument::Setting(float(number))];
            let applied = Applied::new(shape.clone(), Code::call(quote!(layer::compare_number), inputs))?;
            return Some(applied.sees(View::Place).stops());
        }
        let after = |name: TokenStream, number: f64| Code::function(name).with(float(number));
        let before =
            |name: TokenStream, number: f64| Code::call(name, vec![Argument::Setting(float(number)), Argument::Input]);
        let code = match *self {
            Self::Add(number) => after(quote!(layer::add_number), number),
            Self::Multiply(number) => after(quote!(layer::multiply_number), number),
            Self::Minus(number) => before(quote!(layer::number_minus), number),
            Self::Over(number) => before(quote!(layer::number_over), number),
            Self::Negate => Code::function(quote!(layer::negate)),
            Self::Compare(..) | Self::ComparedWith(..) => return None,
        };
        Some(Applied::of(input.kind.clone(), code).sees(View::Place))
    }
}
