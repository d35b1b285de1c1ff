use expect_test::expect;

use super::{blocks, bodies};

#[test]
fn values_of_several_devices() {
    bodies(
        &[
            "let a = x -> c: conv2d(3, kernel = 1) on device(1); let b = y -> d: conv2d(3, kernel = 1); a + b -> flatten -> linear(10) on device(0)",
            "let a = x -> relu on device(1); let b = y -> relu on device(0); concat(a, b, axis = 0) -> flatten -> linear(10)",
            // It is said once, however often the scope is applied.
            "let a = x -> relu on device(1); reuse scope join(z) { z * a -> flatten } join(y -> relu) + join(y -> abs) -> linear(10)",
            // What says where is enough, and an input goes wherever it is read.
            "let a = x -> relu on device(1); let b = y -> relu; scope s on device(1) { a + b + y -> flatten -> linear(10) }",
            "let a = x -> relu on device(1); let b = concat(a, y -> relu, axis = 0) on device(0); b -> flatten -> linear(10)",
        ],
        expect![[r#"
            let a = x -> c: conv2d(3, kernel = 1) on device(1); let b = y -> d: conv2d(3, kernel = 1); a + b -> flatten -> linear(10) on device(0)
                                                                                                         ^
            `a + b` joins values of the devices 0 and 1, and says not where
            help: write it in a scope with a device: `scope name on device(1) { .. }`

            let a = x -> relu on device(1); let b = y -> relu on device(0); concat(a, b, axis = 0) -> flatten -> linear(10)
                                                                            ^^^^^^^^^^^^^^^^^^^^^^
            `concat(a, b, axis = 0)` joins values of the devices 0 and 1, and says not where
            help: write it in a scope with a device: `scope name on device(1) { .. }`

            let a = x -> relu on device(1); reuse scope join(z) { z * a -> flatten } join(y -> relu) + join(y -> abs) -> linear(10)
                                                                    ^
            `z * a` joins values of the devices 0 and 1, and says not where
            help: write it in a scope with a device: `scope name on device(1) { .. }`

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            let a = x -> relu on device(1); let b = y -> relu; scope s on device(1) { a + b + y -> flatten -> linear(10) }
            }

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            let a = x -> relu on device(1); let b = concat(a, y -> relu, axis = 0) on device(0); b -> flatten -> linear(10)
            }

        "#]],
    );
}

#[test]
fn variables_on_two_devices() {
    bodies(
        &[
            "reuse scope e(z) { z -> c: conv2d(3, kernel = 1) -> d: conv2d(3, kernel = 1) } let a = e(x -> relu); let b = e(y -> relu on device(1)); scope s on device(0) { a + b -> flatten -> linear(10) }",
            "reuse scope e(z) on device(1) { z -> c: conv2d(3, kernel = 1) } let a = e(x -> relu); let b = e(y -> relu); a + b -> flatten -> linear(10)",
            // Without variables it may be anywhere.
            "reuse scope e(z) { z -> flatten } let a = e(x -> relu); let b = e(y -> relu on device(1)); scope s on device(0) { a + b -> linear(10) }",
        ],
        expect![[r#"
            reuse scope e(z) { z -> c: conv2d(3, kernel = 1) -> d: conv2d(3, kernel = 1) } let a = e(x -> relu); let b = e(y -> relu on device(1)); scope s on device(0) { a + b -> flatten -> linear(10) }
                                                                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^
            `e` is applied on device 1, but its variables are on device 0
            help: say where it is: `reuse scope e(..) on device(0) { .. }`

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            reuse scope e(z) on device(1) { z -> c: conv2d(3, kernel = 1) } let a = e(x -> relu); let b = e(y -> relu); a + b -> flatten -> linear(10)
            }

            no error: network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
            reuse scope e(z) { z -> flatten } let a = e(x -> relu); let b = e(y -> relu on device(1)); scope s on device(0) { a + b -> linear(10) }
            }

        "#]],
    );
}

