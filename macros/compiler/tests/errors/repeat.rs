use expect_test::expect;

use super::bodies;

#[test]
fn what_is_repeated() {
    bodies(
        &[
            "x + y -> repeat 3 p: relu -> flatten -> linear(10)",
            "x + y -> repeat 3 p: conv2d(3, kernel = 1) -> flatten -> linear(10)",
            "reuse scope s(a) { a -> relu } x + y -> s -> repeat 3 p: s -> flatten -> linear(10)",
            "x + y -> repeat 3 p: blok(3) -> flatten -> linear(10)",
        ],
        expect![[r#"
            x + y -> repeat 3 p: relu -> flatten -> linear(10)
                                 ^^^^
            `repeat` repeats a template, and `relu` is a layer
            help: make a template of it: `template block(x) { x -> relu }`

            x + y -> repeat 3 p: conv2d(3, kernel = 1) -> flatten -> linear(10)
                                 ^^^^^^
            `repeat` repeats a template, and `conv2d` is a layer
            help: make a template of it: `template block(x) { x -> conv2d(3, kernel = 1) }`

            reuse scope s(a) { a -> relu } x + y -> s -> repeat 3 p: s -> flatten -> linear(10)
                                                                     ^
            `repeat` repeats a template, and `s` is a scope
            help: write `-> s -> s` if it is a `reuse scope`, or make a template of it

            x + y -> repeat 3 p: blok(3) -> flatten -> linear(10)
                                 ^^^^
            there is no layer or scope `blok`
            help: did you mean `ln`?

        "#]],
    );
}

#[test]
fn counts() {
    bodies(
        &[
            "template t(a) { a -> relu } x + y -> repeat 0 p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> repeat N p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> repeat 1.5 p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> repeat x p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> repeat -1 p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> repeat 4294967296 p: t -> flatten -> linear(10)",
            "template t(a) { a -> relu } template u(a; n) { a -> repeat (n - 1) p: t } x + y -> p: u(1) -> flatten -> linear(10)",
            "template t(a) { a -> relu } template u(a; n) { a -> repeat n p: t } x + y -> p: u(N) -> flatten -> linear(10)",
            "template t(a) { a -> relu } template u(a; n) { a -> repeat n p: t } x + y -> p: u(true) -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a) { a -> relu } x + y -> repeat 0 p: t -> flatten -> linear(10)
                                                        ^
            `p` is repeated 0 times
            help: write how many there are, from 1

            template t(a) { a -> relu } x + y -> repeat N p: t -> flatten -> linear(10)
                                                        ^
            the count of a `repeat` is `N`, which only rustc knows
            help: write the number itself, or a parameter of a template

            template t(a) { a -> relu } x + y -> repeat 1.5 p: t -> flatten -> linear(10)
                                                        ^^^
            the count of a `repeat` is `1.5`
            help: write a whole number from 1, or a parameter of a template

            template t(a) { a -> relu } x + y -> repeat x p: t -> flatten -> linear(10)
                                                        ^
            the count of a `repeat` is `x`
            help: write a whole number from 1, or a parameter of a template

            template t(a) { a -> relu } x + y -> repeat -1 p: t -> flatten -> linear(10)
                                                        ^^
            the count of a `repeat` is `-1`
            help: write a whole number from 1, or a parameter of a template

            template t(a) { a -> relu } x + y -> repeat 4294967296 p: t -> flatten -> linear(10)
                                                        ^^^^^^^^^^
            `p` is repeated 4294967296 times
            help: all of them are written out: 1000 at the most

            template t(a) { a -> relu } template u(a; n) { a -> repeat (n - 1) p: t } x + y -> p: u(1) -> flatten -> linear(10)
                                                                       ^^^^^^^
            `p` is repeated 0 times
            help: write how many there are, from 1

            template t(a) { a -> relu } template u(a; n) { a -> repeat n p: t } x + y -> p: u(N) -> flatten -> linear(10)
                                                                                              ^
            the count of a `repeat` is `N`, which only rustc knows
            help: write the number itself, or a parameter of a template

            template t(a) { a -> relu } template u(a; n) { a -> repeat n p: t } x + y -> p: u(true) -> flatten -> linear(10)
                                                                                              ^^^^
            `true` is given where a number is expected
            help: write a whole number

        "#]],
    );
}

#[test]
fn elements_are_alike() {
    bodies(
        &[
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 p: t(8) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 2 p: t(n = 8) -> flatten -> linear(10)",
            "template t(a) { concat(a, a -> conv2d(2, kernel = 1), axis = 0) } x + y -> repeat 4 p: t -> flatten -> linear(10)",
            "template u(a; n) { a -> conv2d(n, kernel = 1) } template t(a; n) { a -> repeat 2 q: u(n) } x + y -> first: u(3) -> repeat 2 p: t(4) -> flatten -> linear(10)",
            "template u(a; n) { a -> conv2d(n, kernel = 1) } template t(a; n) { a -> q: u(n) } x + y -> repeat 2 p: t(4) -> flatten -> linear(10)",
            "template t(a) { a -> conv2d(3, kernel = 5) } x + y -> repeat 3 p: t -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 p: t(8) -> flatten -> linear(10)
                                                                     ^^^^^^^^^^^^^^^^
            `p/1` would need `conv2d` with variables of (8, 8, 1, 1), but `p/0` has it with (8, 3, 1, 1)
            help: a `repeat` that does not count makes scopes that are alike: write `repeat 3 as _ p: t(8)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 2 p: t(n = 8) -> flatten -> linear(10)
                                                                     ^^^^^^^^^^^^^^^^^^^^
            `p/1` would need `conv2d` with variables of (8, 8, 1, 1), but `p/0` has it with (8, 3, 1, 1)
            help: a `repeat` that does not count makes scopes that are alike: write `repeat 2 as _ p: t(n = 8)`

            template t(a) { concat(a, a -> conv2d(2, kernel = 1), axis = 0) } x + y -> repeat 4 p: t -> flatten -> linear(10)
                                                                                       ^^^^^^^^^^^^^
            `p/1` would need `conv2d` with variables of (2, 5, 1, 1), but `p/0` has it with (2, 3, 1, 1)
            help: a `repeat` that does not count makes scopes that are alike: write `repeat 4 as _ p: t`

            template u(a; n) { a -> conv2d(n, kernel = 1) } template t(a; n) { a -> repeat 2 q: u(n) } x + y -> first: u(3) -> repeat 2 p: t(4) -> flatten -> linear(10)
                                                                                    ^^^^^^^^^^^^^^^^
            `q/1` would need `conv2d` with variables of (4, 4, 1, 1), but `q/0` has it with (4, 3, 1, 1)
            help: a `repeat` that does not count makes scopes that are alike: write `repeat 2 as _ q: u(4)`

            template u(a; n) { a -> conv2d(n, kernel = 1) } template t(a; n) { a -> q: u(n) } x + y -> repeat 2 p: t(4) -> flatten -> linear(10)
                                                                                                       ^^^^^^^^^^^^^^^^
            `p/1` would need `conv2d` with variables of (4, 4, 1, 1), but `p/0` has it with (4, 3, 1, 1)
            help: a `repeat` that does not count makes scopes that are alike: write `repeat 2 as _ p: t(4)`

            template t(a) { a -> conv2d(3, kernel = 5) } x + y -> repeat 3 p: t -> flatten -> linear(10)
                                 ^^^^^^^^^^^^^^^^^^^^^
            in `repeat 3 p: t`, `conv2d` slides a kernel 5 high over an image 4 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

        "#]],
    );
}
