use expect_test::expect;

use super::blocks;

#[test]
fn names() {
    blocks(
        &[
            "network A<const HIDDEN: usize>(x: [8]) -> [8] { x -> relu }",
            "network A<const hidden: usize>(x: [8]) -> [8] { x -> relu }",
            "network A<const D: usize>(x: [D]) -> [D] { x -> relu }",
            "network A<const N: usize, const N: usize>(x: [N]) -> [N] { x -> relu }",
            "network Mlp<const N: usize>(x: [8]) -> [N] { x -> fc: linear(N) } network A(x: [8]) -> [8] { x -> Mlp }",
            "network Mlp<const N: usize>(x: [N]) -> [8] { x -> fc: linear(8) } network A(x: [8]) -> [8] { x -> Mlp<8> }",
            "network A<const N: usize>(x: [8]) -> [8] { x -> repeat N fc: linear(8) }",
        ],
        expect![[r#"
            network A<const HIDDEN: usize>(x: [8]) -> [8] { x -> relu }
                            ^^^^^^
            the const generic `HIDDEN` is not used
            help: remove it, or write it where a dimension is: `linear(HIDDEN)`

            network A<const hidden: usize>(x: [8]) -> [8] { x -> relu }
                            ^^^^^^
            the const generic `hidden` looks like a value of the network
            help: write it in capitals, as in `HIDDEN`

            network A<const D: usize>(x: [D]) -> [D] { x -> relu }
                            ^
            the const generic `D` has the name of a type parameter of what is generated
            help: call it what it is: `HIDDEN`, `CHANNELS`

            network A<const N: usize, const N: usize>(x: [N]) -> [N] { x -> relu }
                                            ^
            `N` is already a const generic
            help: give one of the two another name

            network Mlp<const N: usize>(x: [8]) -> [N] { x -> fc: linear(N) } network A(x: [8]) -> [8] { x -> Mlp }
                                                                                                              ^^^
            the network `Mlp` has the const generic `N`, and no value for it here
            help: write its value and the output shape, as in `Mlp<64> -> [10]`

            network Mlp<const N: usize>(x: [N]) -> [8] { x -> fc: linear(8) } network A(x: [8]) -> [8] { x -> Mlp<8> }
                                                                                                              ^^^^^^
            the output shape of `Mlp<8>` is not known in a network
            help: state it, per sample, as in `Mlp<8> -> [64]`

            network A<const N: usize>(x: [8]) -> [8] { x -> repeat N fc: linear(8) }
                                                                         ^^^^^^
            `repeat` repeats a template, and `linear` is a layer
            help: make a template of it: `template block(x) { x -> linear(8) }`

        "#]],
    );
}

#[test]
fn parts() {
    blocks(
        &[
            "network A<const N: usize, L: Activation>(x: [8]) -> [N] { x -> fc: linear(N) -> layer(L) }",
            "network A<L: Activation, const N: usize>(x: [N]) -> [N] { x -> layer(L) }",
            "network A<L: Activation>(x: [8]) -> [8] { x -> relu }",
            "network A<L: Activation, L: Activation>(x: [8]) -> [8] { x -> layer(L) }",
            "network A<ACT: Activation>(x: [8]) -> [8] { x -> act: layer(ACT) }",
            "network A<E: Activation>(x: [8]) -> [8] { x -> act: layer(E) }",
            "network A<L: Smooth + Activation>(x: [8]) -> [8] { x -> layer(L) }",
            "network B<L: Activation>(x: [8]) -> [8] { x -> layer(L) } network A(x: [8]) -> [8] { x -> B }",
        ],
        expect![[r#"
            no error: network A<const N: usize, L: Activation>(x: [8]) -> [N] { x -> fc: linear(N) -> layer(L) }

            network A<L: Activation, const N: usize>(x: [N]) -> [N] { x -> layer(L) }
                                     ^^^^^^^^^^^^^^
            the const generic `N` comes after a layer
            help: write it in front: constants, then layers

            network A<L: Activation>(x: [8]) -> [8] { x -> relu }
                      ^
            the layer `L` is not used
            help: remove it, or apply it: `x -> layer(L)`

            network A<L: Activation, L: Activation>(x: [8]) -> [8] { x -> layer(L) }
                                     ^
            `L` is already a layer
            help: give one of the two another name

            network A<ACT: Activation>(x: [8]) -> [8] { x -> act: layer(ACT) }
                      ^^^
            the layer `ACT` looks like a const generic
            help: write it as a type, as in `Act`

            network A<ACT: Activation>(x: [8]) -> [8] { x -> act: layer(ACT) }
                                                                  ^^^^^
            there is no layer or scope `layer`
            help: a layer of your own is given by its type, without quotes or values: `layer(Film<64>)`

            network A<E: Activation>(x: [8]) -> [8] { x -> act: layer(E) }
                      ^
            the layer `E` has the name of a type parameter of what is generated
            help: call it what it is: `A`, `Act`

            network A<L: Smooth + Activation>(x: [8]) -> [8] { x -> layer(L) }
                         ^^^^^^^^^^^^^^^^^^^
            `L` is of one trait
            help: write the trait of a layer: `L: Activation`; a dimension is `const L: usize`, an axis is in small letters, and the element type and the device are there already

            network B<L: Activation>(x: [8]) -> [8] { x -> layer(L) } network A(x: [8]) -> [8] { x -> B }
                                                                                                      ^
            the network `B` is generic in the layer `L`, and is given none here
            help: write it and the output shape, as in `B<Gelu> -> [10]`

        "#]],
    );
}

/// Rust does not compute with them in types.
#[test]
fn arithmetic() {
    blocks(
        &[
            "network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(2 * N) -> fc2: linear(8) }",
            "network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(N + WIDTH) -> fc2: linear(8) }",
            "network A<const N: usize>(x: [3, N, 8]) -> [3] { x -> max_pool2d(2) -> global_avg_pool }",
            "network A<const N: usize>(x: [3, N, 8]) -> [3] { x -> conv: conv2d(3, kernel = N) -> global_avg_pool }",
            "network A<const N: usize>(x: [3, 8, 8]) -> [3] { x -> conv: conv2d(3, kernel = 3, padding = N) -> global_avg_pool }",
            "network A<const N: usize>(x: [N, 8, 8]) -> [4] { x -> conv: conv2d(4, groups = 4, kernel = 1) -> global_avg_pool }",
            "network A<const N: usize>(x: [4, N]) -> [8] { x -> flatten -> fc: linear(8) }",
            "network A<const N: usize>(x: [N], y: [8]) -> [8] { concat(x, y, axis = 0) -> fc: linear(8) }",
            "network A<const N: usize>(x: [N, 4]) -> [2, 4] { let (a, _b) = split(x, axis = 0); a -> relu }",
            "network A<const N: usize>(x: [4, N]) -> [4, N] { x -> attention(heads = 2) }",
            "network A<const N: usize>(x: [1, N, 4]) -> [1, N, 6] { x -> pad(1) }",
            "network A<const N: usize>(x: [1, N, 4]) -> [1, N, 8] { x -> upsample(scale = 2) }",
            "network A<const N: usize>(x: [8]) -> [8] { scope s { x -> fc: linear(2 * N) } -> fc: linear(8) }",
            "template b(x; n) { x -> fc: linear(4 * n) } network A<const N: usize>(x: [8]) -> [8] { x -> b: b(N) -> fc: linear(8) }",
        ],
        expect![[r#"
            network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(2 * N) -> fc2: linear(8) }
                                                            ^^^^^^^^^^^^^^^^^^
            `fc1` needs the dimension `N · 2`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(N + WIDTH) -> fc2: linear(8) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^
            `fc1` needs the dimension `N + WIDTH`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [3, N, 8]) -> [3] { x -> max_pool2d(2) -> global_avg_pool }
                                                                  ^^^^^^^^^^^^^
            `max_pool2d` needs the dimension `⌊(N − 2) / 2⌋ + 1`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [3, N, 8]) -> [3] { x -> conv: conv2d(3, kernel = N) -> global_avg_pool }
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` needs the dimension `⌊(N − N) / 1⌋ + 1`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [3, 8, 8]) -> [3] { x -> conv: conv2d(3, kernel = 3, padding = N) -> global_avg_pool }
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` needs the dimension `⌊(8 + N · 2 − 3) / 1⌋ + 1`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [N, 8, 8]) -> [4] { x -> conv: conv2d(4, groups = 4, kernel = 1) -> global_avg_pool }
                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` needs the dimension `N / 4`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [4, N]) -> [8] { x -> flatten -> fc: linear(8) }
                                                               ^^^^^^^
            `flatten` needs the dimension `N · 4`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [N], y: [8]) -> [8] { concat(x, y, axis = 0) -> fc: linear(8) }
                                                               ^^^^^^^^^^^^^^^^^^^^^^
            `concat` needs the dimension `N + 8`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [N, 4]) -> [2, 4] { let (a, _b) = split(x, axis = 0); a -> relu }
                                                                           ^^^^^^^^^^^^^^^^^^
            `split` needs the dimension `N / 2`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [4, N]) -> [4, N] { x -> attention(heads = 2) }
                                                                  ^^^^^^^^^^^^^^^^^^^^
            `attention` needs the dimension `N · 3`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [1, N, 4]) -> [1, N, 6] { x -> pad(1) }
                                                                        ^^^^^^
            `pad` needs the dimension `N + 2`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [1, N, 4]) -> [1, N, 8] { x -> upsample(scale = 2) }
                                                                        ^^^^^^^^^^^^^^^^^^^
            `upsample` needs the dimension `N · 2`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            network A<const N: usize>(x: [8]) -> [8] { scope s { x -> fc: linear(2 * N) } -> fc: linear(8) }
                                                                      ^^^^^^^^^^^^^^^^^
            `fc` needs the dimension `N · 2`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

            template b(x; n) { x -> fc: linear(4 * n) } network A<const N: usize>(x: [8]) -> [8] { x -> b: b(N) -> fc: linear(8) }
                                    ^^^^^^^^^^^^^^^^^
            in `b: b(N)`, `fc` needs the dimension `N · 4`, which Rust cannot compute: `N` is a const generic
            help: make `N` a `const` item or a number: with these it is computed

        "#]],
    );
}

/// A network fits for every value, or for none.
#[test]
fn values() {
    blocks(
        &[
            "network A<const N: usize>(x: [8]) -> [8] { x -> fc: linear(N) }",
            "network A<const N: usize>(x: [8]) -> [N] { x -> fc: linear(8) }",
            "network A<const N: usize, const M: usize>(x: [N]) -> [M] { x -> relu }",
            "network A<const N: usize>(x: [N], y: [WIDTH]) -> [N] { x + y }",
            "network A<const N: usize>(x: [N]) -> [8] { loss l(t: [10]) = softmax_cross_entropy(x, t); x -> fc: linear(8) }",
            "network A<const N: usize>(x: [N, 4]) -> [8] { x -> reshape([4, 8]) -> mean(axis = 0) }",
            "network A<const N: usize>(x: [8], y: [N]) -> [8] { reuse scope s(a) { a -> fc: linear(8) } s(x) + s(y) }",
            "network Mlp(x: [8]) -> [8] { x -> fc: linear(8) } network A<const N: usize>(x: [N]) -> [8] { x -> Mlp }",
        ],
        expect![[r#"
            network A<const N: usize>(x: [8]) -> [8] { x -> fc: linear(N) }
                                                 ^^^
            `A` promises to return [8], but `fc` is [N]
            help: write `[N]` if that is what it is to return

            network A<const N: usize>(x: [8]) -> [N] { x -> fc: linear(8) }
                                                 ^^^
            `A` promises to return [N], but `fc` is [8]
            help: write `[8]` if that is what it is to return

            network A<const N: usize, const M: usize>(x: [N]) -> [M] { x -> relu }
                                                                 ^^^
            `A` promises to return [M], but `relu` is [N]
            help: write `[N]` if that is what it is to return

            network A<const N: usize>(x: [N], y: [WIDTH]) -> [N] { x + y }
                                                                     ^
            `+` cannot bring axes of N and WIDTH together: `x` is [N] and `y` is [WIDTH]
            help: send one of them through a layer that gives it the other's shape

            network A<const N: usize>(x: [N]) -> [8] { loss l(t: [10]) = softmax_cross_entropy(x, t); x -> fc: linear(8) }
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` takes logits and labels of one shape, but `x` is [N] and `t` is [10]
            help: the labels are a probability of each class, [N], or the index of one: `t: [] of usize`

            network A<const N: usize>(x: [N, 4]) -> [8] { x -> reshape([4, 8]) -> mean(axis = 0) }
                                                               ^^^^^^^^^^^^^^^
            `reshape` makes [4, 8] of 32 elements, but `x` is [N, 4] of N · 4
            help: a reshape keeps all elements: write dimensions whose product is N · 4

            network A<const N: usize>(x: [8], y: [N]) -> [8] { reuse scope s(a) { a -> fc: linear(8) } s(x) + s(y) }
                                                                                                              ^^^^
            `s(y)` would need `fc` with variables of (8, N), but `s(x)` made it with (8, 8)
            help: apply the scope to values of the same number of channels or features, or write a second scope

            network Mlp(x: [8]) -> [8] { x -> fc: linear(8) } network A<const N: usize>(x: [N]) -> [8] { x -> Mlp }
                                                                                                              ^^^
            `Mlp` takes `x` of [8], but `x` is [N]
            help: send a value of [8] through it, or change what `Mlp` declares

        "#]],
    );
}

/// What works.
#[test]
fn dimensions_that_are_passed_on() {
    blocks(
        &[
            "network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(N) -> batch_norm -> relu -> fc2: linear(8) }",
            "network A<const N: usize>(x: [N, 4]) -> [4, N] { x -> permute([1, 0]) -> softmax }",
            "network A<const N: usize>(x: [N, 4]) -> [4, N] { x -> reshape([4, N]) }",
            "network A<const N: usize>(x: [N, 1]) -> [N] { x -> flatten }",
            "network A<const C: usize, const K: usize>(x: [C, 8, 8]) -> [C, 8, 8] { x -> conv: conv2d(C, kernel = K, padding = same) }",
            "network A<const N: usize>(x: [3] of usize) -> [3, N] { x -> embedding(N, N) }",
            "network A<const N: usize>(x: [N, 4]) -> [N, 4] { x -> attention(heads = 2) }",
            "network A<const N: usize, const M: usize>(x: [N, M]) -> [M, N] { x -> reshape([M, N]) }",
            "network A<const N: usize>(x: [N]) -> [2, N] { stack(x, x, axis = 0) }",
            "network Mlp<const N: usize>(x: [8]) -> [N] { x -> fc: linear(N) } network A<const N: usize>(x: [8]) -> [N] { x -> Mlp<N> -> [N] }",
        ],
        expect![[r#"
            no error: network A<const N: usize>(x: [8]) -> [8] { x -> fc1: linear(N) -> batch_norm -> relu -> fc2: linear(8) }

            no error: network A<const N: usize>(x: [N, 4]) -> [4, N] { x -> permute([1, 0]) -> softmax }

            no error: network A<const N: usize>(x: [N, 4]) -> [4, N] { x -> reshape([4, N]) }

            no error: network A<const N: usize>(x: [N, 1]) -> [N] { x -> flatten }

            no error: network A<const C: usize, const K: usize>(x: [C, 8, 8]) -> [C, 8, 8] { x -> conv: conv2d(C, kernel = K, padding = same) }

            no error: network A<const N: usize>(x: [3] of usize) -> [3, N] { x -> embedding(N, N) }

            no error: network A<const N: usize>(x: [N, 4]) -> [N, 4] { x -> attention(heads = 2) }

            no error: network A<const N: usize, const M: usize>(x: [N, M]) -> [M, N] { x -> reshape([M, N]) }

            no error: network A<const N: usize>(x: [N]) -> [2, N] { stack(x, x, axis = 0) }

            no error: network Mlp<const N: usize>(x: [8]) -> [N] { x -> fc: linear(N) } network A<const N: usize>(x: [8]) -> [N] { x -> Mlp<N> -> [N] }

        "#]],
    );
}
