//! What a language server is given beside the network: a program that leads it through the block.

use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The program, formatted, which shows that it parses.
fn lead(source: &str) -> String {
    let tokens: TokenStream = source.parse().expect("a program is made of Rust's tokens");
    let expanded = netweave_compiler::network_in_editor(tokens);
    let file: syn::File = syn::parse2(expanded).expect("an expansion is made of items");
    let lead = file.items.first().expect("a program").to_token_stream();
    prettyplease::unparse(&syn::parse2(lead).expect("an item"))
}

#[test]
fn words() {
    let program = r#"
        template mlp(x; hidden, dropped = 0.1) {
            x -> up: linear(hidden) -> relu -> dropout(dropped) -> down: linear(8)
        }
        pub network Tagger<const UNITS: usize, time>(words: [time] of usize, other: [5, 8]) -> (tags: [time, 8], more: [5, 8]) {
            let states = words -> embed: embedding(WORDS, 8);
            reuse scope head(x) {
                x -> m: mlp(UNITS, dropped = 0.2)
            }
            let tags = scan x over head(states), carry (h = zeros([8])) {
                let h = concat(x, h, axis = 0) -> linear(8);
                h
            };
            let more = other -> mixer: Mixer -> module(Tanh) -> [5, 8];
            loss next(targets: [time] of usize) = softmax_cross_entropy(states -> linear(WORDS, weight = embed.weight), targets);
            (tags, head(more))
        }
    "#;
    expect_file!["snapshots/editor.rs"].assert_eq(&lead(program));
}

#[test]
fn a_block_that_is_being_written() {
    let program = r#"
        network Half(image: [3, 8, 8]) -> [10] {
            let pooled = image -> conv: conv2d(8, kernel = , pad) -> max_pool2d();
            let joined = concat(pooled, ax
            );
            image -> 
        }
    "#;
    expect_file!["snapshots/editor_half.rs"].assert_eq(&lead(program));
}
