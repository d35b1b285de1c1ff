//! What has to hold for shapes to fit. What is written out is judged here; what depends on `const` items
//! becomes an assertion that rustc judges, with the same wording.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Path;

use super::dimension::{Dimension, Shape};
use super::message::{Message, Part, Piece, message};
use crate::errors::Errors;
use crate::mention::mentions;

/// Something that must hold.
#[derive(Clone)]
pub(crate) enum Condition {
    Equal(Dimension, Dimension),
    AtMost(Dimension, Dimension),
    /// The first divides the second.
    Divides(Dimension, Dimension),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// A condition on `const` items that are no dimensions.
    Rust(TokenStream),
}

enum Verdict {
    Holds,
    Fails,
    RustcKnows,
}

impl Condition {
    /// Two shapes of one rank are the same.
    pub(crate) fn same(left: &Shape, right: &Shape) -> Self {
        let pairs = left.dimensions().iter().zip(right.dimensions());
        Self::All(pairs.map(|(left, right)| Self::Equal(left.clone(), right.clone())).collect())
    }

    /// Adds the axes in it whose size is known when the network runs.
    fn gather_axes<'c>(&'c self, axes: &mut Vec<(&'c Ident, &'c Dimension)>) {
        match self {
            Self::Equal(left, right) | Self::AtMost(left, right) | Self::Divides(left, right) => {
                left.gather_axes(axes);
                right.gather_axes(axes);
            }
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().for_each(|condition| condition.gather_axes(axes));
            }
            Self::Rust(_) => {}
        }
    }

    /// Whether a call has to judge it, because it depends on the sizes of axes.
    pub(crate) fn has_axes(&self) -> bool {
        let mut axes = Vec::new();
        self.gather_axes(&mut axes);
        !axes.is_empty()
    }

    /// Whether it can be told here that it does not hold.
    pub(crate) fn fails(&self) -> bool {
        matches!(self.verdict(), Verdict::Fails)
    }

    /// What only rustc can judge.
    fn open(self) -> Self {
        match self {
            Self::All(conditions) => Self::All(
                conditions
                    .into_iter()
                    .filter(|condition| matches!(condition.verdict(), Verdict::RustcKnows))
                    .map(Self::open)
                    .collect(),
            ),
            Self::Any(conditions) => Self::Any(
                conditions
                    .into_iter()
                    .filter(|condition| matches!(condition.verdict(), Verdict::RustcKnows))
                    .map(Self::open)
                    .collect(),
            ),
            other => other,
        }
    }

    fn verdict(&self) -> Verdict {
        let judge = |left: &Dimension, right: &Dimension, holds: fn(usize, usize) -> bool| match (
            left.number(),
            right.number(),
        ) {
            (Some(left), Some(right)) if holds(left, right) => Verdict::Holds,
            (Some(_), Some(_)) => Verdict::Fails,
            _ => Verdict::RustcKnows,
        };
        match self {
            Self::Equal(left, right) if left == right => Verdict::Holds,
            // An axis has many sizes, and the network is for all of them.
            Self::Equal(left, right) if is_free(left, right) => Verdict::Fails,
            Self::Equal(left, right) => judge(left, right, |left, right| left == right),
            Self::AtMost(left, right) if left == right => Verdict::Holds,
            // Every axis has one element at least.
            Self::AtMost(left, Dimension::Axis { .. }) if left.number().is_some_and(|left| left <= 1) => Verdict::Holds,
            Self::AtMost(left, right) => judge(left, right, |left, right| left <= right),
            Self::Divides(divisor, _) if divisor.number() == Some(1) => Verdict::Holds,
            Self::Divides(divisor, dividend) if divisor == dividend => Verdict::Holds,
            Self::Divides(divisor, dividend) => {
                judge(divisor, dividend, |divisor, dividend| dividend.checked_rem(divisor) == Some(0))
            }
            Self::All(conditions) => {
                conditions.iter().fold(Verdict::Holds, |all, condition| match (all, condition.verdict()) {
                    (Verdict::Fails, _) | (_, Verdict::Fails) => Verdict::Fails,
                    (Verdict::RustcKnows, _) | (_, Verdict::RustcKnows) => Verdict::RustcKnows,
                    (Verdict::Holds, Verdict::Holds) => Verdict::Holds,
                })
            }
            Self::Any(conditions) => {
                conditions.iter().fold(Verdict::Fails, |any, condition| match (any, condition.verdict()) {
                    (Verdict::Holds, _) | (_, Verdict::Holds) => Verdict::Holds,
                    (Verdict::RustcKnows, _) | (_, Verdict::RustcKnows) => Verdict::RustcKnows,
                    (Verdict::Fails, Verdict::Fails) => Verdict::Fails,
                })
            }
            Self::Rust(_) => Verdict::RustcKnows,
        }
    }
}

