//! The layers and losses of the language, as an editor shows them. Made of the registry of the compiler and the pages of the
//! book: `UPDATE_EXPECT=1 cargo test -p netweave-compiler --lib editor`.

#![allow(non_camel_case_types)]

use super::Argument;

/// The distance from 0.
///
/// ```text
/// abs
/// ```
///
/// ## Formula
///
/// ```text
/// y = |x|
/// ```
///
/// The gradient at 0 is 0.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct abs {}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_avg_pool2d([7, 7])
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_avg_pool2d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_avg_pool1d(7)
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_avg_pool1d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_avg_pool3d([2, 7, 7])
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_avg_pool3d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_max_pool2d([7, 7])
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_max_pool2d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_max_pool1d(7)
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_max_pool1d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The mean, or the largest, of each of as many bins as are asked for, whatever the size of the image: a classifier behind it takes images of
/// any size. `adaptive_avg_pool1d` and `adaptive_max_pool1d` do so along sequences, `adaptive_avg_pool3d` and `adaptive_max_pool3d` in
/// volumes.
///
/// ```text
/// adaptive_max_pool3d([2, 7, 7])
/// ```
///
/// ## Formula
///
/// Bin `i` of `h` holds the rows from `⌊i · H / h⌋` to before `⌈(i + 1) · H / h⌉`, and columns go likewise. Where `h` does not divide `H`,
/// neighbouring bins share a row. These are PyTorch's bins. The gradient of a largest pixel goes to it, and to the first of several that
/// are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, h, w]`; `[C, L]` → `[C, l]`; `[C, D, H, W]` → `[C, d, h, w]`. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: a number or `[rows, columns]` |
///
/// `size` comes first and needs no name. One bin is `global_avg_pool` or `global_max_pool`.
pub struct adaptive_max_pool3d {
    /// required: the size of the output: a number or `[rows, columns]`
    pub size: Argument,
}

/// The largest elements along an axis, and where they are.
///
/// ```text
/// argmax(axis = 0)
/// ```
///
/// ## Shapes
///
/// `topk` gives two values, which a `let` binds: the `k` largest elements, the largest first, and their indices. The axis becomes
/// `k` long. `argmax` gives the index of the largest alone; the axis is gone, or with `keepdims = true` 1 long.
///
/// Indices are numbers, as all values within a network are: `gather` and `one_hot` take them. Of equal
/// elements the first comes first, and NaN is the largest. Gradients go to the elements that were taken; indices have none.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `k` | required, of `topk` | how many elements; needs no name |
/// | `axis` | required | the axis, counted from 0 without the batch |
/// | `keepdims` | `false` | of `argmax`: whether the axis stays, with a size of 1 |
pub struct argmax {
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
    /// `false` by default: of `argmax`: whether the axis stays, with a size of 1
    pub keepdims: Argument,
}

/// Multi-head attention ([Vaswani and others 2017](https://arxiv.org/abs/1706.03762)): each place of a sequence asks all
/// places what they hold, and gets a mean of it, weighted by how well question and place match.
///
/// ```text
/// attention(heads = 8)
/// ```
///
/// ## Formula
///
/// ```text
/// q = x · Wqᵀ + bq        k = m · Wkᵀ + bk        v = m · Wvᵀ + bv
/// head = softmax(scale · q · kᵀ + bias) · v       for each head, with its d = width / heads columns of q, k and v
/// y = [head₁ .. headₙ] · Woᵀ + bo
/// ```
///
/// `m` is `x` itself (self attention) or the second value (cross attention), `scale` is `1/√d`, and `bias` nothing unless
/// a position bias is given. With `causal = true`, a place asks no place
/// after itself. With a mask, no place asks those whose number in it is not above 0; one that asks none gets `bo`.
///
/// With `dropout = p`, a training pass sets each of the numbers that the softmax gives to 0 with probability `p` and divides
/// the others by `1 − p`, as PyTorch does.
///
/// ## Positions
///
/// With `rotary = true`, queries and keys are turned before they are compared ([Su and others
/// 2021](https://arxiv.org/abs/2104.09864)): in each head, column `i` of the first half and column `i` of the second half are a
/// point in a plane, which place `p` turns by `p · base^(−2i / d)`. How well two places match depends then on how far they are apart.
/// The halves are those of Llama and GPT-NeoX.
///
/// With `position_bias`, a value `[heads, length, places]` is added to the scores: what T5 learns for each distance of two places
/// ([Raffel and others 2020](https://arxiv.org/abs/1910.10683)), or a constant that falls with it
/// ([Press and others 2021](https://arxiv.org/abs/2108.12409)). Gradients go to it.
///
/// ## Shapes
///
/// `[length, width]` → `[length, width]`; the second value is `[places, features]`, and the mask `[places]`.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `in_proj_weight` | `[n + 2 · m, width]`: `Wq`, `Wk` and `Wv` | uniform in `±√(6 / (n + 2 · m + width))` |
/// | `in_proj_bias` | `[n + 2 · m]`: `bq`, `bk` and `bv` | 0 |
/// | `out_proj.weight` | `[width, n]`: `Wo` | uniform in `±1/√n` |
/// | `out_proj.bias` | `[width]`: `bo` | 0 |
///
/// `n` is `heads · head_size`, which is the width unless it is said otherwise, and `m` is `kv_heads · head_size`. Where the second
/// value has another width, `q_proj_weight` `[n, width]`, `k_proj_weight` and `v_proj_weight` `[m, features]` take the place of
/// `in_proj_weight`, each uniform in `±√(6 / (rows + columns))`. Variables and numbers are those of PyTorch's
/// `MultiheadAttention` with `batch_first`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `heads` | required | a divisor of the width, unless `head_size` is given |
/// | `head_size` | width / `heads` | columns of a head |
/// | `kv_heads` | `heads` | heads of keys and values, a divisor of `heads`: neighbouring heads of queries share one ([Ainslie and others 2023](https://arxiv.org/abs/2305.13245)) |
/// | `causal` | `false` | `true`: no place asks a later one; in self attention alone |
/// | `rotary` | `false` | `true`: rotary positions; in self attention alone |
/// | `rotary_base` | 10000 | their base |
/// | `mask` | none | a value `[places]`: places whose number is above 0 are asked |
/// | `position_bias` | none | a value `[heads, length, places]`, which is added to the scores |
/// | `scale` | `1/√head_size` | what the products of queries and keys are multiplied by, above 0; 1 in T5 |
/// | `dropout` | 0 | the probability to drop a weight, from 0 to below 1 |
/// | `bias` | `true` | `false`: no `bq`, `bk`, `bv` and `bo`, and no variables for them |
/// | `init` | as above | what all weights hold at first, see initialisers |
/// | `bias_init` | `zeros` | what all biases do |
///
/// `x -> attention(memory, heads = 8)` attends to `memory`, and `x -> attention(8, mask = is_word)` leaves padding out. `heads`
/// needs no name.
pub struct attention {
    /// required: a divisor of the width, unless `head_size` is given
    pub heads: Argument,
    /// none by default: a value `[places]`: places whose number is above 0 are asked
    pub mask: Argument,
    /// none by default: a value `[heads, length, places]`, which is added to the scores
    pub position_bias: Argument,
    /// `heads` by default: heads of keys and values, a divisor of `heads`: neighbouring heads of queries share one ([Ainslie and others 2023](https://arxiv.org/abs/2305.13245))
    pub kv_heads: Argument,
    /// width / `heads` by default: columns of a head
    pub head_size: Argument,
    /// `false` by default: `true`: no place asks a later one; in self attention alone
    pub causal: Argument,
    /// `false` by default: `true`: rotary positions; in self attention alone
    pub rotary: Argument,
    /// 10000 by default: their base
    pub rotary_base: Argument,
    /// `1/√head_size` by default: what the products of queries and keys are multiplied by, above 0; 1 in T5
    pub scale: Argument,
    /// 0 by default: the probability to drop a weight, from 0 to below 1
    pub dropout: Argument,
    /// `true` by default: `false`: no `bq`, `bk`, `bv` and `bo`, and no variables for them
    pub bias: Argument,
    /// as above by default: what all weights hold at first, see initialisers
    pub init: Argument,
    /// `zeros` by default: what all biases do
    pub bias_init: Argument,
}

/// The mean of what lies under a window that slides over the image, for each channel on its own.
///
/// ```text
/// avg_pool2d(2)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = 1 / (kernel rows · kernel columns) · Σ x[c, s·i + a − p, s·j + b − p]
///                                                  a, b
/// ```
///
/// with stride `s` and padding `p`. Outside the image, `x` is 0. With a number of pixels as padding these zeros count, as in PyTorch;
/// with `padding = same` they do not, and the sum is divided by the cells that are in the image, as in TensorFlow and Keras. What a
/// window has beyond the padding, with `ceil_mode`, never counts.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, H′, W′]`. The formula for `H′` and `W′` is under Windows.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `kernel` | a number or `[rows, columns]` |
/// | `padding` | `0` | a number or `[rows, columns]`, at most half the kernel; `same` or `valid` |
/// | `ceil_mode` | `false` | `true`: a window more for what is left over, see Windows |
/// | `count_padding` | `true`, and `false` with `padding = same` | whether what is outside of the image counts: PyTorch's `count_include_pad` |
///
/// `kernel` comes first and needs no name.
pub struct avg_pool2d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `true`, and `false` with `padding = same` by default: whether what is outside of the image counts: PyTorch's `count_include_pad`
    pub count_padding: Argument,
}

/// `max_pool2d` and `avg_pool2d` along the one axis of a sequence and along the three of a volume, with
/// their formulas and their arguments. `kernel`, `stride`, `padding` and `dilation` are one number, or for volumes
/// `[depth, rows, columns]`.
///
/// ```text
/// avg_pool1d(2)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. They hold
/// no variables.
pub struct avg_pool1d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `true`, and `false` with `padding = same` by default: whether what is outside of the image counts: PyTorch's `count_include_pad`
    pub count_padding: Argument,
}

/// `max_pool2d` and `avg_pool2d` along the one axis of a sequence and along the three of a volume, with
/// their formulas and their arguments. `kernel`, `stride`, `padding` and `dilation` are one number, or for volumes
/// `[depth, rows, columns]`.
///
/// ```text
/// avg_pool3d(2)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. They hold
/// no variables.
pub struct avg_pool3d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `true`, and `false` with `padding = same` by default: whether what is outside of the image counts: PyTorch's `count_include_pad`
    pub count_padding: Argument,
}

/// Brings each channel to mean 0 and variance 1 over the batch, then to a mean and a spread that are learnt ([Ioffe and
/// Szegedy 2015](https://arxiv.org/abs/1502.03167)).
///
/// ```text
/// batch_norm(momentum = 0.1)
/// ```
///
/// ## Formula
///
/// ```text
/// y = (x − mean) / √(variance + epsilon) · weight + bias
/// ```
///
/// for each channel. In training, `mean` and `variance` are those of the batch, over samples and pixels together, and the
/// variance is divided by the number `n` of values. In inference they are the running ones. A training step changes these,
/// before the optimizer changes the variables:
///
/// ```text
/// running_mean ← (1 − momentum) · running_mean + momentum · mean
/// running_var  ← (1 − momentum) · running_var  + momentum · variance · n / (n − 1)
/// ```
///
/// That is PyTorch's definition. (Keras calls `1 − momentum` the momentum.) In a scope that the training pass
/// freezes, the running ones are used as in inference, and stay as they are.
///
/// ## Shapes
///
/// `[C]`, `[C, L]`, `[C, H, W]` or `[C, D, H, W]`; the output has the shape of the input.
///
/// | variable | shape | first value | |
/// |---|---|---|---|
/// | `weight` | `[C]` | 1 | |
/// | `bias` | `[C]` | 0 | |
/// | `running_mean` | `[C]` | 0 | not trained, saved |
/// | `running_var` | `[C]` | 1 | not trained, saved |
///
/// A training batch has to hold two values a channel or more, but for frozen scopes; one value has no variance, and is
/// `Error::OneValuePerChannel`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `momentum` | `0.1` | how much a batch counts in the running statistics |
/// | `epsilon` | `1e-5` | added to the variance |
/// | `init` | `ones` | what `weight` holds at first, see initialisers |
/// | `bias_init` | `zeros` | what `bias` does |
pub struct batch_norm {
    /// `0.1` by default: how much a batch counts in the running statistics
    pub momentum: Argument,
    /// `1e-5` by default: added to the variance
    pub epsilon: Argument,
    /// `ones` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// `zeros` by default: what `bias` does
    pub bias_init: Argument,
}

/// Adds a number of its own to each channel.
///
/// ```text
/// bias(init = zeros)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, ..] = x[c, ..] + bias[c]
/// ```
///
/// ## Shapes
///
/// `[C, ..]`, kept: the channels of an image or a sequence, the features of a vector.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `bias` | `[C]` | 0 |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `init` | `zeros` | what `bias` holds at first, see initialisers |
pub struct bias {
    /// `zeros` by default: what `bias` holds at first, see initialisers
    pub init: Argument,
}

/// Two kin of `elu`. `selu` has the scale at which the activations of a deep network of linear layers keep their mean and variance by themselves; `celu` is smooth for every `alpha`.
///
/// ```text
/// celu(alpha = 1.0)
/// ```
///
/// ## Formula
///
/// ```text
/// selu(x) = 1.0507 · x                        where x > 0
///           1.0507 · 1.6733 · (eˣ − 1)        elsewhere
/// celu(x) = x                                 where x > 0
///           alpha · (e^(x / alpha) − 1)       elsewhere
/// ```
///
/// [Klambauer et al. 2017](https://arxiv.org/abs/1706.02515) with all digits of its two numbers, and [Barron
/// 2017](https://arxiv.org/abs/1704.07483). `selu` wants weights of variance `1 / fan_in`: `linear(64, init = lecun_normal)`.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | `1.0` | of `celu`, above 0: minus the floor; comes first and needs no name |
pub struct celu {
    /// `1.0` by default: of `celu`, above 0: minus the floor; comes first and needs no name
    pub alpha: Argument,
}

/// Move elements between channels and places: how super-resolution makes an image larger by a convolution, and how groups of channels
/// get to know each other.
///
/// ```text
/// channel_shuffle(2)
/// ```
///
/// ## Formula
///
/// With `r = scale` and `g = groups`:
///
/// ```text
/// pixel_shuffle     y[c, r·h + i, r·w + j] = x[c·r² + r·i + j, h, w]
/// pixel_unshuffle   y[c·r² + r·i + j, h, w] = x[c, r·h + i, r·w + j]
/// channel_shuffle   y[g·k + i, ..] = x[C / g · i + k, ..]
/// ```
///
/// ([Shi et al. 2016](https://arxiv.org/abs/1609.05158), [Zhang et al. 2017](https://arxiv.org/abs/1707.01083)), in PyTorch's order.
/// TensorFlow's `depth_to_space` has another order of the channels.
///
/// ## Shapes
///
/// | layer | input | output |
/// |---|---|---|
/// | `pixel_shuffle(r)` | `[C · r², H, W]` | `[C, H · r, W · r]` |
/// | `pixel_unshuffle(r)` | `[C, H · r, W · r]` | `[C · r², H, W]` |
/// | `channel_shuffle(g)` | `[C, ..]`, `g` divides `C` | kept |
///
/// They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `scale` | | how many times larger or smaller, from 1; by position |
/// | `groups` | | of `channel_shuffle`: the groups that the channels come in, from 1; by position |
pub struct channel_shuffle {
    /// of `channel_shuffle`: the groups that the channels come in, from 1; by position
    pub groups: Argument,
}

/// The nearest number within a range.
///
/// ```text
/// clamp(min = 0, max = 6)
/// ```
///
/// ## Formula
///
/// ```text
/// y = min   where x < min
/// y = max   where x > max
/// y = x     elsewhere
/// ```
///
/// The gradient is 0 outside of the range, and 1 in it and at its ends.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `min` | −∞ | the lower end |
/// | `max` | ∞ | the upper end |
///
/// At least one of the two is given; `clamp(0, 6)` is `clamp(min = 0, max = 6)`, which others call ReLU6.
pub struct clamp {
    /// −∞ by default: the lower end
    pub min: Argument,
    /// ∞ by default: the upper end
    pub max: Argument,
}

/// Joins values on one axis, in the order of writing.
///
/// ```text
/// concat(a, b, axis = 0)
/// ```
///
/// ## Shapes
///
/// All parts have the same number of axes, and the same sizes on all but the joined one, which becomes the sum: with `axis
/// = 0`, `[2, 8, 8]` and `[3, 8, 8]` give `[5, 8, 8]`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the values, one or more |
/// | `axis` | required | the axis to join on, counted from 0 without the batch |
pub struct concat {
    /// required: the axis to join on, counted from 0 without the batch
    pub axis: Argument,
}

/// A value that is known before: the same for all samples, neither trained nor saved. `zeros([64])` and `ones([64])` are what they say.
///
/// ```text
/// constant([4, 64], TABLE)
/// ```
///
/// ## Shapes
///
/// Nothing → the shape that is written.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | required | `[4, 64]`, with numbers and `const` items |
/// | `values` | required | the name of a `const` array of this shape, or of a function of a place |
///
/// Both need no names. A name in capitals is an array, `[[f64; 64]; 4]` for `[4, 64]`, whose elements may be `f32` or whole
/// numbers as well; that its shape is the one that is written, rustc checks. Any other name is a function
/// `fn([usize; 2]) -> f64`, which is called once for each place, and must give the same each time.
pub struct constant {
    /// required: `[4, 64]`, with numbers and `const` items
    pub shape: Argument,
    /// required: the name of a `const` array of this shape, or of a function of a place
    pub values: Argument,
}

/// Losses of embeddings: vectors of the same thing should be near each other, and those of others at least a margin apart.
///
/// ```text
/// contrastive(a, b, same)
/// ```
///
/// ## Formula
///
/// ```text
/// contrastive(a, b, same)             = mean of  same · d(a, b)² + (1 − same) · max(0, margin − d(a, b))²
/// triplet(anchor, positive, negative) = mean of  max(0, d(anchor, positive) − d(anchor, negative) + margin)
///
/// d(a, b) = ‖a − b + 1e-6‖
/// ```
///
/// ([Hadsell, Chopra and LeCun 2006](http://yann.lecun.com/exdb/publis/pdf/hadsell-chopra-lecun-06.pdf), who take half of it; [Schroff,
/// Kalenichenko and Philbin 2015](https://arxiv.org/abs/1503.03832).) The mean is over the samples. `triplet` is PyTorch's
/// `triplet_margin_loss`, and what is added to each difference is PyTorch's, too: the distance of a vector to itself has a gradient.
///
/// `same` is 1 where both are of the same thing and 0 where not. All vectors may come from the network, and get a gradient then.
///
/// ## Shapes
///
/// Vectors `[N]`, and `same: []` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `margin` | `1` | how far apart others should be, above 0 |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the samples |
pub struct contrastive {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `1` by default: how far apart others should be, above 0
    pub margin: Argument,
    /// `mean` by default: `sum` adds up the samples
    pub reduction: Argument,
}

