use expect_test::expect;

use super::blocks;

#[test]
fn a_promise_that_is_not_kept() {
    blocks(
        &[
            "network A(x: [8]) -> [11] { let logits = x -> linear(10); logits }",
            "network A(x: [8]) -> [8, 1] { x }",
            "network A(x: [8]) -> (a: [8], b: [4]) { (x, x) }",
        ],
        expect![[r#"
            network A(x: [8]) -> [11] { let logits = x -> linear(10); logits }
                                 ^^^^
            `A` promises to return [11], but `logits` is [10]
            help: write `[10]` if that is what it is to return

            network A(x: [8]) -> [8, 1] { x }
                                 ^^^^^^
            `A` promises to return [8, 1], but `x` is [8]
            help: write `[8]` if that is what it is to return

            network A(x: [8]) -> (a: [8], b: [4]) { (x, x) }
                                             ^^^
            `A` promises that `b` is [4], but `x` is [8]
            help: write `[8]` if that is what it is to return

        "#]],
    );
}

#[test]
fn outputs_that_are_not_returned() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { let y = x -> relu; (x, y) }",
            "network A(x: [8]) -> (a: [8], b: [8]) { x }",
            "network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; let b = x -> tanh; (a, b, x) }",
            "network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; let b = x -> tanh; (b, a) }",
            "network A(x: [8]) -> (a: [8], a: [8]) { (x, x) }",
            "network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; }",
            "network A(x: [8]) -> [8] { let y = x -> relu; }",
            "network A(x: [8]) -> [8] { }",
            "network A(x: [8]) -> [8] { scope part { let y = x -> relu; } }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { let y = x -> relu; (x, y) }
                                                          ^^^^^^
            `A` declares one output, but ends with 2 values
            help: name the outputs: `-> (first: [..], second: [..])`

            network A(x: [8]) -> (a: [8], b: [8]) { x }
                                                    ^
            `A` declares 2 outputs, but ends with 1
            help: end it with all of them: `(a, b)`

            network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; let b = x -> tanh; (a, b, x) }
                                                                                          ^^^^^^^^^
            `A` declares 2 outputs, but ends with 3
            help: end it with all of them: `(a, b)`

            network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; let b = x -> tanh; (b, a) }
                                                                                           ^
            the output `a` is declared here, but `b` is returned
            help: end with the outputs in the order of their declaration: `(a, b)`

            network A(x: [8]) -> (a: [8], a: [8]) { (x, x) }
                                          ^
            `a` is already an output
            help: give one of the two another name

            network A(x: [8]) -> (a: [8], b: [8]) { let a = x -> relu; }
                    ^
            the body of `A` has no result
            help: end it with the value that it gives: `a`

            network A(x: [8]) -> [8] { let y = x -> relu; }
                    ^
            the body of `A` has no result
            help: end it with the value that it gives: `y`

            network A(x: [8]) -> [8] { }
                    ^
            the body of `A` has no result
            help: end it with the value that it gives

            network A(x: [8]) -> [8] { scope part { let y = x -> relu; } }
                                             ^^^^
            the body of `part` has no result
            help: end it with the value that it gives: `y`

        "#]],
    );
}