/// Whether one of two different dimensions is an axis, and the other does not depend on an axis in some other way.
fn is_free(left: &Dimension, right: &Dimension) -> bool {
    let is_axis = |dimension: &Dimension| matches!(dimension, Dimension::Axis { .. });
    let depends = |dimension: &Dimension| !is_axis(dimension) && dimension.axis().is_some();
    (is_axis(left) || is_axis(right)) && !depends(left) && !depends(right)
}

/// A condition that rustc has to judge, or a call for the sizes of its axes.
pub(crate) struct Assertion {
    pub(crate) condition: Condition,
    pub(crate) message: Message,
    /// What an error underlines.
    pub(crate) at: TokenStream,
}

/// Collects what does not fit, and what rustc has to judge.
#[derive(Default)]
pub(crate) struct Requirements {
    errors: Errors,
    assertions: Vec<Assertion>,
    /// The `const` items that have been asked to be sizes.
    sizes: Vec<Path>,
    /// The const generics of the network.
    generics: Vec<Ident>,
    /// The application of a scope that is being looked at, if its body cannot tell.
    pub(super) context: Option<String>,
}

impl Requirements {
    /// Beside the errors of what was before.
    pub(super) fn beside(errors: Errors) -> Self {
        Self { errors, ..Self::default() }
    }

    /// Begins a network with these const generics.
    pub(crate) fn begin(&mut self, generics: &[Ident]) {
        self.generics = generics.to_vec();
    }