/// Losses of embeddings: vectors of the same thing should be near each other, and those of others at least a margin apart.
///
/// ```text
/// triplet(anchor, positive, negative)
/// ```
///
/// ## Formula
///
/// ```text
/// contrastive(a, b, same)             = mean of  same · d(a, b)² + (1 − same) · max(0, margin − d(a, b))²
/// triplet(anchor, positive, negative) = mean of  max(0, d(anchor, positive) − d(anchor, negative) + margin)
///
/// d(a, b) = ‖a − b + 1e-6‖
/// ```
///
/// ([Hadsell, Chopra and LeCun 2006](http://yann.lecun.com/exdb/publis/pdf/hadsell-chopra-lecun-06.pdf), who take half of it; [Schroff,
/// Kalenichenko and Philbin 2015](https://arxiv.org/abs/1503.03832).) The mean is over the samples. `triplet` is PyTorch's
/// `triplet_margin_loss`, and what is added to each difference is PyTorch's, too: the distance of a vector to itself has a gradient.
///
/// `same` is 1 where both are of the same thing and 0 where not. All vectors may come from the network, and get a gradient then.
///
/// ## Shapes
///
/// Vectors `[N]`, and `same: []` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `margin` | `1` | how far apart others should be, above 0 |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the samples |
pub struct triplet {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `1` by default: how far apart others should be, above 0
    pub margin: Argument,
    /// `mean` by default: `sum` adds up the samples
    pub reduction: Argument,
}

/// A two-dimensional convolution (a cross-correlation, as everywhere in the field): a window slides over the image, and
/// each output channel is a weighted sum of what lies under it.
///
/// ```text
/// conv2d(16, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o, i, j] = bias[o] + Σ weight[o, c, a, b] · x[c, s·i + d·a − p, s·j + d·b − p]
///                       c, a, b
/// ```
///
/// with stride `s`, dilation `d` and padding `p`; outside the image, `x` is 0. With `groups = g`, input and output channels
/// are cut into `g` equal parts, and a part of the output sees its own part of the input alone.
///
/// ## Shapes
///
/// `[C, H, W]` → `[OUT, H′, W′]`. The formula for `H′` and `W′` is under Windows.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[OUT, C / groups, kernel rows, kernel columns]` | uniform in `±1/√n`, `n = C / groups · kernel rows · kernel columns` |
/// | `bias` | `[OUT]` | the same |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `out_channels` | required | number of output channels, a multiple of `groups` |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `1` | a number or `[rows, columns]` |
/// | `padding` | `0` | a number, `[rows, columns]`, `same` or `valid` |
/// | `dilation` | `1` | a number or `[rows, columns]` |
/// | `groups` | `1` | a divisor of the number of input channels |
/// | `bias` | `true` | `false`: no bias |
/// | `norm` | | `weight` or `spectral`: the weight is computed from other variables |
/// | `init` | uniform in `±1/√fan_in` | what `weight` holds at first, see initialisers |
/// | `bias_init` | the same | what `bias` does |
///
/// `out_channels` comes first and needs no name.
pub struct conv2d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√fan_in` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// A convolution along one axis: a window slides over a sequence, and each output channel is a weighted sum of what lies under it. It is a
/// `conv2d` over images of one row, and is computed as one.
///
/// ```text
/// conv1d(16, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o, i] = bias[o] + Σ weight[o, c, a] · x[c, s·i + d·a − p]
///                    c, a
/// ```
///
/// with stride `s`, dilation `d` and padding `p`; outside of the sequence, `x` is 0. `groups` are those of `conv2d`.
///
/// ## Shapes
///
/// `[C, L]` → `[OUT, L′]`: the channels come first, as in an image. What an `embedding` or an `lstm` gives has them last, and goes through
/// `permute([1, 0])` before. The formula for `L′` is under Windows. The length may be an
/// axis whose size is known when the network runs.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[OUT, C / groups, kernel]` | uniform in `±1/√n`, `n = C / groups · kernel` |
/// | `bias` | `[OUT]` | the same |
///
/// Variables and numbers are those of PyTorch's `Conv1d`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `out_channels` | required | number of output channels, a multiple of `groups` |
/// | `kernel` | required | length of the window |
/// | `stride` | `1` | |
/// | `padding` | `0` | a number of places on both sides, `same`, `causal` or `valid` |
/// | `dilation` | `1` | |
/// | `groups` | `1` | a divisor of the number of input channels |
/// | `bias` | `true` | `false`: no bias |
/// | `norm` | | `weight` or `spectral`: the weight is computed from other variables |
/// | `init` | uniform in `±1/√fan_in` | what `weight` holds at first, see initialisers |
/// | `bias_init` | the same | what `bias` does |
///
/// `out_channels` comes first and needs no name. With `padding = causal` all of the padding, `dilation · (kernel − 1)`, is in front: no
/// place of the output sees one of the input that comes after it, and the length stays, divided by the stride and rounded up.
pub struct conv1d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: length of the window
    pub kernel: Argument,
    /// `1` by default
    pub stride: Argument,
    /// `0` by default: a number of places on both sides, `same`, `causal` or `valid`
    pub padding: Argument,
    /// `1` by default
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√fan_in` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// A convolution over volumes: films, whose depth is time, and scans. A window slides along all three axes, and each output channel is a
/// weighted sum of what lies under it.
///
/// ```text
/// conv3d(16, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o, h, i, j] = bias[o] + Σ weight[o, c, z, a, b] · x[c, s·h + d·z − p, s·i + d·a − p, s·j + d·b − p]
///                       c, z, a, b
/// ```
///
/// with stride `s`, dilation `d` and padding `p`, which may differ by axis; outside of the volume, `x` is 0. `groups` are those of
/// `conv2d`.
///
/// ## Shapes
///
/// `[C, D, H, W]` → `[OUT, D′, H′, W′]`. The formula for the sizes is under Windows.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[OUT, C / groups, kernel depth, kernel rows, kernel columns]` | uniform in `±1/√n`, `n` the number of weights of one output |
/// | `bias` | `[OUT]` | the same |
///
/// Variables and numbers are those of PyTorch's `Conv3d`.
///
/// ## Arguments
///
/// Those of `conv2d`, where `kernel`, `stride`, `padding` and `dilation` are a number for all three axes or
/// `[depth, rows, columns]`.
///
/// ## How it is computed
///
/// To one depth of the result, the images at the depths that the kernel reaches are as channels of one image. So they are brought together,
/// and a convolution over images, with all that makes it fast, does the rest. That takes memory for the time of the operation: as many
/// times the input as the kernel is deep, divided by its stride. A kernel of one row and one column needs none of that.
pub struct conv3d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√fan_in` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// A transposed convolution, also called deconvolution: each pixel of the image spreads a weighted copy of a window over the
/// output, and where copies meet, they add up. It is the way of a gradient back through a `conv2d` with the
/// same arguments, and makes images larger as that makes them smaller.
///
/// ```text
/// conv_transpose2d(16, kernel = 4, stride = 2, padding = 1)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o, s·i + d·a − p, s·j + d·b − p] += weight[c, o, a, b] · x[c, i, j]
/// ```
///
/// for all `c, i, j, a, b`, starting from `bias[o]`, with stride `s`, dilation `d` and padding `p`. What falls outside of the
/// output is lost. With `groups = g`, input and output channels are cut into `g` equal parts, and a part of the output gets
/// copies from its own part of the input alone.
///
/// ## Shapes
///
/// `[C, H, W]` → `[OUT, H′, W′]` with
///
/// ```text
/// H′ = (H − 1) · stride + dilation · (kernel − 1) + 1 + output_padding − 2 · padding
/// ```
///
/// and `W′` likewise. With `padding = same` it is `H′ = H · stride`: what the window has beyond the stride is cut off, half
/// of it before and half after, and an odd pixel of it at the bottom and at the right, as in TensorFlow.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C, OUT / groups, kernel rows, kernel columns]` | uniform in `±1/√n`, `n = OUT / groups · kernel rows · kernel columns` |
/// | `bias` | `[OUT]` | the same |
///
/// Variables and numbers are those of PyTorch's `ConvTranspose2d`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `out_channels` | required | number of output channels, a multiple of `groups` |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `1` | how far apart neighbouring pixels come to lie: a number or `[rows, columns]` |
/// | `padding` | `0` | what is cut off on each side: a number, `[rows, columns]`, `same` or `valid` |
/// | `output_padding` | `0` | rows and columns more at the bottom and at the right; less than the stride or the dilation |
/// | `dilation` | `1` | a number or `[rows, columns]` |
/// | `groups` | `1` | a divisor of the number of input channels |
/// | `bias` | `true` | `false`: no bias |
/// | `norm` | | `weight` or `spectral`: the weight is computed from other variables |
/// | `init` | uniform in `±1/√n` | what `weight` holds at first, see initialisers |
/// | `bias_init` | the same | what `bias` does |
///
/// `out_channels` comes first and needs no name. Twice the size is `kernel = 4, stride = 2, padding = 1`, or
/// `kernel = 2, stride = 2`.
pub struct conv_transpose2d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: how far apart neighbouring pixels come to lie: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: what is cut off on each side: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `0` by default: rows and columns more at the bottom and at the right; less than the stride or the dilation
    pub output_padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√n` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// Transposed convolutions of sequences and of volumes: `conv_transpose2d` along one axis and along three, with its
/// formula and its arguments. They are the ways of a gradient back through a `conv1d` and a `conv3d`.
///
/// ```text
/// conv_transpose1d(16, kernel = 4, stride = 2, padding = 1)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[OUT, L′]` and `[C, D, H, W]` → `[OUT, D′, H′, W′]`, with the sizes of `conv_transpose2d`.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C, OUT / groups, kernel]`; `[C, OUT / groups, kernel depth, rows, columns]` | uniform in `±1/√n`, `n = OUT / groups` times the size of the kernel |
/// | `bias` | `[OUT]` | the same |
///
/// Variables and numbers are those of PyTorch's `ConvTranspose1d` and `ConvTranspose3d`.
pub struct conv_transpose1d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: how far apart neighbouring pixels come to lie: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: what is cut off on each side: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `0` by default: rows and columns more at the bottom and at the right; less than the stride or the dilation
    pub output_padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√n` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// Transposed convolutions of sequences and of volumes: `conv_transpose2d` along one axis and along three, with its
/// formula and its arguments. They are the ways of a gradient back through a `conv1d` and a `conv3d`.
///
/// ```text
/// conv_transpose3d(16, kernel = 4, stride = 2, padding = 1)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[OUT, L′]` and `[C, D, H, W]` → `[OUT, D′, H′, W′]`, with the sizes of `conv_transpose2d`.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C, OUT / groups, kernel]`; `[C, OUT / groups, kernel depth, rows, columns]` | uniform in `±1/√n`, `n = OUT / groups` times the size of the kernel |
/// | `bias` | `[OUT]` | the same |
///
/// Variables and numbers are those of PyTorch's `ConvTranspose1d` and `ConvTranspose3d`.
pub struct conv_transpose3d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: how far apart neighbouring pixels come to lie: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: what is cut off on each side: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `0` by default: rows and columns more at the bottom and at the right; less than the stride or the dilation
    pub output_padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√n` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// Compares each place of a value with those around it in another one: the cost volume of optical flow.
///
/// ```text
/// correlation(first, second, max_displacement = 4)
/// ```
///
/// ## Formula
///
/// ```text
/// y[k, i, j] = mean over c of first[c, i, j] · second[c, i + v, j + u]
/// ```
///
/// There is a channel `k` for each displacement of up to `d` rows and columns, with `d = max_displacement`: `v` and `u` go from −`d` to
/// `d`, and `k = (v + d) · (2d + 1) + u + d`. Beyond the border are zeros. Where the motion is `(u, v)`, as a `warp` has it, that channel
/// is large.
///
/// It is FlowNet's correlation ([Dosovitskiy et al. 2015](https://arxiv.org/abs/1504.06852)) with patches of one pixel, divided by the
/// channels as in PWC-Net ([Sun et al. 2018](https://arxiv.org/abs/1709.02371)). Gradients go to both values. As in a product of
/// matrices, each product counts as a multiply-add.
///
/// ## Shapes
///
/// Two of `[C, H, W]` → `[(2d + 1)², H, W]`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the two values; `first -> correlation(second, ..)` is the same |
/// | `max_displacement` | required | the largest displacement, in pixels along either axis |
pub struct correlation {
    /// required: the largest displacement, in pixels along either axis
    pub max_displacement: Argument,
}

/// How far two values are from each other.
///
/// ```text
/// cosine_distance(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct cosine_distance {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// How alike the directions of vectors are: 1 where they are the same, −1 where they are opposite.
///
/// ```text
/// cosine_similarity(a, b, axis = 0)
/// ```
///
/// ## Formula
///
/// ```text
/// y = a · b / (max(‖a‖, epsilon) · max(‖b‖, epsilon))
/// ```
///
/// for the vectors along an axis, each place of the other axes by itself, as in PyTorch. Gradients go to both values; a vector that is
/// shorter than `epsilon` has none by its length, where PyTorch's has. The
/// loss `cosine_distance` is the mean of `1 − y` of whole vectors.
///
/// ## Shapes
///
/// Two of one shape → the same without the axis, or with a size of 1 there.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the two values |
/// | `axis` | required | the axis along which the vectors lie, counted from 0 without the batch |
/// | `epsilon` | `1e-8` | the shortest length that a vector counts as, above 0 |
/// | `keepdims` | `false` | `true`: the axis stays, with size 1 |
pub struct cosine_similarity {
    /// required: the axis along which the vectors lie, counted from 0 without the batch
    pub axis: Argument,
    /// `1e-8` by default: the shortest length that a vector counts as, above 0
    pub epsilon: Argument,
    /// `false` by default: `true`: the axis stays, with size 1
    pub keepdims: Argument,
}

/// A part of an image.
///
/// ```text
/// crop([24, 24])
/// ```
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, rows, columns]`. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | `[rows, columns]`, or one number for both; comes first and needs no name |
/// | `at` | the middle | `[row, column]` where the part begins, counted from 0 |
///
/// Of an odd number of rows or columns that are cut off, the one more is cut off at the end.
pub struct crop {
    /// required: `[rows, columns]`, or one number for both; comes first and needs no name
    pub size: Argument,
    /// the middle by default: `[row, column]` where the part begins, counted from 0
    pub at: Argument,
}

/// Connectionist temporal classification: a sequence of labels for a longer sequence of steps, without a word on which
/// steps belong to which label. Speech and handwriting are learnt by it.
///
/// ```text
/// ctc(logits, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// ctc(logits, labels) = mean over samples of  −ln Σ Π softmax(logits[t])[path[t]] / number of labels
///                                                paths t
/// ```
///
/// The sum is over all `path`s, a class for each step, which read as the labels: neighbours that are the same are taken as
/// one, and then blanks are left out ([Graves et al. 2006](https://www.cs.toronto.edu/~graves/icml_2006.pdf)). With
/// `reduction = sum`, nothing is divided. Both are those of PyTorch's `ctc_loss` over `log_softmax`. The logits get the
/// gradient.
///
/// * **Fewer labels** than others of the batch have are filled up with the blank, which no label is: the labels of a sample
///   end before the first blank. `data::pad_sequence` fills up. There are no `target_lengths`.
/// * **Fewer steps** are said by `lengths`: what comes behind them does not count.
/// * **Too few steps** for the labels cost infinitely much, and their gradient is no number; with `zero_infinity = true`
///   they cost 0 and have none. Two labels that are the same need a blank between them.
///
/// A label that is no class is `Error::NoClass`, and a length beyond the steps `Error::Steps`.
///
/// ## Shapes
///
/// `[steps, classes]`, and `[labels] of usize` → a number. `lengths` are `[] of usize`. Either axis may be one whose size
/// is known at run time.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `lengths` | all steps | how many steps of a sample count, a value `[] of usize` |
/// | `blank` | `0` | the class that stands for no label |
/// | `zero_infinity` | `false` | `true`: what cannot be costs nothing |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the samples |
pub struct ctc {
    /// all steps by default: how many steps of a sample count, a value `[] of usize`
    pub lengths: Argument,
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `0` by default: the class that stands for no label
    pub blank: Argument,
    /// `false` by default: `true`: what cannot be costs nothing
    pub zero_infinity: Argument,
    /// `mean` by default: `sum` adds up the samples
    pub reduction: Argument,
}

/// The sums along an axis of all elements up to each.
///
/// ```text
/// cumsum(axis = 0)
/// ```
///
/// ## Formula
///
/// ```text
/// y[j] = Σ_{i ≤ j} x[i]
/// ```
///
/// Added up in `f64`.
///
/// ## Shapes
///
/// Any, kept.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | required | the axis, counted from 0 without the batch |
pub struct cumsum {
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
}

