use expect_test::expect;

use super::{blocks, bodies};

#[test]
fn layers() {
    bodies(
        &[
            "defaults { conv2b(padding = same) } x + y -> flatten -> linear(10)",
            "defaults { dense(bias = false) } x + y -> flatten -> linear(10)",
            "defaults { transformer(bias = false) } x + y -> flatten -> linear(10)",
            "defaults { relu(slope = 1) } x + y -> relu -> flatten -> linear(10)",
            "defaults { linear(bias = false); linear(bias = true) } x + y -> flatten -> linear(10)",
            "template t(a; n) { defaults { t(n = 1) } a -> flatten -> linear(n) } x + y -> p: t(10)",
            "defaults { linear() } x + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            defaults { conv2b(padding = same) } x + y -> flatten -> linear(10)
                       ^^^^^^
            there is no layer `conv2b`
            help: did you mean `conv2d`?

            defaults { dense(bias = false) } x + y -> flatten -> linear(10)
                       ^^^^^
            there is no layer `dense`
            help: did you mean `linear`?

            defaults { transformer(bias = false) } x + y -> flatten -> linear(10)
                       ^^^^^^^^^^^
            there is no layer `transformer`
            help: defaults are for the layers of the language; no name is near it

            defaults { relu(slope = 1) } x + y -> relu -> flatten -> linear(10)
                            ^^^^^
            `relu` has no argument `slope`
            help: it takes none: write `relu`

            defaults { linear(bias = false); linear(bias = true) } x + y -> flatten -> linear(10)
                                             ^^^^^^
            the defaults of `linear` are given twice
            help: write them in one pair of parentheses

            template t(a; n) { defaults { t(n = 1) } a -> flatten -> linear(n) } x + y -> p: t(10)
                                          ^
            there is no layer `t`
            help: `t` is a template: give its parameters defaults where it is written

            defaults { linear() } x + y -> flatten -> linear(10)
                       ^^^^^^
            `linear` is given no default
            help: write one by its name, `linear(.. = ..)`, or remove it

        "#]],
    );
}

#[test]
fn arguments() {
    bodies(
        &[
            "defaults { linear(bais = false) } x + y -> flatten -> linear(10)",
            "defaults { linear(bias = 3) } x + y -> flatten -> linear(10)",
            "defaults { linear(10) } x + y -> flatten -> linear()",
            "defaults { linear(bias = false, bias = true) } x + y -> flatten -> linear(10)",
            "defaults { linear(in_features = 3) } x + y -> flatten -> linear(10)",
            "defaults { conv2d(kernel = 0, padding = sme) } x + y -> conv2d(3) -> flatten -> linear(10)",
        ],
        expect![[r#"
            defaults { linear(bais = false) } x + y -> flatten -> linear(10)
                              ^^^^
            `linear` has no argument `bais`
            help: did you mean `bias`?

            defaults { linear(bias = 3) } x + y -> flatten -> linear(10)
                                     ^
            `bias` of `linear` is `3`
            help: write `true` or `false`

            defaults { linear(10) } x + y -> flatten -> linear()
                              ^^
            a default has a name, but `10` has none
            help: write `out_features = 10`

            defaults { linear(bias = false, bias = true) } x + y -> flatten -> linear(10)
                                            ^^^^^^^^^^^
            `bias` is given twice
            help: `linear` takes one `bias`: remove one of the two

            defaults { linear(in_features = 3) } x + y -> flatten -> linear(10)
                              ^^^^^^^^^^^
            `linear` has no argument `in_features`
            help: it is inferred from what flows in: remove it

            defaults { conv2d(kernel = 0, padding = sme) } x + y -> conv2d(3) -> flatten -> linear(10)
                                       ^
            `kernel` of `conv2d` is `0`
            help: the smallest that makes sense is 1

            defaults { conv2d(kernel = 0, padding = sme) } x + y -> conv2d(3) -> flatten -> linear(10)
                                                    ^^^
            `padding` of `conv2d` is `sme`
            help: write a number, `[height, width]`, `same` or `valid`

        "#]],
    );
}

#[test]
fn places() {
    bodies(
        &[
            "let z = x + y; defaults { linear(bias = false) } z -> flatten -> linear(10)",
            "defaults { linear(bias = false) } defaults { relu(slope = 1) } x + y -> flatten -> linear(10)",
        ],
        expect![[r#"
            let z = x + y; defaults { linear(bias = false) } z -> flatten -> linear(10)
                           ^^^^^^^^
            `defaults` are not at the start of the body
            help: write them at the start of the body: they hold for all of it

            defaults { linear(bias = false) } defaults { relu(slope = 1) } x + y -> flatten -> linear(10)
                                              ^^^^^^^^
            `defaults` are not at the start of the body
            help: write them into the first `defaults` of the body

            defaults { linear(bias = false) } defaults { relu(slope = 1) } x + y -> flatten -> linear(10)
                                                              ^^^^^
            `relu` has no argument `slope`
            help: it takes none: write `relu`

        "#]],
    );
}

#[test]
fn unused_defaults() {
    bodies(
        &[
            "defaults { conv2d(padding = same) } x + y -> flatten -> linear(10)",
            "defaults { linear(bias = false) } x + y -> flatten -> linear(10, bias = true)",
            "defaults { linear(bias = false) } let z = scope s { defaults { linear(bias = true) } x -> flatten -> linear(10) }; z + (y -> flatten -> linear(10, bias = true))",
            "defaults { conv2d(padding = same); batch_norm(momentum = 0.5, epsilon = 1e-3) } x + y -> batch_norm(momentum = 0.1) -> flatten -> linear(10)",
        ],
        expect![[r#"
            defaults { conv2d(padding = same) } x + y -> flatten -> linear(10)
                       ^^^^^^
            nothing uses the default `padding = same` of `conv2d`
            help: there is no `conv2d` in its reach: remove it

            defaults { linear(bias = false) } x + y -> flatten -> linear(10, bias = true)
                              ^^^^^^^^^^^^
            nothing uses the default `bias` of `linear`
            help: each `linear` in its reach has its own: remove it

            defaults { linear(bias = false) } let z = scope s { defaults { linear(bias = true) } x -> flatten -> linear(10) }; z + (y -> flatten -> linear(10, bias = true))
                              ^^^^^^^^^^^^
            nothing uses the default `bias` of `linear`
            help: each `linear` in its reach has its own: remove it

            defaults { conv2d(padding = same); batch_norm(momentum = 0.5, epsilon = 1e-3) } x + y -> batch_norm(momentum = 0.1) -> flatten -> linear(10)
                       ^^^^^^
            nothing uses the default `padding = same` of `conv2d`
            help: there is no `conv2d` in its reach: remove it

            defaults { conv2d(padding = same); batch_norm(momentum = 0.5, epsilon = 1e-3) } x + y -> batch_norm(momentum = 0.1) -> flatten -> linear(10)
                                                          ^^^^^^^^^^^^^^
            nothing uses the default `momentum` of `batch_norm`
            help: each `batch_norm` in its reach has its own: remove it

        "#]],
    );
}

#[test]
fn what_the_defaults_leave_out() {
    bodies(
        &[
            "defaults { conv2d(kernel = 3) } x + y -> conv2d() -> flatten -> linear(10)",
            "defaults { conv2d(kernel = 9) } x + y -> conv2d(3) -> flatten -> linear(10)",
            "defaults { linear(out_features = 9) } x + y -> flatten -> linear(bias = true)",
        ],
        expect![[r#"
            defaults { conv2d(kernel = 3) } x + y -> conv2d() -> flatten -> linear(10)
                                                     ^^^^^^
            `conv2d` needs the number of output channels
            help: write for example `conv2d(16, kernel = 3)`

            defaults { conv2d(kernel = 9) } x + y -> conv2d(3) -> flatten -> linear(10)
                                                     ^^^^^^^^^
            `conv2d` slides a kernel 9 high over an image 8 high
            help: `padding = 1` makes it fit, and so does a smaller kernel

            network A(x: [3, 8, 8], y: [3, 8, 8]) -> [10] {
                                                     ^^^^
            `A` promises to return [10], but `linear` is [9]
            help: write `[9]` if that is what it is to return

        "#]],
    );
}

#[test]
fn in_front_of_the_networks() {
    let network = |body: &str| format!("network A(x: [8]) -> [8] {{ {body} }}");
    let [plain, biased] = [network("x -> linear(8)"), network("x -> linear(8, bias = true)")];
    let other = "network B(x: [8]) -> [8] { x -> relu }";
    blocks(
        &[
            &format!("defaults {{ linear(bais = false) }} {plain} {other}"),
            &format!("{other}\ndefaults {{ linear(bias = false) }} {plain}"),
            &format!("defaults {{ linear(bias = false) }}\ndefaults {{ relu(slope = 1) }} {plain} {other}"),
            &format!("defaults {{ conv2d(padding = same) }} {plain} {other}"),
            &format!("defaults {{ linear(bias = false) }} {biased} {other}"),
            &format!("defaults {{ conv2d(padding = same) }}\n{plain} network B(x: [8]) -> [8] {{ x -> rlu }}"),
            "template t(a; n) { a -> linear(n) }\ndefaults { linear(bias = false) } network A(x: [8]) -> [8] { x -> p: t(8) }",
            "defaults { t(n = 1) } template t(a; n) { a -> linear(n) } network A(x: [8]) -> [8] { x -> p: t(8) }",
            "defaults",
        ],
        expect![[r#"
            defaults { linear(bais = false) } network A(x: [8]) -> [8] { x -> linear(8) } network B(x: [8]) -> [8] { x -> relu }
                              ^^^^
            `linear` has no argument `bais`
            help: did you mean `bias`?

            defaults { linear(bias = false) } network A(x: [8]) -> [8] { x -> linear(8) }
            ^^^^^^^^
            `defaults` are not at the start of the block
            help: write them at the start of the block: they hold for all of its networks

            defaults { relu(slope = 1) } network A(x: [8]) -> [8] { x -> linear(8) } network B(x: [8]) -> [8] { x -> relu }
            ^^^^^^^^
            `defaults` are not at the start of the block
            help: write them into the first `defaults` of the block

            defaults { relu(slope = 1) } network A(x: [8]) -> [8] { x -> linear(8) } network B(x: [8]) -> [8] { x -> relu }
                            ^^^^^
            `relu` has no argument `slope`
            help: it takes none: write `relu`

            defaults { conv2d(padding = same) } network A(x: [8]) -> [8] { x -> linear(8) } network B(x: [8]) -> [8] { x -> relu }
                       ^^^^^^
            nothing uses the default `padding = same` of `conv2d`
            help: there is no `conv2d` in its reach: remove it

            defaults { linear(bias = false) } network A(x: [8]) -> [8] { x -> linear(8, bias = true) } network B(x: [8]) -> [8] { x -> relu }
                              ^^^^^^^^^^^^
            nothing uses the default `bias` of `linear`
            help: each `linear` in its reach has its own: remove it

            network A(x: [8]) -> [8] { x -> linear(8) } network B(x: [8]) -> [8] { x -> rlu }
                                                                                        ^^^
            there is no layer or scope `rlu`
            help: did you mean `elu`?

            defaults { linear(bias = false) } network A(x: [8]) -> [8] { x -> p: t(8) }
            ^^^^^^^^
            `defaults` are not at the start of the block
            help: write them at the start of the block: they hold for all of its networks

            defaults { t(n = 1) } template t(a; n) { a -> linear(n) } network A(x: [8]) -> [8] { x -> p: t(8) }
                       ^
            there is no layer `t`
            help: `t` is a template: give its parameters defaults where it is written

            defaults
            ^^^^^^^^
            expected `network`, found `defaults`
            help: write `network Name(input: [8]) -> [1] { .. }`

        "#]],
    );
}
