//! What a value is computed from.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::punctuated::Punctuated;
use syn::{LitBool, LitFloat, LitInt, Path, Token, token};

use super::{ArgumentValue, Body, Call, Dimension, Foreign, InlineScope, Placement, Scan, Step, keyword};

/// Anything that has a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `logits`
    Value(Ident),
    /// `0.1`, `2`
    Number(Number),
    /// `-x`
    Negative { minus_token: Token![-], operand: Box<Expression> },
    /// `l - r`
    Binary { left: Box<Expression>, operator: Operator, right: Box<Expression> },
    /// `concat(a, b, axis = 0)`, `encoder(left)`, `abs(x)`
    Call(Call),
    /// `positions: variable([64, 32], init = normal(0.02))`: a layer that nothing flows into, with its name.
    Named { name: Ident, colon_token: Token![:], call: Call },
    /// `apply(my::function, a, b) -> [64]`
    Foreign(Box<Foreign>),
    /// `image -> conv1: conv2d(16) -> relu`
    Chain { source: Box<Expression>, steps: Vec<Step> },
    /// `concat(a, b, axis = 0) on device(1)`: a call that is placed.
    Placed { value: Box<Expression>, placement: Placement },
    /// `scope features { .. }`
    Scope(Box<InlineScope>),
    /// `scan word over words, carry (h = zeros([64])) { .. }`
    Scan(Box<Scan>),
    /// `(flow, warped)`: two values or more, only as the result of a network.
    Tuple { paren_token: token::Paren, values: Punctuated<Expression, Token![,]> },
    /// `model::WIDTH`, which no one can write here: an argument in the place of a template's parameter.
    Constant(Path),
    /// `(a + b)`
    Paren { paren_token: token::Paren, value: Box<Expression> },
    /// `skips[2]`: a value of a list.
    Element { list: Ident, bracket_token: token::Bracket, index: Box<Expression> },
    /// `if stride == 1 { x } else { x -> relu }`
    Choice(Box<Choice>),
}

impl ToTokens for Expression {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Value(name) => name.to_tokens(tokens),
            Self::Number(number) => number.to_tokens(tokens),
            Self::Negative { minus_token, operand } => {
                minus_token.to_tokens(tokens);
                operand.to_tokens(tokens);
            }
            Self::Binary { left, operator, right } => {
                left.to_tokens(tokens);
                operator.to_tokens(tokens);
                right.to_tokens(tokens);
            }
            Self::Call(call) => call.to_tokens(tokens),
            Self::Named { name, colon_token, call } => {
                name.to_tokens(tokens);
                colon_token.to_tokens(tokens);
                call.to_tokens(tokens);
            }
            Self::Foreign(foreign) => foreign.to_tokens(tokens),
            Self::Chain { source, steps } => {
                source.to_tokens(tokens);
                tokens.append_all(steps);
            }
            Self::Placed { value, placement } => {
                value.to_tokens(tokens);
                placement.to_tokens(tokens);
            }
            Self::Scope(scope) => scope.to_tokens(tokens),
            Self::Scan(scan) => scan.to_tokens(tokens),
            Self::Constant(path) => path.to_tokens(tokens),
            Self::Tuple { paren_token, values } => paren_token.surround(tokens, |tokens| values.to_tokens(tokens)),
            Self::Paren { paren_token, value } => paren_token.surround(tokens, |tokens| value.to_tokens(tokens)),
            Self::Element { list, bracket_token, index } => {
                list.to_tokens(tokens);
                bracket_token.surround(tokens, |tokens| index.to_tokens(tokens));
            }
            Self::Choice(choice) => choice.to_tokens(tokens),
        }
    }
}

/// `if stride == 1 { x } else { x -> relu }`: which of the two it is, the parameters of a template decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub if_token: Token![if],
    pub condition: Condition,
    pub then: Body,
    pub else_token: Token![else],
    /// After `else if`, a body that is another choice alone.
    pub otherwise: Body,
}

impl ToTokens for Choice {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.if_token.to_tokens(tokens);
        self.condition.to_tokens(tokens);
        self.then.to_tokens(tokens);
        self.else_token.to_tokens(tokens);
        match self.otherwise.result.as_ref() {
            Some(Expression::Choice(choice)) if self.otherwise.items.is_empty() => choice.to_tokens(tokens),
            _ => self.otherwise.to_tokens(tokens),
        }
    }
}

