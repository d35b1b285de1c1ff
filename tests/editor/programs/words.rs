//! What else there is in the language.

use netweave::modules::MultiHeadAttention;
use netweave::prelude::*;

/// How many words there are.
const WORDS: usize = 100;
const STATES: usize = 16;

network! {
    /// Two layers, for whoever has a value.
    template mlp(x; hidden, dropped = 0.1) {
    //                       ^ rename: lines 12, 15, 53
    //        ^ rename: lines 12, 53
        x -> up: linear(hidden) -> relu -> dropout(dropped) -> down: linear(hidden)
        //        ^ hover: pub struct linear /// Every output is a weighted sum of all features, and a bias. What has several ax…
        //               ^ definition: template mlp(x; hidden, dropped = 0.1) {
        //               ^ hover: pub hidden: Argument
        //                                          ^ definition: template mlp(x; hidden, dropped = 0.1) {
        //    ^ hover: pub up: UnbiasedLinear<8, _, E, D, (FanIn, FanIn)> /// `up: linear(8)`, `[time, UNITS]` → `[time, 8]`. | pub struct up /// `linear(8)`, `[time, 8]`.
    }

    /// Says of each word what it is.
    pub network Tagger<const UNITS: usize, time>(words: [time] of usize, count: [time]) -> (tags: [time, 8], mixed: [time, 8]) {
    //                        ^ hover: const UNITS: usize | const UNITS: usize
    //                        ^ rename: lines 24
    //                                      ^ hover: let time: Axis
    //                                      ^ rename: lines 24, 24, 24, 24, 24, 71
    //                                                                                       ^ hover: pub tags: Tensor<(B, usize, Const<8>), E, D, T> /// `[time, 8]`
    //                                                                                       ^ references: lines 24
        defaults { linear(bias = false) }
        //          ^ hover: pub struct linear /// Every output is a weighted sum of all features, and a bias. What has several ax…
        //                 ^ hover: pub bias: Argument /// `true` by default: `false`: no bias
        let vectors = words -> embed: embedding(WORDS, 16);
        //                      ^ references: lines 34, 68
        //                             ^ definition: embedding in runtime/src/editor/layers.rs
        //                                       ^ definition: const WORDS: usize = 100;
        let states = scan word over vectors, carry (h = zeros([STATES])) {
        //                 ^ rename: lines 38, 43
        //                                          ^ rename: lines 38, 43, 43, 48
        //                                               ^ definition: zeros in runtime/src/editor/layers.rs | let states = scan word over vectors, carry (h = zeros([STATES])) {
        //                                                      ^ definition: const STATES: usize = 16;
            let h = concat(word, h, axis = 0) -> cell: linear(16) -> tanh;
            //              ^ definition: let states = scan word over vectors, carry (h = zeros([STATES])) {
            //                   ^ definition: let states = scan word over vectors, carry (h = zeros([STATES])) {
            //                       ^ hover: pub axis: Argument /// required: the axis to join on, counted from 0 without the batch
            //  ^ hover: let h: Value<(Const<16>,)>
            h
        };
        reuse scope head(x) {
        //           ^ rename: lines 50, 61, 64
        //               ^ rename: lines 50, 53
            x -> linear(UNITS) -> m: mlp(8, dropped = 0.2)
            //    ^ hover: pub struct linear /// Every output is a weighted sum of all features, and a bias. What has several ax… | pub linear: UnbiasedLinear<_, 16, E, D, (FanIn, FanIn)> /// `linear(UNITS)`, `[time, 16]` → `[time, UNITS]`. | pub struct linear /// `linear(UNITS)`, `[time, UNITS]`.
            //           ^ definition: pub network Tagger<const UNITS: usize, time>(words: [time] of usize, count: [time]) -> (tags: [time, 8], mixed: [time, 8]) {
            //                    ^ hover: pub m: M<UNITS, E, D> /// The scope `m`. | pub const m: self::m::down = down /// `linear(8)`, `[time, 8]`. | pub mod m /// The end points of the scope `m`.
            //                        ^ hover: pub struct mlp /// Two layers, for whoever has a value.
            //                        ^ definition: template mlp(x; hidden, dropped = 0.1) {
            //                               ^ definition: template mlp(x; hidden, dropped = 0.1) {
        }
        let tags = head(states);
        //          ^ definition: reuse scope head(x) {
        //               ^ definition: let states = scan word over vectors, carry (h = zeros([STATES])) {
        let mixed = states * stack(count, axis = 1) -> head;
        //                          ^ definition: pub network Tagger<const UNITS: usize, time>(words: [time] of usize, count: [time]) -> (tags: [time, 8], mixed: [time, 8]) {
        //                                              ^ definition: reuse scope head(x) {
        //                                              ^ hover: pub head: Head<UNITS, E, D> /// The scope `head`.
        let logits = states -> relu() -> out: linear(WORDS, weight = embed.weight);
        //                                                            ^ definition: let vectors = words -> embed: embedding(WORDS, 16);
        //                                                                  ^ hover: pub weight: Tensor<(Const<V>, Const<N>), E, D, NoneTape> /// The rows, `[V, N]`; normally distributed at first, with mean 0 and variance 1.
        loss next(targets: [time] of usize) = softmax_cross_entropy(logits, targets, ignore_index = 0);
        //                                                                   ^ definition: loss next(targets: [time] of usize) = softmax_cross_entropy(logits, targets, ignore_index = 0);
        //                                                                            ^ hover: pub ignore_index: Argument /// none by default: the index that stands for no class, such as that of padding; i…
        //    ^ hover: pub fn next<B>(&self, words: impl Given<Shape: InputWords<UNITS, Batch: OfBatch<B, Itself: Sized>>, Dtype: OfDtype<usize, Itself: Sized>, Device: OnDevice<D, Itself: Sized>>, count: impl Given<Shape: InputCount<UNITS, Batch: OfBatch<B, Itself: Sized>>, Dtype: OfDtype<E, Itself: Sized>, Device: OnDevice<D, Itself: Sized>>, targets: impl Given<Shape: TargetNextTargets<UNITS, Batch: OfBatch<B, Itself: Sized>>, Dtype: OfDtype<usize, Itself: Sized>, Device: OnDevice<D, Itself: Sized>>) -> Result<TrainingPass<Tagger<UNITS, E, D>, tagger::Outputs<UNITS, B, E, D>>, Error> /// The loss `next`, its gradients and the outputs.
        (tags, mixed)
        //^ definition: let tags = head(states);
        //      ^ definition: let mixed = states * stack(count, axis = 1) -> head;
    }

    network Mixer(x: [5, 8]) -> [5, 8] {
    //       ^ rename: lines 80, 88
        x -> mixed: module(MultiHeadAttention<8, 2>) -> [5, 8]
        //                  ^ definition: MultiHeadAttention in runtime/src/modules.rs
    }

    /// Another network is a layer.
    network Reader(words: [5, 8]) -> [5, 8] {
        words -> inner: Mixer
      // ^ definition: network Reader(words: [5, 8]) -> [5, 8] {
        //        ^ hover: pub inner: Mixer<E, D> /// `inner: Mixer`, `[5, 8]` → `[5, 8]`. | pub struct inner /// `Mixer`, `[5, 8]`.
        //               ^ hover: struct Mixer<E = f32, D = netweave::expansion::Cpu> /// |name|layer|output|parameters|
        //               ^ definition: network Mixer(x: [5, 8]) -> [5, 8] {
    }
}
