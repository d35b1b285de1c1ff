//! No input makes the compiler panic, and what it returns is always items: code, or errors with names for the networks.

#[path = "syntax/programs.rs"]
mod programs;

use std::fmt;
use std::ops::Range;

use netweave_compiler::syntax::Block;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestCaseResult;
use quote::ToTokens;

use self::programs::{PROGRAMS, STRANGE};

/// What a block is made of, and what people write by mistake.
const WORDS: &[&str] = &[
    "network", "scope", "reuse", "loss", "let", "template", "repeat", "defaults", "module", "apply", "of", "usize",
    "on", "device", "scop", "netwrok", "pub", "mut", "if", "else", "for", "match", "return", "const", "fn", "self",
    "crate", "type", "r#x", "_", "as",
];
const NAMES: &[&str] = &[
    "x",
    "y",
    "a",
    "image",
    "left",
    "right",
    "features",
    "logits",
    "encoder",
    "fine",
    "coarse",
    "half",
    "join",
    "labels",
    "target",
    "conv1",
    "fc",
    "Digits",
    "Encoder",
    "my",
    "WIDTH",
    "kernel",
    "padding",
    "stride",
    "same",
    "bias",
    "axis",
    "true",
    "conv2d",
    "conv1d",
    "conv3d",
    "causal",
    "ceil_mode",
    "max_pool3d",
    "adaptive_avg_pool2d",
    "lp_pool2d",
    "linear",
    "relu",
    "batch_norm",
    "flatten",
    "max_pool2d",
    "avg_pool2d",
    "concat",
    "dropout",
    "abs",
    "softmax",
    "softmax_cross_entropy",
    "global_avg_pool",
    "leaky_relu",
    "clamp",
    "mean",
    "normalize",
    "imagenet",
    "deviation",
    "pad",
    "permute",
    "prelu",
    "reshape",
    "split",
    "stack",
];
const NUMBERS: &[&str] =
    &["0", "1", "2", "3", "8", "10", "32", "512", "4294967296", "99999999999999999999", "0.5", "1e400", "3usize"];
const OPERATORS: &[&str] = &["->", "+", "-", "*", "/"];
const MARKS: &[&str] = &[
    "=>",
    ">",
    "=",
    "==",
    ":",
    "::",
    ",",
    ";",
    ".",
    "..",
    "%",
    "&",
    "|",
    "?",
    "!",
    "#",
    "@",
    "$",
    "<",
    "\"same\"",
    "'c'",
    "'a",
    "/// docs\n",
    "#[doc = \"docs\"]",
];

/// A token tree that can be changed and shown.
#[derive(Clone)]
enum Tree {
    Token(String),
    Group(Delimiter, Vec<Tree>),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, trees, close) = match self {
            Self::Token(text) => return write!(f, "{text} "),
            Self::Group(Delimiter::Parenthesis, trees) => ("(", trees, ")"),
            Self::Group(Delimiter::Bracket, trees) => ("[", trees, "]"),
            Self::Group(_, trees) => ("{", trees, "}"),
        };
        write!(f, "{open} {} {close} ", text(trees))
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn text(trees: &[Tree]) -> String {
    trees.iter().map(Tree::to_string).collect()
}

/// The trees of a source text, with the operators of two characters in one token each.
fn trees(tokens: TokenStream) -> Vec<Tree> {
    let mut trees = Vec::new();
    let mut operator = String::new();
    for tree in tokens {
        match tree {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                if punct.spacing() == proc_macro2::Spacing::Joint {
                    continue;
                }
                trees.push(Tree::Token(std::mem::take(&mut operator)));
            }
            TokenTree::Group(group) => trees.push(Tree::Group(group.delimiter(), self::trees(group.stream()))),
            other => trees.push(Tree::Token(other.to_string())),
        }
    }
    trees
}

/// One change to a program, at the node of an index that counts every token and group.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Duplicate(Index),
    Swap(Index, Index),
    Replace(Index, Tree),
    Insert(Index, Tree),
    /// Puts another word for a word, a number for a number, an operator for an operator.
    Alike(Index, Index),
    DeleteRun(Index),
    DuplicateRun(Index),
}

