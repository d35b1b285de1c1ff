//! Words of Keras, TensorFlow and PyTorch: each is one error that says what to write instead.

use expect_test::expect;

use super::{blocks, chains, errors};

/// What is called in a chain.
const LAYERS: &str = "
    AdaptiveAvgPool1d AdaptiveAveragePooling2D AdaptiveMaxPool3d AveragePooling1D AvgPool1d AvgPool3d BatchNorm3d CausalConv1d
    Conv1D Conv1DTranspose Conv1d Conv3D Conv3d ConvTranspose1d ConvTranspose3d DepthwiseConv1D GlobalAveragePooling1D
    GlobalMaxPooling1D GlobalMaxPooling3D LPPool1d LPPool2d LazyConv3d MaxPool1d MaxPooling3D SeparableConv1D SpatialDropout1D
    ZeroPad1d ZeroPadding3D Activation Add AdaptiveAvgPool2d AdaptiveMaxPool2d AlphaDropout Average AveragePooling2D AvgPool2d BatchNorm1d BatchNorm2d
    BatchNormalization CenterCrop Clip Concatenate Conv2D Conv2DTranspose Conv2d ConvTranspose2d Cropping2D Dense DepthwiseConv2D
    Divide Dropout Dropout2d ELU Embedding Flatten FullyConnected GELU GlobalAveragePooling2D GlobalMaxPooling2D
    GroupNorm GroupNormalization Hardtanh Identity Input InputLayer InstanceNorm2d Lambda LayerNorm LayerNormalization LeakyReLU Linear
    LogSoftmax Masking MaxPool2d MaxPooling2D ModuleList MultiHeadAttention MultiheadAttention Multiply PReLU ParametricReLU
    Permute ReLU ReLU6 RepeatVector Reshape Resizing Sequential SiLU Sigmoid Softmax Softplus SpatialDropout2D Subtract Swish
    SyncBatchNorm Tanh TimeDistributed Transformer TransformerEncoder TransformerEncoderLayer Unflatten UnitNormalization
    UpSampling2D Upsample ZeroPad2d ZeroPadding2D accuracy adam adaptive_avg_pool2d add_n addmm amax amin arg_scope astype
    avg_pool_2d backward batch_normalization bias_add broadcast_to cast cat ceil chunk clip_by_value clone compile
    concatenate contiguous cpu cuda dense detach dropout2d evaluate expand expand_dims expm1 fc fit
    float fully_connected fused_batch_norm grid_sample half identity interpolate l2_normalize log log10 log1p log2 logsumexp long
    max_pooling2d mean_squared_error min moments mul multiply no_grad norm pack placeholder pow predict
    print reciprocal reduce_max reduce_mean reduce_sum rsqrt round save scaled_dot_product_attention separable_conv2d sgd shape
    squeeze std step stop_gradients sub subtract summary swapaxes swish to to_float transposed_conv2d unsqueeze
    variable_scope view zero_grad zeros_like
";

const LOSSES: &str = "
    BCELoss BCEWithLogitsLoss BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineEmbeddingLoss CrossEntropyLoss
    HingeEmbeddingLoss Huber HuberLoss KLDivLoss L1Loss MSELoss MeanAbsoluteError MeanSquaredError MultiMarginLoss NLLLoss
    SmoothL1Loss SoftMarginLoss SparseCategoricalCrossentropy absolute_difference bce binary_cross_entropy_with_logits
    binary_crossentropy categorical_crossentropy cross_entropy focal_loss hinge_loss kl_div mae mse_loss nll_loss
    sparse_categorical_crossentropy sparse_softmax_cross_entropy_with_logits sigmoid_cross_entropy_with_logits
    softmax_cross_entropy_with_logits total_variation_loss tv_loss squared_hinge CTCLoss ctc_loss InfoNCE NTXentLoss
";

