//! Arguments of layers.

use super::{Word, find, joined};

/// What to write for an argument that a layer does not have; `known` are those that it has.
pub(crate) fn argument(name: &str, known: &[&str]) -> Option<String> {
    let word = joined(name);
    let own = RENAMED.iter().filter(|(names, _)| names.contains(&&*word));
    let own = own.flat_map(|(_, candidates)| *candidates).find(|candidate| known.contains(candidate));
    own.map(|own| format!("write `{own} = ..`")).or_else(|| find(ELSEWHERE, name).map(str::to_owned))
}

/// Names that mean an argument of ours, where the layer has one of these.
const RENAMED: &[(&[&str], &[&str])] = &[
    (&["activation", "activationfn"], &["nonlinearity"]),
    (&["numlayers", "nlayers", "depth"], &["layers"]),
    (&["hiddenstate", "initialstate", "h0"], &["hidden"]),
    (
        &["filters", "numfilters", "numoutputs", "channels", "outputchannels", "nfilters", "outchannel", "dimout"],
        &["out_channels"],
    ),
    (
        &["units", "outputdim", "outdim", "numunits", "outfeature", "hiddensize", "hidden", "outputsize"],
        &["out_features", "hidden_size", "size"],
    ),
    (&["kernelsize", "filtersize", "ksize", "poolsize", "window", "windowsize", "kernelshape"], &["kernel"]),
    (&["strides", "step", "subsample", "subsamples"], &["stride"]),
    (&["dilationrate", "dilations", "rate", "atrousrate"], &["dilation", "p"]),
    (&["pad", "pads", "border", "bordermode"], &["padding"]),
    (&["usebias", "hasbias", "withbias", "qkvbias", "attentionbias"], &["bias"]),
    (
        &[
            "kernelinitializer",
            "weightsinitializer",
            "weightinit",
            "initializer",
            "embeddingsinitializer",
            "weightinitializer",
            "depthwiseinitializer",
            "winit",
            "gammainitializer",
            "std",
            "stddev",
        ],
        &["init"],
    ),
    (&["biasinitializer", "biasesinitializer", "betainitializer", "biasinit"], &["bias_init", "init"]),
    (&["eps", "varianceepsilon"], &["epsilon"]),
    (&["negativeslope", "alpha", "leak", "negslope"], &["slope", "alpha"]),
    (&["rate", "dropoutrate", "dropout", "dropprob", "prob", "probability", "keepprob"], &["p", "dropout"]),
    (&["p", "dropoutp", "attndrop", "attnpdrop", "attentiondropout", "attentionprobsdropoutprob"], &["dropout"]),
    (&["numheads", "nheads", "nhead", "numattentionheads", "head"], &["heads"]),
    (&["numkvheads", "numkeyvalueheads", "numquerygroups", "kvgroups"], &["kv_heads"]),
    (&["keydim", "headdim", "valuedim", "sizeperhead"], &["head_size"]),
    (&["iscausal", "usecausalmask", "autoregressive"], &["causal"]),
    (&["attnmask", "attentionmask", "keypaddingmask", "paddingmask"], &["mask"]),
    (&["attnbias", "scorebias", "relativepositionbias", "relativeattentionbias", "alibi"], &["position_bias"]),
    (&["softmaxscale", "qkscale"], &["scale"]),
    (&["ropebase", "ropetheta", "base", "theta"], &["rotary_base"]),
    (&["keepdim", "keepdims", "keepdimensions"], &["keepdims", "keep"]),
    (&["dim", "dims", "axes", "axis", "reductionindices", "concatdim", "splitdim"], &["axis", "axes"]),
    (&["perm", "permutation", "dims"], &["order"]),
    (&["inputdim", "numembeddings", "vocabsize", "numwords", "vocab"], &["vocabulary"]),
    (&["embeddingdim", "embeddingsize", "embedsize", "outputdim", "width"], &["dim"]),
    (&["numgroups", "ngroups", "group", "cardinality"], &["groups"]),
    (&["countincludepad", "includepad"], &["count_padding"]),
    (&["ceil", "roundup", "ceiling"], &["ceil_mode"]),
    (&["normtype", "power", "ord"], &["p"]),
    (&["shape", "targetshape", "newshape", "outputshape", "outputsize", "outsize"], &["shape", "size"]),
    (&["scalefactor", "upscalefactor", "factor", "upsamplesize"], &["scale"]),
    (&["interpolation", "method", "paddingmode", "approach"], &["mode"]),
    (&["aligncorner", "corners"], &["align_corners"]),
    (&["minvalue", "minval", "clipvaluemin", "low", "lower"], &["min"]),
    (&["maxvalue", "maxval", "clipvaluemax", "high", "upper"], &["max"]),
    (&["decay", "bnmomentum"], &["momentum"]),
    (&["weight", "weights", "classweight", "posweight"], &["class_weights"]),
    (&["smoothing", "labelsmooth", "eps"], &["label_smoothing"]),
    (&["reduce", "sizeaverage", "aggregation"], &["reduction"]),
    (&["numchannels", "numfeatures"], &["groups"]),
    (&["inputlengths", "logitlength", "inputlength", "framelengths"], &["lengths"]),
    (&["blankindex", "maskindex"], &["blank"]),
    (&["std", "stddev", "stdev", "sigma", "variance"], &["deviation"]),
    (&["mu", "center"], &["mean"]),
    (&["outpadding", "outputpad"], &["output_padding"]),
    (&["numorsections", "numsplits", "sections", "sizesplits", "splitsize", "chunks"], &["sizes"]),
    (&["tau", "threshold"], &["temperature", "delta", "beta"]),
    (&["focusing", "focalgamma"], &["gamma", "beta"]),
];

