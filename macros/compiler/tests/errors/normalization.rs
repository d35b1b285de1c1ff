//! The norms that need no running statistics.

use expect_test::expect;

use super::chains;

#[test]
fn arguments_of_norms() {
    chains(
        &[
            "-> layer_norm(axes = 2)",
            "-> layer_norm(axes = [])",
            "-> layer_norm(axes = [2, 2])",
            "-> layer_norm(normalized_shape = [8])",
            "-> layer_norm(epsilon = 0)",
            "-> layer_norm(affine = no)",
            "-> group_norm",
            "-> group_norm(3, num_channels = 3)",
            "-> instance_norm(8)",
            "-> instance_norm(momentum = 0.1)",
        ],
        expect![[r#"
            x -> layer_norm(axes = 2) -> flatten -> linear(10)
                                   ^
            `axes` of `layer_norm` is `2`
            help: the axes of a sample count from 0, without the batch: write a list of them, as in `[0, 1]`

            x -> layer_norm(axes = []) -> flatten -> linear(10)
                                   ^^
            `axes` of `layer_norm` is `[]`
            help: the axes of a sample count from 0, without the batch: write whole numbers from 0

            x -> layer_norm(axes = [2, 2]) -> flatten -> linear(10)
                                   ^^^^^^
            `axes` of `layer_norm` is `[2, 2]`, with axis 2 twice
            help: name each axis once

            x -> layer_norm(normalized_shape = [8]) -> flatten -> linear(10)
                            ^^^^^^^^^^^^^^^^
            `layer_norm` has no argument `normalized_shape`
            help: it is inferred from what flows in: remove it

            x -> layer_norm(epsilon = 0) -> flatten -> linear(10)
                                      ^
            `epsilon` of `layer_norm` is `0`
            help: what is added to the variance before its root is taken is above 0

            x -> layer_norm(affine = no) -> flatten -> linear(10)
                                     ^^
            `affine` of `layer_norm` is `no`
            help: write `true` or `false`

            x -> group_norm -> flatten -> linear(10)
                 ^^^^^^^^^^
            `group_norm` needs the number of groups of channels
            help: write for example `group_norm(8)`

            x -> group_norm(3, num_channels = 3) -> flatten -> linear(10)
                               ^^^^^^^^^^^^
            `group_norm` has no argument `num_channels`
            help: it is inferred from what flows in: remove it

            x -> instance_norm(8) -> flatten -> linear(10)
                               ^
            `instance_norm` is given `8`, which it does not take without a name
            help: name what you mean, as in `instance_norm(affine = true)`

            x -> instance_norm(momentum = 0.1) -> flatten -> linear(10)
                               ^^^^^^^^
            `instance_norm` has no argument `momentum`
            help: it takes `epsilon`, `affine`, `init`, `bias_init`

        "#]],
    );
}

#[test]
fn shapes_of_norms() {
    chains(
        &[
            "-> layer_norm(axes = [0, 1])",
            "-> layer_norm(axes = [0, 2])",
            "-> layer_norm(axes = [3])",
            "-> group_norm(2)",
            "-> global_avg_pool -> group_norm(3)",
            "-> flatten -> instance_norm",
            "-> max_pool2d(8) -> instance_norm",
        ],
        expect![[r#"
            x -> layer_norm(axes = [0, 1]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^
            `layer_norm` normalises the last axes of a value, but `x` is [3, 8, 8] and `axes` is [0, 1]
            help: axes count from 0, without the batch: write for example `axes = [0, 1, 2]`

            x -> layer_norm(axes = [0, 2]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^
            `layer_norm` normalises the last axes of a value, but `x` is [3, 8, 8] and `axes` is [0, 2]
            help: axes count from 0, without the batch: write for example `axes = [0, 1, 2]`

            x -> layer_norm(axes = [3]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^
            `layer_norm` normalises the last axes of a value, but `x` is [3, 8, 8] and `axes` is [3]
            help: axes count from 0, without the batch: write for example `axes = [2]`

            x -> group_norm(2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^
            `group_norm` has 2 groups, which do not divide its 3 channels
            help: each group takes the same number of channels: `groups` must divide 3

            x -> global_avg_pool -> group_norm(3) -> flatten -> linear(10)
                                    ^^^^^^^^^^^^^
            `group_norm` normalises groups of 1 value, which have no variance
            help: write fewer groups than 3

            x -> flatten -> instance_norm -> flatten -> linear(10)
                            ^^^^^^^^^^^^^
            `instance_norm` takes [channels, length] or [channels, height, width], but `flatten` is [192]
            help: to normalise the features of a vector, write `layer_norm`

            x -> max_pool2d(8) -> instance_norm -> flatten -> linear(10)
                                  ^^^^^^^^^^^^^
            `instance_norm` normalises channels of 1 value, which have no variance
            help: normalise before the image shrinks to one pixel, or write `layer_norm`

        "#]],
    );
}

#[test]
fn a_norm_holds_variables_or_not() {
    chains(
        &["-> instance_norm(affine = true) -> instance_norm(affine = true)", "-> layer_norm -> layer_norm"],
        expect![[r#"
            x -> instance_norm(affine = true) -> instance_norm(affine = true) -> flatten -> linear(10)
                                                 ^^^^^^^^^^^^^
            a second `instance_norm` needs a name of its own
            help: write a name in front of it: `instance_norm_2: instance_norm(affine = true)`

            x -> layer_norm -> layer_norm -> flatten -> linear(10)
                               ^^^^^^^^^^
            a second `layer_norm` needs a name of its own
            help: write a name in front of it: `layer_norm_2: layer_norm`

        "#]],
    );
}
