//! Builds the book: `cargo run -p netweave-book` writes it to `book/html`.

mod mistakes;

use mdbook_driver::MDBook;
use mdbook_driver::errors::Result;

fn main() -> Result<()> {
    let mut book = MDBook::load(env!("CARGO_MANIFEST_DIR"))?;
    book.with_preprocessor(mistakes::Mistakes);
    book.build()?;
    println!("{}", book.build_dir_for("html").join("index.html").display());
    Ok(())
}
