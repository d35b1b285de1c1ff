//! The steps of a chain.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{LitBool, Path, Token, token};

use super::{Dimension, Expression, List, Placement, Shape, View, keyword};

/// `-> conv1: conv2d(16, kernel = 3)`: an arrow and where it leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub arrow_token: Token![->],
    pub repeat: Option<Repeat>,
    /// `conv1:`, the name given to the layer.
    pub name: Option<(Ident, Token![:])>,
    pub layer: Layer,
    pub placement: Option<Placement>,
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

/// What an arrow leads through.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// A layer of the language, or a scope.
    Call(Call),
    Foreign(Box<Foreign>),
}

impl ToTokens for Layer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Call(call) => call.to_tokens(tokens),
            Self::Foreign(foreign) => foreign.to_tokens(tokens),
        }
    }
}

/// What the language does not have, and the shape that is stated for its output.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    pub what: ForeignKind,
    /// `-> [16, 64]`; whether there has to be one is for the check stage to say.
    pub output: Option<(Token![->], Shape)>,
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

/// What comes from outside of the language.
#[derive(Clone, Debug, PartialEq)]
pub enum ForeignKind {
    /// `module(MultiHeadAttention<64, 8>)`
    Module { module_token: keyword::module, paren_token: token::Paren, kind: Box<syn::Type> },
    /// `layer(Film<64>)`: a layer of the user's, whose output is of the shape of its input where none is stated.
    Layer { layer_token: keyword::layer, paren_token: token::Paren, kind: Box<syn::Type> },
    /// `apply(my::function, b)`: the values are arguments beside the one that is sent through.
    Function {
        apply_token: keyword::apply,
        paren_token: token::Paren,
        function: Path,
        comma_token: Option<Token![,]>,
        arguments: Punctuated<Argument, Token![,]>,
    },
    /// `Encoder`, `vision::Siamese(right)`: another network, whose name begins with a capital.
    Network { path: Path, arguments: Option<Arguments> },
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

/// `repeat 3`, with a literal, a parameter, or a computation in parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    pub repeat_token: keyword::repeat,
    pub count: Box<Expression>,
    /// `as i`: how many are in front of it. What is repeated may differ then from one time to the next.
    pub index: Option<(Token![as], Ident)>,
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

/// A layer or a scope with its arguments; `relu` alone has no parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub callee: Ident,
    /// `None` when there are no parentheses.
    pub arguments: Option<Arguments>,
}

impl ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.callee.to_tokens(tokens);
        self.arguments.to_tokens(tokens);
    }
}

/// `(16, kernel = 3)`
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments {
    pub paren_token: token::Paren,
    pub arguments: Punctuated<Argument, Token![,]>,
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.paren_token.surround(tokens, |tokens| self.arguments.to_tokens(tokens));
    }
}

/// `16` or `kernel = 3`
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub name: Option<(Ident, Token![=])>,
    pub value: ArgumentValue,
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

/// The value of an argument. Which forms an argument takes is the layer's to say.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentValue {
    /// Anything that is also an expression: `x`, `3`, `-1.5`, `same`, `a + b`.
    Expression(Expression),
    /// `true`, `false`
    Boolean(LitBool),
    /// `[3, 5]`
    List {
        bracket_token: token::Bracket,
        values: Punctuated<Dimension, Token![,]>,
    },
    /// `[0.5, -1, MEAN]`, which a point or a sign makes numbers that are no sizes.
    Numbers {
        bracket_token: token::Bracket,
        values: Punctuated<Expression, Token![,]>,
    },
    /// `[[1, 2], [0, 0]]`
    Lists {
        bracket_token: token::Bracket,
        lists: Punctuated<List, Token![,]>,
    },
    /// `model::WIDTH`, a `const` item by path of more than one segment.
    Constant(Path),
    View(Box<View>),
    /// `"thd,shd->hts"`
    Text(syn::LitStr),
    /// `embed.weight`: a variable of another layer.
    Variable(Punctuated<Ident, Token![.]>),
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
