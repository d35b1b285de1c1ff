use expect_test::expect;

use super::blocks;

#[test]
fn layers_of_the_user() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { x -> layer(Film<8>) }",
            "network A(x: [8]) -> [4] { x -> film: layer(my::Film<8>) -> [4] }",
            "network A(x: [8]) -> [4] { x -> film: layer(Film<8>) }",
            "network A(x: [8]) -> [8] { reuse scope layer(y) { y -> fc: linear(8) } layer(x) }",
            "template layer(x; width) { x -> fc: linear(width) } network A(x: [8]) -> [8] { x -> a: layer(8) -> b: layer(WIDTH) -> fc: linear(8) }",
            "template film(x; width) { x -> film: layer(Film<width>) } network A(x: [8]) -> [8] { x -> a: film(8) }",
            "network A(x: [8]) -> [8] { layer(Film<8>) }",
            "network A(x: [8]) -> [8] { x -> layer }",
            "network A(x: [8]) -> [8] { x -> layer() }",
            "network A(x: [8]) -> [8] { x -> layer(Film(8)) }",
            "network A(x: [8]) -> [8] { x -> layer(Film<8>, x) }",
            "network A(x: [8]) -> [8] { x -> repeat 2 film: layer(Film<8>) }",
            "network A<time>(x: [time, 8]) -> [time, 8] { x -> layer(Film<8>) }",
            "network A(x: [8] of usize) -> [8] { x -> layer(Film<8>) }",
        ],
        expect![[r#"
            no error: network A(x: [8]) -> [8] { x -> layer(Film<8>) }

            no error: network A(x: [8]) -> [4] { x -> film: layer(my::Film<8>) -> [4] }

            network A(x: [8]) -> [4] { x -> film: layer(Film<8>) }
                                 ^^^
            `A` promises to return [4], but `film` is [8]
            help: write `[8]` if that is what it is to return

            no error: network A(x: [8]) -> [8] { reuse scope layer(y) { y -> fc: linear(8) } layer(x) }

            no error: template layer(x; width) { x -> fc: linear(width) } network A(x: [8]) -> [8] { x -> a: layer(8) -> b: layer(WIDTH) -> fc: linear(8) }

            no error: template film(x; width) { x -> film: layer(Film<width>) } network A(x: [8]) -> [8] { x -> a: film(8) }

            network A(x: [8]) -> [8] { layer(Film<8>) }
                                       ^^^^^^^^^^^^^^
            `layer(Film<8>)` holds variables, and is no function
            help: send a value through it: `x -> layer(Film<8>)`

            network A(x: [8]) -> [8] { x -> layer }
                                            ^^^^^
            there is no layer or scope `layer`
            help: a layer of your own is given by its type, without quotes or values: `layer(Film<64>)`

            network A(x: [8]) -> [8] { x -> layer() }
                                            ^^^^^
            there is no layer or scope `layer`
            help: a layer of your own is given by its type, without quotes or values: `layer(Film<64>)`

            network A(x: [8]) -> [8] { x -> layer(Film(8)) }
                                                  ^^^^^^^
            this is not a type
            help: write the type of your layer, which the network builds: `layer(Film<64>)`

            network A(x: [8]) -> [8] { x -> layer(Film<8>, x) }
                                                  ^^^^^^^^^^
            `layer` takes one type
            help: write the type of your layer, which the network builds: `layer(Film<64>)`

            network A(x: [8]) -> [8] { x -> repeat 2 film: layer(Film<8>) }
                                            ^^^^^^^^
            `repeat` repeats a template, and `layer(Film<8>)` is none
            help: make a template of it: `template block(x) { x -> layer(Film<8>) }`

            network A<time>(x: [time, 8]) -> [time, 8] { x -> layer(Film<8>) }
                                                              ^^^^^^^^^^^^^^
            `film` comes from outside, but `x` is [time, 8]
            help: the size of `time` is known when the network runs: write what it does as layers, or give it values of fixed sizes

            network A(x: [8] of usize) -> [8] { x -> layer(Film<8>) }
                                                     ^^^^^^^^^^^^^^
            `film` takes numbers, but `x` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

        "#]],
    );
}

