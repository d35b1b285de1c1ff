//! What was written: the syntax tree of a `network!` block.
//!
//! The tree keeps the keywords and the punctuation, so that an error can point at them: each part of it goes back to tokens.

mod body;
mod expression;
mod layer;
mod network;
mod parse;

pub(crate) use self::parse::argument::of_attribute;
pub(crate) use self::parse::parse;

pub use self::body::{
    Body, Broken, Carry, Critic, Defaults, InlineScope, Item, Let, Loss, Parameter, Placement, Scan, Scope, Sequence,
    Split, State, Target, Template,
};
pub use self::expression::{
    Choice, Comparison, Condition, Expression, List, Number, Operator, Point, PointSegment, View,
};
pub use self::layer::{Argument, ArgumentValue, Arguments, Call, Foreign, ForeignKind, Layer, Repeat, Step};
pub use self::network::{Block, Constant, Dimension, Element, Generic, Generics, Network, Outputs, Part, Shape, Typed};

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
