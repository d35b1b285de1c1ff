use expect_test::expect;

use super::{bodies, networks};

#[test]
fn a_place_that_says_no_device() {
    bodies(
        &[
            "x -> linear(8) on",
            "x -> linear(8) on 1",
            "x -> linear(8) on device",
            "x -> linear(8) on device()",
            "x -> linear(8) on device(-1)",
            "x -> linear(8) on device(N)",
            "x -> linear(8) on device(1, 2)",
            "x -> linear(8) on device(1usize)",
            "x -> linear(8) on device(99999999999999999999999999)",
            "x -> linear(8) on gpu(1) -> relu",
            "x -> linear(8) on cuda:1 -> relu",
            "x -> linear(8) on \"/gpu:2\" -> relu",
            "scope s on devices(1) { x }",
            "let a = concat(x, x, axis = 0) on device 1; a",
        ],
        expect![[r#"
            x -> linear(8) on
                           ^^
            this says no device
            help: write the number of the device, from 0 on: `on device(0)`

            x -> linear(8) on 1
                           ^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on device
                           ^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(0)`

            x -> linear(8) on device()
                           ^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(0)`

            x -> linear(8) on device(-1)
                           ^^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on device(N)
                           ^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(0)`

            x -> linear(8) on device(1, 2)
                           ^^^^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on device(1usize)
                           ^^^^^^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on device(99999999999999999999999999)
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(0)`

            x -> linear(8) on gpu(1) -> relu
                           ^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on cuda:1 -> relu
                           ^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            x -> linear(8) on "/gpu:2" -> relu
                           ^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(2)`

            scope s on devices(1) { x }
                    ^^^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

            let a = concat(x, x, axis = 0) on device 1; a
                                           ^^^^^^^^^^^
            this says no device
            help: write the number of the device, from 0 on: `on device(1)`

        "#]],
    );
}

#[test]
fn a_place_where_none_can_be() {
    bodies(
        &[
            "x -> linear(8) on device(0) on device(1)",
            "scope s { x } on device(1)",
            "x on device(1)",
            "(x + x) on device(1)",
            "abs(x on device(1))",
            "template block(x) on device(1) { x } x -> b: block",
            "defaults { linear(bias = false) on device(1) } x",
        ],
        expect![[r#"
            x -> linear(8) on device(0) on device(1)
                                        ^^^^^^^^^^^^
            a second device
            help: what is placed is on one device: leave one of the two out

            scope s { x } on device(1)
                          ^^^^^^^^^^^^
            the device of a scope is said before its braces
            help: write `scope s on device(1) { .. }`

            x on device(1)
              ^^^^^^^^^^^^
            `x` is a value, which is where it is made
            help: write the device behind the layer that makes it, or behind the one that it is sent through

            (x + x) on device(1)
                    ^^^^^^^^^^^^
            only scopes and layers are placed
            help: put it into a scope: `scope name on device(1) { .. }`

            abs(x on device(1))
                  ^^^^^^^^^^^^
            `x` is a value, which is where it is made
            help: write the device behind the layer that makes it, or behind the one that it is sent through

            template block(x) on device(1) { x } x -> b: block
                              ^^^^^^^^^^^^
            the template `block` is on a device
            help: say the device where it is used: `-> name: block(..) on device(1)`

            defaults { linear(bias = false) on device(1) } x
                                            ^^
            expected `;`, found `on`
            help: write a `;` between the layers

        "#]],
    );
    networks(
        &["network A(x: [8]) -> [8] on device(0) { x }"],
        expect![[r#"
        network A(x: [8]) -> [8] on device(0) { x }
                                 ^^^^^^^^^^^^
        the network `A` is on a device
        help: leave it out: what has no device is where the network is; scopes and layers in it may have one

    "#]],
    );
}

#[test]
fn places() {
    bodies(
        &[
            "scope s on device(1) { x }",
            "scope head(x) on device(1) { x } head(x)",
            "reuse scope head(x) on device(1) { x } head(x)",
            "x -> fc: linear(8) on device(0) -> relu -> repeat 2 block: block(8) on device(1)",
            "concat(x, x, axis = 0) on device(1) + (x -> apply(f) -> [8] on device(0))",
            // These are names as before.
            "let on = x; let device = on; device -> on: linear(8) -> device",
        ],
        expect![[r#"
            no error: network A(x: [8]) -> [8] {
            scope s on device(1) { x }
            }
            no error: network A(x: [8]) -> [8] {
            scope head(x) on device(1) { x } head(x)
            }
            no error: network A(x: [8]) -> [8] {
            reuse scope head(x) on device(1) { x } head(x)
            }
            no error: network A(x: [8]) -> [8] {
            x -> fc: linear(8) on device(0) -> relu -> repeat 2 block: block(8) on device(1)
            }
            no error: network A(x: [8]) -> [8] {
            concat(x, x, axis = 0) on device(1) + (x -> apply(f) -> [8] on device(0))
            }
            no error: network A(x: [8]) -> [8] {
            let on = x; let device = on; device -> on: linear(8) -> device
            }
        "#]],
    );
}
