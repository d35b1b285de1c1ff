use expect_test::expect;

use super::{blocks, bodies, chains};

#[test]
fn a_layer_takes_another_shape() {
    blocks(
        &[
            "network A(x: [3, 8, 8]) -> [10] { let features = x -> conv2d(32, kernel = 5); features -> fc: linear(10) }",
            "network A(x: [3, 8, 8]) -> [10] { x -> relu -> fc: linear(10) }",
            "network A(x: []) -> [10] { x -> linear(10) }",
            "network A(x: [8]) -> [8] { x -> conv: conv2d(8, kernel = 3) }",
            "network A(x: [8]) -> [8] { x -> max_pool2d(2) }",
            "network A(x: [8]) -> [8] { x -> global_avg_pool }",
            "network A(x: []) -> [] { x -> batch_norm }",
            "network A(x: [1, 2, 3, 4, 5]) -> [1, 2, 3, 4, 5] { x -> batch_norm }",
            "network A(x: []) -> [] { x -> softmax }",
        ],
        expect![[r#"
            network A(x: [3, 8, 8]) -> [10] { let features = x -> conv2d(32, kernel = 5); features -> fc: linear(10) }
                                                                                                      ^^^^^^^^^^^^^^
            `fc` takes a flat vector, but `features` is [32, 4, 4]
            help: flatten it first: `features -> flatten -> fc: linear(10)`

            network A(x: [3, 8, 8]) -> [10] { x -> relu -> fc: linear(10) }
                                       ^^^^
            `A` promises to return [10], but `fc` is [3, 8, 10]
            help: `flatten` before `fc` makes one vector of it; or write `[3, 8, 10]`

            network A(x: []) -> [10] { x -> linear(10) }
                                            ^^^^^^^^^^
            `linear` takes a flat vector, but `x` is []
            help: `x` is a single number; a vector of one element is `[1]`

            network A(x: [8]) -> [8] { x -> conv: conv2d(8, kernel = 3) }
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` takes an image, [channels, height, width], but `x` is [8]
            help: send an image through `conv`

            network A(x: [8]) -> [8] { x -> max_pool2d(2) }
                                            ^^^^^^^^^^^^^
            `max_pool2d` takes an image, [channels, height, width], but `x` is [8]
            help: send an image through `max_pool2d`

            network A(x: [8]) -> [8] { x -> global_avg_pool }
                                            ^^^^^^^^^^^^^^^
            `global_avg_pool` takes a sequence, an image or a volume, with its channels first, but `x` is [8]
            help: there is nothing to pool: leave `global_avg_pool` out

            network A(x: []) -> [] { x -> batch_norm }
                                          ^^^^^^^^^^
            `batch_norm` takes [channels], [channels, length], [channels, height, width] or [channels, depth, height, width], but `x` is []
            help: a single number has no channels to normalise: leave `batch_norm` out

            network A(x: [1, 2, 3, 4, 5]) -> [1, 2, 3, 4, 5] { x -> batch_norm }
                                                                    ^^^^^^^^^^
            `batch_norm` takes [channels], [channels, length], [channels, height, width] or [channels, depth, height, width], but `x` is [1, 2, 3, 4, 5]
            help: send a value of four dimensions at most through `batch_norm`

            network A(x: []) -> [] { x -> softmax }
                                          ^^^^^^^
            `softmax` works along the last axis, but `x` is a single number
            help: give it a vector of scores, one a class

        "#]],
    );
}

#[test]
fn a_kernel_that_does_not_fit() {
    chains(
        &[
            "-> conv: conv2d(8, kernel = 9)",
            "-> conv: conv2d(8, kernel = [3, 11], padding = 1)",
            "-> conv: conv2d(8, kernel = 5, dilation = 3)",
            "-> max_pool2d(3) -> max_pool2d(3)",
            "-> max_pool2d(2, padding = 2)",
        ],
        expect![[r#"
            x -> conv: conv2d(8, kernel = 9) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` slides a kernel 9 high over an image 8 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

            x -> conv: conv2d(8, kernel = [3, 11], padding = 1) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` slides a kernel 11 wide over an image 10 wide with its padding
            help: `padding = [1, 2]` makes it fit, and so does a smaller kernel

            x -> conv: conv2d(8, kernel = 5, dilation = 3) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` slides a kernel 13 high with its dilation over an image 8 high
            help: `padding = 3` makes it fit, and so does a smaller kernel

            x -> max_pool2d(3) -> max_pool2d(3) -> flatten -> linear(10)
                                  ^^^^^^^^^^^^^
            `max_pool2d` slides a kernel 3 high over an image 2 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

            x -> max_pool2d(2, padding = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
            `max_pool2d` has a padding of 2, which is more than half its kernel of 2
            help: pad by half the kernel at most

        "#]],
    );
}

#[test]
fn groups_that_do_not_divide() {
    chains(
        &["-> conv2d(8, kernel = 3, groups = 2)", "-> conv: conv2d(8, kernel = 3, groups = 3)"],
        expect![[r#"
            x -> conv2d(8, kernel = 3, groups = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv2d` has 2 groups, which do not divide its 3 input channels
            help: each group takes the same number of channels: `groups` must divide both numbers of channels

            x -> conv: conv2d(8, kernel = 3, groups = 3) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv` has 3 groups, which do not divide its 8 output channels
            help: each group takes the same number of channels: `groups` must divide both numbers of channels

        "#]],
    );
}

#[test]
fn operands_of_different_shapes() {
    bodies(
        &[
            "let a = x -> conv2d(8, kernel = 3); a + y -> flatten -> linear(10)",
            "let a = x -> flatten; y * a -> linear(10)",
            "x - (y -> global_avg_pool) -> flatten -> linear(10)",
        ],
        expect![[r#"
            let a = x -> conv2d(8, kernel = 3); a + y -> flatten -> linear(10)
                                                  ^
            `+` cannot bring axes of 8 and 3 together: `a` is [8, 6, 6] and `y` is [3, 8, 8]
            help: send one of them through a layer that gives it the other's shape

            let a = x -> flatten; y * a -> linear(10)
                                    ^
            `*` cannot bring axes of 8 and 192 together: `y` is [3, 8, 8] and `a` is [192]
            help: shapes meet from the right, where sizes have to be equal, or one of them 1

            x - (y -> global_avg_pool) -> flatten -> linear(10)
              ^
            `-` cannot bring axes of 8 and 3 together: `x` is [3, 8, 8] and `global_avg_pool` is [3]
            help: for one number a channel, make `global_avg_pool` [3, 1, 1]: `reshape` does

        "#]],
    );
}

#[test]
fn parts_that_do_not_join() {
    bodies(
        &[
            "let a = y -> max_pool2d(2); concat(x, a, axis = 0) -> flatten -> linear(10)",
            "concat(x, y, axis = 3) -> flatten -> linear(10)",
            "concat(x, y -> flatten, axis = 0) -> flatten -> linear(10)",
        ],
        expect![[r#"
            let a = y -> max_pool2d(2); concat(x, a, axis = 0) -> flatten -> linear(10)
                                        ^^^^^^^^^^^^^^^^^^^^^^
            `concat` along axis 0 takes values that differ in that axis alone, but `x` is [3, 8, 8] and `a` is [3, 4, 4]
            help: join along the axis in which they differ, or make the other dimensions equal first

            concat(x, y, axis = 3) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^
            `concat` joins along axis 3, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: write `axis = 0` to `axis = 2`

            concat(x, y -> flatten, axis = 0) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `concat` takes values of as many dimensions, but `x` is [3, 8, 8] and `flatten` is [192]
            help: give them as many: by `-> flatten`, or by `-> reshape([..])`

        "#]],
    );
}

#[test]
fn a_shape_that_is_none() {
    blocks(
        &[
            "network A(x: [0, 8]) -> [8] { x -> flatten }",
            "network A(x: [1, 1, 1, 1, 1, 8]) -> [8] { x -> flatten }",
            "network A(x: [99999999999999999999]) -> [8] { x -> flatten }",
            "network A() -> [8] { }",
        ],
        expect![[r#"
            network A(x: [0, 8]) -> [8] { x -> flatten }
                          ^
            a dimension is 0
            help: the smallest dimension is 1

            network A(x: [1, 1, 1, 1, 1, 8]) -> [8] { x -> flatten }
                         ^^^^^^^^^^^^^^^^^^
            a shape of 6 dimensions
            help: a sample has 5 dimensions at most

            network A(x: [99999999999999999999]) -> [8] { x -> flatten }
                          ^^^^^^^^^^^^^^^^^^^^
            the dimension `99999999999999999999` is too large
            help: write one that fits into a `usize`

            network A() -> [8] { }
                    ^
            the network `A` has no inputs
            help: write what it takes, per sample: `A(image: [3, 32, 32])`

        "#]],
    );
}

#[test]
fn what_follows_a_mistake_is_left_alone() {
    bodies(
        &["let a = x -> fc: linear(10); let b = a + (y -> flatten); b -> conv2d(8, kernel = 3) -> linear(10)"],
        expect![[r#"
            let a = x -> fc: linear(10); let b = a + (y -> flatten); b -> conv2d(8, kernel = 3) -> linear(10)
                                                   ^
            `+` cannot bring axes of 10 and 192 together: `a` is [3, 8, 10] and `flatten` is [192]
            help: shapes meet from the right, where sizes have to be equal, or one of them 1

        "#]],
    );
}

#[test]
fn known_parts_of_a_symbolic_shape() {
    blocks(
        &[
            "network A(x: [C, 8, 8]) -> [10] { x -> linear(10) }",
            "network A(x: [C, 8, 8]) -> [10] { x -> conv2d(8, kernel = 9) -> flatten -> linear(10) }",
            "network A(x: [C, 8, 8], y: [C, 8, 9]) -> [C, 8, 8] { x + y }",
            "network A(x: [C, H, 8]) -> [C] { x -> max_pool2d(2) }",
        ],
        expect![[r#"
            network A(x: [C, 8, 8]) -> [10] { x -> linear(10) }
                                       ^^^^
            `A` promises to return [10], but `linear` is [C, 8, 10]
            help: `flatten` before `linear` makes one vector of it; or write `[C, 8, 10]`

            network A(x: [C, 8, 8]) -> [10] { x -> conv2d(8, kernel = 9) -> flatten -> linear(10) }
                                                   ^^^^^^^^^^^^^^^^^^^^^
            `conv2d` slides a kernel 9 high over an image 8 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

            network A(x: [C, 8, 8], y: [C, 8, 9]) -> [C, 8, 8] { x + y }
                                                                   ^
            `+` cannot bring axes of 8 and 9 together: `x` is [C, 8, 8] and `y` is [C, 8, 9]
            help: send one of them through a layer that gives it the other's shape

            network A(x: [C, H, 8]) -> [C] { x -> max_pool2d(2) }
                                       ^^^
            `A` promises to return [C], but `max_pool2d` is [C, ⌊(H − 2) / 2⌋ + 1, 4]
            help: a computed dimension is promised by a `const` item of the same value

        "#]],
    );
}

#[test]
fn sizes_that_nothing_can_hold() {
    let header = "network A(x: [3, 8, 8]) -> [10]";
    blocks(
        &[
            &format!("{header} {{ x -> flatten -> linear(9223372036854775808) -> fc: linear(10) }}"),
            &format!(
                "{header} {{ let _y = x -> conv2d(4294967296, kernel = 65536, padding = 65536); x -> flatten -> linear(10) }}"
            ),
            &format!("{header} {{ let _y = x -> upsample(scale = 1000000000); x -> flatten -> linear(10) }}"),
            &format!("{header} {{ let _y = x -> pad(9223372036854775807); x -> flatten -> linear(10) }}"),
            "network A(x: [9223372036854775807, 3]) -> [10] { x -> flatten -> linear(10) }",
            "network A(x: [3]) -> [18446744073709551616] { x }",
            "network A(x: [3]) -> [3] { loss fit(t: [4294967296, 4294967296]) = l2(x, t); x }",
        ],
        expect![[r#"
            network A(x: [3, 8, 8]) -> [10] { x -> flatten -> linear(9223372036854775808) -> fc: linear(10) }
                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `linear` would hold more numbers than any memory
            help: the sizes that come together here are too large: write smaller ones

            network A(x: [3, 8, 8]) -> [10] { let _y = x -> conv2d(4294967296, kernel = 65536, padding = 65536); x -> flatten -> linear(10) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv2d` would hold more numbers than any memory
            help: the sizes that come together here are too large: write smaller ones

            network A(x: [3, 8, 8]) -> [10] { let _y = x -> upsample(scale = 1000000000); x -> flatten -> linear(10) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `upsample` would make more numbers than any memory holds
            help: the sizes that come together here are too large: write smaller ones

            network A(x: [3, 8, 8]) -> [10] { let _y = x -> pad(9223372036854775807); x -> flatten -> linear(10) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^
            `pad` would make more numbers than any memory holds
            help: the sizes that come together here are too large: write smaller ones

            network A(x: [9223372036854775807, 3]) -> [10] { x -> flatten -> linear(10) }
                         ^^^^^^^^^^^^^^^^^^^^^^^^
            a shape of more elements than any memory holds
            help: write smaller dimensions

            network A(x: [3]) -> [18446744073709551616] { x }
                                  ^^^^^^^^^^^^^^^^^^^^
            the dimension `18446744073709551616` is too large
            help: write one that fits into a `usize`

            network A(x: [3]) -> [3] { loss fit(t: [4294967296, 4294967296]) = l2(x, t); x }
                                                   ^^^^^^^^^^^^^^^^^^^^^^^^
            a shape of more elements than any memory holds
            help: write smaller dimensions

        "#]],
    );
}
