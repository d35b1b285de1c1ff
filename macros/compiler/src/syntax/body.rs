//! What stands in a body, statement by statement.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitInt, Path, Token, token};

use super::{ArgumentValue, Call, Expression, Typed, keyword};

/// `{ items.. result }`
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub brace_token: token::Brace,
    pub items: Vec<Item>,
    /// The last expression; a missing one is an error of the check stage.
    pub result: Option<Expression>,
    /// Whether its end could be read.
    pub is_whole: bool,
}

impl ToTokens for Body {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.brace_token.surround(tokens, |tokens| {
            tokens.append_all(&self.items);
            self.result.to_tokens(tokens);
        });
    }
}

/// A statement of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Let(Let),
    Split(Split),
    Loss(Loss),
    Scope(Scope),
    Template(Template),
    Defaults(Defaults),
    Broken(Broken),
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

/// A statement with a mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// What could be read of it all the same.
    pub item: Option<Box<Item>>,
    /// The names that it gives to values.
    pub names: Vec<Ident>,
    /// The words in it that count as used: all of them, or the names of values where it has been mended.
    pub words: Vec<Ident>,
}

/// `let features = ..;`
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    pub let_token: Token![let],
    pub name: Ident,
    pub eq_token: Token![=],
    pub value: Expression,
    pub semi_token: Token![;],
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

/// `let (a, b) = split(x, axis = 0);`
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    pub let_token: Token![let],
    pub paren_token: token::Paren,
    /// The names of the parts, at least two.
    pub names: Punctuated<Ident, Token![,]>,
    pub eq_token: Token![=],
    pub value: Expression,
    pub semi_token: Token![;],
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

/// `loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);`
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    pub attributes: Vec<Attribute>,
    pub loss_token: keyword::loss,
    pub name: Ident,
    /// The targets, empty when there are no parentheses.
    pub targets: Punctuated<Target, Token![,]>,
    pub eq_token: Token![=],
    pub value: Expression,
    pub semi_token: Token![;],
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

/// What a loss is given beside the inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// `labels: [10]`
    Value(Typed),
    Critic(Critic),
}

impl Target {
    /// What it is called.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Value(Typed { name, .. }) | Self::Critic(Critic { name, .. }) => name,
        }
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

/// `critic: &Vgg19`: a network that sees what this one makes, and is not trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    pub name: Ident,
    pub colon_token: Token![:],
    pub and_token: Token![&],
    pub network: Path,
}

impl ToTokens for Critic {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.colon_token.to_tokens(tokens);
        self.and_token.to_tokens(tokens);
        self.network.to_tokens(tokens);
    }
}

/// `scope head(x) { .. }` or `reuse scope encoder(image) { .. }`, an item that is called like a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    pub attributes: Vec<Attribute>,
    pub reuse_token: Option<keyword::reuse>,
    pub scope_token: keyword::scope,
    pub name: Ident,
    pub paren_token: token::Paren,
    pub parameters: Punctuated<Ident, Token![,]>,
    pub placement: Option<Placement>,
    pub body: Body,
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

/// `on device(1)`: where something is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub on_token: keyword::on,
    pub device_token: keyword::device,
    pub paren_token: token::Paren,
    pub device: LitInt,
}

impl ToTokens for Placement {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.on_token.to_tokens(tokens);
        self.device_token.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.device.to_tokens(tokens));
    }
}

/// `template block(x; channels, stride = 1) { .. }`: structure without variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub attributes: Vec<Attribute>,
    pub template_token: keyword::template,
    pub name: Ident,
    pub paren_token: token::Paren,
    pub values: Punctuated<Ident, Token![,]>,
    /// `None` when there are no parameters.
    pub semi_token: Option<Token![;]>,
    pub parameters: Punctuated<Parameter, Token![,]>,
    pub body: Body,
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

/// `stride = 1`: a parameter of a template, which may have a default.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Ident,
    pub default: Option<(Token![=], ArgumentValue)>,
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

/// `defaults { conv2d(padding = same); batch_norm(momentum = 0.1) }`
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    pub defaults_token: keyword::defaults,
    pub brace_token: token::Brace,
    pub layers: Punctuated<Call, Token![;]>,
}

impl ToTokens for Defaults {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.defaults_token.to_tokens(tokens);
        self.brace_token.surround(tokens, |tokens| self.layers.to_tokens(tokens));
    }
}

/// `scope features { .. }`, an expression that is its body's result.
///
/// The attributes may stand before the `let` that binds the value, or before `scope`.
#[derive(Clone, Debug, PartialEq)]
pub struct InlineScope {
    pub attributes: Vec<Attribute>,
    pub scope_token: keyword::scope,
    pub name: Ident,
    pub placement: Option<Placement>,
    pub body: Body,
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

/// `decoder: scan word over words, carry (h = zeros([64])) { .. }`: a body that is done for each step of sequences, with
/// the same variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// `decoder:`, where it is not called `scan`.
    pub label: Option<(Ident, Token![:])>,
    pub scan_token: keyword::scan,
    /// What it goes along, one at least.
    pub sequences: Vec<Sequence>,
    pub carry: Option<Carry>,
    pub body: Body,
}

impl Scan {
    /// The name of its scope.
    pub(crate) fn name(&self) -> Ident {
        match &self.label {
            Some((name, _)) => name.clone(),
            None => Ident::new("scan", self.scan_token.span),
        }
    }

    /// What errors underline: all but the states and the body.
    pub(crate) fn head(&self) -> TokenStream {
        let Self { scan_token, sequences, .. } = self;
        let sequences = Punctuated::<_, Token![,]>::from_iter(sequences);
        quote!(#scan_token #sequences)
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

/// `word over words`: what a step has of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    pub name: Ident,
    pub over_token: keyword::over,
    pub value: Expression,
}

impl ToTokens for Sequence {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.over_token.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}

/// `carry (h = zeros([64]))`: what a step hands to the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Carry {
    pub carry_token: keyword::carry,
    pub paren_token: token::Paren,
    pub states: Punctuated<State, Token![,]>,
}

impl ToTokens for Carry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.carry_token.to_tokens(tokens);
        self.paren_token.surround(tokens, |tokens| self.states.to_tokens(tokens));
    }
}

/// `h = zeros([64])`: a state, and what it is at first.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub name: Ident,
    pub eq_token: Token![=],
    pub start: Expression,
}

impl ToTokens for State {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.eq_token.to_tokens(tokens);
        self.start.to_tokens(tokens);
    }
}
