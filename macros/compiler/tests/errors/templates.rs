use expect_test::expect;

use super::{blocks, bodies};

#[test]
fn names_and_places() {
    bodies(
        &[
            "template t(a) { a -> relu } x + y -> flatten -> linear(10)",
            "template t(a) { a -> relu } template u(a) { a -> p: t } x + y -> flatten -> linear(10)",
            "template relu(a) { a -> abs } x + y -> flatten -> linear(10)",
            "template t(a) { a -> abs } template t(a) { a -> relu } x + y -> p: t -> flatten -> linear(10)",
            "scope t(a) { a -> abs } template t(a) { a -> relu } x + y -> t -> flatten -> linear(10)",
            "template t(a) { a -> abs } scope t(a) { a -> relu } x + y -> t -> flatten -> linear(10)",
            "let z = x + y -> p: t; template t(a) { a -> relu } z -> flatten -> linear(10)",
            "template t(a) { a -> p: t } x + y -> p: t -> flatten -> linear(10)",
            "template u(a) { a -> p: t } template t(a) { a -> p: u } x + y -> p: t -> q: u -> flatten -> linear(10)",
            "template t(a) { a + y } x -> p: t -> flatten -> linear(10)",
            "scope s(a) { a -> relu } template t(a) { a -> s } x + y -> s -> p: t -> flatten -> linear(10)",
            "template block(a) { a -> relu } x + y -> p: blok -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y + t -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a) { a -> relu } x + y -> flatten -> linear(10)
                     ^
            nothing uses the template `t`
            help: use it, as in `x -> name: t`, or remove it

            template t(a) { a -> relu } template u(a) { a -> p: t } x + y -> flatten -> linear(10)
                                                 ^
            nothing uses the template `u`
            help: use it, as in `x -> name: u`, or remove it

            template relu(a) { a -> abs } x + y -> flatten -> linear(10)
                     ^^^^
            `relu` is a layer of the language
            help: give the template another name, such as `my_relu`

            template t(a) { a -> abs } template t(a) { a -> relu } x + y -> p: t -> flatten -> linear(10)
                                                ^
            `t` is already a template here
            help: give the template another name, such as `my_t`

            scope t(a) { a -> abs } template t(a) { a -> relu } x + y -> t -> flatten -> linear(10)
                                             ^
            `t` is already a scope here
            help: give the template another name, such as `my_t`

            template t(a) { a -> abs } scope t(a) { a -> relu } x + y -> t -> flatten -> linear(10)
                                             ^
            `t` is already a template here
            help: give one of the two another name, such as `t_2`

            let z = x + y -> p: t; template t(a) { a -> relu } z -> flatten -> linear(10)
                                ^
            there is no layer or scope `t`
            help: the template `t` is written further down: move it above this line

            template t(a) { a -> p: t } x + y -> p: t -> flatten -> linear(10)
                                    ^
            there is no layer or scope `t`
            help: a template cannot use itself: it has no end

            template u(a) { a -> p: t } template t(a) { a -> p: u } x + y -> p: t -> q: u -> flatten -> linear(10)
                                    ^
            there is no layer or scope `t`
            help: a template cannot use itself: it has no end

            template t(a) { a + y } x -> p: t -> flatten -> linear(10)
                                ^
            there is no value `y` here
            help: a template sees no values from around it: hand it in, `template t(a, y)`

            scope s(a) { a -> relu } template t(a) { a -> s } x + y -> s -> p: t -> flatten -> linear(10)
                                                          ^
            there is no layer or scope `s`
            help: a template applies no scope from around it: write the scope into `t`

            template block(a) { a -> relu } x + y -> p: blok -> flatten -> linear(10)
                                                        ^^^^
            there is no layer or scope `blok`
            help: did you mean `block`?

            template t(a) { a -> relu } x + y + t -> flatten -> linear(10)
                                                ^
            there is no value `t` here
            help: `t` is a template: use it on a value, as in `x -> name: t(..)`

        "#]],
    );
}

#[test]
fn uses() {
    bodies(
        &[
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> t(4) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } t(x + y, 4) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> t: t(4) -> t: t(4) -> flatten -> linear(10)",
            "template t(a) { a -> relu } loss z(t: [10]) = softmax_cross_entropy(x -> p: t, t); x + y -> flatten -> linear(10)",
            "template add(a, b) { a + b } x -> p: add -> flatten -> linear(10)",
            "template add(a, b; n) { a + b -> conv2d(n, kernel = 1) } x -> p: add(3) -> flatten -> linear(10)",
            "template conv(a, n) { a -> conv2d(n, kernel = 1) } x + y -> p: conv(3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y -> relu) -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> t(4) -> flatten -> linear(10)
                                                                     ^
            a use of the template `t` has no name
            help: write `-> name: t(4)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } t(x + y, 4) -> flatten -> linear(10)
                                                            ^
            a use of the template `t` has no name
            help: write `x + y -> name: t(4)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> t: t(4) -> t: t(4) -> flatten -> linear(10)
                                                                                ^
            `t` is already the name of a layer or scope here
            help: give one of the two another name, such as `t_2`

            template t(a) { a -> relu } loss z(t: [10]) = softmax_cross_entropy(x -> p: t, t); x + y -> flatten -> linear(10)
                                                                                        ^
            the loss uses the template `t`, which makes variables
            help: bind its output by a `let` above the loss, and use that here

            template add(a, b) { a + b } x -> p: add -> flatten -> linear(10)
                                                 ^^^
            the template `add` takes 2 values, but is given 1 value
            help: write `p: add(b)`

            template add(a, b; n) { a + b -> conv2d(n, kernel = 1) } x -> p: add(3) -> flatten -> linear(10)
                                                                                 ^
            `b` is a value of the template `add`, but is given `3`
            help: write the values first: `add(b, n = ..)`

            template conv(a, n) { a -> conv2d(n, kernel = 1) } x + y -> p: conv(3) -> flatten -> linear(10)
                                                                                ^
            `n` is a value of the template `conv`, but is given `3`
            help: a parameter comes after a `;`: `template conv(a; n)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y) -> flatten -> linear(10)
                                                                      ^
            `n` is a parameter of the template `t`, but is given the value `y`
            help: a value comes before the `;`: `template t(a, n)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y -> relu) -> flatten -> linear(10)
                                                                      ^^^^^^^^^
            `n` is a parameter of the template `t`, but is given the value `y -> relu`
            help: a value comes before the `;`: `template t(a, n)`

        "#]],
    );
}

