use expect_test::expect;

use super::blocks;

#[test]
fn a_loss_that_is_none() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { loss l(t: [8]) = x - t; x }",
            "network A(x: [8]) -> [8] { loss l = 1; x }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) + x; x }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) -> relu; x }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = cross_entropy(x, t); x }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x); x + 0 }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t, x); x }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { loss l(t: [8]) = x - t; x }
                                                        ^^^^^
            the loss `l` is [8] for each sample, not one number
            help: apply a loss function to it, such as `softmax_cross_entropy(logits, labels)`

            network A(x: [8]) -> [8] { loss l = 1; x }
                                                ^
            the loss `l` is the number 1
            help: a loss depends on the network: apply a loss function to values of its body

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) + x; x }
                                                                                    ^
            `softmax_cross_entropy` is a loss, one number for the batch, but `x` is a value of each sample
            help: add up losses, or do this arithmetic before the loss function

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t) -> relu; x }
                                                                                       ^^^^
            `relu` takes a value of each sample, but `softmax_cross_entropy` is a loss
            help: a loss is one number for the batch: only `+ - * /` apply to it

            network A(x: [8]) -> [8] { loss l(t: [8]) = cross_entropy(x, t); x }
                                                        ^^^^^^^^^^^^^
            there is no loss or layer `cross_entropy`
            help: did you mean `softmax_cross_entropy`?

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x); x + 0 }
                                                        ^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` needs `labels`
            help: write for example `softmax_cross_entropy(logits, labels)`

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t, x); x }
                                                                                    ^
            `softmax_cross_entropy` is given `x`, which it does not take without a name
            help: name what you mean, as in `softmax_cross_entropy(logits, labels)`

        "#]],
    );
}

#[test]
fn targets_of_another_shape() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { loss l(labels: [10]) = softmax_cross_entropy(x, labels); x }",
            "network A(x: [8]) -> [8] { loss l(labels: []) = softmax_cross_entropy(x, labels); x }",
            "network A(x: [2, 4]) -> [2, 4] { loss l(labels: [2, 4]) = softmax_cross_entropy(x, labels); x }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { loss l(labels: [10]) = softmax_cross_entropy(x, labels); x }
                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` takes logits and labels of one shape, but `x` is [8] and `labels` is [10]
            help: the labels are a probability of each class, [8], or the index of one: `labels: [] of usize`

            network A(x: [8]) -> [8] { loss l(labels: []) = softmax_cross_entropy(x, labels); x }
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` takes logits and labels of one shape, but `x` is [8] and `labels` is []
            help: the labels are a probability of each class, [8], or the index of one: `labels: [] of usize`

            network A(x: [2, 4]) -> [2, 4] { loss l(labels: [2, 4]) = softmax_cross_entropy(x, labels); x }
                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` cannot tell along which axis of `x`, [2, 4], the classes are
            help: say it: `axis = 0` in front of all places, or `axis = 1` behind them

        "#]],
    );
}

#[test]
fn what_cannot_be_in_a_loss() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x -> linear(8), t); x }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(scope part { x }, t); x }",
            "network A(x: [8]) -> [8] { reuse scope s(a) { a } loss l(t: [8]) = softmax_cross_entropy(s(x), t); s(x) }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x -> linear(8), t); x }
                                                                                   ^^^^^^
            `linear` holds variables, and a loss cannot hold any
            help: bind its output by a `let` above the loss, and use that here

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(scope part { x }, t); x }
                                                                              ^^^^^^^^^^
            the loss declares the scope `part`
            help: bind the scope by a `let` above the loss, and use its value here

            network A(x: [8]) -> [8] { reuse scope s(a) { a } loss l(t: [8]) = softmax_cross_entropy(s(x), t); s(x) }
                                                                                                     ^
            the loss applies the scope `s`
            help: bind its output by a `let` above the loss, and use that here

        "#]],
    );
}

#[test]
fn a_loss_in_the_wrong_place() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { scope part { loss l(t: [8]) = softmax_cross_entropy(x, t); x } }",
            "network A(x: [8], t: [8]) -> [8] { let l = softmax_cross_entropy(x, t); x + l }",
            "network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t); loss l(t: [8]) = softmax_cross_entropy(x, t); x }",
            "network A(x: [8]) -> [8] { loss freeze(t: [8]) = softmax_cross_entropy(x, t); x }",
            "network A(x: [8]) -> [8] { loss on(t: [8]) = softmax_cross_entropy(x, t); x }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { scope part { loss l(t: [8]) = softmax_cross_entropy(x, t); x } }
                                                         ^
            the loss `l` is inside a scope
            help: write it in the body of the network, after the scope; a `let` there gives it the scope's value

            network A(x: [8], t: [8]) -> [8] { let l = softmax_cross_entropy(x, t); x + l }
                                                       ^^^^^^^^^^^^^^^^^^^^^
            `softmax_cross_entropy` is a loss, not a layer
            help: write it as an item of the network: `loss name(..) = softmax_cross_entropy(..);`

            network A(x: [8]) -> [8] { loss l(t: [8]) = softmax_cross_entropy(x, t); loss l(t: [8]) = softmax_cross_entropy(x, t); x }
                                                                                          ^
            `l` is already a loss of this network
            help: give one of the two another name, such as `l_2`

            network A(x: [8]) -> [8] { loss freeze(t: [8]) = softmax_cross_entropy(x, t); x }
                                            ^^^^^^
            the loss `freeze` would become the method `freeze`, which training passes have already
            help: give the loss another name, such as `freeze_loss`

            network A(x: [8]) -> [8] { loss on(t: [8]) = softmax_cross_entropy(x, t); x }
                                            ^^
            the loss `on` would become the method `on`, which training passes have already
            help: give the loss another name, such as `on_loss`

        "#]],
    );
}