/// A convolution whose taps are moved: an offset that the network makes says, for each tap at each place, where it looks instead.
///
/// ```text
/// deform_conv2d(16, kernel = 3, offset = offsets)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o, i, j] = bias[o] + Σ weight[o, c, a, b] · m · x[c, s·i + d·a − p + v, s·j + d·b − p + u]
///                       c, a, b
/// ```
///
/// with stride `s`, dilation `d` and padding `p`, as in `conv2d`. The row `v` and the column `u` are those of the offset at
/// `i, j` for the tap `a, b`, in pixels, and `m` is what the mask has there, or 1 if there is none. Between pixels `x` is bilinear, and
/// outside the image it is 0.
///
/// Without a mask it is [Dai et al. 2017](https://arxiv.org/abs/1703.06211), and with one [Zhu et al. 2019](https://arxiv.org/abs/1811.11168), both as
/// torchvision has them. Gradients go to `x`, to the offset and to the mask. On a whole pixel, where the gradient to an offset has two
/// sides, it is that of the next pixel down or to the right.
///
/// ## Shapes
///
/// `[C, H, W]` → `[OUT, H′, W′]`. The formula for `H′` and `W′` is under Windows.
///
/// | value | shape | |
/// |---|---|---|
/// | `offset` | `[2 · k · offset_groups, H′, W′]` | `k` taps, from left to right and row after row; of each the row, then the column |
/// | `mask` | `[k · offset_groups, H′, W′]` | in the same order |
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[OUT, C / groups, kernel rows, kernel columns]` | uniform in `±1/√n`, `n = C / groups · kernel rows · kernel columns` |
/// | `bias` | `[OUT]` | the same |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `out_channels` | required | number of output channels, a multiple of `groups` |
/// | `offset` | required | the value that moves the taps, by name |
/// | `mask` | none | the value that what they see is multiplied with, by name |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `offset_groups` | `1` | parts of the input channels that have offsets and masks of their own |
/// | `stride` | `1` | a number or `[rows, columns]` |
/// | `padding` | `0` | a number, `[rows, columns]`, `same` or `valid` |
/// | `dilation` | `1` | a number or `[rows, columns]` |
/// | `groups` | `1` | a divisor of the number of input channels |
/// | `bias` | `true` | `false`: no bias |
/// | `norm` | | `weight` or `spectral`: the weight is computed from other variables |
/// | `init` | uniform in `±1/√fan_in` | what `weight` holds at first, see initialisers |
/// | `bias_init` | the same | what `bias` does |
///
/// `out_channels` comes first and needs no name. The variables are those of a `conv2d`, and of torchvision's `DeformConv2d` in a file.
pub struct deform_conv2d {
    /// required: number of output channels, a multiple of `groups`
    pub out_channels: Argument,
    /// required: the value that moves the taps, by name
    pub offset: Argument,
    /// none by default: the value that what they see is multiplied with, by name
    pub mask: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number, `[rows, columns]`, `same` or `valid`
    pub padding: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
    /// `1` by default: a divisor of the number of input channels
    pub groups: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√fan_in` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
    /// `1` by default: parts of the input channels that have offsets and masks of their own
    pub offset_groups: Argument,
}

/// How little two masks overlap: the loss of segmentation where what is looked for is small, and a mean over pixels would be content
/// with "nothing anywhere".
///
/// ```text
/// dice(p, q)
/// ```
///
/// ## Formula
///
/// ```text
/// dice(p, q) = mean of 1 − (2 · Σ p · q + smooth) / (Σ p + Σ q + smooth)
/// ```
///
/// ([Milletari, Navab and Ahmadi 2016](https://arxiv.org/abs/1606.04797), with plain sums and not those of squares.) The sums are
/// over the pixels of a class of a sample, and the mean is over the classes and the samples. `p` are probabilities: send logits
/// through `sigmoid` first. Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape → a number. The channels of `[C, H, W]` are classes of their own; of any other shape the whole sample
/// is one.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `smooth` | `1` | added to both sums, 0 or above: with 0, a class that is in neither mask is 0 / 0 |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up classes and samples |
pub struct dice {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `1` by default: added to both sums, 0 or above: with 0, a class that is in neither mask is 0 / 0
    pub smooth: Argument,
    /// `mean` by default: `sum` adds up classes and samples
    pub reduction: Argument,
}

/// Stochastic depth: in training, drops a branch of a residual network for whole samples, so that these go through a network of fewer
/// layers. In inference it changes nothing.
///
/// ```text
/// drop_path(0.1)
/// ```
///
/// ## Formula
///
/// ```text
/// training:   y[b] = 0 with probability p, x[b] / (1 − p) otherwise, for each sample b
/// inference:  y = x
/// ```
///
/// ([Huang et al. 2016](https://arxiv.org/abs/1603.09382)). It stands at the end of a branch, in front of the sum with what goes
/// around it. Where `dropout` draws for each element, this draws for each sample.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `p` | | the probability to drop the path of a sample, from 0 to below 1, a number or a `const` item; by position |
///
/// EfficientNet and ConvNeXt raise it from block to block: it may be an argument of a template.
pub struct drop_path {
    /// the probability to drop the path of a sample, from 0 to below 1, a number or a `const` item; by position
    pub p: Argument,
}

/// Sets some of the values to 0 in training, at random, so that no part of the network relies on a single other part
/// ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)).
///
/// ```text
/// dropout(0.5)
/// ```
///
/// ## Formula
///
/// ```text
/// y = 0               with probability p
/// y = x / (1 − p)     otherwise
/// ```
///
/// for each value on its own, in training. In inference `y = x`. The division keeps the mean, so that inference has nothing
/// to make up for. Frozen scopes drop values, too.
///
/// Which values are dropped depends on the random state of the device, and not on the number of threads.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `p` | required | the probability of a 0, at least 0 and below 1 |
///
/// `p` comes first and needs no name.
pub struct dropout {
    /// required: the probability of a 0, at least 0 and below 1
    pub p: Argument,
}

/// Sums of products of values whose axes have letters, as in NumPy and PyTorch.
///
/// ```text
/// einsum("ij,jk->ik", a, b)
/// ```
///
/// ## Formula
///
/// `einsum("thd,shd->hts", q, k)` is
///
/// ```text
/// y[h, t, s] = Σ_d q[t, h, d] · k[s, h, d]
/// ```
///
/// Axes of one letter go together. What is behind the arrow stays, in that order, and what is not is summed over. A letter that
/// one value has twice is its diagonal.
///
/// | equation | |
/// |---|---|
/// | `"ij,jk->ik"` | a product of matrices |
/// | `"thd,shd->hts"` | scores of attention: for each head, each query with each key |
/// | `"hts,shd->thd"` | what the queries get of the values |
/// | `"ij,ij->i"` | the product of each row with the same row |
/// | `"i,j->ij"` | an outer product |
/// | `"ijk->kj"` | a sum over the first axis, the other two swapped |
/// | `"ii->"` | a trace |
///
/// ## Shapes
///
/// As many letters as axes, and one size for one letter, which the compiler checks. The batch has no letter: write
/// `"td,sd->ts"` and not `"btd,bsd->bts"`. The result, and what is made on the way, has 5 axes at most.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `equation` | required | letters from `a` to `z` and from `A` to `Z`, an arrow, and no `...`; needs no name |
/// | values | required | one or more |
///
/// More than two values are multiplied from the left, two at a time. Where a letter is summed over, that is a product of
/// matrices with all that the CPU or cuBLAS has for them; values whose axes lie there in a fitting order are not moved before.
pub struct einsum {
    /// required: letters from `a` to `z` and from `A` to `Z`, an arrow, and no `...`; needs no name
    pub equation: Argument,
}

/// Keeps what is positive, and bends what is negative towards a floor.
///
/// ```text
/// elu(alpha = 1.0)
/// ```
///
/// ## Formula
///
/// ```text
/// y = x                where x > 0
/// y = alpha · (eˣ − 1) elsewhere
/// ```
///
/// [Clevert, Unterthiner and Hochreiter 2015](https://arxiv.org/abs/1511.07289). The gradient at 0 is `alpha`.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | `1.0` | minus the floor; comes first and needs no name |
pub struct elu {
    /// `1.0` by default: minus the floor; comes first and needs no name
    pub alpha: Argument,
}

/// Looks up a row of numbers for each index: what words, categories and other things without an order enter a network by.
///
/// ```text
/// embedding(1000, 64)
/// ```
///
/// ## Formula
///
/// ```text
/// y[.., n] = weight[x[..], n]
/// ```
///
/// The gradient of a row is the sum of the gradients of all places that looked it up.
///
/// ## Shapes
///
/// `[..] of usize` → `[.., dim]`. The indices are an input or a target that is declared `of usize`.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[vocabulary, dim]` | normally distributed, mean 0 and variance 1 |
///
/// Variables and numbers are those of PyTorch's `Embedding`. An index that is not below `vocabulary` is `Error::Index`, which
/// names the input, the index and the vocabulary; so it is through dfdx's `Module`, whose error for a network with indices is
/// `netweave::Error`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `vocabulary` | required | how many indices there are |
/// | `dim` | required | how many numbers each of them has |
/// | `init` | `normal(0, 1)` | what `weight` holds at first, see initialisers |
///
/// The first two come in this order, and need no name.
pub struct embedding {
    /// required: how many indices there are
    pub vocabulary: Argument,
    /// required: how many numbers each of them has
    pub dim: Argument,
    /// `normal(0, 1)` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
}

/// The exponential function.
///
/// ```text
/// exp
/// ```
///
/// ## Formula
///
/// ```text
/// y = eˣ
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct exp {}

/// The first places of the first axis.
///
/// ```text
/// first(16)
/// ```
///
/// ## Shapes
///
/// `[16, 8]` → `[4, 8]`: the first axis becomes shorter, and the others stay. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | how many places are left; comes first and needs no name |
///
/// It is a number, a `const` item or an axis whose size is known at run time, and at most the size of the axis that it
/// is taken from. Where that is known when the network runs, it is checked at the call.
pub struct first {
    /// required: how many places are left; comes first and needs no name
    pub size: Argument,
}

/// Makes one vector of a value of any shape, in the order of memory: the last axis runs fastest. Nothing is copied.
///
/// ```text
/// flatten
/// ```
///
/// ## Shapes
///
/// `[A, B, ..]` → `[A · B · ..]`. It takes no arguments and holds no variables.
pub struct flatten {}

/// The elements along an axis, or along several, back to front.
///
/// ```text
/// flip(axis = 0)
/// ```
///
/// ## Shapes
///
/// Any, kept.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis`, or `axes` | required | counted from 0 without the batch: `axis = 0`, `axes = [1, 2]` |
pub struct flip {
    /// required: counted from 0 without the batch: `axis = 0`, `axes = [1, 2]`
    pub axis: Argument,
    /// required: counted from 0 without the batch: `axis = 0`, `axes = [1, 2]`
    pub axes: Argument,
}

/// Rounds down to a whole number.
///
/// ```text
/// floor
/// ```
///
/// ## Formula
///
/// ```text
/// y = ⌊x⌋
/// ```
///
/// The gradient is 0 everywhere.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct floor {}

/// The elements at places along an axis: PyTorch's `gather`, NumPy's `take_along_axis`.
///
/// ```text
/// gather(source, indices, axis = 0)
/// ```
///
/// ## Formula
///
/// With the second of three axes,
///
/// ```text
/// y[i, j, k] = x[i, indices[i, j, k], k]
/// ```
///
/// ## Shapes
///
/// The indices have as many axes as the source, and the same sizes on all but the named one: of `[4, 5]` along axis 0, `[2, 5]`
/// gives `[2, 5]`. Lists of places that lead along several axes are for `gather_nd`, rows of a table for
/// `embedding`.
///
/// Indices are an input `of usize`, of which one that is out of range is an error of the pass; or numbers, such as
/// `argmax` gives: these are rounded down, and what lies before or after the axis is its end. Gradients go to the
/// source.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | the source, the indices | required | the two values |
/// | `axis` | required | the axis, counted from 0 without the batch |
pub struct gather {
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
}

/// Reads a value at places that another value names.
///
/// ```text
/// gather_nd(source, indices)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, p] = x[c, indices[0, p], .., indices[K − 1, p]]
/// ```
///
/// where `p` runs over the places. The indices lead along the last `K` axes, in the order of the axes; those before them,
/// `c`, are kept. For an image, index 0 is the row and index 1 the column.
///
/// Values of a network are not whole numbers, so that indices are rounded down; one before the start of an axis is 0, and one
/// behind its end is the last. NaN is 0. Gradients go to `x`, and those of places named twice add up; none goes to the indices.
///
/// ## Shapes
///
/// `x` of `[kept.., axes..]` and `indices` of `[K, places..]` → `[kept.., places..]`.
///
/// | `x` | `indices` | result |
/// |---|---|---|
/// | `[3, 8, 8]` | `[2, 4, 4]` | `[3, 4, 4]` |
/// | `[3, 8, 8]` | `[2, 10]` | `[3, 10]` |
/// | `[100]` | `[1, 7]` | `[7]` |
///
/// ## Arguments
///
/// The value and the indices; `x -> gather_nd(indices)` is the same.
pub struct gather_nd {}

/// Adds noise in training, so that the network does not rely on small differences.
///
/// ```text
/// gaussian_noise(0.1)
/// ```
///
/// ## Formula
///
/// ```text
/// y = x + n,   n normal with mean 0 and standard deviation stddev
/// ```
///
/// for each value on its own, in training; in inference `y = x`. This is Keras' `GaussianNoise`. The gradient goes through as it is.
/// Frozen scopes add noise, too.
///
/// The noise depends on the random state of the device, and not on the number of threads.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `stddev` | required | the standard deviation of the noise, 0 or above; also by position |
pub struct gaussian_noise {
    /// required: the standard deviation of the noise, 0 or above; also by position
    pub stddev: Argument,
}

/// Weighs a value by the probability that a normal variable is below it ([Hendrycks and Gimpel
/// 2016](https://arxiv.org/abs/1606.08415)). Without an argument it is the exact form with the error function, PyTorch's default.
///
/// ```text
/// gelu
/// ```
///
/// ## Formula
///
/// ```text
/// y = x · Φ(x) = x / 2 · (1 + erf(x / √2))
/// y = x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))      approximate = tanh
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `approximate` | `none` | `tanh`: the second form, which GPT-2 was trained with |
pub struct gelu {
    /// `none` by default: `tanh`: the second form, which GPT-2 was trained with
    pub approximate: Argument,
}

/// The mean of each channel. It makes a vector of an image of any size, and is the usual step from convolutions to a
/// classifier ([Lin, Chen and Yan 2014](https://arxiv.org/abs/1312.4400)).
///
/// ```text
/// global_avg_pool
/// ```
///
/// ## Formula
///
/// ```text
/// y[c] = 1 / (H · W) · Σ x[c, i, j]
///                     i, j
/// ```
///
/// ## Shapes
///
/// `[C, H, W]` → `[C]`, or `[C, 1, 1]` with `keep = true`; and `[C, L]` and `[C, D, H, W]` likewise. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `keep` | `false` | `true`: the height and the width stay, with a size of 1, so that it can be multiplied with an image |
pub struct global_avg_pool {
    /// `false` by default: `true`: the height and the width stay, with a size of 1, so that it can be multiplied with an image
    pub keep: Argument,
}

/// The largest value of each channel, of an image, a sequence or a volume of any size.
///
/// ```text
/// global_max_pool
/// ```
///
/// ## Formula
///
/// ```text
/// y[c] = max x[c, i, j]
///       i, j
/// ```
///
/// The gradient goes to the largest, and to the first of several that are equal, row by row. ([`max(axes = 1, 2])` has them share
/// it.)
///
/// ## Shapes
///
/// `[C, H, W]` → `[C]`, or `[C, 1, 1]` with `keep = true`; and `[C, L]` and `[C, D, H, W]` likewise. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `keep` | `false` | `true`: the height and the width stay, with a size of 1, so that it can be multiplied with an image |
pub struct global_max_pool {
    /// `false` by default: `true`: the height and the width stay, with a size of 1, so that it can be multiplied with an image
    pub keep: Argument,
}

/// Gated linear units: one half of the features says how much of the other half passes. A transformer's MLP with one of them is
/// better than with an activation alone, for as many numbers.
///
/// ```text
/// geglu
/// ```
///
/// ## Formula
///
/// ```text
/// glu(x)    = a · sigmoid(b)
/// geglu(x)  = a · gelu(b)
/// swiglu(x) = silu(a) · b
/// ```
///
/// with `a` the first half of an axis and `b` the second ([Dauphin et al. 2016](https://arxiv.org/abs/1612.08083), [Shazeer
/// 2020](https://arxiv.org/abs/2002.05202)). Which half is the gate is as in the networks that weights come from: PyTorch's `glu`, the
/// `GEGLU` of Stable Diffusion, and the `SwiGLU` of DINOv2 and Phi-3, whose one matrix makes both halves.
///
/// ## Shapes
///
/// `[.., 2N, ..]` → `[.., N, ..]`; the axis has to be even. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | the last | the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image |
pub struct geglu {
    /// the last by default: the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image
    pub axis: Argument,
}

/// Gated linear units: one half of the features says how much of the other half passes. A transformer's MLP with one of them is
/// better than with an activation alone, for as many numbers.
///
/// ```text
/// glu
/// ```
///
/// ## Formula
///
/// ```text
/// glu(x)    = a · sigmoid(b)
/// geglu(x)  = a · gelu(b)
/// swiglu(x) = silu(a) · b
/// ```
///
/// with `a` the first half of an axis and `b` the second ([Dauphin et al. 2016](https://arxiv.org/abs/1612.08083), [Shazeer
/// 2020](https://arxiv.org/abs/2002.05202)). Which half is the gate is as in the networks that weights come from: PyTorch's `glu`, the
/// `GEGLU` of Stable Diffusion, and the `SwiGLU` of DINOv2 and Phi-3, whose one matrix makes both halves.
///
/// ## Shapes
///
/// `[.., 2N, ..]` → `[.., N, ..]`; the axis has to be even. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | the last | the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image |
pub struct glu {
    /// the last by default: the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image
    pub axis: Argument,
}

/// Gated linear units: one half of the features says how much of the other half passes. A transformer's MLP with one of them is
/// better than with an activation alone, for as many numbers.
///
/// ```text
/// swiglu
/// ```
///
/// ## Formula
///
/// ```text
/// glu(x)    = a · sigmoid(b)
/// geglu(x)  = a · gelu(b)
/// swiglu(x) = silu(a) · b
/// ```
///
/// with `a` the first half of an axis and `b` the second ([Dauphin et al. 2016](https://arxiv.org/abs/1612.08083), [Shazeer
/// 2020](https://arxiv.org/abs/2002.05202)). Which half is the gate is as in the networks that weights come from: PyTorch's `glu`, the
/// `GEGLU` of Stable Diffusion, and the `SwiGLU` of DINOv2 and Phi-3, whose one matrix makes both halves.
///
/// ## Shapes
///
/// `[.., 2N, ..]` → `[.., N, ..]`; the axis has to be even. They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | the last | the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image |
pub struct swiglu {
    /// the last by default: the axis that is halved, from 0, without the batch; `axis = 0` for the channels of an image
    pub axis: Argument,
}

/// Cuts the channels into groups and brings each group of each sample to mean 0 and variance 1, then each channel to a mean
/// and a spread that are learnt ([Wu and He 2018](https://arxiv.org/abs/1803.08494)). It serves where batches are too small
/// for `batch_norm`: samples do not see each other, and there are no running statistics.
///
/// ```text
/// group_norm(8)
/// ```
///
/// ## Formula
///
/// ```text
/// y = (x − mean) / √(variance + epsilon) · weight + bias
/// ```
///
/// with the mean and the variance (divided by the number of elements) of a group, and the weight and the bias of a channel.
///
/// ## Shapes
///
/// `[C, ..]`, kept. A group has to hold two elements or more.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C]` | 1 |
/// | `bias` | `[C]` | 0 |
///
/// Variables and numbers are those of PyTorch's `GroupNorm`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `groups` | required | a divisor of the number of channels |
/// | `epsilon` | `1e-5` | added to the variance |
/// | `affine` | `true` | `false`: no `weight` and no `bias`, and so no need of a name |
/// | `init` | `ones` | what `weight` holds at first, see initialisers |
/// | `bias_init` | `zeros` | what `bias` does |
///
/// `groups` comes first and needs no name.
pub struct group_norm {
    /// required: a divisor of the number of channels
    pub groups: Argument,
    /// `1e-5` by default: added to the variance
    pub epsilon: Argument,
    /// `true` by default: `false`: no `weight` and no `bias`, and so no need of a name
    pub affine: Argument,
    /// `ones` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// `zeros` by default: what `bias` does
    pub bias_init: Argument,
}