    /// The first const generic in a dimension.
    fn generic<'d>(&self, dimension: &'d Dimension) -> Option<&'d Ident> {
        let mut constants = dimension.constants().into_iter().filter_map(Path::get_ident);
        constants.find(|name| self.generics.contains(name))
    }

    /// The const generic that keeps Rust from computing a dimension in a type.
    pub(crate) fn obstacle<'d>(&self, dimension: &'d Dimension) -> Option<&'d Ident> {
        match dimension {
            Dimension::Computed(_) => self.generic(dimension),
            Dimension::Number(_) | Dimension::Constant(_) | Dimension::Axis { .. } => None,
        }
    }

    /// Whether a const generic is named there.
    pub(super) fn is_generic(&self, tokens: &TokenStream) -> bool {
        mentions(tokens.clone(), &self.generics)
    }

    /// Whether a condition asks a const generic to be equal to something else.
    fn unlike(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Equal(left, right) => {
                let computed = [left, right].map(|dimension| matches!(dimension, Dimension::Computed(_)));
                let generic = self.generic(left).or_else(|| self.generic(right)).is_some();
                // A product may be another one in another order.
                generic && left != right && computed != [true, true]
            }
            Condition::All(conditions) => conditions.iter().any(|condition| self.unlike(condition)),
            Condition::AtMost(..) | Condition::Divides(..) | Condition::Any(_) | Condition::Rust(_) => false,
        }
    }

    /// Asks for `condition`. Returns whether it may hold.
    pub(crate) fn require(&mut self, at: impl ToTokens, condition: Condition, fact: &Message, help: &Message) -> bool {
        match condition.verdict() {
            Verdict::Holds => true,
            Verdict::Fails => {
                self.refuse(at, fact, help);
                false
            }
            // A network has to fit for every value of its const generics.
            Verdict::RustcKnows if self.unlike(&condition) => {
                self.refuse(at, fact, help);
                false
            }
            Verdict::RustcKnows => {
                let mut message = self.in_context(fact);
                let mut axes = Vec::new();
                condition.gather_axes(&mut axes);
                for (index, (name, axis)) in axes.iter().enumerate() {
                    message.text(if index == 0 { ", where `" } else { " and `" });
                    message.text(&name.to_string());
                    message.text("` is ");
                    message.0.push(Part::Dimension((*axis).clone()));
                }
                // What a call says is a line.
                message.text(if axes.is_empty() { "\nhelp: " } else { ": " });
                help.write(&mut message);
                self.assertions.push(Assertion { condition: condition.open(), message, at: at.into_token_stream() });
                true
            }
        }
    }

    /// Asks the `const` items in a size to be sizes. One that is 0 is one mistake, however often it is used.
    pub(crate) fn require_size(&mut self, at: impl ToTokens, size: &Dimension) {
        for path in size.constants() {
            if self.sizes.contains(path) {
                continue;
            }
            self.sizes.push(path.clone());
            let constant = Dimension::Constant(path.clone());
            self.require(
                &at,
                Condition::AtMost(Dimension::Number(1), constant.clone()),
                &message!["`", constant.to_string(), "` is ", constant],
                &message!["the smallest size that makes sense is 1"],
            );
        }
    }

    /// Takes the assertions of a network out.
    pub(crate) fn assertions(&mut self) -> Vec<Assertion> {
        self.sizes.clear();
        std::mem::take(&mut self.assertions)
    }

    /// Reports what cannot fit.
    pub(crate) fn refuse(&mut self, at: impl ToTokens, fact: &Message, help: &Message) {
        self.errors.error(at, self.in_context(fact), help);
    }

    /// Whether nothing has been found that does not fit.
    pub(super) fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    fn in_context(&self, fact: &Message) -> Message {
        match &self.context {
            Some(context) => message!["in `", context, "`, ", fact],
            None => fact.clone(),
        }
    }

    pub(crate) fn into_errors(self) -> Errors {
        self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Requirements, message};
    use crate::shape::Dimension;

    fn number(number: usize) -> Dimension {
        Dimension::Number(number)
    }

    fn constant() -> Dimension {
        Dimension::Constant(syn::parse_str("C").expect("a path"))
    }

    /// Whether `condition` may hold, and how many assertions and errors it left.
    fn judge(condition: Condition) -> (bool, usize, usize) {
        let mut requirements = Requirements::default();
        let holds = requirements.require(quote::quote!(x), condition, &message!["fact"], &message!["help"]);
        let assertions = requirements.assertions().len();
        let errors = requirements.into_errors().into_error().map_or(0, |errors| errors.into_iter().count());
        (holds, assertions, errors)
    }

    #[test]
    fn numbers_are_judged_here() {
        assert_eq!(judge(Condition::Equal(number(3), number(3))), (true, 0, 0));
        assert_eq!(judge(Condition::Equal(number(3), number(4))), (false, 0, 1));
        assert_eq!(judge(Condition::AtMost(number(4), number(3))), (false, 0, 1));
        assert_eq!(judge(Condition::Divides(number(2), number(6))), (true, 0, 0));
        assert_eq!(judge(Condition::Divides(number(4), number(6))), (false, 0, 1));
        assert_eq!(judge(Condition::Divides(number(0), number(6))), (false, 0, 1));
        let either =
            |left, right| Condition::Any(vec![Condition::AtMost(number(3), left), Condition::AtMost(number(3), right)]);
        assert_eq!(judge(either(number(2), number(3))), (true, 0, 0));
        assert_eq!(judge(either(number(2), number(2))), (false, 0, 1));
        assert_eq!(judge(either(constant(), number(3))), (true, 0, 0));
        assert_eq!(judge(either(constant(), number(2))), (true, 1, 0));
    }

    #[test]
    fn constants_are_left_to_rustc() {
        assert_eq!(judge(Condition::Equal(constant(), constant())), (true, 0, 0));
        assert_eq!(judge(Condition::Equal(constant(), number(3))), (true, 1, 0));
        assert_eq!(judge(Condition::Divides(number(1), constant())), (true, 0, 0));
        let both = vec![Condition::Equal(constant(), number(3)), Condition::Equal(number(3), number(4))];
        assert_eq!(judge(Condition::All(both)), (false, 0, 1));
    }

    #[test]
    fn a_size_is_asked_about_once() {
        let mut requirements = Requirements::default();
        requirements.require_size(quote::quote!(x), &constant());
        requirements.require_size(quote::quote!(x), &Dimension::product([constant(), number(2)]));
        assert_eq!(requirements.assertions().len(), 1);
    }
}
