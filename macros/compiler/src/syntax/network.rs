//! A block and its networks.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitInt, Path, Token, Visibility, token};

use super::{Body, Defaults, Expression, Template, keyword};

/// A whole `network! { .. }` block.
pub struct Block {
    /// Where the runtime crate is, as the block must name it.
    pub runtime: TokenStream,
    /// The defaults in front of all else, which hold for all networks.
    pub defaults: Vec<Defaults>,
    /// The templates beside the networks, which all of these may use.
    pub templates: Vec<Template>,
    /// The networks, in order of writing.
    pub networks: Vec<Network>,
    /// Whether the names of all networks could be read.
    pub is_whole: bool,
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.defaults);
        tokens.append_all(&self.templates);
        tokens.append_all(&self.networks);
    }
}

/// `pub network Digits(image: [1, 8, 8]) -> [10] { .. }`
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Doc comments and other outer attributes.
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub network_token: keyword::network,
    pub name: Ident,
    pub generics: Option<Generics>,
    pub paren_token: token::Paren,
    pub inputs: Punctuated<Typed, Token![,]>,
    pub arrow_token: Token![->],
    pub outputs: Outputs,
    pub body: Body,
    /// Whether its header could be read.
    pub is_whole: bool,
}

impl Network {
    /// The axes whose size is known when it runs, in order of writing.
    pub(crate) fn axes(&self) -> Vec<Ident> {
        let generics = self.generics.iter().flat_map(|generics| &generics.parameters);
        let axes = generics.filter_map(|generic| match generic {
            Generic::Axis(name) => Some(name.clone()),
            Generic::Constant(_) | Generic::Part(_) => None,
        });
        axes.collect()
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

/// `<const HIDDEN: usize, A: Activation, time>`
#[derive(Clone, Debug, PartialEq)]
pub struct Generics {
    pub lt_token: Token![<],
    pub parameters: Punctuated<Generic, Token![,]>,
    pub gt_token: Token![>],
}

impl ToTokens for Generics {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.lt_token.to_tokens(tokens);
        self.parameters.to_tokens(tokens);
        self.gt_token.to_tokens(tokens);
    }
}

/// A dimension or a layer that is not written out in the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Generic {
    Constant(Constant),
    /// `time`: an axis whose size is known when the network runs.
    Axis(Ident),
    /// `A: Activation`: a layer that whoever names the network chooses.
    Part(Part),
}

impl Generic {
    pub fn name(&self) -> &Ident {
        match self {
            Self::Constant(constant) => &constant.name,
            Self::Axis(name) => name,
            Self::Part(part) => &part.name,
        }
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

/// `const HIDDEN: usize`: a dimension that whoever names the network chooses.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    pub const_token: Token![const],
    pub name: Ident,
    pub colon_token: Token![:],
    /// `usize`
    pub kind: Ident,
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.const_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.kind.to_tokens(tokens);
    }
}

/// `A: Activation`: a layer, and the trait that it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: Ident,
    pub colon_token: Token![:],
    pub bound: Path,
}

impl ToTokens for Part {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.bound.to_tokens(tokens);
    }
}

/// `image: [1, 8, 8]`: an input, a named output or a target of a loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub name: Ident,
    pub colon_token: Token![:],
    pub shape: Shape,
    /// `None` for the network's own element type.
    pub element: Option<Element>,
}

impl ToTokens for Typed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.shape.to_tokens(tokens);
        self.element.to_tokens(tokens);
    }
}

/// `of usize`: what the elements of a tensor are.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub of_token: keyword::of,
    pub name: Ident,
}

impl ToTokens for Element {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.of_token.to_tokens(tokens);
        self.name.to_tokens(tokens);
    }
}

/// `[1, 8, 8]`: dimensions per sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub bracket_token: token::Bracket,
    pub dimensions: Punctuated<Dimension, Token![,]>,
}

impl ToTokens for Shape {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.bracket_token.surround(tokens, |tokens| self.dimensions.to_tokens(tokens));
    }
}

/// One dimension: a literal, a `const` item, or what is computed of such.
#[derive(Clone, Debug, PartialEq)]
pub enum Dimension {
    Literal(LitInt),
    Constant(Path),
    /// `2 * channels`, which only what is inside of a network can be.
    Computed(Box<Expression>),
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

/// What the network promises to return.
#[derive(Clone, Debug, PartialEq)]
pub enum Outputs {
    /// `-> [10]`
    One(Shape),
    /// `-> (flow: [2, 64, 64], warped: [3, 64, 64])`
    Named { paren_token: token::Paren, outputs: Punctuated<Typed, Token![,]> },
}

impl ToTokens for Outputs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::One(shape) => shape.to_tokens(tokens),
            Self::Named { paren_token, outputs } => paren_token.surround(tokens, |tokens| outputs.to_tokens(tokens)),
        }
    }
}
