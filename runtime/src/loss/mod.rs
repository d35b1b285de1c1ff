//! Losses: from values and targets to one number, a mean over the batch.

mod softmax_cross_entropy;

pub use softmax_cross_entropy::softmax_cross_entropy;
