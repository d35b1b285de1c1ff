//! What Rust has, or a coming version will have.

use expect_test::expect;

use super::bodies;

#[test]
fn what_rust_has() {
    bodies(
        &[
            "let a = match x { _ => x }; a",
            "for i in x { x } x",
            "while true { x } x",
            "let f = |a| a -> relu; x",
            "let f = move || x; x",
            "const N: usize = 3; x",
            "use std::mem; x",
            "fn f(x: usize) {} x",
            "let a = { x }; a",
            "let a = &x; a",
            "let a = !x; a",
            "let a = x as f32; a",
            "let a = x?; a",
            "let a = x % 2; a",
            "let a = vec![x]; a",
            "let a = self.x; a",
            "let a = x.y; a",
            "let a = 'c'; a",
            "let a = x..x; a",
        ],
        expect![[r#"
            let a = match x { _ => x }; a
                    ^^^^^
            a network takes no decisions, found `match`
            help: every input goes through the same layers; decide in Rust, around the network

            for i in x { x } x
            ^^^
            a network has no loops, found `for`
            help: write the layers out, or apply one `reuse scope` several times

            while true { x } x
            ^^^^^
            a network has no loops, found `while`
            help: write the layers out, or apply one `reuse scope` several times

            let f = |a| a -> relu; x
                    ^
            there are no closures in a network
            help: write a scope with parameters: `scope name(x) { .. }`

            let f = move || x; x
                    ^^^^
            there are no closures in a network, found `move`
            help: write a scope with parameters: `scope name(x) { .. }`

            const N: usize = 3; x
            ^^^^^
            items of Rust cannot be in a network, found `const`
            help: move it out of the `network!` block

            use std::mem; x
            ^^^
            items of Rust cannot be in a network, found `use`
            help: move it out of the `network!` block

            fn f(x: usize) {} x
            ^^
            there are no functions in a network, found `fn`
            help: write a scope with parameters: `scope name(x) { .. }`

            let a = { x }; a
                    ^
            a block has no name
            help: write `scope name { .. }`

            let a = &x; a
                    ^
            values are not borrowed in a network
            help: write the name alone; a value may be used often

            let a = !x; a
                    ^
            expected a value, found `!`
            help: a value is a name, a number, a call, a chain or a scope

            let a = x as f32; a
                      ^^
            values are not converted in a network
            help: leave out `as ..`

            let a = x?; a
                     ^
            a layer needs no `?`
            help: leave it out; the network's methods return the errors

            let a = x % 2; a
                      ^
            a network has no `%`
            help: its operators are `+ - * /`, comparisons, and `->`; `2 ^ 3` is between numbers

            let a = vec![x]; a
                       ^
            macros cannot be called in a network
            help: call it around the network

            let a = self.x; a
                    ^^^^
            a path is not a value, found `self`
            help: values are bound by `let` in the network; a `const` item may be an argument

            let a = x.y; a
                     ^^
            a value has no fields, found `.y`
            help: send it through a layer: `x -> y`

            let a = 'c'; a
                    ^^^
            expected a value, found `'c'`
            help: the literals of a network are numbers, such as `3` and `0.5`

            let a = x..x; a
                     ^^
            a network has no `..`
            help: its operators are `+ - * /`, comparisons, and `->`; `2 ^ 3` is between numbers

        "#]],
    );
}

#[test]
fn words_of_a_coming_version() {
    bodies(
        &[
            "template block(x; channels) { x } x",
            "repeat 3 block: block(64); x",
            "x -> repeat 3 block: block(64)",
            "defaults { conv2d(padding = same) } x",
            "scope s on device(1) { x }",
            "scope s(x; channels) { x } x",
        ],
        expect![[r#"
            no error: network A(x: [8]) -> [8] {
            template block(x; channels) { x } x
            }
            repeat 3 block: block(64); x
            ^^^^^^
            `repeat` has no value in front of it
            help: write the value that goes through it: `x -> repeat 3 name: block(..)`

            no error: network A(x: [8]) -> [8] {
            x -> repeat 3 block: block(64)
            }
            no error: network A(x: [8]) -> [8] {
            defaults { conv2d(padding = same) } x
            }
            no error: network A(x: [8]) -> [8] {
            scope s on device(1) { x }
            }
            scope s(x; channels) { x } x
                     ^
            a scope has no parameters after a `;`
            help: write a `template` for a structure with parameters: `template name(x; channels) { .. }`

        "#]],
    );
}
