use expect_test::expect;

use super::bodies;

#[test]
fn a_flow_that_does_not_fit() {
    bodies(
        &[
            "warp(x, y) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3); warp(y, flow) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(flow, y) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); flow -> moved: splat(y) -> flatten -> linear(10)",
            "warp(x, y -> flatten) -> flatten -> linear(10)",
            "x -> flatten -> warp(y) -> linear(10)",
        ],
        expect![[r#"
            warp(x, y) -> flatten -> linear(10)
            ^^^^^^^^^^
            `warp` takes a flow, [2, height, width], but `y` is [3, 8, 8]
            help: the flow for `x` is [2, 8, 8]: channel 0 in columns (x), channel 1 in rows (y), both in pixels

            let flow = x -> conv2d(2, kernel = 3); warp(y, flow) -> flatten -> linear(10)
                                                   ^^^^^^^^^^^^^
            `warp` takes a displacement for each pixel, but `y` is [3, 8, 8] and `flow` is [2, 6, 6]
            help: the flow for `y` is [2, 8, 8]: channel 0 in columns (x), channel 1 in rows (y), both in pixels

            let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(flow, y) -> flatten -> linear(10)
                                                                ^^^^^^^^^^^^^
            `warp` takes the image first and then the flow, [2, height, width], but `flow` is [2, 8, 8] and `y` is [3, 8, 8]
            help: swap the two: `warp(y, flow)`

            let flow = x -> conv2d(2, kernel = 3, padding = 1); flow -> moved: splat(y) -> flatten -> linear(10)
                                                                        ^^^^^^^^^^^^^^^
            `moved` takes the image first and then the flow, [2, height, width], but `flow` is [2, 8, 8] and `y` is [3, 8, 8]
            help: swap the two: `splat(y, flow)`

            warp(x, y -> flatten) -> flatten -> linear(10)
            ^^^^^^^^^^^^^^^^^^^^^
            `warp` takes a flow, [2, height, width], but `flatten` is [192]
            help: the flow for `x` is [2, 8, 8]: channel 0 in columns (x), channel 1 in rows (y), both in pixels

            x -> flatten -> warp(y) -> linear(10)
                            ^^^^^^^
            `warp` takes an image, [channels, height, width], but `flatten` is [192]
            help: send a value of three dimensions through `warp`

        "#]],
    );
}

#[test]
fn how_a_warp_is_set() {
    bodies(
        &[
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, mode = cubic) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, padding = same) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, paddin = zeros) -> flatten -> linear(10)",
            "let flow = x -> conv2d(2, kernel = 3, padding = 1); splat(y, flow, padding = zeros) -> flatten -> linear(10)",
            "warp(x + y) -> flatten -> linear(10)",
        ],
        expect![[r#"
            let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, mode = cubic) -> flatten -> linear(10)
                                                                                     ^^^^^
            `mode` of `warp` is `cubic`
            help: write `bilinear` or `nearest`

            let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, padding = same) -> flatten -> linear(10)
                                                                                        ^^^^
            `padding` of `warp` is `same`
            help: write `border` or `zeros` or `reflection`

            let flow = x -> conv2d(2, kernel = 3, padding = 1); warp(y, flow, paddin = zeros) -> flatten -> linear(10)
                                                                              ^^^^^^
            `warp` has no argument `paddin`
            help: did you mean `padding`?

            let flow = x -> conv2d(2, kernel = 3, padding = 1); splat(y, flow, padding = zeros) -> flatten -> linear(10)
                                                                               ^^^^^^^
            `splat` has no argument `padding`
            help: it takes none: write `splat(image, flow)`

            warp(x + y) -> flatten -> linear(10)
            ^^^^
            `warp` needs `flow`
            help: write for example `warp(image, flow)`

        "#]],
    );
}
