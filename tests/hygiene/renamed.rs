//! A path to the crate that is not its name: nothing of the expansion says `netweave`.
//!
//! The package in `tests/renamed` compiles and runs such a network.

use proc_macro2::{TokenStream, TokenTree};

#[test]
fn every_path_starts_at_the_given_one() {
    let block = "@runtime(::renamed)
        /// Documented.
        pub network Everything(image: [2, 4, 4], other: [2, 4, 4]) -> (logits: [3], mask: [2, 4, 4]) {
            let features = scope features {
                image -> conv: conv2d(2, kernel = 3, padding = 1) -> batch_norm -> relu
            };
            reuse scope shared(x) { x -> conv: conv2d(2, kernel = 3, padding = same) -> avg_pool2d(kernel = 2) }
            let joined = concat(shared(features), shared(other), axis = 0);
            let logits = joined -> dropout(0.5) -> flatten -> fc: linear(3);
            loss classification(labels: [3]) = 2 * softmax_cross_entropy(logits, labels);
            (logits, features)
        }";
    let expansion = netweave_compiler::network(block.parse().expect("tokens"));
    assert!(mentions(expansion.clone(), "renamed"));
    assert!(!mentions(expansion.clone(), "compile_error"), "{expansion}");
    assert!(!mentions(expansion.clone(), "netweave"), "{expansion}");
}

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