impl Mutation {
    fn apply(&self, trees: &mut Vec<Tree>) {
        let size = count(trees);
        if size == 0 {
            return;
        }
        match self {
            Self::Delete(at) => edit(trees, at.index(size), |trees, at| drop(trees.remove(at))),
            Self::Duplicate(at) => edit(trees, at.index(size), |trees, at| trees.insert(at, trees[at].clone())),
            Self::Swap(one, other) => {
                let (one, other) = (one.index(size), other.index(size));
                let (mut from_one, mut from_other) = (None, None);
                edit(trees, one, |trees, at| from_one = Some(trees[at].clone()));
                edit(trees, other, |trees, at| from_other = Some(trees[at].clone()));
                let (Some(from_one), Some(from_other)) = (from_one, from_other) else { return };
                // From the back, so that the first change does not move the second.
                let (first, second) = if one < other { (from_other, from_one) } else { (from_one, from_other) };
                edit(trees, one.max(other), |trees, at| trees[at] = second);
                edit(trees, one.min(other), |trees, at| trees[at] = first);
            }
            Self::Replace(at, tree) => edit(trees, at.index(size), |trees, at| trees[at] = tree.clone()),
            Self::Insert(at, tree) => edit(trees, at.index(size), |trees, at| trees.insert(at, tree.clone())),
            Self::Alike(at, other) => edit(trees, at.index(size), |trees, at| {
                if let Tree::Token(text) = &mut trees[at]
                    && let Some(class) = class(text)
                {
                    *text = (*other.get(class)).to_owned();
                }
            }),
            Self::DeleteRun(at) => edit(trees, at.index(size), |trees, at| drop(trees.drain(run(trees, at)))),
            Self::DuplicateRun(at) => edit(trees, at.index(size), |trees, at| {
                let run = run(trees, at);
                let copy = trees[run.clone()].to_vec();
                trees.splice(run.end..run.end, copy);
            }),
        }
    }
}

/// The tokens that can stand where `text` does.
fn class(text: &str) -> Option<&'static [&'static str]> {
    match text.chars().next()? {
        '0'..='9' => Some(NUMBERS),
        'a'..='z' | 'A'..='Z' => Some(NAMES),
        _ if OPERATORS.contains(&text) => Some(OPERATORS),
        _ => None,
    }
}

/// The step of a chain, the statement or the argument that the token at an index is in.
fn run(trees: &[Tree], at: usize) -> Range<usize> {
    let is = |tree: &Tree, marks: &[&str]| matches!(tree, Tree::Token(text) if marks.contains(&text.as_str()));
    let start =
        (0..=at).rev().find(|&start| is(&trees[start], &["->"]) || start == 0 || is(&trees[start - 1], &[";", ","]));
    let start = start.unwrap_or(at);
    let end = (at + 1..trees.len()).find(|&end| is(&trees[end], &["->", ";", ","])).unwrap_or(trees.len());
    // A statement or an argument goes with the mark behind it, a step with its arrow.
    let whole = !is(&trees[start], &["->"]) && trees.get(end).is_some_and(|tree| is(tree, &[";", ","]));
    start..end + usize::from(whole)
}

fn count(trees: &[Tree]) -> usize {
    trees.iter().map(|tree| 1 + if let Tree::Group(_, inner) = tree { count(inner) } else { 0 }).sum()
}

fn edit(trees: &mut Vec<Tree>, mut index: usize, change: impl FnOnce(&mut Vec<Tree>, usize)) {
    for at in 0..trees.len() {
        if index == 0 {
            return change(trees, at);
        }
        index -= 1;
        if let Tree::Group(_, inner) = &mut trees[at] {
            let size = count(inner);
            if index < size {
                return edit(inner, index, change);
            }
            index -= size;
        }
    }
}

fn token() -> impl Strategy<Value = Tree> {
    let vocabulary = [WORDS, NAMES, NUMBERS, OPERATORS, MARKS].concat();
    select(vocabulary).prop_map(|text| Tree::Token(text.to_owned()))
}

fn soup() -> impl Strategy<Value = Vec<Tree>> {
    let delimiter = select(&[Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace][..]);
    let tree = token().prop_recursive(3, 24, 6, move |inner| {
        (delimiter.clone(), prop::collection::vec(inner, 0..6))
            .prop_map(|(delimiter, trees)| Tree::Group(delimiter, trees))
    });
    prop::collection::vec(tree, 0..12)
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<Index>().prop_map(Mutation::Delete),
        any::<Index>().prop_map(Mutation::Duplicate),
        any::<(Index, Index)>().prop_map(|(one, other)| Mutation::Swap(one, other)),
        (any::<Index>(), token()).prop_map(|(at, tree)| Mutation::Replace(at, tree)),
        (any::<Index>(), token()).prop_map(|(at, tree)| Mutation::Insert(at, tree)),
    ]
}

