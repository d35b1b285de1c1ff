//! The kernels of layers, forward and backward: what shows which of them is slow, and how near each is to what its device
//! can do.

mod held;
mod kinds;
pub mod sizes;

use std::time::Duration;

use kinds::{
    FUNCTIONS, SOFTMAX, attention, batch_norm, convolution, layer_norm, linear, pool, softmax, unary, upsample, warp,
};

pub use held::{Held, Holder};
pub use sizes::Sizes;

/// Which way a layer is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From its input to its output.
    Forward,
    /// From the gradient of its output to those of its input and its variables.
    Backward,
}

/// A layer with its data.
pub struct Layer {
    /// What it is and how large.
    pub name: String,
    /// What it takes forward, and backward.
    pub costs: [Cost; 2],
    /// Runs it so often, and returns how long that took.
    pub run: Box<dyn FnMut(Way, u32) -> Duration>,
}

/// What a kernel cannot do without.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The bytes of its operands and results, each moved once; what is changed in place is read and written.
    pub bytes: usize,
    /// Multiplications with the additions that follow them, where there are many for each byte.
    pub multiply_adds: usize,
}

impl Cost {
    /// That of so many elements that are read or written.
    fn of_elements(elements: usize) -> Self {
        Self { bytes: elements * size_of::<f32>(), multiply_adds: 0 }
    }
}

/// All of them, each made when it is asked for.
pub fn layers<K: Holder>(kernels: &K, sizes: Sizes) -> impl Iterator<Item = Layer> {
    let functions = FUNCTIONS.iter().flat_map(move |function| each(kernels, sizes.elements, unary(*function)));
    let softmax = SOFTMAX.iter().flat_map(move |kind| each(kernels, sizes.softmax, softmax(*kind)));
    let pools = sizes.pool2d.iter().flat_map(move |size| [true, false].map(|max| pool(kernels, max, *size)));
    functions
        .chain(softmax)
        .chain(each(kernels, sizes.layer_norm, layer_norm))
        .chain(each(kernels, sizes.batch_norm, batch_norm))
        .chain(each(kernels, sizes.linear, linear))
        .chain(each(kernels, sizes.conv2d, convolution))
        .chain(pools)
        .chain(each(kernels, sizes.attention, attention))
        .chain(each(kernels, sizes.upsample, upsample))
        .chain(each(kernels, sizes.warp, warp))
}

/// A layer of each size.
fn each<K: Holder, S: Copy>(
    kernels: &K,
    sizes: &'static [S],
    layer: impl Fn(&K, S) -> Layer,
) -> impl Iterator<Item = Layer> {
    sizes.iter().map(move |size| layer(kernels, *size))
}
