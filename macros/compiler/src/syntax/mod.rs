//! What was written: the syntax tree of a `network!` block.
//!
//! The tree keeps the keywords and the punctuation, so that an error can point at them.

mod parse;
mod print;

pub(crate) use self::parse::argument::of_attribute;
pub(crate) use self::parse::parse;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitBool, LitFloat, LitInt, Path, Token, Visibility, token};

/// The keywords of the language that Rust does not have.
pub(crate) mod keyword {
    syn::custom_keyword!(network);
    syn::custom_keyword!(scope);
    syn::custom_keyword!(reuse);
    syn::custom_keyword!(loss);
    syn::custom_keyword!(of);
    syn::custom_keyword!(template);
    syn::custom_keyword!(repeat);
    syn::custom_keyword!(defaults);
    syn::custom_keyword!(layer);
    syn::custom_keyword!(module);
    syn::custom_keyword!(apply);
    syn::custom_keyword!(at);
    syn::custom_keyword!(on);
    syn::custom_keyword!(device);
    syn::custom_keyword!(variable);
    syn::custom_keyword!(scan);
    syn::custom_keyword!(over);
    syn::custom_keyword!(carry);
}

/// A whole `network! { .. }` block.
pub struct Block {
    /// Where the runtime crate is, as the block must name it.
    pub runtime: TokenStream,
    /// The templates beside the networks, which all of these may use.
    pub templates: Vec<Template>,
    /// The networks, in order of writing.
    pub networks: Vec<Network>,
    /// Whether the names of all networks could be read.
    pub is_whole: bool,
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

/// `<const HIDDEN: usize, A: Activation, time>`
#[derive(Clone, Debug, PartialEq)]
pub struct Generics {
    pub lt_token: Token![<],
    pub parameters: Punctuated<Generic, Token![,]>,
    pub gt_token: Token![>],
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

/// `const HIDDEN: usize`: a dimension that whoever names the network chooses.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    pub const_token: Token![const],
    pub name: Ident,
    pub colon_token: Token![:],
    /// `usize`
    pub kind: Ident,
}

/// `A: Activation`: a layer, and the trait that it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: Ident,
    pub colon_token: Token![:],
    pub bound: Path,
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

/// `of usize`: what the elements of a tensor are.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub of_token: keyword::of,
    pub name: Ident,
}

/// `[1, 8, 8]`: dimensions per sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub bracket_token: token::Bracket,
    pub dimensions: Punctuated<Dimension, Token![,]>,
}

/// One dimension: a literal, a `const` item, or what is computed of such.
#[derive(Clone, Debug, PartialEq)]
pub enum Dimension {
    Literal(LitInt),
    Constant(Path),
    /// `2 * channels`, which only what is inside of a network can be.
    Computed(Box<Expression>),
}

/// What the network promises to return.
#[derive(Clone, Debug, PartialEq)]
pub enum Outputs {
    /// `-> [10]`
    One(Shape),
    /// `-> (flow: [2, 64, 64], warped: [3, 64, 64])`
    Named { paren_token: token::Paren, outputs: Punctuated<Typed, Token![,]> },
}

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

/// A statement with a mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// What could be read of it all the same.
    pub item: Option<Box<Item>>,
    /// The names that it gives to values.
    pub names: Vec<Ident>,
    /// All words in it.
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

/// `critic: &Vgg19`: a network that sees what this one makes, and is not trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Critic {
    pub name: Ident,
    pub colon_token: Token![:],
    pub and_token: Token![&],
    pub network: Path,
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

/// `on device(1)`: where something is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub on_token: keyword::on,
    pub device_token: keyword::device,
    pub paren_token: token::Paren,
    pub device: LitInt,
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

/// `stride = 1`: a parameter of a template, which may have a default.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Ident,
    pub default: Option<(Token![=], ArgumentValue)>,
}

/// `defaults { conv2d(padding = same); batch_norm(momentum = 0.1) }`
#[derive(Clone, Debug, PartialEq)]
pub struct Defaults {
    pub defaults_token: keyword::defaults,
    pub brace_token: token::Brace,
    pub layers: Punctuated<Call, Token![;]>,
}

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

/// An integer or floating-point literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    Integer(LitInt),
    Float(LitFloat),
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

/// What an arrow leads through.
#[derive(Clone, Debug, PartialEq)]
pub enum Layer {
    /// A layer of the language, or a scope.
    Call(Call),
    Foreign(Box<Foreign>),
}

/// What the language does not have, and the shape that is stated for its output.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    pub what: ForeignKind,
    /// `-> [16, 64]`; whether there has to be one is for the check stage to say.
    pub output: Option<(Token![->], Shape)>,
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

/// `repeat 3`, with a literal, a parameter, or a computation in parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    pub repeat_token: keyword::repeat,
    pub count: Box<Expression>,
    /// `as i`: how many are in front of it. What is repeated may differ then from one time to the next.
    pub index: Option<(Token![as], Ident)>,
}

/// A layer or a scope with its arguments; `relu` alone has no parentheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub callee: Ident,
    /// `None` when there are no parentheses.
    pub arguments: Option<Arguments>,
}

/// `(16, kernel = 3)`
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments {
    pub paren_token: token::Paren,
    pub arguments: Punctuated<Argument, Token![,]>,
}

/// `16` or `kernel = 3`
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub name: Option<(Ident, Token![=])>,
    pub value: ArgumentValue,
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

/// `critic at 0.2 * block1/conv1_2 + block4/conv4_4`: end points of a critic.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub critic: Ident,
    pub at_token: keyword::at,
    pub points: Punctuated<Point, Token![+]>,
}

/// `0.2 * block1/conv1_2`: an end point of another network, and how much it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub weight: Option<(ArgumentValue, Token![*])>,
    /// The scopes and the name.
    pub path: Punctuated<PointSegment, Token![/]>,
}

/// `block4`, or the `0` of `block/0`.
#[derive(Clone, Debug, PartialEq)]
pub enum PointSegment {
    Name(Ident),
    Element(LitInt),
}

/// `[1, 2]` in another list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub bracket_token: token::Bracket,
    pub values: Punctuated<Dimension, Token![,]>,
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

/// `word over words`: what a step has of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    pub name: Ident,
    pub over_token: keyword::over,
    pub value: Expression,
}

/// `carry (h = zeros([64]))`: what a step hands to the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Carry {
    pub carry_token: keyword::carry,
    pub paren_token: token::Paren,
    pub states: Punctuated<State, Token![,]>,
}

/// `h = zeros([64])`: a state, and what it is at first.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub name: Ident,
    pub eq_token: Token![=],
    pub start: Expression,
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
