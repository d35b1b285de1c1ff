use expect_test::expect;

use super::bodies;

#[test]
fn arrows() {
    bodies(
        &["x => relu", "x |> relu", "x >> relu", "x - > relu", "x -> relu => tanh", "x <- relu"],
        expect![[r#"
            x => relu
              ^^
            `=>` does not lead through a layer
            help: write `->`

            x |> relu
              ^^
            `|>` does not lead through a layer
            help: write `->`

            x >> relu
              ^^
            `>>` does not lead through a layer
            help: write `->`

            x - > relu
              ^^^
            `- >` does not lead through a layer
            help: write `->`

            x -> relu => tanh
                      ^^
            `=>` does not lead through a layer
            help: write `->`

            x <- relu
              ^^
            a network has no `<-`
            help: its operators are `+ - * /`, comparisons, and `->`; `2 ^ 3` is between numbers

        "#]],
    );
}

#[test]
fn a_missing_arrow() {
    bodies(
        &[
            "x conv1: conv2d(16) -> relu",
            "x -> relu fc: linear(8)",
            "x relu",
            "let a = x relu; a",
            "abs(x relu)",
            "conv1: conv2d(16) -> relu",
        ],
        expect![[r#"
            x conv1: conv2d(16) -> relu
              ^^^^^
            missing `->` before the layer `conv1`
            help: write `-> conv1: ..`

            x -> relu fc: linear(8)
                      ^^
            missing `->` before the layer `fc`
            help: write `-> fc: ..`

            x relu
              ^^^^
            expected `->` or the end of the body, found `relu`
            help: write `-> relu` to go on with the chain, or bind the value before it: `let name = ..;`

            let a = x relu; a
                      ^^^^
            expected `;` or `->`, found `relu`
            help: end `a` with `;`, or write `-> relu` to go on with its chain

            abs(x relu)
                  ^^^^
            expected `,` or `->`, found `relu`
            help: write a comma, or `-> relu` to go on with the chain

            conv1: conv2d(16) -> relu
            ^^^^^
            the layer `conv1` has no value in front of it
            help: write the value that goes through it: `image -> conv1: ..`

        "#]],
    );
}

#[test]
fn a_missing_layer() {
    bodies(
        &["x ->", "x -> -> relu", "let a = x ->; a", "abs(x ->)", "x -> fc:", "-> relu", "let a = -> relu; a"],
        expect![[r#"
            x ->
              ^^
            `->` leads nowhere
            help: write a layer after it, as in `-> relu`

            x -> -> relu
              ^^
            `->` leads nowhere
            help: write a layer after it, as in `-> relu`

            let a = x ->; a
                      ^^
            `->` leads nowhere
            help: write a layer after it, as in `-> relu`

            abs(x ->)
                  ^^
            `->` leads nowhere
            help: write a layer after it, as in `-> relu`

            x -> fc:
                   ^
            expected a layer
            help: a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`

            -> relu
            ^^
            `->` has no value in front of it
            help: write the value that goes through the layer: `image -> relu`

            let a = -> relu; a
                    ^^
            `->` has no value in front of it
            help: write the value that goes through the layer: `image -> relu`

        "#]],
    );
}

#[test]
fn what_is_no_layer() {
    bodies(
        &[
            "x -> [8]",
            "x -> fc: [8]",
            "x -> 8",
            "x -> (relu)",
            "x -> if",
            "x -> nn::relu",
            "x -> linear::<8>",
            "x -> linear<8>",
            "x -> linear { out: 8 }",
            "x -> linear[8]",
            "x -> linear(8)(8)",
            "x -> relu.tanh()",
            "x -> relu!",
        ],
        expect![[r#"
            x -> [8]
                 ^^^
            a shape is not a layer
            help: leave it out: the shapes between the layers are inferred

            x -> fc: [8]
                     ^^^
            expected a layer, found `[`
            help: a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`

            x -> 8
                 ^
            expected a layer, found `8`
            help: a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`

            x -> (relu)
                 ^^^^^^
            expected a layer, found `(`
            help: a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`

            x -> if
                 ^^
            expected a layer, found `if`
            help: a layer is a word with its arguments, such as `relu` or `conv2d(16, kernel = 3)`

            x -> nn::relu
                 ^^^^^^^^
            a layer is one word, found `nn::relu`
            help: write `relu`

            x -> linear::<8>
                       ^^
            `linear` has no generic arguments
            help: write `linear(..)`

            x -> linear<8>
                       ^
            `linear` has no generic arguments
            help: write `linear(..)`

            x -> linear { out: 8 }
                        ^
            the arguments of a layer are in parentheses
            help: write `linear(..)`

            x -> linear[8]
                       ^^^
            the arguments of a layer are in parentheses
            help: write `linear(..)`

            x -> linear(8)(8)
                          ^^^
            only a name can be called
            help: send the value through it: `x -> name(..)`

            x -> relu.tanh()
                     ^^^^^
            a value has no methods, found `.tanh`
            help: send it through a layer: `-> tanh`

            x -> relu!
                     ^
            macros cannot be called in a network
            help: call it around the network

        "#]],
    );
}

#[test]
fn layer_names() {
    bodies(
        &["x -> fc = linear(8)", "x -> type: linear(8)", "x -> loss: linear(8)", "x -> fc: a: linear(8)"],
        expect![[r#"
            x -> fc = linear(8)
                    ^
            a layer gets its name with `:`, not `=`
            help: write `fc: ..`

            x -> type: linear(8)
                 ^^^^
            `type` is a keyword of Rust
            help: write `type_`

            x -> loss: linear(8)
                 ^^^^
            `loss` is a keyword of the language
            help: choose another name, such as `loss_`

            x -> fc: a: linear(8)
                      ^
            expected the end of the body, found `:`
            help: the result comes last; a value before it is bound: `let name = ..;`

        "#]],
    );
}

#[test]
fn operators_after_a_layer() {
    bodies(
        &["x -> relu + x", "x -> linear(8) * 2", "let a = x -> relu - x; a", "x -> relu += 1"],
        expect![[r#"
        x -> relu + x
                  ^
        `+` cannot follow a layer
        help: put the chain in parentheses: `(x -> relu) + y`

        x -> linear(8) * 2
                       ^
        `*` cannot follow a layer
        help: put the chain in parentheses: `(x -> relu) * y`

        let a = x -> relu - x; a
                          ^
        `-` cannot follow a layer
        help: put the chain in parentheses: `(x -> relu) - y`

        x -> relu += 1
                  ^^
        a value never changes
        help: bind a new one: `let name = ..;`

    "#]],
    );
}

#[test]
fn methods() {
    bodies(
        &["x.relu()", "x -> tanh(x.relu())", "abs(x).relu()", "(x + x).relu", "x.0"],
        expect![[r#"
        x.relu()
         ^^^^^
        a value has no methods, found `.relu`
        help: send it through a layer: `x -> relu`

        x -> tanh(x.relu())
                   ^^^^^
        a value has no methods, found `.relu`
        help: send it through a layer: `x -> relu`

        abs(x).relu()
              ^^^^^
        a value has no methods, found `.relu`
        help: send it through a layer: `-> relu`

        (x + x).relu
               ^^^^^
        a value has no fields, found `.relu`
        help: send it through a layer: `-> relu`

        x.0
         ^
        values have no fields in a network
        help: bind the value with `let` and use its name

    "#]],
    );
}
