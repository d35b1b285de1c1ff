//! Watching a training: a progress bar, event files for TensorBoard, and pictures of curves.
//!
//! ```
//! use netweave::prelude::*;
//! use netweave::watch::{Curves, Events, Progress};
//!
//! # let folder = std::env::temp_dir().join(format!("netweave-watch-{}", std::process::id()));
//! let (epochs, steps) = (3, 100);
//! let mut progress = Progress::new(epochs, steps);
//! let mut events = Events::create(&folder)?;
//! let mut curves = Curves::new();
//! for step in 0..epochs * steps {
//!     let loss = 1.0 / (1.0 + step as f64); // .. a step of training ..
//!     progress.set("loss", loss);
//!     progress.step();
//!     events.scalar("loss/training", step, loss)?;
//!     curves.add("loss/training", step, loss);
//! }
//! curves.write_svg(folder.join("curves.svg"))?;
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), netweave::Error>(())
//! ```

mod curves;
mod events;
mod graph;
mod histogram;
mod picture;
mod progress;
mod protobuf;
mod record;

pub use curves::Curves;
pub use events::Events;
pub use progress::Progress;