#[test]
fn shapes_have_to_be_stated() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { x -> a: module(Block) }",
            "network A(x: [8]) -> [8] { x -> apply(f) -> relu }",
            "network A(x: [8]) -> [8] { apply(my::f, x) }",
            "network A(x: [8]) -> [8] { x -> e: vision::Encoder }",
            "network A(x: [8]) -> [8] { x -> e: Encoder<3> }",
            "network A(x: [8]) -> [8] { x -> e: Encoder }",
            "network Encoder(x: [8]) -> [8] { x -> relu } network A(x: [8]) -> [8] { x -> e: Encodr }",
            "network A(x: [8]) -> [8] { x -> relu -> [8] }",
            "network A(x: [8]) -> [8] { x -> a: module(Block) -> [0] }",
            "network A(x: [8]) -> [8] { x -> a: module(Block) -> [1, 1, 1, 1, 1, 1] }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { x -> a: module(Block) }
                                               ^^^^^^^^^^^^^
            the output shape of `module(Block)` is not known in a network
            help: state it, per sample, as in `module(Block) -> [64]`

            network A(x: [8]) -> [8] { x -> apply(f) -> relu }
                                            ^^^^^^^^
            the output shape of `apply(f)` is not known in a network
            help: state it, per sample, as in `apply(f) -> [64]`

            network A(x: [8]) -> [8] { apply(my::f, x) }
                                       ^^^^^^^^^^^^^^^
            the output shape of `apply(my::f, x)` is not known in a network
            help: state it, per sample, as in `apply(my::f, x) -> [64]`

            network A(x: [8]) -> [8] { x -> e: vision::Encoder }
                                               ^^^^^^^^^^^^^^^
            the output shape of `vision::Encoder` is not known in a network
            help: state it, per sample, as in `vision::Encoder -> [64]`

            network A(x: [8]) -> [8] { x -> e: Encoder<3> }
                                               ^^^^^^^^^^
            the output shape of `Encoder<3>` is not known in a network
            help: state it, per sample, as in `Encoder<3> -> [64]`

            network A(x: [8]) -> [8] { x -> e: Encoder }
                                               ^^^^^^^
            there is no network `Encoder` in this block
            help: the output shape of one from elsewhere has to be stated, as in `Encoder -> [64]`

            network Encoder(x: [8]) -> [8] { x -> relu } network A(x: [8]) -> [8] { x -> e: Encodr }
                                                                                            ^^^^^^
            there is no layer or scope `Encodr`
            help: did you mean `Encoder`?

            network A(x: [8]) -> [8] { x -> relu -> [8] }
                                                    ^^^
            a shape is not a layer
            help: leave it out: the shapes between the layers are inferred

            network A(x: [8]) -> [8] { x -> a: module(Block) -> [0] }
                                                                 ^
            a dimension is 0
            help: the smallest dimension is 1

            network A(x: [8]) -> [8] { x -> a: module(Block) -> [1, 1, 1, 1, 1, 1] }
                                                                ^^^^^^^^^^^^^^^^^^
            a shape of 6 dimensions
            help: a sample has 5 dimensions at most

        "#]],
    );
}

#[test]
fn what_holds_variables_is_no_function() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { module(Block) -> [8] }",
            "network E(x: [8]) -> [8] { x -> relu } network A(x: [8]) -> [8] { E(x) }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x -> module(Block) -> [8], t); x }",
            "network A(x: [8]) -> [8] { apply(f) -> [8] }",
            "network A(x: [8]) -> [8] { x -> apply(f, by = x) -> [8] }",
            "network A(x: [8]) -> [8] { x -> module((Block, Block)) -> [8] }",
            "network A(x: [8]) -> [8] { let a = x -> module(Block) -> [8]; a -> module(Block) -> [8] }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) -> apply(f) -> [8]; x }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { module(Block) -> [8] }
                                       ^^^^^^^^^^^^^
            `module(Block)` holds variables, and is no function
            help: send a value through it: `x -> module(Block)`

            network E(x: [8]) -> [8] { x -> relu } network A(x: [8]) -> [8] { E(x) }
                    ^
            the network `E` has the name of a type parameter of what is generated
            help: call it what it does: `Digits`, `Encoder`

            network E(x: [8]) -> [8] { x -> relu } network A(x: [8]) -> [8] { E(x) }
                                                                              ^^^^
            `E(x)` holds variables, and is no function
            help: send a value through it: `x -> E(x)`

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x -> module(Block) -> [8], t); x }
                                                                                   ^^^^^^^^^^^^^
            `module(Block)` holds variables, and a loss cannot hold any
            help: bind its output by a `let` above the loss, and use that here

            network A(x: [8]) -> [8] { apply(f) -> [8] }
                                       ^^^^^^^^
            `apply(f)` is given no value
            help: send a value through it: `x -> apply(f)`

            network A(x: [8]) -> [8] { x -> apply(f, by = x) -> [8] }
                                                     ^^
            `apply(f, by = x)` takes its values by position
            help: leave out `by =`

            network A(x: [8]) -> [8] { x -> module((Block, Block)) -> [8] }
                                                   ^^^^^^^^^^^^^^
            `(Block, Block)` does not say where the element type and the device belong
            help: write `E` and `D` for them, as in `(Linear<4, 8, E, D>, ReLU)`

            network A(x: [8]) -> [8] { let a = x -> module(Block) -> [8]; a -> module(Block) -> [8] }
                                                                                      ^^^^^
            a second `block` needs a name of its own
            help: write a name in front of it: `block_2: module(Block) -> [8]`

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) -> apply(f) -> [8]; x }
                                                                                       ^^^^^^^^^^^^^^^
            `apply` takes a value of each sample, but `softmax_cross_entropy` is a loss
            help: a loss is one number for the batch: only `+ - * /` apply to it

        "#]],
    );
}