/// Gated recurrent unit ([Cho and others 2014](https://arxiv.org/abs/1406.1078)): from step to step of a sequence goes a state, and two
/// gates say how much of it is kept, and how much of it what is new is made of.
///
/// ```text
/// gru(128)
/// ```
///
/// ## Formula
///
/// ```text
/// r  = σ(x[t] · Wrᵀ + br + h · Urᵀ + cr)
/// z  = σ(x[t] · Wzᵀ + bz + h · Uzᵀ + cz)
/// n  = tanh(x[t] · Wnᵀ + bn + r · (h · Unᵀ + cn))
/// h' = (1 − z) · n + z · h                                          what it gives for step t
/// ```
///
/// `h` begins with zeros, unless it is given. `r` is multiplied with the product, as in cuDNN, PyTorch and Keras (`reset_after`), and not
/// with the state.
///
/// ## Shapes
///
/// `[T, N]` → `[T, H]`, or `[T, 2 · H]` in both directions: `T` steps of `N` features, and `H` units.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight_ih` | `[3 · H, N]` | uniform in `±1/√H` |
/// | `weight_hh` | `[3 · H, H]` | the same |
/// | `bias_ih`, `bias_hh` | `[3 · H]` | the same |
///
/// `weight_ih` is `Wr`, `Wz` and `Wn`, one below the other, `weight_hh` is `Ur`, `Uz` and `Un`, and so are the biases. The other direction and the
/// layers above the first are as in an `lstm`. Order of gates, variables and numbers are those of PyTorch's `GRU` with
/// `batch_first`, and `Keys::torch()` loads what that has saved.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | required | the numbers of a state |
/// | `layers` | 1 | layers on each other: each goes through what the one below has given |
/// | `bidirectional` | `false` | `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side |
/// | `dropout` | none | the probability of dropout between the layers; with two layers or more |
/// | `bias` | `true` | `false`: no bias |
/// | `hidden` | zeros | the state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions |
/// | `init` | uniform in `±1/√H` | what all weights hold at first, see initialisers |
/// | `bias_init` | the same | what all biases do |
///
/// `units` needs no name. `let (y, hidden) = x -> gru(128);` gives the state that is left in the end as well, see
/// `lstm`.
pub struct gru {
    /// required: the numbers of a state
    pub units: Argument,
    /// zeros by default: the state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions
    pub hidden: Argument,
    /// 1 by default: layers on each other: each goes through what the one below has given
    pub layers: Argument,
    /// none by default: the probability of dropout between the layers; with two layers or more
    pub dropout: Argument,
    /// `false` by default: `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side
    pub bidirectional: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// uniform in `±1/√H` by default: what all weights hold at first, see initialisers
    pub init: Argument,
    /// the same by default: what all biases do
    pub bias_init: Argument,
}

/// Bring small values to 0, and leave large ones nearly as they are: how sparse codes are found.
///
/// ```text
/// hard_shrink(threshold = 0.5)
/// ```
///
/// ## Formula
///
/// ```text
/// hard_shrink(x) = x                       where |x| > threshold, 0 elsewhere
/// soft_shrink(x) = x − sign(x) · threshold where |x| > threshold, 0 elsewhere
/// tanh_shrink(x) = x − tanh(x)
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | `0.5` | of the first two, 0 or above; comes first and needs no name |
pub struct hard_shrink {
    /// `0.5` by default: of the first two, 0 or above; comes first and needs no name
    pub threshold: Argument,
}

/// Smooth functions, put together from straight lines: cheap on phones, and most of what MobileNetV3 and its kin are made of.
///
/// ```text
/// hard_sigmoid
/// ```
///
/// ## Formula
///
/// ```text
/// hard_tanh(x)    = the nearest number from min to max
/// relu6(x)        = the nearest number from 0 to 6
/// hard_sigmoid(x) = the nearest number from 0 to 1 to x / 6 + 1/2
/// hard_swish(x)   = x · hard_sigmoid(x)
/// ```
///
/// `hard_sigmoid` and `hard_swish` are those of [Howard et al. 2019](https://arxiv.org/abs/1905.02244), of PyTorch and of Keras 3;
/// Keras 2 had a `hard_sigmoid` of another slope, `0.2 · x + 0.5`. At a bend and beyond it, gradients are those of the flat side, as
/// in PyTorch; `clamp` has 1 at its ends.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `min`, `max` | `-1.0`, `1.0` | the ends of `hard_tanh`; the others have none |
pub struct hard_sigmoid {}

/// Smooth functions, put together from straight lines: cheap on phones, and most of what MobileNetV3 and its kin are made of.
///
/// ```text
/// hard_swish
/// ```
///
/// ## Formula
///
/// ```text
/// hard_tanh(x)    = the nearest number from min to max
/// relu6(x)        = the nearest number from 0 to 6
/// hard_sigmoid(x) = the nearest number from 0 to 1 to x / 6 + 1/2
/// hard_swish(x)   = x · hard_sigmoid(x)
/// ```
///
/// `hard_sigmoid` and `hard_swish` are those of [Howard et al. 2019](https://arxiv.org/abs/1905.02244), of PyTorch and of Keras 3;
/// Keras 2 had a `hard_sigmoid` of another slope, `0.2 · x + 0.5`. At a bend and beyond it, gradients are those of the flat side, as
/// in PyTorch; `clamp` has 1 at its ends.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `min`, `max` | `-1.0`, `1.0` | the ends of `hard_tanh`; the others have none |
pub struct hard_swish {}

/// Smooth functions, put together from straight lines: cheap on phones, and most of what MobileNetV3 and its kin are made of.
///
/// ```text
/// hard_tanh(min = -1.0, max = 1.0)
/// ```
///
/// ## Formula
///
/// ```text
/// hard_tanh(x)    = the nearest number from min to max
/// relu6(x)        = the nearest number from 0 to 6
/// hard_sigmoid(x) = the nearest number from 0 to 1 to x / 6 + 1/2
/// hard_swish(x)   = x · hard_sigmoid(x)
/// ```
///
/// `hard_sigmoid` and `hard_swish` are those of [Howard et al. 2019](https://arxiv.org/abs/1905.02244), of PyTorch and of Keras 3;
/// Keras 2 had a `hard_sigmoid` of another slope, `0.2 · x + 0.5`. At a bend and beyond it, gradients are those of the flat side, as
/// in PyTorch; `clamp` has 1 at its ends.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `min`, `max` | `-1.0`, `1.0` | the ends of `hard_tanh`; the others have none |
pub struct hard_tanh {
    /// `-1.0`, `1.0` by default: the ends of `hard_tanh`; the others have none
    pub min: Argument,
    /// `-1.0`, `1.0` by default: the ends of `hard_tanh`; the others have none
    pub max: Argument,
}

