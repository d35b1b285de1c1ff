//! Blocks that nobody writes: an error within a second, and no stack that overflows.

use std::time::{Duration, Instant};

use super::errors;

/// The first line of the only error, which comes soon.
fn only(body: &str) -> String {
    let source = format!("network A(x: [8]) -> [8] {{ {body} }}");
    let tokens = source.parse().expect("a test is made of Rust's tokens");
    let begin = Instant::now();
    let expanded = netweave_compiler::network(tokens);
    // Without optimisation, on a machine that has other work, too.
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    let errors = errors(expanded);
    assert_eq!(errors.len(), 1, "{}", errors.first().map_or("", |error| &error.message));
    errors[0].message.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn five_thousand_brackets() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]"), ("relu(", ")")] {
        let body = format!("{}x{}", open.repeat(5000), close.repeat(5000));
        assert_eq!(only(&body), "more than 100 brackets in each other");
    }
}

#[test]
fn ten_thousand_operators() {
    for body in ["x + ".repeat(10_000), "x * ".repeat(10_000), "-".repeat(10_000)] {
        assert_eq!(only(&format!("{body}x")), "more than 500 operators in a row");
    }
}

#[test]
fn a_hundred_million_repetitions() {
    let body = "template block(x) { x -> fc: linear(8) } x -> repeat 100000000 block: block";
    assert!(only(body).contains("100000000"), "{}", only(body));
}

#[test]
fn repetitions_of_repetitions() {
    let arrays = "template a(x) { x -> relu } template b(x) { x -> repeat 1000 p: a } x -> repeat 1000 q: b";
    let rows = "template a(x) { x -> relu } template b(x) { x -> repeat 1000 as i p: a } x -> repeat 1000 as i q: b";
    let mut doubled = "template t0(x) { x -> relu }".to_owned();
    for level in 1..40 {
        let before = level - 1;
        doubled.push_str(&format!("template t{level}(x) {{ x -> a: t{before} -> b: t{before} }}"));
    }
    doubled.push_str("x -> p: t39");
    let mut reused = "reuse scope s0(x) { x -> relu }".to_owned();
    for level in 1..40 {
        let before = level - 1;
        reused.push_str(&format!("reuse scope s{level}(x) {{ x -> s{before} -> s{before} }}"));
    }
    reused.push_str("x -> s39");
    for body in [arrays, rows, &doubled, &reused] {
        assert_eq!(only(body), "more than 10000 scopes, each written out where it is applied");
    }
}

#[test]
fn ten_thousand_choices() {
    let body = format!("let y = {} {{ x }}; y", "if 1 == 2 { x } else ".repeat(10_000));
    assert_eq!(only(&body), "more than 100 `else if` in a row");
}

#[test]
fn a_literal_of_a_megabyte() {
    let digits = "9".repeat(1 << 20);
    for word in [format!("linear({digits})"), "a".repeat(1 << 20), format!("linear({digits}.5)")] {
        assert!(only(&format!("x -> {word}")).starts_with("a word of 10485"), "{}", word.len());
    }
}

#[test]
fn ten_thousand_layers() {
    let body = format!("let y = x{}; y -> fc: linear(9)", " -> relu".repeat(10_000));
    assert_eq!(only(&body), "`A` promises to return [8], but `fc` is [9]");
}
