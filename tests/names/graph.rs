//! Pictures in the languages of Mermaid and Graphviz.

use std::io::Write;
use std::process::{Command, Stdio};

use expect_test::expect_file;
use netweave::prelude::*;

use crate::{Digits, Siamese, placement::Split};

network! {
    /// A block with a shortcut, inside of a scope.
    network Residual(x: [8, 6, 6]) -> (logits: [3], mean: [8]) {
        let trunk = scope trunk {
            let inner = scope block {
                x -> conv1: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn1: batch_norm -> relu
                  -> conv2: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm
            };
            relu(inner + x)
        };
        let mean = trunk -> global_avg_pool;
        (mean -> fc: linear(3), mean)
    }
}

#[test]
fn mermaid() {
    expect_file!["snapshots/digits.mmd"].assert_eq(&Digits::graph().mermaid());
    expect_file!["snapshots/siamese.mmd"].assert_eq(&Siamese::graph().mermaid());
    expect_file!["snapshots/residual.mmd"].assert_eq(&Residual::graph().mermaid());
}

#[test]
fn graphviz() {
    expect_file!["snapshots/siamese.dot"].assert_eq(&Siamese::graph().graphviz());
    expect_file!["snapshots/residual.dot"].assert_eq(&Residual::graph().graphviz());
}

/// Graphviz reads what is written, and finds all nodes and edges of it.
#[test]
fn dot_reads_it() {
    for graph in [Digits::graph(), Siamese::graph(), Residual::graph(), Split::graph()] {
        let written = graph.graphviz();
        let dot = Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut dot) = dot else {
            println!("skipped: `dot` of Graphviz is not installed");
            return;
        };
        dot.stdin.take().unwrap().write_all(written.as_bytes()).unwrap();
        let output = dot.wait_with_output().unwrap();
        assert!(output.status.success());
        let plain = String::from_utf8(output.stdout).unwrap();
        let count = |word: &str| plain.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!(count("node "), written.matches("[label=").count());
        assert_eq!(count("edge "), written.matches(" -> ").count());
    }
}

/// Both applications lead into the one box, from which both results come.
#[test]
fn a_reused_scope_is_drawn_once() {
    let mermaid = Siamese::graph().mermaid();
    assert_eq!(mermaid.matches("subgraph").count(), 1);
    assert_eq!(mermaid.matches("conv2d").count(), 2);
    assert!(mermaid.contains("encoder, applied 2 times"));
    let (left, right, first) = ("v0 --> v2\n", "v1 --> v2\n", "v2 --> v3\n");
    for edge in [left, right, first] {
        assert_eq!(mermaid.matches(edge).count(), 1, "{edge}");
    }
    // `l - r` are two arrows from one node.
    assert_eq!(mermaid.matches("v6 --> v12\n").count(), 2);
}
