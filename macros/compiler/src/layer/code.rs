//! What a layer becomes in the generated code.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use super::Type;
use super::foreign::Stated;
use crate::shape::Shape;

/// The code of one applied layer.
pub(crate) struct Code {
    pub(crate) start: Start,
    /// How it continues the operation before it, instead of being one of its own.
    pub(crate) join: Option<Join>,
    /// The methods that may continue this operation, each once and in this order.
    pub(crate) accepts: &'static [&'static str],
}

/// An operation of its own.
pub(crate) enum Start {
    /// `layer::flatten(&x, pass)?`
    Function { name: TokenStream, arguments: Vec<Argument> },
    /// `self.conv1.window(..).apply(&x, pass)?`, of which this is what comes between the field and `apply`.
    Variables(TokenStream),
    /// `layer::Concat::new(0).with(&a).with(&b).apply(pass)?`, of which this is the first call.
    Parts(TokenStream),
    /// `layer::shared(&self.embed.weight, pass)?`
    Shared(Vec<Ident>),
    /// What comes from outside of the language.
    Foreign(Box<Foreign>),
}

/// How something from outside of the language is applied.
pub(crate) enum Foreign {
    /// A dfdx module, what it is given, and what it promises. The tokens are its type as it was written.
    Module { kind: TokenStream, input: Type, output: Stated },
    /// A layer of the user's, what it is given, and what it promises if it does not keep the shape. The tokens are its type.
    Own { kind: TokenStream, input: Type, output: Option<Stated> },
    /// Another network, what it takes, and what it promises if nobody here knows. The tokens are its path.
    Network { path: TokenStream, inputs: Vec<Type>, output: Option<Stated> },
    /// A function that is generic over the tape, and what it is given.
    Generic { function: Path, inputs: Vec<Type>, output: Stated },
}

/// An argument of a function.
pub(crate) enum Argument {
    /// The next of the inputs, of the shape of the first.
    Input,
    /// The next of the inputs, of a shape of its own.
    Distinct,
    /// What this makes of the next of the inputs: `loss::mean().weights(&w)`
    Through(TokenStream),
    Setting(TokenStream),
}

/// `.batch_norm(&self.batch_norm, 0.1, 1e-5)`, `.relu()`
pub(crate) struct Join {
    pub(crate) method: &'static str,
    pub(crate) settings: Vec<TokenStream>,
}

impl Code {
    /// What comes from outside of the language.
    pub(crate) fn foreign(foreign: Foreign) -> Self {
        Self { start: Start::Foreign(Box::new(foreign)), join: None, accepts: &[] }
    }

    /// `name(&x, pass)?`
    pub(crate) fn function(name: TokenStream) -> Self {
        Self { start: Start::Function { name, arguments: vec![Argument::Input] }, join: None, accepts: &[] }
    }

    /// A function of these arguments.
    pub(crate) fn call(name: TokenStream, arguments: Vec<Argument>) -> Self {
        Self { start: Start::Function { name, arguments }, join: None, accepts: &[] }
    }

    /// Whether the input at `place` is of the shape of the first, which may be written differently.
    pub(crate) fn is_like_the_first(&self, place: usize) -> bool {
        let Start::Function { arguments, .. } = &self.start else {
            return false;
        };
        let mut inputs = arguments.iter().filter(|argument| !matches!(argument, Argument::Setting(_)));
        matches!(inputs.nth(place), Some(Argument::Input))
    }

    /// The shape that another network declares for the input at `place`.
    pub(crate) fn declared(&self, place: usize) -> Option<&Shape> {
        match &self.start {
            Start::Foreign(foreign) => match &**foreign {
                Foreign::Network { inputs, .. } => inputs.get(place).and_then(Type::shape),
                Foreign::Module { .. } | Foreign::Own { .. } | Foreign::Generic { .. } => None,
            },
            Start::Function { .. } | Start::Variables(_) | Start::Parts(_) | Start::Shared(_) => None,
        }
    }

    /// A variable of another layer, by its path.
    pub(crate) fn shared(path: Vec<Ident>) -> Self {
        Self { start: Start::Shared(path), join: None, accepts: &[] }
    }

    /// Adds a setting after the arguments so far.
    pub(crate) fn with(mut self, setting: impl ToTokens) -> Self {
        if let Start::Function { arguments, .. } = &mut self.start {
            arguments.push(Argument::Setting(setting.into_token_stream()));
        }
        self
    }

    /// An operation on the variables of this layer.
    pub(crate) fn variables(settings: TokenStream, accepts: &'static [&'static str]) -> Self {
        Self { start: Start::Variables(settings), join: None, accepts }
    }

    /// Lets it continue an operation before it.
    pub(crate) fn joins(mut self, method: &'static str, settings: Vec<TokenStream>) -> Self {
        self.join = Some(Join { method, settings });
        self
    }
}

/// A finite number as a literal: `0.1`, `1e-5`, `-2.0`.
pub(crate) fn float(number: f64) -> TokenStream {
    let magnitude = number.abs();
    let text = format!("{magnitude:?}");
    let literal = text.parse::<Literal>().unwrap_or_else(|_| Literal::u8_unsuffixed(0));
    if number.is_sign_negative() && magnitude != 0.0 { quote!(-#literal) } else { literal.into_token_stream() }
}