/// Two losses with conventions of their own: labels of ±1, and a first value in logarithms.
///
/// ```text
/// hinge(scores, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// hinge(scores, labels)                           = mean of  max(0, 1 − scores · labels)
/// kl_divergence(log_probabilities, probabilities) = 1/B · Σ Σ q · (ln q − x)
/// ```
///
/// The mean of `hinge` is over all elements of all samples. The labels are −1 and 1; the gradient at the corner is 0.
///
/// `kl_divergence` adds up the elements of a sample and is a mean over the `B` samples, which PyTorch calls `batchmean`. Its
/// first value `x` is the logarithm of a distribution, as `log_softmax` gives it; the second, `q`,
/// is the distribution itself. Where `q` is 0 nothing is added.
///
/// Both values of both may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
pub struct hinge {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// How far two values are from each other.
///
/// ```text
/// huber(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct huber {
    /// `1` by default: `huber`: the distance from which on it is linear, above 0; also by position
    pub delta: Argument,
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// Contrastive learning: each anchor should be nearer to its own positive than to those of all other samples of the batch.
///
/// ```text
/// info_nce(anchors, positives)
/// ```
///
/// ## Formula
///
/// ```text
/// info_nce(anchors, positives) = mean over samples i of  −ln softmax over j of (cos(anchorᵢ, positiveⱼ) / temperature) at i
/// ```
///
/// ([van den Oord, Li and Vinyals 2018](https://arxiv.org/abs/1807.03748), by cosines as in SimCLR,
/// [Chen et al. 2020](https://arxiv.org/abs/2002.05709).) In PyTorch it is written out:
///
/// ```python
/// cosines = F.normalize(anchors, dim=1) @ F.normalize(positives, dim=1).T
/// F.cross_entropy(cosines / temperature, torch.arange(len(cosines)))
/// ```
///
/// Both get a gradient. CLIP's loss goes both ways: `0.5 * info_nce(images, texts) + 0.5 * info_nce(texts, images)`, with a
/// name for each.
///
/// A sample is compared with those that are in memory with it: with towers, with those of its tower's part of the batch.
///
/// ## Shapes
///
/// Vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `temperature` | `0.07` | what cosines are divided by, above 0 |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the samples |
pub struct info_nce {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `0.07` by default: what cosines are divided by, above 0
    pub temperature: Argument,
    /// `mean` by default: `sum` adds up the samples
    pub reduction: Argument,
}

/// Brings each channel of each sample to mean 0 and variance 1 over its pixels ([Ulyanov, Vedaldi and Lempitsky
/// 2016](https://arxiv.org/abs/1607.08022)). Samples do not see each other, and there are no running statistics.
///
/// ```text
/// instance_norm(affine = true)
/// ```
///
/// ## Formula
///
/// ```text
/// y = (x − mean) / √(variance + epsilon)
/// ```
///
/// with the mean and the variance (divided by the number of pixels) of a channel; with `affine = true`, times the channel's
/// `weight` and plus its `bias`.
///
/// ## Shapes
///
/// `[C, L]` or `[C, H, W]`, kept. A channel has to hold two elements or more. By default there are **no variables**, as in
/// PyTorch's `InstanceNorm2d`; with `affine = true`:
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C]` | 1 |
/// | `bias` | `[C]` | 0 |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `epsilon` | `1e-5` | added to the variance |
/// | `affine` | `false` | `true`: a weight and a bias for each channel |
/// | `init` | `ones` | with `affine = true`: what `weight` holds at first, see initialisers |
/// | `bias_init` | `zeros` | with `affine = true`: what `bias` does |
pub struct instance_norm {
    /// `1e-5` by default: added to the variance
    pub epsilon: Argument,
    /// `false` by default: `true`: a weight and a bias for each channel
    pub affine: Argument,
    /// `ones` by default: with `affine = true`: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// `zeros` by default: with `affine = true`: what `bias` does
    pub bias_init: Argument,
}

/// Two losses with conventions of their own: labels of ±1, and a first value in logarithms.
///
/// ```text
/// kl_divergence(log_probabilities, probabilities)
/// ```
///
/// ## Formula
///
/// ```text
/// hinge(scores, labels)                           = mean of  max(0, 1 − scores · labels)
/// kl_divergence(log_probabilities, probabilities) = 1/B · Σ Σ q · (ln q − x)
/// ```
///
/// The mean of `hinge` is over all elements of all samples. The labels are −1 and 1; the gradient at the corner is 0.
///
/// `kl_divergence` adds up the elements of a sample and is a mean over the `B` samples, which PyTorch calls `batchmean`. Its
/// first value `x` is the logarithm of a distribution, as `log_softmax` gives it; the second, `q`,
/// is the distribution itself. Where `q` is 0 nothing is added.
///
/// Both values of both may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
pub struct kl_divergence {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// How far two values are from each other.
///
/// ```text
/// l1(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct l1 {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// How far two values are from each other.
///
/// ```text
/// l2(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct l2 {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// Brings each sample to mean 0 and variance 1 along its last axis, or others, then to a mean and a spread that are learnt for each
/// place of that axis ([Ba, Kiros and Hinton 2016](https://arxiv.org/abs/1607.06450)). Samples do not see each other, so
/// there are no running statistics, and training and inference are the same.
///
/// ```text
/// layer_norm(epsilon = 1e-5)
/// ```
///
/// ## Formula
///
/// ```text
/// y = (x − mean) / √(variance + epsilon) · weight + bias
/// ```
///
/// with the mean and the variance (divided by the number of elements) of the elements that are normalised together.
///
/// ## Shapes
///
/// Any, kept. With the axes `[H, W]` normalised:
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[H, W]` | 1 |
/// | `bias` | `[H, W]` | 0 |
///
/// Variables and numbers are those of PyTorch's `LayerNorm`. With one axis that is not the last, each place of the others is
/// normalised by itself: `layer_norm(axes = [0])` over the channels of an image is the `LayerNorm2d` of ConvNeXt.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axes` | the last one | the last axes of a sample, as in `axes = [1, 2]`, counted from 0 without the batch, three at most with variables; or one axis, wherever it is |
/// | `epsilon` | `1e-5` | added to the variance |
/// | `affine` | `true` | `false`: no `weight` and no `bias`, and so no need of a name |
/// | `init` | `ones` | what `weight` holds at first, see initialisers |
/// | `bias_init` | `zeros` | what `bias` does |
pub struct layer_norm {
    /// the last one by default: the last axes of a sample, as in `axes = [1, 2]`, counted from 0 without the batch, three at most with variables; or one axis, wherever it is
    pub axes: Argument,
    /// `1e-5` by default: added to the variance
    pub epsilon: Argument,
    /// `true` by default: `false`: no `weight` and no `bias`, and so no need of a name
    pub affine: Argument,
    /// `ones` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// `zeros` by default: what `bias` does
    pub bias_init: Argument,
}

/// Keeps what is positive, and a little of what is negative, so that the gradient never vanishes.
///
/// ```text
/// leaky_relu(slope = 0.01)
/// ```
///
/// ## Formula
///
/// ```text
/// y = x           where x > 0
/// y = slope · x   elsewhere
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `slope` | `0.01` | comes first and needs no name |
pub struct leaky_relu {
    /// `0.01` by default: comes first and needs no name
    pub slope: Argument,
}

/// Every output is a weighted sum of all features, and a bias. What has several axes has its features along the last one: a
/// sequence is sent through place by place.
///
/// ```text
/// linear(10)
/// ```
///
/// ## Formula
///
/// ```text
/// y[o] = bias[o] + Σ weight[o, n] · x[n]
///                  n
/// ```
///
/// ## Shapes
///
/// `[.., N]` → `[.., OUT]`: `[N]` → `[OUT]`, and `[T, N]` → `[T, OUT]`.
///
/// What a convolution or a pool has made, `[channels, height, width]`, is refused, because its last axis holds no features: it
/// has to go through `flatten` or `global_avg_pool` first. To mix the channels of each pixel,
/// write `conv2d(n, kernel = 1)`, or bring them to the end by `permute`.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[OUT, N]` | uniform in `±1/√N` |
/// | `bias` | `[OUT]` | the same |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `out_features` | required | number of outputs |
/// | `bias` | `true` | `false`: no bias |
/// | `norm` | | `weight` or `spectral`: the weight is computed from other variables |
/// | `init` | uniform in `±1/√N` | what `weight` holds at first, see initialisers |
/// | `bias_init` | the same | what `bias` does |
/// | `weight` | its own | the weight of another layer, `[OUT, N]` |
///
/// `out_features` comes first and needs no name.
///
/// ## A weight that is shared
///
/// `weight = embed.weight` takes the weight of a layer that stands above. Scopes are named on the way: `weight =
/// encoder.embed.weight`. There is one variable then, with one key in a file; gradients from both layers add up in it, and an
/// optimizer changes it once. A language model that reads and writes words by one table:
///
/// ```rust
/// # use netweave::prelude::*;
/// network! {
///     network Words(words: [16] of usize) -> [16, 1000] {
///         let hidden = words -> embed: embedding(1000, 64) -> fc: linear(64) -> gelu;
///         hidden -> linear(1000, bias = false, weight = embed.weight)
///     }
/// }
/// # fn main() {
/// assert_eq!(Words::PARAMETERS, 1000 * 64 + 64 * 64 + 64);
/// # }
/// ```
///
/// With a bias, the layer needs a name, and holds that alone.
pub struct linear {
    /// required: number of outputs
    pub out_features: Argument,
    /// its own by default: the weight of another layer, `[OUT, N]`
    pub weight: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// `weight` or `spectral`: the weight is computed from other variables
    pub norm: Argument,
    /// uniform in `±1/√N` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
    /// the same by default: what `bias` does
    pub bias_init: Argument,
}

/// The natural logarithm.
///
/// ```text
/// ln
/// ```
///
/// ## Formula
///
/// ```text
/// y = ln x
/// ```
///
/// It is −∞ at 0, where its gradient is infinite, and NaN below 0. What may be 0 is kept away from it with
/// `clamp`: `x -> clamp(min = 1e-6) -> ln`.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct ln {}

/// Divides each element by a power of the mean square of its neighbours across the channels
/// ([Krizhevsky, Sutskever and Hinton 2012](https://papers.nips.cc/paper/4824)), as AlexNet and the first Inception do.
///
/// ```text
/// local_response_norm(5)
/// ```
///
/// ## Formula
///
/// ```text
/// y = x / (k + alpha / size · Σ x²) ^ beta
/// ```
///
/// with the sum over `size` channels around its own, at the same place. Of an even `size`, one more comes before than after; beyond the
/// first and the last channel are zeros. The numbers are those of PyTorch's `LocalResponseNorm`. TensorFlow's has the sum in place of
/// the mean, and a `depth_radius` for which `size` is `2 · depth_radius + 1`: its `alpha` times that `size` is ours.
///
/// ## Shapes
///
/// `[C, ..]`, kept. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | how many channels are neighbours; also by position |
/// | `alpha` | `1e-4` | what the mean square is multiplied with, 0 or above |
/// | `beta` | `0.75` | the power, 0 or above |
/// | `k` | `1` | what is added before the power is taken, above 0 |
pub struct local_response_norm {
    /// required: how many channels are neighbours; also by position
    pub size: Argument,
    /// `1e-4` by default: what the mean square is multiplied with, 0 or above
    pub alpha: Argument,
    /// `0.75` by default: the power, 0 or above
    pub beta: Argument,
    /// `1` by default: what is added before the power is taken, above 0
    pub k: Argument,
}

/// Smooth activations beside `silu`, `tanh` and `softplus`.
///
/// ```text
/// log_sigmoid
/// ```
///
/// ## Formula
///
/// ```text
/// mish(x)        = x · tanh(ln(1 + eˣ))
/// softsign(x)    = x / (1 + |x|)
/// log_sigmoid(x) = − ln(1 + e⁻ˣ)
/// squareplus(x)  = (x + √(x² + b)) / 2
/// sparse_plus(x) = 0 up to −1, (x + 1)² / 4 up to 1, then x
/// ```
///
/// `mish` is [Misra 2019](https://arxiv.org/abs/1908.08681), `squareplus` [Barron 2021](https://arxiv.org/abs/2112.11687). None of them
/// overflows: `log_sigmoid` of −10⁴ is −10⁴.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | `4.0` | of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name |
pub struct log_sigmoid {}

/// The logarithm of a `softmax` over the last axis, without the loss of accuracy of computing the one and
/// then the other.
///
/// ```text
/// log_softmax
/// ```
///
/// ## Formula
///
/// ```text
/// y[i] = x[i] − ln Σ exp(x[k])
///                  k
/// ```
///
/// ## Shapes
///
/// Any with one axis or more; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct log_softmax {}

/// The p-norm of what lies under a window: with a power of 1 the sum, with 2 the length of a vector, and the larger the power, the nearer
/// to the largest ([Gulcehre et al. 2014](https://arxiv.org/abs/1311.1780)).
///
/// ```text
/// lp_pool2d(2, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = ( Σ x[c, s·i + a, s·j + b]ᵖ ) ^ (1 / p)
///               a, b
/// ```
///
/// with stride `s`, PyTorch's: of a power that is no even number, the sum should not be negative. Where it is 0, the gradient is 0. A window
/// that reaches beyond the end, with `ceil_mode`, has its sum enlarged as if it were whole.
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]`, `[C, H, W]` → `[C, H′, W′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. It holds no
/// variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `p` | required | the power, from 1 |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `kernel` | a number or `[rows, columns]` |
/// | `ceil_mode` | `false` | `true`: a window more for what is left over, see Windows |
///
/// `p` comes first and `kernel` second, and neither needs a name.
pub struct lp_pool2d {
    /// required: the power, from 1
    pub p: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
}

/// The p-norm of what lies under a window: with a power of 1 the sum, with 2 the length of a vector, and the larger the power, the nearer
/// to the largest ([Gulcehre et al. 2014](https://arxiv.org/abs/1311.1780)).
///
/// ```text
/// lp_pool1d(2, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = ( Σ x[c, s·i + a, s·j + b]ᵖ ) ^ (1 / p)
///               a, b
/// ```
///
/// with stride `s`, PyTorch's: of a power that is no even number, the sum should not be negative. Where it is 0, the gradient is 0. A window
/// that reaches beyond the end, with `ceil_mode`, has its sum enlarged as if it were whole.
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]`, `[C, H, W]` → `[C, H′, W′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. It holds no
/// variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `p` | required | the power, from 1 |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `kernel` | a number or `[rows, columns]` |
/// | `ceil_mode` | `false` | `true`: a window more for what is left over, see Windows |
///
/// `p` comes first and `kernel` second, and neither needs a name.
pub struct lp_pool1d {
    /// required: the power, from 1
    pub p: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
}

/// The p-norm of what lies under a window: with a power of 1 the sum, with 2 the length of a vector, and the larger the power, the nearer
/// to the largest ([Gulcehre et al. 2014](https://arxiv.org/abs/1311.1780)).
///
/// ```text
/// lp_pool3d(2, kernel = 3)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = ( Σ x[c, s·i + a, s·j + b]ᵖ ) ^ (1 / p)
///               a, b
/// ```
///
/// with stride `s`, PyTorch's: of a power that is no even number, the sum should not be negative. Where it is 0, the gradient is 0. A window
/// that reaches beyond the end, with `ceil_mode`, has its sum enlarged as if it were whole.
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]`, `[C, H, W]` → `[C, H′, W′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. It holds no
/// variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `p` | required | the power, from 1 |
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `kernel` | a number or `[rows, columns]` |
/// | `ceil_mode` | `false` | `true`: a window more for what is left over, see Windows |
///
/// `p` comes first and `kernel` second, and neither needs a name.
pub struct lp_pool3d {
    /// required: the power, from 1
    pub p: Argument,
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
}

/// Long short-term memory ([Hochreiter and Schmidhuber 1997](https://doi.org/10.1162/neco.1997.9.8.1735), [Gers and others
/// 2000](https://doi.org/10.1162/089976600300015015)): from step to step of a sequence goes a state, and a cell whose gates say what
/// it keeps, takes in and shows.
///
/// ```text
/// lstm(128)
/// ```
///
/// ## Formula
///
/// ```text
/// a  = x[t] · weight_ihᵀ + bias_ih + h · weight_hhᵀ + bias_hh       for the gates i, f, g and o, one below the other
/// c' = σ(f) · c + σ(i) · tanh(g)
/// h' = σ(o) · tanh(c')                                              what it gives for step t
/// ```
///
/// Both begin with zeros, unless they are given.
///
/// ## Shapes
///
/// `[T, N]` → `[T, H]`, or `[T, 2 · H]` in both directions: `T` steps of `N` features, and `H` units.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight_ih` | `[4 · H, N]` | uniform in `±1/√H` |
/// | `weight_hh` | `[4 · H, H]` | the same |
/// | `bias_ih`, `bias_hh` | `[4 · H]` | the same |
///
/// The other direction has the same with `_reverse` at the end of their names, and the layers above the first are in an array,
/// `upper`: `net.encoder.upper[0].weight_ih` is `encoder/upper/0/weight_ih`, and takes what comes from below. Order of gates, variables
/// and numbers are those of PyTorch's `LSTM` with `batch_first`, and `Keys::torch()` loads what that has saved:
/// `encoder.weight_ih_l0` is `encoder/weight_ih`, and `encoder.weight_ih_l1_reverse` is `encoder/upper/0/weight_ih_reverse`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | required | the numbers of a state |
/// | `layers` | 1 | layers on each other: each goes through what the one below has given |
/// | `bidirectional` | `false` | `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side |
/// | `dropout` | none | the probability of dropout between the layers; with two layers or more |
/// | `bias` | `true` | `false`: no bias |
/// | `hidden` | zeros | the hidden state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions |
/// | `cell` | zeros | the cell, likewise |
/// | `init` | uniform in `±1/√H` | what all weights hold at first, see initialisers |
/// | `bias_init` | the same | what all biases do |
///
/// `units` needs no name. With several layers or directions a state has a row for each, first those of the first layer: forward,
/// then reverse.
///
/// ## What is left in the end
///
/// The number of names says whether the last states are wanted: `let y = x -> lstm(128);` gives the outputs of all steps, and `let
/// (y, hidden, cell) = x -> lstm(128);` the states that are left as well, each of the shape that they have at the beginning. So what is
/// left can go out of a network and come in again, and a stream is read piece by piece:
///
/// ```rust
/// use netweave::prelude::*;
///
/// network! {
///     /// One step of a stream, with what is known of it so far.
///     pub network Listener(x: [1, 3], h: [8], c: [8]) -> (score: [1], h: [8], c: [8]) {
///         let (y, h, c) = x -> ear: lstm(8, hidden = h, cell = c);
///         (y -> flatten -> fc: linear(1), h, c)
///     }
/// }
///
/// fn main() {
///     let device = Cpu::default();
///     let net = device.build_module::<Listener, f32>();
///     let mut h = device.tensor([[0.0; 8]]);
///     let mut c = device.tensor([[0.0; 8]]);
///     for x in [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]] {
///         let left = net.forward(device.tensor([[x]]), h, c);
///         println!("{:?}", left.score.array());
///         (h, c) = (left.h, left.c);
///     }
///     assert_ne!(c.array(), [[0.0; 8]]);
/// }
/// ```
///
/// A state at the beginning may be learnt, `(h0: variable([128], init = zeros))`, or made by another layer: what an encoder leaves is
/// what a decoder begins with.
///
/// ## Cost
///
/// What comes in is multiplied for all steps at once, and what goes from step to step, one step after the other. The samples of a
/// batch are shared out among the threads.
pub struct lstm {
    /// required: the numbers of a state
    pub units: Argument,
    /// zeros by default: the hidden state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions
    pub hidden: Argument,
    /// zeros by default: the cell, likewise
    pub cell: Argument,
    /// 1 by default: layers on each other: each goes through what the one below has given
    pub layers: Argument,
    /// none by default: the probability of dropout between the layers; with two layers or more
    pub dropout: Argument,
    /// `false` by default: `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side
    pub bidirectional: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// uniform in `±1/√H` by default: what all weights hold at first, see initialisers
    pub init: Argument,
    /// the same by default: what all biases do
    pub bias_init: Argument,
}

/// A number where a mask says so, and the value elsewhere.
///
/// ```text
/// masked_fill(x, mask, value = -1e9)
/// ```
///
/// ## Formula
///
/// ```text
/// y = value   where mask > 0
///     x       elsewhere
/// ```
///
/// Gradients go to `x` where it was kept, and none to the mask.
///
/// ## Shapes
///
/// `x` keeps its shape; the mask has the same, or is stretched to it as in arithmetic.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `x`, the mask | required | the two values |
/// | `value` | required | the number that is filled in; needs no name |
pub struct masked_fill {
    /// required: the number that is filled in; needs no name
    pub value: Argument,
}

/// The product of two matrices that are values both. For a matrix that is learnt there is `linear`.
///
/// ```text
/// matmul(a, b)
/// ```
///
/// ## Formula
///
/// ```text
/// c[.., r, k] = Σ_t a[.., r, t] · b[.., t, k]
/// ```
///
/// ## Shapes
///
/// `[.., R, T]` and `[.., T, C]` → `[.., R, C]`. The axes before the matrices meet as in arithmetic: `[8, 5, 4]` and
/// `[4, 7]` give `[8, 5, 7]`. A vector is a row on the left and a column on the right, and the axis that this adds is gone in the
/// result: `[5, 4]` and `[4]` give `[5]`. Gradients go to both values.
///
/// ## Arguments
///
/// The two values, `a` and `b`. Both may be the same.
pub struct matmul {}

/// The maximum, or the minimum, over axes. Of two values, element by element, there are `maximum` and `minimum`.
///
/// ```text
/// max(axes = [1, 2])
/// ```
///
/// ## Formula
///
/// ```text
/// y = max x      y = min x
/// ```
///
/// over the axes. Elements that are equal to it share its gradient evenly, as with PyTorch's `amax` and `amin`. If one is NaN, so
/// is the result.
///
/// ## Shapes
///
/// The axes count from 0 without the batch. They are gone from the shape: `[3, 8, 6]` becomes `[3]` with `axes = [1, 2]`,
/// and `[]`, a single number, when nothing is said. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | | one axis |
/// | `axes` | all | several axes, as in `[1, 2]` |
/// | `keepdims` | `false` | `true`: the axes stay, with size 1 |
///
/// Of `axis` and `axes`, one is given or neither.
pub struct max {
    /// one axis
    pub axis: Argument,
    /// all by default: several axes, as in `[1, 2]`
    pub axes: Argument,
    /// `false` by default: `true`: the axes stay, with size 1
    pub keepdims: Argument,
}

/// The largest value under a window that slides over the image, for each channel on its own.
///
/// ```text
/// max_pool2d(2)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = max x[c, s·i + d·a − p, s·j + d·b − p]
///              a, b
/// ```
///
/// with stride `s`, dilation `d` and padding `p`. Pixels of the padding are never the largest. The gradient goes to the
/// largest pixel, and to the first of several that are equal, row by row.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, H′, W′]`. The formula for `H′` and `W′` is under Windows.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `kernel` | required | size of the window: a number or `[rows, columns]` |
/// | `stride` | `kernel` | a number or `[rows, columns]` |
/// | `padding` | `0` | a number or `[rows, columns]`, at most half the kernel with its dilation; `same` or `valid` |
/// | `dilation` | `1` | a number or `[rows, columns]` |
/// | `ceil_mode` | `false` | `true`: a window more for what is left over, see Windows |
///
/// `kernel` comes first and needs no name.
pub struct max_pool2d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel with its dilation; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
}

/// `max_pool2d` and `avg_pool2d` along the one axis of a sequence and along the three of a volume, with
/// their formulas and their arguments. `kernel`, `stride`, `padding` and `dilation` are one number, or for volumes
/// `[depth, rows, columns]`.
///
/// ```text
/// max_pool1d(2)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. They hold
/// no variables.
pub struct max_pool1d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel with its dilation; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
}

/// `max_pool2d` and `avg_pool2d` along the one axis of a sequence and along the three of a volume, with
/// their formulas and their arguments. `kernel`, `stride`, `padding` and `dilation` are one number, or for volumes
/// `[depth, rows, columns]`.
///
/// ```text
/// max_pool3d(2)
/// ```
///
/// ## Shapes
///
/// `[C, L]` → `[C, L′]` and `[C, D, H, W]` → `[C, D′, H′, W′]`. The formula for the sizes is under Windows. They hold
/// no variables.
pub struct max_pool3d {
    /// required: size of the window: a number or `[rows, columns]`
    pub kernel: Argument,
    /// `kernel` by default: a number or `[rows, columns]`
    pub stride: Argument,
    /// `0` by default: a number or `[rows, columns]`, at most half the kernel with its dilation; `same` or `valid`
    pub padding: Argument,
    /// `false` by default: `true`: a window more for what is left over, see Windows
    pub ceil_mode: Argument,
    /// `1` by default: a number or `[rows, columns]`
    pub dilation: Argument,
}

/// The larger, or the smaller, of each two elements of two values. `max` is the largest element along axes of one
/// value; with a number there is `clamp`.
///
/// ```text
/// maximum(a, b)
/// ```
///
/// ## Formula
///
/// ```text
/// y = max(a, b)      y = min(a, b)
/// ```
///
/// NaN if either is NaN. The gradient goes to the one that was taken; those that are equal share it evenly, as in PyTorch.
///
/// ## Shapes
///
/// Two values of one shape, which is kept; or shapes that are brought to one as in arithmetic.
///
/// ## Arguments
///
/// The two values, `a` and `b`.
pub struct maximum {}

/// The mean over axes.
///
/// ```text
/// mean(axes = [1, 2])
/// ```
///
/// ## Formula
///
/// ```text
/// y = Σ x / N
/// ```
///
/// where the sum is over the axes, and `N` is the number of elements on them.
///
/// ## Shapes
///
/// The axes count from 0 without the batch. They are gone from the shape: `[3, 8, 6]` becomes `[3]` with `axes = [1, 2]`,
/// and `[]`, a single number, when nothing is said. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | | one axis |
/// | `axes` | all | several axes, as in `[1, 2]` |
/// | `keepdims` | `false` | `true`: the axes stay, with size 1 |
///
/// Of `axis` and `axes`, one is given or neither.
pub struct mean {
    /// one axis
    pub axis: Argument,
    /// all by default: several axes, as in `[1, 2]`
    pub axes: Argument,
    /// `false` by default: `true`: the axes stay, with size 1
    pub keepdims: Argument,
}

/// The position of each pixel of an image: a constant, to which no gradient goes.
///
/// ```text
/// meshgrid(image)
/// ```
///
/// ## Formula
///
/// ```text
/// y[0, i, j] = j
/// y[1, i, j] = i
/// ```
///
/// Columns come first and rows second, as in a flow, so that `meshgrid(flow) + flow` is where `warp` reads.
///
/// ## Shapes
///
/// `[C, H, W]` → `[2, H, W]`.
///
/// ## Arguments
///
/// None. Of the image, only the size matters.
pub struct meshgrid {}

/// The maximum, or the minimum, over axes. Of two values, element by element, there are `maximum` and `minimum`.
///
/// ```text
/// min(axes = [1, 2])
/// ```
///
/// ## Formula
///
/// ```text
/// y = max x      y = min x
/// ```
///
/// over the axes. Elements that are equal to it share its gradient evenly, as with PyTorch's `amax` and `amin`. If one is NaN, so
/// is the result.
///
/// ## Shapes
///
/// The axes count from 0 without the batch. They are gone from the shape: `[3, 8, 6]` becomes `[3]` with `axes = [1, 2]`,
/// and `[]`, a single number, when nothing is said. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | | one axis |
/// | `axes` | all | several axes, as in `[1, 2]` |
/// | `keepdims` | `false` | `true`: the axes stay, with size 1 |
///
/// Of `axis` and `axes`, one is given or neither.
pub struct min {
    /// one axis
    pub axis: Argument,
    /// all by default: several axes, as in `[1, 2]`
    pub axes: Argument,
    /// `false` by default: `true`: the axes stay, with size 1
    pub keepdims: Argument,
}

/// The larger, or the smaller, of each two elements of two values. `max` is the largest element along axes of one
/// value; with a number there is `clamp`.
///
/// ```text
/// minimum(a, b)
/// ```
///
/// ## Formula
///
/// ```text
/// y = max(a, b)      y = min(a, b)
/// ```
///
/// NaN if either is NaN. The gradient goes to the one that was taken; those that are equal share it evenly, as in PyTorch.
///
/// ## Shapes
///
/// Two values of one shape, which is kept; or shapes that are brought to one as in arithmetic.
///
/// ## Arguments
///
/// The two values, `a` and `b`.
pub struct minimum {}

/// Smooth activations beside `silu`, `tanh` and `softplus`.
///
/// ```text
/// mish
/// ```
///
/// ## Formula
///
/// ```text
/// mish(x)        = x · tanh(ln(1 + eˣ))
/// softsign(x)    = x / (1 + |x|)
/// log_sigmoid(x) = − ln(1 + e⁻ˣ)
/// squareplus(x)  = (x + √(x² + b)) / 2
/// sparse_plus(x) = 0 up to −1, (x + 1)² / 4 up to 1, then x
/// ```
///
/// `mish` is [Misra 2019](https://arxiv.org/abs/1908.08681), `squareplus` [Barron 2021](https://arxiv.org/abs/2112.11687). None of them
/// overflows: `log_sigmoid` of −10⁴ is −10⁴.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | `4.0` | of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name |
pub struct mish {}

