//! What is said about a block that parses but means nothing, or does not fit: the text of every message and the tokens
//! that it underlines.

mod arguments;
mod defaults;
mod elements;
mod flow;
mod foreign;
mod gather_nd;
mod generics;
mod growth;
mod indices;
mod initializers;
mod layers;
mod losses;
mod names;
mod normalization;
mod once;
mod outputs;
mod placement;
mod recurrent;
mod repeat;
mod robust;
mod scopes;
mod sequences;
mod several;
mod shapes;
mod templates;
mod upsampling;
mod words;

use std::fmt::Write;

use expect_test::Expect;
use proc_macro2::{LineColumn, TokenStream, TokenTree};

/// Compares the errors of blocks with the expected ones.
fn blocks(sources: &[&str], expected: Expect) {
    let mut text = String::new();
    for source in sources {
        render(source, &mut text);
    }
    expected.assert_eq(&text);
}

/// The same for bodies, each put into a network of its own that takes two images and returns ten numbers.
fn bodies(bodies: &[&str], expected: Expect) {
    let network = |body: &&str| format!("network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {{\n{body}\n}}");
    let sources = bodies.iter().map(network).collect::<Vec<_>>();
    blocks(&sources.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// The same for what comes between an image and a network's output, each a single mistake.
fn chains(chains: &[&str], expected: Expect) {
    let network = |chain: &&str| format!("network A(x: [3, 8, 8]) -> [10] {{\nx {chain} -> flatten -> linear(10)\n}}");
    let sources = chains.iter().map(network).collect::<Vec<_>>();
    blocks(&sources.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// Writes a source line with the underlined tokens, and then the message, for every error of `source`.
fn render(source: &str, text: &mut String) {
    let tokens: TokenStream = source.parse().expect("a test is made of Rust's tokens");
    let in_editor = netweave_compiler::network_in_editor(tokens.clone());
    syn::parse2::<syn::File>(in_editor).expect("an editor is led through a block with mistakes");
    let expanded = netweave_compiler::network(tokens);
    syn::parse2::<syn::File>(expanded.clone()).expect("what stands in for the networks parses");
    let errors = errors(expanded);
    if errors.is_empty() {
        writeln!(text, "no error: {source}\n").unwrap();
    }
    for Error { message, start, end } in errors {
        let line = source.lines().nth(start.line - 1).unwrap_or_default();
        let end = if end.line == start.line { end.column } else { line.chars().count() };
        let underline = "^".repeat(end.saturating_sub(start.column).max(1));
        writeln!(text, "{line}\n{}{underline}\n{message}\n", " ".repeat(start.column)).unwrap();
    }
}

struct Error {
    message: String,
    start: LineColumn,
    end: LineColumn,
}

/// The `compile_error!`s among generated items, and in modules of these.
fn errors(tokens: TokenStream) -> Vec<Error> {
    let mut errors = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let name = match token {
            TokenTree::Ident(name) if name == "compile_error" => name,
            TokenTree::Group(group) => {
                errors.extend(self::errors(group.stream()));
                continue;
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => continue,
        };
        let Some(TokenTree::Group(arguments)) = tokens.nth(1) else {
            panic!("`compile_error!` has arguments");
        };
        let message = syn::parse2::<syn::LitStr>(arguments.stream()).expect("its argument is a text");
        errors.push(Error { message: message.value(), start: name.span().start(), end: arguments.span().end() });
    }
    errors
}
