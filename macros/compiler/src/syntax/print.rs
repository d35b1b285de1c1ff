//! From the tree back to tokens, so that an error can underline any part of it.

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};
use syn::token;

use super::{
    Argument, ArgumentValue, Arguments, Block, Body, Call, Carry, Choice, Comparison, Condition, Constant, Critic,
    Defaults, Dimension, Element, Expression, Foreign, ForeignKind, Generic, Generics, InlineScope, Item, Layer, Let,
    List, Loss, Network, Number, Operator, Outputs, Parameter, Part, Placement, Point, PointSegment, Repeat, Scan,
    Scope, Sequence, Shape, Split, State, Step, Target, Template, Typed, View,
};

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.templates);
        tokens.append_all(&self.networks);
    }
}

impl ToTokens for Network {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.network_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.generics.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.inputs.to_tokens(tokens));
        self.arrow_token.to_tokens(tokens);
        self.outputs.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Generics {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.lt_token.to_tokens(tokens);
        self.parameters.to_tokens(tokens);
        self.gt_token.to_tokens(tokens);
    }
}

impl ToTokens for Generic {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Constant(constant) => constant.to_tokens(tokens),
            Self::Axis(name) => name.to_tokens(tokens),
            Self::Part(part) => part.to_tokens(tokens),
        }
    }
}

impl ToTokens for Part {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.bound.to_tokens(tokens);
    }
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.const_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.kind.to_tokens(tokens);
    }
}

impl ToTokens for Typed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.shape.to_tokens(tokens);
        self.element.to_tokens(tokens);
    }
}

impl ToTokens for Element {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.of_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
    }
}

impl ToTokens for Shape {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.bracket_token.surround(tokens, |tokens| self.dimensions.to_tokens(tokens));
    }
}

impl ToTokens for Dimension {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Constant(path) => path.to_tokens(tokens),
            Self::Computed(size) => size.to_tokens(tokens),
        }
    }
}

impl ToTokens for Outputs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::One(shape) => shape.to_tokens(tokens),
            Self::Named { paren_token, outputs } => paren_token.surround(tokens, |tokens| outputs.to_tokens(tokens)),
        }
    }
}

impl ToTokens for Body {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.brace_token.surround(tokens, |tokens| {
            tokens.append_all(&self.items);
            self.result.to_tokens(tokens);
        });
    }
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Let(item) => item.to_tokens(tokens),
            Self::Split(item) => item.to_tokens(tokens),
            Self::Loss(item) => item.to_tokens(tokens),
            Self::Scope(item) => item.to_tokens(tokens),
            Self::Template(item) => item.to_tokens(tokens),
            Self::Defaults(item) => item.to_tokens(tokens),
            Self::Broken(broken) => broken.item.to_tokens(tokens),
        }
    }
}

impl ToTokens for Let {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.let_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.eq_token.to_tokens(tokens);
        self.value.to_tokens(tokens);
        self.semi_token.to_tokens(tokens);
    }
}

impl ToTokens for Split {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.let_token.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.names.to_tokens(tokens));
        self.eq_token.to_tokens(tokens);
        self.value.to_tokens(tokens);
        self.semi_token.to_tokens(tokens);
    }
}

impl ToTokens for Loss {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.loss_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        if !self.targets.is_empty() {
            token::Paren::default().surround(tokens, |tokens| self.targets.to_tokens(tokens));
        }
        self.eq_token.to_tokens(tokens);
        self.value.to_tokens(tokens);
        self.semi_token.to_tokens(tokens);
    }
}

impl ToTokens for Target {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Value(typed) => typed.to_tokens(tokens),
            Self::Critic(critic) => critic.to_tokens(tokens),
        }
    }
}

impl ToTokens for Critic {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.and_token.to_tokens(tokens);
        self.network.to_tokens(tokens);
    }
}

impl ToTokens for Scope {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.reuse_token.to_tokens(tokens);
        self.scope_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.parameters.to_tokens(tokens));
        self.placement.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Placement {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.on_token.to_tokens(tokens);
        self.device_token.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.device.to_tokens(tokens));
    }
}

impl ToTokens for Template {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.template_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| {
            self.values.to_tokens(tokens);
            self.semi_token.to_tokens(tokens);
            self.parameters.to_tokens(tokens);
        });
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Parameter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        if let Some((equals, default)) = &self.default {
            equals.to_tokens(tokens);
            default.to_tokens(tokens);
        }
    }
}

