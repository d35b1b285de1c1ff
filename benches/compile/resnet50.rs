//! ResNet-50, as the example has it.

#[path = "../../examples/networks/resnet50.rs"]
mod resnet50;

pub use resnet50::ResNet50;
