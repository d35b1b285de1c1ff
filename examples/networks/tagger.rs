//! Taggers of words in a sentence by recurrent layers ([Huang et al. 2015](https://arxiv.org/abs/1508.01991), without the layer at the
//! end that looks at neighbouring tags).

use netweave::prelude::*;

network! {
    /// One of 17 tags for each of 50 words, by an LSTM that reads from both ends.
    pub network LstmTagger(words: [50] of usize) -> [50, 17] {
        words -> embed: embedding(20_000, 100) -> encoder: lstm(128, bidirectional = true) -> fc: linear(17)
    }

    /// The same by a GRU of two layers.
    pub network GruTagger(words: [50] of usize) -> [50, 17] {
        let h = words -> embed: embedding(20_000, 100)
            -> encoder: gru(128, layers = 2, bidirectional = true, dropout = 0.3);
        h -> fc: linear(17)
    }

    /// The same of a size that can be tried by hand, with what is left of the sentence.
    pub network TinyLstmTagger(words: [16] of usize) -> (tags: [16, 5], hidden: [4, 8], cell: [4, 8]) {
        let h = words -> embed: embedding(100, 12);
        let (h, hidden, cell) = h -> encoder: lstm(8, layers = 2, bidirectional = true);
        (h -> fc: linear(5), hidden, cell)
    }

    /// A GRU of two layers in one direction.
    pub network TinyGruTagger(words: [16] of usize) -> [16, 5] {
        words -> embed: embedding(100, 12) -> encoder: gru(8, layers = 2) -> fc: linear(5)
    }
}