#[test]
fn networks_in_networks() {
    let encoder = "network Encoder(image: [3, 8, 8], mask: [8] of usize) -> [4] {
        let _m = mask;
        image -> flatten -> linear(4)
    }";
    let split = "network Split(x: [8]) -> (a: [8], b: [8]) { (x, x) } ";
    let broken = "network Broken(x: [8]) -> [8] { x -> rleu } ";
    let inside = |before: &str, body: &str| {
        let header = "network A(x: [8], y: [3, 8, 8], z: [8] of usize) -> [4]";
        format!("{before}\n{header} {{ let _x = x; let _y = y; let _z = z;\n{body} }}")
    };
    let sources = [
        inside(encoder, "y -> e: Encoder"),
        inside(encoder, "y -> e: Encoder(z, x)"),
        inside(encoder, "x -> e: Encoder(z)"),
        inside(encoder, "y -> e: Encoder(x)"),
        inside(encoder, "z -> e: Encoder(z)"),
        inside(encoder, "y -> e: Encoder(z) -> [4]"),
        inside(encoder, "y -> e: Encoder(mask = z)"),
        inside(split, "x -> e: Split"),
        inside(broken, "x -> e: Broken -> flatten"),
        inside("", "x -> e: A"),
        format!("{}\n{encoder}", inside("", "y -> e: Encoder(z)")),
    ];
    let sources = sources.iter().map(String::as_str).collect::<Vec<_>>();
    blocks(
        &sources,
        expect![[r#"
            y -> e: Encoder }
                    ^^^^^^^
            `Encoder` takes 2 values, but is given 1 value
            help: write `image -> Encoder(mask)`

            y -> e: Encoder(z, x) }
                    ^^^^^^^^^^^^^
            `Encoder` takes 2 values, but is given 3 values
            help: write `image -> Encoder(mask)`

            x -> e: Encoder(z) }
                 ^^^^^^^^^^^^^
            `Encoder` takes `image` of [3, 8, 8], but `x` is [8]
            help: send a value of [3, 8, 8] through it, or change what `Encoder` declares

            y -> e: Encoder(x) }
                 ^^^^^^^^^^^^^
            `e` takes indices, but `x` is [8] of numbers
            help: indices come in from outside: declare an input or a target as [8] of usize

            z -> e: Encoder(z) }
                 ^^^^^^^^^^^^^
            `e` takes numbers, but `z` is [8] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [8]

            y -> e: Encoder(z) -> [4] }
                               ^^^^^^
            the output of `Encoder` is known here
            help: leave out `-> [4]`

            y -> e: Encoder(mask = z) }
                            ^^^^
            `Encoder(mask = z)` takes its values by position
            help: leave out `mask =`

            x -> e: Split }
                    ^^^^^
            `Split` has 2 outputs, and a layer gives one value
            help: split it into networks of one output each, or write it as scopes of this network

            network Broken(x: [8]) -> [8] { x -> rleu } 
                                                 ^^^^
            there is no layer or scope `rleu`
            help: did you mean `relu`?

            network A(x: [8], y: [3, 8, 8], z: [8] of usize) -> [4] { let _x = x; let _y = y; let _z = z;
                                                                ^^^
            `A` promises to return [4], but `flatten` is [8]
            help: write `[8]` if that is what it is to return

            x -> e: A }
                    ^
            the network `A` cannot contain itself
            help: write what is used again as a `reuse scope`

            y -> e: Encoder(z) }
                    ^^^^^^^
            the network `Encoder` is declared further down
            help: move `Encoder` above the network that contains it

        "#]],
    );
}

/// Names that are keywords.
#[test]
fn keywords_are_no_types() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { x -> module(self) -> [8] }",
            "network A(x: [8]) -> [8] { x -> module(my::super) -> [8] }",
            "network A(x: [8]) -> [8] { x -> module(r#match) -> [8] }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { x -> module(self) -> [8] }
                                                   ^^^^
            this is not a type
            help: write the type of a dfdx module, as in `module(MyBlock) -> [64]`

            network A(x: [8]) -> [8] { x -> module(my::super) -> [8] }
                                                   ^^^^^^^^^
            this is not a type
            help: write the type of a dfdx module, as in `module(MyBlock) -> [64]`

            no error: network A(x: [8]) -> [8] { x -> module(r#match) -> [8] }

        "#]],
    );
}
