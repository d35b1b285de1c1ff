use expect_test::expect;

use super::blocks;

#[test]
fn indices_that_lead_nowhere() {
    blocks(
        &[
            "network A(x: [3, 8, 8], at: [4, 5]) -> [5] { gather_nd(x, at) }",
            "network A(x: [3, 8, 8], at: []) -> [3] { gather_nd(x, at) }",
            "network A(x: [3, 8, 8], at: [N, 5]) -> [3, 5] { gather_nd(x, at) }",
            "network A(x: [3, 8, 8], at: [1, 2, 2, 2, 2]) -> [3] { gather_nd(x, at) }",
            "network A(x: [3, 8, 8]) -> [3, 8, 8] { gather_nd(x) }",
            "network A(x: [3, 8, 8]) -> [3, 8, 8] { gather_nd(x, meshgrid(x), axis = 1) }",
        ],
        expect![[r#"
            network A(x: [3, 8, 8], at: [4, 5]) -> [5] { gather_nd(x, at) }
                                                         ^^^^^^^^^^^^^^^^
            `gather_nd` takes an index for each of the last 4 axes, but `x` is [3, 8, 8] and `at` is [4, 5]
            help: the first axis of `at` holds an index for each axis that it leads along, 1 to 3

            network A(x: [3, 8, 8], at: []) -> [3] { gather_nd(x, at) }
                                                     ^^^^^^^^^^^^^^^^
            `gather_nd` takes indices, [axes, places], but `at` is []
            help: a list of indices along one axis is [1, places]

            network A(x: [3, 8, 8], at: [N, 5]) -> [3, 5] { gather_nd(x, at) }
                                                            ^^^^^^^^^^^^^^^^
            `gather_nd` takes indices, [axes, places], but `at` is [N, 5]
            help: how many axes they lead along is written as a number: 2 for rows and columns

            network A(x: [3, 8, 8], at: [1, 2, 2, 2, 2]) -> [3] { gather_nd(x, at) }
                                                                  ^^^^^^^^^^^^^^^^
            `gather_nd` would give [3, 8, 2, 2, 2, 2]
            help: a sample has 5 dimensions at most

            network A(x: [3, 8, 8]) -> [3, 8, 8] { gather_nd(x) }
                                                   ^^^^^^^^^
            `gather_nd` needs `indices`
            help: write for example `gather_nd(source, indices)`

            network A(x: [3, 8, 8]) -> [3, 8, 8] { gather_nd(x, meshgrid(x), axis = 1) }
                                                                             ^^^^
            `gather_nd` has no argument `axis`
            help: it takes none: write `gather_nd(source, indices)`

        "#]],
    );
}

#[test]
fn updates_that_do_not_fit() {
    blocks(
        &[
            "network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at) }",
            "network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = [8]) }",
            "network A(x: [3, 5], at: [2, 6]) -> [3, 8, 8] { scatter_nd(x, at, size = [8, 8]) }",
            "network A(x: [5], at: [2, 5, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = [8, 8]) }",
            "network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = 8) }",
        ],
        expect![[r#"
            network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at) }
                                                            ^^^^^^^^^^
            `scatter_nd` needs `size`
            help: write for example `scatter_nd(updates, indices, size = [8, 8])`

            network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = [8]) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `scatter_nd` fills axes of [8], but `at` is [2, 5] and holds 2 for each place
            help: write a size for each axis that the indices lead along

            network A(x: [3, 5], at: [2, 6]) -> [3, 8, 8] { scatter_nd(x, at, size = [8, 8]) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `scatter_nd` takes an update for each place, but `x` is [3, 5] and `at` is [2, 6]
            help: the last axes of `x` are those of the places, [6]

            network A(x: [5], at: [2, 5, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = [8, 8]) }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `scatter_nd` takes an update for each place, but `x` is [5] and `at` is [2, 5, 5]
            help: the last axes of `x` are those of the places, [5, 5]

            network A(x: [3, 5], at: [2, 5]) -> [3, 8, 8] { scatter_nd(x, at, size = 8) }
                                                                                     ^
            `size` of `scatter_nd` is `8`
            help: write a list of whole numbers from 1 and `const` items, in brackets

        "#]],
    );
}

#[test]
fn a_choice_between_values_of_several_shapes() {
    blocks(
        &[
            "network A(x: [3, 8], y: [3, 7]) -> [3, 8] { select(x, y, x) }",
            "network A(x: [3, 8], y: [3]) -> [3, 8] { select(x, x, y) }",
            "network A(x: [3, 8]) -> [3, 8] { select(x, x) }",
            "network A(x: [8]) -> [2, 8, 8] { meshgrid(x) }",
        ],
        expect![[r#"
            network A(x: [3, 8], y: [3, 7]) -> [3, 8] { select(x, y, x) }
                                                        ^^^^^^^^^^^^^^^
            `select` cannot bring axes of 8 and 7 together: `x` is [3, 8] and `y` is [3, 7]
            help: send one of them through a layer that gives it the other's shape

            network A(x: [3, 8], y: [3]) -> [3, 8] { select(x, x, y) }
                                                     ^^^^^^^^^^^^^^^
            `select` cannot bring axes of 8 and 3 together: `x` is [3, 8] and `y` is [3]
            help: for one number a channel, make `y` [3, 1]: `reshape` does

            network A(x: [3, 8]) -> [3, 8] { select(x, x) }
                                             ^^^^^^
            `select` needs `b`
            help: write for example `select(condition, a, b)`

            network A(x: [8]) -> [2, 8, 8] { meshgrid(x) }
                                             ^^^^^^^^^^^
            `meshgrid` takes an image, [channels, height, width], but `x` is [8]
            help: send a value of three dimensions through `meshgrid`

        "#]],
    );
}