/// A mutation that tends to leave what parses.
fn misuse() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        6 => any::<(Index, Index)>().prop_map(|(at, other)| Mutation::Alike(at, other)),
        1 => any::<Index>().prop_map(Mutation::DeleteRun),
        1 => any::<Index>().prop_map(Mutation::DuplicateRun),
    ]
}

fn program() -> impl Strategy<Value = &'static str> {
    select(PROGRAMS.into_iter().chain(STRANGE).collect::<Vec<_>>())
}

/// `times` 256 cases, and as many times that as `FUZZ_TIMES` says. (`PROPTEST_CASES` would be the number of each test.)
fn cases(times: u32) -> ProptestConfig {
    let more = std::env::var("FUZZ_TIMES").map_or(1, |more| more.parse::<u32>().expect("FUZZ_TIMES is a whole number"));
    // A failure becomes a test of its own, not a line in a file of seeds.
    ProptestConfig { cases: times * 256 * more, failure_persistence: None, ..ProptestConfig::default() }
}

fn check(source: &str) -> TestCaseResult {
    let Ok(tokens) = source.parse::<TokenStream>() else { return Ok(()) };
    let output = netweave_compiler::network(tokens.clone());
    let items = syn::parse2::<syn::File>(output.clone());
    prop_assert!(items.is_ok(), "no items for {source}, but {output}");
    prop_assert!(!output.is_empty(), "nothing is said about {source}");
    match syn::parse2::<Block>(tokens) {
        Ok(block) => {
            let again = syn::parse2::<Block>(block.to_token_stream());
            prop_assert_eq!(
                Some(block.networks),
                again.ok().map(|block| block.networks),
                "another tree for {}",
                source
            );
        }
        Err(errors) => {
            for error in errors {
                // What is inside an attribute is read by syn.
                let helps = error.to_string().contains("\nhelp: ") || source.contains('#');
                prop_assert!(helps, "no help for {}: {}", source, error);
            }
        }
    }
    Ok(())
}

#[test]
fn the_programs_compile() {
    for program in PROGRAMS {
        let output = netweave_compiler::network(program.parse().unwrap()).to_string();
        assert!(!output.contains("compile_error"), "{output}");
    }
}

#[test]
fn a_program_expands_the_same_again_and_when_printed() {
    for program in PROGRAMS.into_iter().chain(STRANGE) {
        let written: TokenStream = program.parse().unwrap();
        let [once, again] = [(); 2].map(|()| netweave_compiler::network(written.clone()).to_string());
        assert_eq!(once, again);
    }
    for program in PROGRAMS {
        let written: TokenStream = program.parse().unwrap();
        let printed = syn::parse2::<Block>(written.clone()).unwrap().to_token_stream();
        let [written, printed] = [written, printed].map(|tokens| netweave_compiler::network(tokens).to_string());
        assert_eq!(written, printed);
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn misused_programs(program in select(&PROGRAMS[..]), mutations in prop::collection::vec(misuse(), 1..4)) {
        let mut trees = trees(program.parse().unwrap());
        mutations.iter().for_each(|mutation| mutation.apply(&mut trees));
        check(&text(&trees))?;
    }
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn mutated_programs(program in program(), mutations in prop::collection::vec(mutation(), 1..4)) {
        let mut trees = trees(program.parse().unwrap());
        mutations.iter().for_each(|mutation| mutation.apply(&mut trees));
        check(&text(&trees))?;
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn soups(soup in soup()) {
        check(&text(&soup))?;
    }

    #[test]
    fn soups_as_headers(soup in soup()) {
        check(&format!("network A {} {{ x }}", text(&soup)))?;
    }

    #[test]
    fn soups_as_bodies(soup in soup()) {
        check(&format!("network A(x: [8], y: [WIDTH]) -> [8] {{ {} }}", text(&soup)))?;
    }

    #[test]
    fn soups_as_arguments(soup in soup()) {
        check(&format!("network A(x: [8, 8, 8]) -> [8] {{ x -> conv2d({}) }}", text(&soup)))?;
    }
}
