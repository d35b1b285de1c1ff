//! What a block may be at most: what reads it goes down as deep as it is, on the compiler's stack, and a number of a million digits
//! takes syn minutes.

use proc_macro2::{TokenStream, TokenTree};
use syn::Error;

use crate::errors::message;

/// The brackets around one token, at most.
const DEEPEST: usize = 100;

/// The values that operators join, at most, and the signs in front of one.
pub(super) const LONGEST: usize = 500;

/// The characters of a word or a literal, at most.
const WORD: usize = 1000;

/// The error about a block that is too much.
pub(super) fn too_much(tokens: &TokenStream) -> Option<Error> {
    let mut open = vec![tokens.clone().into_iter()];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some(TokenTree::Group(group)) if open.len() > DEEPEST => {
                let fact = format_args!("more than {DEEPEST} brackets in each other");
                let help = "leave out those that only hold others, or bind what is inside by a `let`";
                return Some(Error::new(group.span_open(), message(fact, help)));
            }
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(TokenTree::Punct(_)) => {}
            Some(word) => {
                let length = word.to_string().len();
                if length > WORD {
                    let fact = format_args!("a word of {length} characters");
                    return Some(Error::new(word.span(), message(fact, format_args!("write one of {WORD} at most"))));
                }
            }
            None => drop(open.pop()),
        }
    }
    None
}
