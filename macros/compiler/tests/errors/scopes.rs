use expect_test::expect;

use super::{blocks, bodies};

#[test]
fn a_scope_applied_twice() {
    bodies(
        &[
            "scope head(a) { a -> flatten -> linear(10) } head(x) + head(y)",
            "scope head(a) { a -> flatten -> linear(10) } head(x) + head(y) + head(x)",
            "scope head(a) { a -> flatten } scope tail(a) { head(a) -> linear(10) } head(x) + tail(y)",
            "scope head(a) { a -> flatten } reuse scope both(a) { a -> head -> linear(10) } both(x) + both(y)",
        ],
        expect![[r#"
            scope head(a) { a -> flatten -> linear(10) } head(x) + head(y)
                                                                   ^^^^
            the scope `head` is applied a second time
            help: write `reuse scope head` if its variables are to be shared

            scope head(a) { a -> flatten -> linear(10) } head(x) + head(y) + head(x)
                                                                   ^^^^
            the scope `head` is applied a second time
            help: write `reuse scope head` if its variables are to be shared

            scope head(a) { a -> flatten } scope tail(a) { head(a) -> linear(10) } head(x) + tail(y)
                                                                                   ^^^^
            the scope `head` is applied a second time
            help: write `reuse scope head` if its variables are to be shared

            scope head(a) { a -> flatten } scope tail(a) { head(a) -> linear(10) } head(x) + tail(y)
                                                                                           ^
            `+` cannot bring axes of 192 and 10 together: `head` is [192] and `tail` is [10]
            help: send one of them through a layer that gives it the other's shape

            scope head(a) { a -> flatten } reuse scope both(a) { a -> head -> linear(10) } both(x) + both(y)
                                                                      ^^^^
            the scope `head` is applied each time `both` is
            help: write `reuse scope head` if its variables are to be shared

        "#]],
    );
}

#[test]
fn a_scope_that_is_never_applied() {
    bodies(
        &[
            "scope head(a) { a -> flatten -> linear(10) } x + y -> flatten -> linear(10)",
            "reuse scope head(a) { a -> flatten -> linear(10) } x + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            scope head(a) { a -> flatten -> linear(10) } x + y -> flatten -> linear(10)
                  ^^^^
            the scope `head` is never applied
            help: apply it, as in `x -> head`, or remove it

            reuse scope head(a) { a -> flatten -> linear(10) } x + y -> flatten -> linear(10)
                        ^^^^
            the scope `head` is never applied
            help: apply it, as in `x -> head`, or remove it

        "#]],
    );
}

#[test]
fn a_scope_that_does_not_exist_yet() {
    bodies(
        &[
            "let a = x -> head; scope head(b) { b -> flatten -> linear(10) } a + head(y)",
            "reuse scope head(b) { b -> flatten -> head } x + y -> head -> linear(10)",
        ],
        expect![[r#"
            let a = x -> head; scope head(b) { b -> flatten -> linear(10) } a + head(y)
                         ^^^^
            there is no layer or scope `head`
            help: the scope `head` is written further down: move it above this line

            reuse scope head(b) { b -> flatten -> head } x + y -> head -> linear(10)
                                                  ^^^^
            there is no layer or scope `head`
            help: a scope cannot apply itself: it has no end

        "#]],
    );
}

#[test]
fn the_wrong_number_of_values() {
    bodies(
        &[
            "reuse scope head(a) { a -> flatten -> linear(10) } head(x, y)",
            "reuse scope head(a) { a -> flatten -> linear(10) } x -> head(y)",
            "reuse scope join(a, b) { a + b -> flatten -> linear(10) } x + y -> join",
            "reuse scope join(a, b) { a + b -> flatten -> linear(10) } join(x, b = y)",
            "reuse scope head(a) { a -> flatten -> linear(10) } x + y -> first: head",
        ],
        expect![[r#"
            reuse scope head(a) { a -> flatten -> linear(10) } head(x, y)
                                                               ^^^^
            the scope `head` takes 1 value, but is given 2 values
            help: write `head(a)`

            reuse scope head(a) { a -> flatten -> linear(10) } x -> head(y)
                                                                    ^^^^
            the scope `head` takes 1 value, but is given 2 values
            help: write `head(a)`

            reuse scope join(a, b) { a + b -> flatten -> linear(10) } x + y -> join
                                                                               ^^^^
            the scope `join` takes 2 values, but is given 1 value
            help: write `join(a, b)`

            reuse scope join(a, b) { a + b -> flatten -> linear(10) } join(x, b = y)
                                                                              ^
            the scope `join` takes its values by position
            help: leave out `b =`

            reuse scope head(a) { a -> flatten -> linear(10) } x + y -> first: head
                                                                        ^^^^^
            `head` is a scope and keeps its own name
            help: leave out `first:`; a `let` names the value that it gives

        "#]],
    );
}

#[test]
fn variables_of_other_shapes() {
    blocks(
        &[
            "network A(rgb: [3, 8, 8], grey: [1, 8, 8]) -> [8] {
reuse scope encoder(a) { a -> conv: conv2d(8, kernel = 3) -> global_avg_pool }
encoder(rgb) + encoder(grey)
}",
            "network A(x: [3, 8, 8]) -> [8] {
reuse scope head(a) { a -> flatten -> fc: linear(8) }
head(x) + (x -> max_pool2d(2) -> head)
}",
            "network A(x: [3, 8, 8], y: [3, 2, 2]) -> [8] {
reuse scope encoder(a) { a -> conv: conv2d(8, kernel = 3) -> global_avg_pool }
encoder(x) + encoder(y)
}",
        ],
        expect![[r#"
            encoder(rgb) + encoder(grey)
                           ^^^^^^^^^^^^^
            `encoder(grey)` would need `conv` with variables of (8, 1, 3, 3), but `encoder(rgb)` made it with (8, 3, 3, 3)
            help: apply the scope to values of the same number of channels or features, or write a second scope

            head(x) + (x -> max_pool2d(2) -> head)
                                             ^^^^
            `-> head` would need `fc` with variables of (8, 48), but `head(x)` made it with (8, 192)
            help: apply the scope to values of the same number of channels or features, or write a second scope

            reuse scope encoder(a) { a -> conv: conv2d(8, kernel = 3) -> global_avg_pool }
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
            in `encoder(y)`, `conv` slides a kernel 3 high over an image 2 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

        "#]],
    );
}

#[test]
fn circles() {
    bodies(
        &[
            "reuse scope a(x) { x -> b } reuse scope b(x) { x -> a } x + y -> a -> flatten -> linear(10)",
            "reuse scope a(x) { x -> b } reuse scope b(x) { x -> c } reuse scope c(x) { x -> a } x + y -> a -> flatten -> linear(10)",
            "template a(x) { x -> n: b } template b(x) { x -> m: a } x + y -> p: a -> flatten -> linear(10)",
            "reuse scope a(x) { x -> b } reuse scope b(x) { x -> relu } x + y -> a -> flatten -> linear(10)",
        ],
        expect![[r#"
            reuse scope a(x) { x -> b } reuse scope b(x) { x -> a } x + y -> a -> flatten -> linear(10)
                                    ^
            there is no layer or scope `b`
            help: `a`, `b` lead in a circle, which has no end: write out what is repeated

            reuse scope a(x) { x -> b } reuse scope b(x) { x -> c } reuse scope c(x) { x -> a } x + y -> a -> flatten -> linear(10)
                                    ^
            there is no layer or scope `b`
            help: `a`, `b`, `c` lead in a circle, which has no end: write out what is repeated

            template a(x) { x -> n: b } template b(x) { x -> m: a } x + y -> p: a -> flatten -> linear(10)
                                    ^
            there is no layer or scope `b`
            help: `a`, `b` lead in a circle, which has no end: write out what is repeated

            reuse scope a(x) { x -> b } reuse scope b(x) { x -> relu } x + y -> a -> flatten -> linear(10)
                                    ^
            there is no layer or scope `b`
            help: the scope `b` is written further down: move it above this line

        "#]],
    );
}
