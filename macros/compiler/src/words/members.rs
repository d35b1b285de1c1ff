//! What stands behind a dot, in the place of a value, or behind `of`.

use super::{Word, find, joined};

/// What to write for `x.name` or `x.name(..)`; `value` is what stands before the dot.
pub(crate) fn member(name: &str, value: &str) -> Option<String> {
    find(MEMBERS, name).map(|help| help.replace("{x}", value))
}

/// What to write for a name in the place of a value.
pub(crate) fn value(name: &str) -> Option<&'static str> {
    find(VALUES, name)
}

/// Whether an element type is one of numbers to compute with.
pub(crate) fn is_float(name: &str) -> bool {
    FLOATS.contains(&&*joined(name))
}

const MEMBERS: &[Word] = &[
    (
        &["shape", "size", "ndim", "dim", "getshape", "numel", "rank", "len", "length", "ndimension"],
        "the shape of a value is known when it is compiled: write the number",
    ),
    (&["t", "mt", "h", "mh"], "write `{x} -> permute([1, 0])`"),
    (&["view", "reshape", "viewas", "resize", "reshapeas"], "write `{x} -> reshape([16, 49])`"),
    (&["unsqueeze", "squeeze", "expanddims"], "write the new shape: `{x} -> reshape([1, 28, 28])`"),
    (
        &["transpose", "swapaxes", "permute", "movedim", "moveaxis"],
        "write `{x} -> transpose(0, 1)`, or the new order of all axes: `{x} -> permute([1, 0])`",
    ),
    (&["expand", "expandas", "broadcastto"], "leave it out: in `+ - * /` values stretch to each other as in NumPy"),
    (&["contiguous", "clone", "copy"], "leave it out: where a value lies in memory is not the network's concern"),
    (
        &["float", "double", "half", "long", "int", "bool", "type", "astype", "dtype", "into", "bfloat16"],
        "leave it out: a network has one element type, `Net<f32, Cpu>`",
    ),
    (
        &["to", "cuda", "cpu", "device", "todevice", "todtype"],
        "leave it out: a network is built on its device, and a part of it is placed by `on device(1)`",
    ),
    (
        &["detach", "data", "requiresgrad", "nograd", "stopgradient"],
        "write `{x} -> stop_gradient`; what is not trained is frozen in Rust: `net.training().freeze(Net::SCOPE)`",
    ),
    (
        &["item", "numpy", "tolist", "array", "asvec", "value"],
        "numbers are read in Rust, from what the network returns",
    ),
    (
        &["backward", "grad", "zerograd", "retaingrad", "registerhook", "step"],
        "gradients are Rust's: `adam.compute_gradients(pass)?`",
    ),
    (&["add", "plus"], "write `{x} + b`"),
    (&["sub", "subtract"], "write `{x} - b`"),
    (&["mul", "multiply"], "write `{x} * b`"),
    (&["div", "divide"], "write `{x} / b`"),
    (&["neg"], "write `-{x}`"),
    (&["pow"], "write `{x} -> square`, or `{x} * {x} * {x}`"),
    (&["forward", "apply", "call"], "apply a scope or layer as in a chain: `{x} -> name`"),
    (&["iter", "map", "foreach"], "a template is repeated by `repeat 3 block: block(64)`"),
    (&["unwrap", "expect", "ok"], "leave it out; the network's methods return the errors"),
    (&["eval", "train"], "leave it out: `net.training()` makes training passes, and `net.forward(..)` inferences"),
];

const VALUES: &[Word] = &[
    (&["none", "null", "nil"], "leave it out: there is no value that is nothing"),
    (&["true", "false"], "a boolean is an argument of a layer, as in `causal = true`"),
    (&["self", "cls"], "layers are named where they are written: `-> fc: linear(10)`"),
    (&["pi", "inf", "nan", "e"], "write the number, or the path of a `const` item as an argument"),
    (
        &["tf", "torch", "nn", "np", "keras", "layers", "slim", "f"],
        "layers are single words here, without a path: `x -> relu`",
    ),
    (
        &["training", "istraining"],
        "`net.training()` makes training passes, and `net.forward(..)` inferences: the layers know",
    ),
    (&["batch", "batchsize"], "shapes are those of one sample; the batch comes by itself"),
];

const FLOATS: &[&str] = &[
    "bf16",
    "bfloat16",
    "double",
    "doubletensor",
    "f16",
    "f32",
    "f64",
    "float",
    "float16",
    "float32",
    "float64",
    "floattensor",
    "half",
    "number",
    "real",
];
