use expect_test::expect;

use super::chains;

#[test]
fn a_missing_argument() {
    chains(
        &[
            "-> conv2d(8)",
            "-> conv2d(kernel = 3)",
            "-> conv2d",
            "-> fc: linear",
            "-> dropout",
            "-> max_pool2d",
            "-> avg_pool2d()",
            "-> concat",
        ],
        expect![[r#"
            x -> conv2d(8) -> flatten -> linear(10)
                 ^^^^^^
            `conv2d` needs `kernel`
            help: write for example `conv2d(16, kernel = 3)`

            x -> conv2d(kernel = 3) -> flatten -> linear(10)
                 ^^^^^^
            `conv2d` needs the number of output channels
            help: write for example `conv2d(16, kernel = 3)`

            x -> conv2d -> flatten -> linear(10)
                 ^^^^^^
            `conv2d` needs the number of output channels and `kernel`
            help: write for example `conv2d(16, kernel = 3)`

            x -> fc: linear -> flatten -> linear(10)
                     ^^^^^^
            `linear` needs the number of output features
            help: write for example `linear(10)`

            x -> dropout -> flatten -> linear(10)
                 ^^^^^^^
            `dropout` needs the probability to drop an element
            help: write for example `dropout(0.5)`

            x -> max_pool2d -> flatten -> linear(10)
                 ^^^^^^^^^^
            `max_pool2d` needs the size of the kernel
            help: write for example `max_pool2d(2)`

            x -> avg_pool2d() -> flatten -> linear(10)
                 ^^^^^^^^^^
            `avg_pool2d` needs the size of the kernel
            help: write for example `avg_pool2d(2)`

            x -> concat -> flatten -> linear(10)
                 ^^^^^^
            `concat` needs `axis`
            help: write for example `concat(a, b, axis = 0)`

        "#]],
    );
}

#[test]
fn an_unknown_argument() {
    chains(
        &[
            "-> conv2d(8, kernel = 3, pading = 1)",
            "-> conv2d(8, kernel = 3, colour = 1)",
            "-> conv2d(8, kernel = 3, in_channels = 3)",
            "-> batch_norm(num_features = 3)",
            "-> batch_norm(eps = 1e-3)",
            "-> relu(slope = 1)",
            "-> flatten(1)",
            "-> conv2d(8, 3)",
            "-> conv2d(8, 3, 1)",
            "-> conv2d(8, kernel_size = 3)",
            "-> flatten -> fc: linear(in_features = 192, out_features = 3)",
        ],
        expect![[r#"
            x -> conv2d(8, kernel = 3, pading = 1) -> flatten -> linear(10)
                                       ^^^^^^
            `conv2d` has no argument `pading`
            help: did you mean `padding`?

            x -> conv2d(8, kernel = 3, colour = 1) -> flatten -> linear(10)
                                       ^^^^^^
            `conv2d` has no argument `colour`
            help: it takes `out_channels`, `kernel`, `stride`, `padding`, `dilation`, `groups`, `bias`, `norm`, `init`, `bias_init`

            x -> conv2d(8, kernel = 3, in_channels = 3) -> flatten -> linear(10)
                                       ^^^^^^^^^^^
            `conv2d` has no argument `in_channels`
            help: it is inferred from what flows in: remove it

            x -> batch_norm(num_features = 3) -> flatten -> linear(10)
                            ^^^^^^^^^^^^
            `batch_norm` has no argument `num_features`
            help: it is inferred from what flows in: remove it

            x -> batch_norm(eps = 1e-3) -> flatten -> linear(10)
                            ^^^
            `batch_norm` has no argument `eps`
            help: write `epsilon = ..`

            x -> relu(slope = 1) -> flatten -> linear(10)
                      ^^^^^
            `relu` has no argument `slope`
            help: it takes none: write `relu`

            x -> flatten(1) -> flatten -> linear(10)
                         ^
            `flatten` takes no arguments, but is given `1`
            help: write `flatten`

            x -> conv2d(8, 3) -> flatten -> linear(10)
                           ^
            `conv2d` is given `3`, which it does not take without a name
            help: write `kernel = 3`

            x -> conv2d(8, 3, 1) -> flatten -> linear(10)
                           ^^^^
            `conv2d` is given `3` and `1`, which it does not take without a name
            help: name what you mean, as in `conv2d(16, kernel = 3)`

            x -> conv2d(8, kernel_size = 3) -> flatten -> linear(10)
                           ^^^^^^^^^^^
            `conv2d` has no argument `kernel_size`
            help: write `kernel = ..`

            x -> flatten -> fc: linear(in_features = 192, out_features = 3) -> flatten -> linear(10)
                                       ^^^^^^^^^^^
            `linear` has no argument `in_features`
            help: it is inferred from what flows in: remove it

        "#]],
    );
}

#[test]
fn an_argument_given_twice() {
    chains(
        &["-> conv2d(8, kernel = 3, kernel = 3)", "-> conv2d(8, kernel = 3, out_channels = 8)"],
        expect![[r#"
        x -> conv2d(8, kernel = 3, kernel = 3) -> flatten -> linear(10)
                                   ^^^^^^^^^^
        `kernel` is given twice
        help: `conv2d` takes one `kernel`: remove one of the two

        x -> conv2d(8, kernel = 3, out_channels = 8) -> flatten -> linear(10)
                                   ^^^^^^^^^^^^^^^^
        `out_channels` is given twice
        help: `conv2d` takes one `out_channels`: remove one of the two

    "#]],
    );
}

#[test]
fn a_size_that_is_none() {
    chains(
        &[
            "-> conv2d(0, kernel = 3)",
            "-> conv2d(8, kernel = 3, stride = 0)",
            "-> conv2d(8, kernel = [3, 0])",
            "-> conv2d(8, kernel = [3, 3, 3])",
            "-> conv2d(8, kernel = 3.5)",
            "-> conv2d(8, kernel = -1)",
            "-> conv2d(8, kernel = true)",
            "-> conv2d(8, kernel = x)",
            "-> conv2d(8, kernel = 3, padding = full)",
            "-> conv2d(8, kernel = 3, padding = -1)",
            "-> conv2d(8, kernel = 3, bias = 0)",
            "-> conv2d(99999999999999999999, kernel = 3)",
            "-> conv2d(7 / 2, kernel = 3)",
            "-> concat(x, axis = channels)",
        ],
        expect![[r#"
            x -> conv2d(0, kernel = 3) -> flatten -> linear(10)
                        ^
            `out_channels` of `conv2d` is `0`
            help: the smallest that makes sense is 1

            x -> conv2d(8, kernel = 3, stride = 0) -> flatten -> linear(10)
                                                ^
            `stride` of `conv2d` is `0`
            help: the smallest that makes sense is 1

            x -> conv2d(8, kernel = [3, 0]) -> flatten -> linear(10)
                                    ^^^^^^
            `kernel` of `conv2d` is `[3, 0]`
            help: the smallest that makes sense is 1

            x -> conv2d(8, kernel = [3, 3, 3]) -> flatten -> linear(10)
                                    ^^^^^^^^^
            `kernel` of `conv2d` is `[3, 3, 3]`
            help: write `[height, width]`, or one number for both

            x -> conv2d(8, kernel = 3.5) -> flatten -> linear(10)
                                    ^^^
            `kernel` of `conv2d` is `3.5`
            help: write a whole number from 1, or the name of a `const` item

            x -> conv2d(8, kernel = -1) -> flatten -> linear(10)
                                    ^^
            `kernel` of `conv2d` is `-1`
            help: write a whole number from 1, or the name of a `const` item

            x -> conv2d(8, kernel = true) -> flatten -> linear(10)
                                    ^^^^
            `kernel` of `conv2d` is `true`
            help: write a whole number from 1, or the name of a `const` item

            x -> conv2d(8, kernel = x) -> flatten -> linear(10)
                                    ^
            `kernel` of `conv2d` is `x`
            help: write a whole number from 1, or the name of a `const` item

            x -> conv2d(8, kernel = 3, padding = full) -> flatten -> linear(10)
                                                 ^^^^
            `padding` of `conv2d` is `full`
            help: write a number, `[height, width]`, `same` or `valid`

            x -> conv2d(8, kernel = 3, padding = -1) -> flatten -> linear(10)
                                                 ^^
            `padding` of `conv2d` is `-1`
            help: write a whole number from 0, or the name of a `const` item

            x -> conv2d(8, kernel = 3, bias = 0) -> flatten -> linear(10)
                                              ^
            `bias` of `conv2d` is `0`
            help: write `true` or `false`

            x -> conv2d(99999999999999999999, kernel = 3) -> flatten -> linear(10)
                        ^^^^^^^^^^^^^^^^^^^^
            `out_channels` of `conv2d` is `99999999999999999999`
            help: write a whole number from 1, or the name of a `const` item

            x -> conv2d(7 / 2, kernel = 3) -> flatten -> linear(10)
                        ^^^^^
            `out_channels` of `conv2d` is `7 / 2`
            help: write a whole number from 1, or the name of a `const` item

            x -> concat(x, axis = channels) -> flatten -> linear(10)
                                  ^^^^^^^^
            `axis` of `concat` is `channels`
            help: the axes of a sample count from 0, without the batch: write a whole number from 0

        "#]],
    );
}

#[test]
fn a_number_out_of_range() {
    chains(
        &[
            "-> dropout(1)",
            "-> dropout(-0.1)",
            "-> dropout(p = 1.5)",
            "-> dropout(true)",
            "-> batch_norm(momentum = 2)",
            "-> batch_norm(epsilon = 0)",
            "-> leaky_relu(slope = x)",
        ],
        expect![[r#"
            x -> dropout(1) -> flatten -> linear(10)
                         ^
            `p` of `dropout` is `1`
            help: the probability to drop an element is at least 0 and less than 1

            x -> dropout(-0.1) -> flatten -> linear(10)
                         ^^^^
            `p` of `dropout` is `-0.1`
            help: the probability to drop an element is at least 0 and less than 1

            x -> dropout(p = 1.5) -> flatten -> linear(10)
                             ^^^
            `p` of `dropout` is `1.5`
            help: the probability to drop an element is at least 0 and less than 1

            x -> dropout(true) -> flatten -> linear(10)
                         ^^^^
            `p` of `dropout` is `true`
            help: write a number or the name of a `const` item

            x -> batch_norm(momentum = 2) -> flatten -> linear(10)
                                       ^
            `momentum` of `batch_norm` is `2`
            help: the share of the newest batch in the running statistics is from 0 to 1

            x -> batch_norm(epsilon = 0) -> flatten -> linear(10)
                                      ^
            `epsilon` of `batch_norm` is `0`
            help: what is added to the variance before its root is taken is above 0

            x -> leaky_relu(slope = x) -> flatten -> linear(10)
                                    ^
            `slope` of `leaky_relu` is `x`
            help: write a number or the name of a `const` item

        "#]],
    );
}