/// How far two values are from each other.
///
/// ```text
/// mse(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct mse {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// Brings each channel to the scale that a network expects: subtracts a mean and divides by a deviation, which are given and
/// not learnt.
///
/// ```text
/// normalize(mean = 0.5, deviation = 0.25)
/// ```
///
/// ## Formula
///
/// ```text
/// y = (scale · x − mean) / deviation
/// ```
///
/// for each channel. Gradients go through it to `x`: a loss may compare what another network sees in two pictures.
///
/// ## Shapes
///
/// `[C, ..]`; the output has the shape of the input. It holds no variables. With statistics that are known by a name, `x` is a
/// picture, `[3, H, W]`, in red, green and blue.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `statistics` | | known ones: `imagenet`, `vgg` or `caffe`; comes first and needs no name |
/// | `mean` | required without `statistics` | what is subtracted: `[0.485, 0.456, 0.406]`, a number for each channel, or one number for all |
/// | `deviation` | `1` | what is divided by, in the same way; above 0 |
/// | `scale` | `1` | what `x` is multiplied by before that; above 0 |
///
/// A list may have `const` items in it, and may be one: `mean = MEAN` with `const MEAN: [f64; 3]`. Its length is checked when the
/// program is compiled, and so is that no deviation is 0.
///
/// | `statistics` | pictures | mean | deviation | |
/// |---|---|---|---|---|
/// | `imagenet` | 0 to 1 | 0.485, 0.456, 0.406 | 0.229, 0.224, 0.225 | torchvision's networks |
/// | `vgg` | 0 to 255 | 123.68, 116.779, 103.939 | 1 | VGG in TF-slim |
/// | `caffe` | 0 to 255 | 103.939, 116.779, 123.68 | 1 | VGG in Caffe and Keras: blue, green, red come out, and the mean is in that order |
///
/// A picture from 0 to 1 is brought to 0 to 255 by `normalize(vgg, scale = 255)`, and one from 0 to 255 to 0 to 1 by
/// `normalize(imagenet, scale = 1 / 255)`.
pub struct normalize {
    /// pictures by default: mean
    pub statistics: Argument,
    /// required without `statistics` by default: what is subtracted: `[0.485, 0.456, 0.406]`, a number for each channel, or one number for all
    pub mean: Argument,
    /// `1` by default: what is divided by, in the same way; above 0
    pub deviation: Argument,
    /// `1` by default: what `x` is multiplied by before that; above 0
    pub scale: Argument,
}

/// A row of zeros with a one at the place that an index names.
///
/// ```text
/// one_hot(classes = 10)
/// ```
///
/// ## Shapes
///
/// `[..]` → `[.., CLASSES]`. Indices are an input `of usize`, of which one that is out of range is an error of the pass; or
/// numbers, such as `argmax` gives: these are rounded down, and what lies before or after the row is its end. No
/// gradient goes back.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `classes` | required | the length of a row; needs no name |
pub struct one_hot {
    /// required: the length of a row; needs no name
    pub classes: Argument,
}

/// A value that is known before: the same for all samples, neither trained nor saved. `zeros([64])` and `ones([64])` are what they say.
///
/// ```text
/// ones([64])
/// ```
///
/// ## Shapes
///
/// Nothing → the shape that is written.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | required | `[4, 64]`, with numbers and `const` items |
/// | `values` | required | the name of a `const` array of this shape, or of a function of a place |
///
/// Both need no names. A name in capitals is an array, `[[f64; 64]; 4]` for `[4, 64]`, whose elements may be `f32` or whole
/// numbers as well; that its shape is the one that is written, rustc checks. Any other name is a function
/// `fn([usize; 2]) -> f64`, which is called once for each place, and must give the same each time.
pub struct ones {
    /// required: `[4, 64]`, with numbers and `const` items
    pub shape: Argument,
}

/// The outer product of two vectors: each element of one times each of the other.
///
/// ```text
/// outer(a, b)
/// ```
///
/// ## Shapes
///
/// `[N]` and `[M]` → `[N, M]`. Of values with more axes, `einsum` says which go together.
///
/// ## Arguments
///
/// The two vectors, `a` and `b`.
pub struct outer {}

/// Adds rows and columns around an image.
///
/// ```text
/// pad(1)
/// ```
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, H + top + bottom, W + left + right]`. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `padding` | required | one number for all sides, `[rows, columns]` for the two sides of each, or `[[top, bottom], [left, right]]` |
/// | `mode` | `zeros` | what is added |
///
/// `padding` comes first and needs no name. The modes are
///
/// * `zeros`: 0,
/// * `reflect`: the image as in a mirror that stands on its outermost pixels, `3 2 1 2 3 2 1`; the padding is smaller than the
///   image,
/// * `replicate`: the outermost pixels, `1 1 1 2 3 3 3`.
pub struct pad {
    /// required: one number for all sides, `[rows, columns]` for the two sides of each, or `[[top, bottom], [left, right]]`
    pub padding: Argument,
    /// `zeros` by default: what is added
    pub mode: Argument,
}

/// How different two images look to another network, the **critic**: by what it makes of them and not by their pixels
/// ([Johnson et al. 2016](https://arxiv.org/abs/1603.08155)). An image that is shifted by half a pixel is far away for `l2`,
/// and near for a network that recognises things.
///
/// ```text
/// perceptual(critic at features/conv1, image, target)
/// ```
///
/// ## In TensorFlow 1
///
/// ```python
/// with slim.arg_scope(vgg.vgg_arg_scope()):
///     _, seen = vgg.vgg_19(image, is_training=False)
///     _, wanted = vgg.vgg_19(target, is_training=False)            # ValueError, or new variables
/// key = "vgg_19/conv4/conv4_4"
/// perceptual = tf.reduce_mean(tf.square(seen[key] - wanted[key]))
/// train_op = tf.train.AdamOptimizer(1e-4).minimize(l1 + 0.01 * perceptual)
/// ```
///
/// The second call needs `reuse=True`, and without it fails or makes a second critic with other weights. `minimize` without a
/// `var_list` trains the critic as well: the loss falls, because the critic goes blind. `is_training=True` by mistake moves its
/// statistics. And whether all of the critic runs, or only what the key needs, is up to whoever else fetches it.
///
/// ## Here
///
/// A critic is a target of a loss, by reference, and `critic at block4/conv4_4` names its end point:
///
/// ```rust
/// use netweave::prelude::*;
///
/// network! {
///     /// Sees edges, and what they are part of.
///     pub network Critic(image: [3, 16, 16]) -> [10] {
///         let block1 = scope block1 { image -> conv1_2: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu };
///         let block2 = scope block2 { block1 -> max_pool2d(2) -> conv2_1: conv2d(16, kernel = 3, padding = 1) -> relu };
///         block2 -> global_avg_pool -> fc: linear(10)
///     }
///
///     /// Makes small images larger.
///     pub network Larger(small: [3, 8, 8]) -> [3, 16, 16] {
///         let image = small -> upsample(scale = 2) -> conv2d(3, kernel = 3, padding = 1);
///         loss sharp(target: [3, 16, 16], critic: &Critic) =
///             l1(image, target)
///             + 0.01 * perceptual(critic at 0.5 * block1/conv1_2 + block2/conv2_1, image, target);
///         image
///     }
/// }
///
/// fn main() -> Result<(), netweave::Error> {
///     let device = Cpu::seed_from_u64(0);
///     let critic = device.build_module::<Critic, f32>();
///     let mut net = device.build_module::<Larger, f32>();
///     let mut adam = Adam::new(1e-3);
///     let small = device.sample_uniform::<Rank4<2, 3, 8, 8>>();
///     let target = device.sample_uniform::<Rank4<2, 3, 16, 16>>();
///
///     let before = critic.variables("");
///     let pass = net.training().sharp(&small, &target, &critic)?;
///     let gradients = adam.compute_gradients(pass)?;
///     adam.apply_gradients(&mut net, gradients)?;
///     assert!(critic.variables("").iter().zip(&before).all(|(now, then)| now.values == then.values));
///     Ok(())
/// }
/// ```
///
/// * **Only what is needed runs.** `fc` above costs nothing: a critic is computed up to its deepest end point that is named.
/// * **The critic is not trained.** It is borrowed, and not part of the network: no optimizer knows its variables. What gradients
///   they get is dropped, and those of convolutions and linear layers are not even computed. It runs as in inference: batch
///   norm uses its running statistics, dropout does nothing.
/// * **The image learns.** The gradient goes through the critic to the image, and from there on. Of the target, which is an input
///   or a target most of the time, nothing is recorded.
///
/// ## Formula
///
/// ```text
/// loss = Σ weight · mean( (φ(image) − φ(target))² )
///        φ
/// ```
///
/// over the end points `φ`; each mean is over all elements of the batch, as that of `l2`.
///
/// ## Shapes
///
/// Two images of one shape, which the critic takes → a number. A critic has one input.
///
/// ## The critic
///
/// * `critic: &Critic` names the type by its path, without `E` and `D`: those of the network. `&Critic<64>` gives const generics.
/// * An end point is written as its name in a saved file, with the scopes in front. `block/0/conv1` is in an array.
/// * Several are joined by `+`, each with its weight in front, a number or a `const` item.
/// * What it is not to see of an image, such as its mean, is a layer of the critic, before the others.
/// * Where the type is declared in another module, its module has to be imported with it, because the end points are there:
///   `use vision::{Vgg19, vgg19};`.
/// * A network may be its own critic, `net.training().sharp(&small, &target, &net)`, and learns nothing in that part.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the batch and does not divide |
///
/// ## What the compiler now catches
///
/// ```text
/// error[E0425]: cannot find value `conv4_5` in module `critic::end_point::block4`
///   |
///    |         loss sharp(critic: &Critic) = perceptual(critic at block4/conv4_5, y, x);
///    |                                                                   ^^^^^^^
///    |
/// help: a unit struct with a similar name exists
/// ```
///
/// * **An end point that there is not**, as above.
/// * **A critic that takes other images**: `` `Critic` takes [3, 8, 8], but `y` is [3, 9, 9] ``.
/// * **A critic that is trained by mistake.** There is no way to write it.
/// * **The wrong network in the call**: a mismatched type.
pub struct perceptual {
    /// a critic and its end points
    pub critic: Argument,
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up the batch and does not divide
    pub reduction: Argument,
}

/// The axes in another order, and the elements with them.
///
/// ```text
/// permute([1, 2, 0])
/// ```
///
/// ## Shapes
///
/// Axis `k` of the result is axis `order[k]`: with `permute([1, 2, 0])`, `[3, 8, 6]` becomes `[8, 6, 3]`. The axes count from 0
/// without the batch, and each is named once. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `order` | required | the axes in their new order; comes first and needs no name |
pub struct permute {
    /// required: the axes in their new order; comes first and needs no name
    pub order: Argument,
}

/// Move elements between channels and places: how super-resolution makes an image larger by a convolution, and how groups of channels
/// get to know each other.
///
/// ```text
/// pixel_shuffle(2)
/// ```
///
/// ## Formula
///
/// With `r = scale` and `g = groups`:
///
/// ```text
/// pixel_shuffle     y[c, r·h + i, r·w + j] = x[c·r² + r·i + j, h, w]
/// pixel_unshuffle   y[c·r² + r·i + j, h, w] = x[c, r·h + i, r·w + j]
/// channel_shuffle   y[g·k + i, ..] = x[C / g · i + k, ..]
/// ```
///
/// ([Shi et al. 2016](https://arxiv.org/abs/1609.05158), [Zhang et al. 2017](https://arxiv.org/abs/1707.01083)), in PyTorch's order.
/// TensorFlow's `depth_to_space` has another order of the channels.
///
/// ## Shapes
///
/// | layer | input | output |
/// |---|---|---|
/// | `pixel_shuffle(r)` | `[C · r², H, W]` | `[C, H · r, W · r]` |
/// | `pixel_unshuffle(r)` | `[C, H · r, W · r]` | `[C · r², H, W]` |
/// | `channel_shuffle(g)` | `[C, ..]`, `g` divides `C` | kept |
///
/// They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `scale` | | how many times larger or smaller, from 1; by position |
/// | `groups` | | of `channel_shuffle`: the groups that the channels come in, from 1; by position |
pub struct pixel_shuffle {
    /// how many times larger or smaller, from 1; by position
    pub scale: Argument,
}

/// Move elements between channels and places: how super-resolution makes an image larger by a convolution, and how groups of channels
/// get to know each other.
///
/// ```text
/// pixel_unshuffle(2)
/// ```
///
/// ## Formula
///
/// With `r = scale` and `g = groups`:
///
/// ```text
/// pixel_shuffle     y[c, r·h + i, r·w + j] = x[c·r² + r·i + j, h, w]
/// pixel_unshuffle   y[c·r² + r·i + j, h, w] = x[c, r·h + i, r·w + j]
/// channel_shuffle   y[g·k + i, ..] = x[C / g · i + k, ..]
/// ```
///
/// ([Shi et al. 2016](https://arxiv.org/abs/1609.05158), [Zhang et al. 2017](https://arxiv.org/abs/1707.01083)), in PyTorch's order.
/// TensorFlow's `depth_to_space` has another order of the channels.
///
/// ## Shapes
///
/// | layer | input | output |
/// |---|---|---|
/// | `pixel_shuffle(r)` | `[C · r², H, W]` | `[C, H · r, W · r]` |
/// | `pixel_unshuffle(r)` | `[C, H · r, W · r]` | `[C · r², H, W]` |
/// | `channel_shuffle(g)` | `[C, ..]`, `g` divides `C` | kept |
///
/// They hold no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `scale` | | how many times larger or smaller, from 1; by position |
/// | `groups` | | of `channel_shuffle`: the groups that the channels come in, from 1; by position |
pub struct pixel_unshuffle {
    /// how many times larger or smaller, from 1; by position
    pub scale: Argument,
}

/// A `leaky_relu` that learns its slope, one for each channel.
///
/// ```text
/// prelu(init = constant(0.1))
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, ..] = x[c, ..]               where x > 0
/// y[c, ..] = weight[c] · x[c, ..]   elsewhere
/// ```
///
/// [He, Zhang, Ren and Sun 2015](https://arxiv.org/abs/1502.01852).
///
/// ## Shapes
///
/// `[C, ..]`, kept.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C]` | 0.25 |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `init` | `constant(0.25)` | what `weight` holds at first, see initialisers |
pub struct prelu {
    /// `constant(0.25)` by default: what `weight` holds at first, see initialisers
    pub init: Argument,
}

/// The element that a share of the others is below: `quantile(0.5)` is the median.
///
/// ```text
/// quantile(0.9, axis = 0)
/// ```
///
/// ## Formula
///
/// ```text
/// place = q · (N − 1)
/// y     = sorted[⌊place⌋] + (place − ⌊place⌋) · (sorted[⌊place⌋ + 1] − sorted[⌊place⌋])
/// ```
///
/// with the `N` elements sorted from the smallest: between two elements it is as far as the share is between theirs. That is PyTorch's
/// `quantile` and NumPy's, with linear interpolation. NaN counts as the largest, where PyTorch gives NaN for all.
///
/// Gradients go to the one or two elements. For a share of a whole training set, not of a value in the network, sort what you have
/// collected.
///
/// ## Shapes
///
/// As for `mean`: the axis is gone, and all axes where none is said.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `q` | required | the share, from 0, the smallest, to 1, the largest; also by position |
/// | `axis` | all | the axis along which elements are sorted, counted from 0 without the batch |
/// | `keepdims` | `false` | `true`: the axis stays, with size 1 |
pub struct quantile {
    /// required: the share, from 0, the smallest, to 1, the largest; also by position
    pub q: Argument,
    /// all by default: the axis along which elements are sorted, counted from 0 without the batch
    pub axis: Argument,
    /// `false` by default: `true`: the axis stays, with size 1
    pub keepdims: Argument,
}

/// Smooth functions, put together from straight lines: cheap on phones, and most of what MobileNetV3 and its kin are made of.
///
/// ```text
/// relu6
/// ```
///
/// ## Formula
///
/// ```text
/// hard_tanh(x)    = the nearest number from min to max
/// relu6(x)        = the nearest number from 0 to 6
/// hard_sigmoid(x) = the nearest number from 0 to 1 to x / 6 + 1/2
/// hard_swish(x)   = x · hard_sigmoid(x)
/// ```
///
/// `hard_sigmoid` and `hard_swish` are those of [Howard et al. 2019](https://arxiv.org/abs/1905.02244), of PyTorch and of Keras 3;
/// Keras 2 had a `hard_sigmoid` of another slope, `0.2 · x + 0.5`. At a bend and beyond it, gradients are those of the flat side, as
/// in PyTorch; `clamp` has 1 at its ends.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `min`, `max` | `-1.0`, `1.0` | the ends of `hard_tanh`; the others have none |
pub struct relu6 {}

/// Keeps what is positive.
///
/// ```text
/// relu
/// ```
///
/// ## Formula
///
/// ```text
/// y = max(x, 0)
/// ```
///
/// The gradient at 0 is 0.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables. Straight after a `conv2d`, a
/// `linear` or a `batch_norm` it is computed in one operation with it.
pub struct relu {}

/// Each element along an axis so often, side by side: NumPy's `repeat`, PyTorch's `repeat_interleave`. All of a value behind itself
/// is `concat(x, x, axis = 0)`.
///
/// ```text
/// repeat_axis(times = 2, axis = 0)
/// ```
///
/// ## Shapes
///
/// The axis becomes `times` as long: with `times = 2` and `axis = 0`, `[3, 4]` becomes `[6, 4]`. Gradients are added up over the
/// repetitions.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `times` | required | how often, from 1 |
/// | `axis` | required | the axis, counted from 0 without the batch |
pub struct repeat_axis {
    /// required: how often, from 1
    pub times: Argument,
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
}

/// The same elements, in the same order, under another shape.
///
/// ```text
/// reshape([16, 49])
/// ```
///
/// ## Shapes
///
/// Any; the new shape has as many elements: `[784]` → `[16, 49]`. Nothing is copied. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | required | the new shape of a sample, without the batch; comes first and needs no name |
///
/// Its dimensions are numbers, `const` items or axes whose size is known at run time: `reshape([time, 1])`.
pub struct reshape {
    /// required: the new shape of a sample, without the batch; comes first and needs no name
    pub shape: Argument,
}

