use expect_test::expect;

use super::{bodies, chains};

#[test]
fn an_unknown_layer() {
    chains(
        &[
            "-> conv2b(3, kernel = 1)",
            "-> Relu",
            "-> transformer",
            "-> dense(10)",
            "-> conv(8)",
            "-> softmax_cross_entropy",
            "-> x",
        ],
        expect![[r#"
            x -> conv2b(3, kernel = 1) -> flatten -> linear(10)
                 ^^^^^^
            there is no layer or scope `conv2b`
            help: did you mean `conv2d`?

            x -> Relu -> flatten -> linear(10)
                 ^^^^
            there is no layer or scope `Relu`
            help: did you mean `relu`?

            x -> transformer -> flatten -> linear(10)
                 ^^^^^^^^^^^
            there is no layer or scope `transformer`
            help: a block is a template of `layer_norm`, `attention` and `linear`: see "Sequences" in the book

            x -> dense(10) -> flatten -> linear(10)
                 ^^^^^
            there is no layer or scope `dense`
            help: did you mean `linear`?

            x -> conv(8) -> flatten -> linear(10)
                 ^^^^
            there is no layer or scope `conv`
            help: did you mean `conv2d`?

            x -> softmax_cross_entropy -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` is a loss, not a layer
            help: write it as an item of the network: `loss name(..) = softmax_cross_entropy(..);`

            x -> x -> flatten -> linear(10)
                 ^
            there is no layer or scope `x`
            help: `x` is a value; `->` leads through layers and scopes

        "#]],
    );
    bodies(
        &["reuse scope encoder(a) { a -> flatten -> linear(10) } encodr(x) + encoder(y)"],
        expect![[r#"
            reuse scope encoder(a) { a -> flatten -> linear(10) } encodr(x) + encoder(y)
                                                                  ^^^^^^
            there is no layer or scope `encodr`
            help: did you mean `encoder`?

        "#]],
    );
}

#[test]
fn a_layer_as_a_function() {
    bodies(
        &[
            "conv2d(x + y, 3) -> flatten -> linear(10)",
            "linear(x, 10) + (y -> flatten -> fc: linear(10))",
            "relu(x, y) -> flatten -> linear(10)",
            "relu() + x + y -> flatten -> linear(10)",
            "concat(axis = 0) + x + y -> flatten -> linear(10)",
            "concat(x, y, 3, axis = 0) -> flatten -> linear(10)",
            "concat(x, y, true, axis = 0) -> flatten -> linear(10)",
            "flatten(1, x + y) -> linear(10)",
            "(x, y) -> flatten -> linear(10)",
        ],
        expect![[r#"
            conv2d(x + y, 3) -> flatten -> linear(10)
            ^^^^^^
            `conv2d` holds variables, and is no function
            help: send a value through it: `x -> conv2d(16, kernel = 3)`

            linear(x, 10) + (y -> flatten -> fc: linear(10))
            ^^^^^^
            `linear` holds variables, and is no function
            help: send the value through it: `x -> linear(10)`

            relu(x, y) -> flatten -> linear(10)
                    ^
            `relu` takes no arguments, but is given `y`
            help: write `relu`

            relu() + x + y -> flatten -> linear(10)
            ^^^^
            `relu` needs a value
            help: write `x -> relu` or `relu(x)`

            concat(axis = 0) + x + y -> flatten -> linear(10)
            ^^^^^^
            `concat` needs values to join
            help: write for example `concat(a, b, axis = 0)`

            concat(x, y, 3, axis = 0) -> flatten -> linear(10)
                         ^
            `3` is a number, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            concat(x, y, true, axis = 0) -> flatten -> linear(10)
                         ^^^^
            `concat` takes a value here, but is given `true`
            help: write the name of a value

            flatten(1, x + y) -> linear(10)
                    ^
            `1` is a number, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            flatten(1, x + y) -> linear(10)
                       ^^^^^
            `flatten` takes no arguments, but is given `x + y`
            help: write `flatten`

            (x, y) -> flatten -> linear(10)
            ^^^^^^
            `(x, y)` are several values where one is expected
            help: join them: `concat(x, y, axis = 0)`; a scope, a template and a network with named outputs can end with several

        "#]],
    );
}

#[test]
fn a_number_where_a_value_is_expected() {
    bodies(
        &[
            "x + y + (3 -> relu) -> flatten -> linear(10)",
            "relu(2) + x + y -> flatten -> linear(10)",
            "let half = 1 / 2; (half -> relu) + x + y -> flatten -> linear(10)",
            "let n = 2; let _z = x + y; n",
            "x / 0 + y -> flatten -> linear(10)",
            "x * (1 / 0) + y -> flatten -> linear(10)",
            "x * 1e999 + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            x + y + (3 -> relu) -> flatten -> linear(10)
                     ^
            `3` is a number, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            relu(2) + x + y -> flatten -> linear(10)
                 ^
            `2` is a number, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            let half = 1 / 2; (half -> relu) + x + y -> flatten -> linear(10)
                               ^^^^
            `half` is the number 0.5, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            let n = 2; let _z = x + y; n
                                       ^
            `n` is the number 2, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            x / 0 + y -> flatten -> linear(10)
                ^
            `x / 0` divides by zero
            help: divide by another number

            x * (1 / 0) + y -> flatten -> linear(10)
                     ^
            `1 / 0` divides by zero
            help: divide by another number

            x * 1e999 + y -> flatten -> linear(10)
                ^^^^^
            `1e999` comes to no finite number
            help: write a number that can be computed with

        "#]],
    );
}
