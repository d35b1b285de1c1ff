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
            `instance_norm` is given `8` beside what flows in, whose size it finds itself
            help: write `instance_norm`

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
            `layer_norm` normalises one axis or the last ones of a value, but `x` is [3, 8, 8] and `axes` is [0, 1]
            help: axes count from 0, without the batch: write for example `axes = [0, 1, 2]`

            x -> layer_norm(axes = [0, 2]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^
            `layer_norm` normalises one axis or the last ones of a value, but `x` is [3, 8, 8] and `axes` is [0, 2]
            help: axes count from 0, without the batch: write for example `axes = [0, 1, 2]`

            x -> layer_norm(axes = [3]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^
            `layer_norm` normalises one axis or the last ones of a value, but `x` is [3, 8, 8] and `axes` is [3]
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

#[test]
fn arguments_of_normalize() {
    chains(
        &[
            "-> normalize",
            "-> normalize(resnet)",
            "-> normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2])",
            "-> normalize(imagenet, deviation = 0.5)",
            "-> normalize(vgg, mean = [1, 2, 3], deviation = 1)",
            "-> normalize(deviation = 0.5)",
            "-> normalize(mean = 0.5, std = 0.5)",
            "-> normalize(mean = [0.5, half, 1], deviation = [0.2, 0, -1])",
            "-> normalize(mean = [], deviation = 0)",
            "-> normalize(mean = [[0.5], [1]])",
            "-> normalize(mean = [0.5, 1 / 2, 0.5])",
            "-> normalize(mean = true, scale = 0)",
            "-> normalise(imagenet)",
        ],
        expect![[r#"
            x -> normalize -> flatten -> linear(10)
                 ^^^^^^^^^
            `normalize` needs `mean`
            help: write for example `normalize(mean = 0.5, deviation = 0.25)`

            x -> normalize(resnet) -> flatten -> linear(10)
                           ^^^^^^
            `statistics` of `normalize` is `resnet`
            help: write `imagenet` or `vgg` or `caffe`

            x -> normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2]) -> flatten -> linear(10)
                           ^^^^^^^^^^^^^^^
            `statistics` of `normalize` is `[0.5, 0.5, 0.5]`
            help: write `imagenet` or `vgg` or `caffe`

            x -> normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2]) -> flatten -> linear(10)
                                            ^^^^^^^^^^^^^^^
            `normalize` is given `[0.2, 0.2, 0.2]`, which it does not take without a name
            help: name what you mean, as in `normalize(mean = 0.5, deviation = 0.25)`

            x -> normalize(imagenet, deviation = 0.5) -> flatten -> linear(10)
                                     ^^^^^^^^^^^^^^^
            `deviation` is given with `imagenet`
            help: `imagenet` says both the mean and the deviation: remove one of the two

            x -> normalize(vgg, mean = [1, 2, 3], deviation = 1) -> flatten -> linear(10)
                                ^^^^^^^^^^^^^^^^
            `mean` is given with `vgg`
            help: `vgg` says both the mean and the deviation: remove one of the two

            x -> normalize(vgg, mean = [1, 2, 3], deviation = 1) -> flatten -> linear(10)
                                                  ^^^^^^^^^^^^^
            `deviation` is given with `vgg`
            help: `vgg` says both the mean and the deviation: remove one of the two

            x -> normalize(deviation = 0.5) -> flatten -> linear(10)
                 ^^^^^^^^^
            `normalize` needs `mean`
            help: write for example `normalize(mean = 0.5, deviation = 0.25)`

            x -> normalize(mean = 0.5, std = 0.5) -> flatten -> linear(10)
                                       ^^^
            `normalize` has no argument `std`
            help: write `deviation = ..`

            x -> normalize(mean = [0.5, half, 1], deviation = [0.2, 0, -1]) -> flatten -> linear(10)
                                        ^^^^
            `mean` of `normalize` is `half`
            help: write a number or the name of a `const` item

            x -> normalize(mean = [0.5, half, 1], deviation = [0.2, 0, -1]) -> flatten -> linear(10)
                                                                    ^
            `deviation` of `normalize` is `0`
            help: a deviation is above 0: it is divided by

            x -> normalize(mean = [0.5, half, 1], deviation = [0.2, 0, -1]) -> flatten -> linear(10)
                                                                       ^^
            `deviation` of `normalize` is `-1`
            help: a deviation is above 0: it is divided by

            x -> normalize(mean = [], deviation = 0) -> flatten -> linear(10)
                                  ^^
            `mean` of `normalize` is `[]`
            help: write a number for each channel, or one for all

            x -> normalize(mean = [], deviation = 0) -> flatten -> linear(10)
                                                  ^
            `deviation` of `normalize` is `0`
            help: a deviation is above 0: it is divided by

            x -> normalize(mean = [[0.5], [1]]) -> flatten -> linear(10)
                                    ^^^
            a size is a whole number, found `0.5`
            help: write a whole number or the name of a `const` item

            x -> normalize(mean = [0.5, 1 / 2, 0.5]) -> flatten -> linear(10)
                                        ^^^^^
            the numbers of a list are not computed in a network
            help: write the result, or give it a name outside of the block: `const MEAN: f64 = ..;`

            x -> normalize(mean = true, scale = 0) -> flatten -> linear(10)
                                  ^^^^
            `mean` of `normalize` is `true`
            help: write a number for each channel, or one for all

            x -> normalize(mean = true, scale = 0) -> flatten -> linear(10)
                                                ^
            `scale` of `normalize` is `0`
            help: what values are multiplied by at first is above 0

            x -> normalise(imagenet) -> flatten -> linear(10)
                 ^^^^^^^^^
            there is no layer or scope `normalise`
            help: did you mean `normalize`?

        "#]],
    );
}

#[test]
fn shapes_of_normalize() {
    chains(
        &[
            "-> normalize(mean = [0.5, 0.5])",
            "-> normalize(mean = 0.5, deviation = [0.25])",
            "-> conv2d(4, kernel = 3) -> normalize(imagenet)",
            "-> flatten -> normalize(vgg)",
            "-> mean -> normalize(mean = 0.5)",
        ],
        expect![[r#"
            x -> normalize(mean = [0.5, 0.5]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `normalize` takes a mean for each of the 3 channels of `x`, but is given 2
            help: write one for each channel, or one number for all of them

            x -> normalize(mean = 0.5, deviation = [0.25]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `normalize` takes a deviation for each of the 3 channels of `x`, but is given 1
            help: write one for each channel, or one number for all of them

            x -> conv2d(4, kernel = 3) -> normalize(imagenet) -> flatten -> linear(10)
                                          ^^^^^^^^^^^^^^^^^^^
            `normalize` takes pictures of red, green and blue with `imagenet`, but `conv2d` is [4, 6, 6]
            help: write statistics of your own: `mean = 0.5, deviation = 0.25`

            x -> flatten -> normalize(vgg) -> flatten -> linear(10)
                            ^^^^^^^^^^^^^^
            `normalize` takes an image, [channels, height, width], but `flatten` is [192]
            help: send a value of three dimensions through `normalize`

            x -> mean -> normalize(mean = 0.5) -> flatten -> linear(10)
                         ^^^^^^^^^^^^^^^^^^^^^
            `normalize` has a mean a channel, but `mean` is a single number
            help: a vector of one element is `[1]`

        "#]],
    );
}
