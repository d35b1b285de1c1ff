//! What parses, and what is said about what does not: the text of every message and the tokens that it underlines.

mod arguments;
mod bodies;
mod chains;
mod foreign;
mod generics;
mod headers;
mod placement;
mod programs;
mod recovery;
mod round_trip;
mod scopes;
mod shapes;
mod values;

use std::fmt::Write;

use expect_test::Expect;
use netweave_compiler::syntax::Block;
use proc_macro2::TokenStream;

fn parse(source: &str) -> syn::Result<Block> {
    let tokens: TokenStream = source.parse().expect("a test is made of Rust's tokens");
    syn::parse2(tokens)
}

/// Compares the errors of the networks, each a source text of its own, with the expected ones.
fn networks(sources: &[&str], expected: Expect) {
    let mut text = String::new();
    for source in sources {
        render(source, &mut text);
    }
    expected.assert_eq(&text);
}

/// The same for statements, each put alone into the body of a network with the input `x`.
fn bodies(statements: &[&str], expected: Expect) {
    let sources: Vec<String> =
        statements.iter().map(|statement| format!("network A(x: [8]) -> [8] {{\n{statement}\n}}")).collect();
    networks(&sources.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// Writes a source line with the underlined tokens, and then the message, for every error of `source`.
fn render(source: &str, text: &mut String) {
    let Err(errors) = parse(source) else {
        writeln!(text, "no error: {source}").unwrap();
        return;
    };
    for error in errors {
        let (start, end) = (error.span().start(), error.span().end());
        let line = source.lines().nth(start.line - 1).unwrap_or_default();
        let end = if end.line == start.line { end.column } else { line.chars().count() };
        let underline = "^".repeat(end.saturating_sub(start.column).max(1));
        writeln!(text, "{line}\n{}{underline}\n{error}\n", " ".repeat(start.column)).unwrap();
    }
}
