//! Finds the pages of the book and makes each of them a module whose documentation is the page, so that
//! rustdoc compiles its examples.
//!
//! The build fails when a page and the table of contents disagree, when a link between pages leads nowhere, and
//! when a block of code could escape the compiler.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::{env, fs, io};

const SUMMARY: &str = "SUMMARY.md";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let src = root.join("src");
    println!("cargo::rerun-if-changed={}", src.display());

    let mut book = Book::read(&src)?;
    book.check_summary();
    book.pages.remove(Path::new(SUMMARY));
    book.check_links();
    book.check_mistakes(&root.join("../tests/ui"))?;
    let mut modules = String::new();
    for page in book.pages.clone() {
        let written = book.text(&page);
        let shown = book.with_includes(&page, &written);
        book.check_fences(&page, &shown);
        // rustdoc names a page's own file in its messages, unless the page includes others.
        let mut path = src.join(&page);
        if shown != written {
            path = out.join(page.file_name().expect("a page is a file"));
            fs::write(&path, shown)?;
        }
        write_module(&mut modules, &path, &page);
    }
    let readme = root.join("../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    book.check_fences(Path::new("README.md"), &fs::read_to_string(&readme)?);
    write_module(&mut modules, &readme, Path::new("README.md"));
    fs::write(out.join("pages.rs"), modules)?;

    for mistake in &book.mistakes {
        println!("cargo::error={mistake}");
    }
    Ok(())
}

/// The pages, and what is wrong with them.
struct Book {
    src: PathBuf,
    /// Relative to `src`.
    pages: BTreeSet<PathBuf>,
    mistakes: Vec<String>,
}

impl Book {
    fn read(src: &Path) -> io::Result<Self> {
        let mut book = Book { src: src.to_owned(), pages: BTreeSet::new(), mistakes: Vec::new() };
        let mut folders = vec![src.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md") {
                    let page = path.strip_prefix(src).expect("found below src");
                    book.pages.insert(page.to_owned());
                }
            }
        }
        Ok(book)
    }

    fn text(&self, page: &Path) -> String {
        let path = self.src.join(page);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn check_summary(&mut self) {
        let mut listed = BTreeSet::from([PathBuf::from(SUMMARY)]);
        for link in page_links(&self.text(Path::new(SUMMARY))) {
            if !listed.insert(PathBuf::from(&link)) {
                self.mistakes.push(format!("`{link}` is in {SUMMARY} twice"));
            }
        }
        for page in self.pages.difference(&listed) {
            let page = page.display();
            self.mistakes.push(format!("`{page}` is not in {SUMMARY}"));
        }
        for page in listed.difference(&self.pages) {
            let page = page.display();
            self.mistakes.push(format!("{SUMMARY} lists `{page}`, which does not exist"));
        }
    }

    fn check_links(&mut self) {
        for page in &self.pages {
            for link in page_links(&self.text(page)) {
                let target = normal(&page.with_file_name(&link));
                if !self.pages.contains(&target) {
                    let page = page.display();
                    self.mistakes.push(format!("`{page}` links to `{link}`, which does not exist"));
                }
            }
        }
    }

    /// Every folder of programs that must not compile is shown by a page.
    fn check_mistakes(&mut self, programs: &Path) -> io::Result<()> {
        println!("cargo::rerun-if-changed={}", programs.display());
        for entry in fs::read_dir(programs)? {
            let stage = entry?.path();
            let name = stage.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let line = format!("{{{{#mistakes {name}}}}}");
            if stage.is_dir() && !self.pages.iter().any(|page| self.text(page).lines().any(|shown| shown == line)) {
                self.mistakes.push(format!("no page has the line `{line}`"));
            }
        }
        Ok(())
    }

    /// The page's text with the files that it includes in place, as mdBook will show it.
    ///
    /// mdBook only logs an include that it cannot read; here it is a mistake.
    fn with_includes(&mut self, page: &Path, written: &str) -> String {
        let mut text = String::new();
        for line in written.split_inclusive('\n') {
            let included = line.trim_end().strip_prefix("{{#include ");
            let Some(included) = included.and_then(|rest| rest.strip_suffix("}}")) else {
                text.push_str(line);
                continue;
            };
            let path = self.src.join(page).with_file_name(included);
            println!("cargo::rerun-if-changed={}", path.display());
            match fs::read_to_string(&path) {
                Ok(file) => text.push_str(&file),
                Err(error) => {
                    let page = page.display();
                    self.mistakes.push(format!("`{page}` includes `{included}`: {error}"));
                }
            }
        }
        text
    }

    /// Every block says its language, and no Rust is kept from the compiler.
    fn check_fences(&mut self, page: &Path, text: &str) {
        let mut inside = false;
        for (index, line) in text.lines().enumerate() {
            let Some(language) = line.trim_start().strip_prefix("```") else {
                continue;
            };
            inside = !inside;
            if !inside {
                continue;
            }
            let reason = if language.is_empty() {
                "a block without a language: write ```rust or ```text"
            } else if language.split(',').any(|word| word.trim().starts_with("ignore")) {
                "`ignore` keeps a block from the compiler: make it compile, or write ```text"
            } else if language.split(',').any(|word| word.trim() == "rs") {
                "`rs` is not Rust to rustdoc: write ```rust"
            } else {
                continue;
            };
            self.mistakes.push(format!("{}:{}: {reason}", page.display(), index + 1));
        }
    }
}

/// The targets of the links to other pages, without their fragments.
fn page_links(text: &str) -> Vec<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter(|(target, _)| !target.contains("://"))
        .filter_map(|(target, _)| target.split('#').next())
        .filter(|target| target.ends_with(".md"))
        .map(str::to_owned)
        .collect()
}

/// The path with `..` taken out.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            component => normal.push(component),
        }
    }
    normal
}

fn write_module(modules: &mut String, path: &Path, page: &Path) {
    let name = page.with_extension("").to_string_lossy().to_lowercase();
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    writeln!(modules, "#[doc = include_str!({path:?})]\nmod {name} {{}}").expect("a String takes all");
}
