//! What is called in a network.

use super::{Word, find};

/// What to write for something that is called, in a body or in a loss.
pub(crate) fn call(name: &str) -> Option<&'static str> {
    find(LAYERS, name).or_else(|| find(BESIDE, name))
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    [LAYERS, BESIDE, LOSSES].into_iter().flatten().flat_map(|(names, _)| names.iter().copied())
}

/// Whether a path begins with the name of another library, or of a part of it.
pub(crate) fn is_library(name: &str) -> bool {
    LIBRARIES.contains(&name)
}

/// What to write for a loss that goes by another name.
pub(crate) fn loss(name: &str) -> Option<&'static str> {
    find(LOSSES, name)
}

const LIBRARIES: &[&str] = &[
    "F",
    "K",
    "candle_nn",
    "functional",
    "jnp",
    "keras",
    "layers",
    "losses",
    "nn",
    "np",
    "slim",
    "tch",
    "tf",
    "torch",
];

const LAYERS: &[Word] = &[
    // Containers, and what is written around layers.
    (
        &["sequential", "functional", "chain", "nnsequential"],
        "a chain is a sequence of layers: `x -> conv2d(16, kernel = 3) -> relu`",
    ),
    (
        &["modulelist", "moduledict", "stackedrnncells", "paramlist", "parameterlist", "parameterdict"],
        "write the layers one after the other, or `repeat 3 block: block(64)` of a template",
    ),
    (
        &["model", "module", "network", "keras", "nn", "tf", "torch", "layers", "slim"],
        "layers are single words here, without a path: `x -> linear(10)`",
    ),
    (
        &["input", "inputlayer", "placeholder", "inputspec"],
        "inputs are in the head of the network: `network Net(image: [3, 32, 32]) -> [10] { .. }`",
    ),
    (&["layer"], "a layer of your own is given by its type, without quotes or values: `layer(Film<64>)`"),
    (&["identity", "noop", "passthrough"], "leave it out: a value is what it is"),
    (&["lambda"], "a function of Rust is `apply(my::function) -> [64]`, with the shape that it gives"),
    (&["activation"], "an activation is a layer of its own: `-> relu`"),
    (&["timedistributed"], "leave it out: `linear` and what else works on features takes the last axis of any shape"),
    (&["masking"], "hand a mask to the layer that heeds it: `attention(8, mask = mask)`"),
    (
        &["variablescope", "namescope", "withscope", "argscope", "graph"],
        "write `scope name { .. }`; `defaults { .. }` inside of it is slim's `arg_scope`",
    ),
    (
        &["checkpoint", "checkpointsequential", "remat"],
        "a limit of memory is the pass's: `net.training().memory_limit(bytes)`",
    ),
    (
        &["autocast", "mixedprecision", "gradscaler", "lossscaleoptimizer"],
        "the precision of products is the pass's: `net.training().mixed(Bf16)`",
    ),
    (
        &["dataparallel", "distributeddataparallel", "mirroredstrategy"],
        "towers are Rust's: `net.training().on(&towers)`",
    ),
    // Arithmetic.
    (&["add", "addn", "plus", "accumulate"], "write `a + b`"),
    (&["sub", "subtract", "minus", "difference"], "write `a - b`"),
    (&["mul", "multiply", "times", "hadamard"], "write `a * b`"),
    (&["div", "divide", "truedivide", "truediv", "realdiv", "divnonan"], "write `a / b`"),
    (&["neg", "negative"], "write `-a`"),
    (&["reciprocal", "inv"], "write `1 / a`"),
    (&["rsqrt"], "write `1 / (a -> sqrt)`"),
    (&["addcmul"], "write `a + scale * b * c`"),
    (&["lerp"], "write `a + weight * (b - a)`"),
    (&["log2"], "write `(a -> ln) / 0.6931472`"),
    (&["log10"], "write `(a -> ln) / 2.3025851`"),
    (&["log1p"], "write `(a + 1) -> ln`"),
    (&["expm1"], "write `(a -> exp) - 1`"),
    (&["ceil"], "write `-(-a -> floor)`"),
    (&["round", "rint"], "write `(a + 0.5) -> floor`"),
    (&["frac"], "write `a - (a -> floor)`"),
    (
        &["bidirectional", "lstmcell", "grucell", "simplernncell", "rnncell"],
        "write `lstm(128, bidirectional = true)`, or `gru(128)` for one direction",
    ),
    (
        &["std", "reducestd", "var", "variance", "reducevariance", "moments"],
        "write `(x - m) -> square -> mean(axes = [..])`, with `m` the mean; `sqrt` of it is the deviation",
    ),
    (&["norm", "frobeniusnorm", "vectornorm"], "write `x -> square -> sum(axes = [..]) -> sqrt`"),
    (&["logsumexp", "reducelogsumexp"], "write `x -> exp -> sum(axes = [..]) -> ln`"),
    // Shapes.
    (
        &["squeeze", "unsqueeze", "expanddims", "newaxis", "reshapeas", "viewas"],
        "write the new shape: `x -> reshape([1, 28, 28])`",
    ),
    (&["ravel"], "write `x -> flatten`"),
    (
        &["expand", "expandas", "broadcastto", "broadcasttensors", "broadcast", "repeatvector"],
        "leave it out: in `+ - * /` values stretch to each other as in NumPy",
    ),
    (
        &["shape", "size", "ndim", "rank", "getshape", "numel"],
        "the shape of a value is known when it is compiled: write the number",
    ),
    (
        &["contiguous", "clone", "copy", "asstrided", "continuous"],
        "leave it out: where a value lies in memory is not the network's concern",
    ),
    (
        &["cast", "float", "double", "half", "long", "int", "tofloat", "toint64", "bfloat16", "astype", "totype"],
        "leave it out: a network has one element type, `Net<f32, Cpu>`, and indices are inputs `of usize`",
    ),
    (
        &["to", "cuda", "cpu", "todevice", "device", "withdevice"],
        "a network is built on its device: `device.build_module::<Net<f32, Cpu>>()`; a part of it is placed by `scope name on device(1) { .. }`",
    ),
    (
        &["data", "requiresgrad"],
        "write `x -> stop_gradient`; what is not trained is frozen in Rust: `net.training().freeze(Net::SCOPE)`",
    ),
    (&["hstack", "vstack", "dstack"], "write `concat(a, b, axis = 0)`"),
    (&["zerosliked", "zeroslike", "oneslike", "fill", "full", "eye"], "a number stretches to any shape: `x + 1`"),
    (
        &["randn", "rand", "randomnormal", "randomuniform", "randnlike", "randlike"],
        "noise is an input that Rust fills: `network Net(image: [3, 32, 32], noise: [64])`",
    ),
    (
        &["print", "assert", "debug", "summarize"],
        "every value with a name is an end point: `net.end_point(net::end_point::name, &x)`",
    ),
    // Convolutions and pools.
    (
        &["depthwiseconv1d", "separableconv1d"],
        "write `conv1d(C, kernel = 3, groups = C)`, with the number of channels that flow in for `C`",
    ),
    (&["causalconv1d", "causalconv"], "write `conv1d(16, kernel = 3, padding = causal)`, which pads on the left alone"),
    (
        &["lazyconv1d", "conv1dlayer", "convolution1d", "temporalconv", "temporalconvolution"],
        "write `conv1d(16, kernel = 3)`; the channels that flow in are inferred",
    ),
    (
        &["lazyconv3d", "conv3dlayer", "convolution3d", "volumetricconvolution"],
        "write `conv3d(16, kernel = 3)`; the channels that flow in are inferred",
    ),
    (
        &["zeropad1d", "zeropadding1d", "constantpad1d", "reflectionpad1d", "replicationpad1d"],
        "what pads is the layer behind it: `conv1d(16, kernel = 3, padding = 1)`, or `causal` for the left alone",
    ),
    (
        &["zeropad3d", "zeropadding3d", "constantpad3d", "reflectionpad3d", "replicationpad3d"],
        "what pads is the layer behind it: `conv3d(16, kernel = 3, padding = 1)`",
    ),
    (
        &["depthwiseconv2d", "depthwiseconv2dnative", "depthwiseconv"],
        "write `conv2d(C, kernel = 3, groups = C)`, with the number of channels that flow in for `C`",
    ),
    (
        &["separableconv2d", "separableconv", "sepconv2d"],
        "write `conv2d(C, kernel = 3, groups = C) -> conv2d(16, kernel = 1)`, with the number of channels that flow in for `C`",
    ),
    (
        &["lazyconv2d", "conv2dlayer", "convolution", "convolution2d", "atrousconv2d"],
        "write `conv2d(16, kernel = 3)`; the channels that flow in are inferred",
    ),
    (
        &["lazylinear", "inputdense", "innerproduct", "matmuladd", "addmm"],
        "write `linear(10)`; the features that flow in are inferred",
    ),
    (
        &["syncbatchnorm", "syncbatchnormalization", "crossreplicabatchnorm"],
        "write `batch_norm`; the statistics of all towers are `towers.statistics(Statistics::Synchronised)`",
    ),
    (
        &["lazybatchnorm1d", "lazybatchnorm2d", "lazybatchnorm3d", "fusedbatchnorm"],
        "write `batch_norm`, which takes values of any shape",
    ),
    (&["weightnorm", "weightnormalization"], "it is an argument of the layer: `conv2d(16, kernel = 3, norm = weight)`"),
    (
        &["spectralnorm", "spectralnormalization"],
        "it is an argument of the layer: `conv2d(16, kernel = 3, norm = spectral)`",
    ),
    (&["sparsesigmoid"], "write `clamp(0.5 * x + 0.5, 0, 1)`"),
    (&["threshold", "thresholdedrelu"], "write `x * (x > 0.5)`"),
    (
        &["unitnormalization", "l2normalize", "l2normalization"],
        "write `x / (x -> square -> sum(axes = [0], keepdims = true) -> sqrt)`",
    ),
    (
        &[
            "spatialdropout1d",
            "spatialdropout2d",
            "spatialdropout3d",
            "dropout1d",
            "dropout2d",
            "dropout3d",
            "featuredropout",
            "alphadropout",
            "gaussiandropout",
            "featurealphadropout",
        ],
        "`dropout(0.5)` drops single values; there is no other kind",
    ),
    // Attention.
    (
        &[
            "transformer",
            "transformerencoder",
            "transformerencoderlayer",
            "transformerdecoder",
            "transformerdecoderlayer",
            "transformerblock",
        ],
        "a block is a template of `layer_norm`, `attention` and `linear`: see \"Sequences\" in the book",
    ),
    (
        &["scaleddotproductattention", "additiveattention", "groupedqueryattention", "groupqueryattention"],
        "write `attention(heads = 8)`, or `attention(heads = 8, kv_heads = 2)` for grouped queries",
    ),
    (
        &["positionalencoding", "positionalembedding", "positionembedding", "sinusoidalembedding"],
        "learnt positions are `x + (positions: variable([64, 128], init = normal(0.02)))`; `attention(8, rotary = true)` has its own",
    ),
    // What trains.
    (
        &[
            "initialize",
            "init",
            "glorotuniform",
            "xavieruniform",
            "henormal",
            "kaimingnormal",
            "truncatednormal",
            "orthogonal",
        ],
        "how variables begin is an argument of their layer: `conv2d(16, kernel = 3, init = he_normal)`",
    ),
    (
        &["regularizer", "l2regularizer", "weightdecay", "activityregularization"],
        "weight decay is the optimizer's: `AdamW::new(1e-3).weight_decay(0.01)`",
    ),
];

