//! How large the layers are.

/// Sizes of layers of every kind.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Elements of a function of one value.
    pub elements: &'static [usize],
    /// Rows and columns.
    pub softmax: &'static [[usize; 2]],
    /// Rows and channels.
    pub layer_norm: &'static [[usize; 2]],
    /// Batch, channels, and elements of a channel.
    pub batch_norm: &'static [[usize; 3]],
    /// Batch, inputs and outputs.
    pub linear: &'static [[usize; 3]],
    /// Batch, channels in and out, side, kernel, stride, groups.
    pub conv2d: &'static [[usize; 7]],
    /// Batch, channels and side.
    pub pool2d: &'static [[usize; 3]],
    /// Batch, heads, length and depth of a head.
    pub attention: &'static [[usize; 4]],
    /// Batch, channels and side of what is made twice as large.
    pub upsample: &'static [[usize; 3]],
    /// Batch, channels and side.
    pub warp: &'static [[usize; 3]],
}

/// What a processor has to do with; those of `peers/layer_table.py`.
pub const USUAL: Sizes = Sizes {
    elements: &[1 << 14, 1 << 18, 1 << 22],
    softmax: &[[64, 1000], [4096, 64], [128, 32_000]],
    layer_norm: &[[128, 256], [4096, 512], [8192, 1024]],
    batch_norm: &[[16, 512, 16], [16, 64, 1024], [32, 128, 3136]],
    linear: &[[1, 512, 512], [128, 784, 512], [512, 1024, 1024], [32, 25_088, 512]],
    conv2d: &[
        [16, 64, 64, 32, 3, 1, 1],
        [16, 256, 256, 8, 3, 1, 1],
        [16, 512, 512, 4, 3, 1, 1],
        [32, 3, 32, 32, 3, 1, 1],
        [32, 64, 128, 16, 3, 2, 1],
        [16, 256, 512, 8, 3, 2, 1],
        [1, 96, 24, 56, 1, 1, 1],
        [8, 64, 256, 56, 1, 1, 1],
        [16, 256, 1024, 14, 1, 1, 1],
        [1, 96, 96, 112, 3, 2, 96],
        [8, 144, 144, 56, 3, 1, 144],
        [1, 576, 576, 14, 3, 1, 576],
        [1, 960, 960, 7, 3, 1, 960],
        [8, 64, 64, 56, 3, 1, 4],
        [8, 128, 128, 28, 3, 1, 32],
        [4, 64, 64, 112, 5, 1, 1],
    ],
    pool2d: &[[8, 16, 28], [16, 64, 56], [16, 64, 112]],
    attention: &[[32, 4, 32, 16], [8, 8, 128, 32], [1, 12, 512, 64]],
    upsample: &[[8, 16, 28], [8, 64, 56], [16, 64, 112]],
    warp: &[[4, 3, 56], [4, 3, 224], [8, 16, 112]],
};

/// What fills a GPU: 2^24 elements where memory is the limit.
pub const LARGE: Sizes = Sizes {
    elements: &[1 << 24],
    softmax: &[[16_384, 1024], [512, 32_768]],
    layer_norm: &[[16_384, 1024]],
    batch_norm: &[[64, 64, 4096], [64, 256, 1024]],
    linear: &[[128, 784, 512], [4096, 4096, 4096]],
    conv2d: &[
        [64, 64, 64, 56, 3, 1, 1],
        [64, 128, 128, 28, 3, 1, 1],
        [64, 256, 256, 14, 3, 1, 1],
        [64, 512, 512, 7, 3, 1, 1],
        [64, 64, 256, 56, 1, 1, 1],
        [64, 3, 64, 224, 7, 2, 1],
        [64, 144, 144, 56, 3, 1, 144],
    ],
    pool2d: &[[64, 64, 64]],
    attention: &[[8, 8, 512, 64]],
    upsample: &[[64, 64, 32]],
    warp: &[[16, 16, 256]],
};

/// What a test has the time for.
pub const TINY: Sizes = Sizes {
    elements: &[1 << 10],
    softmax: &[[8, 64]],
    layer_norm: &[[8, 64]],
    batch_norm: &[[4, 8, 16]],
    linear: &[[8, 32, 16]],
    conv2d: &[[2, 4, 8, 6, 3, 1, 1], [2, 8, 8, 6, 3, 1, 8]],
    pool2d: &[[2, 4, 8]],
    attention: &[[1, 2, 8, 8]],
    upsample: &[[2, 4, 8]],
    warp: &[[1, 3, 8]],
};
