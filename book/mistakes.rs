//! Puts the mistakes that the tests pin into the pages about errors: each program and what the compiler says of it.
//!
//! A line `{{#mistakes names}}` becomes all programs of `tests/ui/names`, so that no mistake can be forgotten and no
//! message can be another than that of the compiler.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use mdbook_driver::book::Book;
use mdbook_driver::errors::{Error, Result};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

/// The preprocessor for `{{#mistakes ..}}`.
pub(crate) struct Mistakes;

impl Preprocessor for Mistakes {
    fn name(&self) -> &str {
        "mistakes"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let programs = context.root.join("../tests/ui");
        let mut outcome = Ok(());
        book.for_each_chapter_mut(|chapter| match expand(&chapter.content, &programs) {
            Ok(content) => chapter.content = content,
            Err(error) => outcome = Err(error.context(chapter.name.clone())),
        });
        outcome.map(|()| book)
    }
}

fn expand(content: &str, programs: &Path) -> Result<String> {
    let mut expanded = String::new();
    for line in content.split_inclusive('\n') {
        match line.trim_end().strip_prefix("{{#mistakes ").and_then(|rest| rest.strip_suffix("}}")) {
            Some(stage) => expanded.push_str(&mistakes(&programs.join(stage))?),
            None => expanded.push_str(line),
        }
    }
    Ok(expanded)
}

/// The mistakes of one stage; programs with several of them come last.
fn mistakes(folder: &Path) -> Result<String> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| named(folder, error))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            programs.push(path);
        }
    }
    programs.sort_by_key(|path| (title(path).starts_with("Multiple"), path.clone()));
    let mut text = String::new();
    for program in programs {
        let written = fs::read_to_string(&program)?;
        let message = program.with_extension("stderr");
        let message = fs::read_to_string(&message).map_err(|error| named(&message, error))?;
        writeln!(text, "## {}\n", title(&program))?;
        writeln!(text, "```rust,noplayground\n{}\n```\n", essence(&written))?;
        writeln!(text, "```text\n{}\n```\n", message.trim_end())?;
    }
    Ok(text)
}

/// `layer_twice.rs` is about a "Layer twice".
fn title(program: &Path) -> String {
    let words = program.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A program without what every program has.
fn essence(written: &str) -> &str {
    let program = written.trim_start_matches("use netweave::prelude::*;").trim();
    program.strip_suffix("fn main() {}").unwrap_or(program).trim()
}

fn named(path: &Path, error: std::io::Error) -> Error {
    Error::new(error).context(PathBuf::from(path).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::{essence, title};

    #[test]
    fn titles_are_words() {
        assert_eq!(title("ui/names/layer_twice.rs".as_ref()), "Layer twice");
    }

    #[test]
    fn programs_lose_what_all_have() {
        assert_eq!(essence("use netweave::prelude::*;\n\nnetwork! {}\n\nfn main() {}\n"), "network! {}");
        assert_eq!(essence("network! {}\n\nfn main() { run() }\n"), "network! {}\n\nfn main() { run() }");
    }
}