/// What is no argument here.
const ELSEWHERE: &[Word] = &[
    (
        &["targetlengths", "labellength", "labelslength"],
        "remove it: the labels of a sample end before the first that is the blank",
    ),
    (
        &[
            "inchannels",
            "infeatures",
            "inputsize",
            "inputdim",
            "inputchannels",
            "infilters",
            "inputshape",
            "batchinputshape",
            "embeddim",
            "normalizedshape",
            "inputunits",
            "nin",
            "fanin",
            "kdim",
            "vdim",
            "edim",
            "dmodel",
        ],
        "it is inferred from what flows in: remove it",
    ),
    (
        &["activation", "activationfn", "nonlinearity", "act", "actlayer", "activationlayer"],
        "an activation is a layer of its own: `-> relu`",
    ),
    (
        &["normalizerfn", "normlayer", "batchnorm", "usebatchnorm", "normalizer"],
        "a norm is a layer of its own: `-> batch_norm`",
    ),
    (&["name", "scope", "id", "label"], "the name stands in front of the layer: `name: linear(10)`"),
    (
        &["trainable", "requiresgrad", "frozen", "lock"],
        "what is not trained is frozen in Rust: `net.training().freeze(Net::SCOPE)`",
    ),
    (
        &["training", "istraining", "evalmode", "trackrunningstats", "updatescollections", "userunningaverage"],
        "remove it: `net.training()` makes training passes, and `net.forward(..)` inferences",
    ),
    (
        &["reuse", "shared", "variablesreuse"],
        "variables are shared by a scope that is applied often: `reuse scope encoder(x) { .. }`",
    ),
    (
        &["dataformat", "channelslast", "channelsfirst", "memoryformat", "layout"],
        "remove it: images are [channels, height, width]",
    ),
    (
        &["dtype", "dtypepolicy", "outtype", "datatype"],
        "remove it: the element type is the network's, as in `Net<f32, Cpu>`",
    ),
    (&["device", "ondevice", "gpu", "cuda"], "a layer is placed behind its name: `linear(10) on device(1)`"),
    (
        &[
            "kernelregularizer",
            "weightdecay",
            "weightsregularizer",
            "biasregularizer",
            "activityregularizer",
            "l2",
            "kernelconstraint",
            "biasconstraint",
            "gammaregularizer",
        ],
        "remove it: weight decay is the optimizer's, `AdamW::new(1e-3).weight_decay(0.01)`",
    ),
    (&["divisoroverride"], "sums of windows are `lp_pool2d(1, kernel = 2)`: divide these"),
    (&["inplace", "out"], "remove it: what can be done in its operand's memory is"),
    (
        &["batchsize", "batchshape", "batchfirst", "timemajor"],
        "remove it: shapes are those of one sample, and the batch comes first",
    ),
    (&["seed", "generator", "rng"], "the seed is the device's: `Cpu::seed_from_u64(0)`"),
    (
        &["mask", "maskzero", "supportsmasking"],
        "a mask is an input, handed to the layer that heeds it: `attention(8, mask = mask)`",
    ),
    (
        &["returnsequences", "returnstate"],
        "remove it: the names say what is wanted, as in `let (y, h, c) = x -> lstm(128);`",
    ),
    (&["returnindices", "goback", "unroll", "stateful"], "remove it: there is no such choice"),
    (
        &["transfer", "pretrained", "weightspath", "checkpoint", "includetop"],
        "weights come from a file, in Rust: `net.load_safetensors(..)`",
    ),
    (&["momentumdecay", "renorm", "virtualbatchsize", "fused", "epsilonroot"], "remove it: there is no such choice"),
    (
        &["fromlogits", "logits", "softmax", "applysoftmax"],
        "remove it: the loss takes logits, what comes before the softmax",
    ),
    (&["learningrate", "lr", "optimizer"], "it is the optimizer's, in Rust: `Adam::new(1e-3)`"),
    (&["elementwiseaffine", "center"], "remove it: the layer has its weight and its bias"),
];
