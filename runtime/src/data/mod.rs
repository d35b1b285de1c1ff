//! Data: from files to batches of tensors.
//!
//! A [`Source`] is anything that has samples by number. A [`Loader`] shuffles them, puts them into batches on other
//! threads while the network is busy, and gives the same batches in the same order whatever the number of threads.
//!
//! ```
//! use netweave::data::{Loader, from_fn};
//! use netweave::prelude::*;
//!
//! // 10 samples of a vector of 2 and a vector of 1.
//! let source = from_fn::<(Rank1<2>, Rank1<1>), f32>(10, |sample, (x, y)| {
//!     x.copy_from_slice(&[sample.index as f32, 1.0]);
//!     y[0] = 2.0 * sample.index as f32;
//!     Ok(())
//! });
//! let device = Cpu::default();
//! let loader = Loader::new(source, &device).batch_size(4).shuffle(7);
//! assert_eq!(loader.batches(), 3);
//!
//! let mut seen = Vec::new();
//! for batch in loader.epoch(0) {
//!     let (x, y): (Tensor<(usize, Const<2>), f32, Cpu>, Tensor<(usize, Const<1>), f32, Cpu>) = batch?;
//!     assert_eq!(x.shape().0, y.shape().0);
//!     seen.extend(y.as_vec());
//! }
//! seen.sort_by(f32::total_cmp);
//! assert_eq!(seen, (0..10).map(|i| 2.0 * i as f32).collect::<Vec<_>>());
//! # Ok::<(), netweave::Error>(())
//! ```

#[cfg(feature = "files")]
mod array;
mod by_length;
#[cfg(feature = "files")]
mod classified;
#[cfg(feature = "files")]
mod csv;
#[cfg(feature = "images")]
mod folder;
#[cfg(feature = "files")]
mod idx;
mod loader;
#[cfg(feature = "files")]
mod npy;
#[cfg(feature = "files")]
mod npz;
mod pad_sequence;
mod parts;
mod source;
mod workers;

#[cfg(feature = "files")]
pub use array::Array;
pub use by_length::by_length;
#[cfg(feature = "files")]
pub use classified::Classified;
#[cfg(feature = "files")]
pub use csv::{Csv, Row};
#[cfg(feature = "images")]
pub use folder::ImageFolder;
#[cfg(feature = "files")]
pub use idx::read_idx;
pub(crate) use loader::mix;
pub use loader::{Batches, Loader};
#[cfg(feature = "files")]
pub use npy::read_npy;
#[cfg(feature = "files")]
pub use npz::read_npz;
pub use pad_sequence::{Padded, pad_sequence};
pub use parts::{Parts, SampleShape};
pub use source::{FromFn, Sample, Source, from_fn};
