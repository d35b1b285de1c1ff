//! The network of the example, and nothing else.

use netweave::prelude::*;

network! {
    /// Draws 8×8 digits as they are asked for, and tells drawn ones from real ones.
    ///
    /// The variables of both players are in one network, each player's in a scope, and each has a loss.
    pub network Gan(noise: [32], label: [10], real: [1, 8, 8]) -> [1, 8, 8] {
        /// A digit of this label, made of noise.
        let made = scope generator {
            concat(noise, label, axis = 0)
                -> fc: linear(256) -> reshape([64, 2, 2]) -> batch_norm -> relu
                -> up1: conv_transpose2d(32, kernel = 4, stride = 2, padding = 1) -> bn1: batch_norm -> relu
                -> up2: conv_transpose2d(1, kernel = 4, stride = 2, padding = 1) -> sigmoid
        };

        /// Says by a number above 0 that this is a real digit of this label. It has a number for each label.
        reuse scope discriminator(digit, label) {
            let of_each = digit
                -> conv1: conv2d(32, kernel = 4, stride = 2, padding = 1) -> leaky_relu(0.2) -> dropout(0.2)
                -> conv2: conv2d(64, kernel = 4, stride = 2, padding = 1) -> leaky_relu(0.2) -> dropout(0.2)
                -> flatten -> fc: linear(10);
            of_each * label -> sum(axis = 0, keepdims = true)
        }
        let of_made = discriminator(made, label);
        let of_real = discriminator(real, label);

        /// The generator's: what it makes is taken for real.
        loss fooling(yes: [1]) = sigmoid_cross_entropy(of_made, yes);
        /// The discriminator's: it tells the two apart.
        loss detecting(yes: [1], no: [1]) =
            (of_real -> real: sigmoid_cross_entropy(yes)) + (of_made -> made: sigmoid_cross_entropy(no));
        made
    }
}
