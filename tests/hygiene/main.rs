//! What `network!` expands to works wherever a user writes it, and bothers nobody.

pub mod documented;
mod names;
mod places;
mod renamed;
mod shadow;
mod words;

// The programs that `editor/run` asks about compile, where they should.
#[allow(dead_code)]
#[path = "../editor/programs/digits.rs"]
mod in_editor_digits;
#[allow(dead_code)]
#[path = "../editor/programs/words.rs"]
mod in_editor_words;
#[allow(dead_code)]
#[path = "../editor/programs/writing.rs"]
mod in_editor_writing;
