use expect_test::expect;

use super::chains;

#[test]
fn initializers() {
    chains(
        &[
            "-> conv2d(3, kernel = 1, init = he_norml)",
            "-> conv2d(3, kernel = 1, init = xavier_uniform)",
            "-> conv2d(3, kernel = 1, init = 0)",
            "-> conv2d(3, kernel = 1, init = orthogonal)",
            "-> conv2d(3, kernel = 1, init = constant)",
            "-> conv2d(3, kernel = 1, init = zeros())",
            "-> conv2d(3, kernel = 1, init = zeros(1))",
            "-> conv2d(3, kernel = 1, init = he_normal(2))",
            "-> conv2d(3, kernel = 1, init = uniform(1, -1))",
            "-> conv2d(3, kernel = 1, init = uniform(1))",
            "-> conv2d(3, kernel = 1, init = normal(0, -1))",
            "-> conv2d(3, kernel = 1, bias_init = he_normal)",
            "-> conv2d(3, kernel = 1, bias = false, bias_init = zeros)",
            "-> batch_norm(init = glorot_uniform)",
            "-> relu(init = zeros)",
            "-> layer_norm(affine = false, init = zeros)",
            "-> instance_norm(bias_init = zeros)",
            "-> instance_norm(affine = true, init = he_normal)",
            "-> prelu(bias_init = zeros)",
            "-> bias(bias_init = zeros)",
            "-> prelu(init = he_normal)",
            "-> conv_transpose2d(3, kernel = 1, bias = false, bias_init = zeros)",
        ],
        expect![[r#"
            x -> conv2d(3, kernel = 1, init = he_norml) -> flatten -> linear(10)
                                              ^^^^^^^^
            `init` of `conv2d` is `he_norml`
            help: did you mean `he_normal`?

            x -> conv2d(3, kernel = 1, init = xavier_uniform) -> flatten -> linear(10)
                                              ^^^^^^^^^^^^^^
            `init` of `conv2d` is `xavier_uniform`
            help: did you mean `glorot_uniform`?

            x -> conv2d(3, kernel = 1, init = 0) -> flatten -> linear(10)
                                              ^
            `init` of `conv2d` is `0`
            help: write `he_normal`, `he_uniform`, `glorot_normal`, `glorot_uniform`, `zeros`, `ones`, `constant(0.1)`, `uniform(-0.05, 0.05)` or `normal(0, 0.01)`

            x -> conv2d(3, kernel = 1, init = orthogonal) -> flatten -> linear(10)
                                              ^^^^^^^^^^
            `init` of `conv2d` is `orthogonal`
            help: write `he_normal`, `he_uniform`, `glorot_normal`, `glorot_uniform`, `zeros`, `ones`, `constant(0.1)`, `uniform(-0.05, 0.05)` or `normal(0, 0.01)`

            x -> conv2d(3, kernel = 1, init = constant) -> flatten -> linear(10)
                                              ^^^^^^^^
            `init` of `conv2d` is `constant`
            help: its numbers are written out, or `const` items: `constant(0.1)`

            x -> conv2d(3, kernel = 1, init = zeros()) -> flatten -> linear(10)
                                              ^^^^^^^
            `init` of `conv2d` is `zeros()`
            help: it takes no numbers: write `zeros`

            x -> conv2d(3, kernel = 1, init = zeros(1)) -> flatten -> linear(10)
                                              ^^^^^^^^
            `init` of `conv2d` is `zeros(1)`
            help: it takes no numbers: write `zeros`

            x -> conv2d(3, kernel = 1, init = he_normal(2)) -> flatten -> linear(10)
                                              ^^^^^^^^^^^^
            `init` of `conv2d` is `he_normal(2)`
            help: it takes no numbers: write `he_normal`

            x -> conv2d(3, kernel = 1, init = uniform(1, -1)) -> flatten -> linear(10)
                                              ^^^^^^^^^^^^^^
            `init` of `conv2d` is `uniform(1, -1)`
            help: the smaller number comes first: `uniform(-1, 1)`

            x -> conv2d(3, kernel = 1, init = uniform(1)) -> flatten -> linear(10)
                                              ^^^^^^^^^^
            `init` of `conv2d` is `uniform(1)`
            help: its numbers are written out, or `const` items: `uniform(-0.05, 0.05)`

            x -> conv2d(3, kernel = 1, init = normal(0, -1)) -> flatten -> linear(10)
                                              ^^^^^^^^^^^^^
            `init` of `conv2d` is `normal(0, -1)`
            help: the standard deviation, which comes last, is not negative

            x -> conv2d(3, kernel = 1, bias_init = he_normal) -> flatten -> linear(10)
                                                   ^^^^^^^^^
            `bias_init` of `conv2d` is `he_normal`
            help: it has no number of inputs: write `zeros`, `constant(..)` or `normal(.., ..)`

            x -> conv2d(3, kernel = 1, bias = false, bias_init = zeros) -> flatten -> linear(10)
                                                     ^^^^^^^^^^^^^^^^^
            `bias_init` is given with `bias = false`
            help: a layer without bias has nothing to fill: remove one of the two

            x -> batch_norm(init = glorot_uniform) -> flatten -> linear(10)
                                   ^^^^^^^^^^^^^^
            `init` of `batch_norm` is `glorot_uniform`
            help: it has no number of inputs: write `zeros`, `constant(..)` or `normal(.., ..)`

            x -> relu(init = zeros) -> flatten -> linear(10)
                      ^^^^
            `relu` has no argument `init`
            help: it takes none: write `relu`

            x -> layer_norm(affine = false, init = zeros) -> flatten -> linear(10)
                                            ^^^^^^^^^^^^
            `init` is given with `affine = false`
            help: without a weight and a bias there is nothing to fill: remove one of the two

            x -> instance_norm(bias_init = zeros) -> flatten -> linear(10)
                               ^^^^^^^^^^^^^^^^^
            `bias_init` is given without `affine = true`
            help: without a weight and a bias there is nothing to fill: write `affine = true`, or remove `bias_init`

            x -> instance_norm(affine = true, init = he_normal) -> flatten -> linear(10)
                                                     ^^^^^^^^^
            `init` of `instance_norm` is `he_normal`
            help: it has no number of inputs: write `zeros`, `constant(..)` or `normal(.., ..)`

            x -> prelu(bias_init = zeros) -> flatten -> linear(10)
                       ^^^^^^^^^
            `prelu` has no argument `bias_init`
            help: write `init = ..`

            x -> bias(bias_init = zeros) -> flatten -> linear(10)
                      ^^^^^^^^^
            `bias` has no argument `bias_init`
            help: write `init = ..`

            x -> prelu(init = he_normal) -> flatten -> linear(10)
                              ^^^^^^^^^
            `init` of `prelu` is `he_normal`
            help: it has no number of inputs: write `zeros`, `constant(..)` or `normal(.., ..)`

            x -> conv_transpose2d(3, kernel = 1, bias = false, bias_init = zeros) -> flatten -> linear(10)
                                                               ^^^^^^^^^^^^^^^^^
            `bias_init` is given with `bias = false`
            help: a layer without bias has nothing to fill: remove one of the two

        "#]],
    );
}
