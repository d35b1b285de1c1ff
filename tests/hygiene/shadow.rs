//! Names of the prelude and of both crates mean something else here.

#![allow(dead_code, unused_macros, reason = "nothing here is used: it is in the way")]

mod core {}
mod std {}
mod alloc {}
mod netweave {}
mod dfdx {}
mod expansion {}
mod layer {}
mod loss {}

struct Option;
struct Result;
struct Ok;
struct Err;
struct Some;
struct None;
struct Vec;
struct String;
struct Box;
struct Tensor;
struct Const;
struct Cpu;
struct Pass;
struct Error;
struct NoneTape;
struct OwnedTape;
struct TrainingPass;
struct Window;
struct Pool;

trait Clone {}
trait Debug {}
trait Default {}
trait From {}
trait Into {}
trait Sized {}
trait Drop {}
trait Iterator {}
trait Network {}
trait Module {}
trait ModuleMut {}
trait Device {}
trait Dtype {}
trait Dim {}
trait TensorCollection {}
trait BuildOnDevice {}

macro_rules! network {
    () => {};
}
macro_rules! format {
    () => {};
}
macro_rules! panic {
    () => {};
}
macro_rules! vec {
    () => {};
}

::netweave::network! {
    /// Uses every kind of generated item.
    pub(crate) network Shadowed(image: [2, 4, 4], other: [2, 4, 4]) -> (logits: [3], mask: [2, 4, 4]) {
        let features = scope features {
            image -> conv: conv2d(2, kernel = 3, padding = 1) -> batch_norm -> relu
        };
        reuse scope shared(x) {
            x -> conv: conv2d(2, kernel = 3, padding = same) -> max_pool2d(kernel = 2) -> tanh
        }
        let joined = concat(shared(features), shared(other), axis = 0);
        let logits = joined -> dropout(0.5) -> flatten -> fc: linear(3);
        loss classification(labels: [3]) = 2 * softmax_cross_entropy(logits, labels);
        (logits, features)
    }

    pub(crate) network Seen(image: [2, 4, 4]) -> [2, 4, 4] {
        let seen = image -> conv: conv2d(2, kernel = 3, padding = 1) -> tanh;
        loss sight(target: [2, 4, 4], critic: &Seen) = perceptual(critic at conv, seen, target);
        seen
    }
}

mod tests {
    use ::netweave::prelude::*;

    #[test]
    fn it_runs() {
        let device = Cpu::default();
        let network = super::Shadowed::<f32>::build(&device);
        let image: Tensor<Rank4<2, 2, 4, 4>, f32, _> = device.sample_normal();
        let outputs = network.forward(image.clone(), image.clone());
        assert_eq!(outputs.logits.shape().concrete(), [2, 3]);
        let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        let pass = network.training().classification(&image, &image, &labels).unwrap();
        assert!(pass.value().is_finite());
        let seen = super::Seen::<f32>::build(&device);
        assert!(seen.training().sight(&image, &image, &seen).unwrap().value() > 0.0);
    }
}
