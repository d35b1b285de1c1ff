use expect_test::expect;

use super::bodies;

#[test]
fn lets() {
    bodies(
        &[
            "let mut a = x; a",
            "let (a) = x; a",
            "let () = x; x",
            "let (a, 2) = x; a",
            "let (a, b) x; a",
            "let (a, b) = ; a",
            "let (a, b) = split(x, axis = 0) a",
            "let mut (a, b) = x; a",
            "let [a, b] = x; a",
            "let [a] = x; a",
            "let a: [8] = x; a",
            "let type = x; x",
            "let scope = x; x",
            "let _ = x; x",
            "let a; x",
            "let a = ; x",
            "let; x",
            "let a == x; a",
            "let a -> relu; x",
            "let a := x; a",
            "let a x; a",
            "lett a = x; a",
            "var a = x; a",
            "a = x; a",
            "a += x; a",
            "/// docs\nlet a = x; a",
            "let a = #[doc = \"docs\"] x; a",
        ],
        expect![[r#"
            let mut a = x; a
                ^^^
            a value never changes
            help: leave out `mut`; bind what comes of it with another `let`

            let (a) = x; a
                ^^^
            `let (a)` parts a value into one
            help: write `let a = ..;`

            let () = x; x
                ^^
            a `let` without a name
            help: write `let name = ..;`

            let (a, 2) = x; a
                    ^
            expected the name of a part, found `2`
            help: a name is one word, such as `conv1`

            let (a, b) x; a
                       ^
            expected `=` after `a`, found `x`
            help: write `=` and the value

            let (a, b) = ; a
                       ^
            `a` has no value
            help: write `=` and the value

            let (a, b) = split(x, axis = 0) a
                                          ^
            missing `;` after the value of `a`
            help: write `;` here

            let mut (a, b) = x; a
                ^^^
            a value never changes
            help: leave out `mut`; bind what comes of it with another `let`

            let mut (a, b) = x; a
                    ^^^^^^
            a `let` binds one value
            help: write one name: `let name = ..;`

            let [a, b] = x; a
                ^^^^^^
            a `let` has no brackets
            help: write parentheses: `let (a, b) = ..;`

            let [a] = x; a
                ^^^
            a `let` has no brackets
            help: write one name: `let a = ..;`

            let a: [8] = x; a
                 ^^^^^
            `a` has a type
            help: leave it out: shapes are inferred

            let type = x; x
                ^^^^
            `type` is a keyword of Rust
            help: write `type_`

            let scope = x; x
                ^^^^^
            `scope` is a keyword of the language
            help: choose another name, such as `scope_`

            let _ = x; x
                ^
            expected the name of a value, found `_`
            help: a name is one word, such as `conv1`

            let a; x
                ^
            `a` has no value
            help: write `=` and the value

            let a = ; x
                  ^
            `a` has no value
            help: write `=` and the value

            let; x
               ^
            expected the name of a value, found `;`
            help: a name is one word, such as `conv1`

            let a == x; a
                  ^^
            expected `=` after `a`, found `==`
            help: write `=` and the value

            let a -> relu; x
                  ^^
            expected `=` after `a`, found `->`
            help: write `=` and the value

            let a := x; a
                  ^^
            expected `=` after `a`, found `:=`
            help: write `=` and the value

            let a x; a
                  ^
            expected `=` after `a`, found `x`
            help: write `=` and the value

            lett a = x; a
            ^^^^
            expected `let`, found `lett`
            help: write `let`

            var a = x; a
            ^^^
            expected `let`, found `var`
            help: write `let`

            a = x; a
            ^
            missing `let` in front of a new value
            help: write `let a = ..;`; a value that is there never changes

            a += x; a
              ^^
            a value never changes
            help: bind a new one: `let name = ..;`

            /// docs
            ^^^^^^^^
            an attribute of something that takes none
            help: attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment

            let a = #[doc = "docs"] x; a
                    ^^^^^^^^^^^^^^^
            an attribute of something that takes none
            help: attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment

        "#]],
    );
}

#[test]
fn a_missing_semicolon() {
    bodies(
        &[
            "let a = x -> relu",
            "let a = x -> relu let b = a; b",
            "let a = x -> linear(8) loss b = a; a",
            "let a = scope s { x } reuse scope t(x) { x } a",
            "let a = x -> relu scope s { a }",
            "let a = x -> relu a",
            "let a = x -> relu x -> tanh",
            "loss a = x",
        ],
        expect![[r#"
            let a = x -> relu
                         ^^^^
            missing `;` after the value of `a`
            help: write `;` here

            let a = x -> relu let b = a; b
                         ^^^^
            missing `;` after the value of `a`
            help: write `;` here

            let a = x -> linear(8) loss b = a; a
                                 ^
            missing `;` after the value of `a`
            help: write `;` here

            let a = scope s { x } reuse scope t(x) { x } a
                                ^
            missing `;` after the value of `a`
            help: write `;` here

            let a = x -> relu scope s { a }
                         ^^^^
            missing `;` after the value of `a`
            help: write `;` here

            let a = x -> relu a
                         ^^^^
            missing `;` after the value of `a`
            help: write `;` here

            let a = x -> relu x -> tanh
                              ^
            expected `;` or `->`, found `x`
            help: end `a` with `;`, or write `-> x` to go on with its chain

            loss a = x
                     ^
            missing `;` after the value of `a`
            help: write `;` here

        "#]],
    );
}

#[test]
fn losses() {
    bodies(
        &[
            "los a = x; x",
            "loss = x; x",
            "loss a(y) = x; x",
            "loss a(y: Vgg19) = x; x",
            "loss a(y: &Vgg19) = perceptual(y at); x",
            "loss a(y: &Vgg19) = perceptual(y at 0/conv); x",
            "loss a(y: [8]) -> x; x",
            "loss a(y: [8]) { x } x",
            "loss a; x",
            "pub loss a = x; x",
        ],
        expect![[r#"
            los a = x; x
            ^^^
            expected `loss`, found `los`
            help: write `loss`

            loss = x; x
            ^^^^
            a loss has no name
            help: write `loss name = ..;`

            loss a(y) = x; x
                   ^
            the target `y` has no shape
            help: write its dimensions per sample: `y: [3, 32, 32]`

            loss a(y: Vgg19) = x; x
                      ^^^^^
            a loss borrows the network `y`
            help: write `y: &Vgg19`

            loss a(y: &Vgg19) = perceptual(y at); x
                                             ^^
            expected an end point of the critic
            help: write its scopes and its name as in a saved file: `critic at features/conv1`

            loss a(y: &Vgg19) = perceptual(y at 0/conv); x
                                                ^
            `0` is no end point
            help: write what it is the weight of: `0 * scope/layer`

            loss a(y: [8]) -> x; x
                           ^^
            expected `=` after `a`, found `->`
            help: write `=` and the value

            loss a(y: [8]) { x } x
                           ^
            expected `=` after `a`, found `{`
            help: write `=` and the value

            loss a; x
                 ^
            `a` has no value
            help: write `=` and the value

            pub loss a = x; x
            ^^^
            there is no visibility in a network
            help: leave it out: what is in a network is as visible as the network

        "#]],
    );
}

#[test]
fn results() {
    bodies(
        &[
            "x -> relu;",
            "x -> relu; x",
            "x let y = x; y",
            "scope s { x } x -> relu",
            "scope s { x } let y = x; y",
            "scope s { x }; x",
            "/// docs\nx -> relu",
            "return x",
            "x, x",
        ],
        expect![[r#"
            x -> relu;
                     ^
            the result of a body ends with `;`
            help: leave out the `;`

            x -> relu; x
            ^^^^^^^^^
            a value is not used
            help: bind it: `let name = ..;`, or write it last if it is the result

            x let y = x; y
            ^
            a value is not used
            help: bind it: `let name = ..;`, or write it last if it is the result

            scope s { x } x -> relu
            ^^^^^^^
            a value is not used
            help: bind its result: `let s = scope s { .. };`

            scope s { x } let y = x; y
            ^^^^^^^
            a value is not used
            help: bind its result: `let s = scope s { .. };`

            scope s { x }; x
            ^^^^^^^
            a value is not used
            help: bind its result: `let s = scope s { .. };`

            /// docs
            ^^^^^^^^
            an attribute of something that takes none
            help: attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment

            return x
            ^^^^^^
            a body returns by its last expression, found `return`
            help: write the result alone, as the last line

            x, x
             ^
            expected the end of the body, found `,`
            help: write several outputs in parentheses: `(flow, warped)`

        "#]],
    );
}
