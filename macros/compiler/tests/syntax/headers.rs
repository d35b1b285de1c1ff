use expect_test::expect;

use super::networks;

#[test]
fn keyword() {
    networks(
        &[
            "netwrok A(x: [8]) -> [8] { x }",
            "struct A(x: [8]) -> [8] { x }",
            "A(x: [8]) -> [8] { x }",
            "8",
            "network",
            "pub",
            "network A(x: [8]) -> [8] { x } { x }",
        ],
        expect![[r#"
            netwrok A(x: [8]) -> [8] { x }
            ^^^^^^^
            expected `network`, found `netwrok`
            help: write `network`

            struct A(x: [8]) -> [8] { x }
            ^^^^^^
            expected `network`, found `struct`
            help: write `network Name(input: [8]) -> [1] { .. }`

            A(x: [8]) -> [8] { x }
            ^
            expected `network`, found `A`
            help: write `network Name(input: [8]) -> [1] { .. }`

            8
            ^
            expected `network`, found `8`
            help: write `network Name(input: [8]) -> [1] { .. }`

            network
            ^^^^^^^
            expected the name of a network
            help: a name is one word, such as `conv1`

            pub
            ^^^
            expected `network`
            help: write `network Name(input: [8]) -> [1] { .. }`

            network A(x: [8]) -> [8] { x } { x }
                                           ^
            expected `network`, found `{`
            help: write `network Name(input: [8]) -> [1] { .. }`

        "#]],
    );
}

#[test]
fn names() {
    networks(
        &[
            "network network(x: [8]) -> [8] { x }",
            "network A(type: [8]) -> [8] { x }",
            "network A(r#type: [8]) -> [8] { x }",
            "network 3(x: [8]) -> [8] { x }",
            "network A(_: [8]) -> [8] { x }",
        ],
        expect![[r#"
            network network(x: [8]) -> [8] { x }
                    ^^^^^^^
            `network` is a keyword of the language
            help: choose another name, such as `network_`

            network A(type: [8]) -> [8] { x }
                      ^^^^
            `type` is a keyword of Rust
            help: write `type_`

            network A(r#type: [8]) -> [8] { x }
                      ^^^^^^
            `r#type` is a raw identifier
            help: write `type_`

            network 3(x: [8]) -> [8] { x }
                    ^
            expected the name of a network, found `3`
            help: a name is one word, such as `conv1`

            network A(_: [8]) -> [8] { x }
                      ^
            expected the name of an input, found `_`
            help: a name is one word, such as `conv1`

        "#]],
    );
}

#[test]
fn an_empty_block() {
    networks(
        &["", "@runtime(::netweave)"],
        expect![[r#"

        ^
        this block has no network
        help: write `network Name(input: [8]) -> [1] { .. }`

        @runtime(::netweave)
        ^
        this block has no network
        help: write `network Name(input: [8]) -> [1] { .. }`

    "#]],
    );
}

#[test]
fn missing_parts() {
    networks(
        &[
            "network A",
            "network A { x }",
            "network A -> [8] { x }",
            "network A(x: [8]) { x }",
            "network A(x: [8])",
            "network A(x: [8]) [8] { x }",
            "network A(x: [8]) -> { x }",
            "network A(x: [8]) -> [8]",
            "network A(x: [8]) -> [8];",
        ],
        expect![[r#"
            network A
                    ^
            the network `A` declares no inputs
            help: write them in parentheses: `network A(image: [3, 32, 32]) -> [10]`

            network A { x }
                    ^
            the network `A` declares no inputs
            help: write them in parentheses: `network A(image: [3, 32, 32]) -> [10]`

            network A -> [8] { x }
                    ^
            the network `A` declares no inputs
            help: write them in parentheses: `network A(image: [3, 32, 32]) -> [10]`

            network A(x: [8]) { x }
                            ^
            the network `A` declares no output shape
            help: write the output shape after the inputs, as in `-> [10]`

            network A(x: [8])
                            ^
            the network `A` declares no output shape
            help: write the output shape after the inputs, as in `-> [10]`

            network A(x: [8]) [8] { x }
                              ^^^
            missing `->` in front of the output shape
            help: write `->` here

            network A(x: [8]) -> { x }
                                 ^
            expected the shape of the output of `A`, found `{`
            help: write the dimensions per sample in brackets, as in `[3, 32, 32]`

            network A(x: [8]) -> [8]
                                   ^
            expected the body of the network `A`
            help: write its layers in braces: `{ .. }`

            network A(x: [8]) -> [8];
                                    ^
            expected the body of the network `A`, found `;`
            help: write its layers in braces: `{ .. }`

        "#]],
    );
}

#[test]
fn wrong_parts() {
    networks(
        &[
            "network A(x: [8]) => [8] { x }",
            "network A(x: [8]): [8] { x }",
            "network A(x: [8]) -> [8] where { x }",
            "network A(x) -> [8] { x }",
            "network A(x = [8]) -> [8] { x }",
            "network A(x [8]) -> [8] { x }",
            "network A(x: [8] y: [8]) -> [8] { x }",
            "network A(x: Tensor<f32>) -> [8] { x }",
            "network A(x: &Other) -> [8] { x }",
            "network A(x: [8]) -> (y: [8]) { x }",
            "network A(x: [8]) -> () { x }",
            "network A(x: [8]) -> (y, z) { x }",
            "#![doc = \"inner\"] network A(x: [8]) -> [8] { x }",
            "#[doc = \"outer\" twice] network A(x: [8]) -> [8] { x }",
        ],
        expect![[r#"
            network A(x: [8]) => [8] { x }
                              ^^
            expected `->` in front of the output shape, found `=>`
            help: write `->`

            network A(x: [8]): [8] { x }
                             ^
            expected `->` in front of the output shape, found `:`
            help: write `->`

            network A(x: [8]) -> [8] where { x }
                                     ^^^^^
            expected the body of the network `A`, found `where`
            help: write its layers in braces: `{ .. }`

            network A(x) -> [8] { x }
                      ^
            the input `x` has no shape
            help: write its dimensions per sample: `x: [3, 32, 32]`

            network A(x = [8]) -> [8] { x }
                        ^
            expected `:` after the input `x`, found `=`
            help: write its dimensions per sample: `x: [3, 32, 32]`

            network A(x [8]) -> [8] { x }
                        ^^^
            expected `:` after the input `x`, found `[`
            help: write its dimensions per sample: `x: [3, 32, 32]`

            network A(x: [8] y: [8]) -> [8] { x }
                             ^
            expected `,`, found `y`
            help: write a comma in between

            network A(x: Tensor<f32>) -> [8] { x }
                         ^^^^^^
            expected the shape of the input `x`, found `Tensor`
            help: write the dimensions per sample in brackets, as in `[3, 32, 32]`

            network A(x: &Other) -> [8] { x }
                         ^
            the input `x` is a network, not a value
            help: a loss takes a network to look through, as in `loss sharp(critic: &Critic) = ..;`; to run one, send a value through it

            network A(x: [8]) -> (y: [8]) { x }
                                 ^^^^^^^^
            several outputs have names, found 1
            help: one output has a shape and no name: write `[8]`

            network A(x: [8]) -> () { x }
                                 ^^
            several outputs have names, found 0
            help: write the shape of the output, as in `-> [10]`

            network A(x: [8]) -> (y, z) { x }
                                  ^
            the output `y` has no shape
            help: write its dimensions per sample: `y: [3, 32, 32]`

            network A(x: [8]) -> (y, z) { x }
                                     ^
            the output `z` has no shape
            help: write its dimensions per sample: `z: [3, 32, 32]`

            #![doc = "inner"] network A(x: [8]) -> [8] { x }
            ^
            an inner attribute cannot be here
            help: write `#[..]` or `///` before an item

            #[doc = "outer" twice] network A(x: [8]) -> [8] { x }
                            ^^^^^
            unexpected token, expected `]`

        "#]],
    );
}
