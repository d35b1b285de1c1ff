//! Whether a file has what a network is built by.

use super::reader::Reader;

/// What stands in a file that has it: the prelude, one of the traits, or anything whose names are not written.
const IMPORTS: [&str; 7] = ["prelude", "BuildModule", "BuildOnDevice", "DeviceBuildExt", "::*", "*,", "*}"];

/// Macros that import nothing; of others nobody knows.
const MACROS: [&str; 19] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "concat",
    "dbg",
    "env",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "network",
    "panic",
    "print",
    "println",
    "todo",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// The line in which the network of this name is built, by a trait that is surely not there.
pub(super) fn built(text: &str, network: &str) -> Option<usize> {
    // To look for the words is nothing beside reading the file as Rust.
    if !text.contains("::build(") || IMPORTS.iter().any(|import| text.contains(import)) {
        return None;
    }
    let tokens = Reader::new(text, &[]).tokens();
    let word = |at: usize| tokens.get(at).map_or("", |(word, _)| word.as_str());
    let own = (0..tokens.len()).any(|at| {
        let is_build = word(at) == "fn" && word(at + 1) == "build";
        let is_macro = word(at + 1) == "!" && matches!(word(at + 2), "(" | "{" | "[");
        let is_named = word(at).starts_with(char::is_alphabetic);
        let is_unknown = is_macro && is_named && !MACROS.contains(&word(at)) || word(at) == "macro_rules";
        is_build || is_unknown || word(at) == "impl" && (at..at + 24).any(|at| word(at) == network)
    });
    let call = |at: &usize| (*at..).map(word).take(4).eq([":", ":", "build", "("]);
    let calls = (0..tokens.len()).filter(call);
    let mut named = calls.filter_map(|at| tokens.get(begin(tokens.get(..at)?)?.checked_sub(1)?));
    named.find(|(name, _)| !own && name == network).map(|(_, line)| *line)
}

/// Where generics begin that are at the end, with the colons in front of them.
fn begin(tokens: &[(String, usize)]) -> Option<usize> {
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.0 == word);
    let end = tokens.len();
    if end == 0 || !is(end - 1, ">") {
        return Some(end);
    }
    let mut depth = 0_usize;
    let start = (0..end).rev().find(|at| {
        depth += usize::from(is(*at, ">"));
        depth -= usize::from(is(*at, "<"));
        depth == 0
    })?;
    let colons = start.checked_sub(2)?;
    Some(if is(colons, ":") && is(colons + 1, ":") { colons } else { start })
}

#[cfg(test)]
mod tests {
    use super::built;

    #[test]
    fn a_network_that_is_built_without_the_trait_is_found_where_that_is_sure() {
        for (text, line) in [
            ("use netweave::network;\nfn f() { Net::build(&cpu); }", Some(2)),
            ("fn f() {\n Net::<f32,\n Cpu>::build(&cpu); }", Some(2)),
            ("fn f() { let net: Net<f32, Tensor<(A, B)>> = a::Net::<f32, Vec<A>>::build(&cpu); }", Some(1)),
            ("use netweave::prelude::*;\nfn f() { Net::build(&cpu); }", None),
            ("use netweave::BuildModule;\nfn f() { Net::build(&cpu); }", None),
            ("use super::*;\nfn f() { Net::build(&cpu); }", None),
            ("impl Net { fn build() {} }\nfn f() { Net::build(&cpu); }", None),
            ("impl<E, D> Net<E, D> { made!(); }\nfn f() { Net::build(&cpu); }", None),
            ("macro_rules! a { () => { Net::build(&cpu) } }", None),
            ("#![allow(dead_code)]\nfn f() { assert!(!{ Net::build(&cpu).is_small() }); }", Some(2)),
            ("imports!();\nfn f() { Net::build(&cpu); }", None),
            ("use netweave::{a, *};\nfn f() { Net::build(&cpu); }", None),
            ("fn f() { Other::build(&cpu); }", None),
            ("// Net::build(&cpu)\nconst A: &str = \"Net::build(&cpu)\";", None),
            ("fn f() { >::build(", None),
        ] {
            assert_eq!(built(text, "Net"), line, "{text}");
        }
    }
}
