//! The programs that the language was designed around, as users write them; a file each topic.

mod first_network;
mod generics;
mod inference;
mod losses;
mod names;
mod outside;
mod scopes;
mod several;
mod templates;
