use expect_test::expect;

use super::bodies;

#[test]
fn numbers() {
    bodies(
        &["2f32 * x", "0.5f64 * x", "x * 3u8"],
        expect![[r#"
        2f32 * x
        ^^^^
        a number has no type in a network, found the suffix `f32`
        help: leave the suffix out

        0.5f64 * x
        ^^^^^^
        a number has no type in a network, found the suffix `f64`
        help: leave the suffix out

        x * 3u8
            ^^^
        a number has no type in a network, found the suffix `u8`
        help: leave the suffix out

    "#]],
    );
}

#[test]
fn parentheses() {
    bodies(
        &["()", "(x,)", "(x x)", "(x; x)", "(let a = x)", "(x, , x)"],
        expect![[r#"
        ()
        ^^
        empty parentheses
        help: write a value in them, or leave them out

        (x,)
         ^^
        a tuple of one value
        help: write the value alone, without the comma

        (x x)
           ^
        expected `,` or `->`, found `x`
        help: write a comma, or `-> x` to go on with the chain

        (x; x)
          ^
        expected `,`, found `;`
        help: write a comma between two values

        (let a = x)
         ^^^
        a statement is not a value, found `let`
        help: end the statement before it with `;`

        (x, , x)
            ^
        expected a value, found `,`
        help: a value is a name, a number, a call, a chain or a scope

    "#]],
    );
}

#[test]
fn what_is_no_value() {
    bodies(
        &["[x, x]", "true", "\"same\"", "model::WIDTH * x", "::WIDTH", "x + ", "x * * x", "$x", "'a"],
        expect![[r#"
            [x, x]
            ^^^^^^
            a list is not a value
            help: a list is an argument, as in `kernel = [3, 5]`; `concat(a, b, axis = 0)` joins values

            true
            ^^^^
            `true` is not a value
            help: a boolean is an argument of a layer, as in `name = true`

            "same"
            ^^^^^^
            there are no strings in a network
            help: write the word without quotes: `same`

            model::WIDTH * x
            ^^^^^^^^^^^^
            a path is not a value
            help: values are bound by `let` in the network; a `const` item may be an argument of its own

            ::WIDTH
            ^^
            a path is not a value
            help: values are bound by `let` in the network; a `const` item may be an argument

            x + 
              ^
            expected a value
            help: a value is a name, a number, a call, a chain or a scope

            x * * x
                ^
            expected a value, found `*`
            help: a value is a name, a number, a call, a chain or a scope

            $x
            ^
            expected a value, found `$`
            help: a value is a name, a number, a call, a chain or a scope

            'a
            ^
            expected a value, found `'a`
            help: a value is a name, a number, a call, a chain or a scope

        "#]],
    );
}
