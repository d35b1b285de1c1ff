//! Losses: from values and targets to one number, as generated code computes it.
//!
//! Each states what its mean is over; [`Reduction`] holds the sum and weights of samples instead. A target gets no
//! gradient, because a pass knows that nobody asks for it.

mod classes;
mod contrastive;
mod cosine_distance;
mod costs;
mod ctc;
mod dice;
mod hinge;
mod huber;
mod info_nce;
mod kl_divergence;
mod l1;
mod l2;
mod labels;
mod pairwise;
mod perceptual;
mod reduction;
mod sigmoid_cross_entropy;
mod sigmoid_focal;
mod smooth_l1;
mod softmax_cross_entropy;
mod softmax_focal;
mod sparse_softmax_cross_entropy;
mod total_variation;
mod triplet;

pub use classes::{Classes, classes};
pub use contrastive::contrastive;
pub use cosine_distance::cosine_distance;
pub use ctc::{Steps, ctc};
pub use dice::dice;
pub use hinge::hinge;
pub use huber::huber;
pub use info_nce::info_nce;
pub use kl_divergence::kl_divergence;
pub use l1::l1;
pub use l2::l2;
pub use labels::Labels;
pub use perceptual::{Views, perceptual};
pub use reduction::{Reduction, mean, sum};
pub use sigmoid_cross_entropy::sigmoid_cross_entropy;
pub use sigmoid_focal::sigmoid_focal;
pub use smooth_l1::smooth_l1;
pub use softmax_cross_entropy::softmax_cross_entropy;
pub use softmax_focal::softmax_focal;
pub use sparse_softmax_cross_entropy::sparse_softmax_cross_entropy;
pub use total_variation::total_variation;
pub use triplet::triplet;