/// Brings an image to any size, larger or smaller, by interpolating between its pixels.
///
/// ```text
/// resize([32, 32])
/// ```
///
/// ## Formula
///
/// That of `upsample`, which this is with a size instead of a scale and with another default:
///
/// ```text
/// v = max(0, (i + ½) · H / H′ − ½)
/// y[i] = (1 − v + ⌊v⌋) · x[⌊v⌋] + (v − ⌊v⌋) · x[⌊v⌋ + 1]
/// ```
///
/// down and then across; `mode = nearest` takes `x[⌊i · H / H′⌋]`. It is PyTorch's `interpolate(antialias = False)`, and
/// `tf.image.resize` for `mode = bilinear`. To a smaller size it skips pixels: `avg_pool2d` makes a mean of all.
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, H′, W′]`. No variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `size` | required | the size of the output: `[rows, columns]`, or one number for both |
/// | `mode` | `bilinear` | `bilinear` or `nearest` |
/// | `align_corners` | `false` | whether the centres of the corner pixels stay where they are; with `bilinear` alone |
///
/// `size` comes first and needs no name.
pub struct resize {
    /// required: the size of the output: `[rows, columns]`, or one number for both
    pub size: Argument,
    /// `bilinear` by default: `bilinear` or `nearest`
    pub mode: Argument,
    /// `false` by default: whether the centres of the corner pixels stay where they are; with `bilinear` alone
    pub align_corners: Argument,
}

/// Divides the features of each place by the root of the mean of their squares: `layer_norm` that leaves out the
/// mean and the bias, as Llama and its kin do.
///
/// ```text
/// rms_norm(epsilon = 1e-6)
/// ```
///
/// ## Formula
///
/// ```text
/// y = x / √(mean(x²) + epsilon) · weight
/// ```
///
/// with the mean over the last axis ([Zhang and Sennrich 2019](https://arxiv.org/abs/1910.07467)). The mean is added up in f64
/// blocks, so that a row of thousands of features loses nothing.
///
/// ## Shapes
///
/// `[.., N]`, kept. It holds one variable, `weight`, `[N]`, 1 at first: PyTorch's `RMSNorm.weight`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `epsilon` | `1e-6` | added to the mean of the squares, above 0 |
/// | `init` | `ones` | what `weight` is at first |
///
/// It behaves the same in training and in inference.
pub struct rms_norm {
    /// `1e-6` by default: added to the mean of the squares, above 0
    pub epsilon: Argument,
    /// `ones` by default: what `weight` is at first
    pub init: Argument,
}

/// The plain recurrent layer ([Elman 1990](https://doi.org/10.1207/s15516709cog1402_1)): each step of a sequence and the state before it make
/// the next state.
///
/// ```text
/// rnn(128)
/// ```
///
/// ## Formula
///
/// ```text
/// h' = tanh(x[t] · weight_ihᵀ + bias_ih + h · weight_hhᵀ + bias_hh)     what it gives for step t
/// ```
///
/// `h` begins with zeros, unless it is given. With `nonlinearity = relu`, `max(0, ..)` takes the place of `tanh`.
///
/// ## Shapes
///
/// `[T, N]` → `[T, H]`, or `[T, 2 · H]` in both directions: `T` steps of `N` features, and `H` units.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight_ih` | `[H, N]` | uniform in `±1/√H` |
/// | `weight_hh` | `[H, H]` | the same |
/// | `bias_ih`, `bias_hh` | `[H]` | the same |
///
/// The other direction and the layers above the first are as in an `lstm`. Variables and numbers are those of PyTorch's
/// `RNN` with `batch_first`, and `Keys::torch()` loads what that has saved.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `units` | required | the numbers of a state |
/// | `layers` | 1 | layers on each other: each goes through what the one below has given |
/// | `bidirectional` | `false` | `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side |
/// | `dropout` | none | the probability of dropout between the layers; with two layers or more |
/// | `bias` | `true` | `false`: no bias |
/// | `nonlinearity` | `tanh` | `tanh` or `relu` |
/// | `hidden` | zeros | the state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions |
/// | `init` | uniform in `±1/√H` | what all weights hold at first, see initialisers |
/// | `bias_init` | the same | what all biases do |
///
/// `units` needs no name. `let (y, hidden) = x -> rnn(128);` gives the state that is left in the end as well, see
/// `lstm`.
pub struct rnn {
    /// required: the numbers of a state
    pub units: Argument,
    /// zeros by default: the state at the beginning: a value `[H]`, or `[n, H]` of `n` layers and directions
    pub hidden: Argument,
    /// `tanh` by default: `tanh` or `relu`
    pub nonlinearity: Argument,
    /// 1 by default: layers on each other: each goes through what the one below has given
    pub layers: Argument,
    /// none by default: the probability of dropout between the layers; with two layers or more
    pub dropout: Argument,
    /// `false` by default: `true`: each layer goes through the sequence from its end, too, by variables of its own; what both give stands side by side
    pub bidirectional: Argument,
    /// `true` by default: `false`: no bias
    pub bias: Argument,
    /// uniform in `±1/√H` by default: what all weights hold at first, see initialisers
    pub init: Argument,
    /// the same by default: what all biases do
    pub bias_init: Argument,
}

/// The elements along an axis so many places further on. Those that leave it at the end come in at the front, as the windows of a
/// Swin transformer are shifted.
///
/// ```text
/// roll(shift = 1, axis = 0)
/// ```
///
/// ## Formula
///
/// ```text
/// y[j] = x[(j − shift) mod size]
/// ```
///
/// ## Shapes
///
/// Any, kept.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shift` | required | a whole number of places; below 0 to the front |
/// | `axis` | required | the axis, counted from 0 without the batch |
pub struct roll {
    /// required: a whole number of places; below 0 to the front
    pub shift: Argument,
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
}

/// A learnt factor for each channel: the layer scale of CaiT and ConvNeXt
/// ([Touvron et al. 2021](https://arxiv.org/abs/2103.17239)).
///
/// ```text
/// scale(init = constant(1e-6))
/// ```
///
/// ## Formula
///
/// ```text
/// y = x · weight
/// ```
///
/// ## Shapes
///
/// Any, kept. Of three axes, `[C, H, W]`, it is the first that has the channels, and of any other number the last; `axis` says
/// another one.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `weight` | `[C]` | 1 |
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | see above | the axis of the channels, counted from 0 without the batch |
/// | `init` | `ones` | what it holds at first, see initialisers; `constant(1e-6)` begins a deep network as the identity |
pub struct scale {
    /// see above by default: the axis of the channels, counted from 0 without the batch
    pub axis: Argument,
    /// `ones` by default: what it holds at first, see initialisers; `constant(1e-6)` begins a deep network as the identity
    pub init: Argument,
}

/// Adds values to zeros, at places that another value names. It is the transpose of `gather_nd`.
///
/// ```text
/// scatter_nd(updates, indices, size = [8, 8])
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, a, b] = Σ updates[c, p]   over the places p with indices[0, p] = a and indices[1, p] = b
/// ```
///
/// for indices that lead along two axes. They are rounded down and end at the ends of the axes, as those of `gather_nd`.
/// Gradients go to the updates, and none to the indices.
///
/// ## Shapes
///
/// `updates` of `[kept.., places..]` and `indices` of `[K, places..]` → `[kept.., size..]`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the updates and the indices |
/// | `size` | required | the sizes of the axes that the indices lead along: `[8]`, `[8, 8]` |
pub struct scatter_nd {
    /// required: the sizes of the axes that the indices lead along: `[8]`, `[8, 8]`
    pub size: Argument,
}

/// One of two values, element by element: TensorFlow's and PyTorch's `where`, which is a keyword of Rust.
///
/// ```text
/// select(condition, a, b)
/// ```
///
/// ## Formula
///
/// ```text
/// y = a   where condition > 0
///     b   elsewhere
/// ```
///
/// Gradients go to the one that was chosen, and none to the condition. What was not chosen has no part in the result, even if
/// it is NaN.
///
/// ## Shapes
///
/// Three values of one shape, which is kept; or shapes that are brought to one as in arithmetic.
///
/// ## Arguments
///
/// The condition, `a` and `b`. A comparison is 1 where it is true: `select(x > y, x, y)` is the larger of the two.
pub struct select {}

/// Two kin of `elu`. `selu` has the scale at which the activations of a deep network of linear layers keep their mean and variance by themselves; `celu` is smooth for every `alpha`.
///
/// ```text
/// selu
/// ```
///
/// ## Formula
///
/// ```text
/// selu(x) = 1.0507 · x                        where x > 0
///           1.0507 · 1.6733 · (eˣ − 1)        elsewhere
/// celu(x) = x                                 where x > 0
///           alpha · (e^(x / alpha) − 1)       elsewhere
/// ```
///
/// [Klambauer et al. 2017](https://arxiv.org/abs/1706.02515) with all digits of its two numbers, and [Barron
/// 2017](https://arxiv.org/abs/1704.07483). `selu` wants weights of variance `1 / fan_in`: `linear(64, init = lecun_normal)`.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | `1.0` | of `celu`, above 0: minus the floor; comes first and needs no name |
pub struct selu {}

/// Squeezes any number between 0 and 1.
///
/// ```text
/// sigmoid
/// ```
///
/// ## Formula
///
/// ```text
/// y = 1 / (1 + exp(−x))
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct sigmoid {}

/// Losses of yes-or-no questions: each element of the logits is a question of its own, and its label is from 0 to 1.
///
/// ```text
/// sigmoid_cross_entropy(logits, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// sigmoid_cross_entropy = mean of  e = − y · ln σ(x) − (1 − y) · ln σ(−x)
/// sigmoid_focal         = mean of  (y · alpha + (1 − y) · (1 − alpha)) · (1 − p)^gamma · e
///                         with     p = y · σ(x) + (1 − y) · σ(−x)
/// ```
///
/// for logits `x` and labels `y`. The mean is over all elements of all samples. The first is PyTorch's
/// `binary_cross_entropy_with_logits` and TensorFlow's `sigmoid_cross_entropy`; the second is torchvision's
/// `sigmoid_focal_loss` ([Lin et al. 2017](https://arxiv.org/abs/1708.02002)). Both take logits and not probabilities, and
/// nothing overflows at ±10⁴. A label that comes from the network, and not from the caller, gets a gradient as well.
///
/// ## Shapes
///
/// `logits` and `labels` of any shape, the same for both → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | `0.25` | `sigmoid_focal`: the weight of the label 1, from 0 to 1; that of 0 is the rest |
/// | `gamma` | `2` | `sigmoid_focal`: how much a likely label is spared, 0 or above |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up all elements and does not divide |
pub struct sigmoid_cross_entropy {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up all elements and does not divide
    pub reduction: Argument,
}

/// Losses of yes-or-no questions: each element of the logits is a question of its own, and its label is from 0 to 1.
///
/// ```text
/// sigmoid_focal(logits, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// sigmoid_cross_entropy = mean of  e = − y · ln σ(x) − (1 − y) · ln σ(−x)
/// sigmoid_focal         = mean of  (y · alpha + (1 − y) · (1 − alpha)) · (1 − p)^gamma · e
///                         with     p = y · σ(x) + (1 − y) · σ(−x)
/// ```
///
/// for logits `x` and labels `y`. The mean is over all elements of all samples. The first is PyTorch's
/// `binary_cross_entropy_with_logits` and TensorFlow's `sigmoid_cross_entropy`; the second is torchvision's
/// `sigmoid_focal_loss` ([Lin et al. 2017](https://arxiv.org/abs/1708.02002)). Both take logits and not probabilities, and
/// nothing overflows at ±10⁴. A label that comes from the network, and not from the caller, gets a gradient as well.
///
/// ## Shapes
///
/// `logits` and `labels` of any shape, the same for both → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `alpha` | `0.25` | `sigmoid_focal`: the weight of the label 1, from 0 to 1; that of 0 is the rest |
/// | `gamma` | `2` | `sigmoid_focal`: how much a likely label is spared, 0 or above |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up all elements and does not divide |
pub struct sigmoid_focal {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `0.25` by default: `sigmoid_focal`: the weight of the label 1, from 0 to 1; that of 0 is the rest
    pub alpha: Argument,
    /// `2` by default: `sigmoid_focal`: how much a likely label is spared, 0 or above
    pub gamma: Argument,
    /// `mean` by default: `sum` adds up all elements and does not divide
    pub reduction: Argument,
}

/// Lets positive values through and bends softly to 0 below; also known as swish.
///
/// ```text
/// silu
/// ```
///
/// ## Formula
///
/// ```text
/// y = x / (1 + e⁻ˣ)
/// ```
///
/// [Elfwing, Uchibe and Doya 2017](https://arxiv.org/abs/1702.03118).
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct silu {}

/// How far two values are from each other.
///
/// ```text
/// smooth_l1(a, b)
/// ```
///
/// ## Formula
///
/// With the difference `d = a − b` of each pair of elements:
///
/// | loss | mean of | over | PyTorch |
/// |---|---|---|---|
/// | `l1(a, b)` | `\|d\|` | all elements | `l1_loss` |
/// | `l2(a, b)`, or `mse(a, b)` | `d²` | all elements | `mse_loss` |
/// | `huber(a, b, delta)` | `½ d²` up to `delta`, `delta · (\|d\| − ½ delta)` beyond | all elements | `huber_loss` |
/// | `smooth_l1(a, b, beta)` | `½ d² / beta` below `beta`, `\|d\| − ½ beta` from there on | all elements | `smooth_l1_loss` |
/// | `cosine_distance(a, b)` | `1 − a · b / (‖a‖ ‖b‖)` | samples | `1 − cosine_similarity` |
///
/// `mse` is `l2` under the name that most know. TensorFlow's `l2_loss` is another one: half the sum of squares of one value.
///
/// *All elements* are those of all samples of the batch. The gradient of `|d|` at 0 is 0. A vector shorter than 1e-8 counts
/// as that long.
///
/// Both values may come from the network, and get a gradient then. A target gets none.
///
/// ## Shapes
///
/// Two values of one shape, any but for `cosine_distance`, which takes vectors `[N]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `delta` | `1` | `huber`: the distance from which on it is linear, above 0; also by position |
/// | `beta` | `1` | `smooth_l1`: the same, 0 or above; also by position |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up what the mean averages |
///
/// The mean divides by the number of elements or samples, whatever the weights are.
pub struct smooth_l1 {
    /// `1` by default: `smooth_l1`: the same, 0 or above; also by position
    pub beta: Argument,
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up what the mean averages
    pub reduction: Argument,
}

/// Bring small values to 0, and leave large ones nearly as they are: how sparse codes are found.
///
/// ```text
/// soft_shrink(threshold = 0.5)
/// ```
///
/// ## Formula
///
/// ```text
/// hard_shrink(x) = x                       where |x| > threshold, 0 elsewhere
/// soft_shrink(x) = x − sign(x) · threshold where |x| > threshold, 0 elsewhere
/// tanh_shrink(x) = x − tanh(x)
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | `0.5` | of the first two, 0 or above; comes first and needs no name |
pub struct soft_shrink {
    /// `0.5` by default: of the first two, 0 or above; comes first and needs no name
    pub threshold: Argument,
}

/// Makes a distribution of the last axis: no value is negative, and their sum is 1.
///
/// ```text
/// softmax
/// ```
///
/// ## Formula
///
/// ```text
/// y[i] = exp(x[i]) / Σ exp(x[k])
///                    k
/// ```
///
/// The largest value of the row is subtracted first, which changes nothing but keeps `exp` from overflowing.
///
/// For training use `softmax_cross_entropy` on the logits. It is exact where the logarithm of a
/// softmax is not.
///
/// ## Shapes
///
/// Any with one axis or more; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct softmax {}

/// The loss of a classifier, of each pixel's too, and of a language model: how many nats it takes, on average, to encode the
/// labels with the distribution that the logits stand for.
///
/// ```text
/// softmax_cross_entropy(logits, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// loss = − 1/M · Σ Σ q[p, k] · log_softmax(logits[p])[k]
///                p k
///
/// q[p, k] = class_weights[k] · ((1 − ε) · labels[p, k] + ε / N)
/// ```
///
/// with `N` classes, `ε = label_smoothing` ([Szegedy et al. 2016](https://arxiv.org/abs/1512.00567)) and all places `p`: those of
/// a sample beside the axis of its classes, of all samples of the batch. Without the two arguments, `q` is the labels. The
/// gradient with respect to the logits is `(softmax(logits) · Σₖ q[p, k] − q) / M`.
///
/// The labels are the **index** of a class for each place, declared with `of usize`; an index that is too large is
/// `Error::NoClass`. Or they are a distribution for each place: one 1 among zeros if the class is certain, and anything else
/// whose sum is 1 if it is not. They get no gradient.
///
/// It takes logits and not probabilities. There is no `softmax` before it.
///
/// ## Shapes
///
/// | logits | labels | |
/// |---|---|---|
/// | `[N]` | `[] of usize` or `[N]` | one class a sample |
/// | `[N, H, W]` | `[H, W] of usize` | a class for each pixel: segmentation |
/// | `[T, N]` | `[T] of usize` | a class for each word: language models, taggers |
/// | `[.., N, ..]` | `[.., N, ..]` with `axis` | a distribution for each place |
///
/// Where labels are indices, the axis of the classes is the one that the logits have and the labels do not. If that may be
/// either of two, as with logits `[8, 8]` and labels `[8]`, `axis` has to say which; so it does where distributions have more
/// axes than that of the classes. The result is a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | found from the labels | the axis of the classes, from 0, without the batch |
/// | `ignore_index` | none | the index that stands for no class, such as that of padding; it need not be below `N` |
/// | `label_smoothing` | `0` | the share of a label that is spread over all classes, from 0 to below 1 |
/// | `class_weights` | ones | a `const` item of type `[f64; N]` |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up all places and does not divide |
///
/// With indices the mean divides by `M`, the sum of the class weights of all places that are not ignored: their number, without
/// class weights. It is that of the whole batch, in towers too, so that a padded sample in one of them weighs as
/// much as it does alone. Where nothing counts at all, the loss is 0. With labels that are distributions `M` is the number of places,
/// whatever the weights are. Both are what PyTorch's `cross_entropy` does. Weights of samples change no divisor.
pub struct softmax_cross_entropy {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// found from the labels by default: the axis of the classes, from 0, without the batch
    pub axis: Argument,
    /// `0` by default: the share of a label that is spread over all classes, from 0 to below 1
    pub label_smoothing: Argument,
    /// ones by default: a `const` item of type `[f64; N]`
    pub class_weights: Argument,
    /// none by default: the index that stands for no class, such as that of padding; it need not be below `N`
    pub ignore_index: Argument,
    /// `mean` by default: `sum` adds up all places and does not divide
    pub reduction: Argument,
}