/// What stands in Rust, beside the block.
const BESIDE: &[Word] = &[
    (
        &[
            "adam",
            "adamw",
            "sgd",
            "rmsprop",
            "adagrad",
            "adadelta",
            "nadam",
            "lamb",
            "lion",
            "adafactor",
            "momentum",
            "optimizer",
            "gradientdescentoptimizer",
            "adamoptimizer",
        ],
        "an optimizer stands beside the network: `let mut adam = Adam::new(1e-3);`",
    ),
    (
        &[
            "compile",
            "fit",
            "trainstep",
            "trainonbatch",
            "minimize",
            "applygradients",
            "computegradients",
            "gradienttape",
            "zerograd",
            "backward",
            "step",
        ],
        "training is Rust's, beside the block: `let pass = net.training().loss(&images, &labels)?;`",
    ),
    (&["evaluate", "predict", "eval", "inference"], "an inference is Rust's, beside the block: `net.forward(images)`"),
    (
        &[
            "accuracy",
            "topkaccuracy",
            "sparsecategoricalaccuracy",
            "categoricalaccuracy",
            "binaryaccuracy",
            "precision",
            "recall",
            "auc",
            "confusionmatrix",
            "meaniou",
            "psnr",
            "ssim",
        ],
        "metrics are counted beside the network, by what is in `netweave::metric`",
    ),
    (
        &[
            "learningrateschedule",
            "exponentialdecay",
            "cosinedecay",
            "steplr",
            "cosineannealinglr",
            "onecyclelr",
            "reducelronplateau",
            "piecewiseconstant",
        ],
        "a schedule is the optimizer's: `Adam::new(1e-3).schedule(..)`",
    ),
    (
        &["clipbyglobalnorm", "clipgradnorm", "clipgradvalue", "clipbynorm"],
        "gradients are clipped in Rust: `gradients.clip_by_global_norm(1.0)`",
    ),
    (
        &[
            "stopgradients",
            "trainablevariables",
            "globalvariables",
            "getcollection",
            "parameters",
            "namedparameters",
            "statedict",
        ],
        "variables are found in Rust: `net.variables(\"scope/\")`",
    ),
    (
        &["saver", "save", "load", "restore", "loadstatedict", "loadweights", "saveweights"],
        "files are Rust's: `net.save_safetensors(\"net.safetensors\")`",
    ),
    (&["summary", "plotmodel", "torchinfo"], "the table is `Net::summary()`, and the picture `Net::graph()`"),
    (
        &["earlystopping", "modelcheckpoint", "tensorboard", "callback", "reducelr"],
        "what watches a training is Rust's: see \"Watching a training\" in the book",
    ),
];

