//! What Keras calls the variables of layers.

use super::{Keys, dotted};

impl Keys {
    /// The keys of Keras, whichever of its formats a file has: the names of the layers, `conv1.kernel`, or `encoder.conv1.kernel` for a
    /// model in a model. Kernels are turned from `[height, width, in, out]` and `[in, out]` to ours, those of depthwise convolutions
    /// too; the layers of a `SeparableConv2D` are `depthwise` and `pointwise`. Variables of recurrent layers and of
    /// `MultiHeadAttention` become those of [PyTorch](Keys::torch).
    ///
    /// Layers that were given no name have those that Keras gave, `conv2d_3`: `rename` them. In a model that is a class of its own, some
    /// have the names of the fields that hold them; [`Weights::names`](super::Weights::names) tells.
    ///
    /// ```
    /// use netweave::checkpoint::Keys;
    ///
    /// let keys = Keys::keras().rename("conv2d_1", "features.conv2");
    /// assert_eq!(keys.name("conv2d_1.kernel").as_deref(), Some("features.conv2.weight"));
    /// assert_eq!(keys.name("attn.query.bias").as_deref(), Some("attn.in_proj_bias"));
    /// ```
    pub fn keras() -> Self {
        let merged = ["weight", "bias"].into_iter().fold(Self::exact(), |keys, variable| {
            let from = ["query", "key", "value"].map(|layer| format!("**.{layer}.{variable}"));
            keys.merge(from.each_ref().map(String::as_str), &format!("**.in_proj_{variable}"))
        });
        let keys = Self { leaves: VARIABLES, tensorflow: true, ..Self::default() };
        keys.then(merged.rename("**.attention_output", "**.out_proj"))
    }

    /// Tells that a linear layer takes an image that was flattened, of so many rows, columns and channels: Keras and TensorFlow flatten
    /// the channels last, and we first, so that its weight has to be sorted anew. The key is the file's:
    /// `flattened("fc1", [7, 7, 512])`.
    pub fn flattened(mut self, layer: &str, [rows, columns, channels]: [usize; 3]) -> Self {
        self.flattened.push((dotted(layer), [rows, columns, channels]));
        self
    }
}

const VARIABLES: &[(&str, &str)] = &[
    ("kernel", "weight"),
    ("depthwise_kernel", "weight"),
    ("embeddings", "weight"),
    ("gamma", "weight"),
    ("beta", "bias"),
    ("scale", "weight"),
    ("moving_mean", "running_mean"),
    ("moving_variance", "running_var"),
];

/// Variables that are the same way round in all libraries, or that were turned as the file was read.
pub(super) const AS_THEY_ARE: [&str; 5] =
    ["embeddings", "weight_ih", "weight_hh", "weight_ih_reverse", "weight_hh_reverse"];