/// The cross entropy of a classifier, times a power of the probability that is still missing. What the network is sure of
/// counts little, so that many easy samples do not drown a few hard ones ([Lin et al.
/// 2017](https://arxiv.org/abs/1708.02002), here over classes).
///
/// ```text
/// softmax_focal(logits, labels)
/// ```
///
/// ## Formula
///
/// ```text
/// loss = − 1/B · Σ Σ labels[b, k] · (1 − p[b, k])^beta · ln max(p[b, k], 1e-10)
///                b k
///
/// p = softmax(logits)
/// ```
///
/// with `B` samples in the batch. It is what one writes in TensorFlow 1 as
///
/// ```python
/// p = tf.clip_by_value(tf.nn.softmax(logits), 1e-10, 1.0)
/// loss = tf.reduce_mean(-tf.reduce_sum(labels * (1 - p) ** beta * tf.log(p), axis=1))
/// ```
///
/// but for values and gradients that stay finite at logits of ±10⁴, and a `(1 − p)` that is not clipped. The logarithm is
/// constant below a probability of 1e-10: only the power has a gradient there, and a next to empty one.
///
/// With `beta = 0` it is the cross entropy. Keras' `CategoricalFocalCrossentropy` multiplies it
/// with `alpha = 0.25`; write `0.25 * softmax_focal(logits, labels)` for the same numbers.
///
/// ## Shapes
///
/// `logits: [N]` and `labels: [N]`, or `labels: [] of usize` → a number, the mean over the batch. The labels are one-hot, a
/// distribution, or the index of a class. They get no gradient.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `beta` | `2` | how much a likely class is spared, 0 or above; also by position: `softmax_focal(logits, labels, 2)` |
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the batch and does not divide |
pub struct softmax_focal {
    /// `2` by default: how much a likely class is spared, 0 or above; also by position: `softmax_focal(logits, labels, 2)`
    pub beta: Argument,
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up the batch and does not divide
    pub reduction: Argument,
}

/// A smooth `relu`, above 0 everywhere.
///
/// ```text
/// softplus(beta = 1.0)
/// ```
///
/// ## Formula
///
/// ```text
/// y = ln(1 + e^(beta · x)) / beta
/// ```
///
/// Large values do not overflow: they come out as they are. PyTorch takes the value itself from `beta · x = 20` on; here
/// the formula is computed for every value.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `beta` | `1.0` | the sharpness of the bend at 0; comes first and needs no name |
pub struct softplus {
    /// `1.0` by default: the sharpness of the bend at 0; comes first and needs no name
    pub beta: Argument,
}

/// Smooth activations beside `silu`, `tanh` and `softplus`.
///
/// ```text
/// softsign
/// ```
///
/// ## Formula
///
/// ```text
/// mish(x)        = x · tanh(ln(1 + eˣ))
/// softsign(x)    = x / (1 + |x|)
/// log_sigmoid(x) = − ln(1 + e⁻ˣ)
/// squareplus(x)  = (x + √(x² + b)) / 2
/// sparse_plus(x) = 0 up to −1, (x + 1)² / 4 up to 1, then x
/// ```
///
/// `mish` is [Misra 2019](https://arxiv.org/abs/1908.08681), `squareplus` [Barron 2021](https://arxiv.org/abs/2112.11687). None of them
/// overflows: `log_sigmoid` of −10⁴ is −10⁴.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | `4.0` | of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name |
pub struct softsign {}

/// Smooth activations beside `silu`, `tanh` and `softplus`.
///
/// ```text
/// sparse_plus
/// ```
///
/// ## Formula
///
/// ```text
/// mish(x)        = x · tanh(ln(1 + eˣ))
/// softsign(x)    = x / (1 + |x|)
/// log_sigmoid(x) = − ln(1 + e⁻ˣ)
/// squareplus(x)  = (x + √(x² + b)) / 2
/// sparse_plus(x) = 0 up to −1, (x + 1)² / 4 up to 1, then x
/// ```
///
/// `mish` is [Misra 2019](https://arxiv.org/abs/1908.08681), `squareplus` [Barron 2021](https://arxiv.org/abs/2112.11687). None of them
/// overflows: `log_sigmoid` of −10⁴ is −10⁴.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | `4.0` | of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name |
pub struct sparse_plus {}

/// Makes a distribution of the last axis, as `softmax` does, in which what is far below the largest value is exactly 0
/// ([Martins and Astudillo 2016](https://arxiv.org/abs/1602.02068)).
///
/// ```text
/// sparsemax
/// ```
///
/// ## Formula
///
/// ```text
/// y[i] = max(x[i] − τ, 0)     with the τ by which Σ y[k] = 1
///                                                 k
/// ```
///
/// The gradient goes to the values above 0 alone, without its mean over them.
///
/// ## Shapes
///
/// Any with one axis or more; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct sparsemax {}

/// Pushes an image along a field of displacements, the flow: each pixel is added to where its displacement leads. It is
/// the forward warp; `warp` is the inverse one.
///
/// ```text
/// splat(image, flow)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, a, b] = Σ x[c, i, j] · max(0, 1 − |i + v[i, j] − a|) · max(0, 1 − |j + u[i, j] − b|)
///             i, j
/// ```
///
/// where `u` is channel 0 of the flow, in columns, and `v` channel 1, in rows, both in pixels. Pixels that meet add up,
/// pixels that leave the image are gone, and where none arrives there is 0. To have the mean of those that meet, splat an
/// image of ones too, and divide.
///
/// Gradients go to the image and to the flow. The one to the image is a warp of the output's gradient along the same flow.
///
/// ## Shapes
///
/// An image `[C, H, W]` and a flow `[2, H, W]` → `[C, H, W]`.
///
/// ## Arguments
///
/// The image and the flow; `image -> splat(flow)` is the same.
pub struct splat {}

/// Parts a value along one axis.
///
/// ```text
/// split(x, axis = 0)
/// ```
///
/// ## Shapes
///
/// There are as many parts as names: `let (a, b) = split(x, axis = 0);` makes two of `[2, 8, 8]` out of `[4, 8, 8]`. The names are
/// in parentheses, two or more, and only a `split` is bound that way. It stands in a chain, `let (a, b) = x -> split(axis = 0);`,
/// or is called like a function. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | required | the axis to part, counted from 0 without the batch |
/// | `sizes` | equal parts | the size of each part on the axis, as in `[1, 3]`; numbers or `const` items |
pub struct split {
    /// required: the axis to part, counted from 0 without the batch
    pub axis: Argument,
    /// equal parts by default: the size of each part on the axis, as in `[1, 3]`; numbers or `const` items
    pub sizes: Argument,
}

/// The square root.
///
/// ```text
/// sqrt
/// ```
///
/// ## Formula
///
/// ```text
/// y = √x
/// ```
///
/// Its gradient at 0 is infinite. Below 0, the root and its gradient are NaN.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct sqrt {}

/// The value times itself.
///
/// ```text
/// square
/// ```
///
/// ## Formula
///
/// ```text
/// y = x²
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct square {}

/// Smooth activations beside `silu`, `tanh` and `softplus`.
///
/// ```text
/// squareplus(b = 4.0)
/// ```
///
/// ## Formula
///
/// ```text
/// mish(x)        = x · tanh(ln(1 + eˣ))
/// softsign(x)    = x / (1 + |x|)
/// log_sigmoid(x) = − ln(1 + e⁻ˣ)
/// squareplus(x)  = (x + √(x² + b)) / 2
/// sparse_plus(x) = 0 up to −1, (x + 1)² / 4 up to 1, then x
/// ```
///
/// `mish` is [Misra 2019](https://arxiv.org/abs/1908.08681), `squareplus` [Barron 2021](https://arxiv.org/abs/2112.11687). None of them
/// overflows: `log_sigmoid` of −10⁴ is −10⁴.
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `b` | `4.0` | of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name |
pub struct squareplus {
    /// `4.0` by default: of `squareplus`, above 0: how wide the bend at 0 is; comes first and needs no name
    pub b: Argument,
}

/// Joins values of one shape on a new axis, in the order of writing.
///
/// ```text
/// stack(a, b, axis = 0)
/// ```
///
/// ## Shapes
///
/// All parts have one shape. The new axis is as long as there are parts: with `axis = 0`, two of `[8, 8]` give `[2, 8, 8]`, with
/// `axis = 2`, `[8, 8, 2]`. `concat` joins on an axis that is there already.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the values, one or more |
/// | `axis` | required | where the new axis comes, counted from 0 without the batch |
pub struct stack {
    /// required: where the new axis comes, counted from 0 without the batch
    pub axis: Argument,
}

/// The value itself, and no gradient goes back: TensorFlow's and JAX's name for PyTorch's `detach`.
///
/// ```text
/// stop_gradient
/// ```
///
/// ## Shapes
///
/// Any, kept. It has no arguments.
///
/// A loss does not reach what is behind it: variables that a loss depends on through it alone are not trained by that loss, not
/// even by weight decay, and an optimizer that is told to train them says so.
pub struct stop_gradient {}

/// The sum over axes.
///
/// ```text
/// sum(axes = [1, 2])
/// ```
///
/// ## Formula
///
/// ```text
/// y = Σ x
/// ```
///
/// where the sum is over the axes.
///
/// ## Shapes
///
/// The axes count from 0 without the batch. They are gone from the shape: `[3, 8, 6]` becomes `[3]` with `axes = [1, 2]`,
/// and `[]`, a single number, when nothing is said. It holds no variables.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `axis` | | one axis |
/// | `axes` | all | several axes, as in `[1, 2]` |
/// | `keepdims` | `false` | `true`: the axes stay, with size 1 |
///
/// Of `axis` and `axes`, one is given or neither.
pub struct sum {
    /// one axis
    pub axis: Argument,
    /// all by default: several axes, as in `[1, 2]`
    pub axes: Argument,
    /// `false` by default: `true`: the axes stay, with size 1
    pub keepdims: Argument,
}

/// Squeezes any number between −1 and 1.
///
/// ```text
/// tanh
/// ```
///
/// ## Formula
///
/// ```text
/// y = (exp(x) − exp(−x)) / (exp(x) + exp(−x))
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. It takes no arguments and holds no variables.
pub struct tanh {}

/// Bring small values to 0, and leave large ones nearly as they are: how sparse codes are found.
///
/// ```text
/// tanh_shrink
/// ```
///
/// ## Formula
///
/// ```text
/// hard_shrink(x) = x                       where |x| > threshold, 0 elsewhere
/// soft_shrink(x) = x − sign(x) · threshold where |x| > threshold, 0 elsewhere
/// tanh_shrink(x) = x − tanh(x)
/// ```
///
/// ## Shapes
///
/// Any; the output has the shape of the input. They hold no variables.
///
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `threshold` | `0.5` | of the first two, 0 or above; comes first and needs no name |
pub struct tanh_shrink {}

/// The largest elements along an axis, and where they are.
///
/// ```text
/// topk(x, k = 3, axis = 0)
/// ```
///
/// ## Shapes
///
/// `topk` gives two values, which a `let` binds: the `k` largest elements, the largest first, and their indices. The axis becomes
/// `k` long. `argmax` gives the index of the largest alone; the axis is gone, or with `keepdims = true` 1 long.
///
/// Indices are numbers, as all values within a network are: `gather` and `one_hot` take them. Of equal
/// elements the first comes first, and NaN is the largest. Gradients go to the elements that were taken; indices have none.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `k` | required, of `topk` | how many elements; needs no name |
/// | `axis` | required | the axis, counted from 0 without the batch |
/// | `keepdims` | `false` | of `argmax`: whether the axis stays, with a size of 1 |
pub struct topk {
    /// required, of `topk` by default: how many elements; needs no name
    pub k: Argument,
    /// required: the axis, counted from 0 without the batch
    pub axis: Argument,
}

/// How rough an image is: the absolute differences between neighbouring pixels. As a term of a loss it smooths an image or
/// a flow ([Rudin, Osher and Fatemi 1992](https://doi.org/10.1016/0167-2789(92)90242-F)).
///
/// ```text
/// total_variation(image)
/// ```
///
/// ## Formula
///
/// ```text
/// loss = 1/B · Σ ( Σ |x[c, i + 1, j] − x[c, i, j]| + Σ |x[c, i, j + 1] − x[c, i, j]| )
///              b  c,i,j                              c,i,j
/// ```
///
/// with `B` samples in the batch. The sums are over channels and pixels, as in `tf.image.total_variation`: it is a mean over
/// samples and **not** over pixels, so it grows with the image. Between equal neighbours the gradient is 0.
///
/// ## Shapes
///
/// `[C, H, W]` → a number.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `weights` | ones | how much each sample counts, a value of shape `[]` |
/// | `reduction` | `mean` | `sum` adds up the batch and does not divide |
pub struct total_variation {
    /// ones by default: how much each sample counts, a value of shape `[]`
    pub weights: Argument,
    /// `mean` by default: `sum` adds up the batch and does not divide
    pub reduction: Argument,
}

/// Two axes in each other's place, and the elements with them. All axes in a new order is `permute`.
///
/// ```text
/// transpose(0, 1)
/// ```
///
/// ## Shapes
///
/// With `transpose(0, 1)`, `[3, 8, 6]` becomes `[8, 3, 6]`. The axes count from 0 without the batch.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `first`, `second` | required | the two axes; need no names |
pub struct transpose {
    /// required: the two axes; need no names
    pub first: Argument,
    /// required: the two axes; need no names
    pub second: Argument,
}

/// Brings an image to another size, by repeating its pixels or by interpolating between them.
///
/// ```text
/// upsample(scale = 2)
/// ```
///
/// ## Formula
///
/// `mode = nearest`, the default, takes for each output the input that covers its upper left corner:
///
/// ```text
/// y[c, i, j] = x[c, ⌊i · H / H′⌋, ⌊j · W / W′⌋]
/// ```
///
/// `mode = bilinear` finds where an output lies in the input, and takes a mean of the four pixels around that place, weighted
/// by how near they are, first down and then across:
///
/// ```text
/// v = max(0, (i + ½) · H / H′ − ½)                      the corners of the two images are the same
/// v = i · (H − 1) / (H′ − 1)                            with align_corners = true: the centres of their corner pixels are
/// y[i] = (1 − v + ⌊v⌋) · x[⌊v⌋] + (v − ⌊v⌋) · x[⌊v⌋ + 1]
/// ```
///
/// Beyond the last pixel, the last pixel is meant. These are the rules of PyTorch's `interpolate`. (It computes the nearest
/// pixel with a ratio rounded to `f32`, and so is one pixel off for a few sizes such as 82 from 2; here it is exact.)
///
/// ## Shapes
///
/// `[C, H, W]` → `[C, H′, W′]`. No variables. The output may be smaller than the input; bilinear then skips pixels.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `scale` | this or `size` | how many times larger: a number such as `2` or `1.5`, or `[rows, columns]`; the result must be whole |
/// | `size` | this or `scale` | the size of the output: `[rows, columns]`, or one number for both |
/// | `mode` | `nearest` | `nearest` or `bilinear` |
/// | `align_corners` | `false` | with `bilinear` alone |
pub struct upsample {
    /// this or `scale` by default: the size of the output: `[rows, columns]`, or one number for both
    pub size: Argument,
    /// this or `size` by default: how many times larger: a number such as `2` or `1.5`, or `[rows, columns]`; the result must be whole
    pub scale: Argument,
    /// `nearest` by default: `nearest` or `bilinear`
    pub mode: Argument,
    /// `false` by default: with `bilinear` alone
    pub align_corners: Argument,
}

/// A value that is learnt, and the same for all samples: positions, a class token, queries, the scale of a layer, a temperature.
///
/// ```text
/// variable([1, 64], init = normal(0.02))
/// ```
///
/// ## Shapes
///
/// Nothing → the shape that is written. It is a value like any other: it is added, joined, multiplied with, or sent through
/// layers.
///
/// | variable | shape | first value |
/// |---|---|---|
/// | `value` | as written | what `init` says |
///
/// `let token = token: variable(..)` gives the layer its name; `net.token.value` is the tensor, and `token/value` its name.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | required | `[4, 64]`, with numbers and `const` items |
/// | `init` | required | what it holds at first: `zeros`, `ones`, `constant(0.1)`, `normal(0.02)`, .., see initialisers |
///
/// `shape` comes first and needs no name.
pub struct variable {
    /// required: `[4, 64]`, with numbers and `const` items
    pub shape: Argument,
    /// required: what it holds at first: `zeros`, `ones`, `constant(0.1)`, `normal(0.02)`, .., see initialisers
    pub init: Argument,
}

/// Pulls an image along a field of displacements, the flow: each pixel is read where its displacement leads.
///
/// ```text
/// warp(image, flow)
/// ```
///
/// ## Formula
///
/// ```text
/// y[c, i, j] = x[c, i + v[i, j], j + u[i, j]]
/// ```
///
/// where `u` is channel 0 of the flow, in columns, and `v` channel 1, in rows, both in pixels. Between pixels it is the mean
/// of the four around, weighted by how near they are. This is what `grid_sample(align_corners=True)` computes in PyTorch,
/// which has its positions scaled to −1..1.
///
/// Gradients go to the image and to the flow. A displacement that leads onto the border or beyond has none by default, and
/// one that leads onto a pixel has that of the side of the pixel after it, as in PyTorch. NaN gives NaN, so that a flow that
/// went wrong shows in the loss.
///
/// ## Shapes
///
/// An image `[C, H, W]` and a flow `[2, H, W]` → `[C, H, W]`.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | first ones | required | the image and the flow; `image -> warp(flow)` is the same |
/// | `mode` | `bilinear` | `bilinear`, or `nearest`: the nearest pixel, with no gradient to the flow |
/// | `padding` | `border` | what is beyond the border: `border`, its nearest pixel; `zeros`; `reflection`, the image in a mirror |
pub struct warp {
    /// `bilinear` by default: `bilinear`, or `nearest`: the nearest pixel, with no gradient to the flow
    pub mode: Argument,
    /// `border` by default: what is beyond the border: `border`, its nearest pixel; `zeros`; `reflection`, the image in a mirror
    pub padding: Argument,
}

/// A value that is known before: the same for all samples, neither trained nor saved. `zeros([64])` and `ones([64])` are what they say.
///
/// ```text
/// zeros([64])
/// ```
///
/// ## Shapes
///
/// Nothing → the shape that is written.
///
/// ## Arguments
///
/// | argument | default | |
/// |---|---|---|
/// | `shape` | required | `[4, 64]`, with numbers and `const` items |
/// | `values` | required | the name of a `const` array of this shape, or of a function of a place |
///
/// Both need no names. A name in capitals is an array, `[[f64; 64]; 4]` for `[4, 64]`, whose elements may be `f32` or whole
/// numbers as well; that its shape is the one that is written, rustc checks. Any other name is a function
/// `fn([usize; 2]) -> f64`, which is called once for each place, and must give the same each time.
pub struct zeros {
    /// required: `[4, 64]`, with numbers and `const` items
    pub shape: Argument,
}