#[test]
fn devices_with_gaps() {
    bodies(
        &[
            "x + y -> flatten -> linear(10) on device(1) -> relu on device(3)",
            "x + y -> flatten on device(7) -> linear(10)",
            "scope s on device(1) { x + y -> flatten -> linear(10) }",
        ],
        expect![[r#"
            x + y -> flatten -> linear(10) on device(1) -> relu on device(3)
                                                                ^^^^^^^^^^^^
            nothing is on device 2, but something is on device 3
            help: number the devices without gaps, from 0 on: `on device(2)`

            x + y -> flatten on device(7) -> linear(10)
                             ^^^^^^^^^^^^
            nothing is on device 1, but something is on device 7
            help: number the devices without gaps, from 0 on: `on device(1)`

            scope s on device(1) { x + y -> flatten -> linear(10) }
                    ^^^^^^^^^^^^
            nothing is on device 0, but something is on device 1
            help: number the devices without gaps, from 0 on: `on device(0)`

        "#]],
    );
}

#[test]
fn a_place_that_is_not_used() {
    bodies(
        &[
            "let a = x + y -> flatten; scope s on device(1) { a } -> linear(10)",
            "let a = x + y -> flatten; scope s on device(1) { a -> linear(10) on device(0) }",
            "let a = x + y -> flatten; scope s on device(1) { let b = scope t on device(0) { a -> linear(10) }; b }",
        ],
        expect![[r#"
            let a = x + y -> flatten; scope s on device(1) { a } -> linear(10)
                                              ^^^^^^^^^^^^
            nothing of the scope `s` is computed on device 1
            help: leave out `on device(1)`

            let a = x + y -> flatten; scope s on device(1) { a -> linear(10) on device(0) }
                                              ^^^^^^^^^^^^
            nothing of the scope `s` is computed on device 1
            help: leave out `on device(1)`

            let a = x + y -> flatten; scope s on device(1) { let b = scope t on device(0) { a -> linear(10) }; b }
                                              ^^^^^^^^^^^^
            nothing of the scope `s` is computed on device 1
            help: leave out `on device(1)`

        "#]],
    );
}

#[test]
fn a_place_where_none_can_be() {
    bodies(
        &[
            "scope head(z) { z -> flatten -> linear(10) } x + y -> head on device(1)",
            "loss fit(t: [10]) = l2(x + y -> flatten on device(1), t); x + y -> flatten -> linear(10)",
            "loss fit(t: [3, 8, 8]) = l2(x, t) on device(1); x + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            scope head(z) { z -> flatten -> linear(10) } x + y -> head on device(1)
                                                                       ^^^^^^^^^^^^
            a scope is on one device, which is said where `head` is written
            help: write `scope head(..) on device(1) { .. }`, and leave it out here

            loss fit(t: [10]) = l2(x + y -> flatten on device(1), t); x + y -> flatten -> linear(10)
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `l2` compares values of one shape, but `flatten` is [192] and `t` is [10]
            help: give both one shape: a target to compare `flatten` with is `t: [192]`

            loss fit(t: [10]) = l2(x + y -> flatten on device(1), t); x + y -> flatten -> linear(10)
                                                    ^^^^^^^^^^^^
            a loss has no device of its own
            help: leave it out: a loss is computed where the values are that it is made of

            loss fit(t: [3, 8, 8]) = l2(x, t) on device(1); x + y -> flatten -> linear(10)
                                              ^^^^^^^^^^^^
            a loss has no device of its own
            help: leave it out: a loss is computed where the values are that it is made of

        "#]],
    );
}

#[test]
fn places_that_are_right() {
    blocks(
        &[
            "template block(x; n) { x -> fc: linear(n) -> relu } network A(x: [8]) -> [4] { \
             x -> repeat 2 low: block(8) on device(0) -> repeat 2 high: block(8) on device(1) -> out: linear(4) on device(0) }",
            "network A(x: [8]) -> [8] { let (a, b) = split(x -> relu, axis = 0) on device(1); \
             scope s on device(0) { concat(b, a, axis = 0) -> fc: linear(8) } }",
        ],
        expect![[r#"
            no error: template block(x; n) { x -> fc: linear(n) -> relu } network A(x: [8]) -> [4] { x -> repeat 2 low: block(8) on device(0) -> repeat 2 high: block(8) on device(1) -> out: linear(4) on device(0) }

            no error: network A(x: [8]) -> [8] { let (a, b) = split(x -> relu, axis = 0) on device(1); scope s on device(0) { concat(b, a, axis = 0) -> fc: linear(8) } }

        "#]],
    );
}
