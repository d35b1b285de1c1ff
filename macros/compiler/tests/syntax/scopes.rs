use expect_test::expect;

use super::bodies;

#[test]
fn keywords() {
    bodies(
        &[
            "scop s(x) { x } x",
            "let a = scop s { x }; a",
            "resue scope s(x) { x } x",
            "reuse scop s(x) { x } x",
            "reuse s(x) { x } x",
            "reuse x",
            "pub scope s(x) { x } x",
            "network s(x) { x } x",
        ],
        expect![[r#"
            scop s(x) { x } x
            ^^^^
            expected `scope`, found `scop`
            help: write `scope`

            let a = scop s { x }; a
                    ^^^^
            expected `scope`, found `scop`
            help: write `scope`

            resue scope s(x) { x } x
            ^^^^^
            expected `reuse`, found `resue`
            help: write `reuse`

            reuse scop s(x) { x } x
                  ^^^^
            expected `scope`, found `scop`
            help: write `scope`

            reuse s(x) { x } x
            ^^^^^
            missing `scope` after `reuse`
            help: write `reuse scope name(x) { .. }`

            reuse x
            ^^^^^
            missing `scope` after `reuse`
            help: write `reuse scope name(x) { .. }`

            pub scope s(x) { x } x
            ^^^
            there is no visibility in a network
            help: leave it out: what is in a network is as visible as the network

            network s(x) { x } x
                    ^
            expected `->` or the end of the body, found `s`
            help: write `-> s` to go on with the chain, or bind the value before it: `let name = ..;`

        "#]],
    );
}

#[test]
fn headers() {
    bodies(
        &[
            "reuse scope s { x } x",
            "scope { x }",
            "scope \"block1/conv1\" { x }",
            "scope \"features\" { x }",
            "scope type { x }",
            "scope s(x: [8]) { x } x",
            "scope s(x y) { x } x",
            "scope s(3) { x } x",
            "scope s(x) -> [8] { x } x",
            "scope s -> [8] { x }",
            "scope s; x",
            "scope s(x) = x; x",
        ],
        expect![[r#"
            reuse scope s { x } x
                        ^
            the reused scope `s` has no parameters
            help: write what it is applied to: `reuse scope s(x) { .. }`

            scope { x }
            ^^^^^
            a scope has no name
            help: write `scope name { .. }`

            scope "block1/conv1" { x }
                  ^^^^^^^^^^^^^^
            the name of a scope is not a string
            help: write `scope name { .. }`

            scope "features" { x }
                  ^^^^^^^^^^
            the name of a scope is not a string
            help: write `scope features { .. }`

            scope type { x }
                  ^^^^
            `type` is a keyword of Rust
            help: write `type_`

            scope s(x: [8]) { x } x
                     ^^^^^
            the parameters of a scope have no shapes
            help: write `x` alone: its shape is inferred where the scope is applied

            scope s(x y) { x } x
                      ^
            expected `,`, found `y`
            help: write a comma in between

            scope s(3) { x } x
                    ^
            expected the name of a parameter, found `3`
            help: a name is one word, such as `conv1`

            scope s(x) -> [8] { x } x
                       ^^^^^^
            the scope `s` declares an output shape
            help: leave it out: it is inferred

            scope s -> [8] { x }
                    ^^^^^^
            the scope `s` declares an output shape
            help: leave it out: it is inferred

            scope s; x
                   ^
            expected the body of the scope `s`, found `;`
            help: write its layers in braces: `{ .. }`

            scope s(x) = x; x
                       ^
            expected the body of the scope `s`, found `=`
            help: write its layers in braces: `{ .. }`

        "#]],
    );
}

#[test]
fn places() {
    bodies(
        &[
            "let a = scope s(x) { x }; a",
            "let a = reuse scope s(x) { x }; a",
            "let a = reuse scope s { x }; a",
            "x -> scope s { x }",
            "x -> scope s(x) { x }",
            "s { x }",
        ],
        expect![[r#"
            let a = scope s(x) { x }; a
                          ^
            the scope `s` with parameters is an item, not a value
            help: write it in front of this statement, and call it here: `s(..)`

            let a = reuse scope s(x) { x }; a
                                ^
            the scope `s` with parameters is an item, not a value
            help: write it in front of this statement, and call it here: `s(..)`

            let a = reuse scope s { x }; a
                    ^^^^^
            the scope `s` is a value, which is made once
            help: leave out `reuse`, or write `reuse scope s(x) { .. }` in front of this statement

            x -> scope s { x }
                       ^
            a chain cannot lead into the scope `s` where the scope is written
            help: write `scope s(x) { .. }` in front of this statement, and `-> s` here

            x -> scope s(x) { x }
                       ^
            a chain cannot lead into the scope `s` where the scope is written
            help: write `scope s(x) { .. }` in front of this statement, and `-> s` here

            s { x }
              ^
            `s` cannot have braces
            help: write `scope s { .. }` for a scope, `s(..)` for a layer

        "#]],
    );
}
