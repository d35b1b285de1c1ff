//! Recurrent layers, and what they leave in the end.

use expect_test::expect;

use super::blocks;

/// The errors of bodies, each a single mistake. A network takes a sequence, an image, and states of other sizes.
fn recurrent(bodies: &[&str], expected: expect_test::Expect) {
    let network = |body: &&str| {
        let named =
            [("image", "[3, 6, 6]"), ("h4", "[4]"), ("h8", "[8]"), ("h24", "[2, 4]"), ("token", "[4] of usize")];
        let named = named.iter().filter(|(name, _)| body.contains(name));
        let named: String = named.map(|(name, shape)| format!(", {name}: {shape}")).collect();
        format!("network A(x: [16, 32]{named}) -> [16, 8] {{\n{body}\n}}")
    };
    let sources = bodies.iter().map(network).collect::<Vec<_>>();
    blocks(&sources.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn arguments() {
    recurrent(
        &[
            "x -> lstm",
            "x -> lstm(0)",
            "x -> lstm(8, layers = 0)",
            "x -> lstm(8, 2)",
            "x -> lstm(8, dropout = 0.5)",
            "x -> lstm(8, layers = 2, dropout = 1.5)",
            "x -> lstm(8, num_layers = 2)",
            "x -> lstm(8, input_size = 32)",
            "x -> lstm(8, bidirectional = 2)",
            "x -> lstm(8, bias = false, bias_init = zeros)",
            "x -> lstm(8, nonlinearity = relu)",
            "x -> gru(8, cell = h8)",
            "x -> rnn(8, nonlinearity = sigmoid)",
            "x -> simple_rnn(8)",
            "lstm(x, 8)",
        ],
        expect![[r#"
            x -> lstm
                 ^^^^
            `lstm` needs the number of units of the state
            help: write for example `lstm(128)`

            x -> lstm(0)
                      ^
            `units` of `lstm` is `0`
            help: the smallest that makes sense is 1

            x -> lstm(8, layers = 0)
                                  ^
            `layers` of `lstm` is `0`
            help: the smallest that makes sense is 1

            x -> lstm(8, 2)
                         ^
            `lstm` is given `2` beside what flows in, whose size it finds itself
            help: write `lstm(2)`

            x -> lstm(8, dropout = 0.5)
                         ^^^^^^^^^^^^^
            `dropout` is given with one layer
            help: it is between the layers: write `layers = 2` beside it, or `-> dropout(..)` behind the layer

            x -> lstm(8, layers = 2, dropout = 1.5)
                                               ^^^
            `dropout` of `lstm` is `1.5`
            help: the probability to drop an element is at least 0 and less than 1

            x -> lstm(8, num_layers = 2)
                         ^^^^^^^^^^
            `lstm` has no argument `num_layers`
            help: write `layers = ..`

            x -> lstm(8, input_size = 32)
                         ^^^^^^^^^^
            `lstm` has no argument `input_size`
            help: it is inferred from what flows in: remove it

            x -> lstm(8, bidirectional = 2)
                                         ^
            `bidirectional` of `lstm` is `2`
            help: write `true` or `false`

            x -> lstm(8, bias = false, bias_init = zeros)
                                       ^^^^^^^^^^^^^^^^^
            `bias_init` is given with `bias = false`
            help: a layer without bias has nothing to fill: remove one of the two

            x -> lstm(8, nonlinearity = relu)
                         ^^^^^^^^^^^^
            `lstm` has no argument `nonlinearity`
            help: an activation is a layer of its own: `-> relu`

            x -> gru(8, cell = h8)
                        ^^^^
            `gru` has no argument `cell`
            help: it takes `units`, `hidden`, `layers`, `dropout`, `bidirectional`, `bias`, `init`, `bias_init`

            x -> rnn(8, nonlinearity = sigmoid)
                                       ^^^^^^^
            `nonlinearity` of `rnn` is `sigmoid`
            help: write `tanh` or `relu`

            x -> simple_rnn(8)
                 ^^^^^^^^^^
            there is no layer or scope `simple_rnn`
            help: did you mean `rnn`?

            lstm(x, 8)
            ^^^^
            `lstm` holds variables, and is no function
            help: send the value through it: `x -> lstm(8)`

        "#]],
    );
}

#[test]
fn shapes() {
    recurrent(
        &[
            "x -> flatten -> lstm(8)",
            "x + (image -> conv2d(4, kernel = 3) -> lstm(8))",
            "x -> lstm(8, hidden = h4)",
            "x -> lstm(8, cell = h24)",
            "x -> lstm(8, hidden = h4, cell = h24)",
            "x -> gru(8, layers = 2, hidden = h8)",
            "x -> rnn(4, bidirectional = true, hidden = h8)",
            "x -> lstm(4, hidden = token)",
        ],
        expect![[r#"
            x -> flatten -> lstm(8)
                            ^^^^^^^
            `lstm` takes a sequence, [length, width], but `flatten` is [512]
            help: a single step is a sequence, too: `-> reshape([1, 512])`

            x + (image -> conv2d(4, kernel = 3) -> lstm(8))
                                                   ^^^^^^^
            `lstm` takes a sequence, [length, width], but `conv2d` is [4, 4, 4]
            help: of an image, `flatten` makes one step, and `reshape` and `permute` make many

            x -> lstm(8, hidden = h4)
                 ^^^^^^^^^^^^^^^^^^^^
            `lstm` begins with a hidden state of [8], but `h4` is [4]
            help: a state has a number for each of the 8 units

            x -> lstm(8, cell = h24)
                 ^^^^^^^^^^^^^^^^^^^
            `lstm` begins with a cell of [8], but `h24` is [2, 4]
            help: a state has a number for each of the 8 units

            x -> lstm(8, hidden = h4, cell = h24)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `lstm` begins with a hidden state of [8], but `h4` is [4]
            help: a state has a number for each of the 8 units

            x -> lstm(8, hidden = h4, cell = h24)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `lstm` begins with a cell of [8], but `h24` is [2, 4]
            help: a state has a number for each of the 8 units

            x -> gru(8, layers = 2, hidden = h8)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `gru` begins with a hidden state of [2, 8], but `h8` is [8]
            help: a state has a row for each layer and direction, and a number for each of the 8 units

            x -> rnn(4, bidirectional = true, hidden = h8)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `rnn` begins with a hidden state of [2, 4], but `h8` is [8]
            help: a state has a row for each layer and direction, and a number for each of the 4 units

            x -> lstm(4, hidden = token)
                 ^^^^^^^^^^^^^^^^^^^^^^^
            `lstm` takes numbers, but `token` is [4] of usize
            help: indices go into a layer that looks something up; if these are numbers, declare them as [4]

        "#]],
    );
}

#[test]
fn what_is_left_in_the_end() {
    recurrent(
        &[
            "let (y, h) = x -> lstm(8); y + h",
            "let (y, h, c) = x -> gru(8); y + h + c",
            "let (y, h) = x -> rnn(8); y",
            "let (y, y) = x -> rnn(8); y",
            "let (y, h, c) = lstm(x, 8); y + h + c",
            "let (y, h) = x -> repeat 2 up: gru(8); y + h",
            "let (y, h) = x -> gru(8, layers = 2); y + h",
        ],
        expect![[r#"
            let (y, h) = x -> lstm(8); y + h
                              ^^^^
            `lstm` gives 3 values, but `(y, h)` are 2 names
            help: write `let (y, hidden, cell) = ..;` for what it leaves in the end, or `let y = ..;` without

            let (y, h, c) = x -> gru(8); y + h + c
                                 ^^^
            `gru` gives 2 values, but `(y, h, c)` are 3 names
            help: write `let (y, hidden) = ..;` for what it leaves in the end, or `let y = ..;` without

            let (y, h) = x -> rnn(8); y
                    ^
            nothing uses the value `h`
            help: use it, remove it, or call it `_h` if it is to be made all the same

            let (y, y) = x -> rnn(8); y
                    ^
            `y` is already a value here
            help: give one of the two another name, such as `y_2`

            let (y, h, c) = lstm(x, 8); y + h + c
                            ^^^^
            `lstm` holds variables, and is no function
            help: send the value through it: `x -> lstm(8)`

            let (y, h) = x -> repeat 2 up: gru(8); y + h
                                           ^^^
            `repeat` repeats a template, and `gru` is a layer
            help: make a template of it: `template block(x) { x -> gru(8) }`

            let (y, h) = x -> gru(8, layers = 2); y + h
                                                    ^
            `+` cannot bring axes of 16 and 2 together: `y` is [16, 8] and `h` is [2, 8]
            help: send one of them through a layer that gives it the other's shape

        "#]],
    );
}
