use expect_test::expect;

use super::networks;

#[test]
fn generic_parameters() {
    networks(
        &[
            "network A<const N: usize, const M: usize,>(x: [N]) -> [M] { x }",
            "network A<>(x: [8]) -> [8] { x }",
            "network A<T>(x: [8]) -> [8] { x }",
            "network A<'a>(x: [8]) -> [8] { x }",
            "network A<N: usize>(x: [N]) -> [8] { x }",
            "network A<const N>(x: [N]) -> [8] { x }",
            "network A<const N: >(x: [N]) -> [8] { x }",
            "network A<const N: u32>(x: [N]) -> [8] { x }",
            "network A<const N: [usize; 2]>(x: [N]) -> [8] { x }",
            "network A<const N: usize = 8, const M: usize>(x: [N]) -> [M] { x }",
            "network A<const 3: usize>(x: [8]) -> [8] { x }",
            "network A<const N: usize const M: usize>(x: [N]) -> [M] { x }",
            "network A<const N: usize(x: [N]) -> [8] { x }",
            "network A<const N: usize",
            "network A<const N: usize>",
            "network A<E, const N: u8>(x) -> [8] { x }",
        ],
        expect![[r#"
            no error: network A<const N: usize, const M: usize,>(x: [N]) -> [M] { x }
            no error: network A<>(x: [8]) -> [8] { x }
            network A<T>(x: [8]) -> [8] { x }
                      ^
            `T` does not say what it is
            help: write the trait of a layer: `A: Activation`; a dimension is `const HIDDEN: usize`, an axis is in small letters, and the element type and the device are there already

            network A<'a>(x: [8]) -> [8] { x }
                      ^
            a network owns what it holds, and has no lifetimes
            help: leave it out

            network A<N: usize>(x: [N]) -> [8] { x }
                      ^
            `N` is a number, and no type
            help: write `const N: usize`

            network A<const N>(x: [N]) -> [8] { x }
                             ^
            expected `: usize`, found `>`
            help: write the type of a dimension: `const N: usize`

            network A<const N: >(x: [N]) -> [8] { x }
                               ^
            expected `usize`, found `>`
            help: write the type of a dimension: `const N: usize`

            network A<const N: u32>(x: [N]) -> [8] { x }
                               ^^^
            `N` is of `u32`, and a dimension is a `usize`
            help: write `const N: usize`

            network A<const N: [usize; 2]>(x: [N]) -> [8] { x }
                               ^^^^^^^^^^
            expected `usize`, found `[`
            help: write `const N: usize`

            network A<const N: usize = 8, const M: usize>(x: [N]) -> [M] { x }
                                     ^
            `N` has a default
            help: leave it out: whoever names the network writes a value

            network A<const 3: usize>(x: [8]) -> [8] { x }
                            ^
            expected the name of a const generic, found `3`
            help: a name is one word, such as `conv1`

            network A<const N: usize const M: usize>(x: [N]) -> [M] { x }
                                     ^^^^^
            expected `,`, found `const`
            help: write a comma in between

            network A<const N: usize(x: [N]) -> [8] { x }
                                    ^^^^^^^^
            expected `>` behind the generic parameters, found `(`
            help: close them: `A<const HIDDEN: usize>(..)`

            network A<const N: usize
                               ^^^^^
            expected `>` behind the generic parameters
            help: close them: `A<const HIDDEN: usize>(..)`

            network A<const N: usize
                               ^^^^^
            the network `A` declares no inputs
            help: write them in parentheses: `network A(image: [3, 32, 32]) -> [10]`

            network A<const N: usize>
                                    ^
            the network `A` declares no inputs
            help: write them in parentheses: `network A(image: [3, 32, 32]) -> [10]`

            network A<E, const N: u8>(x) -> [8] { x }
                      ^
            `E` does not say what it is
            help: write the trait of a layer: `A: Activation`; a dimension is `const HIDDEN: usize`, an axis is in small letters, and the element type and the device are there already

            network A<E, const N: u8>(x) -> [8] { x }
                                  ^^
            `N` is of `u8`, and a dimension is a `usize`
            help: write `const N: usize`

            network A<E, const N: u8>(x) -> [8] { x }
                                      ^
            the input `x` has no shape
            help: write its dimensions per sample: `x: [3, 32, 32]`

        "#]],
    );
}