const LOSSES: &[Word] = &[
    (
        &[
            "sparsesoftmaxcrossentropywithlogits",
            "nll",
            "negativeloglikelihood",
            "softmaxcrossentropyloss",
            "logsoftmaxloss",
        ],
        "write `softmax_cross_entropy(logits, labels)`; labels are probabilities, `labels: [10]`, or indices, `label: [] of usize`",
    ),
    (
        &["logloss", "multilabelsoftmarginloss", "softmarginloss"],
        "write `sigmoid_cross_entropy(logits, labels)`, with what comes before the sigmoid",
    ),
    (&["rmse", "rootmeansquarederror"], "write `l2(a, b) -> sqrt`"),
    (
        &["ssimloss", "msssim", "dssim"],
        "there is no structural similarity; write `l1(a, b)` or `perceptual(critic at features/conv1, a, b)`",
    ),
    (
        &["categoricalhinge", "multimarginloss", "squaredhinge", "multilabelmarginloss", "hingeembeddingloss"],
        "write `hinge(scores, labels)`",
    ),
    (
        &["crossentropyfromlogits", "crossentropywithlogits", "crossentropy2d", "pixelcrossentropy"],
        "write `softmax_cross_entropy(logits, labels)`",
    ),
    (
        &["elbo", "vaeloss", "reconstructionloss"],
        "a loss may be a sum: `loss elbo(..) = l2(a, b) + 0.1 * kl_divergence(p, q);`",
    ),
    (
        &["adversarialloss", "ganloss", "wassersteinloss"],
        "write `sigmoid_cross_entropy(logits, labels)`, one loss for each of the two players",
    ),
];
