//! `repeat .. as i`, lists of values, `if`, and sizes that are computed.

use expect_test::expect;

use super::bodies;

#[test]
fn indices() {
    bodies(
        &[
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as p: t(3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as 1 p: t(3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i, p: t(3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as x p: t(3) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(i) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(3 / (i + 1)) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(3) -> flatten -> linear(i)",
            "template t(a; n) { a -> conv2d(n, kernel = i) } x + y -> repeat 3 as i p: t(3) -> flatten -> linear(10)",
            "x + y -> repeat 3 as i p: relu -> flatten -> linear(10)",
            "template t(a) { a -> max_pool2d(2) } x + y -> repeat 9 as i p: t -> flatten -> linear(10)",
            "template t(a) { a -> conv2d(3, kernel = 1) } x + y -> repeat 2 as i p: t -> p_1: conv2d(3, kernel = 1) -> flatten -> linear(10)",
            "template t(a) { a -> conv2d(3, kernel = 1) } x + y -> repeat 0 as i p: t -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 p: t(2 ^ i) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(2 ^ (i - 9)) -> flatten -> linear(10)",
            "template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(9 ^ 9 ^ i) -> flatten -> linear(10)",
            "x ^ 2 + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as p: t(3) -> flatten -> linear(10)
                                                                              ^^
            the index of a `repeat` has no name
            help: write one: `repeat 3 as i name: block(..)`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as 1 p: t(3) -> flatten -> linear(10)
                                                                                 ^
            expected the name of an index, found `1`
            help: a name is one word, such as `conv1`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i, p: t(3) -> flatten -> linear(10)
                                                                                  ^
            no comma follows the index of a `repeat`
            help: leave it out

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as x p: t(3) -> flatten -> linear(10)
                                                                                 ^
            `x` is already an input here
            help: give one of the two another name, such as `x_2`

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(i) -> flatten -> linear(10)
                                                                                        ^
            `out_channels` of `conv2d` is `0`
            help: the smallest that makes sense is 1

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(3 / (i + 1)) -> flatten -> linear(10)
                                                                                        ^^^^^^^^^^^
            `out_channels` of `conv2d` is `3 / (1 + 1)`
            help: write a whole number from 1, or the name of a `const` item

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(3) -> flatten -> linear(i)
                                                                                                                ^
            `out_features` of `linear` is `i`
            help: write a whole number from 1, or the name of a `const` item

            template t(a; n) { a -> conv2d(n, kernel = i) } x + y -> repeat 3 as i p: t(3) -> flatten -> linear(10)
                                                       ^
            `kernel` of `conv2d` is `i`
            help: write a whole number from 1, or the name of a `const` item

            x + y -> repeat 3 as i p: relu -> flatten -> linear(10)
                                      ^^^^
            `repeat` repeats a template, and `relu` is a layer
            help: make a template of it: `template block(x) { x -> relu }`

            template t(a) { a -> max_pool2d(2) } x + y -> repeat 9 as i p: t -> flatten -> linear(10)
                                 ^^^^^^^^^^^^^
            in `p/3: t`, `max_pool2d` slides a kernel 2 high over an image 1 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

            template t(a) { a -> conv2d(3, kernel = 1) } x + y -> repeat 2 as i p: t -> p_1: conv2d(3, kernel = 1) -> flatten -> linear(10)
                                                                                        ^^^
            `p_1` is already the name of a layer or scope here
            help: give one of the two another name, such as `p_1_2`

            template t(a) { a -> conv2d(3, kernel = 1) } x + y -> repeat 0 as i p: t -> flatten -> linear(10)
                                                                         ^
            `p` is repeated 0 times
            help: write how many there are, from 1

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 p: t(2 ^ i) -> flatten -> linear(10)
                                                                                   ^^^^^
            `out_channels` of `conv2d` is `2 ^ i`
            help: `i` is not known here: a template knows its parameters, a `repeat` its index

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(2 ^ (i - 9)) -> flatten -> linear(10)
                                                                                        ^^^^^^^^^^^
            `out_channels` of `conv2d` is `2 ^ (0 - 9)`
            help: write a whole number from 1, or the name of a `const` item

            template t(a; n) { a -> conv2d(n, kernel = 1) } x + y -> repeat 3 as i p: t(9 ^ 9 ^ i) -> flatten -> linear(10)
                                                                                              ^
            a power is raised without parentheses
            help: put one of them in parentheses

            x ^ 2 + y -> flatten -> linear(10)
              ^
            `^` is between numbers, and `x` is a value
            help: write `x -> square`, or `x * x * x`

        "#]],
    );
}

#[test]
fn lists() {
    bodies(
        &[
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[2] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[0 - 1] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[x] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[0, 1] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all, more) = x + y -> repeat 2 p: t; z + all[0] + more -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> p: t; z + all[0] -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + (all -> flatten) -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; -all + z -> flatten -> linear(10)",
            "template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; concat(all, z) -> flatten -> linear(10)",
            "template t(a, b) { a + b } template u(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: u; z -> q: t(all) -> flatten -> linear(10)",
            "x[0] + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all -> flatten -> linear(10)
                                                                                   ^^^
            `all` is a list of 2 values, but one is expected here
            help: write one of them, as in `all[0]`; `concat(all, axis = 0)` joins all

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[2] -> flatten -> linear(10)
                                                                                       ^
            `all` has 2 values, and none at 2
            help: write an index from 0 to 1

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[0 - 1] -> flatten -> linear(10)
                                                                                       ^^^^^
            `all` has 2 values, and none at -1
            help: write an index from 0 to 1

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[x] -> flatten -> linear(10)
                                                                                       ^
            an index of `all` is a value, which is known when the network runs
            help: write a number, a parameter of a template, or the index of a `repeat`

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[] -> flatten -> linear(10)
                                                                                       ^
            an index is missing
            help: write which value it is: `all[0]`

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + all[0, 1] -> flatten -> linear(10)
                                                                                        ^
            a list has one index
            help: write one number: `all[0]`

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z -> flatten -> linear(10)
                                                ^^^
            nothing uses the value `all`
            help: use it, remove it, or call it `_all` if it is to be made all the same

            template t(a) { a -> relu } let (z, all, more) = x + y -> repeat 2 p: t; z + all[0] + more -> flatten -> linear(10)
                                                             ^^^^^^^^^^^^^^^^^^^^^^
            a `repeat` gives two, but `(z, all, more)` are 3 names
            help: the last value, and the list of what each time gives: `let (x, all) = ..;`

            template t(a) { a -> relu } let (z, all) = x + y -> p: t; z + all[0] -> flatten -> linear(10)
                                                       ^^^^^^^^^^^^^
            `x + y -> p: t` gives one value, but `(z, all)` are 2 names
            help: bind it by one name, or end its body with `(z, all)`

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; z + (all -> flatten) -> flatten -> linear(10)
                                                                                    ^^^
            `all` is a list of 2 values, but one is expected here
            help: write one of them, as in `all[0]`; `concat(all, axis = 0)` joins all

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; -all + z -> flatten -> linear(10)
                                                                                ^^^
            `all` is a list of 2 values, but one is expected here
            help: write one of them, as in `all[0]`; `concat(all, axis = 0)` joins all

            template t(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: t; concat(all, z) -> flatten -> linear(10)
                                                                               ^^^^^^
            `concat` needs `axis`
            help: write for example `concat(a, b, axis = 0)`

            template t(a, b) { a + b } template u(a) { a -> relu } let (z, all) = x + y -> repeat 2 p: u; z -> q: t(all) -> flatten -> linear(10)
                                                                                                                    ^^^
            `all` is a list of 2 values, but one is expected here
            help: write one of them, as in `all[0]`; `concat(all, axis = 0)` joins all

            x[0] + y -> flatten -> linear(10)
             ^^^
            `x` is no list, and has no indices
            help: `let (a, b) = split(x, axis = 0);` parts a value; a list is what a `repeat` gives: `let (x, all) = x -> repeat 3 block: ..;`

        "#]],
    );
}

#[test]
fn choices() {
    bodies(
        &[
            "let z = if x { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if WIDTH > 3 { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 == 1 { x }; z + y -> flatten -> linear(10)",
            "let z = if { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 == 1 x else y; z + y -> flatten -> linear(10)",
            "let z = if let 1 = 1 { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 == 1 { let a = x -> relu; } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 == 1 { let a = x -> relu; x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 == 1 { scope s(a) { a -> relu } x -> s } else { y }; z + y -> flatten -> linear(10)",
            "let z = if a == 1 { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if 1 = 1 { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if !!true { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = if true and true { x } else { y }; z + y -> flatten -> linear(10)",
            "let z = else { x }; z + y -> flatten -> linear(10)",
            "template t(a; n) { if n == 1 { a -> relu } else { a -> foo } } x + y -> p: t(1) -> q: t(2) -> flatten -> linear(10)",
            "template t(a; n) { if n > 0 { a -> relu } else { a } } x + y -> p: t(fast) -> flatten -> linear(10)",
        ],
        expect![[r#"
            let z = if x { x } else { y }; z + y -> flatten -> linear(10)
                       ^
            `x` is a value, which is known when the network runs
            help: write `select(condition, a, b)` to choose between values, element by element

            let z = if WIDTH > 3 { x } else { y }; z + y -> flatten -> linear(10)
                       ^^^^^^^^^
            only rustc knows whether `WIDTH > 3` holds
            help: write numbers, or parameters of a template that stand for numbers

            let z = if 1 { x } else { y }; z + y -> flatten -> linear(10)
                       ^
            the condition of an `if` is the number 1
            help: write a comparison, as in `1 > 0`

            let z = if 1 == 1 { x }; z + y -> flatten -> linear(10)
                                  ^
            an `if` has no `else`
            help: write what it is otherwise: `if .. { .. } else { x }`

            let z = if { x } else { y }; z + y -> flatten -> linear(10)
                    ^^
            an `if` has no condition
            help: write a comparison of numbers and parameters: `if stride == 1 { .. } else { .. }`

            let z = if 1 == 1 x else y; z + y -> flatten -> linear(10)
                              ^
            expected the braces of an `if`, found `x`
            help: write a comparison of numbers and parameters: `if stride == 1 { .. } else { .. }`

            let z = if let 1 = 1 { x } else { y }; z + y -> flatten -> linear(10)
                       ^^^
            an `if` of a network matches no patterns
            help: write a comparison of numbers and parameters: `if stride == 1 { .. } else { .. }`

            let z = if 1 == 1 { let a = x -> relu; } else { y }; z + y -> flatten -> linear(10)
                    ^^
            a body of an `if` has no result
            help: end each of its bodies with the value that it gives: `{ x }`

            let z = if 1 == 1 { let a = x -> relu; x } else { y }; z + y -> flatten -> linear(10)
                                    ^
            nothing uses the value `a`
            help: use it, remove it, or call it `_a` if it is to be made all the same

            let z = if 1 == 1 { scope s(a) { a -> relu } x -> s } else { y }; z + y -> flatten -> linear(10)
                                ^^^^^^^^^^^^^^^^^^^^^^^^
            an `if` has something in it that is no value
            help: write it in front of the `if`; `let`s and a result can be in it

            let z = if a == 1 { x } else { y }; z + y -> flatten -> linear(10)
                       ^^^^^^
            whether `a == 1` holds cannot be known here
            help: write a comparison of numbers and parameters of a template, as in `stride == 1`

            let z = if 1 = 1 { x } else { y }; z + y -> flatten -> linear(10)
                         ^
            a condition has no `=`
            help: write `==`

            let z = if !!true { x } else { y }; z + y -> flatten -> linear(10)
                        ^
            a second `!`
            help: leave both out

            let z = if true and true { x } else { y }; z + y -> flatten -> linear(10)
                            ^^^
            a condition has no `and`
            help: write `&&`

            let z = else { x }; z + y -> flatten -> linear(10)
                    ^^^^
            an `else` has no `if` in front of it, found `else`
            help: write `if stride == 1 { .. } else { .. }`

            template t(a; n) { if n == 1 { a -> relu } else { a -> foo } } x + y -> p: t(1) -> q: t(2) -> flatten -> linear(10)
                                                                   ^^^
            there is no layer or scope `foo`
            help: no name is near it; the layers are listed in the book, under "The layers"

            template t(a; n) { if n > 0 { a -> relu } else { a } } x + y -> p: t(fast) -> flatten -> linear(10)
                                  ^^^^^
            whether `n > 0` holds cannot be known here
            help: write a comparison of numbers and parameters of a template, as in `stride == 1`

        "#]],
    );
}

#[test]
fn sizes() {
    bodies(
        &[
            "x + y -> reshape([2 * z, 8]) -> linear(10)",
            "x + y -> reshape([7 / 2, 8]) -> linear(10)",
            "x + y -> reshape([2 - 3, 8]) -> linear(10)",
            "x + y -> reshape([2 * 0, 8]) -> linear(10)",
            "x + y -> reshape([(x -> relu), 8]) -> linear(10)",
            "x + y -> reshape([2 * 1.5, 8]) -> linear(10)",
            "x + y -> reshape([2 * 3 4]) -> linear(10)",
            "x + y -> reshape([2 * 3, 4]) -> flatten -> linear(10)",
            "x + y -> conv2d(4, kernel = [1 + 1, 3 > 2]) -> flatten -> linear(10)",
            "x + y -> a: module(Block) -> [2 * z] -> linear(10)",
            "template t(a; n) { a -> reshape([n / 2, 8]) } x + y -> p: t(7) -> linear(10)",
            "x + y -> pad([[2 * z, 0], [0, 0]]) -> flatten -> linear(10)",
        ],
        expect![[r#"
            x + y -> reshape([2 * z, 8]) -> linear(10)
                              ^^^^^
            `2 * z` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            x + y -> reshape([7 / 2, 8]) -> linear(10)
                              ^^^^^
            `7 / 2` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            x + y -> reshape([2 - 3, 8]) -> linear(10)
                              ^^^^^
            `2 - 3` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            x + y -> reshape([2 * 0, 8]) -> linear(10)
                             ^^^^^^^^^^
            `shape` of `reshape` is `[2 * 0, 8]`
            help: the smallest that makes sense is 1

            x + y -> reshape([(x -> relu), 8]) -> linear(10)
                              ^^^^^^^^^^^
            `(x -> relu)` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            x + y -> reshape([2 * 1.5, 8]) -> linear(10)
                              ^^^^^^^
            the numbers of a list are not computed in a network
            help: write the result, or give it a name outside of the block: `const MEAN: f64 = ..;`

            x + y -> reshape([2 * 3 4]) -> linear(10)
                                    ^
            expected `,`, found `4`
            help: write a comma in between

            x + y -> reshape([2 * 3, 4]) -> flatten -> linear(10)
                     ^^^^^^^^^^^^^^^^^^^
            `reshape` makes [6, 4] of 24 elements, but `sum` is [3, 8, 8] of 192
            help: a reshape keeps all elements: write dimensions whose product is 192

            x + y -> conv2d(4, kernel = [1 + 1, 3 > 2]) -> flatten -> linear(10)
                                                  ^
            expected `,`, found `>`
            help: write a comma in between

            x + y -> a: module(Block) -> [2 * z] -> linear(10)
                                          ^^^^^
            `2 * z` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            template t(a; n) { a -> reshape([n / 2, 8]) } x + y -> p: t(7) -> linear(10)
                                             ^^^^^
            `7 / 2` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

            x + y -> pad([[2 * z, 0], [0, 0]]) -> flatten -> linear(10)
                           ^^^^^
            `2 * z` comes to no size
            help: write whole numbers, `const` items, or parameters of a template

        "#]],
    );
}