/// Arguments, behind the layer that they are given to.
const ARGUMENTS: &[(&str, &str)] = &[
    ("conv2d(4, kernel = 3, {} = 1)", "activation activation_fn bias_initializer data_format device dilation_rate dtype filters
        in_channels input_shape kernel_initializer kernel_regularizer kernel_size name normalizer_fn num_filters out_channel
        padding_mode requires_grad reuse scope strides trainable use_bias weights_initializer weights_regularizer inplace kernel_constraint"),
    ("linear(4, {} = 1)", "units in_features kernel_initializer use_bias activation input_dim name batch_input_shape output_dim
        weight_decay learning_rate kernel_regularizer hidden_size"),
    ("batch_norm({} = 1)", "eps num_features training is_training decay track_running_stats trainable updates_collections fused
        renorm virtual_batch_size"),
    ("layer_norm({} = 1)", "eps normalized_shape elementwise_affine center"),
    ("dropout({} = 0.5)", "rate keep_prob training inplace seed drop_prob"),
    ("max_pool2d(2, {} = 1)", "pool_size kernel_size strides data_format pads return_indices ceil round_up"),
    ("avg_pool2d(2, {} = true)", "count_include_pad data_format strides divisor_override"),
    ("lp_pool2d(kernel = 2, {} = 2)", "norm_type power"),
    ("adaptive_avg_pool2d({} = 2)", "output_size out_size"),
    ("leaky_relu({} = 0.1)", "negative_slope alpha inplace"),
    ("upsample(scale = 2, {} = 2)", "scale_factor interpolation data_format"),
    ("reshape({} = [192])", "target_shape new_shape"),
    ("sum({} = [0])", "dim axis keepdim reduction_indices"),
    ("permute({} = [0, 1, 2])", "dims perm"),
    ("group_norm(1, {} = 1)", "num_groups num_channels eps"),
    ("clamp({} = 1)", "clip_value_min min_value clip_value_max maxval"),
    ("softmax({} = 0)", "dim dims"),
];

/// What stands behind a value and a dot.
const MEMBERS: &str = "
    T add astype backward contiguous cpu cuda detach dim double expand flatten float forward half item len long mean mul ndim numpy
    permute pow relu requires_grad reshape shape size sigmoid squeeze sub sum t tanh to to_device tolist transpose type unsqueeze
    unwrap view
";

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// The only error of a block.
fn only(source: &str) -> String {
    let errors = errors(netweave_compiler::network(source.parse().expect("a test is made of Rust's tokens")));
    let messages = errors.into_iter().map(|error| error.message).collect::<Vec<_>>();
    match messages.as_slice() {
        [message] => message.clone(),
        messages => format!("{} errors\nhelp: the values here", messages.join("\n\n")),
    }
}

/// Whether it says what to write: no list of all that there is, no reference to the book, and no stated shapes.
fn says_what_to_write(message: &str) -> bool {
    let (_, help) = message.split_once("\nhelp: ").expect("a help");
    let vague = ["no name is near", "it takes `", "output shape", "the values here"];
    !vague.iter().any(|vague| help.contains(vague))
}

#[test]
fn each_word_has_an_answer() {
    let (mut count, mut vague) = (0, String::new());
    let mut ask = |source: String| {
        let message = only(&source);
        if !says_what_to_write(&message) {
            vague += &format!("{source}\n{message}\n\n");
        }
        count += 1;
    };
    for word in words(LAYERS) {
        ask(format!("network A(x: [3, 8, 8]) -> [3, 8, 8] {{ x -> {word} }}"));
    }
    for word in words(LOSSES) {
        ask(format!("network A(x: [8]) -> [8] {{ loss fit(y: [8]) = {word}(x, y); x -> linear(8) }}"));
    }
    for (layer, names) in ARGUMENTS {
        for word in words(names) {
            ask(format!(
                "network A(x: [3, 8, 8]) -> [9] {{ let _y = x -> layer: {}; x -> flatten -> linear(9) }}",
                layer.replace("{}", word)
            ));
        }
    }
    for word in words(MEMBERS) {
        ask(format!("network A(x: [8]) -> [8] {{ x.{word} }}"));
    }
    for element in words("int64 long float32 float16 bool i32 double LongTensor bf16 half") {
        ask(format!("network A(x: [8] of {element}) -> [8] {{ x -> linear(8) }}"));
    }
    assert!(vague.is_empty(), "{vague}");
    assert!(count >= 300, "{count} words");
}

#[test]
fn layers_of_others() {
    chains(
        &[
            "-> MaxPooling2D(pool_size = 2)",
            "-> nn::Linear(64, 10)",
            "-> tf::layers::conv2d(16, 3)",
            "-> Dense(64, activation = relu)",
            "-> shape",
            "-> Sequential",
            "-> stop_gradients",
            "-> batch_norm(3)",
            "-> flatten -> hidden: linear(192, 10)",
            "-> conv2d(3, 16, 3)",
            "-> reshape(-1)",
            "-> reshape([-1, 64])",
            "-> conv2d(16, kernel = (3, 3))",
            "-> conv2d(16, kernel = 3, padding = \"sam\")",
            "-> max_pool2d(2, ceil_mode = True)",
            "-> avg_pool2d(2, divisor_override = 3)",
        ],
        expect![[r#"
            x -> MaxPooling2D(pool_size = 2) -> flatten -> linear(10)
                 ^^^^^^^^^^^^
            there is no layer or scope `MaxPooling2D`
            help: did you mean `max_pool2d`?

            x -> nn::Linear(64, 10) -> flatten -> linear(10)
                 ^^^^^^^^^^
            a layer is one word, found `nn::Linear`
            help: write `linear(10)`

            x -> tf::layers::conv2d(16, 3) -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^^^^^
            a layer is one word, found `tf::layers::conv2d`
            help: write `conv2d(16, kernel = 3)`

            x -> Dense(64, activation = relu) -> flatten -> linear(10)
                 ^^^^^
            there is no layer or scope `Dense`
            help: did you mean `linear`?

            x -> shape -> flatten -> linear(10)
                 ^^^^^
            there is no layer or scope `shape`
            help: the shape of a value is known when it is compiled: write the number

            x -> Sequential -> flatten -> linear(10)
                 ^^^^^^^^^^
            there is no layer or scope `Sequential`
            help: a chain is a sequence of layers: `x -> conv2d(16, kernel = 3) -> relu`

            x -> stop_gradients -> flatten -> linear(10)
                 ^^^^^^^^^^^^^^
            there is no layer or scope `stop_gradients`
            help: variables are found in Rust: `net.variables("scope/")`

            x -> batch_norm(3) -> flatten -> linear(10)
                            ^
            `batch_norm` is given `3` beside what flows in, whose size it finds itself
            help: write `batch_norm`

            x -> flatten -> hidden: linear(192, 10) -> flatten -> linear(10)
                                                ^^
            `linear` is given `10` beside what flows in, whose size it finds itself
            help: write `linear(10)`

            x -> conv2d(3, 16, 3) -> flatten -> linear(10)
                           ^^^^^
            `conv2d` is given `16` and `3`, which it does not take without a name
            help: name what you mean, as in `conv2d(16, kernel = 3)`

            x -> reshape(-1) -> flatten -> linear(10)
                         ^^
            `shape` of `reshape` is `-1`
            help: write the number that it stands for, in brackets: all sizes are known

            x -> reshape([-1, 64]) -> flatten -> linear(10)
                          ^^
            a size is not negative, found `-1`
            help: nothing is inferred here: write the number

            x -> conv2d(16, kernel = (3, 3)) -> flatten -> linear(10)
                                     ^^^^^^
            `kernel` of `conv2d` is `(3, 3)`
            help: a list is in brackets: `kernel = [3, 3]`

            x -> conv2d(16, kernel = 3, padding = "sam") -> flatten -> linear(10)
                                                  ^^^^^
            `padding` of `conv2d` is `sam`
            help: write a number, `[height, width]`, `same` or `valid`

            x -> max_pool2d(2, ceil_mode = True) -> flatten -> linear(10)
                                           ^^^^
            `ceil_mode` of `max_pool2d` is `True`
            help: write `true` or `false`

            x -> avg_pool2d(2, divisor_override = 3) -> flatten -> linear(10)
                               ^^^^^^^^^^^^^^^^
            `avg_pool2d` has no argument `divisor_override`
            help: sums of windows are `lp_pool2d(1, kernel = 2)`: divide these

        "#]],
    );
}

#[test]
fn values_of_others() {
    let network = |body: &&str| format!("network A(x: [10]) -> [10] {{ {body} }}");
    let sources = [
        "x.view(2, 3)",
        "x.T",
        "x.shape",
        "nn.relu(x)",
        "F::relu(x)",
        "x + None",
        "x[0]",
        "x ** 2",
        "x @ y",
        "x as usize",
        "(x, x) -> flatten",
    ];
    let sources = sources.iter().map(network).collect::<Vec<_>>();
    blocks(
        &sources.iter().map(String::as_str).collect::<Vec<_>>(),
        expect![[r#"
            network A(x: [10]) -> [10] { x.view(2, 3) }
                                          ^^^^^
            a value has no methods, found `.view`
            help: write `x -> reshape([16, 49])`

            network A(x: [10]) -> [10] { x.T }
                                          ^^
            a value has no fields, found `.T`
            help: write `x -> permute([1, 0])`

            network A(x: [10]) -> [10] { x.shape }
                                          ^^^^^^
            a value has no fields, found `.shape`
            help: the shape of a value is known when it is compiled: write the number

            network A(x: [10]) -> [10] { nn.relu(x) }
                                         ^^^^^^^
            a layer is one word, found `nn.relu`
            help: write `relu`

            network A(x: [10]) -> [10] { F::relu(x) }
                                         ^^^^^^^
            a layer is one word, found `F::relu`
            help: write `relu`

            network A(x: [10]) -> [10] { x + None }
                                             ^^^^
            there is no value `None` here
            help: leave it out: there is no value that is nothing

            network A(x: [10]) -> [10] { x[0] }
                                          ^^^
            `x` is no list, and has no indices
            help: `let (a, b) = split(x, axis = 0);` parts a value; a list is what a `repeat` gives: `let (x, all) = x -> repeat 3 block: ..;`

            network A(x: [10]) -> [10] { x ** 2 }
                                           ^^
            a network has no `**`
            help: write `x -> square`, or `x * x * x`; between numbers, `2 ^ 3`

            network A(x: [10]) -> [10] { x @ y }
                                           ^
            a network has no `@`
            help: write `matmul(a, b)`

            network A(x: [10]) -> [10] { x as usize }
                                           ^^
            values are not converted in a network
            help: leave out `as ..`

            network A(x: [10]) -> [10] { (x, x) -> flatten }
                                         ^^^^^^
            `(x, x)` are several values where one is expected
            help: join them: `concat(x, x, axis = 0)`; a scope, a template and a network with named outputs can end with several

        "#]],
    );
}

#[test]
fn losses_of_others() {
    blocks(
        &[
            "network A(x: [8]) -> [8] { loss fit(y: [8]) = sparse_categorical_crossentropy(x, y); x -> linear(8) }",
            "network A(x: [8]) -> [8] { loss fit(y: [8]) = nn::MSELoss(x, y); x -> linear(8) }",
        ],
        expect![[r#"
            network A(x: [8]) -> [8] { loss fit(y: [8]) = sparse_categorical_crossentropy(x, y); x -> linear(8) }
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            there is no loss or layer `sparse_categorical_crossentropy`
            help: did you mean `softmax_cross_entropy`?

            network A(x: [8]) -> [8] { loss fit(y: [8]) = nn::MSELoss(x, y); x -> linear(8) }
                                                          ^^^^^^^^^^^
            a layer is one word, found `nn::MSELoss`
            help: write `mse(a, b)`

        "#]],
    );
}

/// The tables of the book's page about porting: the first two columns are answered with the third.
#[test]
fn the_book_says_the_same() {
    let page = include_str!("../../../../book/src/porting.md");
    let mut wrong = Vec::new();
    let mut count = 0;
    let tables =
        page.split("| PyTorch | Keras | here |").skip(1).map(|rest| rest.split("\n\n").next().expect("a table"));
    for (table, is_loss) in tables.zip([false, true]) {
        for row in table.lines().filter(|row| row.starts_with("| `") || row.starts_with("| |")) {
            let cells = row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<_>>();
            let [torch, keras, here] = cells[..] else { panic!("three columns: {row}") };
            let name = |call: &str| call.split('(').next().unwrap_or_default().to_owned();
            // What a value is sent through can be written as it stands there, for values of some shape.
            let is_step = !["(a", "(x"].iter().any(|start| here.contains(start));
            let shapes =
                ["[8]", "[8, 8]", "[8, 49]", "[8, 8, 8]", "[784]", "[16, 8, 8]", "[8, 8, 8, 8]", "[8] of usize"];
            let compiles = |shape: &&str| {
                let head = format!("network A(x: {shape}, offsets: [18, 6, 6], z: [1]) -> [1]");
                let source = format!("{head} {{ let _o = offsets -> relu; let _y = x -> layer: {here}; z }}");
                errors(netweave_compiler::network(source.parse().expect("tokens"))).is_empty()
            };
            if !is_loss && is_step && !shapes.iter().any(compiles) {
                wrong.push(format!("`{here}` does not compile"));
            }
            for theirs in [torch, keras].map(name).into_iter().filter(|theirs| !theirs.is_empty()) {
                let source = match is_loss {
                    true => format!("network A(x: [3], y: [3]) -> [3] {{ loss l(z: [3]) = {theirs}(x, z); x + y }}"),
                    false => format!("network A(x: [3, 8, 8]) -> [3, 8, 8] {{ x -> {theirs}(3) }}"),
                };
                count += 1;
                let message = only(&source);
                if !message.contains(&name(here)) {
                    wrong.push(format!("{theirs}: {message}"));
                }
            }
        }
    }
    assert!(wrong.is_empty() && count > 70, "{count} words; {}", wrong.join("\n"));
}
