//! VGG-19, as the example has it.

#[path = "../../examples/networks/vgg19.rs"]
mod vgg19;

pub use vgg19::Vgg19;
