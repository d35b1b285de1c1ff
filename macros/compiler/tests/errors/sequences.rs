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
            "x -> attention(8, use_bias = false)",
            "x -> attention(8, attention_dropout = 0.1)",
            "x -> attention(8, relative_position_bias = x)",
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
            `attention` is given `8` beside what flows in, whose size it finds itself
            help: write `attention(8)`

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

            x -> attention(8, use_bias = false)
                              ^^^^^^^^
            `attention` has no argument `use_bias`
            help: write `bias = ..`

            x -> attention(8, attention_dropout = 0.1)
                              ^^^^^^^^^^^^^^^^^
            `attention` has no argument `attention_dropout`
            help: write `dropout = ..`

            x -> attention(8, relative_position_bias = x)
                              ^^^^^^^^^^^^^^^^^^^^^^
            `attention` has no argument `relative_position_bias`
            help: write `position_bias = ..`

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
            help: each head takes the same number of features: `heads = 4` divides the width; or say how many they are by `head_size`

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
            `+` cannot bring axes of 32 and 16 together: `x` is [16, 32] and `embedding` is [16, 16]
            help: send one of them through a layer that gives it the other's shape

        "#]],
    );
}

#[test]
fn learnt_values() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { x + variable }",
            "network A(x: [8]) -> [8] { x + variable([8]) }",
            "network A(x: [8]) -> [8] { x + variable([0], init = zeros) }",
            "network A(x: [8]) -> [8] { x + variable([1, 1, 1, 1, 1, 8], init = zeros) }",
            "network A(x: [8]) -> [8] { x + (v: variable([8], init = normal(-1))) }",
            "network A(x: [8]) -> [8] { x + (v: linear(8)) }",
            "network A(x: [8]) -> [8] { x -> v: variable([8], init = zeros) }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { x + variable }
                                           ^^^^^^^^
            there is no value `variable` here
            help: `variable` says more of itself: write for example `variable([1, 64], init = normal(0.02))`

            network A(x: [8]) -> [8] { x + variable([8]) }
                                           ^^^^^^^^
            `variable` needs `init`
            help: write for example `variable([1, 64], init = normal(0.02))`

            network A(x: [8]) -> [8] { x + variable([0], init = zeros) }
                                                    ^^^
            `shape` of `variable` is `[0]`
            help: the smallest that makes sense is 1

            network A(x: [8]) -> [8] { x + variable([1, 1, 1, 1, 1, 8], init = zeros) }
                                           ^^^^^^^^
            `variable` has a shape of 6 dimensions
            help: a sample has 5 dimensions at most

            network A(x: [8]) -> [8] { x + (v: variable([8], init = normal(-1))) }
                                                                    ^^^^^^^^^^
            `init` of `variable` is `normal(-1)`
            help: the standard deviation, which comes last, is not negative

            network A(x: [8]) -> [8] { x + (v: linear(8)) }
                                            ^
            the layer `v` has no value in front of it
            help: write the value that goes through it: `image -> v: ..`

            network A(x: [8]) -> [8] { x -> v: variable([8], init = zeros) }
                                               ^^^^^^^^
            `variable` takes no value, but `x` is sent through it
            help: it is a value itself: add it, join it or multiply with it, as in `x + (v: variable([8], init = zeros))`

        "#]],
    );
}

#[test]
fn shared_variables() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.weight) }",
            "network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = c.weight) }",
            "network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.bias) }",
            "network A(x: [8]) -> [8] { x -> a: linear(4) -> b: linear(8, weight = a.weight) }",
            "network A(x: [8]) -> [8] { x -> n: layer_norm -> b: linear(8, weight = n.weight) }",
            "network A(x: [8]) -> [8] { let y = scope s { x -> a: linear(8) }; y -> b: linear(8, weight = s.weight) }",
            "network A(x: [8]) -> [8] { let y = scope s { x -> a: linear(8) }; y -> b: linear(8, weight = s.a) }",
            "network A(x: [8]) -> [8] { scope s(x) { x -> a: linear(8) } s(x -> b: linear(8, weight = s.a.weight)) }",
            "network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.weight, init = zeros) }",
            "network A(x: [8]) -> [8] { x -> a: linear(8) -> b: dropout(0.5, weight = a.weight) }",
            "template t(x) { x -> b: linear(8, weight = a.weight) }
             network A(x: [8]) -> [8] { x -> a: linear(8) -> t: t }",
        ],
        expect![[r#"
            no error: network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.weight) }

            network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = c.weight) }
                                                                                  ^
            there is no layer or scope `c` above that holds variables
            help: above `linear`, variables are held by `a`

            network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.bias) }
                                                                                  ^^^^^^
            `a` has no variable `bias` that can be shared
            help: it has `weight`

            network A(x: [8]) -> [8] { x -> a: linear(4) -> b: linear(8, weight = a.weight) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `b` needs a weight of [8, 4], but `weight` is [4, 8]
            help: a weight has a row for each output and a column for each feature of the input

            network A(x: [8]) -> [8] { x -> n: layer_norm -> b: linear(8, weight = n.weight) }
                                                                                   ^^^^^^^^
            `n` has no variable `weight` that can be shared
            help: weights of `linear`, `embedding` and `attention` can be shared, and a `variable`

            network A(x: [8]) -> [8] { let y = scope s { x -> a: linear(8) }; y -> b: linear(8, weight = s.weight) }
                                                                                                           ^^^^^^
            `s` holds no `weight`
            help: it holds `a`

            network A(x: [8]) -> [8] { let y = scope s { x -> a: linear(8) }; y -> b: linear(8, weight = s.a) }
                                                                                                         ^^^
            `s.a` is no variable, but what holds some
            help: name the variable: `s.a.weight`

            network A(x: [8]) -> [8] { scope s(x) { x -> a: linear(8) } s(x -> b: linear(8, weight = s.a.weight)) }
                                                                                                     ^^^^^^^^^^
            `s.a.weight` is shared before a value goes through `a`
            help: apply the scope of `a` above

            network A(x: [8]) -> [8] { x -> a: linear(8) -> b: linear(8, weight = a.weight, init = zeros) }
                                                                                            ^^^^^^^^^^^^
            `init` is given with `weight`
            help: what it shares is filled by the layer that holds it: remove one of the two

            network A(x: [8]) -> [8] { x -> a: linear(8) -> b: dropout(0.5, weight = a.weight) }
                                                                            ^^^^^^
            `dropout` has no argument `weight`
            help: it takes `p`

            template t(x) { x -> b: linear(8, weight = a.weight) }
                                                       ^
            there is no layer or scope `a` above that holds variables
            help: no layer above `linear` holds variables

        "#]],
    );
}