impl ToTokens for Defaults {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.defaults_token.to_tokens(tokens);
        self.brace_token.surround(tokens, |tokens| self.layers.to_tokens(tokens));
    }
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

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Integer(literal) => literal.to_tokens(tokens),
            Self::Float(literal) => literal.to_tokens(tokens),
        }
    }
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

impl ToTokens for Step {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.arrow_token.to_tokens(tokens);
        self.repeat.to_tokens(tokens);
        if let Some((name, colon)) = &self.name {
            name.to_tokens(tokens);
            colon.to_tokens(tokens);
        }
        self.layer.to_tokens(tokens);
        self.placement.to_tokens(tokens);
    }
}

impl ToTokens for Layer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Call(call) => call.to_tokens(tokens),
            Self::Foreign(foreign) => foreign.to_tokens(tokens),
        }
    }
}

impl ToTokens for Foreign {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.what.to_tokens(tokens);
        if let Some((arrow, shape)) = &self.output {
            arrow.to_tokens(tokens);
            shape.to_tokens(tokens);
        }
    }
}

impl ToTokens for ForeignKind {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Module { module_token, paren_token, kind } => {
                module_token.to_tokens(tokens);
                paren_token.surround(tokens, |tokens| kind.to_tokens(tokens));
            }
            Self::Layer { layer_token, paren_token, kind } => {
                layer_token.to_tokens(tokens);
                paren_token.surround(tokens, |tokens| kind.to_tokens(tokens));
            }
            Self::Function { apply_token, paren_token, function, comma_token, arguments } => {
                apply_token.to_tokens(tokens);
                paren_token.surround(tokens, |tokens| {
                    function.to_tokens(tokens);
                    comma_token.to_tokens(tokens);
                    arguments.to_tokens(tokens);
                });
            }
            Self::Network { path, arguments } => {
                path.to_tokens(tokens);
                arguments.to_tokens(tokens);
            }
        }
    }
}

impl ToTokens for Repeat {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.repeat_token.to_tokens(tokens);
        self.count.to_tokens(tokens);
        if let Some((as_token, name)) = &self.index {
            as_token.to_tokens(tokens);
            name.to_tokens(tokens);
        }
    }
}

impl ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.callee.to_tokens(tokens);
        self.arguments.to_tokens(tokens);
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.paren_token.surround(tokens, |tokens| self.arguments.to_tokens(tokens));
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some((name, equals)) = &self.name {
            name.to_tokens(tokens);
            equals.to_tokens(tokens);
        }
        self.value.to_tokens(tokens);
    }
}

impl ToTokens for ArgumentValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Expression(value) => value.to_tokens(tokens),
            Self::Boolean(literal) => literal.to_tokens(tokens),
            Self::List { bracket_token, values } => bracket_token.surround(tokens, |tokens| values.to_tokens(tokens)),
            Self::Numbers { bracket_token, values } => {
                bracket_token.surround(tokens, |tokens| values.to_tokens(tokens))
            }
            Self::Lists { bracket_token, lists } => bracket_token.surround(tokens, |tokens| lists.to_tokens(tokens)),
            Self::Constant(path) => path.to_tokens(tokens),
            Self::View(view) => view.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
            Self::Variable(path) => path.to_tokens(tokens),
        }
    }
}

impl ToTokens for View {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.critic.to_tokens(tokens);
        self.at_token.to_tokens(tokens);
        self.points.to_tokens(tokens);
    }
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

impl ToTokens for PointSegment {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Name(name) => name.to_tokens(tokens),
            Self::Element(element) => element.to_tokens(tokens),
        }
    }
}

impl ToTokens for List {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.bracket_token.surround(tokens, |tokens| self.values.to_tokens(tokens));
    }
}

impl ToTokens for InlineScope {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.scope_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.placement.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Scan {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some((name, colon)) = &self.label {
            name.to_tokens(tokens);
            colon.to_tokens(tokens);
        }
        self.head().to_tokens(tokens);
        if let Some(carry) = &self.carry {
            token::Comma::default().to_tokens(tokens);
            carry.to_tokens(tokens);
        }
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Sequence {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.over_token.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}

impl ToTokens for Carry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.carry_token.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.states.to_tokens(tokens));
    }
}

impl ToTokens for State {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.eq_token.to_tokens(tokens);
        self.start.to_tokens(tokens);
    }
}
