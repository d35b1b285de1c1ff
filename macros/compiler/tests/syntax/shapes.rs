use expect_test::expect;

use super::networks;

#[test]
fn shapes() {
    networks(
        &[
            "network A(x: (1, 8)) -> [8] { x }",
            "network A(x: 8) -> 10 { x }",
            "network A(x: SIZE) -> [8] { x }",
            "network A(x: 2 * 8) -> [8] { x }",
            "network A(x: [8; 3]) -> [8] { x }",
            "network A(x: [1 8 8]) -> [8] { x }",
            "network A(x: [1,, 8]) -> [8] { x }",
            "network A(x:) -> [8] { x }",
        ],
        expect![[r#"
            network A(x: (1, 8)) -> [8] { x }
                         ^^^^^^
            a shape is in brackets, not parentheses
            help: write `[1, 8]`

            network A(x: 8) -> 10 { x }
                         ^
            a shape is in brackets, found `8`
            help: write `[8]` for a vector

            network A(x: 8) -> 10 { x }
                               ^^
            a shape is in brackets, found `10`
            help: write `[10]` for a vector

            network A(x: SIZE) -> [8] { x }
                         ^^^^
            a shape is in brackets, found `SIZE`
            help: write `[SIZE]` for a vector

            network A(x: 2 * 8) -> [8] { x }
                         ^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [8; 3]) -> [8] { x }
                           ^
            every dimension is written out
            help: write `[8, 8, 8]` for three of them

            network A(x: [1 8 8]) -> [8] { x }
                            ^
            expected `,`, found `8`
            help: write a comma in between

            network A(x: [1,, 8]) -> [8] { x }
                            ^
            expected a dimension, found `,`
            help: write a whole number or the name of a `const` item

            network A(x:) -> [8] { x }
                       ^
            expected the shape of the input `x`
            help: write the dimensions per sample in brackets, as in `[3, 32, 32]`

        "#]],
    );
}

#[test]
fn dimensions() {
    networks(
        &[
            "network A(x: [2 * N]) -> [8] { x }",
            "network A(x: [N + 1, size(3)]) -> [8] { x }",
            "network A(x: [{ N }]) -> [8] { x }",
            "network A(x: [-8]) -> [8] { x }",
            "network A(x: [8.0]) -> [8] { x }",
            "network A(x: [_, 28]) -> [8] { x }",
            "network A(x: [8usize]) -> [8] { x }",
            "network A(x: [\"8\"]) -> [8] { x }",
            "network A(x: [99999999999999999999]) -> [8] { x -> conv2d(8, kernel = [3, 99999999999999999999]) }",
            "network A(x: [N<3>]) -> [8] { x }",
            "network A(x: [N::<3>]) -> [8] { x }",
        ],
        expect![[r#"
            network A(x: [2 * N]) -> [8] { x }
                          ^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [N + 1, size(3)]) -> [8] { x }
                          ^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [N + 1, size(3)]) -> [8] { x }
                                 ^^^^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [{ N }]) -> [8] { x }
                          ^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [-8]) -> [8] { x }
                          ^^
            a dimension is not negative, found `-8`
            help: write `8`

            network A(x: [8.0]) -> [8] { x }
                          ^^^
            a dimension is a whole number, found `8.0`
            help: write a whole number or the name of a `const` item

            network A(x: [_, 28]) -> [8] { x }
                          ^
            a dimension is not known, found `_`
            help: leave the batch out: dimensions are per sample; the others are numbers or `const` items

            network A(x: [8usize]) -> [8] { x }
                          ^^^^^^
            a number has no type in a network, found the suffix `usize`
            help: leave the suffix out

            network A(x: ["8"]) -> [8] { x }
                          ^^^
            expected a dimension, found `"8"`
            help: write a whole number or the name of a `const` item

            network A(x: [99999999999999999999]) -> [8] { x -> conv2d(8, kernel = [3, 99999999999999999999]) }
                          ^^^^^^^^^^^^^^^^^^^^
            the dimension `99999999999999999999` is too large
            help: write one that fits into a `usize`

            network A(x: [99999999999999999999]) -> [8] { x -> conv2d(8, kernel = [3, 99999999999999999999]) }
                                                                                      ^^^^^^^^^^^^^^^^^^^^
            the size `99999999999999999999` is too large
            help: write one that fits into a `usize`

            network A(x: [N<3>]) -> [8] { x }
                          ^^^^
            dimensions are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            network A(x: [N::<3>]) -> [8] { x }
                             ^
            expected a name after `::`, found `<`
            help: write the path of a `const` item, such as `model::WIDTH`

        "#]],
    );
}
