//! A printed tree parses again to the same tree, and each tree is the one that was meant.

use netweave_compiler::syntax::{Block, Expression, Layer, Network};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;

use super::parse;
use super::programs::{PROGRAMS, STRANGE};

#[test]
fn a_printed_tree_is_the_same_tree() {
    for source in PROGRAMS.into_iter().chain(STRANGE) {
        let block = parse(source).unwrap();
        let again: Block = syn::parse2(block.to_token_stream()).unwrap();
        assert_eq!(block.networks, again.networks);
    }
}

#[test]
fn printing_loses_nothing() {
    for source in PROGRAMS.into_iter().chain(STRANGE) {
        // Not kept: empty parentheses after the name of a loss, and which side of `let` the docs of a scope are on.
        let source = source.replace("none()", "none").replace("/// Half the size.", "");
        let tokens: TokenStream = source.parse().unwrap();
        assert_eq!(parse(&source).unwrap().to_token_stream().to_string(), tokens.to_string());
    }
}

#[test]
fn the_docs_of_a_let_are_those_of_its_scope() {
    let [before, inside] = [
        "network A(x: [8]) -> [8] { /// The trunk.\n let a = scope s { x } -> relu; a }",
        "network A(x: [8]) -> [8] { let a = /// The trunk.\n scope s { x } -> relu; a }",
    ];
    assert_eq!(parse(before).unwrap().networks, parse(inside).unwrap().networks);
}

#[test]
fn literals_may_come_from_a_macro() {
    for source in PROGRAMS {
        let tokens: TokenStream = source.parse().unwrap();
        let block: Block = syn::parse2(captured(tokens)).unwrap();
        assert_eq!(block.networks, parse(source).unwrap().networks);
    }
}

/// The tokens with every literal in an invisible group, as `$size:literal` of `macro_rules!` leaves it.
fn captured(tokens: TokenStream) -> TokenStream {
    let capture = |tree| match tree {
        TokenTree::Literal(_) => Group::new(Delimiter::None, tree.into()).into(),
        TokenTree::Group(group) => {
            let documents = group.stream().to_string().starts_with("doc");
            let stream = if documents { group.stream() } else { captured(group.stream()) };
            Group::new(group.delimiter(), stream).into()
        }
        other => other,
    };
    tokens.into_iter().map(capture).collect()
}

#[test]
fn the_runtime_is_named_in_front_or_is_netweave() {
    let network = "network A(x: [8]) -> [8] { x }";
    assert_eq!(parse(network).unwrap().runtime.to_string(), ":: netweave");
    let block = parse(&format!("@runtime(crate :: inner) {network}")).unwrap();
    assert_eq!(block.runtime.to_string(), "crate :: inner");
    assert_eq!(block.networks.len(), 1);
}

#[test]
fn operators_bind_as_in_arithmetic_and_arrows_last() {
    let trees = [
        ("a + b -> relu", "((a + b) -> relu)"),
        ("a - b - c", "((a - b) - c)"),
        ("a + b * -c / d", "(a + ((b * (-c)) / d))"),
        ("- -a * b", "((-(-a)) * b)"),
        ("(a -> relu) * 2 -> fc: linear(3) -> tanh", "((([(a -> relu)] * 2) -> linear) -> tanh)"),
        ("-a -> relu", "((-a) -> relu)"),
        ("a + 1 < b * 2 -> relu", "(((a + 1) < (b * 2)) -> relu)"),
        ("(a >= b) == (c != -1)", "([(a >= b)] == [(c != (-1))])"),
        ("2 * a ^ b - -c ^ 2", "((2 * (a ^ b)) - ((-c) ^ 2))"),
    ];
    for (source, expected) in trees {
        let block = parse(&format!("network A(x: [8]) -> [8] {{ {source} }}")).unwrap();
        let [Network { body, .. }] = &block.networks[..] else { panic!("one network") };
        assert_eq!(tree(body.result.as_ref().unwrap()), expected);
    }
}

/// The expression with all of its structure in parentheses, and what was in parentheses in brackets.
fn tree(expression: &Expression) -> String {
    match expression {
        Expression::Negative { operand, .. } => format!("(-{})", tree(operand)),
        Expression::Binary { left, operator, right } => {
            format!("({} {} {})", tree(left), operator.to_token_stream(), tree(right))
        }
        Expression::Chain { source, steps } => steps.iter().fold(tree(source), |source, step| {
            let layer = match &step.layer {
                Layer::Call(call) => call.callee.to_string(),
                Layer::Foreign(foreign) => foreign.to_token_stream().to_string(),
            };
            format!("({source} -> {layer})")
        }),
        Expression::Paren { value, .. } => format!("[{}]", tree(value)),
        other => other.to_token_stream().to_string(),
    }
}
