//! `+ - * /` between values, and with numbers.

use proc_macro2::TokenStream;
use quote::quote;

use super::broadcast::{Broadcast, broadcast};
use super::code::float;
use super::{Applied, Argument, Code, Input, Layer, Site, Type, View};
use crate::shape::message;
use crate::syntax::Operator;

/// An operator between two values.
pub(crate) struct Binary(pub(crate) Operator);

impl Layer for Binary {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [left, right] = site.inputs else {
            return None;
        };
        match (&left.kind, &right.kind) {
            (Type::Sample(a), Type::Sample(b)) => {
                let Broadcast { shape, stretches } = broadcast(site, &[(&left.value, a), (&right.value, b)])?;
                if stretches {
                    let code = Code::call(stretched(self.0), vec![Argument::Distinct, Argument::Distinct]);
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
        };
        let code = Code::call(name, vec![Argument::Input, Argument::Input]);
        Some(Applied::of(left.kind.clone(), code).sees(View::Place))
    }
}

/// The function between values of different shapes.
fn stretched(operator: Operator) -> TokenStream {
    match operator {
        Operator::Add(_) => quote!(layer::broadcast_add),
        Operator::Subtract(_) => quote!(layer::broadcast_sub),
        Operator::Multiply(_) => quote!(layer::broadcast_mul),
        Operator::Divide(_) => quote!(layer::broadcast_div),
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
        let after = |name: TokenStream, number: f64| Code::function(name).with(float(number));
        let before =
            |name: TokenStream, number: f64| Code::call(name, vec![Argument::Setting(float(number)), Argument::Input]);
        let code = match *self {
            Self::Add(number) => after(quote!(layer::add_number), number),
            Self::Multiply(number) => after(quote!(layer::multiply_number), number),
            Self::Minus(number) => before(quote!(layer::number_minus), number),
            Self::Over(number) => before(quote!(layer::number_over), number),
            Self::Negate => Code::function(quote!(layer::negate)),
        };
        Some(Applied::of(input.kind.clone(), code).sees(View::Place))
    }
}
