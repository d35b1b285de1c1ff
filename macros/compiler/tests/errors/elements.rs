//! Layers that reduce, move, part and join, and those of one value.

use expect_test::expect;

use super::{blocks, bodies, chains};

#[test]
fn axes() {
    chains(
        &[
            "-> mean(axis = -1)",
            "-> mean(axis = C)",
            "-> sum(axes = 1)",
            "-> sum(axes = [])",
            "-> sum(axes = [0, C])",
            "-> max(axes = [1, 1])",
            "-> max(axis = 1, axes = [0])",
            "-> mean(axis = 3)",
            "-> mean -> sum(axis = 0)",
            "-> flatten -> sum(axis = 1)",
            "-> mean(axis = 0, keep = true)",
            "-> mean(1)",
        ],
        expect![[r#"
            x -> mean(axis = -1) -> flatten -> linear(10)
                             ^^
            `axis` of `mean` is `-1`
            help: the axes of a sample count from 0, without the batch: write a whole number from 0

            x -> mean(axis = C) -> flatten -> linear(10)
                             ^
            `axis` of `mean` is `C`
            help: the axes of a sample count from 0, without the batch: write a whole number from 0

            x -> sum(axes = 1) -> flatten -> linear(10)
                            ^
            `axes` of `sum` is `1`
            help: the axes of a sample count from 0, without the batch: write a list of them, as in `[0, 1]`

            x -> sum(axes = []) -> flatten -> linear(10)
                            ^^
            `axes` of `sum` is `[]`
            help: the axes of a sample count from 0, without the batch: write whole numbers from 0

            x -> sum(axes = [0, C]) -> flatten -> linear(10)
                            ^^^^^^
            `axes` of `sum` is `[0, C]`
            help: the axes of a sample count from 0, without the batch: write whole numbers from 0

            x -> max(axes = [1, 1]) -> flatten -> linear(10)
                            ^^^^^^
            `axes` of `max` is `[1, 1]`, with axis 1 twice
            help: name each axis once

            x -> max(axis = 1, axes = [0]) -> flatten -> linear(10)
                 ^^^
            `max` is given both `axis` and `axes`
            help: write all of them in `axes`

            x -> mean(axis = 3) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^
            `mean` works along axis 3, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: write axis 0 to 2

            x -> mean -> sum(axis = 0) -> flatten -> linear(10)
                         ^^^^^^^^^^^^^
            `sum` works along axis 0, but `mean` is []
            help: a single number has no axes

            x -> flatten -> sum(axis = 1) -> flatten -> linear(10)
                            ^^^^^^^^^^^^^
            `sum` works along axis 1, but `flatten` is [192]
            help: the axes of a sample count from 0, without the batch: write axis 0

            x -> mean(axis = 0, keep = true) -> flatten -> linear(10)
                                ^^^^
            `mean` has no argument `keep`
            help: did you mean `keepdims`?

            x -> mean(1) -> flatten -> linear(10)
                      ^
            `mean` is given `1`, which it does not take without a name
            help: name what you mean, as in `mean(axes = [1, 2])`

        "#]],
    );
}

#[test]
fn reshape() {
    chains(
        &[
            "-> reshape([3, 8, 9])",
            "-> reshape(192)",
            "-> reshape([0, 8])",
            "-> reshape([2, 2, 2, 2, 2, 6])",
            "-> reshape",
            "-> reshape([3, 64], order = 1)",
        ],
        expect![[r#"
            x -> reshape([3, 8, 9]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^
            `reshape` makes [3, 8, 9] of 216 elements, but `x` is [3, 8, 8] of 192
            help: a reshape keeps all elements: write dimensions whose product is 192

            x -> reshape(192) -> flatten -> linear(10)
                         ^^^
            `shape` of `reshape` is `192`
            help: write a list of whole numbers from 1 and `const` items, in brackets

            x -> reshape([0, 8]) -> flatten -> linear(10)
                         ^^^^^^
            `shape` of `reshape` is `[0, 8]`
            help: the smallest that makes sense is 1

            x -> reshape([2, 2, 2, 2, 2, 6]) -> flatten -> linear(10)
                 ^^^^^^^
            `reshape` makes a shape of 6 dimensions
            help: a sample has 5 dimensions at most

            x -> reshape -> flatten -> linear(10)
                 ^^^^^^^
            `reshape` needs the new shape of a sample
            help: write for example `reshape([16, 49])`

            x -> reshape([3, 64], order = 1) -> flatten -> linear(10)
                                  ^^^^^
            `reshape` has no argument `order`
            help: it takes `shape`

        "#]],
    );
}

#[test]
fn permute() {
    chains(
        &[
            "-> permute([1, 0])",
            "-> permute([0, 1, 1])",
            "-> permute([1, 2, 3])",
            "-> permute([0, 1, 2, 3])",
            "-> permute([0, 1, C])",
            "-> permute(1)",
            "-> permute",
        ],
        expect![[r#"
            x -> permute([1, 0]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^
            `permute` orders 2 axes, but `x` is [3, 8, 8]
            help: name each axis once, counted from 0 without the batch, as in `permute([2, 1, 0])`

            x -> permute([0, 1, 1]) -> flatten -> linear(10)
                         ^^^^^^^^^
            `order` of `permute` is `[0, 1, 1]`, with axis 1 twice
            help: name each axis once

            x -> permute([1, 2, 3]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^
            `permute` moves axis 3, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: write axis 0 to 2

            x -> permute([0, 1, 2, 3]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^
            `permute` moves axis 3, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: write axis 0 to 2

            x -> permute([0, 1, C]) -> flatten -> linear(10)
                         ^^^^^^^^^
            `order` of `permute` is `[0, 1, C]`
            help: the axes of a sample count from 0, without the batch: write whole numbers from 0

            x -> permute(1) -> flatten -> linear(10)
                         ^
            `order` of `permute` is `1`
            help: the axes of a sample count from 0, without the batch: write a list of them, as in `[0, 1]`

            x -> permute -> flatten -> linear(10)
                 ^^^^^^^
            `permute` needs the axes in their new order
            help: write for example `permute([1, 2, 0])`

        "#]],
    );
}

#[test]
fn stack() {
    bodies(
        &[
            "stack(x, y -> flatten, axis = 0) -> flatten -> linear(10)",
            "stack(x, y -> relu, axis = 4) -> flatten -> linear(10)",
            "stack(x, y, axis = -1) -> flatten -> linear(10)",
            "stack(x, y) -> flatten -> linear(10)",
            "stack(mean(x), mean(y), axis = 1) -> linear(10)",
            "stack(stack(stack(x, y, axis = 0), stack(x, y, axis = 0), axis = 0), axis = 0) -> flatten -> linear(10)",
        ],
        expect![[r#"
            stack(x, y -> flatten, axis = 0) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `stack` takes values of one shape, but `x` is [3, 8, 8] and `flatten` is [192]
            help: give them one shape first; `concat` joins values that differ in one axis

            stack(x, y -> relu, axis = 4) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `stack` makes a new axis 4, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: the new one is axis 0 to 3

            stack(x, y, axis = -1) -> flatten -> linear(10)
                               ^^
            `axis` of `stack` is `-1`
            help: the axes of a sample count from 0, without the batch: write a whole number from 0

            stack(x, y) -> flatten -> linear(10)
            ^^^^^
            `stack` needs `axis`
            help: write for example `stack(a, b, axis = 0)`

            stack(mean(x), mean(y), axis = 1) -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `stack` makes a new axis 1, but `mean` is []
            help: single numbers are stacked on axis 0

            stack(stack(stack(x, y, axis = 0), stack(x, y, axis = 0), axis = 0), axis = 0) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `stack` makes a new axis, but `stack` is [2, 2, 3, 8, 8]
            help: a sample has 5 dimensions at most; `concat` joins on an axis that is there

        "#]],
    );
}

#[test]
fn pad_and_crop() {
    chains(
        &[
            "-> pad",
            "-> pad([1, 2, 3])",
            "-> pad([[1, 2]])",
            "-> pad([[1, 2], [3]])",
            "-> pad([[1, 2], 3])",
            "-> pad(1, mode = same)",
            "-> pad(8, mode = reflect)",
            "-> pad([7, P], mode = reflect)",
            "-> flatten -> pad(1)",
            "-> crop([8, 9])",
            "-> crop([8, S])",
            "-> crop(4, at = [2, 5])",
            "-> crop(4, at = 2)",
            "-> crop(0)",
        ],
        expect![[r#"
            x -> pad -> flatten -> linear(10)
                 ^^^
            `pad` needs how much is added around the image
            help: write for example `pad(1)`

            x -> pad([1, 2, 3]) -> flatten -> linear(10)
                     ^^^^^^^^^
            `padding` of `pad` is `[1, 2, 3]`
            help: write a number, `[rows, columns]` or `[[top, bottom], [left, right]]`

            x -> pad([[1, 2]]) -> flatten -> linear(10)
                     ^^^^^^^^
            `padding` of `pad` is `[[1, 2]]`
            help: write a number, `[rows, columns]` or `[[top, bottom], [left, right]]`

            x -> pad([[1, 2], [3]]) -> flatten -> linear(10)
                     ^^^^^^^^^^^^^
            `padding` of `pad` is `[[1, 2], [3]]`
            help: write a number, `[rows, columns]` or `[[top, bottom], [left, right]]`

            x -> pad([[1, 2], 3]) -> flatten -> linear(10)
                              ^
            expected `[`, found `3`
            help: write a list for each axis: `[[1, 2], [0, 0]]`

            x -> pad(1, mode = same) -> flatten -> linear(10)
                               ^^^^
            `mode` of `pad` is `same`
            help: write `zeros` or `reflect` or `replicate`

            x -> pad(8, mode = reflect) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^^
            `pad` reflects 8 pixels of an image 8 high
            help: a reflection leaves out the outermost pixels: it is smaller than the image

            no error: network A(x: [3, 8, 8]) -> [10] {
            x -> pad([7, P], mode = reflect) -> flatten -> linear(10)
            }

            x -> flatten -> pad(1) -> flatten -> linear(10)
                            ^^^^^^
            `pad` takes an image, [channels, height, width], but `flatten` is [192]
            help: send a value of three dimensions through `pad`

            x -> crop([8, 9]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^
            `crop` takes 9 columns, but there are 8
            help: take a part that is inside of the image; `pad` makes it larger

            no error: network A(x: [3, 8, 8]) -> [10] {
            x -> crop([8, S]) -> flatten -> linear(10)
            }

            x -> crop(4, at = [2, 5]) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^
            `crop` takes 4 columns from column 5 on, but there are 8
            help: take a part that is inside of the image; `pad` makes it larger

            x -> crop(4, at = 2) -> flatten -> linear(10)
                              ^
            `at` of `crop` is `2`
            help: write `[row, column]`

            x -> crop(0) -> flatten -> linear(10)
                      ^
            `size` of `crop` is `0`
            help: the smallest that makes sense is 1

        "#]],
    );
}

#[test]
fn split() {
    bodies(
        &[
            "let (a, b) = split(x, axis = 0); concat(a, b, y, axis = 0) -> flatten -> linear(10)",
            "let (a, b) = split(x, axis = 3); concat(a, b, y, axis = 0) -> flatten -> linear(10)",
            "let (a, b) = split(x, axis = 1, sizes = [3, 4]); concat(a, b, y, axis = 1) -> flatten -> linear(10)",
            "let (a, b) = x + y -> split(axis = 1, sizes = [3, 4, 1]); concat(a, b, axis = 1) -> flatten -> linear(10)",
            "let (a, b) = x + y -> split(axis = 1, sizes = [3, S]); concat(a, b, axis = 1) -> flatten -> linear(10)",
            "let (a, b) = x + y -> relu; a + b -> flatten -> linear(10)",
            "let (a, b) = x; a + b + y -> flatten -> linear(10)",
            "let (a, b) = chunk(x, axis = 1); a + b + y -> flatten -> linear(10)",
            "let (a, b) = x + y -> parts: split(axis = 1); a + b -> flatten -> linear(10)",
            "let (a, b) = split(axis = 1); a + b + x + y -> flatten -> linear(10)",
            "let a = split(x + y, axis = 1); a -> flatten -> linear(10)",
            "x + y -> split(axis = 1) -> flatten -> linear(10)",
            "let (a, b) = split(x + y, axis = 1); a -> flatten -> linear(10)",
            "let (a, x) = split(y, axis = 1); a -> flatten -> linear(10)",
            "let (a, b) = split(x + y, 1); a + b -> flatten -> linear(10)",
        ],
        expect![[r#"
            let (a, b) = split(x, axis = 0); concat(a, b, y, axis = 0) -> flatten -> linear(10)
                         ^^^^^^^^^^^^^^^^^^
            `split` parts axis 0 into 2 equal parts, but `x` is [3, 8, 8]
            help: give their sizes if they are unequal: `sizes = [..]`

            let (a, b) = split(x, axis = 3); concat(a, b, y, axis = 0) -> flatten -> linear(10)
                         ^^^^^^^^^^^^^^^^^^
            `split` parts axis 3, but `x` is [3, 8, 8]
            help: the axes of a sample count from 0, without the batch: write axis 0 to 2

            let (a, b) = split(x, axis = 1, sizes = [3, 4]); concat(a, b, y, axis = 1) -> flatten -> linear(10)
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `split` parts axis 1 into 3 and 4, but `x` is [3, 8, 8]
            help: write sizes whose sum is that of the axis

            let (a, b) = x + y -> split(axis = 1, sizes = [3, 4, 1]); concat(a, b, axis = 1) -> flatten -> linear(10)
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `split` has 3 sizes, but 2 names
            help: write a size for each name

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            let (a, b) = x + y -> split(axis = 1, sizes = [3, S]); concat(a, b, axis = 1) -> flatten -> linear(10)
            }

            let (a, b) = x + y -> relu; a + b -> flatten -> linear(10)
                         ^^^^^^^^^^^^^
            `x + y -> relu` is one value, but `(a, b)` are 2 names
            help: bind it by one name, or part it: `let (a, b) = split(x + y -> relu, axis = 0);`

            let (a, b) = x; a + b + y -> flatten -> linear(10)
                         ^
            `x` is one value, but `(a, b)` are 2 names
            help: bind it by one name, or part it: `let (a, b) = split(x, axis = 0);`

            let (a, b) = chunk(x, axis = 1); a + b + y -> flatten -> linear(10)
                         ^^^^^
            there is no layer or scope `chunk`
            help: did you mean `split`?

            let (a, b) = x + y -> parts: split(axis = 1); a + b -> flatten -> linear(10)
                                  ^^^^^
            the parts of a `split` have names of their own
            help: leave out `parts:`

            let (a, b) = split(axis = 1); a + b + x + y -> flatten -> linear(10)
                         ^^^^^
            `split` needs a value
            help: write `x -> split` or `split(x)`

            let a = split(x + y, axis = 1); a -> flatten -> linear(10)
                    ^^^^^
            `split` gives several values
            help: bind its parts: `let (a, b) = split(x + y, axis = 1);`

            x + y -> split(axis = 1) -> flatten -> linear(10)
                     ^^^^^
            `split` gives several values
            help: bind its parts: `let (a, b) = x -> split(axis = 1);`

            let (a, b) = split(x + y, axis = 1); a -> flatten -> linear(10)
                    ^
            nothing uses the value `b`
            help: use it, remove it, or call it `_b` if it is to be made all the same

            network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
                      ^
            nothing uses the input `x`
            help: use it in the body of the network, or remove it

            let (a, x) = split(y, axis = 1); a -> flatten -> linear(10)
                    ^
            nothing uses the value `x`
            help: use it, remove it, or call it `_x` if it is to be made all the same

            let (a, b) = split(x + y, 1); a + b -> flatten -> linear(10)
                                      ^
            `split` is given `1`, which it does not take without a name
            help: write `axis = 1`

        "#]],
    );
}

#[test]
fn a_split_of_an_odd_size_is_one_error() {
    blocks(
        &[
            "network A(x: [7]) -> [4] { let (a, b) = split(x, axis = 0); a + b -> linear(4) }",
            "network A(x: [N]) -> [4] { let (a, b) = split(x, axis = 0); a + b -> linear(4) }",
        ],
        expect![[r#"
            network A(x: [7]) -> [4] { let (a, b) = split(x, axis = 0); a + b -> linear(4) }
                                                    ^^^^^^^^^^^^^^^^^^
            `split` parts axis 0 into 2 equal parts, but `x` is [7]
            help: give their sizes if they are unequal: `sizes = [..]`

            no error: network A(x: [N]) -> [4] { let (a, b) = split(x, axis = 0); a + b -> linear(4) }

        "#]],
    );
}

#[test]
fn functions_of_one_value() {
    chains(
        &[
            "-> clamp",
            "-> clamp(6, 0)",
            "-> clamp(low = 0)",
            "-> softplus(0)",
            "-> elu(slope = 1)",
            "-> ln(2)",
            "-> sqrt(eps = 1e-6)",
        ],
        expect![[r#"
            x -> clamp -> flatten -> linear(10)
                 ^^^^^
            `clamp` has no end to its range
            help: write `min`, `max` or both, as in `clamp(min = 0, max = 6)`

            x -> clamp(6, 0) -> flatten -> linear(10)
                 ^^^^^
            `clamp` has a `min` of 6 and a `max` of 0
            help: the lower end of the range comes first, and is not above the upper

            x -> clamp(low = 0) -> flatten -> linear(10)
                       ^^^
            `clamp` has no argument `low`
            help: write `min = ..`

            x -> softplus(0) -> flatten -> linear(10)
                          ^
            `beta` of `softplus` is `0`
            help: the sharpness of the bend at 0 is above 0

            x -> elu(slope = 1) -> flatten -> linear(10)
                     ^^^^^
            `elu` has no argument `slope`
            help: it takes `alpha`

            x -> ln(2) -> flatten -> linear(10)
                    ^
            `ln` takes no arguments, but is given `2`
            help: write `ln`

            x -> sqrt(eps = 1e-6) -> flatten -> linear(10)
                      ^^^
            `sqrt` has no argument `eps`
            help: it takes none: write `sqrt`

        "#]],
    );
}

#[test]
fn variables_of_channels() {
    chains(
        &["-> bias(3)", "-> prelu(num_parameters = 3)", "-> mean -> bias -> reshape([1])", "-> bias -> bias"],
        expect![[r#"
            x -> bias(3) -> flatten -> linear(10)
                      ^
            `bias` is given `3` beside what flows in, whose size it finds itself
            help: write `bias`

            x -> prelu(num_parameters = 3) -> flatten -> linear(10)
                       ^^^^^^^^^^^^^^
            `prelu` has no argument `num_parameters`
            help: it is inferred from what flows in: remove it

            x -> mean -> bias -> reshape([1]) -> flatten -> linear(10)
                         ^^^^
            `bias` has a variable a channel, but `mean` is a single number
            help: a vector of one element is `[1]`

            x -> bias -> bias -> flatten -> linear(10)
                         ^^^^
            a second `bias` needs a name of its own
            help: write a name in front of it: `bias_2: bias`

        "#]],
    );
}

#[test]
fn names_of_other_libraries() {
    chains(
        &[
            "-> swish",
            "-> log",
            "-> gelu_new",
            "-> hardtanh",
            "-> dense(10)",
            "-> transpose([0, 1, 2])",
            "-> view([192])",
            "-> reduce_mean",
            "-> amax",
            "-> center_crop(8)",
            "-> zero_pad2d(0)",
            "-> bias_add",
            "-> parametric_relu",
            "-> clip(0, 1)",
        ],
        expect![[r#"
            x -> swish -> flatten -> linear(10)
                 ^^^^^
            there is no layer or scope `swish`
            help: did you mean `silu`?

            x -> log -> flatten -> linear(10)
                 ^^^
            there is no layer or scope `log`
            help: did you mean `ln`?

            x -> gelu_new -> flatten -> linear(10)
                 ^^^^^^^^
            there is no layer or scope `gelu_new`
            help: did you mean `gelu(approximate = tanh)`?

            x -> hardtanh -> flatten -> linear(10)
                 ^^^^^^^^
            there is no layer or scope `hardtanh`
            help: did you mean `hard_tanh`?

            x -> dense(10) -> flatten -> linear(10)
                 ^^^^^
            there is no layer or scope `dense`
            help: did you mean `linear`?

            x -> transpose([0, 1, 2]) -> flatten -> linear(10)
                           ^^^^^^^^^
            `first` of `transpose` is `[0, 1, 2]`
            help: `permute([0, 2, 1])` brings all axes into a new order

            x -> view([192]) -> flatten -> linear(10)
                 ^^^^
            there is no layer or scope `view`
            help: did you mean `reshape`?

            x -> reduce_mean -> flatten -> linear(10)
                 ^^^^^^^^^^^
            there is no layer or scope `reduce_mean`
            help: did you mean `mean`?

            x -> amax -> flatten -> linear(10)
                 ^^^^
            there is no layer or scope `amax`
            help: did you mean `max`?

            x -> center_crop(8) -> flatten -> linear(10)
                 ^^^^^^^^^^^
            there is no layer or scope `center_crop`
            help: did you mean `crop`?

            x -> zero_pad2d(0) -> flatten -> linear(10)
                 ^^^^^^^^^^
            there is no layer or scope `zero_pad2d`
            help: did you mean `pad`?

            x -> bias_add -> flatten -> linear(10)
                 ^^^^^^^^
            there is no layer or scope `bias_add`
            help: did you mean `bias`?

            x -> parametric_relu -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^
            there is no layer or scope `parametric_relu`
            help: did you mean `prelu`?

            x -> clip(0, 1) -> flatten -> linear(10)
                 ^^^^
            there is no layer or scope `clip`
            help: did you mean `clamp`?

        "#]],
    );
}
