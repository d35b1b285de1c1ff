//! The layers that make images larger.

use expect_test::expect;

use super::chains;

#[test]
fn arguments_of_conv_transpose2d() {
    chains(
        &[
            "-> conv_transpose2d(4)",
            "-> conv_transpose2d(4, kernel = 3, padding = same, output_padding = 1)",
            "-> conv_transpose2d(4, kernel = 3, output_padding = -1)",
            "-> conv_transpose2d(4, kernel = 3, output_padding = [1, 1, 1])",
            "-> conv_transpose2d(4, kernel = 3, in_channels = 3)",
            "-> conv_transpose2d(4, kernel = 3, output_size = [16, 16])",
            "-> deconv2d(4, kernel = 3)",
        ],
        expect![[r#"
            x -> conv_transpose2d(4) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^
            `conv_transpose2d` needs `kernel`
            help: write for example `conv_transpose2d(16, kernel = 4, stride = 2, padding = 1)`

            x -> conv_transpose2d(4, kernel = 3, padding = same, output_padding = 1) -> flatten -> linear(10)
                                                                 ^^^^^^^^^^^^^^^^^^
            `output_padding` is given with `padding = same`
            help: `same` makes the output `stride` times as large as the input: remove `output_padding`

            x -> conv_transpose2d(4, kernel = 3, output_padding = -1) -> flatten -> linear(10)
                                                                  ^^
            `output_padding` of `conv_transpose2d` is `-1`
            help: write a whole number from 0, or the name of a `const` item

            x -> conv_transpose2d(4, kernel = 3, output_padding = [1, 1, 1]) -> flatten -> linear(10)
                                                                  ^^^^^^^^^
            `output_padding` of `conv_transpose2d` is `[1, 1, 1]`
            help: write `[height, width]`, or one number for both

            x -> conv_transpose2d(4, kernel = 3, in_channels = 3) -> flatten -> linear(10)
                                                 ^^^^^^^^^^^
            `conv_transpose2d` has no argument `in_channels`
            help: it is inferred from what flows in: remove it

            x -> conv_transpose2d(4, kernel = 3, output_size = [16, 16]) -> flatten -> linear(10)
                                                 ^^^^^^^^^^^
            `conv_transpose2d` has no argument `output_size`
            help: it takes `out_channels`, `kernel`, `stride`, `padding`, `output_padding`, `dilation`, `groups`, `bias`, `norm`, `init`, `bias_init`

            x -> deconv2d(4, kernel = 3) -> flatten -> linear(10)
                 ^^^^^^^^
            there is no layer or scope `deconv2d`
            help: did you mean `conv_transpose2d`?

        "#]],
    );
}

#[test]
fn shapes_of_conv_transpose2d() {
    chains(
        &[
            "-> conv_transpose2d(4, kernel = 3, stride = 2, output_padding = 2)",
            "-> conv_transpose2d(4, kernel = 3, dilation = [1, 2], output_padding = [0, 2])",
            "-> conv_transpose2d(4, kernel = 3, padding = [0, 5])",
            "-> conv_transpose2d(4, kernel = 3, groups = 2)",
            "-> flatten -> conv_transpose2d(4, kernel = 3)",
        ],
        expect![[r#"
            x -> conv_transpose2d(4, kernel = 3, stride = 2, output_padding = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv_transpose2d` has an output padding of 2, which is not below its stride of 2
            help: `output_padding` makes up for what a stride leaves open: write less, or leave it out

            x -> conv_transpose2d(4, kernel = 3, dilation = [1, 2], output_padding = [0, 2]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv_transpose2d` has an output padding of 2, which is not below its stride of 1 or its dilation of 2
            help: `output_padding` makes up for what a stride leaves open: write less, or leave it out

            x -> conv_transpose2d(4, kernel = 3, padding = [0, 5]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv_transpose2d` makes an image 10 wide, of which its padding takes away all 10
            help: the padding of a transposed convolution is cut off from its output: write less of it

            x -> conv_transpose2d(4, kernel = 3, groups = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv_transpose2d` has 2 groups, which do not divide its 3 input channels
            help: each group takes the same number of channels: `groups` must divide both numbers of channels

            x -> flatten -> conv_transpose2d(4, kernel = 3) -> flatten -> linear(10)
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `conv_transpose2d` takes an image, [channels, height, width], but `flatten` is [192]
            help: send an image through `conv_transpose2d`

        "#]],
    );
}

#[test]
fn arguments_of_upsample() {
    chains(
        &[
            "-> upsample",
            "-> upsample(2)",
            "-> upsample(scale = 2, size = [16, 16])",
            "-> upsample(scale = 0)",
            "-> upsample(scale = -2)",
            "-> upsample(scale = 3.14159)",
            "-> upsample(scale = [2, 0])",
            "-> upsample(size = [16, 16, 16])",
            "-> upsample(scale = 2, mode = bicubic)",
            "-> upsample(scale = 2, mode = 1)",
            "-> upsample(scale = 2, align_corners = true)",
            "-> upsample(scale = 2, mode = bilinear, align_corners = 1)",
            "-> upsample(scale_factor = 2)",
            "-> interpolate(scale = 2)",
        ],
        expect![[r#"
            x -> upsample -> flatten -> linear(10)
                 ^^^^^^^^
            `upsample` needs `scale`
            help: write for example `upsample(scale = 2)`

            x -> upsample(2) -> flatten -> linear(10)
                          ^
            `upsample` is given `2`, which it does not take without a name
            help: write `scale = 2`

            x -> upsample(scale = 2, size = [16, 16]) -> flatten -> linear(10)
                          ^^^^^^^^^
            `upsample` is given a `scale` and a `size`
            help: one says all: remove one of the two

            x -> upsample(scale = 0) -> flatten -> linear(10)
                                  ^
            `scale` of `upsample` is `0`
            help: the smallest that makes sense is 1

            x -> upsample(scale = -2) -> flatten -> linear(10)
                                  ^^
            `scale` of `upsample` is `-2`
            help: write a number above 0 such as `2` or `1.5`, or `size = [height, width]`

            x -> upsample(scale = 3.14159) -> flatten -> linear(10)
                                  ^^^^^^^
            `scale` of `upsample` is `3.14159`
            help: write a number above 0 such as `2` or `1.5`, or `size = [height, width]`

            x -> upsample(scale = [2, 0]) -> flatten -> linear(10)
                                  ^^^^^^
            `scale` of `upsample` is `[2, 0]`
            help: the smallest that makes sense is 1

            x -> upsample(size = [16, 16, 16]) -> flatten -> linear(10)
                                 ^^^^^^^^^^^^
            `size` of `upsample` is `[16, 16, 16]`
            help: write `[height, width]`, or one number for both

            x -> upsample(scale = 2, mode = bicubic) -> flatten -> linear(10)
                                            ^^^^^^^
            `mode` of `upsample` is `bicubic`
            help: write `nearest` or `bilinear`

            x -> upsample(scale = 2, mode = 1) -> flatten -> linear(10)
                                            ^
            `mode` of `upsample` is `1`
            help: write `nearest` or `bilinear`

            x -> upsample(scale = 2, align_corners = true) -> flatten -> linear(10)
                                     ^^^^^^^^^^^^^^^^^^^^
            `align_corners` is given without `mode = bilinear`
            help: the nearest pixel has no corners to align: remove it, or write `mode = bilinear`

            x -> upsample(scale = 2, mode = bilinear, align_corners = 1) -> flatten -> linear(10)
                                                                      ^
            `align_corners` of `upsample` is `1`
            help: write `true` or `false`

            x -> upsample(scale_factor = 2) -> flatten -> linear(10)
                          ^^^^^^^^^^^^
            `upsample` has no argument `scale_factor`
            help: write `scale = ..`

            x -> interpolate(scale = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^
            there is no layer or scope `interpolate`
            help: did you mean `upsample`?

        "#]],
    );
}

#[test]
fn shapes_of_upsample() {
    chains(
        &["-> upsample(scale = 1.3)", "-> upsample(scale = 0.2, mode = bilinear)", "-> flatten -> upsample(scale = 2)"],
        expect![[r#"
            x -> upsample(scale = 1.3) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^
            `upsample` scales 8 rows by 1.3, which gives no whole number
            help: say how large the output is in its place: `size = [10, 10]`

            x -> upsample(scale = 0.2, mode = bilinear) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `upsample` scales 8 rows by 0.2, which gives no whole number
            help: say how large the output is in its place: `size = [1, 1]`

            x -> flatten -> upsample(scale = 2) -> flatten -> linear(10)
                            ^^^^^^^^^^^^^^^^^^^
            `upsample` takes an image, [channels, height, width], but `flatten` is [192]
            help: send a value of three dimensions through `upsample`

        "#]],
    );
}

#[test]
fn dilation_of_pools() {
    chains(
        &[
            "-> avg_pool2d(2, dilation = 2)",
            "-> max_pool2d(2, dilation = 2, padding = 2)",
            "-> max_pool2d(3, dilation = 4)",
        ],
        expect![[r#"
            x -> avg_pool2d(2, dilation = 2) -> flatten -> linear(10)
                               ^^^^^^^^
            `avg_pool2d` has no argument `dilation`
            help: it takes `kernel`, `stride`, `padding`, `ceil_mode`, `count_padding`

            x -> max_pool2d(2, dilation = 2, padding = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `max_pool2d` has a padding of 2, which is more than half its kernel of 3 with its dilation
            help: pad by half the kernel at most

            x -> max_pool2d(3, dilation = 4) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `max_pool2d` slides a kernel 9 high with its dilation over an image 8 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

        "#]],
    );
}
