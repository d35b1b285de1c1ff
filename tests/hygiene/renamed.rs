//! The crate under another name: nothing of the expansion says `netweave`.

use proc_macro2::{TokenStream, TokenTree};
use renamed::prelude::*;

renamed::network! {
    network Renamed(input: [2]) -> [3] {
        input -> fc: linear(3)
    }
}

#[test]
fn it_runs() {
    let device = Cpu::default();
    let network = Renamed::<f32>::build(&device);
    let input: Tensor<Rank2<4, 2>, f32, _> = device.ones();
    assert_eq!(network.forward(input).shape().concrete(), [4, 3]);
}

/// This package depends on the crate under both names, so that rustc would not notice.
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
