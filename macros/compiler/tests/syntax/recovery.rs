//! Several mistakes give several errors, and one mistake gives one.

use expect_test::expect;
use netweave_compiler::syntax::Block;

use super::{networks, parse};

#[test]
fn multiple_statements() {
    networks(
        &["network A(x: [8]) -> [8] {
    let a = x.relu();
    let b = scope inner {
        let c = x => relu;
        scope deeper(y) {
            y + ;
            if y { y } else { y }
            let d = y -> linear(out: 8)
            d
        }
        c
    };
    loss wrong = ;
    b
}"],
        expect![[r#"
                let a = x.relu();
                         ^^^^^
            a value has no methods, found `.relu`
            help: send it through a layer: `x -> relu`

                    let c = x => relu;
                              ^^
            `=>` does not lead through a layer
            help: write `->`

                        y + ;
                            ^
            expected a value, found `;`
            help: a value is a name, a number, a call, a chain or a scope

                        if y { y } else { y }
                        ^^^^^^^^^^^^^^^^^^^^^
            a value is not used
            help: bind it: `let name = ..;`, or write it last if it is the result

                        let d = y -> linear(out: 8)
                                               ^
            an argument is given with `=`, not `:`
            help: write `out = ..`

                        let d = y -> linear(out: 8)
                                                  ^
            missing `;` after the value of `d`
            help: write `;` here

                loss wrong = ;
                           ^
            `wrong` has no value
            help: write `=` and the value

        "#]],
    );
}

#[test]
fn multiple_networks() {
    networks(
        &["network A(x: [8]) -> [2 * N] { x -> relu; }
netwrok B(x: [-8], y) -> [8] { x -> }
let 3 = x;
network C(x: [8]) -> [8] { x }
network D { x.relu() }"],
        expect![[r#"
            network A(x: [8]) -> [2 * N] { x -> relu; }
                                  ^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [8]) -> [2 * N] { x -> relu; }
                                                    ^
            the result of a body ends with `;`
            help: leave out the `;`

            netwrok B(x: [-8], y) -> [8] { x -> }
            ^^^^^^^
            expected `network`, found `netwrok`
            help: write `network`

            netwrok B(x: [-8], y) -> [8] { x -> }
                          ^^
            a dimension is not negative, found `-8`
            help: write `8`

            netwrok B(x: [-8], y) -> [8] { x -> }
                               ^
            the input `y` has no shape
            help: write its dimensions per sample: `y: [3, 32, 32]`

            netwrok B(x: [-8], y) -> [8] { x -> }
                                             ^^
            `->` leads nowhere
            help: write a layer after it, as in `-> relu`

            let 3 = x;
            ^^^
            expected `network`, found `let`
            help: write `network Name(input: [8]) -> [1] { .. }`

            network D { x.relu() }
                    ^
            the network `D` declares no inputs
            help: write them in parentheses: `network D(image: [3, 32, 32]) -> [10]`

            network D { x.relu() }
                         ^^^^^
            a value has no methods, found `.relu`
            help: send it through a layer: `x -> relu`

        "#]],
    );
}

#[test]
fn multiple_elements() {
    networks(
        &["network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
    concat(x.relu(), x[0], axis: 3, x => relu)
}"],
        expect![[r#"
            network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
                          ^^^
            a dimension is a whole number, found `1.5`
            help: write a whole number or the name of a `const` item

            network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
                               ^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
                                      ^^
            a dimension is not negative, found `-3`
            help: write `3`

            network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
                                                  ^
            a shape is in brackets, found `8`
            help: write `[8]` for a vector

            network A(x: [1.5, 2 * N, -3]) -> (y: 8, z) {
                                                     ^
            the output `z` has no shape
            help: write its dimensions per sample: `z: [3, 32, 32]`

                concat(x.relu(), x[0], axis: 3, x => relu)
                        ^^^^^
            a value has no methods, found `.relu`
            help: send it through a layer: `x -> relu`

                concat(x.relu(), x[0], axis: 3, x => relu)
                                           ^
            an argument is given with `=`, not `:`
            help: write `axis = ..`

                concat(x.relu(), x[0], axis: 3, x => relu)
                                                  ^^
            `=>` does not lead through a layer
            help: write `->`

        "#]],
    );
}

#[test]
fn the_compiler_reports_all_of_them() {
    let tokens = "network A(x: [-8]) -> [8] { let a = x.relu(); x => relu }".parse().unwrap();
    let output = netweave_compiler::network(tokens).to_string();
    assert_eq!(output.matches("compile_error").count(), 3, "{output}");
}

#[test]
fn a_valid_program_has_no_error() {
    let block: syn::Result<Block> = parse("network A(x: [8]) -> [8] { scope s(x) { x }; x -> s };");
    assert!(block.is_ok());
}
