//! The network that writes.

use netweave::prelude::*;

use super::text::LETTERS;

/// The numbers of a state.
pub(super) const UNITS: usize = 192;

network! {
    /// Which letter comes next, at each place of a text that goes on from a state.
    pub network Writer<time>(text: [time] of usize, h: [2, UNITS], c: [2, UNITS])
        -> (next: [time, LETTERS], h: [2, UNITS], c: [2, UNITS])
    {
        let (y, h, c) = text -> embed: embedding(LETTERS, 32) -> memory: lstm(UNITS, layers = 2, hidden = h, cell = c);
        let next = y -> head: linear(LETTERS);

        loss spelling(truth: [time] of usize) = softmax_cross_entropy(next, truth);
        (next, h, c)
    }
}
