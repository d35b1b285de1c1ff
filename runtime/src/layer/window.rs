/// How a convolution moves over its input, a number for each axis.
#[derive(Clone, Copy, Debug)]
pub struct Window<const N: usize> {
    /// Pixels from one position of the kernel to the next.
    pub stride: [usize; N],
    /// Zeros around the input: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; N],
    /// Pixels from one tap of the kernel to the next.
    pub dilation: [usize; N],
    /// Groups of channels that do not see each other.
    pub groups: usize,
}

/// How a pool moves over its input, a number for each axis.
#[derive(Clone, Copy, Debug)]
pub struct Pool<const N: usize = 2> {
    /// The size of the window.
    pub kernel: [usize; N],
    /// Pixels from one position of the window to the next.
    pub stride: [usize; N],
    /// The border: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; N],
    /// Pixels from one cell of the window to the next.
    pub dilation: [usize; N],
}

/// The last two of some axes. A sequence is an image of one row: `missing` stands for its height.
pub(super) fn plane<T: Copy>(axes: &[T], missing: T) -> [T; 2] {
    match *axes {
        [.., height, width] => [height, width],
        [width] => [missing, width],
        [] => [missing; 2],
    }
}
