//! What `network!` expands to works wherever a user writes it, and bothers nobody.

pub mod documented;
mod names;
mod places;
mod renamed;
mod shadow;
mod words;
