//! Saving: weights in safetensors files, and checkpoints that a run goes on from as if nothing had happened.
//!
//! A variable's key in a file is its name, which is its path through the fields: `features.conv1.weight`. That is
//! PyTorch's convention. Where a name is asked for, slashes will do for dots.
//!
//! ```
//! use netweave::checkpoint::{Weights, save_weights};
//! use netweave::prelude::*;
//!
//! network! {
//!     pub network Line(x: [3]) -> [1] {
//!         x -> fc: linear(1)
//!     }
//! }
//!
//! let device = Cpu::seed_from_u64(1);
//! let net = device.build_module::<Line, f32>();
//! # let file = std::env::temp_dir().join(format!("netweave-weights-{}.safetensors", std::process::id()));
//! save_weights(&net, &file)?;
//!
//! let weights = Weights::open(&file)?;
//! assert_eq!(weights.shape("fc/weight"), Some(vec![1, 3]));
//! let mut other = device.build_module::<Line, f32>();
//! weights.load(&mut other)?;
//! assert_eq!(net.fc.weight.array(), other.fc.weight.array());
//! # std::fs::remove_file(&file).unwrap();
//! # Ok::<(), netweave::Error>(())
//! ```

mod archive;
mod atomic;
mod compare;
mod folder;
mod format;
mod found;
#[cfg(feature = "keras")]
mod keras;
mod keys;
mod mismatch;
mod random;
mod run;
mod state;
mod stored;
mod variables;
mod weights;

pub use folder::Checkpoints;
pub use keys::Keys;
pub use mismatch::{Difference, Mismatch};
pub use run::Checkpoint;
pub use state::{State, Stateful};
pub use weights::{Weights, save_weights};
