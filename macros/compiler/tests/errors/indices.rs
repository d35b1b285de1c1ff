use expect_test::expect;

use super::blocks;

#[test]
fn element_types() {
    blocks(
        &[
            "network A(x: [8] of f64) -> [8] { x }",
            "network A(x: [8] of bool) -> [8] { x }",
            "network A(x: [8] of i64) -> [8] { x }",
            "network A(x: [8]) -> [8] { loss l(t: [8] of u8) = softmax_cross_entropy(x, t); x }",
            "network A(x: [8]) -> [8] of usize { x }",
            "network A(x: [8]) -> (a: [8] of usize, b: [8]) { (x, x) }",
            "network A(x: [8] of 3) -> [8] { x }",
            "network A(x: [8] of) -> [8] { x }",
        ],
        expect![[r#"
            network A(x: [8] of f64) -> [8] { x }
                             ^^^^^^
            `x` holds `usize` or the network's own element type, not `f64`
            help: leave `of f64` out: whoever builds the network chooses it

            network A(x: [8] of bool) -> [8] { x }
                             ^^^^^^^
            `x` holds `usize` or the network's own element type, not `bool`
            help: leave `of bool` out and give 0 and 1

            network A(x: [8] of i64) -> [8] { x }
                             ^^^^^^
            `x` holds `usize` or the network's own element type, not `i64`
            help: write `of usize` for indices, and nothing for numbers to compute with

            network A(x: [8]) -> [8] { loss l(t: [8] of u8) = softmax_cross_entropy(x, t); x }
                                                     ^^^^^
            `t` holds `usize` or the network's own element type, not `u8`
            help: write `of usize` for indices, and nothing for numbers to compute with

            network A(x: [8]) -> [8] of usize { x }
                                     ^^^^^^^^
            an output holds numbers of the network's own element type
            help: leave it out; the caller converts them in Rust

            network A(x: [8]) -> (a: [8] of usize, b: [8]) { (x, x) }
                                         ^^^^^^^^
            an output holds numbers of the network's own element type
            help: leave it out; the caller converts them in Rust

            network A(x: [8] of 3) -> [8] { x }
                                ^
            expected an element type after `of`, found `3`
            help: write `of usize` for indices

            network A(x: [8] of) -> [8] { x }
                             ^^
            expected an element type after `of`
            help: write `of usize` for indices

        "#]],
    );
}

#[test]
fn indices_where_numbers_belong() {
    blocks(
        &[
            "network A(x: [8] of usize) -> [8] { x -> relu }",
            "network A(x: [8] of usize) -> [8] { x -> fc: linear(8) }",
            "network A(x: [8] of usize) -> [8] { x + 1 }",
            "network A(x: [8] of usize) -> [8] { -x }",
            "network A(x: [8], y: [8] of usize) -> [8] { x * y }",
            "network A(x: [8], y: [8] of usize) -> [16] { concat(x, y, axis = 0) }",
            "network A(x: [2, 4] of usize) -> [8] { x -> flatten }",
            "network A(x: [8] of usize) -> [8] { scope s { x -> relu } }",
            "network A(x: [8] of usize) -> [8] { x }",
            "network A(x: [8]) -> [8] { loss l(t: [] of usize) = t; x }",
            "network A(x: [8]) -> [8] { loss l(t: [8] of usize) = softmax_cross_entropy(x, t); x }",
            "network A(x: [8]) -> [8] { loss l(t: [] of usize) = t * softmax_cross_entropy(x, x); x }",
        ],
        expect![[r#"
            network A(x: [8] of usize) -> [8] { x -> relu }
                                                     ^^^^
            `relu` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8] of usize) -> [8] { x -> fc: linear(8) }
                                                     ^^^^^^^^^^^^^
            `fc` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8] of usize) -> [8] { x + 1 }
                                                  ^
            `+` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8] of usize) -> [8] { -x }
                                                ^^
            `-` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8], y: [8] of usize) -> [8] { x * y }
                                                          ^
            `*` takes numbers, but `y` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8], y: [8] of usize) -> [16] { concat(x, y, axis = 0) }
                                                         ^^^^^^^^^^^^^^^^^^^^^^
            `concat` takes numbers, but `y` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [2, 4] of usize) -> [8] { x -> flatten }
                                                        ^^^^^^^
            `flatten` takes numbers, but `x` is [2, 4] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [2, 4]

            network A(x: [8] of usize) -> [8] { scope s { x -> relu } }
                                                               ^^^^
            `relu` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            network A(x: [8] of usize) -> [8] { x }
                                          ^^^
            `A` promises numbers, but `x` is [8] of usize
            help: return what a layer makes of them; the caller has the indices already

            network A(x: [8]) -> [8] { loss l(t: [] of usize) = t; x }
                                                                ^
            the loss `l` is [] for each sample, not one number
            help: apply a loss function to it, such as `softmax_cross_entropy(logits, labels)`

            network A(x: [8]) -> [8] { loss l(t: [8] of usize) = softmax_cross_entropy(x, t); x }
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` takes one class a sample, but `t` is [8] of usize
            help: declare it as a single index: `t: [] of usize`

            network A(x: [8]) -> [8] { loss l(t: [] of usize) = t * softmax_cross_entropy(x, x); x }
                                                                  ^
            `*` takes numbers, but `t` is [] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as []

        "#]],
    );
}
