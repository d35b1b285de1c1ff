//! Metrics: how good a network is, gathered batch by batch.
//!
//! Each metric takes what the network said beside the truth, as many batches as there are, and tells its value over all
//! of them. What it adds up is added in `f64`.
//!
//! ```
//! use netweave::metric::Accuracy;
//! use netweave::prelude::*;
//!
//! let device = Cpu::default();
//! let logits = device.tensor([[2.0_f32, 1.0, 0.0], [0.0, 1.0, 3.0]]);
//! let labels = device.tensor([[1.0_f32, 0.0, 0.0], [0.0, 1.0, 0.0]]);
//! let mut accuracy = Accuracy::new();
//! accuracy.add(&logits, &labels)?;
//! assert_eq!(accuracy.value(), 0.5);
//! # Ok::<(), netweave::Error>(())
//! ```

mod accuracy;
mod confusion;
mod end_point_error;
mod mean_absolute_error;
mod psnr;
mod rows;

pub use accuracy::{Accuracy, TopK};
pub use confusion::Confusion;
pub use end_point_error::EndPointError;
pub use mean_absolute_error::MeanAbsoluteError;
pub use psnr::Psnr;
