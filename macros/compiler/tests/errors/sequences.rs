//! The layers of sequences: embedding and attention.

use expect_test::expect;

use super::blocks;

/// The errors of bodies, each a single mistake. A network takes a sequence, and a memory and tokens if they are named.
fn sequences(bodies: &[&str], expected: expect_test::Expect) {
    let network = |body: &&str| {
        let memory = if body.contains("memory") { ", memory: [9, 32]" } else { "" };
        let tokens = if body.contains("tokens") { ", tokens: [16] of usize" } else { "" };
        format!("network A(x: [16, 32]{memory}{tokens}) -> [16, 32] {{\n{body}\n}}")
    };
    let sources = bodies.iter().map(network).collect::<Vec<_>>();
    blocks(&sources.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn arguments() {
    sequences(
        &[
            "x -> attention",
            "x -> attention(heads = 0)",
            "x -> attention(memory)",
            "x -> attention(memory, 4, 8)",
            "x -> attention(8, embed_dim = 32)",
            "x -> attention(8, causal = 1)",
            "x -> attention([8])",
            "attention(x, heads = 8)",
            "x + (tokens -> embedding(100))",
            "x + (tokens -> embedding(100, 0))",
            "x + (tokens -> embedding)",
        ],
        expect![[r#"
            x -> attention
                 ^^^^^^^^^
            `attention` needs the number of heads
            help: write for example `attention(heads = 8)`

            x -> attention(heads = 0)
                                   ^
            `heads` of `attention` is `0`
            help: the smallest that makes sense is 1

            x -> attention(memory)
                 ^^^^^^^^^
            `attention` needs the number of heads
            help: write for example `attention(heads = 8)`

            x -> attention(memory, 4, 8)
                                      ^
            `attention` is given `8`, which it does not take without a name
            help: name what you mean, as in `attention(heads = 8)`

            x -> attention(8, embed_dim = 32)
                              ^^^^^^^^^
            `attention` has no argument `embed_dim`
            help: it is inferred from what flows in: remove it

            x -> attention(8, causal = 1)
                                       ^
            `causal` of `attention` is `1`
            help: write `true` or `false`

            x -> attention([8])
                           ^^^
            `heads` of `attention` is `[8]`
            help: write a whole number from 1, or the name of a `const` item

            attention(x, heads = 8)
            ^^^^^^^^^
            `attention` holds variables, and is no function
            help: send the value through it: `x -> attention(heads = 8)`

            x + (tokens -> embedding(100))
                           ^^^^^^^^^
            `embedding` needs the number of features of each
            help: write for example `embedding(1000, 64)`

            x + (tokens -> embedding(100, 0))
                                          ^
            `dim` of `embedding` is `0`
            help: the smallest that makes sense is 1

            x + (tokens -> embedding)
                           ^^^^^^^^^
            `embedding` needs the number of indices that there are and the number of features of each
            help: write for example `embedding(1000, 64)`

        "#]],
    );
}

#[test]
fn shapes() {
    sequences(
        &[
            "x -> attention(heads = 5)",
            "x -> flatten -> attention(heads = 8) -> linear(3)",
            "x -> attention(memory, heads = 8, causal = true)",
            "x -> attention(tokens, heads = 8)",
            "x -> embedding(100, 32)",
            "x + (tokens -> embedding(100, 16))",
        ],
        expect![[r#"
            x -> attention(heads = 5)
                 ^^^^^^^^^^^^^^^^^^^^
            `attention` has 5 heads, which do not divide the width 32 of `x`
            help: each head takes the same number of features: `heads` must divide 32

            x -> flatten -> attention(heads = 8) -> linear(3)
                            ^^^^^^^^^^^^^^^^^^^^
            `attention` takes a sequence, [length, width], but `flatten` is [512]
            help: a single place has nothing to attend to: a sequence of it is [1, width]

            x -> attention(memory, heads = 8, causal = true)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `attention` is causal, but `memory` has places of its own
            help: `causal` hides what comes later in the same value: remove it, or remove `memory`

            x -> attention(tokens, heads = 8)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `attention` takes numbers, but `tokens` is [16] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [16]

            x -> embedding(100, 32)
                 ^^^^^^^^^^^^^^^^^^
            `embedding` takes indices, but `x` is [16, 32] of numbers
            help: indices come in from outside: declare an input or a target as [16, 32] of usize

            x + (tokens -> embedding(100, 16))
              ^
            `+` takes two values of one shape, but `x` is [16, 32] and `embedding` is [16, 16]
            help: send one of them through a layer that gives it the other's shape

        "#]],
    );
}