#[test]
fn parameters() {
    bodies(
        &[
            "template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t -> flatten -> linear(10)",
            "template t(a; n, k) { a -> conv2d(n, kernel = k) } x + y -> p: t() -> flatten -> linear(10)",
            "template t(a; n, kernel = 1) { a -> conv2d(n, kernel = kernel) } x + y -> p: t(3, kernal = 3) -> flatten -> linear(10)",
            "template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, width = 3) -> flatten -> linear(10)",
            "template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(a = x, n = 3) -> flatten -> linear(10)",
            "template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, 1, 2) -> flatten -> linear(10)",
            "template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, n = 2) -> flatten -> linear(10)",
            "template t(a) { a -> relu } x + y -> p: t(n = 3) -> flatten -> linear(10)",
            "template t(a; n) { a -> relu } x + y -> p: t(3) -> flatten -> linear(10)",
            "template t(a, b; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y, 3) -> flatten -> linear(10)",
            "template t(a; a) { a -> conv2d(a, kernel = 1) } x + y -> p: t(3) -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t -> flatten -> linear(10)
                                                                               ^
            the template `t` needs `n`
            help: write for example `p: t(n = ..)`

            template t(a; n, k) { a -> conv2d(n, kernel = k) } x + y -> p: t() -> flatten -> linear(10)
                                                                           ^
            the template `t` needs `n` and `k`
            help: write for example `p: t(n = .., k = ..)`

            template t(a; n, kernel = 1) { a -> conv2d(n, kernel = kernel) } x + y -> p: t(3, kernal = 3) -> flatten -> linear(10)
                                                                                              ^^^^^^
            the template `t` has no parameter `kernal`
            help: did you mean `kernel`?

            template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, width = 3) -> flatten -> linear(10)
                                                                                    ^^^^^
            the template `t` has no parameter `width`
            help: it is `template t(a; n, k = 1)`

            template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(a = x, n = 3) -> flatten -> linear(10)
                                                                                 ^
            the template `t` has no parameter `a`
            help: `a` is a value of it, which is given by position

            template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, 1, 2) -> flatten -> linear(10)
                                                                                       ^
            `2` is more than the template `t` takes
            help: it is `template t(a; n, k = 1)`

            template t(a; n, k = 1) { a -> conv2d(n, kernel = k) } x + y -> p: t(3, n = 2) -> flatten -> linear(10)
                                                                                    ^^^^^
            `n` is given twice
            help: `t` takes one `n`: remove one of the two

            template t(a) { a -> relu } x + y -> p: t(n = 3) -> flatten -> linear(10)
                                                      ^
            the template `t` has no parameter `n`
            help: it has none: write `t`

            template t(a; n) { a -> relu } x + y -> p: t(3) -> flatten -> linear(10)
                          ^
            nothing uses the parameter `n`
            help: use it in the body of the template, or remove it

            template t(a, b; n) { a -> conv2d(n, kernel = 1) } x -> p: t(y, 3) -> flatten -> linear(10)
                          ^
            nothing uses the value `b`
            help: use it in the body of the template, or remove it

            template t(a; a) { a -> conv2d(a, kernel = 1) } x + y -> p: t(3) -> flatten -> linear(10)
                          ^
            `a` is already a parameter here
            help: give one of the two another name, such as `a_2`

        "#]],
    );
}

