//! One mistake is one error, whatever else it makes of the text around it.

use expect_test::expect;

use super::{blocks, bodies};

#[test]
fn a_keyword_as_a_name_is_a_name_from_there_on() {
    bodies(
        &[
            "let scope = x -> flatten -> linear(10); scope",
            "let scope = x + y; scope -> flatten -> linear(10)",
            "let loss = x + y; loss -> flatten -> linear(10)",
            "let reuse = x + y; let a = reuse * reuse; a -> flatten -> linear(10)",
            "let template = (x + y) -> flatten -> fc: linear(10); template",
            "let repeat = x + y; repeat -> flatten -> linear(10)",
            "let type = x + y; type -> flatten -> linear(10)",
            "let match = x + y; concat(match, match, axis = 0) -> flatten -> linear(10)",
        ],
        expect![[r#"
            network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
                                    ^
            nothing uses the input `y`
            help: use it in the body of the network, or remove it

            let scope = x -> flatten -> linear(10); scope
                ^^^^^
            `scope` is a keyword of the language
            help: choose another name, such as `scope_`

            let scope = x + y; scope -> flatten -> linear(10)
                ^^^^^
            `scope` is a keyword of the language
            help: choose another name, such as `scope_`

            let loss = x + y; loss -> flatten -> linear(10)
                ^^^^
            `loss` is a keyword of the language
            help: choose another name, such as `loss_`

            let reuse = x + y; let a = reuse * reuse; a -> flatten -> linear(10)
                ^^^^^
            `reuse` is a keyword of the language
            help: choose another name, such as `reuse_`

            let template = (x + y) -> flatten -> fc: linear(10); template
                ^^^^^^^^
            `template` is a keyword of the language
            help: choose another name, such as `template_`

            let repeat = x + y; repeat -> flatten -> linear(10)
                ^^^^^^
            `repeat` is a keyword of the language
            help: choose another name, such as `repeat_`

            let type = x + y; type -> flatten -> linear(10)
                ^^^^
            `type` is a keyword of Rust
            help: write `type_`

            let match = x + y; concat(match, match, axis = 0) -> flatten -> linear(10)
                ^^^^^
            `match` is a keyword of Rust
            help: write `match_`

        "#]],
    );
    blocks(
        &[
            "network A(loss: [10]) -> [10] { loss -> relu }",
            "network A(scope: [10]) -> [10] { scope * 2 }",
            "network A(in: [10]) -> [10] { let y = in -> relu; y }",
        ],
        expect![[r#"
            network A(loss: [10]) -> [10] { loss -> relu }
                      ^^^^
            `loss` is a keyword of the language
            help: choose another name, such as `loss_`

            network A(scope: [10]) -> [10] { scope * 2 }
                      ^^^^^
            `scope` is a keyword of the language
            help: choose another name, such as `scope_`

            network A(in: [10]) -> [10] { let y = in -> relu; y }
                      ^^
            `in` is a keyword of Rust
            help: write `in_`

        "#]],
    );
}

#[test]
fn a_comment_of_documentation_in_a_chain() {
    bodies(
        &[
            "let a = x\n/// then\n-> relu\n-> flatten; a + (y -> flatten) -> linear(10)",
            "(x + y)\n/// first\n/// and second\n-> flatten -> linear(10)",
        ],
        expect![[r#"
            /// then
            ^^^^^^^^
            an attribute of something that takes none
            help: attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment

            /// first
            ^^^^^^^^^
            an attribute of something that takes none
            help: attributes stand before a `loss`, a `scope` or a `template`; write `//` for a comment

        "#]],
    );
}

#[test]
fn with() {
    bodies(
        &[
            r#"with scope("enc") { (x + y) -> flatten -> fc: linear(10) }"#,
            r#"let h = with scope("enc") { (x + y) -> flatten }; h -> fc: linear(10)"#,
            r#"with variable_scope("enc") { (x + y) -> flatten } x -> flatten -> fc: linear(10)"#,
            r#"with tf.variable_scope("enc", reuse = true): h = linear(x + y, 10) h"#,
            "with no_grad(): (x + y) -> flatten -> fc: linear(10)",
        ],
        expect![[r#"
            with scope("enc") { (x + y) -> flatten -> fc: linear(10) }
            ^^^^^^^^^^^^^^^^^
            a network has no `with`
            help: write `scope enc { .. }`, which has the value of its last line

            let h = with scope("enc") { (x + y) -> flatten }; h -> fc: linear(10)
                    ^^^^^^^^^^^^^^^^^
            a network has no `with`
            help: write `scope enc { .. }`, which has the value of its last line

            with variable_scope("enc") { (x + y) -> flatten } x -> flatten -> fc: linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^
            a network has no `with`
            help: write `scope enc { .. }`, which has the value of its last line

            with tf.variable_scope("enc", reuse = true): h = linear(x + y, 10) h
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            a network has no `with`
            help: write `scope enc { .. }`, which has the value of its last line

            with no_grad(): (x + y) -> flatten -> fc: linear(10)
            ^^^^^^^^^^^^^^
            a network has no `with`
            help: write `scope name { .. }`, which has the value of its last line

        "#]],
    );
}

#[test]
fn a_dimension_that_is_none() {
    blocks(
        &[
            "network A(x: [None, 8]) -> [8] { x -> relu }",
            "network A(x: [8]) -> [None, 8] { x -> relu }",
            "network A(x: [8]) -> [8] { let y = x -> relu; loss l(t: [None, 8]) = l2(y, y); y }",
        ],
        expect![[r#"
            network A(x: [None, 8]) -> [8] { x -> relu }
                          ^^^^
            a dimension is not known, found `None`
            help: leave the batch out: dimensions are per sample; the others are numbers or `const` items

            network A(x: [8]) -> [None, 8] { x -> relu }
                                  ^^^^
            a dimension is not known, found `None`
            help: leave the batch out: dimensions are per sample; the others are numbers or `const` items

            network A(x: [8]) -> [8] { let y = x -> relu; loss l(t: [None, 8]) = l2(y, y); y }
                                                                     ^^^^
            a dimension is not known, found `None`
            help: leave the batch out: dimensions are per sample; the others are numbers or `const` items

        "#]],
    );
}

#[test]
fn a_word_may_be_a_string() {
    blocks(
        &[
            r#"network A(x: [3, 8, 8]) -> [8, 8, 8] { x -> c: conv2d(8, kernel = 3, padding = "same", init = "he_normal") }"#,
        ],
        expect![[r#"
            no error: network A(x: [3, 8, 8]) -> [8, 8, 8] { x -> c: conv2d(8, kernel = 3, padding = "same", init = "he_normal") }

        "#]],
    );
}

#[test]
fn what_a_network_derives_already() {
    blocks(
        &[
            "#[derive(Debug)] network A(x: [8]) -> [8] { x -> relu }",
            "#[derive(PartialEq, Clone, Debug)] network A(x: [8]) -> [8] { x -> relu }",
        ],
        expect![[r#"
            #[derive(Debug)] network A(x: [8]) -> [8] { x -> relu }
                     ^^^^^
            the network `A` has `Debug` already
            help: leave it out: every network is `Clone` and `Debug`

            #[derive(PartialEq, Clone, Debug)] network A(x: [8]) -> [8] { x -> relu }
                                ^^^^^
            the network `A` has `Clone` already
            help: leave it out: every network is `Clone` and `Debug`

        "#]],
    );
}

#[test]
fn a_semicolon_alone() {
    bodies(
        &[
            "; x + y -> flatten -> linear(10)",
            "let a = x + y;; a -> flatten -> linear(10)",
            "scope a(v) { v -> relu };; a(x + y) -> flatten -> linear(10)",
            "(x + y) -> flatten -> linear(10);;",
        ],
        expect![[r#"
            ; x + y -> flatten -> linear(10)
            ^
            a `;` ends nothing
            help: leave it out

            let a = x + y;; a -> flatten -> linear(10)
                          ^
            a `;` ends nothing
            help: leave it out

            scope a(v) { v -> relu };; a(x + y) -> flatten -> linear(10)
                                     ^
            a `;` ends nothing
            help: leave it out

            (x + y) -> flatten -> linear(10);;
                                            ^
            the result of a body ends with `;`
            help: leave out the `;`

        "#]],
    );
}

#[test]
fn values_of_other_ranks_are_not_joined() {
    bodies(
        &[
            "concat(x, y -> flatten, axis = 0) -> flatten -> linear(10)",
            "concat(x -> flatten, y, axis = 1) -> flatten -> linear(10)",
            "stack(x -> flatten, y, axis = 0) -> flatten -> linear(10)",
        ],
        expect![[r#"
            concat(x, y -> flatten, axis = 0) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `concat` takes values of as many dimensions, but `x` is [3, 8, 8] and `flatten` is [192]
            help: give them as many: by `-> flatten`, or by `-> reshape([..])`

            concat(x -> flatten, y, axis = 1) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `concat` takes values of as many dimensions, but `flatten` is [192] and `y` is [3, 8, 8]
            help: give them as many: by `-> flatten`, or by `-> reshape([..])`

            stack(x -> flatten, y, axis = 0) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `stack` takes values of one shape, but `flatten` is [192] and `y` is [3, 8, 8]
            help: give them one shape first; `concat` joins values that differ in one axis

        "#]],
    );
}
