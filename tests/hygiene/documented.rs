//! Everything public is documented, and no lint fires, whatever is used of a network.

#![deny(missing_docs, warnings, clippy::all, clippy::pedantic)]
#![deny(missing_debug_implementations, unreachable_pub, unused_qualifications, unused_results)]

use netweave::network;

network! {
    /// A public network.
    pub network Public(image: [2, 4, 4], other: [2, 4, 4]) -> (logits: [3], mask: [2, 4, 4]) {
        let features = scope features {
            image -> conv: conv2d(2, kernel = 3, padding = 1) -> batch_norm -> relu
        };
        /// A scope with documentation.
        reuse scope shared(x) {
            x -> conv: conv2d(2, kernel = 3, padding = same) -> max_pool2d(kernel = 2) -> tanh
        }
        let joined = concat(shared(features), shared(other), axis = 0);
        let logits = joined -> flatten -> fc: linear(3);
        /// A loss with documentation.
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        loss undocumented(labels: [3]) = softmax_cross_entropy(logits, labels);
        (logits, features)
    }
}

network! {
    pub network NoDocumentation(input: [2]) -> [2] {
        input -> tanh
    }
}

// Nobody uses these: that is no business of the expansion's.
network! {
    network Unused(input: [2]) -> [3] {
        let logits = input -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }

    pub(crate) network UnusedInCrate(input: [2]) -> (a: [3], b: [3]) {
        let a = input -> first: linear(3);
        let b = input -> second: linear(3);
        (a, b)
    }
}