#[test]
fn what_parameters_stand_for() {
    bodies(
        &[
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> p: t(0) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(2 * n, kernel = 1) } x + y -> p: t(true) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(2 * n, kernel = 1) } x + y -> p: t(0.3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(3, kernel = [n, 1]) } x + y -> p: t(same) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(8, kernel = 1, padding = n) } x + y -> p: t(sme) -> flatten -> linear(10)",
            "template t(a; n) { (n -> relu) + a } x + y -> p: t(3) -> flatten -> linear(10)",
            "template t(a; n) { concat(a, n, axis = 0) } x + y -> p: t(same) -> flatten -> linear(10)",
            "template t(a; n) { a + n } x + y -> p: t(same) -> flatten -> linear(10)",
            "template t(a) { a -> conv2d(a, kernel = 1) } x + y -> p: t -> flatten -> linear(10)",
            "template t(a; n) { template u(b) { b -> conv2d(n, kernel = 1) } a -> p: u } x + y -> p: t(3) -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> p: t(0) -> flatten -> linear(10)
                                                                          ^
            `out_channels` of `conv2d` is `0`
            help: the smallest that makes sense is 1

            template t(a; n) { a -> conv2d(2 * n, kernel = 1) } x + y -> p: t(true) -> flatten -> linear(10)
                                                                              ^^^^
            `n` is computed with, but is `true`
            help: write a number or the name of a `const` item

            template t(a; n) { a -> conv2d(2 * n, kernel = 1) } x + y -> p: t(0.3) -> flatten -> linear(10)
                                           ^^^^^
            `out_channels` of `conv2d` is `2 * 0.3`
            help: write a whole number from 1, or the name of a `const` item

            template t(a; n) { a -> conv2d(3, kernel = [n, 1]) } x + y -> p: t(same) -> flatten -> linear(10)
                                                                               ^^^^
            `n` stands in a list, but is `same`
            help: write a whole number or the name of a `const` item

            template t(a; n) { a -> conv2d(8, kernel = 1, padding = n) } x + y -> p: t(sme) -> flatten -> linear(10)
                                                                                       ^^^
            `padding` of `conv2d` is `sme`
            help: write a number, `[height, width]`, `same` or `valid`

            template t(a; n) { (n -> relu) + a } x + y -> p: t(3) -> flatten -> linear(10)
                                ^
            `n` is the number 3, but a value is expected here
            help: numbers are joined to values by `+ - * /`; write the name of a value

            template t(a; n) { concat(a, n, axis = 0) } x + y -> p: t(same) -> flatten -> linear(10)
                                         ^
            `n` is a parameter of the template, `same`, and no value
            help: parameters are for the arguments of layers; a value comes before the `;`

            template t(a; n) { a + n } x + y -> p: t(same) -> flatten -> linear(10)
                                   ^
            `n` is a parameter of the template, `same`, and no value
            help: parameters are for the arguments of layers; a value comes before the `;`

            template t(a) { a -> conv2d(a, kernel = 1) } x + y -> p: t -> flatten -> linear(10)
                                        ^
            `out_channels` of `conv2d` is `a`
            help: write a whole number from 1, or the name of a `const` item

            template t(a; n) { template u(b) { b -> conv2d(n, kernel = 1) } a -> p: u } x + y -> p: t(3) -> flatten -> linear(10)
                                                           ^
            `out_channels` of `conv2d` is `n`
            help: write a whole number from 1, or the name of a `const` item

        "#]],
    );
}

