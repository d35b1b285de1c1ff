//! A network as it is in the book, and a program that uses it.

use netweave::prelude::*;

const WIDTH: usize = 16;

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        //      ^ hover: pub struct Digits<E = f32, D = netweave::expansion::Cpu> /// Recognises an 8×8 handwritten digit.
        //      ^ rename: lines 9, 61, 73
        //             ^ hover: let image: Value<(Const<1>, Const<8>, Const<8>)> | pub struct image /// An input, `[1, 8, 8]`.
        //             ^ references: lines 9, 18
        let features = scope features {
            //                    ^ hover: pub features: Features<E, D> /// The scope `features`. | pub mod features /// The end points of the scope `features`.
            //                    ^ references: lines 14, 66, 70
            //                    ^ rename: lines 14, 66, 70
            image
            //  ^ hover: let image: Value<(Const<1>, Const<8>, Const<8>)>
            //  ^ definition: pub network Digits(image: [1, 8, 8]) -> [10] {
                -> conv1: conv2d(WIDTH, kernel = 3, padding = same) -> batch_norm -> relu
                // ^ hover: pub conv1: Conv<_, (Const<_>, Const<1>, Const<3>, Const<3>), E, D, (FanIn, FanIn)> /// `conv1: conv2d(WIDTH, kernel = 3, padding = same)`, `[1, 8, 8]` → `[WIDTH, 8, 8… | pub struct conv1 /// `conv2d(WIDTH, kernel = 3, padding = same)`, `[WIDTH, 8, 8]`.
                // ^ rename: lines 21, 66
                //        ^ hover: pub struct conv2d /// A two-dimensional convolution (a cross-correlation, as everywhere in the field)…
                //        ^ definition: conv2d in runtime/src/editor/layers.rs
                //               ^ hover: const WIDTH: usize = 16 (0x10)
                //               ^ definition: const WIDTH: usize = 16;
                //               ^ rename: lines 5, 21
                //                      ^ hover: pub kernel: Argument /// required: size of the window: a number or `[rows, columns]`
                //                      ^ definition: kernel in runtime/src/editor/layers.rs
                //                                  ^ hover: pub padding: Argument /// `0` by default: a number, `[rows, columns]`, `same` or `valid`
                //                                                     ^ hover: pub struct batch_norm /// Brings each channel to mean 0 and variance 1 over the batch, then to a mean and… | pub batch_norm: BatchNorm<_, E, D, (Ones, Zeros)> /// `batch_norm`, `[WIDTH, 8, 8]` → `[WIDTH, 8, 8]`. | pub struct batch_norm /// `batch_norm`, `[WIDTH, 8, 8]`.
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
                // ^ references: lines 33, 70
        };
        let logits = features -> flatten -> fc: linear(10);
        //  ^ hover: let logits: Value<(Const<10>,)>
        //  ^ rename: lines 36, 46, 54
        //           ^ hover: let features: Value<(Const<32>, Const<4>, Const<4>)>
        //           ^ definition: let features = scope features {
        //           ^ rename: lines 14, 36
        //                       ^ hover: pub struct flatten {} /// Makes one vector of a value of any shape, in the order of memory: the last axis… | pub struct flatten /// `flatten`, `[512]`.
        //                                  ^ references: lines 36

        /// How far the logits are from the digit that is written.
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        //   ^ hover: pub fn classification<B>(&self, image: impl Given<Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>, Dtype: OfDtype<E, Itself: Sized>, Device: OnDevice<D, Itself: Sized>>, labels: impl Given<Shape: TargetClassificationLabels<Batch: OfBatch<B, Itself: Sized>>, Dtype: OfDtype<E, Itself: Sized>, Device: OnDevice<D, Itself: Sized>>) -> Result<TrainingPass<Digits<E, D>, Tensor<(B, Const<<expr>>), E, D>>, Error> /// How far the logits are from the digit that is written.
        //   ^ references: lines 46, 73
        //   ^ rename: lines 46, 73
        //                  ^ rename: lines 46, 46
        //                                  ^ hover: pub struct softmax_cross_entropy /// The loss of a classifier, of each pixel's too, and of a language model: how man…
        //                                                        ^ definition: let logits = features -> flatten -> fc: linear(10);
        //                                                                ^ definition: loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
        // ^ definition: let logits = features -> flatten -> fc: linear(10);
    }
}

/// Trains it, and looks into it.
fn program(
    net: &Digits,
    //    ^ definition: pub network Digits(image: [1, 8, 8]) -> [10] {
    images: &Tensor<Rank4<5, 1, 8, 8>, f32, Cpu>,
    labels: &Tensor<Rank2<5, 10>, f32, Cpu>,
) -> Result<(), netweave::Error> {
    let _weight = &net.features.conv1.weight;
    //                  ^ definition: let features = scope features {
    //                           ^ definition: -> conv1: conv2d(WIDTH, kernel = 3, padding = same) -> batch_norm -> relu
    //                           ^ rename: lines 21, 66
    let _point = net.end_point(digits::end_point::features::conv2, images);
    //                                            ^ definition: let features = scope features {
    //                                                       ^ definition: -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
    let _pass = net.training().freeze(Digits::FEATURES).classification(images, labels)?;
    //                                         ^ definition: let features = scope features {
    //                                                   ^ definition: loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
    Ok(())
}
