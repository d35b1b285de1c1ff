use expect_test::expect;

use super::bodies;

#[test]
fn names() {
    bodies(
        &["x -> conv2d(16, kernel: 3)", "x -> conv2d(16, kernel = )"],
        expect![[r#"
            x -> conv2d(16, kernel: 3)
                                  ^
            an argument is given with `=`, not `:`
            help: write `kernel = ..`

            x -> conv2d(16, kernel = )
                                   ^
            the argument `kernel` has no value
            help: write its value: `kernel = ..`

        "#]],
    );
}

#[test]
fn values() {
    bodies(
        &[
            "x -> conv2d(model::WIDTH * 2)",
            "x -> conv2d(16, kernel = [3, [1, 2]])",
            "x -> conv2d(16, kernel = [3 5])",
            "x -> conv2d(16, bias = true + 1)",
            "x -> conv2d(16, bias = !true)",
            "x -> conv2d(16, kernel = 3usize)",
            "x -> conv2d(16, kernel = a::<3>)",
        ],
        expect![[r#"
            x -> conv2d(model::WIDTH * 2)
                                     ^
            arguments are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            x -> conv2d(16, kernel = [3, [1, 2]])
                                         ^^^^^^
            expected a size, found `[`
            help: write a whole number or the name of a `const` item

            x -> conv2d(16, kernel = [3 5])
                                        ^
            expected `,`, found `5`
            help: write a comma in between

            x -> conv2d(16, bias = true + 1)
                                        ^
            arguments are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            x -> conv2d(16, bias = !true)
                                   ^
            expected a value, found `!`
            help: a value is a name, a number, a call, a chain or a scope

            x -> conv2d(16, kernel = 3usize)
                                     ^^^^^^
            a number has no type in a network, found the suffix `usize`
            help: leave the suffix out

            x -> conv2d(16, kernel = a::<3>)
                                        ^
            expected a name after `::`, found `<`
            help: write the path of a `const` item, such as `model::WIDTH`

        "#]],
    );
}

#[test]
fn commas() {
    bodies(
        &["x -> conv2d(16 kernel = 3)", "x -> conv2d(, 16)", "x -> conv2d(16; 3)", "concat(x 3)"],
        expect![[r#"
        x -> conv2d(16 kernel = 3)
                       ^^^^^^
        expected `,` or `->`, found `kernel`
        help: write a comma, or `-> kernel` to go on with the chain

        x -> conv2d(, 16)
                    ^
        expected a value, found `,`
        help: a value is a name, a number, a call, a chain or a scope

        x -> conv2d(16; 3)
                      ^
        expected `,`, found `;`
        help: write a comma between two values

        concat(x 3)
                 ^
        expected `,`, found `3`
        help: write a comma between two values

    "#]],
    );
}

#[test]
fn lists_of_numbers() {
    bodies(
        &[
            "x -> normalize(mean = [0.5, -1 * 2, 1])",
            "x -> normalize(mean = [0.5 0.5])",
            "x -> normalize(mean = [0.5, -, \"a\"])",
            "x -> normalize(mean = [0.5f32, 1])",
            "x -> normalize(mean = [0.5] * 3)",
            "x -> normalize(mean = [0.5; 3])",
            "x -> normalize(mean = [-x -> relu])",
        ],
        expect![[r#"
            x -> normalize(mean = [0.5, -1 * 2, 1])
                                        ^^^^^^
            the numbers of a list are not computed in a network
            help: write the result, or give it a name outside of the block: `const MEAN: f64 = ..;`

            x -> normalize(mean = [0.5 0.5])
                                       ^^^
            expected `,`, found `0.5`
            help: write a comma in between

            x -> normalize(mean = [0.5, -, "a"])
                                         ^
            expected a number, found `,`
            help: write a number or the name of a `const` item

            x -> normalize(mean = [0.5, -, "a"])
                                           ^^^
            expected a number, found `"a"`
            help: write a number or the name of a `const` item

            x -> normalize(mean = [0.5f32, 1])
                                   ^^^^^^
            a number has no type in a network, found the suffix `f32`
            help: leave the suffix out

            x -> normalize(mean = [0.5] * 3)
                                        ^
            arguments are not computed in a network
            help: give the result a name outside of the block: `const WIDTH: usize = ..;`

            x -> normalize(mean = [0.5; 3])
                                      ^
            every number is written out
            help: write `[0.5, 0.5, 0.5]` for three of them

            x -> normalize(mean = [-x -> relu])
                                      ^^
            expected `,`, found `->`
            help: write a comma in between

        "#]],
    );
}
