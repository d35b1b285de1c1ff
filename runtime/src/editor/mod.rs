//! What an editor is shown in a `network!` block. Only rust-analyzer sees this module: it expands a block to a program that
//! leads there, beside the network.

pub mod layers;

use std::marker::PhantomData;

/// A value of a network, whose samples have these dimensions.
pub struct Value<S>(PhantomData<S>);

/// Dimensions that are not known: the block has mistakes, or they depend on who uses a template.
pub struct Unknown;

/// An axis of a network, whose size is known when it runs.
pub struct Axis;

/// A scope of a template. Its variables belong to whoever uses the template.
pub struct Scope;

/// What an argument of a layer is given.
pub struct Argument;

/// A word of the language that an argument of a layer may be.
pub struct Word;

/// Stands for whatever is needed where it stands.
pub fn any<T>() -> T {
    unreachable!("nothing calls what an editor is led by")
}
