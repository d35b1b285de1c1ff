//! The structs that an editor shows for layers, `runtime/src/editor/layers.rs`, made of the registry and the book.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use expect_test::expect_file;

use super::expression::arguments;
use crate::layer::{KINDS, Kind};

const HEAD: &str = "\
//! The layers and losses of the language, as an editor shows them. Made of the registry of the compiler and the pages of the
//! book: `UPDATE_EXPECT=1 cargo test -p netweave-compiler --lib editor`.

#![allow(non_camel_case_types)]

use super::Argument;
";

/// A page of the book about one layer or several.
struct Page {
    /// What it says, without its title and example.
    text: String,
    /// What it says about arguments.
    arguments: BTreeMap<String, String>,
}

/// The pages, by the names in their titles.
fn pages() -> BTreeMap<String, Page> {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/src");
    let mut pages = BTreeMap::new();
    for folder in ["layers", "losses"] {
        for entry in fs::read_dir(book.join(folder)).expect("a folder of pages") {
            let page = fs::read_to_string(entry.expect("an entry").path()).expect("a page");
            let (title, text) = page.split_once('\n').expect("a title and a text");
            let text = text.split("\n## Example").next().expect("a text").trim();
            // Above them are the variables, some of which are called as an argument is.
            let (_, rows) = text.split_once("## Arguments").unwrap_or_default();
            for name in title.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
                let arguments = rows.lines().filter_map(row).flatten().collect();
                pages.insert(name.to_owned(), Page { text: without_links(text), arguments });
            }
        }
    }
    pages
}

/// A row of the table of arguments, `| name | default | what it is |`, for each of its names.
fn row(line: &str) -> Option<Vec<(String, String)>> {
    let line = line.replace("\\|", "\u{1}");
    let mut cells =
        line.strip_prefix("| `")?.strip_suffix('|')?.split('|').map(|cell| cell.trim().replace('\u{1}', "|"));
    let (names, default, what) = (cells.next()?, cells.next()?, cells.next()?);
    let default = match &*default {
        "" | "required" => default,
        default => format!("{default} by default"),
    };
    let said = [default, what].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>();
    let what = without_links(&said.join(": "));
    let names = names.split('`').step_by(2).filter(|name| !name.is_empty());
    Some(names.map(|name| (name.to_owned(), what.clone())).collect())
}

/// Links lead from page to page, and are text alone elsewhere.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((target, after)) = behind.split_once(')') else { break };
        match before.rsplit_once('[') {
            Some((before, link)) if !target.starts_with("http") => {
                plain.push_str(before);
                plain.push_str(link);
            }
            _ => write!(plain, "{before}]({target})").expect("a string"),
        }
        rest = after;
    }
    plain + rest
}

/// The pages about a layer: its own, and that of the same layer over images, which says what they have in common.
fn about<'p>(kind: &Kind, pages: &'p BTreeMap<String, Page>) -> Vec<&'p Page> {
    let over_images = kind.name.replace(['1', '3'], "2");
    let mut about = [kind.name, &over_images].into_iter().filter_map(|name| pages.get(name)).collect::<Vec<_>>();
    about.dedup_by(|one, other| std::ptr::eq(*one, *other));
    assert!(!about.is_empty(), "no page of the book has `{}` in its title", kind.name);
    about
}

fn structure(kind: &'static Kind, pages: &BTreeMap<String, Page>) -> String {
    let pages = about(kind, pages);
    let page = pages.first().map_or("", |page| &page.text);
    let (first, rest) = page.split_once("\n\n").unwrap_or((page, ""));
    let shown = format!("{first}\n\n```text\n{}\n```\n\n{rest}", kind.example);
    let mut text = "\n".to_owned();
    for line in shown.trim_end().lines() {
        text.push_str(format!("/// {line}").trim_end());
        text.push('\n');
    }
    let mut missing = Vec::new();
    let fields = arguments(kind).into_iter().map(|name| {
        let what = pages.iter().find_map(|page| page.arguments.get(name)).map(String::as_str);
        let what = what.or_else(|| kind.positional.iter().find(|(known, _)| *known == name).map(|(_, what)| *what));
        if what.is_none() {
            missing.push(name);
        }
        format!("    /// {}\n    pub {name}: Argument,\n", what.unwrap_or_default())
    });
    let fields = fields.collect::<String>();
    assert!(missing.is_empty(), "the page of `{}` says nothing about {missing:?}", kind.name);
    let fields = if fields.is_empty() { "{}\n".to_owned() } else { format!("{{\n{fields}}}\n") };
    format!("{text}pub struct {} {fields}", kind.name)
}

#[test]
fn layers_are_documented() {
    let pages = pages();
    let structures = KINDS.iter().map(|kind| structure(kind, &pages)).collect::<String>();
    expect_file!["../../../../runtime/src/editor/layers.rs"].assert_eq(&format!("{HEAD}{structures}"));
}
