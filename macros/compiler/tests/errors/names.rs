use expect_test::expect;

use super::{blocks, bodies, chains};

#[test]
fn an_unknown_value() {
    bodies(
        &[
            "let sum = x + y; smu -> flatten -> linear(10)",
            "let a = x + y; let b = x -> a; b + c -> flatten -> linear(10)",
            "let sum = x + y; stranger + sum -> flatten -> linear(10)",
            "let early = late + x; let late = y + early; late -> flatten -> linear(10)",
            "let a = x -> conv: conv2d(3, kernel = 1); a + conv + y -> flatten -> linear(10)",
            "x + y + relu -> flatten -> linear(10)",
            "reuse scope head(z) { z -> flatten -> linear(10) } head + head(x + y)",
        ],
        expect![[r#"
            let sum = x + y; smu -> flatten -> linear(10)
                             ^^^
            there is no value `smu` here
            help: did you mean `sum`?

            let a = x + y; let b = x -> a; b + c -> flatten -> linear(10)
                                        ^
            there is no layer or scope `a`
            help: `a` is a value; `->` leads through layers and scopes

            let a = x + y; let b = x -> a; b + c -> flatten -> linear(10)
                                               ^
            there is no value `c` here
            help: the values here are `x`, `y`, `a`, `b`

            let sum = x + y; stranger + sum -> flatten -> linear(10)
                             ^^^^^^^^
            there is no value `stranger` here
            help: the values here are `x`, `y`, `sum`

            let early = late + x; let late = y + early; late -> flatten -> linear(10)
                        ^^^^
            there is no value `late` here
            help: `late` is bound further down: write its `let` above this line

            let a = x -> conv: conv2d(3, kernel = 1); a + conv + y -> flatten -> linear(10)
                                                          ^^^^
            there is no value `conv` here
            help: `conv` is the name of a layer; a `let` gives its output a name to use

            x + y + relu -> flatten -> linear(10)
                    ^^^^
            there is no value `relu` here
            help: `relu` is a layer: send a value through it, as in `x -> relu`

            reuse scope head(z) { z -> flatten -> linear(10) } head + head(x + y)
                                                               ^^^^
            there is no value `head` here
            help: `head` is a scope: apply it to a value, as in `x -> head`

        "#]],
    );
}

#[test]
fn two_of_one_name() {
    blocks(
        &[
            "network A(x: [8], x: [8]) -> [8] { x }",
            "network A(x: [8]) -> [8] { let x = x -> relu; x }",
            "network A(x: [8]) -> [8] { let a = x -> relu; let a = a -> relu; a }",
            "network A(x: [8]) -> [8] { reuse scope s(a, a) { a } s(x, x) }",
            "network A(x: [8]) -> [8] { loss l(x: [8]) = softmax_cross_entropy(x, x); x }",
            "network A(x: [8]) -> [8] { loss l(t: [8], t: [8]) = softmax_cross_entropy(x, t); x }",
        ],
        expect![[r#"
            network A(x: [8], x: [8]) -> [8] { x }
                              ^
            `x` is already an input here
            help: give one of the two another name, such as `x_2`

            no error: network A(x: [8]) -> [8] { let x = x -> relu; x }

            no error: network A(x: [8]) -> [8] { let a = x -> relu; let a = a -> relu; a }

            network A(x: [8]) -> [8] { reuse scope s(a, a) { a } s(x, x) }
                                                        ^
            `a` is already a parameter here
            help: give one of the two another name, such as `a_2`

            network A(x: [8]) -> [8] { loss l(x: [8]) = softmax_cross_entropy(x, x); x }
                                              ^
            the target `x` has the name of an input
            help: leave it out to use the input, or give it another name

            network A(x: [8]) -> [8] { loss l(t: [8], t: [8]) = softmax_cross_entropy(x, t); x }
                                                      ^
            `t` is already a target here
            help: give one of the two another name, such as `t_2`

        "#]],
    );
}

#[test]
fn two_layers_of_one_name() {
    chains(
        &[
            "-> conv: conv2d(3, kernel = 1) -> conv: conv2d(3, kernel = 1)",
            "-> conv2d(3, kernel = 1) -> conv2d(3, kernel = 1)",
            "-> conv: conv2d(3, kernel = 1) -> batch_norm -> relu -> batch_norm",
            "-> act: relu -> act: relu",
        ],
        expect![[r#"
            x -> conv: conv2d(3, kernel = 1) -> conv: conv2d(3, kernel = 1) -> flatten -> linear(10)
                                                ^^^^
            `conv` is already the name of a layer or scope here
            help: give one of the two another name, such as `conv_2`

            x -> conv2d(3, kernel = 1) -> conv2d(3, kernel = 1) -> flatten -> linear(10)
                                          ^^^^^^
            a second `conv2d` needs a name of its own
            help: write a name in front of it: `conv2d_2: conv2d(3, kernel = 1)`

            x -> conv: conv2d(3, kernel = 1) -> batch_norm -> relu -> batch_norm -> flatten -> linear(10)
                                                                      ^^^^^^^^^^
            a second `batch_norm` needs a name of its own
            help: write a name in front of it: `batch_norm_2: batch_norm`

            x -> act: relu -> act: relu -> flatten -> linear(10)
                              ^^^
            `act` is already the name of a layer or scope here
            help: give one of the two another name, such as `act_2`

        "#]],
    );
    bodies(
        &["let a = scope part { x + y }; let b = scope part { x + a }; b -> flatten -> linear(10)"],
        expect![[r#"
            let a = scope part { x + y }; let b = scope part { x + a }; b -> flatten -> linear(10)
                                                        ^^^^
            `part` is already the name of a layer or scope here
            help: give one of the two another name, such as `part_2`

        "#]],
    );
}

#[test]
fn nothing_uses_it() {
    bodies(
        &[
            "x -> flatten -> linear(10)",
            "let a = x + y; let b = x - y; a -> flatten -> linear(10)",
            "let a = x + y; let _b = x - y; a -> flatten -> linear(10)",
            "scope part(a, b) { a -> relu } part(x, y) -> flatten -> linear(10)",
            "let a = x + y -> flatten -> linear(10); loss l(t: [10], u: [10]) = softmax_cross_entropy(a, t); a",
        ],
        expect![[r#"
            network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
                                    ^
            nothing uses the input `y`
            help: use it in the body of the network, or remove it

            let a = x + y; let b = x - y; a -> flatten -> linear(10)
                               ^
            nothing uses the value `b`
            help: use it, remove it, or call it `_b` if it is to be made all the same

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            let a = x + y; let _b = x - y; a -> flatten -> linear(10)
            }

            scope part(a, b) { a -> relu } part(x, y) -> flatten -> linear(10)
                          ^
            nothing uses the parameter `b`
            help: use it in the body of the scope, or remove it

            let a = x + y -> flatten -> linear(10); loss l(t: [10], u: [10]) = softmax_cross_entropy(a, t); a
                                                                    ^
            nothing uses the target `u`
            help: use it in the body of the loss, or remove it

        "#]],
    );
}

#[test]
fn a_name_that_the_expansion_needs() {
    blocks(
        &[
            "network digits(x: [8]) -> [8] { x }",
            "network A(x: [8]) -> [8] { scope training { x -> relu } }",
            "network A(x: [8]) -> [8] { scope inference { x -> relu } }",
            "network A(x: [8]) -> [8] { scope outputs(x) { x } outputs(x) }",
            "network A(x: [8]) -> [8] { scope a_b { x } + scope a__b { x } }",
            "network A(x: [8]) -> [8] { scope relu(a) { a } relu(x) }",
            "network D(x: [8]) -> [8] { x }",
        ],
        expect![[r#"
            network digits(x: [8]) -> [8] { x }
                    ^^^^^^
            the network `digits` would become both a struct and a module of this name
            help: begin its name with a capital: `Digits`

            network A(x: [8]) -> [8] { scope training { x -> relu } }
                                             ^^^^^^^^
            the scope `training` would become the struct `Training`, which the network has already
            help: give the scope another name, such as `training_scope`

            network A(x: [8]) -> [8] { scope inference { x -> relu } }
                                             ^^^^^^^^^
            the scope `inference` would become the struct `Inference`, which the network has already
            help: give the scope another name, such as `inference_scope`

            network A(x: [8]) -> [8] { scope outputs(x) { x } outputs(x) }
                                             ^^^^^^^
            the scope `outputs` would become the struct `Outputs`, which the network has already
            help: give the scope another name, such as `outputs_scope`

            network A(x: [8]) -> [8] { scope a_b { x } + scope a__b { x } }
                                                               ^^^^
            the scopes `a_b` and `a__b` would both become the struct `AB`
            help: give one of them another name

            network A(x: [8]) -> [8] { scope relu(a) { a } relu(x) }
                                             ^^^^
            `relu` is a layer of the language
            help: give the scope another name, such as `my_relu`

            network D(x: [8]) -> [8] { x }
                    ^
            the network `D` has the name of a type parameter of what is generated
            help: call it what it does: `Digits`, `Encoder`

        "#]],
    );
}

#[test]
fn several_mistakes_give_several_errors() {
    bodies(
        &[
            "let a = x + z; let b = y -> conv4d(8, kernel = 3); let c = b -> conv2d(8); c + a -> linear(10, bais = false)",
        ],
        expect![[r#"
            let a = x + z; let b = y -> conv4d(8, kernel = 3); let c = b -> conv2d(8); c + a -> linear(10, bais = false)
                        ^
            there is no value `z` here
            help: the values here are `x`, `y`

            let a = x + z; let b = y -> conv4d(8, kernel = 3); let c = b -> conv2d(8); c + a -> linear(10, bais = false)
                                        ^^^^^^
            there is no layer or scope `conv4d`
            help: did you mean `conv2d`?

            let a = x + z; let b = y -> conv4d(8, kernel = 3); let c = b -> conv2d(8); c + a -> linear(10, bais = false)
                                                                            ^^^^^^
            `conv2d` needs `kernel`
            help: write for example `conv2d(16, kernel = 3)`

            let a = x + z; let b = y -> conv4d(8, kernel = 3); let c = b -> conv2d(8); c + a -> linear(10, bais = false)
                                                                                                           ^^^^
            `linear` has no argument `bais`
            help: did you mean `bias`?

        "#]],
    );
}
