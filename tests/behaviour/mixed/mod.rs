//! Mixed precision: what products in 16 bits give, and what is done about gradients that are too large for them.

mod autocast;
mod loss_scale;
mod passes;
mod training;
