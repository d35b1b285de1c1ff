//! A network with mistakes: what is right in it is known all the same.

use netweave::prelude::*;

const WIDTH: usize = 16;

network! {
    network Mistaken(image: [3, 32, 32]) -> [10] {
        let features = scope features {
            //                ^ hover: pub features: Scope0
            image -> stem: conv2d(WIDTH, kernel = 3) -> relu
            //  ^ definition: network Mistaken(image: [3, 32, 32]) -> [10] {
            //         ^ hover: pub stem: conv2d
            //             ^ hover: pub struct conv2d /// A two-dimensional convolution (a cross-correlation, as everywhere in the field)…
            //                      ^ definition: const WIDTH: usize = 16;
        };
        let wrong = features -> wide: conv2d(8, kernal = 3) -> relu;
        //                ^ rename: lines 9, 17
        //                                      ^ problem: `conv2d` has no argument `kernal`
        reuse scope head(x) {
            //      ^ rename: lines 20, 25
            x -> global_avg_pool -> fc: linear(10)
            //    ^ hover: pub struct global_avg_pool /// The mean of each channel. It makes a vector of an image of any size, and is the…
        }
        wrong -> head
        //        ^ definition: reuse scope head(x) {
        // ^ hover: let wrong: Value<Unknown>
    }
}