/// What is true or false when the network is compiled.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `true`, `false`
    Boolean(LitBool),
    /// `stride == 1`, or a parameter that is `true` or `false`.
    Is(Expression),
    /// `!a`
    Not { not_token: Token![!], operand: Box<Condition> },
    /// `a && b`
    Both { left: Box<Condition>, and_token: Token![&&], right: Box<Condition> },
    /// `a || b`
    Either { left: Box<Condition>, or_token: Token![||], right: Box<Condition> },
    /// `(a || b)`
    Paren { paren_token: token::Paren, condition: Box<Condition> },
}

impl ToTokens for Condition {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Boolean(boolean) => boolean.to_tokens(tokens),
            Self::Is(value) => value.to_tokens(tokens),
            Self::Not { not_token, operand } => {
                not_token.to_tokens(tokens);
                operand.to_tokens(tokens);
            }
            Self::Both { left, and_token, right } => {
                left.to_tokens(tokens);
                and_token.to_tokens(tokens);
                right.to_tokens(tokens);
            }
            Self::Either { left, or_token, right } => {
                left.to_tokens(tokens);
                or_token.to_tokens(tokens);
                right.to_tokens(tokens);
            }
            Self::Paren { paren_token, condition } => {
                paren_token.surround(tokens, |tokens| condition.to_tokens(tokens));
            }
        }
    }
}

/// An integer or floating-point literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    Integer(LitInt),
    Float(LitFloat),
}

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Integer(literal) => literal.to_tokens(tokens),
            Self::Float(literal) => literal.to_tokens(tokens),
        }
    }
}

/// `+ - * / ^` and comparisons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Add(Token![+]),
    Subtract(Token![-]),
    Multiply(Token![*]),
    Divide(Token![/]),
    /// `2 ^ i`, between numbers.
    Power(Token![^]),
    Compare(Comparison),
}

impl ToTokens for Operator {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Add(token) => token.to_tokens(tokens),
            Self::Subtract(token) => token.to_tokens(tokens),
            Self::Multiply(token) => token.to_tokens(tokens),
            Self::Divide(token) => token.to_tokens(tokens),
            Self::Power(token) => token.to_tokens(tokens),
            Self::Compare(comparison) => comparison.to_tokens(tokens),
        }
    }
}

/// `< <= > >= == !=`
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Comparison {
    Less(Token![<]),
    AtMost(Token![<=]),
    Greater(Token![>]),
    AtLeast(Token![>=]),
    Equal(Token![==]),
    Unequal(Token![!=]),
}

impl ToTokens for Comparison {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Less(token) => token.to_tokens(tokens),
            Self::AtMost(token) => token.to_tokens(tokens),
            Self::Greater(token) => token.to_tokens(tokens),
            Self::AtLeast(token) => token.to_tokens(tokens),
            Self::Equal(token) => token.to_tokens(tokens),
            Self::Unequal(token) => token.to_tokens(tokens),
        }
    }
}

/// `critic at 0.2 * block1/conv1_2 + block4/conv4_4`: end points of a critic.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub critic: Ident,
    pub at_token: keyword::at,
    pub points: Punctuated<Point, Token![+]>,
}

impl ToTokens for View {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.critic.to_tokens(tokens);
        self.at_token.to_tokens(tokens);
        self.points.to_tokens(tokens);
    }
}

/// `0.2 * block1/conv1_2`: an end point of another network, and how much it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub weight: Option<(ArgumentValue, Token![*])>,
    /// The scopes and the name.
    pub path: Punctuated<PointSegment, Token![/]>,
}

impl ToTokens for Point {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some((weight, star)) = &self.weight {
            weight.to_tokens(tokens);
            star.to_tokens(tokens);
        }
        self.path.to_tokens(tokens);
    }
}

/// `block4`, or the `0` of `block/0`.
#[derive(Clone, Debug, PartialEq)]
pub enum PointSegment {
    Name(Ident),
    Element(LitInt),
}

impl ToTokens for PointSegment {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Name(name) => name.to_tokens(tokens),
            Self::Element(element) => element.to_tokens(tokens),
        }
    }
}

/// `[1, 2]` in another list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub bracket_token: token::Bracket,
    pub values: Punctuated<Dimension, Token![,]>,
}

impl ToTokens for List {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.bracket_token.surround(tokens, |tokens| self.values.to_tokens(tokens));
    }
}