#[test]
fn an_error_in_a_template_is_reported_once() {
    bodies(
        &[
            "template t(a; n) {\n a -> conv2d(n, kernal = 1) } x + y -> p: t(3) -> q: t(4) -> r: t(3) -> flatten -> linear(10)",
            "template t(a; n) {\n a -> conv2d(n, kernel = 9) } x + y -> p: t(3) -> q: t(4) -> flatten -> linear(10)",
            "template t(a; n) {\n a + (a -> conv2d(n, kernel = 1)) } x + y -> p: t(3) -> q: t(4) -> flatten -> linear(10)",
            "template u(a; n) {\n a + (a -> conv2d(n, kernel = 1)) } template t(a) { a -> p: u(4) } x + y -> p: t -> q: t -> flatten -> linear(10)",
        ],
        expect![[r#"
             a -> conv2d(n, kernal = 1) } x + y -> p: t(3) -> q: t(4) -> r: t(3) -> flatten -> linear(10)
                            ^^^^^^
            `conv2d` has no argument `kernal`
            help: did you mean `kernel`?

             a -> conv2d(n, kernel = 9) } x + y -> p: t(3) -> q: t(4) -> flatten -> linear(10)
                  ^^^^^^^^^^^^^^^^^^^^^
            in `p: t(3)`, `conv2d` slides a kernel 9 high over an image 8 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

             a + (a -> conv2d(n, kernel = 1)) } x + y -> p: t(3) -> q: t(4) -> flatten -> linear(10)
               ^
            in `q: t(4)`, `+` cannot bring axes of 3 and 4 together: `a` is [3, 8, 8] and `conv2d` is [4, 8, 8]
            help: send one of them through a layer that gives it the other's shape

             a + (a -> conv2d(n, kernel = 1)) } template t(a) { a -> p: u(4) } x + y -> p: t -> q: t -> flatten -> linear(10)
               ^
            in `p: u(4)`, `+` cannot bring axes of 3 and 4 together: `a` is [3, 8, 8] and `conv2d` is [4, 8, 8]
            help: send one of them through a layer that gives it the other's shape

        "#]],
    );
}

#[test]
fn templates_beside_the_networks() {
    blocks(
        &[
            "template t(a; n) { a -> linear(n) } network A(x: [8]) -> [8] { x -> relu }",
            "template t(a; n) {\n a -> linaer(n) } network A(x: [8]) -> [8] { x -> p: t(8) } network B(x: [8]) -> [8] { x -> p: t(8) }",
            "template t(a; n) {\n (a -> linear(n)) + a } network A(x: [8]) -> [4] { x -> p: t(4) } network B(x: [8]) -> [4] { x -> p: t(4) }",
            "template t(a) { a -> p: u } template u(a) { a -> linear(8) } network A(x: [8]) -> [8] { x -> p: t -> q: u }",
            "template t(a) { a -> relu } template t(a) { a -> abs } network A(x: [8]) -> [8] { x -> p: t }",
        ],
        expect![[r#"
            template t(a; n) { a -> linear(n) } network A(x: [8]) -> [8] { x -> relu }
                     ^
            nothing uses the template `t`
            help: use it, as in `x -> name: t(n = ..)`, or remove it

             a -> linaer(n) } network A(x: [8]) -> [8] { x -> p: t(8) } network B(x: [8]) -> [8] { x -> p: t(8) }
                  ^^^^^^
            there is no layer or scope `linaer`
            help: did you mean `linear`?

             (a -> linear(n)) + a } network A(x: [8]) -> [4] { x -> p: t(4) } network B(x: [8]) -> [4] { x -> p: t(4) }
                              ^
            in `p: t(4)`, `+` cannot bring axes of 4 and 8 together: `linear` is [4] and `a` is [8]
            help: send one of them through a layer that gives it the other's shape

            template t(a) { a -> p: u } template u(a) { a -> linear(8) } network A(x: [8]) -> [8] { x -> p: t -> q: u }
                                    ^
            there is no layer or scope `u`
            help: the template `u` is written further down: move it above this line

            template t(a) { a -> relu } template t(a) { a -> abs } network A(x: [8]) -> [8] { x -> p: t }
                                                 ^
            `t` is already a template here
            help: give the template another name, such as `my_t`

        "#]],
    );
}
